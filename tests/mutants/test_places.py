"""What is mutated, and what is left alone."""

from __future__ import annotations

import textwrap

import pytest

from grader.mutants import mutants


def changes(source: str) -> list[str]:
    """What each mutant of a source says it changes."""
    return [m.change for m in mutants("f.py", textwrap.dedent(source))]


@pytest.mark.parametrize(
    "source",
    [
        '"""1 + 2."""',
        "import numpy as np\nfrom math import pi",
        "print(1 + 2)",
        "__all__ = ['a', 'b']",
        "__version__ = 1, 2",
        "Pair = namedtuple('Pair', ['a', 'b'])",
        "if __name__ == '__main__':\n    x = 1 + 2\n",
        "for i in range(3):\n    x[i] = 1\n",
        "def f(x: Literal[1] = None) -> Annotated[int, 2]: ...",
        "@decorated(1, 2)\ndef f(): ...",
        "def f():\n    '''1 + 2.'''\n",
        "def f(x):\n    assert x > 0, 1 + 2\n",
        "def f(x):\n    raise ValueError(x - 1)\n",
        "def f(x, slope=0.01, *, rate=1 + 2): ...",
        "def f(x):\n    if x > 0:\n        raise ValueError(x)\n",
        "def f(x):\n    if x % 100 == 0:\n        print(x + 1)\n",
        "def f(verbose):\n    if verbose:\n        print(1)\n",
        "def f(x):\n    return f'{x + 1} and {-x}'\n",
        "def f(x):\n    plt.plot(x + 1)\n    plt.show()\n",
        "def f(seed=0):\n    return np.random.default_rng(seed + 1)\n",
        "def f(x):\n    return np.asarray(x, dtype=np.dtype(1))\n",
        "class A:\n    '''1 + 2.'''\n    x: Annotated[int, 3]\n    __slots__ = ('a', 'b')\n",
    ],
)
def test_what_computes_nothing_is_left_alone(source: str) -> None:
    """No mutants of words, guards, plots, seeds, function heads, or of what only a script runs."""
    assert changes(source) == []


@pytest.mark.parametrize(
    ("source", "function", "change"),
    [
        ("A = 3", "<module>", "A = 3 -> A = 4"),
        ("A: int = 3", "<module>", "A: int = 3 -> A: int = 4"),
        ("A = {'x': [1, 0.7]}", "<module>", "[1, 0.7] -> [1, 1.4]"),
        ("class A:\n    rate = 0.5\n", "A", "rate = 0.5 -> rate = 1.0"),
        ("class A:\n    def f(self, x):\n        return -x\n", "A.f", "-x -> x"),
        ("def f(x):\n    def g(y):\n        return -y\n    return g\n", "f.g", "-y -> y"),
        ("def f():\n    return lambda x: -x\n", "f", "-x -> x"),
        ("def f(x):\n    x[x > 0] = y\n", "f", "x > 0 -> x >= 0"),
        ("def f(x):\n    if x > 0:\n        return y\n", "f", "x > 0 -> x >= 0"),
        ("def f(x):\n    if x:\n        raise E\n    else:\n        y = -x\n", "f", "-x -> x"),
        ("def f(x):\n    with a(-x):\n        pass\n", "f", "-x -> x"),
        ("def f(x):\n    try:\n        pass\n    except E:\n        y = -x\n", "f", "-x -> x"),
        ("def f(x):\n    return [-y for y in x if y > 0]\n", "f", "-y -> y"),
        ("def f(x):\n    match x:\n        case 1:\n            y = -x\n", "f", "-x -> x"),
        ("async def f(x):\n    return -x\n", "f", "-x -> x"),
    ],
)
def test_what_computes_is_mutated(source: str, function: str, change: str) -> None:
    """Code of functions and classes wherever it stands, and constants of the module."""
    found = {(m.function, m.change) for m in mutants("f.py", source)}
    assert any(name == function and change in text for name, text in found), found
