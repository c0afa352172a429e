"""Names that NumPy has dropped, for programs that were right when they were written.

They are given to files of the submission only, and each use is told with its line: `np.float` is
`float`. Runs beside student code and imports nothing of the project.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import numpy as np


def _in1d(a: Any, b: Any, *args: Any, **kwargs: Any) -> Any:
    return np.isin(np.ravel(a), b, *args, **kwargs)


def _named(*names: str) -> Any:
    """The first of several functions that this NumPy has."""
    return next(vars(np)[name] for name in names if name in vars(np))


_FORMER: Mapping[str, tuple[str, Any]] = {
    "bool": ("bool", bool),
    "int": ("int", int),
    "float": ("float", float),
    "complex": ("complex", complex),
    "object": ("object", object),
    "str": ("str", str),
    "long": ("int", int),
    "unicode": ("str", str),
    "product": ("np.prod", np.prod),
    "cumproduct": ("np.cumprod", np.cumprod),
    "sometrue": ("np.any", np.any),
    "alltrue": ("np.all", np.all),
    "in1d": ("np.isin", _in1d),
    "row_stack": ("np.vstack", np.vstack),
    "trapz": ("np.trapezoid", _named("trapezoid", "trapz")),
    "msort": ("np.sort(a, axis=0)", lambda a: np.sort(a, axis=0)),
    "asscalar": ("a.item()", lambda a: np.asarray(a).item()),
    "alen": ("len", len),
    "rank": ("np.ndim", np.ndim),
    "round_": ("np.round", np.round),
    "float_": ("np.float64", np.float64),
    "complex_": ("np.complex128", np.complex128),
    "string_": ("np.bytes_", np.bytes_),
    "unicode_": ("np.str_", np.str_),
    "Inf": ("np.inf", math.inf),
    "Infinity": ("np.inf", math.inf),
    "infty": ("np.inf", math.inf),
    "PINF": ("np.inf", math.inf),
    "NINF": ("-np.inf", -math.inf),
    "NaN": ("np.nan", math.nan),
    "PZERO": ("0.0", 0.0),
    "NZERO": ("-0.0", -0.0),
    "mat": ("np.asmatrix", np.asmatrix),
    "asfarray": ("np.asarray(a, dtype=float)", lambda a, dtype=float: np.asarray(a, dtype)),
    "math": ("the module math", math),
}
"""Former name -> what to write in its place, and what stands in for it."""


def install(is_own: Callable[[FrameType], bool], note_here: Callable[[str], None]) -> None:
    """Gives the former names to the submission, as far as this NumPy lacks them.

    Args:
        is_own: whether a frame executes a file of the submission.
        note_here: tells the student about the line that is being executed.
    """
    original: Callable[[str], Any] = vars(np)["__getattr__"]

    def find(name: str) -> Any:
        former = _FORMER.get(name)
        if former is None or not is_own(sys._getframe(1)):
            return original(name)
        write, value = former
        note_here(
            f"np.{name} is gone from NumPy; {write} was taken in its place: write that instead"
        )
        return value

    np.__getattr__ = find  # type: ignore[method-assign]
