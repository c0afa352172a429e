"""grader.exports.spellings and nameless: nobody of the class is named, and the rest stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.exports.nameless import members, nameless
from grader.exports.roll import Row
from grader.exports.spellings import Spellings

Make = Callable[..., Any]

ANN = Row(
    student="ann.lee",
    name="Ann-Marie van Lee",
    ids={"email": "amlee@uni.edu", "sid": "2026123", "canvas": "77", "github": "octo-ann"},
)
BO = Row(student="bo", name="Bo Chen", ids={"login": "bchen2"})
CODES = {"ann.lee": "s-AAA", "bo": "s-BBB"}


@pytest.fixture(scope="module")
def spellings() -> Spellings:
    """Of a class of two."""
    return Spellings([ANN, BO], CODES)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("by ann.lee, 2026", "by s-AAA, 2026"),
        ("File /home/ANN.LEE/hw.py", "File /home/s-AAA/hw.py"),
        ("Ann-Marie van Lee", "s-AAA"),
        ("Lee, Ann-Marie van!", "s-AAA!"),
        ("ann-marie_van_lee_hw1.py", "s-AAA_hw1.py"),
        ("leeann-marievan_123_hw.py", "s-AAA_123_hw.py"),
        ("mail amlee@uni.edu or AMLEE@UNI.EDU.", "mail s-AAA or s-AAA."),
        ("id 2026123; not 20261234", "id s-AAA; not 20261234"),
        ("github.com/octo-ann/hw", "github.com/s-AAA/hw"),
        ("Bo Chen and bchen2 and bo", "s-BBB and s-BBB and s-BBB"),
        ("bot, about, Boston, bchen22", "bot, about, Boston, bchen22"),
        ("77 of 77 tests", "77 of 77 tests"),
        ("no name at all: max 3", "no name at all: max 3"),
        ("", ""),
    ],
)
def test_whole_names_and_ids_are_found_everywhere(
    spellings: Spellings, text: str, hidden: str
) -> None:
    """In any capitals, as words of their own; a short number is no id."""
    assert spellings.hidden(text) == hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("# Author: Ann, Lee", "# Author: s-AAA, s-AAA"),
        ("C:\\Users\\lee\\hw.py", "C:\\Users\\s-AAA\\hw.py"),
        ("/home/amlee/x", "/home/s-AAA/x"),
        ("annealing = lee_way + van", "annealing = lee_way + s-AAA"),
        ("ann = 3  # Marie's", "ann = 3  # s-AAA's"),
    ],
)
def test_parts_of_a_name_are_found_in_own_texts_only(
    spellings: Spellings, text: str, hidden: str
) -> None:
    """As they are written, or in a path; another student's text may use them as words."""
    assert spellings.hidden(text, of="ann.lee") == hidden
    assert spellings.hidden(text, of="bo") == text


@pytest.mark.parametrize(
    "written",
    ["Bj\u00f6rn \u00c5s", "Bjo\u0308rn A\u030as", r"Bj\xf6rn \xc5s", "Bj%C3%B6rn%20%C3%85s"],
)
def test_letters_beyond_ascii(written: str) -> None:
    """Composed, decomposed, escaped by Python, encoded in a link."""
    person = Row(student="x9", name="Bj\u00f6rn \u00c5s")
    assert Spellings([person], {"x9": "s-X"}).hidden(f"<{written}>") == "<s-X>"


def test_an_empty_class_hides_nothing() -> None:
    """Nothing to look for is not everything."""
    assert Spellings([], {}).hidden("some text", of="ann") == "some text"


@given(
    st.lists(
        st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=4, max_size=10),
        min_size=1,
        max_size=8,
        unique_by=str.casefold,
    ),
    st.text(max_size=30),
)
@settings(deadline=None)
def test_no_key_is_left(names: list[str], text: str) -> None:
    """Whatever the keys are, each is replaced where it stands as a word."""
    names = [name for name in names if not name.isdigit()]
    people = [Row(student=name) for name in names]
    codes = {name: f"s-{n}" for n, name in enumerate(names)}
    hidden = Spellings(people, codes).hidden(" ".join([text, *names, "end"]))
    tail = hidden.split(" ")[-len(names) - 1 :]
    assert tail == [*(codes[name] for name in names), "end"]


def test_a_result_without_its_student(result: Make, verdict: Make, roll: Make) -> None:
    """Keys, names, ids, groups and texts are codes; the homework's words and numbers stay."""
    own = verdict(
        "ann.lee",
        title="A title by Bo Chen.",
        status="failed",
        message="File /home/ann.lee/hw.py of Ann",
        evidence={
            "output": "I am Bo Chen's friend Ann-Marie van Lee (2026123)",
            "frames": [{"where": "ann.lee.py, line 1", "function": "bo", "code": "# Lee"}],
            "error": [[0.5, 2026123]],
            "curves": {"bo": [1.0], "loss": [2.0]},
            "text": "by Ann",
        },
        marked={"by": "Kim", "at": "x", "earned": 0, "items": [], "comment": "Dear Ann, ..."},
    )
    data = result(
        "ann.lee", own, name=ANN.name, ids=dict(ANN.ids), group=["ann.lee", "bo"], notes=["bo.py"]
    )
    row, _ = nameless(roll(data, result("bo", name="Bo Chen")), CODES).rows
    assert (row.student, row.name, row.ids) == ("s-AAA", "", {})
    made = row.result
    assert made is not None
    assert (made["student"], made["name"], made["ids"]) == ("s-AAA", "", {})
    assert made["group"] == ["s-AAA", "s-BBB"]
    assert made["notes"] == ["s-BBB.py"]
    (after,) = made["verdicts"]
    assert (after["check"], after["title"]) == ("ann.lee", "A title by Bo Chen.")
    assert after["message"] == "File /home/s-AAA/hw.py of s-AAA"
    evidence = after["evidence"]
    assert evidence["output"] == "I am s-BBB's friend s-AAA (s-AAA)"
    assert evidence["frames"] == [
        {"where": "s-AAA.py, line 1", "function": "s-BBB", "code": "# s-AAA"}
    ]
    assert evidence["error"] == [[0.5, 2026123]]
    assert set(evidence["curves"]) == {"s-BBB", "loss"}
    assert evidence["text"] == "by s-AAA"
    assert after["marked"]["comment"] == "Dear s-AAA, ..."
    assert data["student"] == "ann.lee"


def test_members_of_a_group_have_codes(result: Make, roll: Make) -> None:
    """Also one who has no result of their own."""
    assert members(roll(result("ann", group=["ann", "bo"]), result("cy"))) == ["ann", "cy", "bo"]


def test_schema_keys_are_no_names(result: Make, verdict: Make, roll: Make) -> None:
    """A student called like a field does not rename it."""
    data = result("message", verdict("a", message="points", evidence={"output": "output"}))
    everybody = roll(data, result("output"), result("points"))
    made = nameless(everybody, {"message": "s-M", "output": "s-O", "points": "s-P"})
    text = json.dumps(made.rows[0].result)
    assert '"message": "s-P"' in text
    assert '"output": "s-O"' in text
    assert '"points": 1.0' in text
