"""Fixtures of this homework: quiet arithmetic, and the images that the training checks use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
import tasks


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Students' numbers may be huge, infinite or nan: they must not warn, only compare wrong."""
    with np.errstate(all="ignore"):
        yield


@pytest.fixture(scope="session")
def digits(data: Mapping[str, Any]) -> tasks.Task:
    """Images of five classes to train on, and others to judge by; the same for all submissions."""
    return tasks.digits_task(data)


@pytest.fixture(scope="session")
def points() -> tasks.Task:
    """Points of the plane in two classes."""
    return tasks.points_task()
