"""A right program in pieces, and how to hand it in: as a script, as a notebook, as any bytes.

The pieces answer the tasks T1 to T4 of `network_basics`. Each stands in a cell of its own, so that a
test can double, split, delete, turn round or break one of them. What a student is told is `told`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import verdicts

from grader.types import Result

IMPORTS = "import numpy as np\n"
ANSWERS = """\
answers = {
    "s3.T1.x1": 0.4, "s3.T1.y1": -0.38, "s3.T1.z": 0.62, "s3.T1.dw0": -0.2, "s3.T1.dw1": 0.4,
    "s3.T1.db0": -0.2, "s3.T1.db1": 1.0, "s3.T2.A": 32768, "s3.T2.B": 16384, "s3.T2.C": 32,
    "s3.T3": 557057,
}
"""
BLOCK = """\
def residual_block(x0, w0, b0, w1, b1):
    x1 = max(0.0, x0 * w0 + b0)
    y1 = x1 * w1 + b1
    z = max(0.0, y1 + x0)
    outer = float(y1 + x0 > 0)
    inner = outer * w1 * (x1 > 0)
    return x1, y1, z, inner * x0, outer * x1, inner, outer, inner * w0 + outer
"""
SIZES = """\
def layer_outputs(sizes, batch):
    return [batch * width for width in sizes[1:]]

def parameter_count(sizes):
    return sum((m + 1) * n for m, n in zip(sizes, sizes[1:]))
"""
SOFTMAX = """\
def softmax(h):
    e = np.exp(h - h.max())
    return e / e.sum()

def softmax_jacobian(h):
    p = softmax(h)
    return np.diag(p) - np.outer(p, p)
"""
ENTROPY = """\
def softmax_cross_entropy_gradient(h, y):
    return softmax(h) - y
"""
CELLS = (IMPORTS, ANSWERS, BLOCK, SIZES, SOFTMAX, ENTROPY)
"""The whole program; in this order it runs from top to bottom."""
SCRIPT = "\n\n".join(CELLS)
ITEMS = ("s3.T1.x1", "s3.T1.dw0", "s3.T2.A", "s3.T3", "s3.T4.1", "s3.T4.2", "s3.T4.3")
"""What is asked of the program: every function of it, and its answers."""


def notebook(*cells: str | Mapping[str, object], **top: object) -> bytes:
    """A notebook of format 4 with these code cells, or cells as they stand in the file."""
    made = [
        {
            "cell_type": "code",
            "execution_count": n,
            "id": f"cell{n}",
            "metadata": {},
            "outputs": [],
            "source": cell,
        }
        if isinstance(cell, str)
        else cell
        for n, cell in enumerate(cells, 1)
    ]
    whole = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps({**whole, **top}).encode()


def handed_in(
    files: Mapping[str, str | bytes],
    *,
    homework: str = "network_basics",
    only: Iterable[str] | None = ITEMS,
) -> Result:
    """Grades files, bytes as they are, end to end: read from disk, run in a sandbox, judged."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        for path, content in files.items():
            target = work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return verdicts.grade_path(homework, work, student="work", only=only)


def told(result: Result) -> str:
    """Everything that the student reads of it, one sentence a line."""
    lines = [*result.notes]
    for verdict in result.verdicts:
        lines += [verdict.message, *verdict.remarks]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def lost(result: Result) -> set[str]:
    """Items that lost points; a check that could not be decided at all is no way to end."""
    broken = {v.check: v.message for v in result.verdicts if v.status == "broken"}
    assert not broken, broken
    return verdicts.items_not_passed(result)
