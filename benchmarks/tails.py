"""The bad end of a distribution: how low, and how often below.

Counted where there are runs enough. Where there are not, the distance below the edge of the lowest
tenth is taken as exponential, so that two hundred runs say something about one in a thousand. Imports
NumPy only.

Source: J. Pickands, Statistical Inference Using Extreme Order Statistics, Annals of Statistics 3
(1975): excesses over a high threshold are generalised Pareto; the exponential is its case of shape
0. It assumes that the rare bad runs are of the same kind as the others; a spike of the loss in the
last steps is not, so a share below 1 / runs that this prints is an extrapolation and no more.
"""

from __future__ import annotations

import numpy as np

TAIL = 0.1
"""Share of runs at the bad end that the tail is estimated from."""


def tail_quantile(values: np.ndarray, rate: float) -> float:
    """The value that a share `rate` of runs stays below.

    Counted if two runs lie below it, else estimated, and then never above the lowest run seen.

    Args:
        values: (n,) float64, one figure of every run; n at least 10.
        rate: in (0, 0.1].
    """
    if rate * len(values) >= 2:
        return float(np.quantile(values, rate))
    edge, scale = _tail(values)
    return min(edge + scale * float(np.log(rate / TAIL)), float(values.min()))


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
