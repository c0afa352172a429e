"""What student code raised, as plain text: type, message, the student's own frames.

Runs beside student code and imports nothing of the project but its neighbours. The exception may
lie about itself or raise while being described, so its type is asked and not the object.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Mapping
from types import TracebackType

import numpy as np

from grader.worker.advice import explained

MAX_MESSAGE = 2000
_FIRST, _LAST = 5, 15

_real_name = type.__dict__["__name__"].__get__
_RESERVE_BYTES = 8 << 20
_OUT_OF_MEMORY = ("not enough memory", "can't allocate memory", "cannot allocate memory")

Frame = list[str | int]
"""Path of the file as it was handed in, line, function."""


class Reserve:
    """Memory kept back, so that there is some to handle an exception with when all is full.

    A handler that itself runs out of memory made CPython 3.11 spin for ever: unwinding needs a
    number, cannot allocate it, and unwinds again. So the first thing that a handler of a
    MemoryError does is `reserve.block = None`, which allocates nothing.
    """

    def __init__(self) -> None:
        # Never touched, so it costs addresses and no pages.
        self.block: np.ndarray | None = np.empty(_RESERVE_BYTES, np.uint8)

    def recover(self) -> None:
        """Frees what the failure left behind, and takes the memory back if there is any."""
        gc.collect()  # it may hang together in circles
        if self.block is None:
            with contextlib.suppress(MemoryError):
                self.block = np.empty(_RESERVE_BYTES, np.uint8)


def type_name(value: object) -> str:
    """The name of the value's type, whatever its metaclass says."""
    name: str = _real_name(type(value))
    return name


def message_of(error: BaseException) -> str:
    """What `str(error)` gives, cut; a sentence where that fails too."""
    try:
        # The base type's own slice: the text may be an instance of a subclass of str.
        return str.__getitem__(str(error), slice(0, MAX_MESSAGE))
    except BaseException as second:  # noqa: BLE001 - it is student code that builds the text
        return f"(its message could not be made: {type_name(second)})"


def told(error: BaseException) -> str:
    """Its message, without places of this machine, and what it means where this is graded."""
    return explained(type_name(error), message_of(error))[:MAX_MESSAGE]


def describe(error: BaseException) -> str:
    """Type and message on one line: `ImportError: No module named 'x'`."""
    message = told(error)
    return f"{type_name(error)}: {message}" if message else type_name(error)


def is_memory(error: BaseException) -> bool:
    """Whether it says that memory ran out; numpy's error is a MemoryError, torch's is not."""
    if isinstance(error, MemoryError):
        return True
    if not isinstance(error, RuntimeError):
        return False
    message = message_of(error).lower()
    return any(words in message for words in _OUT_OF_MEMORY)


def frames_of(trace: TracebackType | None, paths: Mapping[str, str]) -> list[Frame]:
    """The frames that lie in the submission's files: the first 5 and the last 15.

    Args:
        trace: Of the exception; may be thousands of frames long.
        paths: From the file names given to the compiler to the paths as handed in.
    """
    frames: list[Frame] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        path = paths.get(code.co_filename)
        if path is not None:
            frames.append([path, trace.tb_lineno or 0, code.co_qualname])
            if len(frames) > _FIRST + _LAST:
                del frames[_FIRST]
        trace = trace.tb_next
    return frames


def line_in(error: BaseException, file: str) -> int | None:
    """The line of `file` in which the exception's traceback enters it."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            return trace.tb_lineno
        trace = trace.tb_next
    return None
