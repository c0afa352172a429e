"""Where training ends over many seeds: `python -m benchmarks.training_bands [--seeds 200]`.

Prints Markdown tables of final losses and accuracies for every right and wrong way of
`training_ways.py`, at the settings a course would use and at the setting that the homework's checks
do use (the first one). docs/training.md says how to read a threshold off them. One process; about
ten minutes, and as long again for `--checks-only --seeds 2000`.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from benchmarks.tails import below, tail_quantile
from benchmarks.training_ways import RIGHT, WRONG, Data, Outcome, Way, run
from grader.data import load_dataset

ROOT = Path(__file__).resolve().parent.parent
THRESHOLDS = {
    "test_accuracy": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9),
    "train_loss": (2.0, 1.5, 1.2, 1.0, 0.8, 0.6, 0.4),
}

Runs = Mapping[str, Sequence[Outcome]]


@dataclass(frozen=True)
class Setting:
    """What `train` is called with."""

    title: str
    data: Data
    hidden: Sequence[int]
    lr: float
    batch_size: int
    epochs: tuple[int, ...]
    share: float = 1.0
    """Of the seeds asked for: side settings need fewer."""


def settings() -> list[Setting]:
    """Common settings on the digits as they are, and the homework's own."""
    digits = load_dataset("digits", None)
    plain = [
        Setting("batch 32", digits, [32], 0.1, 32, (5, 10)),
        Setting("batch 64", digits, [32], 0.1, 64, (5, 10)),
        Setting("batch 16", digits, [32], 0.1, 16, (10,), 0.25),
        Setting("batch 128", digits, [32], 0.1, 128, (10,), 0.25),
        Setting("batch 32, rate 0.3", digits, [32], 0.3, 32, (10,), 0.5),
        Setting("batch 32, no hidden layer", digits, [], 0.1, 32, (10,), 0.25),
        Setting("batch 32, two hidden layers", digits, [32, 32], 0.1, 32, (10,), 0.25),
    ]
    tasks = homework_module("tasks")
    task = tasks.make_task(digits)
    own = Setting(
        "the checks of modules_and_mlp (test accuracy: on the part that is kept back)",
        {**task.data, "test": task.holdout},
        tasks.HIDDEN,
        tasks.LEARNING_RATE,
        tasks.BATCH_SIZE,
        (tasks.EPOCHS,),
    )
    return [own, *plain]


def homework_module(name: str) -> ModuleType:
    """One of the modules in which the homework's checks keep their data and settings."""
    path = ROOT / "assignments" / "modules_and_mlp" / "checks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # its neighbours and its dataclasses look it up there
    spec.loader.exec_module(module)
    return module


def measure(setting: Setting, ways: Sequence[Way], seeds: int) -> dict[int, dict[str, list]]:
    """Outcomes by epoch and way."""
    found = {epoch: {way.name: [] for way in ways} for epoch in setting.epochs}
    for way in ways:
        for seed in range(seeds):
            outcomes = run(
                way,
                setting.data,
                setting.hidden,
                setting.lr,
                setting.batch_size,
                setting.epochs,
                seed,
            )
            for epoch, outcome in outcomes.items():
                found[epoch][way.name].append(outcome)
    return found


def column(outcomes: Sequence[Outcome], field: str) -> np.ndarray:
    """One figure of all runs; a loss that is no number counts as infinite."""
    values = np.array([getattr(outcome, field) for outcome in outcomes])
    return np.where(np.isnan(values), np.inf, values)


def right_table(right: Runs) -> list[str]:
    """Lowest, 0.1 % and median accuracies; median, 99.9 % and highest losses."""
    rows = [
        "| right way | test: min | 0.1 % | median | validation: min | 0.1 % | median | train loss: median | 99.9 % | max |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, outcomes in right.items():
        cells = []
        for field in ("test_accuracy", "val_accuracy"):
            values = column(outcomes, field)
            cells += [values.min(), tail_quantile(values, 1e-3), np.median(values)]
        losses = column(outcomes, "train_loss")
        cells += [np.median(losses), -tail_quantile(-losses, 1e-3), losses.max()]
        rows.append(f"| {name} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")
    return rows


def wrong_table(wrong: Runs) -> list[str]:
    """The best that each wrong way ever did."""
    rows = [
        "| wrong way | test: median | max | validation: median | max | train loss: median | min |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, outcomes in wrong.items():
        cells = []
        for field in ("test_accuracy", "val_accuracy"):
            values = column(outcomes, field)
            cells += [np.median(values), values.max()]
        losses = column(outcomes, "train_loss")
        cells += [np.median(losses), losses.min()]
        rows.append(f"| {name} | " + " | ".join(f"{cell:.3g}" for cell in cells) + " |")
    return rows


def threshold_table(right: Runs, wrong: Runs, field: str) -> list[str]:
    """For accuracies (at least) or losses (at most): who is failed, and who is let through."""
    sign, word = (-1, "at most") if field == "train_loss" else (1, "at least")
    rows = [
        f"| {field.replace('_', ' ')} {word} | right runs failed | worst right way, expected share failed | wrong ways let through in half of their runs |",
        "|---|---|---|---|",
    ]
    good = {name: sign * column(outcomes, field) for name, outcomes in right.items()}
    bad = {name: sign * column(outcomes, field) for name, outcomes in wrong.items()}
    pooled = np.concatenate(list(good.values()))
    for threshold in THRESHOLDS[field]:
        shares = {name: below(values, sign * threshold) for name, values in good.items()}
        worst = max(shares, key=shares.__getitem__)
        through = [n for n, values in bad.items() if np.median(values) >= sign * threshold]
        rows.append(
            f"| {threshold} | {np.sum(pooled < sign * threshold)} of {len(pooled)} | "
            f"{shares[worst]:.0e} ({worst}) | {', '.join(through) or 'none'} |"
        )
    return rows


def curve_table(right: Runs, wrong: Runs) -> list[str]:
    """The logged losses: where they start, how far they fall, whether they fit the parameters."""
    rows = [
        "| way | first loss: min | max | last fifth / first fifth: min | max | logged / recomputed: min | max |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, outcomes in (right | wrong).items():
        cells = []
        for field in ("first_loss", "curve_ratio", "logged_over_recomputed"):
            values = column(outcomes, field)
            cells += [values.min(), values.max()]
        rows.append(f"| {name} | " + " | ".join(f"{cell:.3g}" for cell in cells) + " |")
    return rows


def main(argv: Sequence[str] | None = None) -> None:
    """Measures and prints everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="runs of each right way")
    parser.add_argument(
        "--checks-only", action="store_true", help="only the homework's own setting"
    )
    options = parser.parse_args(argv)
    np.seterr(all="ignore")  # wrong ways overflow, and are meant to
    for setting in settings()[: 1 if options.checks_only else None]:
        n = max(int(options.seeds * setting.share), 10)
        right_runs = measure(setting, RIGHT, n)
        wrong_runs = measure(setting, WRONG, min(max(n // 4, 5), 100))
        for epoch in setting.epochs:
            right, wrong = right_runs[epoch], wrong_runs[epoch]
            print(
                f"\n## {setting.title}: hidden {list(setting.hidden)}, rate {setting.lr}, batch "
                f"{setting.batch_size}, {epoch} epochs, {n} seeds a right way\n"
            )
            for rows in (
                right_table(right),
                wrong_table(wrong),
                *(threshold_table(right, wrong, field) for field in THRESHOLDS),
                curve_table(right, wrong),
            ):
                print("\n".join(rows), end="\n\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
