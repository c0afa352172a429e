"""The measured tolerances of a homework, kept in its `tolerances.toml` for whoever asks how fair a check is."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Sequence
from pathlib import Path

from grader.atomic import write_atomically
from grader.errors import UsageError
from grader.verify.tolerances import RIGHT_WITHIN, WRONG_BEYOND, Measured

FILE = "tolerances.toml"

_HEAD = f"""\
# Measured by `grader verify --record`, in units of each check's own tolerance: the largest error of a right
# variant (at most {RIGHT_WITHIN:.2f}; numbers worked out by hand at most 1), and the nearest misconception that the check
# catches by its numbers (at least {WRONG_BEYOND:g}). inf: another shape, or a count that is exact.
"""


def write_tolerances(folder: Path, rows: Sequence[Measured]) -> None:
    """Writes the rows into the homework's folder."""
    lines = [_HEAD]
    for row in rows:
        lines.append(f"[{json.dumps(row.check)}]")
        lines.append(f"right = {_number(row.spread)}")
        if row.nearest is not None:
            lines.append(f"wrong = {_number(row.nearest.share)}")
            lines.append(f'nearest = "{row.nearest.misconception}"')
        lines.append("")
    write_atomically(folder / FILE, ["\n".join(lines).encode()], private=False)


def recorded_problems(folder: Path, rows: Sequence[Measured]) -> list[str]:
    """What the kept file lacks or has too much.

    The numbers themselves move with the inputs; that they are within the margins is measured anew.

    Raises:
        UsageError: when the file is damaged.
    """
    path = folder / FILE
    renew = "run `grader verify --record`"
    if not path.is_file():
        return [f"{FILE} is missing; {renew}"]
    try:
        kept = set(tomllib.loads(path.read_text("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}; {renew}.") from None
    measured = {row.check for row in rows}
    return [f"{FILE} lacks {check}; {renew}" for check in sorted(measured - kept)] + [
        f"{FILE} has {check}, which compares no numbers; {renew}"
        for check in sorted(kept - measured)
    ]


def _number(value: float) -> str:
    return "inf" if math.isinf(value) else repr(float(f"{value:.2g}"))
