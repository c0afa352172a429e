"""Slip days used in earlier homeworks, from the result files of their batches.

Reads the files as data; knows their format from docs/result-format.md only.
"""

from __future__ import annotations

import json
from pathlib import Path

from grader.policy.record import EarlierUse, folded


def read_earlier(name: str, folder: Path) -> list[EarlierUse]:
    """Who used how many slip days in a batch.

    Args:
        name: the folder that an earlier `grader grade --out` made.
        folder: where a relative name starts.

    Raises:
        ValueError: when it is none; the end of a sentence.
    """
    files = sorted((folder / name / "results").glob("*.json"))
    if not files:
        raise ValueError("holds no results of an earlier homework: write the folder of its --out")
    uses = []
    for file in files:
        try:
            data = json.loads(file.read_bytes())
            days = (data.get("adjustment") or {}).get("slip_days", 0)
            names = [data["student"], *(data.get("ids") or {}).values()]
            use = EarlierUse(names=frozenset(folded(name) for name in names), days=int(days))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(
                f"has a damaged result, {file.name}: grade that homework again"
            ) from None
        if use.days > 0:
            uses.append(use)
    return uses
