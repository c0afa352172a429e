"""Numbers of other systems' files: decimal commas, and totals that are not the homework's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from grader.exports.roll import number


def as_number(text: str) -> float | None:
    """A number of a file, with a decimal point or comma; None for anything else.

    >>> as_number("10,5"), as_number("1.234,50"), as_number("(read only)")
    (10.5, 1234.5, None)
    """
    text = text.strip().replace("\u00a0", "").replace(" ", "")
    if not re.fullmatch(r"-?\d[\d.,]*", text):
        return None
    whole, _, decimals = text.replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{decimals or 0}") if whole else float(decimals)


def decimal_sign(cells: Iterable[str]) -> str:
    """The sign before the decimals in a column: a comma where every number with one has it.

    >>> decimal_sign(["10,00", "", "7"]), decimal_sign(["10.00"]), decimal_sign([])
    (',', '.', '.')
    """
    signs = {
        found[1] for cell in cells if (found := re.fullmatch(r"-?[\d.,]*([.,])\d+", cell.strip()))
    }
    return "," if signs == {","} else "."


def factor_to(theirs: float | None, ours: float, *, scale: bool) -> tuple[float, list[str]]:
    """What marks are multiplied by for a file with another total, and the sentence about it.

    Args:
        theirs: points that the file gives the homework; None when it does not say.
        ours: points of the homework.
        scale: whether marks are to be brought to the file's points.
    """
    if theirs is None or ours == theirs:
        return 1.0, []
    if scale and ours and theirs:
        return theirs / ours, [
            f"Marks were scaled from the {number(ours)} points of the homework to the "
            f"{number(theirs)} of the file."
        ]
    return 1.0, [
        f"The homework has {number(ours)} points, the file says {number(theirs)}: marks were "
        "written as they are; --scale brings them to the points of the file."
    ]
