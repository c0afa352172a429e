"""Notebooks that do not work from top to bottom."""

from __future__ import annotations

import builtins
import re
from collections.abc import Sequence

import pytest
from ahead_looks import cells, look, notebook, only
from hypothesis import given, settings
from hypothesis import strategies as st

MEMORY = "perhaps a cell that was deleted or changed left it in memory"


def orders(*sources: str) -> list[str]:
    """The sentences about order, of a notebook with these cells."""
    return [warning.sentence for warning in cells(*sources) if warning.kind == "order"]


def test_a_name_of_a_later_cell() -> None:
    """Both cells are told, what happens, and what to do."""
    warning = only(
        cells("import numpy as np", "x = np.ones(3)\ny = W @ x", "z = 1", "W = 3"), "order"
    )
    assert warning.sentence == (
        "Cell 2 uses `W`, which only cell 4 defines: run from top to bottom, it fails. Move cell 4 "
        "up, then restart the kernel and run all cells."
    )
    assert warning.where == "hw.ipynb, cell 2, line 2"
    assert (warning.path, warning.line) == ("hw.ipynb", 2)


def test_names_of_the_same_two_cells_are_one_warning() -> None:
    """And a name is told once, where it is first used."""
    warning = only(cells("print(W, b)", "print(W)", "W = b = 1"), "order")
    assert "Cell 1 uses `W` and `b`, which only cell 3 defines" in warning.sentence


def test_a_name_that_several_later_cells_define() -> None:
    """The first of them is told."""
    assert "which cell 2 defines first" in orders("print(W)", "W = 1", "W = 2")[0]


def test_a_name_of_a_line_below() -> None:
    """In one cell, which has been run twice."""
    sentence = orders("x = 1\nprint(W)\nW = 2")[0]
    assert sentence.startswith("Cell 1 uses `W` above the line that defines it")


def test_a_name_that_no_cell_defines() -> None:
    """At the top level and in functions, once."""
    sentences = orders("def f(x):\n    return x + offset\n", "f(1)\nprint(offset)")
    assert len(sentences) == 1
    assert sentences[0].startswith("`offset` is used, and no cell defines it: ")
    assert MEMORY in sentences[0]


def test_a_slip_of_the_hand() -> None:
    """The name that was meant is told."""
    assert orders("weights = 1", "print(wieghts)") == [
        "`wieghts` is used, and no cell defines it: did you mean `weights`?"
    ]


@pytest.mark.parametrize(
    "early",
    [
        "f()",
        "x = [f() for _ in range(3)]\nf()",
        "for _ in range(3):\n    f()",
        "with open('x') as file:\n    f()",
        "g()",
        "Net()",
        "W += 1",
        "x = W if True else 1\ny = W",
        "class Net2(Base): pass",
        "def h(x=W): pass",
        "x: int = W",
        "W[0] = 1",
        "del x, W.y",
        "print(f'{W}')",
        "x = {**W}",
        "x = sorted([1], key=W)",
        "assert W",
        "@staticmethod\ndef h(): pass\nprint(W)",
    ],
)
def test_what_is_read_for_sure(early: str) -> None:
    """Also by functions that are called on the spot, and by those that they call."""
    defined = (
        "def f():\n    y = 1\n    for _ in range(3):\n        y += W\n    return y\n"
        "def g():\n    return f()\n"
        "class Net:\n    def __init__(self):\n        self.w = W\n"
    )
    assert orders(defined, early, "W = 1\nBase = object\nx = 1")


@pytest.mark.parametrize(
    "sources",
    [
        ["W = 1", "print(W)"],
        ["def f():\n    return W", "W = 1", "f()"],
        ["def f():\n    if debug:\n        return W\n    return 1", "debug = False\nf()", "W = 1"],
        ["def f(n):\n    if n:\n        return 1\n    return W", "f(1)", "W = 1"],
        [
            "def f():\n    try:\n        return W\n    except NameError:\n        return 1",
            "f()",
            "W = 1",
        ],
        ["def f(n=0):\n    while n:\n        n -= W\n", "f()", "W = 1"],
        ["def f():\n    return (lambda: W)", "g = f()", "W = 1"],
        ["def f():\n    yield W", "g = f()", "W = 1"],
        ["def f():\n    def inner(): return W\n    return inner", "g = f()", "W = 1"],
        ["try:\n    W\nexcept NameError:\n    W = 1", "print(W)"],
        ["try:\n    print(W)\nexcept NameError:\n    pass", "W = 1"],
        ["from contextlib import suppress\nwith suppress(NameError):\n    print(W)", "W = 1"],
        ["if 'W' in dir():\n    print(W)", "W = 1"],
        ["train = False\nif train:\n    print(W)", "W = 1"],
        ["x = 1\ny = W if x > 3 else 2", "W = 1"],
        ["x = 0\ny = x and W", "W = 1"],
        ["x = (W for _ in range(3))", "W = 1"],
        ["x = lambda: W", "W = 1"],
        ["for i in range(3):\n    pass", "print(i)"],
        ["for i, (a, *b) in []:\n    c = 1", "print(i, a, b, c)"],
        ["with open('x') as f, open('y') as (g, h):\n    pass", "print(f, g, h)"],
        ["try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print(e)"],
        ["if (n := 3) > 2:\n    print(n)", "print(n)", "x = [m := 1, m + 1]\nprint(m)"],
        ["print([i for i in range(3) if i], {k: v for k, v in {}.items()})"],
        ["print([[j for j in i] for i in [[1]]])"],
        ["print((lambda a, *b, c=1, **d: (a, b, c, d))(1))"],
        ["import os.path, numpy as np\nfrom math import pi as p\nprint(os, np, p)"],
        ["def f(a, *b, c=1, **d):\n    return a, b, c, d, f"],
        ["def f():\n    global W\n    W = 1", "f()", "print(W)"],
        ["def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    return g"],
        [
            "class A:\n    k = 1\n    j = k + 1\n    def f(self, n=k):\n        return A, __class__, n"
        ],
        ["class A:\n    rows = [1]\n    both = [r for r in rows]"],
        ["def f():\n    import math\n    class B:\n        x = math.pi\n    return B, math"],
        ["class A:\n    if False:\n        b = A[int]\n    def f(self):\n        return A"],
        ["from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    print(offset)"],
        ["class A:\n    try:\n        b = W\n    except NameError:\n        b = 1", "W = 1"],
        [
            "match [1, 2]:\n    case [a, *b]:\n        print(a, b)\n    case {'k': c, **d} | (c as d):\n        print(c, d)"
        ],
        ["W = 1\ndel W", "W = 2\nprint(W)"],
        ["W: int = 1", "print(W)"],
        ["print(__name__, __doc__, len, ValueError, _, __, _3, In, Out)"],
        ["display(1)\nget_ipython().run_line_magic('x', '')\nexit"],
        ["from numpy import *\nprint(zeros(3))"],
        ["%pylab inline\nplot(sin(arange(3)))"],
        ["globals()['W'] = 1\nprint(W)"],
        ["exec('W = 1')\nprint(W)"],
        ["%%capture out\nprint(1)", "print(out)"],
        ["%store -r W", "print(W)"],
        ["files = !ls\nprint(files)"],
        ["%%cython\ndef fast(int x): return x", "print(fast(1))"],
        ["def broken(:\n    pass\nW = 1", "print(W, broken)"],
        ["%time W = 1", "print(W)"],
        ["%%time\nW = 1", "print(W)"],
        ["print(np.pi, plt, torch)"],
        ["print(xrange(3), unicode)"],
        ["def f(x: Undefined) -> Unheard:\n    y: Unknown = x\n    return y"],
        ["@unheard\ndef f(x):\n    return x"],
        ["def main():\n    return offset\nif __name__ == '__main__':\n    main()"],
        ["if __name__ == '__main__':\n    print(offset)"],
        ["x = 1\nx = x + 1\nx += x"],
        ["import asyncio\nasync def f():\n    return 1\nx = await f()"],
        ["for x in []:\n    y = 1\nelse:\n    y = 2\nprint(y)"],
        [
            "first = True\nfor x in range(3):\n    if not first:\n        print(last)\n    last, first = x, False"
        ],
        [""],
        [],
    ],
)
def test_notebooks_that_work(sources: Sequence[str]) -> None:
    """Every way to bind a name, names that notebooks have, and what is not read for sure."""
    assert orders(*sources) == []


def test_a_cell_of_comments_binds_nothing() -> None:
    """What was taken out by making comments of it is gone; what stayed in memory is told."""
    assert MEMORY in orders("# W = 1\n# b = 2", "print(W)")[0]


def test_names_of_the_submissions_own_files() -> None:
    """A star import of theirs binds what they define, and nothing else."""
    book = notebook("from basics import *", "print(f(1), undefined)")
    warning = only(look({"hw.ipynb": book, "basics.py": "def f(x): return x\n"}), "order")
    assert warning.sentence.startswith("`undefined` is used")


def test_scripts_are_not_asked() -> None:
    """Whoever runs a script runs it from top to bottom."""
    assert look("print(W)\nW = 1\n") == ()


def test_the_order_of_the_last_run_is_told_with_it() -> None:
    """Where the notebook as it lies on disk is at hand."""
    sources = ["print(W)", "W = 1"]
    files = {"hw.ipynb": notebook(*sources)}
    told = "Here cell 2 was run before cell 1."
    for counts, expected in ([(5, 4), True], [(4, 5), False], [(None, 5), False]):
        raw = {"hw.ipynb": notebook(*sources, counts=counts).encode()}
        warning = only(look(files, raw=raw), "order")
        assert warning.sentence.endswith(told) == expected
    right = {"hw.ipynb": notebook("W = 1", "print(W)", counts=(2, 1)).encode()}
    assert look({"hw.ipynb": notebook("W = 1", "print(W)")}, raw=right) == ()


VARIABLES = ["alpha", "beta", "gamma"]
FUNCTIONS = {"first": "alpha", "second": "first()", "third": "beta + second()"}


def run(sources: Sequence[str]) -> set[str]:
    """The names that Python does not find when every line runs in turn, failing or not."""
    namespace: dict[str, object] = {}
    lost: set[str] = set()
    for line in "\n".join(sources).split("\n"):
        try:
            exec(line, namespace)  # noqa: S102 - our own lines, Python being the oracle
        except NameError as error:
            lost.add(error.name)
    return lost


@settings(max_examples=300, deadline=None)
@given(
    st.permutations(
        [f"{name} = 1" for name in VARIABLES]
        + [f"def {name}(): return {value}" for name, value in FUNCTIONS.items()]
        + [f"repr({name})" for name in VARIABLES]
        + [f"{name}()" for name in FUNCTIONS]
    ),
    st.sets(st.integers(1, 11)),
)
def test_python_itself_agrees(lines: list[str], cuts: set[int]) -> None:
    """Exactly the names that a run from top to bottom does not find are told."""
    edges = [0, *sorted(cuts), len(lines)]
    sources = ["\n".join(lines[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    told = {name for s in orders(*sources) for name in re.findall(r"`(\w+)`", s)}
    lost = run(sources)
    assert lost <= told
    # A call stops at the first name that is not there; further ones behind it are told as well.
    assert bool(told) == bool(lost)
    assert not told & set(dir(builtins))
