"""The disguises are fair: each gives another text that computes the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from similarity.disguises import all_of

import assignments

SOURCE = Path(assignments.__path__[0]) / "softmax_network" / "solution" / "softmax_network.py"
NAMES = frozenset(
    "answers softmax_jacobian nll_gradient softmax_nll_gradient small_network batch_network "
    "train_network mean_and_std compare_learning_rates".split()
)


def defined_by(source: str) -> dict[str, Any]:
    """What a program of ours defines."""
    names: dict[str, Any] = {}
    exec(compile(source, "program", "exec"), names)  # noqa: S102 (the repository's own solution)
    return names


def computed(names: dict[str, Any]) -> list[np.ndarray]:
    """Results of the program's functions at fixed inputs."""
    rng = np.random.default_rng(3)
    X, T = rng.normal(size=(6, 2)), np.array([0, 1, 2, 0, 1, 2])
    W, b, V, c = (rng.normal(size=s) for s in ((2, 4), (4,), (4, 3), (3,)))
    trained = names["train_network"](X, T, 4, 0.1, 2, 2, 1)
    return [
        names["softmax_jacobian"](b),
        *names["batch_network"](X, T, W, b, V, c),
        *(np.asarray(trained[key]) for key in ("W", "V", "losses")),
    ]


@pytest.mark.parametrize("how", sorted(all_of(())))
def test_a_disguise_changes_the_text_and_not_the_results(how: str) -> None:
    """Otherwise it would be another program, and finding it no feat."""
    source = SOURCE.read_text("utf-8")
    other = all_of(NAMES)[how](source)
    assert sum(row in source for row in other.splitlines()) < len(other.splitlines())
    pairs = zip(computed(defined_by(source)), computed(defined_by(other)), strict=True)
    for expected, got in pairs:
        np.testing.assert_allclose(got, expected, rtol=1e-9)
