"""What a source defines, seen without executing it."""

from __future__ import annotations

import ast
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import scan


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


def scans(**sources: str) -> dict[str, scan.Scan]:
    """Modules by name; two underscores stand for a dot."""
    named = {name.replace("__", "."): source for name, source in sources.items()}
    return {
        name: scan.scan(ast.parse(source), package=name.rpartition(".")[0])
        for name, source in named.items()
    }


def test_star_imports_bring_the_names_of_the_other_file() -> None:
    """All but private ones, or those of `__all__`; through several files; circles end."""
    found = scan.with_stars(
        scans(
            main="from modules import *\nfrom numpy import *\nx = 1",
            modules="from base import *\ndef f(): pass\ndef _g(): pass",
            base="from main import *\n__all__ = ['A']\nclass A: pass\nclass B: pass",
        )
    )
    assert found["main"] == ("x", "f", "A")
    assert set(found["modules"]) == {"f", "_g", "A", "x"}


def test_star_imports_within_a_folder() -> None:
    """A neighbour is found by its bare name and by a relative one."""
    found = scan.with_stars(
        scans(src__a="from b import *", src__b="y = 1", src__c="from .b import *")
    )
    assert found["src.a"] == ("y",)
    assert found["src.c"] == ("y",)


@pytest.mark.parametrize(
    "source",
    [
        "import torch\nclass Net(torch.nn.Module): pass",
        "import torch as th\nclass Net(th.nn.Module): pass",
        "import torch.nn as nn\nclass Net(nn.Module): pass",
        "from torch import nn\nclass Net(nn.Module): pass",
        "from torch.nn import Module\nclass Net(Module): pass",
        "from torch.nn import Module as M\nclass Net(M): pass",
        "from torch.nn import *\nclass Net(Module): pass",
        "from torch import nn\nclass Net(nn.Sequential): pass",
        "from torch import nn\nclass B(nn.Module): pass\nclass C(B): pass\nclass Net(object, C): pass",
        "import pytorch_lightning as pl\nclass Net(pl.LightningModule): pass",
        "class Net(nn.Module): pass",
        "try:\n    from torch import nn\nexcept ImportError:\n    pass\nif True:\n    class Net(nn.Module): pass",
    ],
)
def test_torch_modules_are_seen(source: str) -> None:
    """Whatever torch is called in the file, and however far down the class derives."""
    assert "Net" in scan.torch_classes(scans(m=source))["m"]


@pytest.mark.parametrize(
    "source",
    [
        "class Module: pass\nclass Net(Module): pass",
        "from modules import Module\nclass Net(Module): pass",
        "import torch\nclass Net(torch.autograd.Function): pass",
        "from torch.utils.data import Dataset\nclass Net(Dataset): pass",
        "from torch import nn\nclass Net(nn.Parameter): pass",
        "from torch import nn\nclass Net: layer = nn.Module",
        "class Net(Net): pass",
        "class Net(make()): pass",
        "class A(B): pass\nclass B(A): pass\nclass Net(A): pass",
    ],
)
def test_other_classes_are_no_torch_modules(source: str) -> None:
    """A homework's own `Module`, data sets and circles are not."""
    assert "Net" not in scan.torch_classes(scans(m=source))["m"]


def test_torch_modules_through_other_files() -> None:
    """A base class in another file counts, and so does a class that is only imported."""
    found = scan.torch_classes(
        scans(
            base="from torch import nn\nclass Net(nn.Module): pass\nclass Plain: pass",
            named="from base import Net, Plain\nclass Mine(Net): pass",
            dotted="import base\nclass Mine(base.Net): pass\nclass Other(base.Plain): pass",
            star="from base import *\nclass Mine(Net): pass",
        )
    )
    assert found["named"] == ("Net", "Mine")
    assert found["dotted"] == ("Mine",)
    assert set(found["star"]) == {"Net", "Mine"}


def test_deep_and_wide_class_trees_cost_no_more_than_their_size() -> None:
    """Chains that recursion could not follow and diamonds that paths could not count."""
    chain = "\n".join(
        ["class A0(nn.Module): pass"] + [f"class A{i}(A{i - 1}): pass" for i in range(1, 3000)]
    )
    assert "A2999" in scan.torch_classes(scans(m=chain))["m"]
    diamond = "\n".join(
        ["class A0: pass\nclass B0: pass"]
        + [
            f"class A{i}(A{i - 1}, B{i - 1}): pass\nclass B{i}(A{i - 1}, B{i - 1}): pass"
            for i in range(1, 60)
        ]
    )
    assert scan.torch_classes(scans(m=diamond))["m"] == ()


def test_layers_of_star_imports_cost_no_more_than_their_size() -> None:
    """Every file takes from two files of the layer below: each is looked at once."""
    layers = {
        f"{side}{i}": f"from a{i + 1} import *\nfrom b{i + 1} import *"
        for i in range(60)
        for side in "ab"
    }
    found = scan.with_stars(scans(**layers, a60="x = 1", b60="y = 1"))
    assert set(found["a0"]) == {"x", "y"}


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
