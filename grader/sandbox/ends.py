"""The sentences for ends that a person has to understand: a signal, a status, a limit.

Imports only the names of signals; used by every tier.
"""

from __future__ import annotations

import signal


def exited(code: int) -> str:
    """A process that ended by itself in the middle of a call.

    Args:
        code: As `subprocess` gives it: minus the signal, or the exit status.

    >>> exited(-11)
    'ended by SIGSEGV'
    >>> exited(0)
    'exited with status 0 in the middle of the call'
    """
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"ended by {name}"
    if code > 255:  # Windows: an NTSTATUS such as 0xC0000005, an access violation
        return f"ended by the system with code {code:#010x}"
    return f"exited with status {code} in the middle of the call"


def full(code: int, held_mb: float, allowed_mb: int) -> str:
    """A process that crashed when it held nearly all the memory it may have.

    >>> full(-6, 1999.7, 2048)
    'ended by SIGABRT holding 2000 MiB of memory, 2048 MiB are allowed'
    """
    return f"{exited(code)} holding {held_mb:.0f} MiB of memory, {allowed_mb} MiB are allowed"


def out_of_cpu(used_s: float, allowed_s: float) -> str:
    """CPU seconds of one call, measured and allowed."""
    return f"used {used_s:.1f} s of CPU, {allowed_s:g} s are allowed"


def out_of_time(used_s: float, allowed_s: float, cpu_s: float) -> str:
    """Seconds on the clock of one call, with the CPU seconds among them."""
    return f"took {used_s:.1f} s ({cpu_s:.1f} s of them computing), {allowed_s:g} s are allowed"


def flooded(printed_bytes: int, allowed_mb: int) -> str:
    """Printed output, measured and allowed."""
    return f"printed {printed_bytes / (1 << 20):.0f} MiB, {allowed_mb} MiB are allowed"


NOT_ALIVE = "its process had ended before this call"
UNASKED = "sent an answer that nobody had asked for"
OTHER_QUESTION = "sent something that does not answer the question"
CLOSED_CHANNEL = "closed its channel to the grader"


def not_a_message(why: str) -> str:
    """Bytes that the wire refused."""
    return f"sent something that is not a message: {why}"
