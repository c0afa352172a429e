"""A homework's handout, built in memory, with the wrong answers that passed by while it was built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handout_contents import numbers_in, truths

from grader.assignment import Assignment, load_assignment
from grader.diagnose import WrongAnswer
from grader.handout import expectations, write
from grader.material import load_misconceptions
from grader.pytest_plugin import collect
from grader.truth import Recorder
from grader.types import Check


@dataclass(frozen=True)
class Built:
    """The handout, and what must not be in it."""

    assignment: Assignment
    files: Mapping[str, bytes]
    checks: tuple[Check, ...]
    """All of the homework's, hidden ones too."""
    sources: Mapping[str, str]
    """Check id -> name of its function."""
    wrong: np.ndarray
    """Numbers that only misconceptions answered, float64."""
    asked_by_wrong_work: int
    """Truths that only misconceptions asked for."""


def build(folder: Path) -> Built:
    """Builds it once."""
    answers: list[WrongAnswer] = []
    seal = expectations.seal

    def noting(check: str, answer: WrongAnswer) -> Any:
        answers.append(answer)
        return seal(check, answer)

    books: list[Recorder] = []
    right: list[dict[str, Any]] = []

    def opening() -> Recorder:
        books.append(Recorder())
        return books[0]

    def after_right_work(*args: Any) -> Any:
        right.extend(books[0].entries())
        return load_misconceptions(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expectations, "seal", noting)
        patch.setattr(expectations, "Recorder", opening)
        patch.setattr(expectations, "load_misconceptions", after_right_work)
        files = write.handout_files(folder)
    assignment = load_assignment(folder)
    suite = collect(assignment)
    try:
        checks = suite.checks
        sources = {c.id: suite.function(c.id).__name__ for c in checks if not c.manual}
    finally:
        suite.close()
    # What follows from open numbers is no wrong answer, even where wrong work gives it for another.
    follows = [truth["value"] for truth in truths(files)]
    wrong = _only_wrong(answers, [*right, *follows])
    asked = len(books[0].entries()) - len(right)
    return Built(assignment, files, checks, sources, wrong, asked)


def _only_wrong(answers: list[WrongAnswer], asked: list[Any]) -> np.ndarray:
    """Numbers of many digits in wrong answers that are no right ones, and that no right work asks about.

    An input that comes back unchanged, or with another sign, is no secret.
    """
    nothing = np.empty(0)
    got = np.concatenate([nothing, *(a.judged.got.ravel() for a in answers)])
    right = np.concatenate([nothing, *(a.judged.expected.ravel() for a in answers)])
    right = np.concatenate([right, numbers_in(asked)])
    got = many_digits(got)
    return got[~near(np.abs(got), np.abs(right))]


def many_digits(values: np.ndarray) -> np.ndarray:
    """Those that cannot be met by chance: no whole numbers, no short decimals."""
    values = np.unique(values[np.isfinite(values)].astype(np.float64))
    scaled = values * 2.0**16 * 1000
    return values[(np.abs(values) > 1e-12) & (np.abs(scaled - np.round(scaled)) > 1e-4)]


def near(values: np.ndarray, known: np.ndarray, rtol: float = 1e-9) -> np.ndarray:
    """Which of the values are among the known ones, to nine digits."""
    if not len(known) or not len(values):
        return np.zeros(len(values), dtype=bool)
    known = np.sort(known)
    place = np.searchsorted(known, values)
    away = np.minimum(
        np.abs(known[np.clip(place, 0, len(known) - 1)] - values),
        np.abs(known[np.clip(place - 1, 0, len(known) - 1)] - values),
    )
    return away <= rtol * np.abs(values)
