"""Programs of another time: Python 2, and names that NumPy has dropped."""

from __future__ import annotations

import numpy as np
import pytest
from handing_in import CELLS, SCRIPT, handed_in, lost, notebook, told

AT = "    p = softmax(h)\n"
"""A line of softmax_jacobian, line 33 of the script."""
ITEM = ["s3.T4.1"]

NUMPY = {
    "float": ("np.float(1)", "float"),
    "int": ("np.int(1)", "int"),
    "object": ("np.array([], dtype=np.object)", "object"),
    "product": ("np.product([2, 3]) == 6 or 1 / 0", "np.prod"),
    "cumproduct": ("np.cumproduct([2, 3])", "np.cumprod"),
    "sometrue": ("np.sometrue([1])", "np.any"),
    "alltrue": ("np.alltrue([1])", "np.all"),
    "in1d": ("np.in1d([[1, 2]], [2]).shape == (2,) or 1 / 0", "np.isin"),
    "trapz": ("np.trapz([0, 1]) == 0.5 or 1 / 0", "np.trapezoid"),
    "row_stack": ("np.row_stack([[1], [2]]).shape == (2, 1) or 1 / 0", "np.vstack"),
    "msort": ("np.msort([2, 1])[0] == 1 or 1 / 0", "np.sort(a, axis=0)"),
    "asscalar": ("np.asscalar(np.ones(1)) == 1 or 1 / 0", "a.item()"),
    "float_": ("np.float_(1)", "np.float64"),
    "Inf": ("np.Inf > 1 or 1 / 0", "np.inf"),
    "NaN": ("np.NaN != np.NaN or 1 / 0", "np.nan"),
    "round_": ("np.round_(1.2)", "np.round"),
    "math": ("np.math.pi", "the module math"),
}


@pytest.mark.parametrize("name", NUMPY)
def test_names_that_numpy_has_dropped_are_taken_and_told(name: str) -> None:
    """The program was right when it was written: it keeps its points and is told what to write."""
    use, write = NUMPY[name]
    result = handed_in({"hw.py": SCRIPT.replace(AT, f"{AT}    {use}\n")}, only=ITEM)
    assert lost(result) == set()
    if name not in vars(np):  # NumPy has it still
        place = f"hw.py, line {(SCRIPT.split(AT)[0] + AT).count(chr(10)) + 1}"
        assert (
            f"{place}: np.{name} is gone from NumPy; {write} was taken in its place: "
            "write that instead" in told(result)
        )


PYTHON_2 = {
    "xrange": ("for i in xrange(3): pass", "name 'xrange' is not defined (that is Python 2; write range)"),
    "unicode": ("unicode(3)", "(that is Python 2; write str)"),
    "raw_input": ("raw_input()", "(that is Python 2; write input)"),
    "reduce": ("reduce(max, [1, 2])", "(that is Python 2; write functools.reduce)"),
    "has_key": ("{}.has_key(1)", "(that is Python 2; write `key in d`)"),
    "iteritems": ("{}.iteritems()", "(that is Python 2; write items())"),
}  # fmt: skip


@pytest.mark.parametrize("name", PYTHON_2)
def test_names_of_python_2_cost_the_function_that_uses_them(name: str) -> None:
    """It says so, and what to write."""
    use, sentence = PYTHON_2[name]
    result = handed_in({"hw.py": SCRIPT.replace(AT, f"{AT}    {use}\n")})
    assert lost(result) == {"s3.T4.1", "s3.T4.2"}
    assert sentence in told(result)


SYNTAX = {
    "print 'a'": "print without parentheses",
    "exec 'a'": "exec without parentheses",
    "raise ValueError, 'a'": "raise X, text instead of raise X(text)",
    "x = 10L": "a long integer such as 10L",
    "x = 0777": "an octal number without 0o",
    "x = 1 <> 2": "<> instead of !=",
    "x = `1`": "backquotes instead of repr()",
    "try:\n    pass\nexcept ValueError, e:\n    pass": "except X, e instead of except X as e",
    "def f((a, b)): pass": "a tuple as a parameter",
}


@pytest.mark.parametrize("text", SYNTAX)
def test_syntax_of_python_2_is_said_plainly(text: str) -> None:
    """A script is lost with that sentence on every check; of a notebook only that cell."""
    why = SYNTAX[text]
    script = handed_in({"hw.py": f"{text}\n{SCRIPT}"}, only=ITEM)
    assert {v.status for v in script.verdicts} == {"errored"}
    assert all(f"is Python 2 ({why})" in v.message for v in script.verdicts)
    cell = handed_in({"hw.ipynb": notebook(*CELLS, text)}, only=ITEM)
    assert lost(cell) == set()
    assert f"hw.ipynb: cell 7 is Python 2: {why}, line " in told(cell)
