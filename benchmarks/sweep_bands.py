"""Which learning rate wins over many seeds: `python -m benchmarks.sweep_bands [--seeds 100]`.

Prints, for the nine rates of the exercise and several ways of starting, the best validation
accuracy of any epoch and how often each rate is the best one. See docs/training.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.training_ways import RIGHT, run
from grader.data import load_dataset
from reference.learning_rates import learning_rate_grid

WAYS = ("Kaiming (the reference)", "torch's default", "normal 0.1", "normal 0.01")


def sweep(name: str, epochs: int, seeds: int, data, rates: np.ndarray) -> np.ndarray:
    """Best validation accuracy of any epoch, (seeds, rates) float64."""
    way = next(way for way in RIGHT if way.name == name)
    return np.array(
        [
            [
                run(way, data, [32], float(rate), 32, [epochs], seed)[epochs].val_accuracy
                for rate in rates
            ]
            for seed in range(seeds)
        ]
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Measures and prints everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="sweeps of each way")
    seeds = parser.parse_args(argv).seeds
    np.seterr(all="ignore")  # a rate of 100 overflows, and is meant to
    data, rates = load_dataset("digits", None), learning_rate_grid(-6, 2, 9)
    for name in WAYS:
        for epochs in (3, 5):
            found = sweep(name, epochs, seeds, data, rates)
            winners = Counter(float(rates[i]) for i in found.argmax(axis=1))
            print(f"\n## {name}, {epochs} epochs, batch 32, {seeds} sweeps\n")
            print("| rate | min | median | max | best in |\n|---|---|---|---|---|")
            for rate, values in zip(rates, found.T, strict=True):
                print(
                    f"| {rate:g} | {values.min():.3f} | {np.median(values):.3f} | "
                    f"{values.max():.3f} | {winners[float(rate)]} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
