"""A short text that is the same for the same wrong numbers, so that a class can be sorted by it.

Two submissions with one fingerprint made the same mistake at the same place, or are copies.
"""

from __future__ import annotations

import hashlib

import numpy as np

from grader.compare.judged import Judged

_DIGITS = 5
_STRANGE = 10**_DIGITS + 1
"""Codes above every rounded entry: nan, inf and -inf."""


def fingerprint(check: str, judged: Judged) -> str:
    """Names the numbers that were given where the truth is another.

    Args:
        check: id of the check.
        judged: the comparison that failed it.

    Returns:
        16 hexadecimal digits that depend on the check, the shape and the entries, rounded to five
        significant digits of the largest one.
    """
    values = judged.got
    codes = np.zeros(values.shape, dtype=np.int64)
    finite = np.isfinite(values)
    mantissas, exponent = _rounded(values[finite])
    codes[finite] = mantissas
    for code, strange in enumerate((np.isnan(values), values == np.inf, values == -np.inf)):
        codes[strange] = _STRANGE + code
    text = f"{check}\0{values.shape}\0{exponent}\0".encode()
    return hashlib.sha256(text + codes.astype("<i8").tobytes()).hexdigest()[:16]


def _rounded(values: np.ndarray) -> tuple[np.ndarray, int]:
    """Entries as integers, in units of the last kept digit of the largest, and its power of ten."""
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0.0:
        return np.zeros(values.shape, dtype=np.int64), 0
    # The exponent of the rounded number: 9.99999 and 10.00001 are the same to five digits.
    exponent = int(f"{largest:.{_DIGITS - 1}e}".partition("e")[2])
    # In two steps, because a power of ten alone may overflow where the number does not.
    half = exponent // 2
    scaled = values / 10.0**half / 10.0 ** (exponent - half) * 10 ** (_DIGITS - 1)
    return np.rint(scaled).astype(np.int64), exponent
