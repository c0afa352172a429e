"""Cells as students leave them: doubled, split, deleted, turned round, failing, waiting."""

from __future__ import annotations

import pytest
from handing_in import (
    ANSWERS,
    BLOCK,
    CELLS,
    ENTROPY,
    IMPORTS,
    SIZES,
    SOFTMAX,
    handed_in,
    lost,
    notebook,
    told,
)

OLD = IMPORTS + "def softmax(h):\n    return h\ndef parameter_count(sizes):\n    return 0\n"
"""An earlier try at two functions, wrong."""
HELPER, JACOBIAN = SOFTMAX.split("\n\n")
T4 = {"s3.T4.1", "s3.T4.2", "s3.T4.3"}

RIGHT: dict[str, tuple[tuple[str, ...], str]] = {
    "as it stands": (CELLS, ""),
    "every cell twice": ((*CELLS, *CELLS), ""),
    "an earlier try above": ((OLD, *CELLS), ""),
    "one function a cell": ((IMPORTS, ANSWERS, BLOCK, SIZES, HELPER, JACOBIAN, ENTROPY), ""),
    "all in one cell": (("\n".join(CELLS),), ""),
    "from the last to the first": (tuple(reversed(CELLS)), ""),
    "used before it is defined": (
        ("softmax(np.ones(3))", *CELLS),
        "hw.ipynb, cell 1, line 1: NameError: name 'softmax' is not defined",
    ),
    "the cell of imports deleted": (
        CELLS[1:],
        "hw.ipynb, cell 4, line 2: np is used, but no cell says `import numpy as np`",
    ),
    "a failing cell in front": (
        ("1 / 0", *CELLS),
        "hw.ipynb, cell 1, line 1: ZeroDivisionError: division by zero",
    ),
    "a failing line above the definitions of its cell": (
        ("plot_of_my_neighbour()\n" + "\n".join(CELLS),),
        "hw.ipynb, cell 1, line 1: NameError: name 'plot_of_my_neighbour' is not defined",
    ),
    "a failing cell at the end": (
        (*CELLS, "assert softmax(0) == 1, 'to do'"),
        "hw.ipynb, cell 7, line 1: AttributeError",
    ),
    "what follows from a failure": (
        (*CELLS, "data = load()", "data.mean()"),
        "hw.ipynb, cell 8, line 1: NameError: name 'data' is not defined, as cell 7, line 1 failed",
    ),
    "a cell that does not parse": (
        (*CELLS, "def plot(:\n    pass"),
        "hw.ipynb: cell 7 does not parse: invalid syntax, line 1 (it defines plot)",
    ),
    "an indented cell": (("    x = 1\n    y = 2", *CELLS), ""),
    "empty cells": (("", *CELLS, "   \n\n", "# nothing"), ""),
    "awaited": (("import asyncio\nawait asyncio.sleep(0)", *CELLS), ""),
    "async with": (
        (
            "import contextlib\n@contextlib.asynccontextmanager\nasync def a():\n    yield 1\n"
            "async with a() as one:\n    await a().__aenter__()",
            *CELLS,
        ),
        "",
    ),
}


@pytest.mark.parametrize("manner", RIGHT)
def test_cells_cost_nothing(manner: str) -> None:
    """Every function of the program is found and right, and what failed is told with its place."""
    cells, sentence = RIGHT[manner]
    result = handed_in({"hw.ipynb": notebook(*cells)})
    assert lost(result) == set()
    assert sentence in told(result)


def test_a_deleted_helper_costs_what_needs_it() -> None:
    """The kernel still knew it; the notebook does not, and the message names it."""
    result = handed_in({"hw.ipynb": notebook(IMPORTS, ANSWERS, BLOCK, SIZES, JACOBIAN, ENTROPY)})
    assert lost(result) == T4
    assert "raised NameError: name 'softmax' is not defined" in told(result)


def test_a_function_split_over_two_cells_costs_what_needs_it() -> None:
    """No notebook could run it either."""
    head, body = HELPER.rsplit("\n", 1)
    result = handed_in(
        {"hw.ipynb": notebook(IMPORTS, ANSWERS, BLOCK, SIZES, head, body, JACOBIAN, ENTROPY)}
    )
    assert lost(result) == T4
    assert "cell 6, line 1: SyntaxError: 'return' outside function" in told(result)
    assert "must be put together again" in told(result)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ((), "hw.ipynb: it has no cell with code."),
        (("",), "hw.ipynb: it has no cell with code."),
        (("# to do",), "hw.ipynb: it has no cell with code."),
    ],
)
def test_an_empty_notebook_says_so(cells: tuple[str, ...], sentence: str) -> None:
    """Every check ends with the name that it looked for, and the page says why nothing is there."""
    result = handed_in({"hw.ipynb": notebook(*cells)})
    assert {v.status for v in result.verdicts} == {"failed", "manual"}
    assert sentence in result.notes
    assert "residual_block is not defined in what was handed in." in told(result)
