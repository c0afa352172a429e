"""Results of made-up students for the tests of exports; fresh at every call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.exports.roll import Roll, call

Data = dict[str, Any]


def make_verdict(check: str, question: str = "q1", **fields: Any) -> Data:
    """A verdict as in a result file; passed and public unless said otherwise."""
    status, points = fields.pop("status", "passed"), fields.pop("points", 1.0)
    known = {"passed": points, "manual": None, "broken": None}
    return {
        "check": check,
        "question": question,
        "title": f"The check {check}.",
        "status": status,
        "earned": known.get(status, 0.0),
        "points": points,
        "visibility": "public",
        "message": "",
        "diagnosis": None,
        "evidence": {},
        "replay": "",
        "seconds": 0.25,
        "remarks": [],
        "hint": None,
        "voided": None,
        "marked": None,
        **fields,
    }


def make_result(student: str, *verdicts: Data, **fields: Any) -> Data:
    """A settled result file of these verdicts, of one passed check when there are none."""
    verdicts = verdicts or (make_verdict("a", points=10.0),)
    marks = [v["earned"] for v in verdicts]
    earned = round(sum(m for m in marks if m is not None), 6)
    return {
        "format": 1,
        "assignment": "hw1",
        "title": "Homework 1",
        "student": student,
        "name": "",
        "ids": {},
        "group": [],
        "digest": "9a" * 32,
        "earned": earned,
        "possible": round(sum(v["points"] for v in verdicts), 6),
        "complete": None not in marks,
        "final": earned,
        "adjustment": None,
        "attempt": None,
        "submitted_at": None,
        "questions": [{"id": "q1", "title": "Question 1", "text": ""}],
        "verdicts": list(verdicts),
        "notes": [],
        "made_with": {"grader": "0.1.0", "seed": 7, "sandbox": "1"},
        "started_at": "2026-03-02T09:05:00+00:00",
        "seconds": 1.5,
        **fields,
    }


def make_roll(*results: Data, **options: Any) -> Roll:
    """The roll of these results."""
    return call(results, **options)


@pytest.fixture(scope="session")
def verdict() -> Callable[..., Data]:
    """Makes a verdict."""
    return make_verdict


@pytest.fixture(scope="session")
def result() -> Callable[..., Data]:
    """Makes a result."""
    return make_result


@pytest.fixture(scope="session")
def roll() -> Callable[..., Roll]:
    """Makes a roll of results."""
    return make_roll
