"""Students whose wrong numbers are the same: one mistake in many heads, or a copy.

Which of the two it is cannot be seen from numbers, and nothing here says so.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.overview.misconceptions import GENERIC, most_told, told
from reports.overview.roll import Figure, Roll
from reports.text import one_line

MOST_SHOWN = 100
"""Clusters on the page; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Students who gave the same wrong numbers, in one check or in several."""

    figure: Figure
    checks: tuple[str, ...]
    """Checks in which exactly these students share their wrong numbers."""
    got: str
    """What came back in the first of them; empty where nothing is recorded."""
    fits: int
    """In how many of these checks a mistake was recognised."""
    sentences: tuple[str, ...]
    """These mistakes, at most three; generic relations only where there is nothing else."""
    explained: bool
    """Whether an idea that somebody wrote down explains it in each of these checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """What the page shows of all clusters."""

    shown: tuple[Cluster, ...]
    omitted: int


def clusters(roll: Roll) -> Clusters:
    """Groups of two or more with the same wrong numbers; those that nothing explains come first.

    Groups of exactly the same students are one cluster, whatever number of checks they share:
    that two of five hundred agree in ten wrong numbers is another matter than in one. Students
    who handed in together are one here.

    Returns:
        Unexplained before explained ones, then by falling number of shared checks, then by
        falling number of students.
    """
    same: dict[tuple[str, str], dict[int, Mapping[str, Any]]] = {}
    for place, result in enumerate(roll.results):
        for verdict in result["verdicts"]:
            if wrong := fingerprint(verdict):
                same.setdefault((str(verdict["check"]), wrong), {})[place] = verdict
    shared: dict[tuple[int, ...], list[tuple[str, str]]] = {}
    for key, verdicts in same.items():
        if len({_team(roll, place) for place in verdicts}) > 1:
            shared.setdefault(tuple(verdicts), []).append(key)
    found = [_cluster(roll, who, {key: same[key] for key in keys}) for who, keys in shared.items()]
    found.sort(key=lambda one: (one.explained, -len(one.checks), -one.figure.count, one.checks))
    return Clusters(shown=tuple(found[:MOST_SHOWN]), omitted=max(0, len(found) - MOST_SHOWN))


def copies(roll: Roll) -> tuple[Figure, ...]:
    """Students who did not hand in together, and whose files are the same byte for byte."""
    same: dict[str, list[int]] = {}
    for place, result in enumerate(roll.results):
        if digest := str(result.get("digest") or ""):
            same.setdefault(digest, []).append(place)
    return tuple(
        roll.figure(f"files:{digest[:12]}", "the same files, byte for byte", who)
        for digest, who in same.items()
        if len({_team(roll, place) for place in who}) > 1
    )


def fingerprint(verdict: Mapping[str, Any]) -> str:
    """Names the wrong numbers of a verdict; empty where there are none or nobody recorded them."""
    evidence = verdict.get("evidence")
    wrong = evidence.get("wrong") if isinstance(evidence, Mapping) else None
    return wrong if isinstance(wrong, str) else ""


def _team(roll: Roll, place: int) -> tuple[str, ...]:
    """Who handed in together with this student, themselves included."""
    result = roll.results[place]
    return tuple(sorted({str(result["student"]), *map(str, result.get("group") or ())}))


def _cluster(
    roll: Roll,
    who: tuple[int, ...],
    shared: Mapping[tuple[str, str], Mapping[int, Mapping[str, Any]]],
) -> Cluster:
    """One group of students and everything in which they agree.

    Args:
        roll: The class.
        who: The students.
        shared: (check, fingerprint) -> verdict of each of them.
    """
    names = [check for check, _ in shared]
    fits = [[pair for v in verdicts.values() for pair in told(v)] for verdicts in shared.values()]
    ideas: dict[str, Counter[str]] = {}
    for pairs in fits:
        for id_, sentence in pairs:
            ideas.setdefault(id_, Counter())[sentence] += 1
    real = [id_ for id_ in ideas if not id_.startswith(GENERIC)]
    chosen = real or list(ideas)
    first = next(iter(shared.values()))[who[0]]
    digest = hashlib.sha256("\0".join("\0".join(key) for key in shared).encode("utf-8", "replace"))
    where = one_line(names[0], 80) if len(names) == 1 else f"{len(names)} checks"
    return Cluster(
        figure=roll.figure(
            f"same:{digest.hexdigest()[:12]}", f"the same wrong numbers in {where}", who
        ),
        checks=tuple(names),
        got=one_line(_said(first["evidence"]), 160) if roll.named else "",
        fits=sum(any(id_ in chosen for id_, _ in pairs) for pairs in fits),
        sentences=tuple(one_line(most_told(ideas[id_]) or id_, 400) for id_ in chosen[:3]),
        explained=all(any(not id_.startswith(GENERIC) for id_, _ in pairs) for pairs in fits),
    )


def _said(evidence: Mapping[str, Any]) -> str:
    """The wrong numbers in words: where they are worst, else what came back at all."""
    worst, expected, got = (evidence.get(name) for name in ("worst", "expected", "got"))
    if isinstance(worst, str) and worst:
        return worst
    if isinstance(got, str) and got:
        return f"expected {expected}, got {got}" if isinstance(expected, str) else got
    return ""
