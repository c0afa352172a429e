"""How clear the best learning rate of question 7.3 is: `python -m benchmarks.softmax_network_rates`.

A program may choose by the training losses that it reports or by validation data that it does not.
So the rates of the checks must be so far apart that both lead to the same one. Prints how often a
choice by each criterion is refused by the check, and the figures that the other checks of that
question look at; docs/training_softmax_network.md holds the result.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.softmax_network_cases import homework_module, thresholds
from benchmarks.softmax_network_ways import ORDERS, STARTS, Runs, train
from grader.data import load_dataset
from grader.errors import CheckFailed

Pair = tuple[np.ndarray, np.ndarray]
CHOICES = ("end of the training losses", "validation loss", "validation accuracy")


def chosen(runs: Mapping[float, Runs], validation: Pair) -> dict[str, list[float]]:
    """The best rate of every run by each criterion; the first of several."""
    rates = list(runs)
    measured = [r.evaluate(*validation) for r in runs.values()]
    worth = (
        [-r.losses[-10:].mean(axis=0) for r in runs.values()],
        [-loss for loss, _ in measured],
        [accuracy for _, accuracy in measured],
    )
    return {
        name: [rates[place] for place in np.argmax(values, axis=0)]
        for name, values in zip(CHOICES, worth, strict=True)
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Measures and prints everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50, help="runs of each start and order")
    seeds = parser.parse_args(argv).seeds
    np.seterr(all="ignore")
    thresholds()
    checks, comparison = homework_module("test_rates"), sys.modules["comparison"]
    digits = sys.modules["tasks"].digits_task(load_dataset("digits", None))
    validation = tuple(part[:100] for part in digits.holdout)
    print("| rates | runs | " + " | ".join(f"refused by {c}" for c in CHOICES) + " |")
    print("|---" * (2 + len(CHOICES)) + "|")
    for rates, first in ((checks.APART, 0), *((r, 100) for r in checks.ELSEWHERE)):
        refused, count = dict.fromkeys(CHOICES, 0), 0
        data = digits.part(first, first + 100)
        for runs in _all(data, rates, seeds):
            best = chosen(runs, validation)
            for run in range(seeds):
                count += 1
                losses = {rate: r.losses[:, run] for rate, r in runs.items()}
                for name in CHOICES:
                    refused[name] += _refused(comparison, losses, best[name][run])
        cells = " | ".join(str(refused[name]) for name in CHOICES)
        print(f"| {', '.join(f'{r:g}' for r in rates)} | {count} | {cells} |", flush=True)
    _other_figures(digits, comparison, seeds)


def _all(data: Pair, rates: Sequence[float], seeds: int):
    for start in STARTS:
        for order in ORDERS:
            yield {
                rate: train(
                    *data, hidden=12, lr=rate, batch_size=10, epochs=10, runs=seeds, seed=77,
                    start=start, order=order,
                )
                for rate in rates
            }  # fmt: skip


def _refused(comparison, losses: dict[float, np.ndarray], rate: float) -> bool:
    try:
        comparison.assert_chosen(comparison.Comparison(losses, rate, "compare"), hint="")
    except CheckFailed:
        return True
    return False


def _other_figures(digits, comparison, seeds: int) -> None:
    flat, moving, ends = [], [], []
    for runs in _all(digits.part(0, 100), (0.5, 1e-9, 0.4), seeds):
        for rate, r in runs.items():
            ratio = [comparison.fall(c) for c in r.losses.T]
            (flat if rate < 1e-6 else moving).extend(ratio)
    for runs in _all(digits.without_answer(16), (0.4, 0.05), seeds):
        ends += [comparison.last(c, 0.2) for r in runs.values() for c in r.losses.T]
    chance = np.log(digits.classes)
    print(f"\nSecond half over first at rate 1e-9: {min(flat):.4f} to {max(flat):.4f}.")
    print(f"The same at rates 0.4 and 0.5: {min(moving):.4f} to {max(moving):.4f}.")
    print(f"End over ln K where nothing can be learned: {min(ends) / chance:.4f} at least.")


if __name__ == "__main__":
    main()
