"""What a policy says, as records. Made by `reading`, which checks everything first."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal

from grader.policy.moments import after
from grader.policy.penalty import Penalty
from grader.policy.spans import NO_TIME, Span

Rule = Literal["last", "best", "first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A later due date of some students."""

    students: tuple[str, ...]
    """Keys, names, ids or e-mail addresses, as written."""
    until: datetime | Span | None
    """A moment, a time after the due date, or None: no limit."""
    note: str = ""
    """For the instructor; never shown to students."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierUse:
    """Slip days that a student used in an earlier homework, from its folder."""

    names: frozenset[str]
    """Key and ids, folded."""
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipDays:
    """Days that every student may be late during the course without losing anything."""

    days: int
    max_per_homework: int | None = None
    used: tuple[tuple[str, int], ...] = ()
    """Name as written, and days used before."""
    earlier: tuple[EarlierUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What happens to late work, and which of several attempts counts."""

    path: Path
    """Where it was read from."""
    due: datetime | None = None
    """With its time zone. None: nothing is ever late."""
    zone: tzinfo | None = None
    """Where the reader's clock hangs; None without a due date."""
    grace: Span = NO_TIME
    closes: datetime | Span | None = None
    """From then on nothing is accepted: a moment, or a time after the student's own due date."""
    extensions: tuple[Extension, ...] = ()
    slip: SlipDays | None = None
    penalty: Penalty | None = None
    attempts: Rule = "last"
    time: Literal["system", "files"] = "system"
    """Whether the modification times of files may tell when something was handed in."""

    def for_student(self, names: Collection[str], slip_used: int) -> Terms:
        """What holds for one student.

        Args:
            names: under which the student may stand in the policy: key, name, ids.
            slip_used: slip days used in earlier homeworks.
        """
        own = own_extensions(self, names)
        due = self.due
        extended = None
        if due is not None and own and all(e.until is not None for e in own):
            moments = [moment_of(e.until, due) for e in own if e.until is not None]
            extended = max(moments, key=lambda m: m.astimezone(UTC))
        left = 0
        if self.slip is not None:
            left = max(0, self.slip.days - slip_used)
        return Terms(
            policy=self,
            due=due,
            extended=extended,
            limited=all(e.until is not None for e in own),
            slip_left=left,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A policy as it holds for one student."""

    policy: Policy
    due: datetime | None
    """Of the class."""
    extended: datetime | None
    """The student's own due date, or None."""
    limited: bool
    """False with an extension without an end: nothing is ever late."""
    slip_left: int
    """Slip days that are left in the course, before this homework."""

    @property
    def own_due(self) -> datetime:
        """When it is due for this student. Only where there is a due date."""
        assert self.due is not None
        return self.extended or self.due

    @property
    def usable_slip(self) -> int:
        """Slip days that may be used for this homework."""
        slip = self.policy.slip
        if slip is None or slip.max_per_homework is None:
            return self.slip_left
        return min(self.slip_left, slip.max_per_homework)

    def without_slip(self) -> Terms:
        """The same terms with no slip days left."""
        return replace(self, slip_left=0)

    @property
    def closing(self) -> datetime | None:
        """The last moment at which anything is accepted; None: always.

        A moment of the class does not close before an extension has ended.
        """
        closes = self.policy.closes
        if closes is None or not self.limited:
            return None
        if isinstance(closes, Span):
            return after(self.own_due, closes)
        return max(closes, self.on_time_until(0), key=lambda m: m.astimezone(UTC))

    def on_time_until(self, slip_days: int) -> datetime:
        """The last moment that is not late when so many slip days are used."""
        return after(after(self.own_due, Span(slip_days)), self.policy.grace)


def own_extensions(policy: Policy, names: Collection[str]) -> list[Extension]:
    """The extensions that are meant for a student."""
    own = {folded(name) for name in names} - {""}
    return [e for e in policy.extensions if any(folded(s) in own for s in e.students)]


def moment_of(until: datetime | Span, due: datetime) -> datetime:
    """A moment, or a time after the due date, as a moment."""
    return after(due, until) if isinstance(until, Span) else until


def folded(name: str) -> str:
    """A name so that capitals, spaces and the way an accent is stored make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
