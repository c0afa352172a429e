"""grader.exports.gradescope: results.json in Gradescope's format, and only what students may see.

Source: gradescope/autograder_samples, docs/specs.md (gradescope-autograders.readthedocs.io/en/
latest/specs/): the keys, `visibility`, `stdout_visibility`, the formats of texts, that a top-level
score overrides the sum.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.exports.gradescope import VISIBILITIES, dump, not_graded, results_json
from grader.types import STATUSES

Make = Callable[..., Any]

TOP = {
    *("score", "execution_time", "output", "output_format", "test_output_format"),
    *("test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"),
}
TEST = {
    *("score", "max_score", "status", "name", "name_format", "number", "output"),
    *("output_format", "tags", "visibility", "extra_data"),
}


def made(everybody: Any, **options: Any) -> dict[str, Any]:
    """The results.json of the only student, read back from its bytes."""
    return json.loads(dump(results_json(everybody.rows[0], hidden="after_due_date", **options)))


def texts(value: Any) -> Iterator[str]:
    """Every string of a structure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in texts(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in texts(inner))


def test_only_keys_that_gradescope_knows(result: Make, verdict: Make, roll: Make) -> None:
    """Their values, too, are among those that the specification names."""
    data = made(roll(result("ann", *(verdict(s, status=s) for s in STATUSES))))
    assert set(data) <= TOP
    assert data["visibility"] in VISIBILITIES
    assert data["stdout_visibility"] == "hidden"
    for test in data["tests"]:
        assert set(test) <= TEST
        assert test["visibility"] in VISIBILITIES
        assert test["output_format"] == test["name_format"] == "text"
        assert test.get("status") in (None, "passed", "failed")
    assert "leaderboard" not in data


def test_scores_add_up(result: Make, verdict: Make, roll: Make) -> None:
    """Each check has its points; the total is the mark."""
    data = made(roll(result("ann", verdict("a", points=2.5), verdict("b", status="failed"))))
    assert [(t["score"], t["max_score"], t["status"]) for t in data["tests"]] == [
        (2.5, 2.5, "passed"),
        (0.0, 1.0, "failed"),
    ]
    assert data["score"] == 2.5
    assert data["output"] == "2.5 of 3.5 points."


def test_what_the_policy_took_off(result: Make, roll: Make) -> None:
    """The total is the final mark, and the sentence says why it is not the sum."""
    adjustment = {"sentence": "One day late: 10 % taken off.", "taken_off": 1.0}
    data = made(roll(result("ann", final=9.0, adjustment=adjustment)))
    assert data["score"] == 9.0
    assert data["output"] == "10 of 10 points.\nOne day late: 10 % taken off."


@pytest.mark.parametrize("status", ["manual", "broken"])
def test_an_unknown_mark_has_no_score(result: Make, verdict: Make, roll: Make, status: str) -> None:
    """Neither of the check nor in total: a zero would be a lie."""
    data = made(roll(result("ann", verdict("a"), verdict("b", status=status))))
    assert "score" not in data
    assert data["tests"][0]["score"] == 1.0
    assert not {"score", "max_score", "status"} & set(data["tests"][1])
    assert "Worth 1 points; nobody knows yet how many of them." in data["tests"][1]["output"]
    assert "What is missing is not a zero." in data["output"]


def test_a_hidden_check_says_title_points_and_hint(result: Make, verdict: Make, roll: Make) -> None:
    """Nothing else of it is anywhere in the file, and students see it when it was asked for."""
    secret = "s3cret-0.98765"
    hidden = verdict(
        "hidden.check_id",
        status="failed",
        visibility="hidden",
        title="The gradient of other batches.",
        hint="Divide by the batch.",
        message=f"{secret}\n  expected  {secret}",
        diagnosis=f"m.{secret}",
        evidence={
            "what": secret,
            "expected": secret,
            "got": secret,
            "frames": [{"where": secret, "function": secret, "code": secret}],
            "output": secret,
            "diagnoses": [{"id": "m", "sentence": secret}],
            "exception": {"type": secret, "message": secret},
        },
        replay=secret,
        remarks=[secret],
    )
    data = made(roll(result("ann", hidden)))
    assert data["tests"] == [
        {
            "name": "q1: The gradient of other batches.",
            "score": 0.0,
            "max_score": 1.0,
            "status": "failed",
            "name_format": "text",
            "output": "Not right.\nHint: Divide by the batch.",
            "output_format": "text",
            "visibility": "after_due_date",
        }
    ]
    assert not [text for text in texts(data) if secret in text or "hidden.check_id" in text]


def test_a_broken_check_keeps_our_code_to_itself(result: Make, verdict: Make, roll: Make) -> None:
    """Its message is about the grader, and not for students."""
    broken = verdict("a", status="broken", message="secret", evidence={"traceback": "secret"})
    data = made(roll(result("ann", broken)))
    assert not [text for text in texts(data) if "secret" in text]
    assert "not in your work" in data["tests"][0]["output"]


def test_a_public_check_says_what_the_page_says(result: Make, verdict: Make, roll: Make) -> None:
    """Expected and got, their own lines, what they printed and what it may be."""
    wrong = verdict(
        "a",
        status="failed",
        message="softmax(z) is wrong\n  expected  1\n  got       2",
        evidence={
            "expected": "1",
            "got": "2",
            "frames": [{"where": "hw.py, line 3", "function": "softmax", "code": "return z"}],
            "output": "hello",
            "diagnoses": [{"id": "m", "sentence": "The rows are not normalised."}],
        },
        remarks=["np.matrix is old."],
    )
    (test,) = made(roll(result("ann", wrong)))["tests"]
    for said in (
        *("softmax(z) is wrong", "expected  1", "got       2", "hello"),
        *("hw.py, line 3, in softmax: return z", "Found: The rows are not normalised."),
        "Remark: np.matrix is old.",
    ):
        assert said in test["output"]
    assert test["visibility"] == "visible"


def test_nothing_that_a_student_wrote_is_rendered(result: Make, verdict: Make, roll: Make) -> None:
    """Texts are declared as text, long ones are cut, and any of them can be written as JSON."""
    printed = "<script>alert(1)</script>\x1b[31m\ud800" + "x" * 100_000
    data = made(roll(result("ann", verdict("a", status="failed", evidence={"output": printed}))))
    (test,) = data["tests"]
    assert test["output_format"] == "text"
    assert len(test["output"]) < 9000
    assert "\x1b" not in test["output"]


def test_not_graded_has_no_score() -> None:
    """Neither a pass nor a zero, and it says so."""
    data = not_graded("it could not be isolated.")
    assert set(data) <= TOP
    assert "score" not in data
    assert data["tests"] == []
    assert data["output"] == (
        "This submission was not graded: it could not be isolated.\nThis is no mark, and no zero."
    )
