"""The runs that the training checks of `softmax_network` make, and the figures they judge by.

Settings and limits are read from the homework's own modules, so that they cannot differ.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.softmax_network_ways import Runs
from grader.data import load_dataset

CHECKS = Path(__file__).resolve().parent.parent / "assignments" / "softmax_network" / "checks"


@dataclass(frozen=True)
class Case:
    """One run that checks make, and the figure they look at: larger is worse."""

    title: str
    task: Any
    setting: Any
    figure: Callable[[Runs, Any], np.ndarray]
    limit: float
    """The figure that a check still lets pass."""


def homework_module(name: str) -> ModuleType:
    """One of the modules in which the homework's checks keep their data and settings."""
    spec = importlib.util.spec_from_file_location(name, CHECKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # its neighbours and its dataclasses look it up there
    spec.loader.exec_module(module)
    return module


def thresholds() -> tuple[ModuleType, ModuleType]:
    """The modules whose constants the checks judge by."""
    if str(CHECKS) not in sys.path:
        sys.path.insert(0, str(CHECKS))
    return homework_module("test_train_points"), homework_module("test_train_digits")


def loss(runs: Runs, task: Any) -> np.ndarray:
    """On all training data."""
    return runs.evaluate(task.X, task.T)[0]


def error(runs: Runs, task: Any) -> np.ndarray:
    """Share of new samples that get another class."""
    return 1.0 - runs.evaluate(*task.holdout)[1]


def end_over_start(runs: Runs, _: Any) -> np.ndarray:
    """Mean of the last tenth of the curve over that of the first."""
    tenth = max(1, len(runs.losses) // 10)
    return runs.losses[-tenth:].mean(axis=0) / runs.losses[:tenth].mean(axis=0)


def beginning(runs: Runs, task: Any) -> np.ndarray:
    """Mean of the first tenth over ln K, as a share of the nearer limit, 3.0 above and 0.2 below."""
    low, high = sys.modules["test_train_digits"].START
    tenth = max(1, len(runs.losses) // 10)
    first = runs.losses[:tenth].mean(axis=0) / np.log(task.classes)
    return np.maximum(first / high, low / first)


def unsupported(runs: Runs, task: Any) -> np.ndarray:
    """The end of the curve against the loss of the parameters, as `assert_history_supported` compares."""
    tenth = max(1, len(runs.losses) // 10)
    end, own = runs.losses[-tenth:].mean(axis=0), loss(runs, task)
    return np.maximum((end - 0.05) / own, (own - 0.05) / end)


def share_of_chance(runs: Runs, task: Any) -> np.ndarray:
    """Loss over ln K."""
    return loss(runs, task) / np.log(task.classes)


def vanished(runs: Runs, task: Any) -> np.ndarray:
    """The least loss that a short run may end with, over its own."""
    return sys.modules["training_checks"].LEAST_LOSS / loss(runs, task)


def falling_steps(runs: Runs, _: Any) -> np.ndarray:
    """Share of the curve's steps that go down."""
    return (np.diff(runs.losses, axis=0) <= 0).mean(axis=0)


def cases(word: str = "") -> list[Case]:
    """Everything that a training check asks within limits; those whose title holds the word."""
    of_points, of_digits = thresholds()
    tasks = sys.modules["tasks"]
    points, digits = tasks.points_task(), tasks.digits_task(load_dataset("digits", None))
    moved = of_digits.relabelled(digits)
    sevens = of_digits.replace(tasks.DIGITS, batch_size=7)
    turned = of_digits.replace(moved, X=moved.X[::-1], T=moved.T[::-1])
    wrong_share = 1.0 - of_digits.ACCURATE
    smooth = sys.modules["training_checks"].SMOOTH
    everything = [
        Case("points, loss", points, tasks.POINTS, loss, of_points.LEARNT),
        Case("points one by one, loss", points, tasks.SINGLE, loss, of_points.LEARNT),
        Case("images, loss / ln K", digits, tasks.DIGITS, share_of_chance, of_digits.HALF_OF_CHANCE),
        Case("images, batch 7, loss / ln K", turned, sevens, share_of_chance, of_digits.QUARTER_OF_CHANCE),
        Case("images, errors on new ones", digits, tasks.DIGITS, error, wrong_share),
        Case("images relabelled, errors on new ones", moved, tasks.DIGITS, error, wrong_share),
        Case("images, end of the curve / start", digits, tasks.DIGITS, end_over_start, of_digits.FALLING),
        Case("images, start of the curve (share of its limit)", digits, tasks.DIGITS, beginning, 1.0),
        Case("images, short run, curve against parameters", digits, of_digits.SHORT, unsupported, of_digits.SUPPORTED),
        Case("images, short run, loss / ln K", digits, of_digits.SHORT, share_of_chance, 0.95),
        Case("images, short run, 0.005 / loss", digits, of_digits.SHORT, vanished, 1.0),
        Case("images, steps of the curve that go down", digits, tasks.DIGITS, falling_steps, smooth),
    ]  # fmt: skip
    return [case for case in everything if word in case.title]
