"""A homework's handout, built in memory, with the wrong answers that passed by while it was built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.assignment import Assignment, load_assignment
from grader.diagnose import WrongAnswer
from grader.handout import expectations, write
from grader.pytest_plugin import collect
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


def build(folder: Path) -> Built:
    """Builds it once."""
    answers: list[WrongAnswer] = []
    seal = expectations.seal

    def noting(check: str, answer: WrongAnswer) -> Any:
        answers.append(answer)
        return seal(check, answer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expectations, "seal", noting)
        files = write.handout_files(folder)
    assignment = load_assignment(folder)
    suite = collect(assignment)
    try:
        checks = suite.checks
        sources = {c.id: suite.function(c.id).__name__ for c in checks if not c.manual}
    finally:
        suite.close()
    return Built(assignment, files, checks, sources, _only_wrong(answers))


def _only_wrong(answers: list[WrongAnswer]) -> np.ndarray:
    """Numbers of many digits in wrong answers that stand in no right one, not even with another sign."""
    got = _many_digits(np.concatenate([a.judged.got.ravel() for a in answers] or [np.empty(0)]))
    right = _many_digits(
        np.concatenate([a.judged.expected.ravel() for a in answers] or [np.empty(0)])
    )
    return got[~near(np.abs(got), np.abs(right))]


def _many_digits(values: np.ndarray) -> np.ndarray:
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
