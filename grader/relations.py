"""How a wrong array relates to the right one: the other sign, the transpose, N times too large.

Facts only, each checked on every entry. Knows no homework and no student; misconceptions, which
know why, come first (grader/diagnose.py). No sentence states a value of the right answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

CLOSE = 0.1
"""A relation has to bring the answer this much nearer to the truth, and inside the tolerance."""
MANY = 4
"""Entries from which a factor that means nothing by itself is no coincidence."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Input:
    """An array that the check handed over before the answer came."""

    name: str
    """`argument 2`, `params.bias`."""
    values: np.ndarray


@dataclass(frozen=True, slots=True)
class Relation:
    """One fact."""

    id: str
    sentence: str


def relations(
    got: np.ndarray, expected: np.ndarray, *, bound: float, inputs: Sequence[Input] = ()
) -> list[Relation]:
    """Every relation that holds, the telling ones first; none for answers that are not finite.

    Args:
        got: What came back, float64, any shape.
        expected: The truth, float64.
        bound: The error that the check accepts.
        inputs: What went in.
    """
    if not (np.isfinite(got).all() and np.isfinite(expected).all()) or not got.size:
        return []
    if float(np.abs(expected).max(initial=0.0)) <= 10 * bound or _same(got, expected, bound):
        return []  # a truth that is nearly 0 is related to everything
    with np.errstate(all="ignore"):  # products of what a student returned may overflow
        return _found(got, expected, bound, inputs)


def _found(
    got: np.ndarray, expected: np.ndarray, bound: float, inputs: Sequence[Input]
) -> list[Relation]:
    if got.shape != expected.shape:
        return list(_of_shapes(got, expected, bound))
    found = list(_plain(got, expected, bound)) or list(_factor(got, expected, bound, inputs))
    found += _unchanged(got, expected, bound, inputs)
    if not found:
        found += [*_order(got, expected, bound), *_offset(got, expected, bound, inputs)]
    return found


def _same(got: np.ndarray, wanted: np.ndarray, bound: float) -> bool:
    with np.errstate(all="ignore"):
        return _within(got, wanted, bound)


def _within(got: np.ndarray, wanted: np.ndarray, bound: float) -> bool:
    return got.shape == wanted.shape and bool(np.abs(got - wanted).max() <= bound)


def _explains(got: np.ndarray, candidate: np.ndarray, expected: np.ndarray, bound: float) -> bool:
    """Whether `got` is the candidate, and much nearer to it than to the truth."""
    if got.shape != candidate.shape:
        return False
    away = float(np.abs(got - candidate).max())
    apart = float(np.abs(got - expected).max()) if got.shape == expected.shape else np.inf
    scale = max(1.0, float(np.abs(candidate).max()) / float(np.abs(expected).max()))
    return away <= bound * scale and away <= CLOSE * apart


def _of_shapes(got: np.ndarray, expected: np.ndarray, bound: float) -> Iterator[Relation]:
    flat, truth = got.squeeze(), expected.squeeze()
    if flat.ndim == 2 and _explains(flat.T, truth, flat, bound):
        yield Relation("transpose", "What came back is the transpose of the right answer.")
    elif truth.ndim < flat.ndim or (truth.ndim == flat.ndim and truth.size < flat.size):
        for axis in range(flat.ndim):
            summed = flat.sum(axis=axis)
            if _explains(summed, truth, flat, bound):
                yield Relation(
                    "not_summed",
                    f"What came back has not been summed: its sum over axis {axis} is right.",
                )
                return
            if _explains(summed / flat.shape[axis], truth, flat, bound):
                yield Relation(
                    "not_averaged",
                    f"What came back has not been averaged: its mean over axis {axis} is right.",
                )
                return


def _plain(got: np.ndarray, expected: np.ndarray, bound: float) -> Iterator[Relation]:
    if not got.any():
        if got.size == 1:  # of one number the message says as much
            return
        yield Relation("zeros", "Every entry that came back is 0.")
        return
    if _explains(got, -expected, expected, bound):
        yield Relation("sign", "What came back is the right answer with the opposite sign.")
    if got.ndim == 2 and got.shape[0] == got.shape[1] > 1:
        if _explains(got, expected.T, expected, bound):
            yield Relation("transpose", "What came back is the transpose of the right answer.")
        elif _explains(got, -expected.T, expected, bound):
            yield Relation(
                "transpose_sign",
                "What came back is the transpose of the right answer, with the opposite sign.",
            )


def _factor(
    got: np.ndarray, expected: np.ndarray, bound: float, inputs: Sequence[Input]
) -> Iterator[Relation]:
    """The same factor everywhere, with its meaning where it has one."""
    factor = float((got * expected).sum() / (expected * expected).sum())
    if not factor or not _explains(got, factor * expected, expected, bound * min(1.0, abs(factor))):
        return
    for size, meaning in _meanings(inputs):
        # Meanings are told apart by the factor, so it must be one to three digits at least.
        if abs(factor - size) <= 1e-3 * abs(size):
            yield Relation("factor", f"What came back is {meaning}, in every entry.")
            return
        if abs(factor + size) <= 1e-3 * abs(size):
            yield Relation(
                "factor_sign",
                f"What came back is {meaning}, in every entry, and has the opposite sign.",
            )
            return
    if expected.size >= MANY:
        yield Relation("factor", "What came back is off by the same factor in every entry.")


def _meanings(inputs: Iterable[Input]) -> Iterator[tuple[float, str]]:
    yield 2.0, "twice the right answer"
    yield 0.5, "half the right answer"
    told: set[int] = set()
    for one in inputs:
        for axis, size in enumerate(one.values.shape):
            if size < 3 or size in told:
                continue
            told.add(size)
            of = f"{size}, the length of {one.name}"
            of += f" along axis {axis}" if one.values.ndim > 1 else ""
            yield float(size), f"too large by the factor {of}"
            yield 1.0 / size, f"too small by the factor {of}"
            yield float(size) ** 2, f"too large by the square of {of}"
            yield 1.0 / size**2, f"too small by the square of {of}"
            yield 2.0 / size, f"twice the right answer divided by {of}"
            yield 0.5 * size, f"half the right answer times {of}"


def _unchanged(
    got: np.ndarray, expected: np.ndarray, bound: float, inputs: Sequence[Input]
) -> Iterator[Relation]:
    for one in inputs:
        if one.values.size > 1 and _explains(got, _fitted(one.values, got), expected, bound):
            yield Relation("unchanged", f"What came back is {one.name}, unchanged.")
            return


def _fitted(values: np.ndarray, like: np.ndarray) -> np.ndarray:
    """The values in a shape without axes of length 1 where that is what differs."""
    return values.reshape(like.shape) if values.squeeze().shape == like.squeeze().shape else values


def _order(got: np.ndarray, expected: np.ndarray, bound: float) -> Iterator[Relation]:
    """The right rows (or entries) in another order."""
    for axis, name in ((0, "rows" if got.ndim > 1 else "entries"), (1, "columns")):
        if axis >= got.ndim or got.ndim > 2 or got.shape[axis] < 2:
            continue
        ours = np.moveaxis(expected, axis, 0).reshape(got.shape[axis], -1)
        theirs = np.moveaxis(got, axis, 0).reshape(got.shape[axis], -1)
        if got.shape[axis] * max(ours.shape[1], 1) < 3:
            continue  # two numbers swapped say little
        distance = np.abs(theirs[:, None, :] - ours[None, :, :]).max(axis=2)
        match = distance.argmin(axis=1)
        if len(set(match.tolist())) == len(match) and (distance.min(axis=1) <= bound).all():
            yield Relation("order", f"What came back has the right {name}, in another order.")
            return


def _offset(
    got: np.ndarray, expected: np.ndarray, bound: float, inputs: Sequence[Input]
) -> Iterator[Relation]:
    """Off by the same row everywhere: a bias that is missing, or was added twice."""
    if got.ndim != 2 or got.shape[0] < 2:
        return
    difference = got - expected
    row = difference.mean(axis=0)
    if np.abs(difference - row).max() > bound:
        return
    for one in inputs:
        vector = one.values.squeeze()
        if vector.shape != row.shape or np.abs(vector).max(initial=0.0) <= 10 * bound:
            continue
        if np.abs(row + vector).max() <= bound:
            yield Relation("offset", f"Every row is short of {one.name}: it was not added.")
            return
        if np.abs(row - vector).max() <= bound:
            yield Relation(
                "offset", f"Every row is too large by {one.name}: it was added too often."
            )
            return
    yield Relation("offset", "Every row is off by the same amounts.")
