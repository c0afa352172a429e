"""Runs a program of classic BPF on a system call, as the kernel's seccomp does.

Source: the kernel's Documentation/userspace-api/seccomp_filter.rst and linux/bpf_common.h. Only
what libseccomp emits is known; anything else is an error.
"""

from __future__ import annotations

import struct

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

ALLOW = 0x7FFF0000
ERRNO = 0x00050000
KILL_PROCESS = 0x80000000

_LOAD_WORD, _AND, _RETURN, _JUMP = 0x20, 0x54, 0x06, 0x05
_JUMPS = {0x15: "eq", 0x25: "gt", 0x35: "ge", 0x45: "set"}


def decide(program: bytes, machine: str, number: int, *arguments: int) -> int:
    """What the program answers: an action of seccomp with its data.

    Args:
        program: Instructions of 8 bytes.
        machine: The architecture that the call comes from.
        number: Of the system call.
        arguments: Up to six, as 64-bit values.
    """
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    values = [argument & 0xFFFFFFFFFFFFFFFF for argument in padded]
    data = struct.pack("<iIQ6Q", number, ARCHITECTURES[machine], 0, *values)
    at, accumulator = 0, 0
    while True:
        code, if_true, if_false, constant = struct.unpack_from("<HBBI", program, 8 * at)
        at += 1
        if code == _RETURN:
            return constant
        if code == _LOAD_WORD:
            (accumulator,) = struct.unpack_from("<I", data, constant)
        elif code == _AND:
            accumulator &= constant
        elif code == _JUMP:
            at += constant
        elif code in _JUMPS:
            holds = {
                "eq": accumulator == constant,
                "gt": accumulator > constant,
                "ge": accumulator >= constant,
                "set": bool(accumulator & constant),
            }[_JUMPS[code]]
            at += if_true if holds else if_false
        else:
            raise AssertionError(f"unknown instruction {code:#x}")
