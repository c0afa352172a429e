"""A few mutants of many, evenly over files, functions and families."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from grader.mutants.mutant import Mutant


def sample(mutants: Sequence[Mutant], most: int) -> list[Mutant]:
    """At most so many of them, in the order they came.

    Functions take turns, and within a function its families. Which mutant of a family comes first
    is decided by a digest of its key: the same in every run, and whatever else is in the file.

    Args:
        mutants: of one file or of several.
        most: how many; 0 or more.

    >>> sample([], 3)
    []
    """
    if len(mutants) <= most:
        return list(mutants)
    turns: defaultdict[tuple[str, str], list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants, key=_digest):
        turns[mutant.file, mutant.function].append(mutant)
    queues = [list(_in_turns(queue)) for queue in turns.values()]
    chosen = {id(m) for m in [m for round_ in _rounds(queues) for m in round_][:most]}
    return [m for m in mutants if id(m) in chosen]


def _in_turns(mutants: Sequence[Mutant]) -> Iterator[Mutant]:
    """One of each family, then the second of each."""
    families: defaultdict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        families[mutant.family].append(mutant)
    for round_ in _rounds(list(families.values())):
        yield from round_


def _rounds(queues: Sequence[list[Mutant]]) -> Iterator[list[Mutant]]:
    """The first of each queue, then the second of each."""
    for turn in range(max(map(len, queues), default=0)):
        yield [queue[turn] for queue in queues if turn < len(queue)]


def _digest(mutant: Mutant) -> str:
    return hashlib.sha256(mutant.key.encode("utf-8", "surrogatepass")).hexdigest()
