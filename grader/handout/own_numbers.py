"""Truths about a wrong answer's own numbers stay out of a handout: they would give the answer away.

A check may ask what follows from an earlier result of the student's, right or wrong. What only a
misconception asked, and what no right work and no input holds a number of, is such a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

Entry = Mapping[str, Any]
_LABEL = re.compile(r"\S+=")  # of a part of a list or a record: not a number of theirs


class OpenNumbers:
    """Numbers that are nobody's secret: those that right work was asked with, and asks about."""

    def __init__(self) -> None:
        self._reals = np.empty(0)
        self._integers: set[int] = set()

    def add(self, values: Iterable[Any]) -> None:
        """Takes every number in plain data: requests, entries of a `truth.Recorder`."""
        reals, integers = [self._reals], self._integers
        for value in _leaves(values):
            if isinstance(value, np.ndarray):
                integers |= set(value.shape)
                if value.dtype.kind == "f":
                    reals.append(value.astype(np.float64).ravel())
                elif value.size <= 4:
                    integers |= set(value.astype(int).ravel().tolist())
            elif isinstance(value, float):
                reals.append(np.array([value]))
            elif isinstance(value, int):
                integers.add(value)
        self._reals = np.unique(np.concatenate(reals))

    def without_own(self, entries: Sequence[Entry], right: int) -> list[dict[str, Any]]:
        """The entries that may be handed out.

        Args:
            entries: of a `truth.Recorder`.
            right: how many of them right work asked; they stay.
        """
        self.add(entries[:right])
        for entry in entries[:right]:
            self._integers |= _integers(entry["form"])
        return [dict(e) for n, e in enumerate(entries) if n < right or self._holds(e)]

    def _holds(self, entry: Entry) -> bool:
        """Whether all that a call is found by is open."""
        reals = np.isin(entry["numbers"], self._reals) | np.isnan(entry["numbers"])
        return bool(reals.all()) and _integers(entry["form"]) <= self._integers


def _integers(form: str) -> set[int]:
    return {int(digits) for digits in re.findall(r"(?<![\w.])-?\d+\b", _LABEL.sub("", form))}


def _leaves(values: Any) -> Iterable[Any]:
    if isinstance(values, Mapping):
        values = [*values.values()]
    if isinstance(values, list | tuple):
        for value in values:
            yield from _leaves(value)
    elif hasattr(values, "array"):  # wire.Tensor
        yield values.array
    else:
        yield values
