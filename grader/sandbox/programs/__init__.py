"""The system-call filters as raw bytes, made by `grader.sandbox.policy`; one for each machine."""

from __future__ import annotations

import platform
from pathlib import Path


def load(kind: str, machine: str | None = None) -> bytes:
    """A program, as instructions of classic BPF.

    Args:
        kind: "inner" or "bare"; see `grader.sandbox.policy`.
        machine: As `platform.machine()` names it; by default this one.

    Raises:
        FileNotFoundError: There is none for this machine.
    """
    machine = machine or platform.machine()
    return (Path(__file__).parent / f"{kind}.{machine}.bpf").read_bytes()
