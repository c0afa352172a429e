"""Fixtures of the report tests: example results, a browser, golden files."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "pages"
RENEW = "RENEW_GOLDEN"


def _beside(name: str) -> ModuleType:
    """A module of this folder; tests are imported without packages, so it is named by its path."""
    full = f"tests_reports_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture(scope="session")
def examples() -> ModuleType:
    """The module `examples`: results of made-up students, fresh at every call."""
    return _beside("examples")


@pytest.fixture(scope="session")
def crowd() -> ModuleType:
    """The module `crowd`: a large class with everything that its page can show."""
    return _beside("crowd")


@pytest.fixture(scope="session")
def outline() -> Any:
    """The class that takes a page apart."""
    return _beside("outline").Outline


@pytest.fixture(scope="session")
def browser_module() -> ModuleType:
    """The module `browser`."""
    return _beside("browser")


@pytest.fixture(scope="session")
def chromium(browser_module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A running browser, shared by all tests."""
    with browser_module.launch(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A fresh tab of the browser."""
    with chromium.page() as page:
        yield page


@pytest.fixture
def visit(tab: Any, folder: Path) -> Callable[..., Any]:
    """Opens one of the pages of the test file's own `folder` in a window of that width."""

    def open_page(name: str, *, width: int = 1200, dark: bool = False, kind: str = "screen") -> Any:
        tab.size(width, 844, mobile=width < 500)
        tab.media(dark=dark, kind=kind)
        tab.open((folder / f"{name}.html").as_uri())
        return tab

    return open_page


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with a file of tests/golden/pages, byte for byte.

    `RENEW_GOLDEN=1 python -m pytest tests/reports` writes the files anew; look at the difference
    (and at the pages in a browser) before committing it.
    """

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        data = text.encode("utf-8")
        if os.environ.get(RENEW):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        expected = path.read_bytes()
        if data == expected:
            return
        pairs = zip(data.splitlines(), expected.splitlines(), strict=False)
        for number, (got, want) in enumerate(pairs, 1):
            assert got == want, f"{name}, line {number}; set {RENEW}=1 to accept all changes"
        pytest.fail(f"{name}: one text is the start of the other; set {RENEW}=1 to accept")

    return compare
