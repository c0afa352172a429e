"""Which mistakes were recognised in a class, by how many, and in which checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.overview.roll import Figure, Roll
from reports.text import one_line

GENERIC = "relation."
"""Ids that start so say how an answer relates to the right one, not which idea led to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """One recognised mistake."""

    id: str
    sentence: str
    """As most of its students read it."""
    figure: Figure
    checks: tuple[tuple[str, Figure], ...]
    """Checks where it was found, with the students; the most frequent first."""
    generic: bool


def misconceptions(roll: Roll) -> tuple[Misconception, ...]:
    """Every mistake that was recognised, those with an idea behind them first.

    A student whose answer fits several mistakes counts for each of them, and once for each,
    however many of their checks it explains.

    Returns:
        Misconceptions by falling number of students, then the generic relations in the same way.
    """
    sentences: dict[str, Counter[str]] = {}
    who: dict[str, dict[int, None]] = {}
    checks: dict[str, dict[str, list[int]]] = {}
    for place, result in enumerate(roll.results):
        for verdict in result["verdicts"]:
            for id_, sentence in dict(told(verdict)).items():
                sentences.setdefault(id_, Counter())[sentence] += 1
                who.setdefault(id_, {})[place] = None
                where = checks.setdefault(id_, {})
                where.setdefault(str(verdict["check"]), []).append(place)
    found = [
        Misconception(
            id=one_line(id_, 80),
            sentence=one_line(most_told(sentences[id_]) or id_, 600),
            figure=roll.figure(f"misconception:{id_}", f"fits {one_line(id_, 80)}", who[id_]),
            checks=_by_check(roll, id_, checks[id_]),
            generic=id_.startswith(GENERIC),
        )
        for id_ in who
    ]
    found.sort(key=lambda one: (one.generic, -one.figure.count, one.id))
    return tuple(found)


def _by_check(
    roll: Roll, id_: str, where: Mapping[str, list[int]]
) -> tuple[tuple[str, Figure], ...]:
    """The students of a mistake in each check, the most frequent check first."""
    found = [
        (
            one_line(check),
            roll.figure(
                f"misconception:{id_}@{check}",
                f"fits {one_line(id_, 80)} in {one_line(check, 80)}",
                who,
            ),
        )
        for check, who in where.items()
    ]
    return tuple(sorted(found, key=lambda pair: -pair[1].count))


def told(verdict: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Ids and sentences of the mistakes that fit an answer; a sentence may be empty."""
    evidence = verdict.get("evidence")
    fitting = evidence.get("diagnoses") if isinstance(evidence, Mapping) else None
    first = verdict.get("diagnosis")
    if first:
        yield str(first), ""
    if isinstance(fitting, list | tuple):
        for one in fitting:
            if isinstance(one, Mapping) and one.get("id"):
                yield str(one["id"]), str(one.get("sentence") or "")


def most_told(sentences: Counter[str]) -> str:
    """The most frequent sentence that says something; of equals the first in the alphabet."""
    spoken = [(-number, sentence) for sentence, number in sentences.items() if sentence]
    return min(spoken)[1] if spoken else ""
