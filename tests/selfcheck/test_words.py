"""What a person reads for the end of a check."""

from __future__ import annotations

from typing import Any

import pytest

from grader.selfcheck.words import WORDS, is_to_do, word
from grader.types import STATUSES, Verdict

LEFT = {
    "exception": {"type": "NotImplementedError", "message": ""},
    "frames": [
        {"where": "work.py, line 3", "function": "f", "code": "return g(x)"},
        {"where": "work.py, line 8", "function": "g", "code": "raise NotImplementedError"},
    ],
}


def verdict(status: str, **evidence: Any) -> Verdict:
    """The end of a check."""
    return Verdict(
        check="a.b",
        question="q1",
        title="It is so.",
        status=status,  # type: ignore[arg-type]
        earned=0.0,
        points=1.0,
        visibility="public",
        evidence=evidence,
    )


def test_every_status_has_a_word_that_fits_the_column() -> None:
    """Eight characters, as the terminal has it."""
    assert set(WORDS) == set(STATUSES)
    for status in STATUSES:
        assert word(verdict(status)) == WORDS[status]
        assert len(WORDS[status]) <= 8


def test_what_the_starter_raises_is_still_to_do() -> None:
    """Also when it is called by something that was filled in already."""
    assert is_to_do(verdict("errored", **LEFT))
    assert word(verdict("errored", **LEFT)) == "to do"


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"exception": {"type": "ValueError", "message": ""}, "frames": LEFT["frames"]},
        {"exception": LEFT["exception"], "frames": []},
        {"exception": LEFT["exception"]},
        {"exception": LEFT["exception"], "frames": LEFT["frames"][:1]},
    ],
)
def test_other_errors_are_errors(evidence: dict[str, Any]) -> None:
    """A library's NotImplementedError too: there is no such line in the student's code."""
    assert not is_to_do(verdict("errored", **evidence))
    assert word(verdict("errored", **evidence)) == "raised"


def test_an_answer_that_is_none_is_still_to_do() -> None:
    """In the dict of answers only: a function without its return has to be told."""
    assert is_to_do(verdict("failed", what="answers['q3']", got="None"))
    assert is_to_do(verdict("failed", what="answers['q3'][0]", got="None"))
    assert not is_to_do(verdict("failed", what="affine(x, w)", got="None"))
    assert not is_to_do(verdict("failed", what="answers['q3']", got="0.5"))
    assert not is_to_do(verdict("failed"))


@pytest.mark.parametrize("status", sorted(set(STATUSES) - {"errored", "failed"}))
def test_no_other_end_is_to_do(status: str) -> None:
    """Whatever else stands in its evidence."""
    assert not is_to_do(verdict(status, what="answers['q3']", got="None", **LEFT))
