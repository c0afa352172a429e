"""What modules take from each other, seen without executing them."""

from __future__ import annotations

import ast

import pytest

from grader.load import scan, scan_across


def scans(**sources: str) -> dict[str, scan.Scan]:
    """Modules by name; two underscores stand for a dot."""
    named = {name.replace("__", "."): source for name, source in sources.items()}
    return {
        name: scan.scan(ast.parse(source), package=name.rpartition(".")[0])
        for name, source in named.items()
    }


def test_star_imports_bring_the_names_of_the_other_file() -> None:
    """All but private ones, or those of `__all__`; through several files; circles end."""
    found = scan_across.with_stars(
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
    found = scan_across.with_stars(
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
    assert "Net" in scan_across.torch_classes(scans(m=source))["m"]


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
    assert "Net" not in scan_across.torch_classes(scans(m=source))["m"]


def test_torch_modules_through_other_files() -> None:
    """A base class in another file counts, and so does a class that is only imported."""
    found = scan_across.torch_classes(
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
    assert "A2999" in scan_across.torch_classes(scans(m=chain))["m"]
    diamond = "\n".join(
        ["class A0: pass\nclass B0: pass"]
        + [
            f"class A{i}(A{i - 1}, B{i - 1}): pass\nclass B{i}(A{i - 1}, B{i - 1}): pass"
            for i in range(1, 60)
        ]
    )
    assert scan_across.torch_classes(scans(m=diamond))["m"] == ()


def test_layers_of_star_imports_cost_no_more_than_their_size() -> None:
    """Every file takes from two files of the layer below: each is looked at once."""
    layers = {
        f"{side}{i}": f"from a{i + 1} import *\nfrom b{i + 1} import *"
        for i in range(60)
        for side in "ab"
    }
    found = scan_across.with_stars(scans(**layers, a60="x = 1", b60="y = 1"))
    assert set(found["a0"]) == {"x", "y"}
