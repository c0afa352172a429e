"""The bad end of a distribution, estimated from few runs: how low, and how often below.

Within the lowest tenth of the runs the distance below that tenth's edge is taken as exponential.
Two hundred runs then say something about one run in a thousand, which counting cannot. Imports NumPy only.

Source: J. Pickands, Statistical Inference Using Extreme Order Statistics, Annals of Statistics 3
(1975): excesses over a high threshold are generalised Pareto; the exponential is its case of shape
0. Accuracies are bounded, so their true tail is shorter and the estimate errs on the safe side.
"""

from __future__ import annotations

import numpy as np

TAIL = 0.1
"""Share of runs at the bad end that the tail is estimated from."""


def tail_quantile(values: np.ndarray, rate: float) -> float:
    """The value that a share `rate` of runs stays below, also where no run was seen so far out.

    Never above the lowest run seen while that one alone is more than its share.

    Args:
        values: (n,) float64, one figure of every run; n at least 10.
        rate: in (0, 0.1].
    """
    edge, scale = _tail(values)
    estimate = edge + scale * float(np.log(min(rate / TAIL, 1.0)))
    return min(estimate, float(values.min())) if rate * len(values) < 1 else estimate


def below(values: np.ndarray, threshold: float) -> float:
    """The share of runs expected below a threshold: counted where there are five, else estimated.

    Args:
        values: (n,) float64, one figure of every run; n at least 10.
        threshold: in the same unit.
    """
    counted = float(np.mean(values < threshold))
    if counted >= 5 / len(values):
        return counted
    edge, scale = _tail(values)
    if scale == 0.0:
        return counted
    return max(counted, TAIL * float(np.exp(min((threshold - edge) / scale, 0.0))))


def _tail(values: np.ndarray) -> tuple[float, float]:
    """Edge of the lowest tenth, and the mean distance of its runs from that edge."""
    edge = float(np.quantile(values, TAIL))
    return edge, float(np.mean(edge - values[values <= edge]))
