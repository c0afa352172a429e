"""System-call filters, as bytes: choosing one, fitting it to a process.

The programs in `programs/` are made from `policy.py` ahead of time, so that neither libseccomp nor
a compiler is needed where grading happens, and installing one takes 0.3 ms.
"""

from __future__ import annotations

import struct

PID_MARK = 0x7ACE51DE
"""Stands in a program where the number of the process belongs that it is installed in."""

_INSTRUCTION = struct.Struct("=HBBI")


def with_pid(program: bytes, pid: int) -> bytes:
    """The program for one process: signals may go to itself only.

    Args:
        program: Instructions of classic BPF that hold `PID_MARK` as a constant.
        pid: As the process itself sees its number.

    Raises:
        ValueError: The mark does not occur, so the program is not one of ours.
    """
    patched = bytearray(program)
    marks = 0
    for at in range(0, len(patched), _INSTRUCTION.size):
        code, if_true, if_false, constant = _INSTRUCTION.unpack_from(patched, at)
        if constant == PID_MARK:
            _INSTRUCTION.pack_into(patched, at, code, if_true, if_false, pid)
            marks += 1
    if not marks:
        raise ValueError("the filter program has no place for a process number: make it again")
    return bytes(patched)
