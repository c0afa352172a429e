"""What a regularisation term may be, and which one a submission chose.

The course that this interface comes from adds reg * sum W^2 in its newer editions and half of that in the older
ones. Both are right; the loss and its gradient have to agree.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.truth import recorded

FACTORS = (0.5, 1.0)
"""What may stand before reg * (sum W1^2 + sum W2^2)."""


def squares(params: Mapping[str, np.ndarray]) -> float:
    """Sum of the squares of both weights; the biases are not penalised."""
    return float(np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))


@recorded
def accepted(reg: float, params: Mapping[str, np.ndarray]) -> dict[float, float]:
    """What the term may be, by its factor; always both, so that both are known."""
    return {factor: factor * reg * squares(params) for factor in FACTORS}


def nearest_factor(penalty: float, reg: float, params: Mapping[str, np.ndarray]) -> float:
    """The accepted factor that comes closest to a measured penalty.

    Args:
        penalty: loss with `reg` minus loss without.
        reg: strength, not 0.
        params: the network's parameters.
    """
    measured = penalty / accepted(reg, params)[1.0]
    return min(FACTORS, key=lambda factor: abs(factor - measured))


def nearest_gradient_factor(term: np.ndarray, reg: float, weight: np.ndarray) -> float:
    """The accepted factor that comes closest to the part of a weight's gradient that `reg` added.

    Args:
        term: (D, H) gradient with `reg` minus gradient without; ideally 2 * factor * reg * weight.
        reg: strength, not 0.
        weight: (D, H).
    """
    measured = float(np.sum(term * weight)) / (2.0 * reg * float(np.sum(weight**2)))
    return min(FACTORS, key=lambda factor: abs(factor - measured))
