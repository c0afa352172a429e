"""Sandboxes that the tests of this folder share: opening one takes a second."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from grader.errors import Refused
from grader.sandbox import Sandbox, open_sandbox


@pytest.fixture(scope="session")
def opened() -> Iterator[Callable[[str], Sandbox]]:
    """`opened(tier)`: one sandbox of the tier for the whole run, with numpy preloaded."""
    sandboxes: dict[str, Sandbox] = {}

    def get(tier: str) -> Sandbox:
        if tier not in sandboxes:
            try:
                sandboxes[tier] = open_sandbox(tier, preload=["numpy"])
            except Refused as refused:
                if os.environ.get("CI"):
                    pytest.fail(f"CI must offer tier {tier}: {refused}")
                pytest.skip(str(refused))
        return sandboxes[tier]

    yield get
    for sandbox in sandboxes.values():
        sandbox.close()


@pytest.fixture(params=["1", "2", "3"])
def walled(request: pytest.FixtureRequest, opened: Callable[[str], Sandbox]) -> Sandbox:
    """A sandbox of each tier with isolation in turn."""
    return opened(request.param)


@pytest.fixture(params=["1", "2", "3", "none"])
def sandbox(request: pytest.FixtureRequest, opened: Callable[[str], Sandbox]) -> Sandbox:
    """A sandbox of each tier in turn."""
    return opened(request.param)
