"""Small submissions for the tests of warnings: files or cells in, warnings out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from grader.load.from_text import load_text
from grader.selfcheck.ahead import Ahead, look_ahead

STARTER = {
    "hw.py": ("answers", "softmax_jacobian", "train_network"),
    "sheet.ipynb": ("answers", "softmax_jacobian", "train_network"),
}
WHOLE = """
import numpy as np
answers = {"q1": 1}
def softmax_jacobian(o):
    return np.diag(o)
def train_network(x):
    return x
"""
"""Defines all that the starter does, so that nothing is said of missing names."""


def notebook(*cells: str, counts: Sequence[int | None] = ()) -> str:
    """A notebook with these code cells, and the numbers in which they were last run."""
    made = [
        {
            "cell_type": "code",
            "execution_count": counts[n] if counts else None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for n, source in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def look(
    files: Mapping[str, str] | str,
    *,
    starter: Mapping[str, tuple[str, ...]] | None = None,
    packages: Sequence[str] = ("numpy", "torch"),
    brings: Collection[str] = (),
    raw: Mapping[str, bytes] | None = None,
) -> tuple[Ahead, ...]:
    """The warnings of some files; of a text, those of a script `hw.py` with it."""
    if isinstance(files, str):
        files = {"hw.py": files}
    submission = load_text(files, name="ann", assignment="hw1")
    return look_ahead(
        submission, starter=starter or {}, packages=packages, files=brings, notebooks=raw or {}
    )


def cells(*sources: str) -> tuple[Ahead, ...]:
    """The warnings of a notebook `hw.ipynb` with these cells."""
    return look({"hw.ipynb": notebook(*sources)})


def only(warnings: Sequence[Ahead], kind: str) -> Ahead:
    """The one warning that there is, of that kind."""
    assert [warning.kind for warning in warnings] == [kind], warnings
    return warnings[0]
