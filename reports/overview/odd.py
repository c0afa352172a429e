"""What is odd about a class's checks: each kind with what it may mean, never with a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.overview.items import UNPASSED, Item
from reports.overview.measures import signed
from reports.overview.roll import Figure, Roll
from reports.text import one_line

FEWEST = 5
"""Students below whom `everybody` and `nobody` say nothing."""
SLOW = 0.1
"""Part of the judged over a limit from which the limit itself is worth a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One check that is odd in some way, and the students that make it so."""

    check: str
    title: str
    count: int
    status: str = ""
    """How the check ended for these students; `unpassed` for all who were judged and did not."""
    figure: Figure | None = None
    """The students, where no status tells who they are."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """One way of being odd, and the checks that are."""

    title: str
    meaning: str
    cases: tuple[Case, ...]


def oddities(roll: Roll, items: Sequence[Item]) -> tuple[Oddity, ...]:
    """Every kind that occurs, the most urgent first. Voided checks are settled already."""
    counted = [item for item in items if not item.voided]
    kinds = (
        Oddity(
            title="Same files, different end",
            meaning="Equal work got unequal verdicts: the check depends on chance or on the machine.",
            cases=_unequal(roll, counted),
        ),
        Oddity(
            title="Nobody passed",
            meaning="The check, the sheet or the lecture may be wrong, rather than everybody.",
            cases=tuple(
                _case(item, "unpassed", _mostly_blocked(item))
                for item in counted
                if item.judged >= FEWEST and not item.who("passed")
            ),
        ),
        Oddity(
            title="Strong students do worse",
            meaning="Who passes has fewer points elsewhere, beyond what chance explains: "
            "it may ask for something wrong.",
            cases=tuple(
                _case(
                    item, "unpassed", f"item-rest correlation {signed(item.separation.correlation)}"
                )
                for item in counted
                if item.separation is not None and item.separation.reversed
            ),
        ),
        Oddity(
            title="Often over a limit",
            meaning="A tenth or more ran into the limit of time or memory: it may be too tight.",
            cases=tuple(
                _case(item, "timed_out", f"of {item.judged}")
                for item in counted
                if item.judged >= FEWEST and len(item.who("timed_out")) >= SLOW * item.judged
            ),
        ),
        Oddity(
            title="Everybody passed",
            meaning="It tells nobody apart. That is fine for a first step.",
            cases=tuple(
                _case(item, "passed")
                for item in counted
                if item.judged >= FEWEST and len(item.who("passed")) == item.judged
            ),
        ),
    )
    return tuple(kind for kind in kinds if kind.cases)


def _case(item: Item, status: str, note: str = "") -> Case:
    return Case(
        check=item.check,
        title=item.title,
        count=len(item.who(*UNPASSED) if status == "unpassed" else item.who(status)),
        status=status,
        note=note,
    )


def _mostly_blocked(item: Item) -> str:
    """Says when it hardly ever ran: then another check is the odd one."""
    blocked = len(item.who("blocked"))
    if 2 * blocked < item.judged:
        return ""
    return f"{blocked} not run, because a check that it needs did not pass"


def _unequal(roll: Roll, items: Sequence[Item]) -> tuple[Case, ...]:
    """Checks that ended differently for students whose files are equal byte for byte."""
    same: dict[str, list[int]] = {}
    for place, result in enumerate(roll.results):
        if digest := str(result.get("digest") or ""):
            same.setdefault(digest, []).append(place)
    groups = [who for who in same.values() if len(who) > 1]
    if not groups:
        return ()
    judged = [
        {
            str(v["check"]): v["status"]
            for v in result["verdicts"]
            if v["status"] not in ("manual", "broken") and not v.get("marked")
        }
        for result in roll.results
    ]
    cases = []
    for item in items:
        who = [
            place
            for group in groups
            if len({judged[p][item.check] for p in group if item.check in judged[p]}) > 1
            for place in group
        ]
        if who:
            name = one_line(item.check, 80)
            figure = roll.figure(f"unequal:{item.check}", f"{name}: same files, different end", who)
            cases.append(
                Case(check=item.check, title=item.title, count=figure.count, figure=figure)
            )
    return tuple(cases)
