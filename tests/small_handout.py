"""The handout of a small homework, built once for all tests that check work inside of one.

`copied` lays it out; `RIGHT` is work that passes, `MIXED` ends in every way a check can end.
"""

from __future__ import annotations

import atexit
import functools
import json
import shutil
import tempfile
from pathlib import Path

from proved_homework import MISCONCEPTIONS, TOML, VARIANTS
from proved_homework import write as write_homework

from grader.handout.write import write

QUESTION = """
[[question]]
id = "q5"
title = "Largest entry"
[[question]]
id = "q6"
title = "Only when graded"
"""

AFFINE = '''
"""Checks of affine."""
from grader.checks import check
from grader.compare import assert_close
from grader.truth import recorded


@recorded
def right(x, w):
    return w * x + 1


@check(question="q1", points=1, visibility="public")
def test_fixed(student, rng):
    """affine(x, w) is w x + 1."""
    x = rng.normal(size=(3, 4))
    assert_close(student.affine(x, 3.0), right(x, 3.0), what="affine(x, w)")


@check(question="q1", points=1, visibility="hidden")
def test_again(student, rng):
    """It is so for a hidden w."""
    x = rng.normal(size=(5, 2))
    assert_close(student.affine(x, -2.5), 1 - 2.5 * x, what="affine(x, w)")


@check(question="q6", points=1, visibility="hidden")
def test_zero(student, rng):
    """For nothing it is one."""
    assert_close(student.affine(rng.normal(size=3), 0.0), [1, 1, 1], what="affine(x, 0)")
'''

ROWS = '''
"""Checks of mean_rows."""
import numpy as np
from grader.checks import check
from grader.compare import assert_close
from grader.truth import recorded


@recorded
def mean(x):
    return x.mean(axis=0)


@check(question="q2", points=2, visibility="public", hint="add the rows up")
def test_mean(student, rng):
    """mean_rows(x) is one number for each column."""
    x = rng.normal(size=(3, 4)) + 1
    assert_close(student.mean_rows(x), mean(x), what="mean_rows(x)")


@check(question="q2", points=1, visibility="public", needs=["rows.mean"])
def test_one_row(student, rng):
    """The mean of one row is the row."""
    x = rng.normal(size=(1, 4)) + 1
    assert_close(student.mean_rows(x), mean(x), what="mean_rows(x)")


@check(question="q2", points=1, visibility="public")
def test_of_affine(student, rng):
    """It goes on from the own affine."""
    y = student.affine(rng.normal(size=(3, 4)), 2.0)
    assert_close(student.mean_rows(y), mean(np.asarray(y)), what="mean_rows(affine(x, 2))")
'''

HAND = '''
"""The number worked out by hand."""
from grader.checks import check
from grader.compare import assert_number
from grader.truth import recorded


@recorded
def quarter():
    return 0.25


@check(question="q3", points=1, visibility="public")
def test_quarter(student):
    """It is about a quarter."""
    assert_number(
        student.answer("q3"), quarter(), what="answers['q3']", low=0.245, high=0.255
    )
'''

TOP = '''
"""The largest entry."""
from grader.checks import check
from grader.compare import assert_number


@check(question="q5", points=1, visibility="public")
def test_largest(student):
    """largest(x) is the largest entry of x."""
    assert_number(student.largest([1.0, 7.0, 3.0]), 7.0, what="largest(x)")
'''

HEAD = '''"""The small homework."""

import numpy as np

'''

PARTS = {
    "affine": '''
def affine(x, w):
    """w x + 1."""
    # BEGIN SOLUTION
    y = w * x
    return y + 1
    # END SOLUTION

''',
    "mean_rows": '''
def mean_rows(x):
    """The mean of the rows."""
    # BEGIN SOLUTION
    total = np.sum(x, axis=0)
    return total / len(x)
    # END SOLUTION

''',
    "largest": '''
def largest(x):
    """The largest entry."""
    # BEGIN SOLUTION
    return float(np.max(x))
    # END SOLUTION

''',
    "answers": """
answers = {
    # BEGIN SOLUTION
    "q3": 0.25,
    # STARTER
    # "q3": None,
    # END SOLUTION
}
""",
}

RIGHT = HEAD + "".join(PARTS.values())

MIXED = (
    HEAD
    + '''
def affine(x, w):
    y = -w * x
    return y + 1


def mean_rows(x):
    raise ValueError("no rows today")


def largest(x):
    """The largest entry."""
    raise NotImplementedError


answers = {"q3": 0.25}
'''
)

MIXED_ENDS = {
    "affine.fixed": "failed",
    "rows.mean": "errored",
    "rows.one_row": "blocked",
    "rows.of_affine": "errored",
    "hand.quarter": "passed",
    "written.q4": "manual",
    "top.largest": "errored",
}


def homework(folder: Path) -> Path:
    """The homework itself."""
    return write_homework(
        folder,
        {
            "assignment.toml": TOML.replace("[[written]]", QUESTION + "[[written]]"),
            "checks/test_affine.py": AFFINE,
            "checks/test_rows.py": ROWS,
            "checks/test_hand.py": HAND,
            "checks/test_top.py": TOP,
            "solution/work.py": RIGHT,
            "handout/written.md": "## q4\n\nWhy the rows?\n",
            "misconceptions/affine.toml": MISCONCEPTIONS["affine"],
            "misconceptions/rows.toml": None,
            "misconceptions/hand.toml": None,
            "variants/loops.py": VARIANTS["loops"],
            **{f"variants/{name}.py": None for name in VARIANTS if name != "loops"},
        },
    )


@functools.cache
def built() -> Path:
    """The handout's folder. Nobody writes into it."""
    root = Path(tempfile.mkdtemp(prefix="small-handout-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    write(homework(root / "small"), root / "handout")
    return root / "handout"


def copied(folder: Path, files: dict[str, str] | None = None) -> Path:
    """A copy of the handout in a new folder, with these files of a student's work in it."""
    shutil.copytree(built(), folder)
    for path, text in (files or {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def notebook(*cells: str) -> str:
    """A notebook of these code cells."""
    made = [
        {"cell_type": "code", "source": c, "metadata": {}, "outputs": [], "execution_count": None}
        for c in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
