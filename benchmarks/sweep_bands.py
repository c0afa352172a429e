"""Which learning rate wins over many seeds: `python -m benchmarks.sweep_bands [--seeds 100]`.

Prints, on the data that the sweep checks of modules_and_mlp hand out and for several ways of
starting, the best validation accuracy of any epoch at the nine rates of the exercise, and how often
each rate is the best one; then how far from chance a network is that never trained, which is what
a rate of 1e-6 leaves. See docs/training.md. One process; about three minutes.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.tails import below, tail_quantile
from benchmarks.training_bands import homework_module
from benchmarks.training_ways import RIGHT, Data, Way, run
from grader.data import load_dataset
from reference.accuracy import accuracy
from reference.learning_rates import learning_rate_grid
from reference.mlp_functions import mlp_logits

WAYS = ("Kaiming (the reference)", "torch's default", "normal 0.1", "normal 0.01", "normal 0.0001")
EPOCHS = (3, 10)
LIMITS = (0.25, 0.3, 0.35, 0.4, 0.45)


def ways(names: Sequence[str]) -> list[Way]:
    """Right ways by name."""
    return [way for way in RIGHT if way.name in names]


def sweep_table(way: Way, data: Data, rates: np.ndarray, seeds: int) -> dict[int, list[str]]:
    """For each number of epochs: best validation accuracy by rate, and how often a rate won."""
    runs = [
        [run(way, data, [32], float(rate), 32, EPOCHS, seed) for rate in rates]
        for seed in range(seeds)
    ]
    tables = {}
    for epochs in EPOCHS:
        found = np.array([[outcome[epochs].val_accuracy for outcome in row] for row in runs])
        winners = Counter(found.argmax(axis=1).tolist())
        tables[epochs] = [
            "| rate | min | median | max | best in |\n|---|---|---|---|---|",
            *(
                f"| {rate:g} | {values.min():.3f} | {np.median(values):.3f} | {values.max():.3f} "
                f"| {winners[i]} |"
                for i, (rate, values) in enumerate(zip(rates, found.T, strict=True))
            ),
            f"\nBest rate of the nine: lowest accuracy {found.max(axis=1).min():.3f}",
        ]
    return tables


def untrained_table(data: Data, seeds: int) -> list[str]:
    """Validation accuracies of networks before any step, and how often they pass a limit."""
    head = " | ".join(f"expected share above {limit}" for limit in LIMITS)
    rows = [f"| hidden, start | median | 99.9 % | max | {head} |", "|---" * (4 + len(LIMITS)) + "|"]
    x, t = data["validation"]
    for hidden in ([], [32], [128], [64, 32]):
        for way in ways(WAYS[:2]):
            values = np.array(
                [
                    accuracy(
                        mlp_logits(
                            x, way.start([x.shape[1], *hidden, 10], np.random.default_rng(seed))
                        ),
                        t,
                    )
                    for seed in range(seeds)
                ]
            )
            shares = " | ".join(f"{below(-values, -limit):.0e}" for limit in LIMITS)
            rows.append(
                f"| {hidden}, {way.name} | {np.median(values):.3f} | "
                f"{-tail_quantile(-values, 1e-3):.3f} | {values.max():.3f} | {shares} |"
            )
    return rows


def main(argv: Sequence[str] | None = None) -> None:
    """Measures and prints everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="sweeps of each way")
    seeds = parser.parse_args(argv).seeds
    np.seterr(all="ignore")  # a rate of 100 overflows, and is meant to
    task = homework_module("tasks").make_task(load_dataset("digits", None))
    data = task.small(homework_module("sweep_run").SAMPLES)
    print(f"\n## Untrained networks, {20 * seeds} seeds\n")
    print("\n".join(untrained_table(data, 20 * seeds)), flush=True)
    rates = learning_rate_grid(-6, 2, 9)
    for way in ways(WAYS):
        for epochs, rows in sweep_table(way, data, rates, seeds).items():
            print(f"\n## {way.name}: hidden [32], batch 32, {epochs} epochs, {seeds} sweeps\n")
            print("\n".join(rows), flush=True)


if __name__ == "__main__":
    main()
