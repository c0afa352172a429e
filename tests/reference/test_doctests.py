"""The examples in the docstrings of `reference/` are run, and no public name goes without one."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import reference

MODULES = sorted(m.name for m in pkgutil.iter_modules(reference.__path__))
FOLDER = Path(reference.__file__).parent


def public(name: str):
    """(qualified name, object) of the functions and classes a module offers."""
    module = importlib.import_module(f"reference.{name}")
    found = ((n, getattr(module, n)) for n in module.__all__)
    return [(f"{name}.{n}", o) for n, o in found if inspect.isfunction(o) or inspect.isclass(o)]


PUBLIC = [pair for name in MODULES for pair in public(name)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    """Every example in a module's docstrings prints what it says."""
    result = doctest.testmod(importlib.import_module(f"reference.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(("name", "thing"), PUBLIC, ids=[name for name, _ in PUBLIC])
def test_documented(name, thing):
    """A public function or class has a docstring with an example, unless it is a plain record."""
    text = inspect.getdoc(thing) or ""
    assert text
    assert ">>>" in text or hasattr(thing, "_fields"), f"{name} shows no example"


@pytest.mark.parametrize(
    ("name", "function"),
    [(n, o) for n, o in PUBLIC if inspect.isfunction(o)],
    ids=[n for n, o in PUBLIC if inspect.isfunction(o)],
)
def test_source_is_named(name, function):
    """Every public function says where its formula comes from; activations say it for the file."""
    text = inspect.getdoc(function) + inspect.getdoc(inspect.getmodule(function))
    assert "Source" in text, f"{name} names no source"


@pytest.mark.parametrize("name", MODULES)
def test_imports(name):
    """NumPy, the standard library and the reference itself; torch in the PyTorch files only."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add(node.module.partition(".")[0])
    third_party = roots - set(importlib.import_module("sys").stdlib_module_names)
    allowed = {"numpy", "reference"} | ({"torch"} if name.endswith("_pytorch") else set())
    assert third_party <= allowed
