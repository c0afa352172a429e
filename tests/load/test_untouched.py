"""Definitions that stand as they were handed out, and the work that lies beside them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.load import LoadError
from grader.load.from_text import load_text
from grader.load.untouched import (
    answered,
    definitions,
    marked,
    text_digest,
    text_key,
)
from grader.types import Submission

STARTER = textwrap.dedent('''
    """The small homework."""

    import numpy as np


    def affine(x, w):
        """w x + 1."""
        raise NotImplementedError


    class Net:
        """Two layers."""

        def forward(self, x):
            raise NotImplementedError


    answers = {
        # "q3": None,
    }
''').lstrip()

KNOWN: Mapping[str, tuple[str, ...]] = {
    **{name: (digest,) for name, digest in definitions(STARTER).items()},
    text_key("q4"): (text_digest("Why is that?"),),
}

AFFINE = "def affine(x, w):\n    return w * x + 1\n"


def notebook(*cells: str) -> str:
    """A notebook of these code cells; one that starts with `#` and a blank is text."""
    made = [
        {
            "cell_type": "markdown" if cell.startswith("# ") else "code",
            "metadata": {},
            "source": cell,
            **({} if cell.startswith("# ") else {"outputs": [], "execution_count": None}),
        }
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def loaded(files: dict[str, str], known: Mapping[str, Any] = KNOWN) -> Submission:
    """A submission of these files."""
    return load_text(files, name="ann", assignment="small", items=["q4"], starter=known)


def untouched(source: str) -> set[str]:
    """Names that count as handed out in a file."""
    (module,) = loaded({"work.py": source}).modules
    return set(module.untouched)


def test_the_starter_is_untouched_in_every_form_it_may_come_back_in() -> None:
    """Line ends, empty lines and blanks at line ends are an editor's doing."""
    everything = {"affine", "Net", "answers"}
    assert untouched(STARTER) == everything
    assert untouched(STARTER.replace("\n", "\r\n")) == everything
    assert untouched(STARTER.replace("\n", "\r")) == everything
    assert untouched(STARTER.replace("\n", "  \n\n")) == everything
    assert untouched("\ufeff" + STARTER) == everything
    assert untouched("# mine\nx = 1\n" + STARTER + "\nprint(affine)\n") == everything
    assert untouched(STARTER.rstrip("\n")) == everything


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (("raise NotImplementedError\n\n\nclass", "return w * x + 1\n\n\nclass"), "affine"),
        (("def affine(x, w):", "def affine(w, x):"), "affine"),
        (("def affine", "@np.vectorize\ndef affine"), "affine"),
        (('# "q3": None,', '"q3": 0.25,'), "answers"),
        (
            (
                "forward(self, x):\n        raise",
                "forward(self, x):\n        return x\n        raise",
            ),
            "Net",
        ),
    ],
)
def test_a_change_in_one_definition_is_a_change_of_that_one_only(
    change: tuple[str, str], name: str
) -> None:
    """The others stay as they were handed out."""
    assert change[0] in STARTER
    assert untouched(STARTER.replace(*change)) == {"affine", "Net", "answers"} - {name}


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("answers['q3'] = 0.25", "answers"),
        ("answers.update(q3=0.25)", "answers"),
        ("answers |= {'q3': 0.25}", "answers"),
        ("answers['a']['b'] = 1", "answers"),
        ("for k in range(3):\n    answers[f'q{k}'] = k", "answers"),
        ("if True:\n    answers['q3'] = 0.25", "answers"),
        ("del answers['q3']", "answers"),
        ("answers = dict(q3=0.25)", "answers"),
        ("answers: dict = {'q3': 0.25}", "answers"),
        ("answers, other = {}, 1", "answers"),
        ("[answers, *other] = {}, 1", "answers"),
        ("Net.forward = lambda self, x: x", "Net"),
        ("setattr(Net, 'forward', print)", "Net"),
        ("if True:\n    def affine(x, w):\n        return w * x + 1", "affine"),
        ("affine = np.vectorize(affine)", "affine"),
        (AFFINE, "affine"),
    ],
)
def test_what_is_filled_in_below_counts_as_filled_in(below: str, name: str) -> None:
    """Students keep what was handed out and write beneath it."""
    assert untouched(f"{STARTER}\n{below}\n") == {"affine", "Net", "answers"} - {name}


@pytest.mark.parametrize(
    "below", ["print(affine(1, 2))", "answers", "y = answers['q3']", "x = Net()"]
)
def test_what_is_only_used_is_as_it_was(below: str) -> None:
    """Trying a function is no answer."""
    assert untouched(f"{STARTER}\ntry:\n    {below}\nexcept Exception:\n    pass\n") == {
        "affine",
        "Net",
        "answers",
    }


def test_the_last_definition_counts() -> None:
    """A starter pasted below one's own work takes its place when the file runs, and here too."""
    assert "affine" not in untouched(STARTER + "\n\n" + AFFINE)
    assert "affine" in untouched(AFFINE + "\n\n" + STARTER)


def test_the_notebook_filled_in_beside_untouched_files() -> None:
    """Both stay; each knows what of it is nobody's."""
    made = loaded({"work.py": STARTER, "hw.ipynb": notebook(AFFINE, "answers = {'q3': 1}")})
    by_path = {module.path: set(module.untouched) for module in made.modules}
    assert by_path == {"work.py": {"affine", "Net", "answers"}, "hw.ipynb": set()}


def test_an_untouched_notebook_steps_back_where_files_have_its_names() -> None:
    """Its cells would only raise; what it is tried out with does not change that."""
    mine = STARTER.replace("raise NotImplementedError\n\n\nclass", "return w * x + 1\n\n\nclass")
    for cells in ([STARTER], [STARTER, "x = 3\nprint(x)"], [STARTER, "_y = 1", "import os"]):
        made = loaded({"work.py": mine, "hw.ipynb": notebook(*cells)})
        assert [module.path for module in made.modules] == ["work.py"]
        assert made.kind == "script"
        assert "hw.ipynb" in made.files


@pytest.mark.parametrize(
    "cells",
    [
        [STARTER, "answers['q3'] = 0.25"],
        [STARTER, "answers.update(q3=0.25)"],
        [STARTER, AFFINE],
        [STARTER, "def my_affine(x, w):\n    return w * x + 1"],
        [STARTER, "class MyNet:\n    pass"],
        ["print('nothing of the starter')"],
    ],
)
def test_a_notebook_with_work_in_it_stays(cells: list[str]) -> None:
    """Also under a name of one's own: a check may look for that."""
    made = loaded({"work.py": STARTER, "hw.ipynb": notebook(*cells)})
    assert {module.path for module in made.modules} == {"work.py", "hw.ipynb"}


def test_an_untouched_notebook_alone_stays() -> None:
    """There is nothing else to judge; the same beside files that say nothing of what was asked."""
    assert loaded({"hw.ipynb": notebook(STARTER)}).modules
    part = STARTER.partition("class Net")[0]
    for beside in ("x = 1\n", part):
        made = loaded({"work.py": beside, "hw.ipynb": notebook(STARTER)})
        assert "hw.ipynb" in {module.path for module in made.modules}


def test_an_untouched_notebook_steps_back_where_somebody_filled_in_files() -> None:
    """Also where those lack a name of it: two files may define what it calls otherwise.

    Or where they do not parse: that is what has to be told then.
    """
    for mine in (AFFINE, "def affine(x, w:\n    return w * x + 1\n"):
        made = loaded({"work.py": mine, "hw.ipynb": notebook(STARTER)})
        assert [module.path for module in made.modules] == ["work.py"]


def test_everything_untouched_is_the_files() -> None:
    """One of the two steps back, and there is something to ask."""
    made = loaded({"work.py": STARTER, "hw.ipynb": notebook(STARTER)})
    assert [module.path for module in made.modules] == ["work.py"]


def test_untouched_text_is_no_answer() -> None:
    """In the file for answers and in the notebook; whatever its line ends. One word more is one."""
    same = "## q4\n\nWhy is\nthat?\n"
    for files in (
        {"written.md": same},
        {"written.md": same.replace("\n", "\r\n")},
        {"hw.ipynb": notebook("# q4\nWhy is that?", "x = 1")},
    ):
        assert "q4" not in loaded({"work.py": STARTER, **files}).texts
    made = loaded({"work.py": STARTER, "written.md": same + "\nBecause.\n"})
    assert made.texts["q4"] == "Why is\nthat?\n\nBecause."
    assert answered({"q5": "Why is that?"}, KNOWN) == {"q5": "Why is that?"}


def test_untouched_text_and_nothing_else_is_nothing_handed_in() -> None:
    """Which is said as of an empty folder."""
    with pytest.raises(LoadError):
        loaded({"written.md": "## q4\n\nWhy is that?\n"})


def test_without_a_starter_everything_is_the_students_own() -> None:
    """As before there was one."""
    made = loaded({"work.py": STARTER, "hw.ipynb": notebook(STARTER)}, {})
    assert len(made.modules) == 2
    assert all(module.untouched == () for module in made.modules)


def test_what_does_not_parse_is_not_untouched() -> None:
    """Nothing is known of it, and nothing raises."""
    for source in ("def affine(:\n", "x = '\0'", "(" * 5000, "\ud800"):
        assert definitions(source) == {}
    (module,) = loaded({"work.py": "def affine(x, w:\n    pass\n"}).modules
    assert module.untouched == ()


@given(st.text(max_size=60))
def test_any_text_at_all_has_some_definitions_or_none(text: str) -> None:
    """Whatever Python makes of it."""
    for name, digest in definitions(text).items():
        assert name
        assert len(digest) == 16


def test_marking_twice_changes_nothing() -> None:
    """What steps back is gone, what is known stays known."""
    made = loaded({"work.py": STARTER, "hw.ipynb": notebook(AFFINE)})
    assert marked(made.modules, KNOWN) == made.modules
