"""What this machine offers for isolation, and what would make grading on it unfair.

For `grader doctor`. Every tier is really started and its self-test run; nothing is assumed from
version numbers. Importable everywhere; looks at Linux only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import Refused
from grader.sandbox.contract import Tier
from grader.types import Limits

_DESCRIPTIONS: Mapping[Tier, str] = {
    "1": "bubblewrap, own namespaces for each worker, Landlock, system-call filter, limits",
    "2": "bubblewrap, Landlock, system-call filter, limits",
    "3": "Landlock, system-call filter, limits",
    "none": "no isolation: limits only",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One thing that tiers are made of."""

    name: str
    works: bool
    found: str
    """What was found: "0.8.0", "ABI 7"."""
    remedy: str = ""
    """What is missing, and the command that would give it; "" where it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierState:
    """One tier, as it was started and tried a moment ago."""

    tier: Tier
    made_of: str
    works: bool
    selftest: Mapping[str, str] = field(default_factory=dict)
    """Wall -> "stands" or what got through; empty where it did not start."""
    remedy: str = ""
    """Why it does not work, and what would help; "" where it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All that `grader doctor` says about isolation."""

    platform: str
    best: Tier | None
    """What `--sandbox auto` takes here; None when it refuses."""
    layers: tuple[Layer, ...]
    tiers: tuple[TierState, ...]
    unfair: tuple[str, ...]
    """Sentences: what makes the measured times or memory of students differ here."""


def survey() -> Survey:
    """Looks at this machine; takes a second or two."""
    if sys.platform != "linux":
        from grader.sandbox.remedies import NOT_LINUX

        states = tuple(_absent(tier, NOT_LINUX) for tier in ("1", "2", "3"))
        return Survey(
            platform=sys.platform, best=None, layers=(), tiers=(*states, _plain()), unfair=()
        )
    states = tuple(_tried(tier) for tier in ("1", "2", "3"))
    return Survey(
        platform=f"Linux {os.uname().release}, {os.uname().machine}",
        best=next((state.tier for state in states if state.works), None),
        layers=_layers(),
        tiers=(*states, _plain()),
        unfair=tuple(_unfair()),
    )


def _tried(tier: Tier) -> TierState:
    from grader.sandbox.opening import open_walled

    try:
        with open_walled(tier, preload=("numpy",)) as sandbox:
            return TierState(
                tier=tier, made_of=_DESCRIPTIONS[tier], works=True, selftest=sandbox.selftest
            )
    except Refused as refused:
        return _absent(tier, str(refused).removeprefix(f"Tier {tier}: "))


def _absent(tier: Tier, remedy: str) -> TierState:
    return TierState(tier=tier, made_of=_DESCRIPTIONS[tier], works=False, remedy=remedy)


def _plain() -> TierState:
    return TierState(tier="none", made_of=_DESCRIPTIONS["none"], works=True)


def _layers() -> tuple[Layer, ...]:
    """The parts by themselves, so that a person sees which one is missing."""
    from grader.sandbox import landlock, limits, machine, outer, remedies, syscalls

    bwrap = outer.program()
    bwrap_version = ".".join(map(str, outer.version(bwrap))) if bwrap else ""
    refused = outer.refuses(bwrap) if bwrap else "bubblewrap is not installed"
    abi = landlock.abi()
    known = syscalls.MACHINE in syscalls.MACHINES
    kernel = ".".join(map(str, limits.kernel()))
    return (
        Layer(
            name="bubblewrap",
            works=bool(bwrap_version),
            found=bwrap_version or "not installed",
            remedy="" if bwrap_version else machine.install_command("bubblewrap"),
        ),
        Layer(
            name="user namespaces",
            works=not refused,
            found="given to bubblewrap" if not refused else refused,
            remedy=remedies.of_start("1", refused) if refused and bwrap else "",
        ),
        Layer(
            name="Landlock",
            works=abi > 0,
            found=f"ABI {abi}, Linux {kernel}" if abi else f"not in Linux {kernel}",
            remedy="" if abi else remedies.no_landlock(),
        ),
        Layer(
            name="system-call filter",
            works=known and Path("/proc/sys/kernel/seccomp").exists(),
            found=syscalls.MACHINE,
            remedy="" if known else remedies.needed("3"),
        ),
        Layer(name="memory and file limits", works=True, found="setrlimit"),
        Layer(
            name="thread limit for each worker",
            works=limits.kernel() >= limits.NPROC_COUNTS_PER_NAMESPACE,
            found=f"Linux {kernel}",
            remedy=""
            if limits.kernel() >= limits.NPROC_COUNTS_PER_NAMESPACE
            else "Before Linux 5.14 only the memory of their stacks bounds threads.",
        ),
    )


def _unfair() -> list[str]:
    """What differs from the quiet machine that limits are meant for."""
    from grader.sandbox import machine

    told = []
    cores, memory_mb = machine.cores(), machine.memory_mb()
    if cores == 1:
        told.append("There is one processor: the grader and the student's code share it.")
    if os.getloadavg()[0] > cores:
        told.append(
            f"Other programs are busy: {os.getloadavg()[0]:.1f} processes compete for {cores} "
            "processors, so wall-clock limits come early."
        )
    quota = machine.cgroup_cores()
    if quota is not None and quota < cores:
        told.append(f"The control group allows {quota:g} processors of {cores}: use --jobs 1.")
    limit_mb = min(memory_mb, machine.cgroup_memory_mb() or memory_mb)
    most = Limits().memory_mb
    if limit_mb < most * (cores + 1):
        told.append(
            f"{limit_mb} MiB of memory do not hold {cores} submissions that use {most} MiB each: "
            f"use --jobs {max(1, limit_mb // most - 1)}, or set memory_mb lower."
        )
    if machine.swap_mb():
        told.append(
            f"There are {machine.swap_mb()} MiB of swap: a submission that is swapped out runs "
            "into time limits. `sudo swapoff -a` while grading."
        )
    governor = machine.governor()
    if governor not in ("", "performance"):
        told.append(
            f"The processor's speed changes with load ({governor}): CPU seconds differ from run "
            "to run. `sudo cpupower frequency-set -g performance` while grading."
        )
    return told
