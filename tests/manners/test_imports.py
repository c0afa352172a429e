"""Imports as students write them: what is missing, gone, circular, or hides a library."""

from __future__ import annotations

import pytest
from handing_in import (
    ANSWERS,
    BLOCK,
    ENTROPY,
    IMPORTS,
    SCRIPT,
    SIZES,
    SOFTMAX,
    handed_in,
    lost,
    told,
)

HELPER, JACOBIAN = SOFTMAX.split("\n\n")
NOT_HERE = "it was not handed in and is not installed where this is graded"

TOP: dict[str, tuple[str, str]] = {
    "a package that is not installed": (
        "import no_such_package\nfrom no_such_package.models import Net\n",
        f"hw.py, line 1: ModuleNotFoundError: No module named 'no_such_package' ({NOT_HERE}",
    ),
    "several imports in one line": (
        "import no_such_package, math\nassert math.pi > 3\n",
        "hw.py, line 1: ModuleNotFoundError",
    ),
    "a file that was not handed in": (
        "from my_helpers import *\n",
        f"No module named 'my_helpers' ({NOT_HERE}",
    ),
    "a compiler": (
        "import numba as nb\nfrom numba import njit, prange\n@njit\ndef f(x): return x\n"
        "@nb.jit(nopython=True)\ndef g(x):\n    for i in prange(x): pass\n    return f(x)\n"
        "assert g(3) == 3\n",
        "numba is not installed where this is graded: a small stand-in does its work",
    ),
    "seaborn": (
        "import seaborn as sns\nsns.set_theme()\nsns.heatmap([[1]])\n",
        "seaborn is not installed where this is graded: plots are left out",
    ),
    "a profiler": (
        "from line_profiler import profile\n@profile\ndef f(): return 1\nassert f() == 1\n",
        "line_profiler is not installed where this is graded",
    ),
    "a debugger": ("import ipdb\nipdb.set_trace()\n", "ipdb is not installed where this is graded"),
    "modules of Python 2": (
        "import cPickle as pickle\nimport urllib2\nfrom itertools import izip\n",
        "No module named 'cPickle' (that is Python 2; write pickle)",
    ),
    "what a library has moved": (
        "from collections import Mapping\nimport time\ntime.clock()\nfrom fractions import gcd\n",
        "cannot import name 'Mapping' from 'collections' (it is gone from there; write "
        "collections.abc.Mapping)",
    ),
    "names that NumPy has dropped": (
        "from numpy import product, in1d\nassert product([2, 3]) == 6\n",
        "hw.py, line 1: np.product is gone from NumPy; np.prod was taken in its place: write that",
    ),
}


@pytest.mark.parametrize("manner", TOP)
def test_imports_cost_only_what_needs_them(manner: str) -> None:
    """The program needs none of them; each is told with its line and what to do."""
    text, sentence = TOP[manner]
    result = handed_in({"hw.py": text + SCRIPT})
    assert lost(result) == set()
    assert sentence in told(result)
    assert "AssertionError" not in told(result)
    assert "site-packages" not in told(result)


def test_what_needs_a_missing_package_says_so() -> None:
    """Only that function is lost, with the name that it lacks."""
    text = SCRIPT.replace("    p = softmax(h)\n", "    p = pd.DataFrame(softmax(h))\n")
    result = handed_in({"hw.py": "import pandas_of_mine as pd\n" + text})
    assert lost(result) == {"s3.T4.1", "s3.T4.2"}
    assert "raised NameError: name 'pd' is not defined" in told(result)
    assert "No module named 'pandas_of_mine'" in told(result)


DEFINED: dict[str, tuple[str, str, str]] = {
    "a decorator of a missing package": (
        "def softmax(h)",
        "@typechecked\ndef softmax(h)",
        "NameError: name 'typechecked' is not defined; softmax was kept without @typechecked",
    ),
    "a decorator with arguments": (
        "def layer_outputs",
        "@fast.jit(nopython=True)\ndef layer_outputs",
        "layer_outputs was kept without @fast.jit",
    ),
    "type hints of a missing package": (
        "def softmax(h):",
        "def softmax(h: Float[Array, 'n']) -> jnp.ndarray:",
        "NameError: name 'Float' is not defined; softmax was kept without its type hints",
    ),
    "type hints that NumPy has dropped": (
        "def softmax(h):",
        "def softmax(h: np.ndarray) -> np.float_:",
        "np.float_ is gone from NumPy; np.float64 was taken in its place: write that instead",
    ),
    "types of a newer Python": (
        "def softmax(h):",
        "type Vector = np.ndarray\ndef softmax[T](h: T) -> Vector:",
        "",
    ),
}


@pytest.mark.parametrize("manner", DEFINED)
def test_hints_and_decorators_cost_nothing(manner: str) -> None:
    """They do not decide whether a gradient is right."""
    old, new, sentence = DEFINED[manner]
    result = handed_in({"hw.py": SCRIPT.replace(old, new)})
    assert lost(result) == set()
    assert sentence in told(result)


ACROSS: dict[str, dict[str, str]] = {
    "a star from another file": {
        "main.py": "from helpers import *\n" + ANSWERS + BLOCK + SIZES + JACOBIAN + "\n" + ENTROPY,
        "helpers.py": "from basis import *\n" + HELPER,
        "basis.py": IMPORTS,
    },
    "two files import each other": {
        "a.py": "from b import *\n" + ANSWERS + BLOCK + SIZES,
        "b.py": "from a import *\nimport numpy as np\n" + SOFTMAX + "\n" + ENTROPY,
    },
    "two files import names from each other": {
        "a.py": "from b import softmax\nimport numpy as np\n" + ANSWERS + BLOCK + SIZES + JACOBIAN,
        "b.py": "from a import parameter_count\nimport numpy as np\n" + HELPER + "\n" + ENTROPY,
    },
    "numpy.py beside it": {"numpy.py": "x = 1\n", "hw.py": SCRIPT},
    "random.py beside it": {"random.py": "n = 3\n", "hw.py": "import random\nrandom.seed(1)\n" + SCRIPT},
}  # fmt: skip


@pytest.mark.parametrize("manner", ACROSS)
def test_files_that_import_each_other_cost_nothing(manner: str) -> None:
    """Names come through stars and circles, and a file does not take a library from the others."""
    assert lost(handed_in(ACROSS[manner])) == set()


def test_a_circle_is_told() -> None:
    """With both files and what to do."""
    result = handed_in(ACROSS["two files import names from each other"])
    assert "this file and a.py import each other: move what both need into a third file" in told(
        result
    )


def test_a_file_that_hides_a_library_is_told() -> None:
    """With its name, and that another one is needed."""
    sentence = "numpy.py hides the library numpy: exp was taken from the library; give the file another name"
    assert sentence in told(handed_in(ACROSS["numpy.py beside it"]))


@pytest.mark.parametrize(
    "name",
    [
        "numpy",
        "random",
        "torch",
        "math",
        "types",
        "copy",
        "test",
        "code",
        "utils",
        "grader",
        "conftest",
    ],
)
def test_a_program_named_like_a_library(name: str) -> None:
    """It is the student's program, and the libraries stay whole."""
    assert lost(handed_in({f"{name}.py": SCRIPT})) == set()
