"""Inputs of the two branches, gates open and shut, and what came back under its name.

No pre-activation is near 0, no gradient entry is 0 or 1, and no two sizes are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.compare import results
from grader.student import Student

NAMES = ("dz1", "dz2", "dv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """The arguments of one call."""

    v: np.ndarray
    W1: np.ndarray
    W2: np.ndarray
    g1: np.ndarray
    g2: np.ndarray

    @property
    def arguments(self) -> tuple[np.ndarray, ...]:
        """In the order of the function."""
        return self.v, self.W1, self.W2, self.g1, self.g2

    @property
    def call(self) -> str:
        """In words."""
        return f"two_branch_gradient for W1 {self.W1.shape} and W2 {self.W2.shape}"


FIXED = Branches(
    v=np.array([1.5, -2.0, 0.5, 1.0]),
    W1=np.array([[0.5, -1.0, 2.0, 0.25], [1.0, 0.75, -0.5, -2.0], [-1.5, -2.0, 1.0, 0.5]]),
    W2=np.array([[0.25, -0.5, 1.0, -0.75], [-1.0, 0.5, 0.75, 0.5], [0.5, 0.25, -1.5, 2.0]]),
    g1=np.array([-2.0, 1.5, 4.0]),
    g2=np.array([3.0, -1.5, 2.5]),
)
"""z1 = [4, -2.25, 2.75]: the gate in the middle is shut."""


def draw(rng: np.random.Generator, m: int, n1: int, n2: int) -> Branches:
    """Random inputs: gates open and shut, z2 of both signs.

    Each kind of gate has positive and negative gradients if there are four or more.
    """
    while True:
        v, W1, W2 = rng.normal(size=m), rng.normal(size=(n1, m)), rng.normal(size=(n2, m))
        g1, g2 = (rng.uniform(0.5, 3.0, n) * rng.choice([-1, 1], n) for n in (n1, n2))
        z1, z2 = W1 @ v, W2 @ v
        kinds = set(zip((z1 > 0).tolist(), (g1 > 0).tolist(), strict=True))
        clear = np.abs(z1).min() > 0.1 and z2.min() < -0.3 and 0.3 < z2.max() < 3
        if clear and len(kinds) >= min(n1, 4):
            return Branches(v=v, W1=W1, W2=W2, g1=g1, g2=g2)


def gradients(student: Student, case: Branches) -> dict[str, Any]:
    """Their dz1, dz2 and dv by name, each still untrusted."""
    value = student.two_branch_gradient(*case.arguments)
    return dict(zip(NAMES, results(value, *NAMES, what=case.call), strict=True))
