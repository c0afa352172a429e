"""Whole pages against stored ones: a change of any byte is seen and looked at.

How to renew them stands with the fixture `golden` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from reports import class_page, gradebook, student_page


@pytest.mark.parametrize("name", ["good", "mixed", "hostile", "unfinished", "rich"])
def test_student_pages(examples: ModuleType, golden: Callable[[str, str], None], name: str) -> None:
    """The page of each example student is the stored one."""
    golden(f"{name}.html", student_page(getattr(examples, name)()))


def test_class_page(examples: ModuleType, golden: Callable[[str, str], None]) -> None:
    """The page of a small class is the stored one."""
    results = [*examples.class_of(12), examples.unfinished(), examples.hostile()]
    golden("class.html", class_page(results, "2026-03-02T10:00:00+00:00"))


def test_gradebook(examples: ModuleType, golden: Callable[[str, str], None]) -> None:
    """The gradebook of the same class is the stored one."""
    results = [*examples.class_of(12), examples.unfinished(), examples.hostile()]
    golden("gradebook.csv", gradebook(results))
