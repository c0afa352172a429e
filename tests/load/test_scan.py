"""What a source defines, seen without executing it."""

from __future__ import annotations

import ast
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import scan


def names(source: str) -> set[str]:
    """The names found in a source."""
    return set(scan.names(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "def f(a, b=1):\n    c = 3\n    global d",
        "async def f(): pass",
        "class A:\n    x = 1\n    def m(self): self.y = 2",
        "a = b = 1\nc, (d, *e) = 1, (2, 3)\n[g] = [1]",
        "a = 1\na += 1\nb: int = 2\nc: int",
        "x = [1]\nx[0] = 2\nt = type('T', (), {})\nt.y = 3",
        "import os\nimport os.path as p\nimport xml.dom\nfrom math import pi, sin as s",
        "if True:\n    a = 1\nelse:\n    a = 2",
        "try:\n    import math as m\nexcept ImportError as error:\n    m = None\nelse:\n    b = 1\nfinally:\n    c = 2",
        "with open(__file__) as f, open(__file__) as g:\n    x = 1",
        "for i, j in [(1, 2)]:\n    k = i\nelse:\n    z = 0",
        "n = 0\nwhile n < 1:\n    n += 1",
        "if (w := 3) > 2: pass\n[v := i for i in (1, 2)]",
        "match {'a': [1, 2, 3], 'b': 2}:\n    case {'a': [x, *y], **z}: q = 1\n    case other: pass",
        "f = lambda u: (v := u)\ng = [i for i in (1,)]",
        "@(d := staticmethod)\ndef f(): pass",
    ],
)
def test_names_are_what_execution_binds(source: str) -> None:
    """The oracle is Python: after running a source, its namespace holds exactly these names."""
    namespace: dict[str, object] = {"__file__": __file__}
    exec(source, namespace)  # noqa: S102 - our own test sources
    for value in namespace.values():
        if hasattr(value, "close") and not isinstance(value, types.ModuleType | type):
            value.close()
    bound = set(namespace) - {"__file__", "__builtins__", "__annotations__"}
    assert names(source) - {"other"} == bound - {"other"}


def test_names_stand_in_the_order_of_their_first_binding() -> None:
    """The first of several names is the first that is written."""
    assert scan.names(ast.parse("b = 1\nif b:\n    a = 2\ndef c(): pass\nb = 3")) == ("b", "a", "c")


def test_guessed_names_of_a_source_that_does_not_parse() -> None:
    """A file with a mistake still says what it meant to define."""
    source = "class MLP(:\n    x = 1\nasync def go(): pass\ndef train(\nlr = 1\nlr == 2\n  y = 3"
    assert scan.guess(source) == ("MLP", "go", "train", "lr")


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["a = 1", "def b(): pass", "class C: pass", "import d", "e, f = 1, 2"])
    )
)
def test_names_are_the_union_over_statements(statements: list[str]) -> None:
    """A module binds what its statements bind, each once."""
    together = scan.names(ast.parse("\n".join(statements)))
    assert len(together) == len(set(together))
    assert set(together) == {name for one in statements for name in names(one)}
