"""docs/result-format.md and the doctests: what is written down is true."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import reports
from grader.types import FORMAT, STATUSES, Result, Verdict

DOCS = Path(__file__).resolve().parents[2] / "docs" / "result-format.md"
COMPUTED = {"format", "earned", "possible", "complete"}
SETTLED = {"name", "ids", "group", "final", "adjustment", "attempt", "submitted_at"}
"""Added to what was judged: who it is, which attempt counts, what the policy says."""
BY_HAND = {"marked", "outdated"}
"""Added to a verdict by a person."""


def documented(heading: str) -> set[str]:
    """The names in the first column of the first table below a heading."""
    section = DOCS.read_text("utf-8").split(f"\n{heading}\n")[1].split("\n## ")[0]
    first = section.split("\n\n| `status`")[0]
    rows = [line.split("|")[1] for line in first.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_every_field_of_a_result_is_documented() -> None:
    """No field without its row, no row without its field."""
    fields = {field.name for field in dataclasses.fields(Result)} | COMPUTED | SETTLED
    assert documented("## The result") == fields


def test_every_field_of_a_verdict_is_documented() -> None:
    """The same for verdicts."""
    fields = {field.name for field in dataclasses.fields(Verdict)} | BY_HAND
    assert documented("## A verdict") == fields


def test_every_status_is_documented() -> None:
    """All statuses have a row, in their order, and the format is the current one."""
    text = DOCS.read_text("utf-8")
    section = text.split("| `status` | meaning")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == list(STATUSES)
    assert f"describes format **{FORMAT}**" in text


@pytest.mark.parametrize("name", sorted(m.name for m in pkgutil.iter_modules(reports.__path__)))
def test_doctests(name: str) -> None:
    """The examples in the docstrings give what they say."""
    module = importlib.import_module(f"reports.{name}")
    assert doctest.testmod(module).failed == 0
