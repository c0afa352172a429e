"""The notebook of the handout: the starter's names, one cell each, and nothing that is not its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from grader.assignment import load_assignment
from grader.errors import UsageError
from grader.handout.notebook import notebook_text

TOML = """
id = "small"
title = "A small homework"
[[question]]
id = "q1"
title = "One"
[[question]]
id = "q2"
title = "Why"
[[written]]
question = "q2"
title = "Why is it so?"
points = 1
"""

BASICS = '''"""Question 1: softmax.

Rows are samples.
"""

from __future__ import annotations

import math, os.path
import numpy as np
from typing import Any

# The smallest number
# that is added.
SMALL = 1e-6
answers = {"q1": None}


# softmax of a vector
@staticmethod
def softmax(z: Any):
    raise NotImplementedError


async def later():
    raise NotImplementedError


class Net:
    def forward(self, x):
        return softmax(x)


LAST = 3
'''

TRAIN = '''import numpy as np
import basics
from basics import softmax, Net


RATE = 0.1
from basics import SMALL
EPOCHS = 3


def train(x):
    """Trains a Net."""
    net = Net()
    raise NotImplementedError
'''

Cells = list[tuple[str, str]]


@pytest.fixture
def cells(tmp_path: Path) -> Callable[..., Cells]:
    """The cells of the notebook made of a starter, as (kind, text)."""

    def made(starter: dict[str, str], toml: str = TOML) -> Cells:
        (tmp_path / "assignment.toml").write_text(toml)
        text = notebook_text(load_assignment(tmp_path), starter)
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        return [(c.cell_type, c.source) for c in notebook.cells]

    return made


def code(cells: Cells) -> list[str]:
    """The code cells alone."""
    return [text for kind, text in cells if kind == "code"]


def test_each_definition_has_a_cell_with_the_comments_above_it(cells: Callable) -> None:
    """Plain statements that follow each other share one; the docstring becomes prose."""
    made = cells({"basics.py": BASICS})
    assert code(made)[1:] == [
        '# The smallest number\n# that is added.\nSMALL = 1e-6\nanswers = {"q1": None}',
        "# softmax of a vector\n@staticmethod\ndef softmax(z: Any):\n    raise NotImplementedError",
        "async def later():\n    raise NotImplementedError",
        "class Net:\n    def forward(self, x):\n        return softmax(x)",
        "LAST = 3",
    ]
    assert ("markdown", "Question 1: softmax.\n\nRows are samples.") in made


def test_it_begins_with_the_title_and_ends_with_the_written_questions(cells: Callable) -> None:
    """Under headings that the grader finds again."""
    made = cells({"basics.py": BASICS})
    assert made[0][0] == "markdown"
    assert made[0][1].startswith("# A small homework\n\nFill in every cell")
    assert made[-1] == ("markdown", "## q2\n\nWhy is it so?\n\n")


def test_imports_stand_once_at_the_top_without_those_of_its_own_files(cells: Callable) -> None:
    """In a notebook there is no module `basics`; an import between two lines does not come along."""
    made = code(cells({"basics.py": BASICS, "train.py": TRAIN}))
    assert made[0].split("\n") == [
        "import math",
        "import numpy as np",
        "import os.path",
        "from typing import Any",
    ]
    assert "RATE = 0.1" in made
    assert "EPOCHS = 3" in made
    assert not [text for text in made[1:] if "import" in text]


def test_modules_of_a_package_are_its_own_too(cells: Callable) -> None:
    """Their first name is what an import begins with."""
    made = code(
        cells(
            {"models/net.py": "A = 1\n", "main.py": "from models.net import A\nfrom . import x\n"}
        )
    )
    assert made == ["A = 1"]


def test_a_notebook_without_imports_has_no_cell_for_them(cells: Callable) -> None:
    """An empty cell would puzzle everybody."""
    assert code(cells({"a.py": "A = 1\n"})) == ["A = 1"]


def test_names_of_the_notebook_replace_those_of_one_file_and_of_whoever_imports_them(
    cells: Callable,
) -> None:
    """Attributes and longer names of the same letters stay."""
    starter = {
        "numpy_net.py": "class Net:\n    '''A Net, no Network.'''\n    Net = 1\n    x = other.Net\n",
        "torch_net.py": "class Net:\n    pass\n",
        "train.py": "from torch_net import Net\n\ndef train():\n    return Net()\n",
        "deep/er.py": "def f():\n    return g\n\ndef g():\n    return f\n",
    }
    toml = TOML.replace(
        "[[question]]",
        '[notebook]\n"numpy_net.Net" = "NumpyNet"\n"torch_net.Net" = "TorchNet"\n'
        '"deep.er.g" = "deep_g"\n\n[[question]]',
        1,
    )
    made = code(cells(starter, toml))
    assert made == [
        "class NumpyNet:\n    '''A NumpyNet, no Network.'''\n    NumpyNet = 1\n    x = other.Net",
        "class TorchNet:\n    pass",
        "def train():\n    return TorchNet()",
        "def f():\n    return deep_g",
        "def deep_g():\n    return f",
    ]


def test_two_files_that_define_one_name_are_refused(cells: Callable) -> None:
    """In one notebook the second would silently take the place of the first."""
    starter = {"numpy_net.py": "class Net:\n    pass\n", "deep/er.py": "Net = 3\n"}
    with pytest.raises(UsageError) as refused:
        cells(starter)
    assert str(refused.value) == (
        "numpy_net.py and deep/er.py both define Net: give it a name of its own in the notebook, "
        "[notebook] 'deep.er.Net' in assignment.toml."
    )


@pytest.mark.parametrize("table", ["notebook = 3", 'notebook = {"a.Net" = 3}'])
def test_a_table_of_names_that_is_none_is_refused(table: str, cells: Callable) -> None:
    """It maps texts to texts."""
    with pytest.raises(UsageError, match=r"\[notebook\] must give a name for each `file\.name`\."):
        cells({"a.py": "A = 1\n"}, f"{table}\n{TOML}")


def test_strange_line_ends_inside_strings_shift_nothing(cells: Callable) -> None:
    """A form feed ends no line of Python."""
    made = code(cells({"a.py": "A = 'x\x0cy\u2028z'\n\n\ndef f():\n    return A\n"}))
    assert made == ["A = 'x\x0cy\u2028z'", "def f():\n    return A"]


def test_the_same_starter_gives_the_same_bytes(tmp_path: Path) -> None:
    """`grader verify` compares them; cells have ids of their own."""
    (tmp_path / "assignment.toml").write_text(TOML)
    assignment = load_assignment(tmp_path)
    first, second = (notebook_text(assignment, {"basics.py": BASICS}) for _ in range(2))
    assert first == second
    assert first.endswith("}\n")
    ids = [cell["id"] for cell in json.loads(first)["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(cell.get("outputs", []) == [] for cell in json.loads(first)["cells"])
