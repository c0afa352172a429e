"""Every program of tests/hostile, in every tier this machine offers, as every user it can be.

Each program states in its first line how it has to end; an honest submission after it, in the same
sandbox, must pass. `corpus.py` runs them.
"""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sandbox import corpus, running_as

PROGRAMS = sorted(path.stem for path in corpus.HOSTILE.glob("*.py"))
TIERS = ("1", "2", "3")

pytestmark = pytest.mark.sandbox


@functools.cache
def started(tier: str) -> dict[str, subprocess.Popen[str]]:
    """One run for each user, side by side: most programs only wait for their limits."""
    script = Path(corpus.__file__)
    return {user: running_as.start(user, script, tier) for user in running_as.USERS}


@functools.cache
def outcomes(tier: str, user: str) -> dict[str, Any]:
    """The ends of all programs."""
    return running_as.result(started(tier)[user])


def test_there_is_a_corpus() -> None:
    """The programs are found, so that the tests below are not empty."""
    assert len(PROGRAMS) >= 60


@pytest.mark.parametrize("program", PROGRAMS)
def test_first_line_states_the_end(program: str) -> None:
    """Each program says which ends are right, in words that the runner knows."""
    known = {
        "held", "returned", "raised", "memory", "timed_out", "out_of_memory", "died", "bad_reply"
    }  # fmt: skip
    assert set(corpus.expected_ends((corpus.HOSTILE / f"{program}.py").read_text())) <= known


@pytest.mark.parametrize("user", running_as.USERS)
@pytest.mark.parametrize("tier", TIERS)
def test_every_program_ends_as_stated_and_harms_nobody(tier: str, user: str) -> None:
    """Each ends in one of the ways its first line allows, and the honest one after it passes."""
    told = outcomes(tier, user)
    if "refused" in told:
        unavailable(f"tier {tier}", told["refused"])
    wrong = {}
    for program in PROGRAMS:
        result = told["results"][program]
        expected = corpus.expected_ends((corpus.HOSTILE / f"{program}.py").read_text())
        if result["end"] not in expected or result["after"]:
            wrong[program] = {"expected": expected, **result}
    assert wrong == {}


def unavailable(what: str, reason: str) -> None:
    """Skips what this machine cannot do; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must offer {what}: {reason}")
    pytest.skip(f"{what}: {reason}")
