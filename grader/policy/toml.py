"""Values of a TOML table, each checked when it is taken, with a sentence for what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, TypeVar

from grader.errors import UsageError
from grader.policy.amounts import Amount, read_amount
from grader.policy.moments import DATED, read_moment
from grader.policy.spans import EXAMPLES, Span, parse_span

T = TypeVar("T")


class Table:
    """One table of a policy file. `where` is its file and section, for the sentences."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values = values
        self.where = where

    def refuse(self, sentence: str) -> UsageError:
        """An error with the place in front."""
        return UsageError(f"{self.where}: {sentence}.")

    def only(self, known: Sequence[str], *, above: Sequence[str] = ()) -> None:
        """Refuses keys that are not known.

        Args:
            known: keys of this table.
            above: keys of the file itself, which slip into a section when written below it.
        """
        for key in self.values:
            if key in known:
                continue
            if key in above:
                raise self.refuse(f"{key!r} belongs above the first line in square brackets")
            raise self.refuse(f"unknown key {key!r}; known are {', '.join(known)}")

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """One of some words; the first where the key is absent."""
        value = self.values.get(key, allowed[0])
        if value not in allowed:
            words = " or ".join(f'"{word}"' for word in allowed)
            raise self.refuse(f"{key!r} must be {words}")
        return str(value)

    def count(self, key: str, value: object) -> int:
        """A whole number that is not negative."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
            raise self.refuse(f"{key!r} must be a whole number of days, 0 to 1000")
        return value

    def span(self, key: str, value: object) -> Span:
        """A length of time."""
        if not isinstance(value, str):
            raise self.refuse(f"{key!r} must be a time such as {EXAMPLES}, in quotes")
        return self.sentence(key, parse_span, value)

    def moment_or_span(self, key: str, value: object, zone: tzinfo | None) -> datetime | Span:
        """A moment, or a length of time in quotes."""
        if isinstance(value, str) and not DATED.match(value):
            return self.span(key, value)
        return self.sentence(key, read_moment, value, zone)

    def amount(self, key: str, value: object) -> Amount:
        """A percentage or a number of points."""
        return self.sentence(key, read_amount, value)

    def sentence(self, key: str, read: Callable[..., T], value: object, *more: Any) -> T:
        """Reads a value; what is wrong with it becomes a sentence with its key and the value."""
        try:
            return read(value, *more)
        except ValueError as wrong:
            raise self.refuse(f"{key!r} ({shown(value)}) {wrong}") from None


def shown(value: object) -> str:
    """A value as it stands in the file, short."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    if isinstance(value, datetime):
        text = value.isoformat()
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        text = f"{value}"
    return text if len(text) <= 60 else f"{text[:57]}..."
