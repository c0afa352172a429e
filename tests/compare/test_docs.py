"""The examples in docs/checks.md and in the docstrings of the judging library hold."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for pattern in ("compare/[!_]*.py", "compare/_[!_]*.py")
    for path in (ROOT / "grader").glob(pattern)
) + [
    f"grader.{name}" for name in ("gradients", "own_slope", "slopes", "layers", "training", "rates")
]


def test_the_examples_of_the_page_run() -> None:
    """Every line after >>> in docs/checks.md, in one session."""
    page = (ROOT / "docs" / "checks.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.S | re.M)
    examples = "\n".join(block for block in blocks if ">>>" in block)
    test = doctest.DocTestParser().get_doctest(examples, {}, "checks.md", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    out: list[str] = []
    failed, tried = runner.run(test, out=out.append)
    assert tried > 40
    assert not failed, "".join(out)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_docstrings_run(name: str) -> None:
    """With numpy as np and nothing else."""
    module = importlib.import_module(name)
    names = {k: v for k, v in vars(module).items() if not k.startswith("__")} | {"np": np}
    assert doctest.testmod(module, globs=names).failed == 0


def test_the_page_names_every_public_helper() -> None:
    """A helper that is not described does not exist for authors."""
    page = (ROOT / "docs" / "checks.md").read_text("utf-8")
    for name in importlib.import_module("grader.compare").__all__:
        if name not in ("describe", "squeezed", "OwnSlope"):
            assert f"`{name}" in page or f"{name}(" in page, name
