"""What one cell binds and reads, and which of its lines are only for the kernel."""

from __future__ import annotations

import ast

import pytest

from grader.selfcheck.notebook.typed import said, without_kernel_lines

FOR_THE_KERNEL = [
    "%check",
    "%check 2a",
    "  %check 2a 2b --handout ../h",
    "check 2a",
    "%check?",
    "check??",
    "?%check",
    "%load_ext grader",
    "load_ext grader",
    "%reload_ext autoreload",
    "%matplotlib inline",
    "%config InlineBackend.figure_format = 'retina'",
    "%autoreload 2",
    "%reset -f",
    "%whos",
    "%timeit -n 3 f()",
    "!pip install -q numpy",
    "! python3.11 -m pip install numpy",
    "%pip install numpy",
    "pip install numpy",
    "%conda install numpy",
    "!apt-get install x",
]
KEPT = [
    "check = 3",
    "check(2)",
    "check.x(2)",
    "y = check % 2",
    "%run basics.py",
    "!wget https://example.org/data.csv",
    "%time x = 1",
    "%cd ..",
    "x % check",
]


@pytest.mark.parametrize("line", FOR_THE_KERNEL)
def test_lines_for_the_kernel_become_comments(line: str) -> None:
    """Each keeps its place, and what stands around it stays."""
    out = without_kernel_lines(f"x = 1\nif x:\n    y = 2\n{line}\nz = 3").split("\n")
    assert [*out[:3], out[4]] == ["x = 1", "if x:", "    y = 2", "z = 3"]
    assert out[3].strip().startswith("pass  # ")
    ast.parse(out[3].strip())


@pytest.mark.parametrize("line", KEPT)
def test_everything_else_is_left_to_the_loader(line: str) -> None:
    """What grading would see is seen."""
    assert without_kernel_lines(f"x = 1\n{line}") == f"x = 1\n{line}"


def test_inside_of_strings_and_brackets_nothing_is_a_magic() -> None:
    """There `%` divides and text is text."""
    cell = 'a = (7\n%check)\nb = """\n%check 2a\n"""'
    assert without_kernel_lines(cell) == cell


def test_a_line_that_goes_on_is_one_line() -> None:
    """All of it is for the kernel."""
    assert without_kernel_lines("!pip install \\\n  numpy\nx = 1").split("\n")[1:] == [
        "#   numpy",
        "x = 1",
    ]


def test_a_magic_in_a_block_leaves_a_block() -> None:
    """An `if` with nothing but `%check` in it still parses."""
    ast.parse(without_kernel_lines("if True:\n    %check 2a\n"))


def test_bodies_of_other_languages_stay_as_they_are() -> None:
    """The file that a cell writes may hold anything; a timed cell is code."""
    assert without_kernel_lines("%%writefile a.md\n%check 2a") == "%%writefile a.md\n%check 2a"
    assert "pass  # %check" in without_kernel_lines("%%time\n%check 2a")


@pytest.mark.parametrize(
    ("cell", "binds", "needs"),
    [
        ("x = 1", {"x"}, set()),
        ("x = y", {"x"}, {"y"}),
        ("def f(a=q):\n    return g(a)", {"f"}, {"q"}),
        ("x = 1\ny = x", {"x", "y"}, set()),
        ("x += 1", {"x"}, {"x"}),
        ("for i in range(n):\n    print(i)", {"i"}, {"n"}),
        ("z = [a for a in b]", {"z"}, {"b"}),
        ("import numpy as np\nx = np.ones(3)", {"np", "x"}, set()),
        ("class A(B):\n    c = 1\n    d = c", {"A"}, {"B"}),
        ("@wrap\ndef f(): pass", {"f"}, {"wrap"}),
        ("params['W'] = 1", set(), {"params"}),
        ("f = lambda: g()", {"f"}, set()),
        ("%time x = f()", {"x"}, {"f"}),
        ("x = x0 = 1", {"x", "x0"}, set()),
    ],
)
def test_what_a_cell_binds_and_needs(cell: str, binds: set[str], needs: set[str]) -> None:
    """Needed is what is read when the cell runs; what a function reads is needed later."""
    assert said(cell).binds == binds
    assert said(cell).needs == needs


def test_reading_counts_inside_of_functions() -> None:
    """`reads` is everything that the cell speaks of."""
    assert said("def f():\n    return g(h)").reads == {"g", "h"}


def test_a_cell_that_does_not_parse_says_what_it_seems_to_define() -> None:
    """It may be the newest version of one that did."""
    broken = said("def softmax(z:\n    return z")
    assert (broken.parses, broken.binds) == (False, {"softmax"})


@pytest.mark.parametrize(
    ("cell", "idle"),
    [
        ("%check 2a", True),
        ("%load_ext grader\n%check", True),
        ("import grader\ngrader.check('2a')", True),
        ("# a comment", True),
        ("!pip install numpy", True),
        ("x = 1\n%check 2a", False),
        ("grader.check('2a'); x = 1", False),
        ("!wget data", False),
        ("%%writefile a.py\nx = 1", False),
        ("print(1)", False),
    ],
)
def test_cells_that_do_nothing_are_known(cell: str, idle: bool) -> None:
    """They are no part of what is judged."""
    assert said(cell).idle is idle
