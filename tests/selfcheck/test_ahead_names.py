"""Names that the homework asks for, and code that cannot be imported at all."""

from __future__ import annotations

import pytest
from ahead_looks import STARTER, WHOLE, look, notebook, only

from grader.load.from_text import load_text


def without(name: str) -> str:
    """A program that lacks one function of the starter."""
    return WHOLE.replace(f"def {name}(", "def something_else(")


def test_nothing_is_missing_from_a_whole_program() -> None:
    """In the starter's file, in others, and in a notebook."""
    first, second = WHOLE.split("def train_network")
    assert look(WHOLE, starter=STARTER) == ()
    assert look({"a.py": first, "b.py": f"def train_network{second}"}, starter=STARTER) == ()
    assert (
        look({"mine.ipynb": notebook(first, f"def train_network{second}")}, starter=STARTER) == ()
    )


def test_a_name_that_is_defined_nowhere_is_told() -> None:
    """With the file of the starter that has it, and that its checks fail."""
    warning = only(look(without("train_network"), starter=STARTER), "missing")
    assert warning.sentence == (
        "hw.py should define `train_network`, and nothing here does: "
        "the checks that need it cannot pass."
    )
    assert (warning.path, warning.line, warning.where) == ("", 0, "")


def test_several_names_of_a_file_are_one_warning() -> None:
    """A person who has done one question of three reads one sentence."""
    warning = only(look("answers = {}\n", starter=STARTER), "missing")
    assert "`softmax_jacobian` and `train_network`" in warning.sentence
    assert "need them" in warning.sentence


@pytest.mark.parametrize("slip", ["softmax_jacobain", "Softmax_Jacobian", "softmaxJacobian"])
def test_a_slip_of_the_hand_is_recognised(slip: str) -> None:
    """The name that was meant is told."""
    text = WHOLE.replace("softmax_jacobian", slip)
    warning = only(look(text, starter=STARTER), "missing")
    assert f"`softmax_jacobian` is defined nowhere. Did you mean `{slip}`?" in warning.sentence


def test_another_name_of_the_same_family_is_not_suggested() -> None:
    """`gradients_mse` is no slip for `gradients_bce`, and what is asked for means itself."""
    starter = {"hw.py": ("gradients_bce", "gradients_regression")}
    warning = only(
        look("def gradients_mse(): pass\ndef elements_regression(): pass\n", starter=starter),
        "missing",
    )
    assert "Did you mean" not in warning.sentence


def test_the_way_that_the_submission_is_more_like_decides() -> None:
    """A script with the notebook's names is not asked for those of the files, nor the other way."""
    starter = {
        "numpy_net.py": ("MLP", "train"),
        "torch_net.py": ("MLP", "train"),
        "hw.ipynb": ("NumpyMLP", "train_numpy", "TorchMLP", "train_torch"),
    }
    book = "class NumpyMLP: pass\nclass TorchMLP: pass\ndef train_numpy(): pass\n"
    warning = only(look({"all.py": book}, starter=starter), "missing")
    assert warning.sentence.startswith("The notebook should define `train_torch`")
    assert (
        look({"a.ipynb": notebook("class MLP: pass\ndef train(): pass\n")}, starter=starter) == ()
    )


@pytest.mark.parametrize(
    "line",
    [
        "globals()['train_network'] = len\n",
        "globals().update(train_network=len)\n",
        "exec('def train_network(): pass')\n",
        "vars().update(train_network=len)\n",
        "from unheard_of import *\ntrain_network(1)\n",
        "import sys\nsetattr(sys.modules[__name__], 'train_network', len)\n",
        "for train_network in [len]: pass\n",
        "try:\n    from fast import train_network\nexcept ImportError:\n    pass\n",
        "if True:\n    def train_network(): pass\n",
        "if __name__ == '__main__':\n    def train_network(): pass\n",
    ],
)
def test_names_that_may_come_to_be_are_not_missing(line: str) -> None:
    """What the text does not show is not held against it."""
    warnings = look(without("train_network") + line, starter=STARTER)
    assert [w for w in warnings if w.kind == "missing"] == []


def test_a_star_of_a_library_makes_no_name_of_the_homework() -> None:
    """`from math import *` has no `train_network`."""
    warning = only(
        look("from math import *\n" + without("train_network"), starter=STARTER), "missing"
    )
    assert "`train_network`" in warning.sentence


def test_what_is_defined_too_deep_is_told_where() -> None:
    """Inside of `main()` or a class of their own, with the first place."""
    text = "def main():\n" + "".join(f"    {line}\n" for line in WHOLE.splitlines())
    warning = only(look(text, starter=STARTER), "missing")
    assert "`softmax_jacobian`" in warning.sentence
    assert "inside of a function or class" in warning.sentence
    assert "move them to the left margin" in warning.sentence
    assert warning.where == f"hw.py, line {warning.line}"


def test_a_method_of_an_asked_class_is_no_such_thing() -> None:
    """`Net.train` is not the function `train`."""
    starter = {"hw.py": ("Net", "train")}
    warning = only(look("class Net:\n    def train(self): pass\n", starter=starter), "missing")
    assert "hw.py should define `train`" in warning.sentence


def test_a_file_that_does_not_parse_is_told_in_the_loaders_words() -> None:
    """With its place; the names that stand in it are not missing as well."""
    text = WHOLE + "def broken(:\n    pass\n"
    warning = only(look(text, starter=STARTER), "unparsable")
    submission = load_text({"hw.py": text}, name="ann", assignment="hw1")
    assert warning.sentence in submission.notes
    assert (warning.path, warning.line) == ("hw.py", 8)
    assert warning.where == "hw.py, line 8"


def test_python_2_is_said_plainly() -> None:
    """With the line and what gives it away."""
    warning = only(look(WHOLE + "print 'done'\n", starter=STARTER), "unparsable")
    assert "line 8 is Python 2 (print without parentheses)" in warning.sentence


def test_a_cell_that_does_not_parse_is_told_with_its_line() -> None:
    """In the loader's words; the names that it would define are not missing as well."""
    book = notebook(WHOLE.replace("answers", "other"), "x = 1\nanswers = {\n")
    submission = load_text({"hw.ipynb": book}, name="ann", assignment="hw1")
    warning = only(look({"hw.ipynb": book}, starter=STARTER), "unparsable")
    assert warning.sentence in submission.notes
    assert warning.where == "hw.ipynb, cell 2, line 2"
    assert warning.line == 2


def test_nothing_is_missing_from_what_cannot_be_read() -> None:
    """A damaged notebook may hold every name."""
    warning = only(look({"hw.ipynb": "{"}, starter=STARTER), "unparsable")
    assert warning.where == "hw.ipynb"
    assert warning.line == 0
