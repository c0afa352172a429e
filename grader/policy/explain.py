"""A policy in plain words, and what it takes off by how late something is, for its author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from grader.policy.moments import after, days_and_seconds, say
from grader.policy.outcome import Handed, outcome
from grader.policy.penalty import Penalty
from grader.policy.record import Extension, Policy, Terms, moment_of
from grader.policy.spans import Span, plural

_ATTEMPTS = {
    "last": "Of several attempts the last accepted one counts.",
    "best": "Of several attempts the best counts, after what is taken off; of equal ones the earlier.",
    "first": "Of several attempts the first counts.",
}
_PROBES = (
    Span(0, 60),
    Span(0, 3600),
    Span(0, 6 * 3600),
    Span(0, 12 * 3600),
    *(Span(days) for days in (1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What handing in so late comes to, for a student who earned all points."""

    late: Span
    handed: datetime
    accepted: bool
    slip_days: int
    final: float
    final_without_slip: float


def in_words(policy: Policy) -> Iterator[tuple[str, str]]:
    """What a policy says: a label and a sentence for each thing."""
    if policy.due is None:
        yield "due", "There is no due date: nothing is ever late."
        yield "attempts", _ATTEMPTS[policy.attempts]
        return
    zone = str(policy.zone)
    named = f" ({zone})" if "/" in zone else ""
    yield "due", f"{say(policy.due, weekday=True)}{named}."
    if policy.grace:
        yield "grace", f"Up to {policy.grace} after it still counts as on time."
    yield "closes", _closes(policy)
    yield from _slip(policy)
    yield "penalty", _penalty(policy)
    yield "attempts", _ATTEMPTS[policy.attempts]
    yield (
        "times",
        (
            "Where the system does not tell when something was handed in, the times of its files do."
            if policy.time == "files"
            else "Only the system, or a file of times, tells when something was handed in."
        ),
    )
    for extension in policy.extensions:
        yield "extension", _extension(extension, policy.due)


def rows(terms: Terms, *, possible: float) -> list[Row]:
    """What is left of all points, by how late they come; the bends of the curve are among the rows.

    Args:
        terms: the policy as it holds for the student.
        possible: points of the homework.
    """
    if terms.due is None or not terms.limited:
        return []
    spans = sorted({*_PROBES, *_bends(terms)}, key=lambda span: (span.clock, span.days))
    out = []
    for span in spans:
        row = _row(terms, span, possible)
        out.append(row)
        if not row.accepted:  # nothing new comes behind it
            break
    return out


def _row(terms: Terms, span: Span, possible: float) -> Row:
    handed = after(terms.own_due, span)
    attempt = Handed(1, None, None, possible, possible, True)
    own = outcome(terms, attempt, handed)
    bare = outcome(terms.without_slip(), attempt, handed)
    assert own.final is not None
    assert bare.final is not None
    return Row(
        late=span,
        handed=handed,
        accepted=own.accepted,
        slip_days=own.slip_days,
        final=float(own.final),
        final_without_slip=float(bare.final),
    )


def _bends(terms: Terms) -> Iterator[Span]:
    """Where something changes: the end of grace, of table rows, of the time to hand in."""
    if terms.policy.grace:
        yield terms.policy.grace
    if terms.policy.penalty is not None:
        yield from (span for span, _ in terms.policy.penalty.table if span)
    closing = terms.closing
    if closing is not None:
        end = Span(*days_and_seconds(terms.own_due, closing))
        yield from (end,) if end else ()
        yield Span(end.days, end.seconds + 60)


def _closes(policy: Policy) -> str:
    if policy.closes is None:
        return "Never: late work is accepted at any time."
    assert policy.due is not None
    moment = say(moment_of(policy.closes, policy.due), weekday=True)
    if isinstance(policy.closes, Span):
        return f"{policy.closes} after the student's own due date ({moment}); later work counts 0 points."
    return f"{moment}; later work counts 0 points. An extension that ends later moves it."


def _slip(policy: Policy) -> Iterator[tuple[str, str]]:
    slip = policy.slip
    if slip is None:
        return
    most = slip.max_per_homework
    limit = "" if most is None else f", at most {most} for one homework"
    yield (
        "slip days",
        (
            f"{plural(slip.days, 'day')} for the course{limit}: whole days, used before anything is "
            "taken off, as few as needed and only where they help. They do not move the closing."
        ),
    )
    if slip.used:
        yield "used", f"{', '.join(f'{name} {days}' for name, days in slip.used)}."
    if slip.earlier:
        days = sum(use.days for use in slip.earlier)
        yield "used", f"{plural(days, 'slip day')} in earlier homeworks, read from their results."


def _penalty(policy: Policy) -> str:
    penalty = policy.penalty
    if penalty is None:
        return "None: nothing is taken off for being late."
    whole = {"earned": "the points earned", "possible": "the possible points"}[penalty.of]
    unit = penalty.highest.unit
    text = _curve(penalty) + (f", of {whole}" if unit == "%" else "")
    if penalty.most is not None:
        of = f" of {whole}" if penalty.most.unit == "%" else ""
        text += f"; at most {penalty.most}{of}"
    if penalty.least is not None:
        of = " of the possible points" if penalty.least.unit == "%" else ""
        text += f"; the mark does not fall below {penalty.least}{of} for being late"
    if policy.grace:
        text += f". It counts from the end of the {policy.grace} of grace"
    return f"{text}. The mark is rounded to two decimals, half up."


def _curve(penalty: Penalty) -> str:
    if penalty.per is not None:
        if penalty.curve == "steps":
            return f"{penalty.rate} for each started {penalty.per}"
        return f"{penalty.rate} per {penalty.per}, in proportion to the time"
    if penalty.curve == "steps":
        told = ", ".join(f"up to {span} late {take}" for span, take in penalty.table)
        return f"{told}, and so for any longer time"
    told = ", ".join(f"{_point(span)} {take}" for span, take in penalty.table)
    return f"{told}, on straight lines between them, and the last for any longer time"


def _point(span: Span) -> str:
    return f"{span} late" if span else "from the first moment"


def _extension(extension: Extension, due: datetime) -> str:
    who = ", ".join(extension.students)
    note = f" ({extension.note})" if extension.note else ""
    if extension.until is None:
        return f"{who}: no limit{note}."
    return f"{who}: until {say(moment_of(extension.until, due), weekday=True)}{note}."
