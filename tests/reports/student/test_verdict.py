"""reports.student.verdict: what of a verdict a student sees, and what they never see."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.types import STATUSES, Mismatch
from reports import student_page
from reports.student.verdict import BROKEN, SAID_ABOVE, view

SECRET = "SECRET-4711"
DOCS = Path(__file__).resolve().parents[3] / "docs" / "result-format.md"


def secret(kind: Any) -> Any:
    """Evidence of any shape with the secret in every place, also as a number."""
    return {
        "text": f"{SECRET} text",
        "number": 4711.4711,
        "list": [[4711.4711, f"{SECRET}"], [1.0, 2.0]],
        "frames": [{"where": SECRET, "function": SECRET, "code": f"return {SECRET}"}],
        "exception": {"type": SECRET, "message": SECRET},
        "curves": {f"{SECRET} loss": [4711.4711, 2.0, 1.0]},
        "band": {f"{SECRET} loss": {"low": 4711.4711, "high": 4712.0}},
        "lines": [f"{SECRET} {k}" for k in range(3)],
        "map": {"shape": [30, 4711], "block": [2, 4711], "values": [[47.11]], "noticed": 4711.0},
        "numbers": [4711.0],
        "ended": {"status": "failed", "message": SECRET},
        "answers": {SECRET: f"{SECRET} 4711"},
        "difference": {
            "argument": SECRET,
            "index": [4711],
            "value": 4711.0,
            "of": SECRET,
            "agrees": SECRET,
        },
        "layers": [{"name": SECRET, "expected": 4711, "got": 47110}],
        "sweep": {
            "x": [4711.0, 47110.0],
            "x_label": SECRET,
            "y_label": SECRET,
            "series": {SECRET: [4711.0, 1.0]},
            "band": {SECRET: {"low": 4711.0, "high": 4712.0}},
        },
        "diagnoses": [
            {"id": SECRET, "sentence": SECRET},
            {"id": "relation.sign", "sentence": SECRET},
            {"sentence": SECRET},
        ],
    }[kind]


EVIDENCE = {
    "what": "text",
    "expected": "text",
    "got": "text",
    "worst": "text",
    "allowed": "text",
    "slope": "text",
    "meaning": "text",
    "finite_difference": "difference",
    "advice": "text",
    "expected_values": "list",
    "got_values": "list",
    "error": "list",
    "error_map": "map",
    "rubric_points": "numbers",
    "wrong": "text",
    "judged": "ended",
    "numbers": "answers",
    "layers": "layers",
    "sweep": "sweep",
    "exception": "exception",
    "diagnoses": "diagnoses",
    "carried": "lines",
    "frames": "frames",
    "measured": "number",
    "allowed_limit": "number",
    "output": "text",
    "output_bytes": "number",
    "curves": "curves",
    "band": "band",
    "text": "text",
    "rubric": "lines",
    "traceback": "text",
}


def loaded(examples: ModuleType, status: str, **fields: Any) -> Any:
    """A verdict with a secret in every field that a hidden check must not show."""
    evidence = {key: secret(kind) for key, kind in EVIDENCE.items()} | {"new_key": SECRET}
    given = {
        "status": status,
        "message": f"{SECRET} is wrong\n  expected  {SECRET}\n  hint      {SECRET}\nrest {SECRET}",
        "diagnosis": SECRET,
        "evidence": evidence,
        "replay": f"grader check --only {SECRET}",
        "seconds": 4711.4711,
        "remarks": [SECRET],
        "hint": "Look at the axis.",
        "marked": {"by": SECRET, "at": SECRET, "earned": 1.0, "items": [SECRET], "comment": SECRET},
        "outdated": {"by": SECRET, "comment": SECRET},
        "new_field": SECRET,
    }
    return examples.verdict(f"{SECRET}.check", "s3.T3", "The title.", **(given | fields))


def test_hidden_checks_tell_no_misconception(examples: ModuleType) -> None:
    """The sentence of a misconception says what came back: of a hidden check it stays inside."""
    told = [{"id": "forgot_the_mean", "sentence": "You forgot the mean."}]
    args = ("c", "s3.T3", "The title.")
    fields: Any = {"status": "failed", "evidence": {"diagnoses": told}, "hint": "Look again."}
    hidden = view(examples.verdict(*args, visibility="hidden", **fields))
    assert hidden.hints == ("Look again.",)
    assert hidden.diagnoses == ()
    public = view(examples.verdict(*args, **fields))
    assert public.diagnoses == ("You forgot the mean.",)


def test_the_documented_evidence_is_all_in_the_test() -> None:
    """A key added to the result file has to be added to the test of hidden checks."""
    section = DOCS.read_text("utf-8").split("## Evidence")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert {key for row in rows for key in re.findall(r"`(\w+)`", row)} == set(EVIDENCE)


@pytest.mark.parametrize("visibility", ["hidden", "secret", None])
@pytest.mark.parametrize("status", STATUSES)
def test_hidden_checks_show_title_status_points_and_hint(
    examples: ModuleType, outline: Any, status: str, visibility: str | None
) -> None:
    """Nothing else of a hidden check is anywhere in the page; an unknown visibility is hidden."""
    verdict = loaded(examples, status, visibility=visibility, points=1.25)
    page = student_page(examples.result("ann", [verdict]))
    assert SECRET not in page
    assert "4711" not in page
    text = outline(page).text
    assert "The title." in text
    assert "hidden check" in text
    assert "of 1.25" in text
    assert ("Look at the axis." in text) == (status in ("failed", "errored", "timed_out"))


@pytest.mark.parametrize("status", ["passed", "failed", "errored", "timed_out", "manual"])
def test_the_same_is_shown_of_public_checks(examples: ModuleType, status: str) -> None:
    """The test above can fail: a public check shows its evidence."""
    page = student_page(examples.result("ann", [loaded(examples, status)]))
    assert SECRET in page
    assert "4711" in page


def test_broken_checks_show_nothing_of_the_grader(examples: ModuleType) -> None:
    """Message and traceback of our own fault may quote a reference: students see one sentence."""
    page = student_page(examples.result("ann", [loaded(examples, "broken")]))
    assert SECRET not in page
    assert "4711" not in page
    assert BROKEN in page


def test_messages_are_taken_apart(examples: ModuleType) -> None:
    """The rows of a mismatch become labelled facts, in the order of the house style."""
    told = Mismatch(
        what="softmax(z) is wrong",
        expected="1",
        got="2",
        worst="[0]",
        allowed="3",
        slope="1 at z[0]",
        meaning="look there",
        hint="try",
    )
    shown = view(examples.verdict("c", "q", "t", status="failed", message=told.text()))
    assert shown.sentence == "softmax(z) is wrong"
    assert shown.facts == (
        *(("expected", "1"), ("got", "2"), ("worst at", "[0]"), ("allowed", "3")),
        *(("slope", "1 at z[0]"), ("meaning", "look there")),
    )
    assert shown.hints == ("try",)
    assert shown.rest == ""


def test_numbers_that_a_person_looks_at_are_shown(examples: ModuleType) -> None:
    """What stands in `answers` for a question that is marked by hand."""
    evidence = {"numbers": {"s2.lin.a": "[0.5, -1]", "s2.lin.b": 3}}
    shown = view(examples.verdict("c", "q", "t", status="manual", evidence=evidence))
    assert shown.facts == (("s2.lin.a", "[0.5, -1]"), ("s2.lin.b", "3"))


def test_other_lines_of_a_message_stay(examples: ModuleType) -> None:
    """A message that is no mismatch loses nothing."""
    message = "assert 1 == 2\n +  where 1 = f()\n  expected  7\n  expected  8"
    shown = view(examples.verdict("c", "q", "t", status="failed", message=message))
    assert shown.sentence == "assert 1 == 2"
    assert shown.facts == (("expected", "7"),)
    assert shown.rest == " +  where 1 = f()\n  expected  8"


def test_an_exception_is_told_once(examples: ModuleType) -> None:
    """The message says `f() raised ValueError: x` already; only another text is added."""
    fault = {"type": "ValueError", "message": "x"}
    args = ("c", "q", "t")
    evidence = {"exception": fault}
    said = examples.verdict(*args, status="errored", message="f() raised ValueError: x")
    assert view(said | {"evidence": evidence}).exception == ""
    bare = examples.verdict(*args, status="errored", message="x", evidence=evidence)
    assert view(bare).exception == ""
    other = examples.verdict(*args, status="errored", message="f() ended", evidence=evidence)
    assert view(other).exception == "ValueError: x"


def test_long_tracebacks_keep_both_ends(examples: ModuleType) -> None:
    """Of an endless recursion the first and the last calls are shown, and how many are not."""
    frames = [{"where": f"a.py, line {k}", "function": "f", "code": "f()"} for k in range(500)]
    shown = view(examples.verdict("c", "q", "t", status="errored", evidence={"frames": frames}))
    assert [frame.where for frame in shown.frames][:6] == [
        *(f"a.py, line {k}" for k in range(5)),
        "… 489 calls more …",
    ]
    assert shown.frames[-1].where == "a.py, line 499"


def test_what_the_page_says_already_is_not_repeated(examples: ModuleType) -> None:
    """A file that cannot be read is told once, not once for every check."""
    verdict = examples.verdict("c", "q", "t", status="errored", message="It does not parse.")
    assert view(verdict, ["It does not parse."]).sentence == SAID_ABOVE
    assert view(verdict, []).sentence == "It does not parse."


def test_replay_only_where_something_went_wrong(examples: ModuleType) -> None:
    """A passed check needs no replay line; a wrong one shows it."""
    passed = view(examples.verdict("c", "q", "t", replay="grader check"))
    assert not passed.told
    assert view(examples.verdict("c", "q", "t", status="failed", replay="x")).replay == "x"


@pytest.mark.parametrize("key", ["expected", "got"])
def test_matrices_under_the_plain_names_are_drawn(examples: ModuleType, key: str) -> None:
    """A check may put the values themselves where the text would be: they become a table."""
    evidence = {key: [[1.0, "nan"], [2.0, 3.0]]}
    shown = view(examples.verdict("c", "q", "t", status="failed", evidence=evidence))
    assert shown.facts == ()
    assert [cell.got for cell in shown.pictures.tables[0].rows[0][1]] == ["1", "nan"]


@pytest.mark.parametrize(
    "missing", ["message", "evidence", "diagnosis", "replay", "seconds", "remarks", "hint"]
)
@pytest.mark.parametrize("absent", [True, False], ids=["absent", "null"])
def test_optional_fields_may_be_missing(examples: ModuleType, missing: str, absent: bool) -> None:
    """A verdict without one of the optional fields is shown without it."""
    verdict = loaded(examples, "failed")
    if absent:
        del verdict[missing]
    else:
        verdict[missing] = None
    assert "The title." in student_page(examples.result("ann", [verdict]))


@pytest.mark.parametrize("key", sorted(EVIDENCE))
def test_each_evidence_stands_alone(examples: ModuleType, key: str) -> None:
    """Every key of the evidence is optional."""
    evidence = {key: secret(EVIDENCE[key])}
    verdict = examples.verdict("c", "s3.T3", "The title.", status="failed", evidence=evidence)
    assert "The title." in student_page(examples.result("ann", [verdict]))


@pytest.mark.parametrize("value", [3, "text", [], {}, [None], [[]], True, 1e308])
@pytest.mark.parametrize("key", sorted(EVIDENCE))
def test_odd_evidence_does_not_break_the_page(examples: ModuleType, key: str, value: Any) -> None:
    """A check author's odd value costs a drawing, not the page."""
    evidence = {"curves": {"loss": [1.0, 2.0]}, "output": "x", key: value}
    verdict = examples.verdict("c", "s3.T3", "The title.", status="failed", evidence=evidence)
    assert "The title." in student_page(examples.result("ann", [verdict]))
