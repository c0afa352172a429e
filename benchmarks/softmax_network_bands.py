"""Where the training of `softmax_network` ends: `python -m benchmarks.softmax_network_bands`.

Prints Markdown tables: what right programs reach in the runs that the checks make, over starts,
orders, precision and seeds, how many of them each threshold fails, and what wrong loops reach. Then
how far the learning rates of question 7.3 are apart. One process, about ten minutes for 500 seeds a
way; docs/training_softmax_network.md holds the result.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.softmax_network_cases import Case, cases, error, loss, share_of_chance, thresholds
from benchmarks.softmax_network_ways import (
    EQUAL,
    NO_DERIVATIVE,
    ORDERS,
    RELABELLED,
    STARTS,
    WRONG,
    train,
)
from benchmarks.tails import below, tail_quantile

REFERENCE = next(iter(STARTS))
AT_ONCE = 250
"""Runs side by side: the arrays of more do not fit into the cache."""


def ways() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every right way: each start with each order, and float32."""
    for start in STARTS:
        for order in ORDERS:
            yield f"{start}, {order}", {"start": start, "order": order}
    for start in (REFERENCE, "normal 0.01"):
        yield f"{start}, shuffled, float32", {"start": start, "float32": True}


def measure(case: Case, seeds: int, **way: Any) -> np.ndarray:
    """The figure of all runs of one way at a case's setting; nan counts as infinite."""
    s = case.setting
    found = []
    for first in range(0, seeds, AT_ONCE):
        runs = train(
            case.task.X,
            case.task.T,
            hidden=s.hidden,
            lr=s.lr,
            batch_size=s.batch_size,
            epochs=s.epochs,
            runs=min(AT_ONCE, seeds - first),
            seed=1000 + first,
            **way,
        )
        found.append(case.figure(runs, case.task))
    values = np.concatenate(found)
    return np.where(np.isnan(values), np.inf, values)


def right_tables(seeds: int, word: str) -> None:
    """For every case: median and worst of all right runs, the worst way, and who fails."""
    print(
        "| case | limit | runs | failed | median | 99.9 % | worst | worst way | its expected share |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for case in cases(word):
        found = {name: measure(case, seeds, **way) for name, way in ways()}
        pooled = np.concatenate(list(found.values()))
        shares = {name: below(-values, -case.limit) for name, values in found.items()}
        worst = max(shares, key=lambda n: (shares[n], found[n].max()))
        print(
            f"| {case.title} | {case.limit:g} | {len(pooled)} | {int((pooled > case.limit).sum())} | "
            f"{np.median(pooled):.3f} | {-tail_quantile(-pooled, 1e-3):.3f} | {pooled.max():.3f} | "
            f"{worst} | {shares[worst]:.0e} |",
            flush=True,
        )


def start_tables(seeds: int) -> None:
    """The same by start, for the loss and the errors: median and worst over the orders."""
    chosen = [case for case in cases() if case.figure in (loss, share_of_chance, error)][:5]
    print("\n| start | " + " | ".join(case.title for case in chosen) + " |")
    print("|---" * (len(chosen) + 1) + "|")
    for start in STARTS:
        cells = []
        for case in chosen:
            values = np.concatenate(
                [measure(case, max(seeds // 4, 20), start=start, order=order) for order in ORDERS]
            )
            cells.append(f"{np.median(values):.3f} / {values.max():.3f}")
        print(f"| {start} | " + " | ".join(cells) + " |", flush=True)


def neighbour_table(seeds: int) -> None:
    """Half and double the rate and the batch: how much room the settings have."""
    base = next(case for case in cases() if case.figure is share_of_chance)
    print("\n| images, all starts, shuffled | loss / ln K: median | worst |")
    print("|---|---|---|")
    for lr, batch in ((0.5, 10), (0.25, 10), (1.0, 10), (0.5, 5), (0.5, 20)):
        values = np.concatenate(
            [_with(base, lr, batch, max(seeds // 4, 20), start=start) for start in STARTS]
        )
        print(f"| rate {lr:g}, batch {batch} | {np.median(values):.3f} | {values.max():.3f} |")


def _with(case: Case, lr: float, batch: int, seeds: int, **way: Any) -> np.ndarray:
    s = case.setting
    runs = train(
        case.task.X, case.task.T, hidden=s.hidden, lr=lr, batch_size=batch, epochs=s.epochs,
        runs=seeds, seed=5, **way,
    )  # fmt: skip
    return case.figure(runs, case.task)


def wrong_table(seeds: int) -> None:
    """What wrong loops reach: median and best."""
    chosen = cases()
    print("\n| wrong way | " + " | ".join(case.title for case in chosen) + " |")
    print("|---" * (len(chosen) + 1) + "|")
    for wrong in (*WRONG, RELABELLED, NO_DERIVATIVE, EQUAL):
        cells = []
        for case in chosen:
            values = measure(case, min(seeds, 50), wrong=wrong)
            cells.append(f"{np.median(values):.3g} / {values.min():.3g}")
        print(f"| {wrong} | " + " | ".join(cells) + " |", flush=True)


def drift_line(seeds: int) -> None:
    """How far the sums of c and of V's rows drift by rounding, and how little c and V move."""
    of_points, _ = thresholds()
    tasks = sys.modules["tasks"]
    points, digits = (case.task for case in (cases()[0], cases()[2]))
    some = of_points.replace(tasks.DIGITS, epochs=4)
    for title, task, s in (("points", points, tasks.POINTS), ("images, 4 epochs", digits, some)):
        drift, moved = {False: 0.0, True: 0.0}, []
        for name in STARTS:
            for float32 in drift:
                runs = train(
                    task.X, task.T, hidden=s.hidden, lr=s.lr, batch_size=s.batch_size,
                    epochs=s.epochs, runs=min(seeds, AT_ONCE), seed=9, start=name, float32=float32,
                )  # fmt: skip
                drift[float32] = max(drift[float32], runs.drift)
                moved.append(runs.least_moved)
        print(
            f"\nSums of c and V's rows, {title}: drift {drift[False]:.1e} in float64, "
            f"{drift[True]:.1e} in float32; largest change of c or V of any run {min(moved):.1e} at least."
        )


def main(argv: Sequence[str] | None = None) -> None:
    """Measures and prints everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=500, help="runs of each right way")
    parser.add_argument("--only", default="", help="only the first table, of cases with this word")
    options = parser.parse_args(argv)
    np.seterr(all="ignore")  # wrong ways overflow, and are meant to
    right_tables(options.seeds, options.only)
    if options.only:
        return
    start_tables(options.seeds)
    neighbour_table(options.seeds)
    wrong_table(options.seeds)
    drift_line(options.seeds)


if __name__ == "__main__":
    main()
