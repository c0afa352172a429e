"""grader.exports.pages: pages to give away; without names nobody of the class is in any of them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from grader.exports.codes import codes_of
from grader.exports.nameless import members, nameless
from grader.exports.pages import pages
from grader.exports.roll import Roll

Make = Callable[..., Any]

CLASS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("ann.lee", "Ann-Marie Lee", {"email": "amlee@uni.edu", "sid": "2026123", "github": "octoann"}),
    ("bchen", "Bo Chen", {"email": "bchen@uni.edu", "sid": "2026124", "login": "bchen2"}),
    ("Ångström, Åsa", "Åsa Ångström", {"canvas": "884412", "email": "asa@uni.edu"}),
    ("d%20'x<b>", 'Dee "D" O\'Neil & Søn', {"sis": "S-9981", "login": "@dee"}),
)


def everybody(result: Make, verdict: Make, roll: Make) -> Roll:
    """A class in which everybody's texts are full of themselves and of each other."""
    results = []
    for n, (key, name, ids) in enumerate(CLASS):
        other_key, other_name, other_ids = CLASS[(n + 1) % len(CLASS)]
        said = " ".join([key, name, *ids.values(), other_key, other_name, *other_ids.values()])
        evidence = {
            "what": f"loss of {said}",
            "expected": "1",
            "got": said,
            "exception": {"type": "ValueError", "message": said},
            "frames": [
                {"where": f"/home/{key}/hw.py, line 3", "function": "f", "code": f"# {said}"}
            ],
            "output": f"printed by {said}",
            "curves": {f"loss of {key}": [2.0, 1.0]},
        }
        text = {"text": f"I, {name}, worked with {other_name}.", "rubric": ["both cases"]}
        marked = {"by": "Kim", "at": "2026-03-03", "earned": 1.0, "items": [], "was": {}}
        results.append(
            result(
                key,
                verdict("a", status="failed", message=f"loss of {said}", evidence=evidence),
                verdict("b", status="errored", message=said, evidence=evidence),
                verdict("w", evidence=text, marked={**marked, "comment": f"Dear {name}"}),
                verdict("v", status="manual", evidence=text),
                name=name,
                ids=ids,
                group=[key, other_key],
                notes=[f"{key}/notes.py was left out."],
                adjustment={
                    **{"sentence": f"{name} has an extension.", "taken_off": 0, "late_s": 0},
                    **{"due": "2026-03-01T00:00+00:00", "extension": None, "slip_days": 0},
                    "accepted": True,
                },
            )
        )
    return roll(*results)


def said_in(page: str) -> str:
    """Everything that a page says, also in attributes and scripts, in small letters."""
    text = html.unescape(page)
    return html.unescape(text).casefold()


def test_pages_without_names(result: Make, verdict: Make, roll: Make) -> None:
    """No key, name, id, address or login of anybody, in no page and no file name."""
    named = everybody(result, verdict, roll)
    codes = codes_of(members(named), b"x" * 32)
    made = dict(pages(nameless(named, codes), named=False, made_at="2026-03-04T10:00:00+00:00"))
    assert set(made) == {"index.html", *(f"reports/{code}.html" for code in codes.values())}
    words = {w for key, name, ids in CLASS for w in (key, name, *ids.values())}
    for path, data in made.items():
        text = said_in(data.decode())
        assert len(text) > 1000
        for word in words:
            assert word.casefold() not in text, f"{path} names {word}"
    # A surname alone may be a word; in its owner's own page it is a name.
    for n, surname in enumerate(("lee", "chen", "ångström", "o'neil")):
        text = said_in(made[f"reports/{codes[CLASS[n][0]]}.html"].decode())
        assert not re.search(rf"\b{surname}\b", text), surname


def test_a_page_says_its_own_code_only(result: Make, verdict: Make, roll: Make) -> None:
    """The code is on top, so that a student who is told theirs finds their page."""
    named = everybody(result, verdict, roll)
    codes = codes_of(members(named), b"x" * 32)
    made = dict(pages(nameless(named, codes), named=False, made_at="2026-03-04T10:00:00+00:00"))
    for code in codes.values():
        page = made[f"reports/{code}.html"].decode()
        assert re.search(rf"<title>[^<]*{code}", page)
        assert code in made["index.html"].decode()


def test_pages_with_names(result: Make, verdict: Make, roll: Make) -> None:
    """The same pages as in the batch's folder."""
    from reports import student_page

    named = everybody(result, verdict, roll)
    made = dict(pages(named, named=True, made_at="2026-03-04T10:00:00+00:00"))
    assert len(made) == 1 + len(CLASS)
    row = named.rows[0]
    assert row.result is not None
    assert made["reports/ann.lee.html"].decode() == student_page(row.result)
    assert "Ann-Marie Lee" in made["index.html"].decode()


@pytest.mark.parametrize("named", [True, False])
def test_an_empty_class(roll: Make, named: bool) -> None:
    """One page that says so."""
    assert [path for path, _ in pages(roll(), named=named, made_at="")] == ["index.html"]
