"""Where the student wrote what a message is about."""

from __future__ import annotations

import json

import pytest

from grader.load.from_text import load_text
from grader.selfcheck.definition import where_defined
from grader.types import Submission

WORK = """import numpy as np
from numpy import mean as average

answers = {
    "s3.T1.x1": 0.4,
    "s3.T1.y1": None,
}


def softmax(z):
    return z


def softmax(z):
    return np.exp(z)


class Net:
    def __init__(self):
        pass

    def loss(self, X):
        return 0
"""


def work(files: dict[str, str]) -> Submission:
    """A submission of these files."""
    return load_text(files, name="work", assignment="a", items=[])


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("softmax(z) for z of shape (2, 3)\n  expected  1", 14),
        ("W1 in grads of Net(2, 3, 4).loss(X (5, 2), y (5,), reg=0)", 22),
        ("Net(2, 3, 4).params", 18),
        ("Net(2, 3) after loss on 5 rows", 22),
        ('answers["s3.T1.y1"]', 6),
        ("answers['s3.T1.x1'] is no number", 5),
        ("answers holds nothing", 4),
    ],
)
def test_the_definition_that_a_message_names_is_found(message: str, line: int) -> None:
    """The last one of a name, the method of a class, the entry of a dict."""
    assert where_defined(message, work({"a.py": WORK})) == f"a.py, line {line}"


@pytest.mark.parametrize(
    "message", ["", "nothing of it\nsoftmax(z)", "average(x)", "np.exp", "12 (3)"]
)
def test_what_is_not_defined_has_no_place(message: str) -> None:
    """Neither imports nor what stands below the first line are meant."""
    assert where_defined(message, work({"a.py": WORK})) == ""


def test_a_notebook_has_cells() -> None:
    """The place is told as everywhere else."""
    cells = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": []}
        for text in ("import os", "x = 1\ndef f():\n    pass")
    ]
    book = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells})
    assert where_defined("f() returns 1", work({"hw.ipynb": book})) == "hw.ipynb, cell 2, line 2"


def test_an_answer_that_is_set_by_itself_is_found() -> None:
    """The last statement that sets it, whatever is set after it."""
    text = 'answers = {"a": 1, "b": 2}\nanswers["a"] = 3\nanswers["c"] = 4\n'
    made = work({"a.py": text})
    places = [where_defined(f'answers["{key}"] is wrong', made) for key in "abcd"]
    assert places == [f"a.py, line {n}" for n in (2, 1, 3, 3)]


def test_a_file_that_does_not_parse_has_no_place() -> None:
    """The message of such a file says its line itself."""
    assert where_defined("f(x)", work({"a.py": "def f(x):\n    print 1\n"})) == ""
