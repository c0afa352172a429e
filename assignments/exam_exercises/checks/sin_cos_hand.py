"""What a hand calculation of the sine-cosine graph at x = 1 may give, and what follows from a wrong one.

Accepted is what consistent rounding or cutting off to two decimals can give, step by step, and at
least 0.01 (forward values) or 0.015 (adjoints) to either side of the truth. dy/dx is accepted from
-0.0755 to -0.0595: all 24 orders of steps, rounded or cut off; the nearest wrong reading gives -0.0540.

Students may check the last two adjoints at home, where no number of the hand calculation may lie about:
of those two there are seals of what is accepted, and of what follows from their own table a digest.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from sin_cos_tables import PAIRS, Forward, read_adjoints, read_forward

from grader.compare import assert_number, assert_true, number, rounding_interval
from grader.errors import CheckFailed, StudentFault
from grader.student import Student
from grader.truth import recorded

DYDX = (-0.0755, -0.0595)
FORWARD_STEP = 0.01
ADJOINT_STEP = 0.015
DYDX_STEP = 0.008
"""Half the width of DYDX, for what follows from other forward values."""
USABLE = 5
"""Forward values, of ten, that must be right or follow from those before them."""


def forward_steps(x: Any) -> list[Any]:
    """t1, b1, ..., t5, b5, y as one calculates them; x may be an Interval."""
    found: list[Any] = []
    total = x
    for _ in range(5):
        t, b = np.sin(total), np.cos(total)
        found += [t, b]
        total = t + b
    return [*found, found[-2] * found[-1]]


def adjoint_steps(x: Any) -> list[Any]:
    """dy/dt1, dy/db1, ..., dy/dt5, dy/db5; layers 1 to 4 have one adjoint for both."""
    values = forward_steps(x)
    layers = list(zip(values[0:10:2], values[1:10:2], strict=True))
    t, b = layers[-1]
    rows = [(b, t)]
    both = b * b - t * t
    for t, b in reversed(layers[:-1]):
        rows.insert(0, (both, both))
        both = both * (b - t)
    return [value for row in rows for value in row]


def _accepted(steps: Any, least: float) -> tuple[tuple[float, float], ...]:
    return tuple(
        (min(low, truth - least), max(high, truth + least))
        for truth, (low, high) in zip(
            steps(1.0), rounding_interval(lambda x: tuple(steps(x)), [1.0], 2), strict=True
        )
    )


FORWARD = _accepted(forward_steps, FORWARD_STEP)
"""Accepted from, accepted to: t1, b1, ..., t5, b5, y."""
ADJOINTS = _accepted(adjoint_steps, ADJOINT_STEP)
"""Accepted from, accepted to: dy/dt1, dy/db1, ..., dy/dt5, dy/db5."""
LAST = ("dy/dt5", "dy/db5")
DECIMALS = 4
"""To which the last two adjoints are looked up; a hand calculation states two or three."""


def seal(name: str, value: float) -> str:
    """A number as a text that is the same for the same number, and does not show it."""
    rounded = round(min(max(value, -2.0), 2.0), DECIMALS) + 0.0
    return hashlib.sha256(f"{name} {rounded:.{DECIMALS}f}".encode()).hexdigest()[:24]


@recorded
def last_adjoints_sealed() -> list[str]:
    """Every number that is accepted for one of the last two, sealed."""
    every = [k / 10**DECIMALS for k in range(-(10**DECIMALS), 10**DECIMALS + 1)]
    bounds = zip(LAST, ADJOINTS[8:], strict=True)
    return sorted(seal(name, v) for name, (low, high) in bounds for v in every if low <= v <= high)


@recorded
def last_adjoints_follow(millionths: np.ndarray) -> bool:
    """Whether they fit to their own forward values, and whether these leave something to work out.

    Args:
        millionths: (12,) int64: t1, ..., t5, b1, ..., b5, dy/dt5, dy/db5; of integers nothing but a
            digest is written down.
    """
    values = millionths / 1e6
    forward = Forward(values[:5], values[5:10], None)
    try:
        assert_usable(forward)
        assert_product_rule(values[10:], forward)
    except CheckFailed:
        return False
    return True


def in_millionths(forward: Forward, last: np.ndarray) -> np.ndarray:
    """What `last_adjoints_follow` takes."""
    values = np.concatenate([forward.t, forward.b, last])
    return np.rint(np.clip(values, -1e6, 1e6) * 1e6).astype(np.int64)


def own_forward(student: Student) -> Forward:
    """Their table of forward values.

    Raises:
        CheckFailed: it cannot be read.
        StudentFault: there is none.
    """
    return read_forward(student.answer("s2.0706.forward"), what="answers['s2.0706.forward']")


def own_adjoints(student: Student) -> np.ndarray:
    """Their table of adjoints, (5, 2).

    Raises:
        CheckFailed: it cannot be read.
        StudentFault: there is none.
    """
    return read_adjoints(student.answer("s2.0706.steps"), what="answers['s2.0706.steps']")


def assert_forward(forward: Forward) -> None:
    """Judges the ten values of t and b against the truth."""
    pairs = np.column_stack([forward.t, forward.b]).reshape(-1)
    for name, got, (low, high) in zip(PAIRS, pairs, FORWARD[:10], strict=True):
        assert_number(float(got), what=f"{name} at x = 1", low=low, high=high)


def assert_usable(forward: Forward) -> None:
    """Refuses forward values that leave nothing to work out: the rest would be trivial.

    Raises:
        CheckFailed: most of them come from nowhere, layers are all alike, or a factor is nearly 0.
    """
    sums = np.concatenate([[1.0], (forward.t + forward.b)[:-1]])
    from_before = np.column_stack([np.sin(sums), np.cos(sums)])
    given = np.column_stack([forward.t, forward.b])
    truth = np.array(forward_steps(1.0)[:10]).reshape(5, 2)
    near = np.minimum(np.abs(given - from_before), np.abs(given - truth)) <= ADJOINT_STEP
    gaps = forward.b - forward.t
    usable = (
        int(near.sum()) >= USABLE
        and float(np.abs(given).max()) <= 1.05
        and float(np.ptp(gaps)) >= 0.2
        and float(np.abs(gaps).min()) >= 0.05
        and abs(forward.b[-1] ** 2 - forward.t[-1] ** 2) >= 0.05
    )
    assert_true(
        bool(usable),
        what="answers['s2.0706.forward']",
        expected="forward values to go on with",
        got="values that leave nothing to work out",
    )


def assert_adjoints(adjoints: np.ndarray, student: Student) -> None:
    """Judges all ten adjoints against the truth.

    Cutting off each product apart leads further away than ADJOINTS allows. Then each one is right if it
    follows from the one after it and from forward values that are right.

    Raises:
        CheckFailed: one is wrong.
    """
    try:
        for name, got, (low, high) in zip(PAIRS, adjoints.reshape(-1), ADJOINTS, strict=True):
            assert_number(float(got), what=f"dy/d{name} at x = 1", low=low, high=high)
    except CheckFailed as wrong:
        try:
            forward = own_forward(student)
            assert_forward(forward)
            assert_adjoints_follow(adjoints, forward)
        except (CheckFailed, StudentFault):
            raise wrong from None


def assert_product_rule(last: np.ndarray, forward: Forward) -> None:
    """Judges dy/dt5 and dy/db5 by their own b5 and t5.

    Raises:
        CheckFailed: one is another number.
    """
    for name, got, own in zip(LAST, last, (forward.b[4], forward.t[4]), strict=True):
        what = f"{name} with your own forward values"
        assert_number(float(got), float(own), what=what, atol=ADJOINT_STEP)


def assert_adjoints_follow(adjoints: np.ndarray, forward: Forward) -> None:
    """Judges each adjoint by the one after it and their own forward values.

    cos S_k may be taken from their table, where it is b_k, or worked out from their sum again.

    Raises:
        CheckFailed: one does not follow.
    """
    assert_product_rule(adjoints[4], forward)
    t, b = forward.t, forward.b
    for k in range(4, 0, -1):
        dt, db = adjoints[k]
        angle = t[k - 1] + b[k - 1]
        options = (dt * b[k] - db * t[k], dt * np.cos(angle) - db * np.sin(angle))
        for name, got in zip("tb", adjoints[k - 1], strict=True):
            nearest = min(options, key=lambda option: abs(option - got))
            what = f"dy/d{name}{k} with your own forward values"
            assert_number(float(got), float(nearest), what=what, atol=ADJOINT_STEP)


def assert_slope_follows(slope: Any, forward: Forward) -> None:
    """Judges dy/dx by the chain of factors that their own forward values make.

    Raises:
        CheckFailed: it does not follow.
    """
    what = "dy/dx with your own forward values"
    got = number(slope, what=what)
    t, b = forward.t, forward.b
    angles = np.concatenate([[1.0], (t + b)[:4]])
    cos, sin = np.cos(angles), np.sin(angles)
    options = (
        (b[4] ** 2 - t[4] ** 2) * np.prod((b - t)[:4]),
        (b[4] * cos[4] - t[4] * sin[4]) * np.prod((cos - sin)[:4]),
    )
    nearest = min(options, key=lambda option: abs(option - got))
    assert_number(got, float(nearest), what=what, atol=DYDX_STEP)
