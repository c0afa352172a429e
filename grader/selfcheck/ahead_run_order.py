"""In which order the cells of a notebook were last run, from the file as it lies on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping

_LARGEST = 50_000_000
"""Bytes beyond which a notebook is not read for this alone."""


def out_of_order(raw: bytes) -> dict[int, int]:
    """Code cell, from 1 -> its execution count, where these do not ascend; else nothing.

    Any bytes may be given.

    >>> cell = '{"cell_type": "code", "source": "", "execution_count": %d}'
    >>> out_of_order(('{"cells": [' + cell % 2 + "," + cell % 1 + "]}").encode())
    {1: 2, 2: 1}
    """
    if not raw or len(raw) > _LARGEST:
        return {}
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    cells = document.get("cells") if isinstance(document, dict) else None
    counts: dict[int, int] = {}
    number = 0
    for cell in cells if isinstance(cells, list) else ():
        if not _is_code(cell):
            continue
        number += 1
        count = cell.get("execution_count")
        if type(count) is int and count > 0:
            counts[number] = count
    ran = list(counts.values())
    return counts if ran != sorted(ran) else {}


def run_before(one: int, other: int, counts: Mapping[int, int]) -> bool:
    """Whether a cell was last run before another one, as far as that is known."""
    return one in counts and other in counts and counts[one] < counts[other]


def _is_code(cell: object) -> bool:
    """Whether the loader counts it as a code cell."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return False
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    return all(isinstance(line, str) for line in lines)
