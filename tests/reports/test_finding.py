"""The browser helper itself: what happens on a machine that has no browser."""

from __future__ import annotations

from types import ModuleType

import pytest


def test_without_a_browser_tests_are_skipped(
    browser_module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a student's or an author's machine the reason is given and the rest is tested."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no browser: none of chromium"):
        browser_module.find()


def test_without_a_browser_ci_fails(
    browser_module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In CI the browser tests cannot vanish unnoticed."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no browser: none of chromium"):
        browser_module.find()
