"""A small complete homework on which every step of `grader verify` holds, and ways to damage it.

`write` lays it out; `changes` maps a path to another text, or to None to leave the file out.
"""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Mapping
from pathlib import Path

from grader.errors import Refused
from grader.handout import renew
from grader.sandbox import open_sandbox

TOML = """
id = "small"
title = "A small homework"
preload = ["numpy"]
[limits]
cpu_s = 5
wall_s = 20
[[question]]
id = "q1"
title = "Affine"
[[question]]
id = "q2"
title = "Mean of the rows"
[[question]]
id = "q3"
title = "By hand"
[[question]]
id = "q4"
title = "Why"
[[written]]
question = "q4"
title = "Why the mean of the rows?"
points = 1
rubric = ["because"]
"""

AFFINE = '''
"""Checks of affine."""
from grader.checks import check
from grader.compare import assert_close


@check(question="q1", points=1, visibility="public")
def test_fixed(student, rng):
    """affine(x, w) is w x + 1."""
    x = rng.normal(size=(3, 4))
    assert_close(student.affine(x, 3.0), 3 * x + 1, what="affine(x, w)")


@check(question="q1", points=1, visibility="hidden")
def test_again(student, rng):
    """It is so for another w."""
    x = rng.normal(size=(5, 2))
    assert_close(student.affine(x, -2.5), 1 - 2.5 * x, what="affine(x, w)")
'''

ROWS = '''
"""Checks of mean_rows."""
import numpy as np
from grader.checks import check
from grader.compare import assert_close


@check(question="q2", points=2, visibility="hidden")
def test_mean(student, rng):
    """mean_rows(x) is one number for each column."""
    x = rng.normal(size=(3, 4)) + 1
    assert_close(student.mean_rows(x), x.mean(axis=0), what="mean_rows(x)")


@check(question="q2", points=1, visibility="hidden", blind="a single row")
def test_one_row(student, rng):
    """The mean of one row is the row."""
    x = rng.normal(size=(1, 4)) + 1
    assert_close(student.mean_rows(x), x[0], what="mean_rows(x)")
'''

HAND = '''
"""The number worked out by hand."""
from grader.checks import check
from grader.compare import assert_number


@check(question="q3", points=1, visibility="public")
def test_quarter(student):
    """It is about a quarter."""
    assert_number(student.answer("q3"), 0.25, what="answers['q3']", low=0.245, high=0.255)
'''

SOLUTION = '''
"""The small homework."""

import numpy as np


def affine(x, w):
    """w x + 1."""
    # BEGIN SOLUTION
    y = w * x
    return y + 1
    # END SOLUTION


def mean_rows(x):
    """The mean of the rows."""
    # BEGIN SOLUTION
    total = np.sum(x, axis=0)
    return total / len(x)
    # END SOLUTION


answers = {
    # BEGIN SOLUTION
    "q3": 0.25,
    # STARTER
    # "q3": None,
    # END SOLUTION
}
'''

VARIANTS = {
    "loops": '''
        """Loops."""
        def affine(x, w):
            return [[w * v + 1 for v in row] for row in x]

        def mean_rows(x):
            return [sum(row[j] for row in x) / len(x) for j in range(len(x[0]))]
        ''',
    "einsum": '''
        """Sums by einsum."""
        def affine(x, w):
            return np.einsum("ij,->ij", x, w) + 1

        def mean_rows(x):
            return np.einsum("ij->j", x) / x.shape[0]
        ''',
    "float32": '''
        """Single precision."""
        def affine(x, w):
            return np.float32(w) * x.astype(np.float32) + np.float32(1)

        def mean_rows(x):
            return x.astype(np.float32).mean(axis=0)
        ''',
    "lists": '''
        """Lists come back."""
        def affine(x, w):
            return (x * w + 1).tolist()

        def mean_rows(x):
            return x.mean(axis=0).tolist()
        ''',
}

BOTH = ["affine.fixed", "affine.again"]


def entry(id: str, replace: str, by: str, fails: list[str], more: str = "") -> str:
    """One `[[misconception]]`."""
    return textwrap.dedent(
        f"""
        [[misconception]]
        id = "{id}"
        replace = '''{replace}'''
        by = '''{by}'''
        fails = {fails!r}
        sentence = "What {id} misses."
        {more}
        """
    )


MISCONCEPTIONS = {
    "affine": "".join(
        [
            entry("sign", "y = w * x", "y = -w * x", BOTH),
            entry("no_factor", "y = w * x", "y = x", BOTH),
            entry("added", "y = w * x", "y = w + x", BOTH),
            entry("squared", "y = w * x", "y = w * x**2", BOTH),
            entry("no_offset", "return y + 1", "return y", BOTH),
            entry("offset_taken_off", "return y + 1", "return y - 1", BOTH),
        ]
    ),
    "rows": "".join(
        [
            entry("no_division", "total / len(x)", "total", ["rows.mean"]),
            entry("columns", "axis=0", "axis=1", ["rows.*"]),
            entry("all_of_it", "axis=0", "axis=None", ["rows.mean", "rows.one_row"]),
            entry("by_columns", "/ len(x)", "/ x.shape[1]", ["rows.*"]),
            entry("one_less", "/ len(x)", "/ (len(x) - 1 or 1)", ["rows.mean"]),
            entry("product", "np.sum", "np.prod", ["rows.mean"]),
        ]
    ),
    "hand": "".join(
        entry(f"number_{n}", '"q3": 0.25', f'"q3": {value}', ["hand.quarter"])
        for n, value in enumerate((-0.25, 0.5, 0.125, 4, 0.2, "'a quarter'"))
    ),
}

NUMBERS = (*BOTH, "rows.mean", "rows.one_row", "hand.quarter")
"""Checks that compare numbers."""

HOMEWORK: Mapping[str, str] = {
    "assignment.toml": TOML,
    "checks/test_affine.py": AFFINE,
    "checks/test_rows.py": ROWS,
    "checks/test_hand.py": HAND,
    "solution/work.py": SOLUTION,
    "solution/written.md": "## q4\n\nBecause.\n",
    **{f"variants/{name}.py": code for name, code in VARIANTS.items()},
    **{f"misconceptions/{name}.toml": text for name, text in MISCONCEPTIONS.items()},
    "tolerances.toml": "".join(f'["{check}"]\nright = 0.0\n' for check in NUMBERS),
    "handout/README.md": "# A small homework\n",
    "handout/written.md": "## q4\n\n",
}


def write(
    folder: Path, changes: Mapping[str, str | None] | None = None, *, cut: bool = True
) -> Path:
    """Lays the homework out in a folder.

    Args:
        folder: new.
        changes: relative path -> text; None leaves the file out.
        cut: whether the starter is cut into `handout/`.
    """
    files: dict[str, str | None] = {**HOMEWORK, **(changes or {})}
    for path, text in files.items():
        if text is not None:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
    if cut:
        renew(folder)
    return folder


@functools.cache
def sandbox_tier() -> str:
    """The strongest sandbox there is: its workers are forks, ten times faster than processes."""
    try:
        open_sandbox("auto", preload=["numpy"]).close()
    except Refused:
        return "none"
    return "auto"
