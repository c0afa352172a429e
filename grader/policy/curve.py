"""Reads `[penalty]` of a policy file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from grader.policy.amounts import NOTHING, Amount
from grader.policy.penalty import Curve, Penalty
from grader.policy.spans import Span
from grader.policy.toml import Table

_WAYS = ("per_day", "per_hour", "table")
_KEYS = (*_WAYS, "curve", "of", "most", "least")
_TOP = ("due", "timezone", "grace", "closes", "attempts", "time")


def read_penalty(table: Table) -> Penalty:
    """Reads and checks the section.

    Raises:
        UsageError: for anything that is wrong, in one sentence with the place.
    """
    table.only(_KEYS, above=_TOP)
    raw = table.values
    given = [way for way in _WAYS if way in raw]
    if len(given) != 1:
        told = " and ".join(repr(way) for way in given) if given else "nothing"
        raise table.refuse(
            f"there is {told}, but exactly one must say what is taken off: 'per_day', 'per_hour' "
            "or 'table'"
        )
    curve: Curve = "linear" if table.choice("curve", ("steps", "linear")) == "linear" else "steps"
    of: Literal["earned", "possible"] = (
        "possible" if table.choice("of", ("earned", "possible")) == "possible" else "earned"
    )
    per: Literal["day", "hour"] | None = None
    rate = NOTHING
    rows: tuple[tuple[Span, Amount], ...] = ()
    if given[0] == "table":
        rows = _rows(table, raw["table"], curve)
    else:
        per = "day" if given[0] == "per_day" else "hour"
        rate = table.amount(given[0], raw[given[0]])
    if "of" in raw and (rows[0][1] if rows else rate).unit == "points":
        raise table.refuse(
            "'of' is the whole of a percentage, but points are taken off: leave it out"
        )
    return Penalty(
        curve=curve,
        per=per,
        rate=rate,
        table=rows,
        of=of,
        most=table.amount("most", raw["most"]) if "most" in raw else None,
        least=table.amount("least", raw["least"]) if "least" in raw else None,
    )


def _rows(table: Table, value: Any, curve: Curve) -> tuple[tuple[Span, Amount], ...]:
    if not isinstance(value, list) or not value:
        raise table.refuse(_EXAMPLE)
    rows: list[tuple[Span, Amount]] = []
    for entry in value:
        if not isinstance(entry, list) or len(entry) != 2:
            raise table.refuse(_EXAMPLE)
        row = _late(table, entry[0]), table.amount("table", entry[1])
        if rows:
            _rising(table, rows[-1], row)
        rows.append(row)
    if curve == "steps" and not rows[0][0]:
        raise table.refuse(
            "the first row of 'table' is for 0 h late, which is on time: a row holds up to its "
            "time, so write the time at which it ends"
        )
    return tuple(rows)


_EXAMPLE = '\'table\' must be rows of a time and what is taken off, like [["1 day", "10 %"], ["3 days", "50 %"]]'


def _late(table: Table, value: Any) -> Span:
    """A length of time in quotes, or a number of hours."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return table.span("table", value)
    hours = Decimal(value)
    if not hours.is_finite() or not 0 <= hours <= 24 * 3660:
        raise table.refuse(f"'table' ({value}) must be a number of hours, 0 or more")
    return Span(seconds=int(hours * 3600))


def _rising(table: Table, before: tuple[Span, Amount], row: tuple[Span, Amount]) -> None:
    if row[0].clock <= before[0].clock:
        raise table.refuse(f"'table' must go on to later times, but {row[0]} follows {before[0]}")
    if row[1].unit != before[1].unit:
        raise table.refuse("'table' mixes per cent and points: write one of them everywhere")
    if row[1].value < before[1].value:
        raise table.refuse(
            f"'table' must not take off less for more time, but {row[1]} follows {before[1]}"
        )
