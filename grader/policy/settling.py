"""From one student's attempts and a policy to the mark. Pure: another policy, another mark."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from grader.errors import UsageError
from grader.policy import sentences
from grader.policy.amounts import exact
from grader.policy.moments import parse_instant
from grader.policy.outcome import Handed, Outcome, outcome
from grader.policy.record import Policy, Rule, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a student's attempts come to."""

    counted: int
    """Index of the attempt that counts."""
    rule: Rule
    final: float | None
    """The mark of the points known so far; None when it depends on a time that nobody knows."""
    adjustment: dict[str, Any] | None
    """As in the result file; None without a due date."""


def settle(
    policy: Policy, *, names: Collection[str], handed: Sequence[Handed], slip_used: int
) -> Settled:
    """Applies a policy to all attempts of one student.

    Args:
        policy: from `load_policy`.
        names: under which the student may stand in the policy: key, name, ids.
        handed: at least one attempt.
        slip_used: slip days used in earlier homeworks; see `slip_days_used`.

    Raises:
        UsageError: for a time without an offset.
    """
    if not handed:
        raise ValueError("there is no attempt to settle")
    terms = policy.for_student(names, slip_used)
    times = [_instant(attempt) for attempt in handed]
    outcomes = [outcome(terms, a, t) for a, t in zip(handed, times, strict=True)]
    order = _in_order(handed, times)
    counted = _counted(policy.attempts, order, handed, outcomes)
    final, sentence = outcomes[counted].final, outcomes[counted].sentence
    rival = _rival(order, counted, handed, outcomes) if policy.attempts == "best" else None
    if rival is not None:
        final = None
        sentence = sentences.rival(handed[rival].number, sentence)
    if policy.attempts != "first":
        closed = [handed[i].number for i in order if not outcomes[i].accepted and i != counted]
        sentence = sentences.with_closed(sentence, closed)
    return Settled(
        counted=counted,
        rule=policy.attempts,
        final=None if final is None else float(final),
        adjustment=_adjustment(
            terms,
            outcomes[counted],
            sentence,
            known=final is not None,
        ),
    )


def _instant(attempt: Handed) -> datetime | None:
    if attempt.submitted_at is None:
        return None
    try:
        return parse_instant(attempt.submitted_at)
    except ValueError as wrong:
        raise UsageError(f"The time of a submission, {attempt.submitted_at!r}, {wrong}.") from None


def _in_order(handed: Sequence[Handed], times: Sequence[datetime | None]) -> list[int]:
    """Indices from the first attempt to the last: by time where all are known, else by number."""
    known = [time.timestamp() for time in times if time is not None]
    clock = known if len(known) == len(handed) else [0.0] * len(handed)
    return sorted(
        range(len(handed)), key=lambda i: (clock[i], handed[i].number, handed[i].earned, i)
    )


def _counted(
    rule: Rule, order: Sequence[int], handed: Sequence[Handed], outcomes: Sequence[Outcome]
) -> int:
    accepted = [i for i in order if outcomes[i].accepted]
    if not accepted:
        return order[0] if rule == "first" else order[-1]
    if rule == "first":
        return accepted[0]
    if rule == "last":
        return accepted[-1]
    if all(outcomes[i].final is None for i in accepted):  # likeliest is the one with most points
        return max(accepted, key=lambda i: (handed[i].earned, -order.index(i)))
    return max(accepted, key=lambda i: (_known(outcomes[i]), -order.index(i)))


def _known(result: Outcome) -> Decimal:
    return Decimal(-1) if result.final is None else result.final


def _rival(
    order: Sequence[int], counted: int, handed: Sequence[Handed], outcomes: Sequence[Outcome]
) -> int | None:
    """An attempt of unknown time that might be worth more than the best one that is known."""
    if outcomes[counted].final is None:
        return None
    best = _known(outcomes[counted])
    unknown = [i for i in order if outcomes[i].final is None]
    return next((i for i in unknown if i != counted and exact(handed[i].earned) > best), None)


def _adjustment(
    terms: Terms, result: Outcome, sentence: str, *, known: bool
) -> dict[str, Any] | None:
    if terms.due is None:
        return None
    late_s = result.late_s
    return {
        "sentence": sentence,
        "taken_off": float(result.taken_off) if known else 0.0,
        "due": terms.due.isoformat(),
        "extension": None if terms.extended is None else terms.extended.isoformat(),
        "late_s": int(late_s) if late_s is not None and late_s == int(late_s) else late_s,
        "slip_days": result.slip_days if known else 0,
        "accepted": result.accepted,
    }
