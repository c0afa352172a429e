"""The result under the cell: complete, escaped, and readable wherever it is shown."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.selfcheck.notebook.display import (
    _COLOURS,
    Shown,
    as_html,
    as_text,
    closing,
)
from grader.selfcheck.words import WORDS
from grader.types import STATUSES

TOTAL = "0 of 1 public check passed. Grading also runs checks that are not public."

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</div></div></details>",
    "javascript:alert(1)",
    "\x1b[31mred\x1b[0m\x07",
    "$x^2$ \\(y\\) \\begin{align}z\\end{align}",
    "\u202eevil\u2066",
    "'; background: url(https://example.org/x)",
    "\ud800",
    "&lt;b&gt;",
]


class Outline(HTMLParser):
    """Tags, attributes and text of some HTML; every tag must be closed."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.styles: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._open.append(tag)
        for name, value in attrs:
            assert name == "style", (tag, name, value)
            self.styles.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def verdict(status: str = "failed", **fields: Any) -> dict[str, Any]:
    """A verdict as a result file holds it."""
    made: dict[str, Any] = {"check": "a.b", "question": "s3.T2.A", "title": "The softmax of a row."}
    made |= {
        "word": WORDS.get(status, status),
        "status": status,
        "message": "",
        "evidence": {},
        "hint": None,
        "remarks": [],
    }
    return made | fields


def wrong() -> dict[str, Any]:
    """A wrong answer with everything that can be said of one."""
    return verdict(
        message="softmax(z) is wrong\n  expected  0.5\n  got       0.7\n"
        "  worst at  [0, 1]\n  allowed   1e-3",
        evidence={
            "diagnoses": [{"id": "x", "sentence": "You divided by the batch size twice."}],
            "frames": [{"where": "In [7], line 3", "function": "softmax", "code": "return z / 2"}],
            "output": "\n".join(f"line {n}" for n in range(40)),
        },
        hint="Subtract the maximum.",
        remarks=["It returned a list."],
    )


def test_a_failed_check_says_everything() -> None:
    """Title, diagnosis, message, own line, hint, remark, what it printed last; in both forms."""
    shown = Shown(verdicts=[wrong()], total=TOTAL)
    for text in (as_text(shown), Outline(as_html(shown)).text):
        for part in (
            *("wrong", "s3.T2.A", "The softmax of a row.", "You divided by the batch size twice."),
            *("  expected  0.5", "  got       0.7", "  worst at  [0, 1]", "  allowed   1e-3"),
            *("In [7], line 3", "softmax", "return z / 2", "Subtract the maximum."),
            *("It returned a list.", "line 39", TOTAL),
        ):
            assert part in text, part
        assert "line 5\n" not in text


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_word_and_a_mark(status: str) -> None:
    """Colour never stands alone."""
    shown = Shown(verdicts=[verdict(status)], total=TOTAL)
    page = as_html(shown)
    assert WORDS[status] in Outline(page).text
    assert _COLOURS[status] in page
    assert as_text(shown).startswith(WORDS[status])


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    lin = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]


@pytest.mark.parametrize("background", ["#ffffff", "#111111", "#1e1e1e", "#383838"])
@pytest.mark.parametrize("status", STATUSES)
def test_marks_are_seen_on_light_and_dark(status: str, background: str) -> None:
    """JupyterLab, VS Code and Colab, light and dark: 3:1 (WCAG 2.2, 1.4.11); on #383838 2:1."""
    a, b = luminance(_COLOURS[status]), luminance(background)
    contrast = (max(a, b) + 0.05) / (min(a, b) + 0.05)
    assert contrast >= (2.0 if background == "#383838" else 3.0)


def test_text_keeps_the_colour_of_the_theme() -> None:
    """No text is coloured, and no background covers what the theme has."""
    page = as_html(Shown(verdicts=[wrong(), verdict("passed")], notes=["n"], total=TOTAL))
    assert not re.search(r"(?<![-\w])color\s*:", page)
    assert set(re.findall(r"background:([^;\"]*)", page)) == {"rgba(127,127,127,.16)"}


def hostile(text: str) -> Shown:
    """The text in every place that a student or a file of theirs can fill."""
    made = wrong() | {"question": text, "title": text, "message": text, "hint": text}
    made |= {"remarks": [text], "status": "failed"}
    made["evidence"] = {
        "diagnoses": [{"id": text, "sentence": text}],
        "frames": [{"where": text, "function": text, "code": text}],
        "output": text,
    }
    passed = [verdict("passed", title=text, remarks=[text])] * 5
    return Shown(verdicts=[made, *passed], notes=[text], judged=text, trouble=text, total=text)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_student_writes_stays_text(text: str) -> None:
    """Nothing of it becomes a tag, an attribute, a control character or a formula."""
    page = as_html(hostile(text))
    clean = as_html(hostile("harmless"))
    assert Outline(page).styles == Outline(clean).styles
    assert set(Outline(page).tags) <= {*"div span b i details summary".split()}
    assert not re.search(r"[^\x0a\x20-\x7e\xa0-\U0010ffff]", page)
    assert "\u202e" not in page
    assert "\\(" not in page
    assert "$x^2$" not in page
    page.encode("utf-8")
    assert "\x1b" not in as_text(hostile(text))


@given(st.text(max_size=60))
def test_any_text_can_be_shown(text: str) -> None:
    """Whatever the characters; the tags stay those of the frame."""
    page = as_html(hostile(text))
    assert set(Outline(page).tags) <= {*"div span b i details summary".split()}
    page.encode("utf-8")
    as_text(hostile(text)).encode("utf-8")


def test_passed_checks_fold_away_when_others_did_not_pass() -> None:
    """They are one click away; where all passed nothing is hidden."""
    passed = [verdict("passed")] * 6
    assert "details" in Outline(as_html(Shown(verdicts=[*passed, wrong()], total=TOTAL))).tags
    assert "details" not in Outline(as_html(Shown(verdicts=passed, total=TOTAL))).tags
    by_hand = [*passed, verdict("manual")]
    assert "details" not in Outline(as_html(Shown(verdicts=by_hand, total=TOTAL))).tags
    assert (
        "details" not in Outline(as_html(Shown(verdicts=[*passed[:2], wrong()], total=TOTAL))).tags
    )


def test_what_is_still_to_do_needs_no_explanation() -> None:
    """The word and the place; not that NotImplementedError was raised."""
    evidence = {"frames": [{"where": "In [3], line 9", "function": "f", "code": "raise"}]}
    untouched = verdict("errored", word="to do", message="f() raised it", evidence=evidence)
    for text in (
        as_text(Shown(verdicts=[untouched])),
        Outline(as_html(Shown(verdicts=[untouched]))).text,
    ):
        assert "to do" in text
        assert "In [3], line 9, in f: raise" in text
        assert "f() raised it" not in text


@pytest.mark.parametrize(
    ("text", "words"), [("", ""), ("So.", "1 word "), ("It is so.", "3 words ")]
)
def test_a_written_answer_is_found_or_not(text: str, words: str) -> None:
    """A person reads it; without a file nobody knows whether there is one, and nothing is said."""
    shown = Shown(
        verdicts=[verdict("manual", message="No text was found.", evidence={"text": text})]
    )
    said = f"Your text of {words}was found; a person reads it."
    assert (said in as_text(shown)) is bool(text)
    assert (said in as_html(shown)) is bool(text)
    assert "No text was found" not in as_text(shown)


def test_what_holds_for_the_whole_work_comes_before_the_sum() -> None:
    """Under a heading of its own, every note once."""
    shown = Shown(verdicts=[verdict("passed")], notes=["In [4] does not parse."], total=TOTAL)
    for text in (as_text(shown), Outline(as_html(shown)).text):
        assert text.count("Before you hand in") == text.count("In [4] does not parse.") == 1
        assert text.index("Before you hand in") < text.index(TOTAL)


def test_before_the_end_it_says_how_far_it_is() -> None:
    """A slow check should not look dead."""
    assert closing(Shown()) == "Checking: 0 done ..."
    assert closing(Shown(verdicts=[verdict()], to_come=4)) == "Checking: 1 of 4 done ..."


def test_trouble_stands_alone() -> None:
    """No closing line pretends that something was counted."""
    shown = Shown(trouble="There is no handout here.")
    assert as_text(shown) == "There is no handout here."
    assert Outline(as_html(shown)).text == "There is no handout here."


def test_both_forms_are_offered() -> None:
    """The frontend chooses; a terminal takes the plain one."""
    shown = Shown(verdicts=[wrong()], total=TOTAL)
    bundle = shown._repr_mimebundle_()
    assert bundle == {"text/plain": as_text(shown), "text/html": as_html(shown)}
    assert repr(shown) == as_text(shown)


def test_the_same_trouble_is_told_once() -> None:
    """Seven checks of one function that raises need one traceback; a hint stays with its check."""
    several = [wrong() | {"question": f"q{n}", "hint": f"hint {n}"} for n in range(3)]
    several[1]["evidence"]["output"] = "printed once more"  # as each call does
    for text in (
        as_text(Shown(verdicts=several, total=TOTAL)),
        Outline(as_html(Shown(verdicts=several, total=TOTAL))).text,
    ):
        assert text.count("worst at") == 1
        assert text.count("for the same reason as q0") == 2
        assert [text.count(f"hint {n}") for n in range(3)] == [1, 1, 1]
