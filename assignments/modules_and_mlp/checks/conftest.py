"""Fixtures of this homework: the training data, and what the reference reaches on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import tasks

from grader.truth import recorded


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """What comes back may overflow or be nan: judged by its value, not by a warning of ours."""
    with np.errstate(all="ignore"):
        yield


@pytest.fixture(scope="session")
def task(data: Mapping[str, Any]) -> tasks.Task:
    """The data of the training checks, the same for all submissions."""
    return tasks.make_task(data)


@pytest.fixture(scope="session")
def bar(task: tasks.Task, reference: SimpleNamespace) -> float:
    """The accuracy on new data that counts as trained: 60 % of the way from chance to the reference.

    The reference reaches 0.93 on the digits, so about 0.6 is asked for. None of 30,000 right runs (15
    ways, 2000 seeds each) fell below it, the lowest reached 0.65 (docs/training.md); an untrained
    network reaches 0.11.
    """
    return task.chance + 0.6 * (_reached(reference, task) - task.chance)


@recorded
def _reached(reference: SimpleNamespace, task: tasks.Task) -> float:
    """The reference's accuracy on the data that are kept back."""
    model, *_ = reference.train(
        tasks.HIDDEN, tasks.LEARNING_RATE, tasks.BATCH_SIZE, tasks.EPOCHS, 1, task.for_student()
    )
    x, t = task.holdout
    return float((model.forward(x).argmax(axis=1) == t).mean())
