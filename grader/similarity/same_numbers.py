"""Wrong numbers that several students gave: the rarer, and the less explained, the more they say."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.recording import Recording

EXPLAINED = 0.1
"""What is left of the weight of a wrong number that a known mistake explains: many make it."""

_DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongNumber:
    """One failed check of one student."""

    check: str
    question: str
    title: str
    mark: str
    """Equal for equal wrong numbers."""
    got: str
    """What came back, as the result file tells it."""
    explained: str
    """Sentence of the known mistake that explains it; "" where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedNumber:
    """A wrong number that two owners have in common."""

    number: WrongNumber
    students: int
    """How many of the class gave it."""
    of: int
    """How many were judged by this check."""
    weight: float


def wrong_numbers(result: Mapping[str, Any], played: Recording | None) -> dict[str, WrongNumber]:
    """Check id -> the wrong number given there.

    Results of older versions carry no fingerprint of it; then what the check's calls gave back
    stands for it, as far as it was recorded.
    """
    out = {}
    for verdict in result["verdicts"]:
        evidence = verdict.get("evidence") or {}
        if verdict["status"] != "failed":
            continue
        mark = str(evidence.get("wrong") or "")
        if not mark and evidence.get("got") and evidence.get("worst") and played is not None:
            mark = _recorded(played, verdict["check"])
        if mark:
            out[verdict["check"]] = WrongNumber(
                check=verdict["check"],
                question=verdict["question"],
                title=verdict["title"],
                mark=mark,
                got=str(evidence.get("got") or "")[:200],
                explained=_explained(verdict, evidence),
            )
    return out


def _explained(verdict: Mapping[str, Any], evidence: Mapping[str, Any]) -> str:
    """The sentence of a known mistake that fits the answer."""
    if not verdict.get("diagnosis"):
        return ""
    for one in evidence.get("diagnoses") or ():
        if isinstance(one, Mapping) and one.get("sentence"):
            return str(one["sentence"])[:400]
    return str(verdict["diagnosis"])


def _recorded(played: Recording, check: str) -> str:
    """A text that is the same for the same numbers that a check's calls gave back; "" for none."""
    digest = hashlib.sha256(check.encode())
    found = False
    for _, run in played.calls.get(check, ()):
        for values in _numbers(run.value):
            found = True
            digest.update(repr(values.shape).encode())
            with np.errstate(all="ignore"):
                digest.update(" ".join(f"{v:.{_DIGITS - 1}e}" for v in values.flat).encode())
    return f"recorded {digest.hexdigest()[:16]}" if found else ""


def _numbers(value: Any, depth: int = 0) -> Iterator[np.ndarray]:
    """The arrays of numbers in what came back, in order."""
    if depth > 6 or isinstance(value, str | bytes | bool) or value is None:
        return
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _numbers(part, depth + 1)
    elif isinstance(value, list | tuple):
        for part in value[:1000]:
            yield from _numbers(part, depth + 1)
    else:
        array = np.asarray(getattr(value, "array", value))
        if array.dtype.kind in "iuf" and array.size <= 10_000:
            yield array.astype(np.float64)


def shared_numbers(
    everybody: Mapping[int, Mapping[str, WrongNumber]], judged: Mapping[str, int]
) -> dict[tuple[int, int], list[SharedNumber]]:
    """The wrong numbers that two owners have in common, for every two that have one.

    Args:
        everybody: owner -> check id -> the wrong number.
        judged: check id -> how many owners were judged by it.

    Returns:
        (smaller owner, larger owner) -> the shared ones, heaviest first. The weight is how often
        the class has to be halved until only those are left who gave it. Of several in one
        question only the heaviest weighs: one mistake shows in many checks.
    """
    who: dict[tuple[str, str], list[int]] = defaultdict(list)
    for owner in sorted(everybody):
        for check, number in everybody[owner].items():
            who[check, number.mark].append(owner)
    out: dict[tuple[int, int], list[SharedNumber]] = defaultdict(list)
    for (check, _), owners in sorted(who.items()):
        if not 2 <= len(owners) <= _most(judged[check]):
            continue
        for i, a in enumerate(owners):
            for b in owners[i + 1 :]:
                number = everybody[a][check]
                if not number.explained and everybody[b][check].explained:
                    number = everybody[b][check]
                weight = math.log2(judged[check] / (len(owners) - 1))
                out[a, b].append(
                    SharedNumber(
                        number=number,
                        students=len(owners),
                        of=judged[check],
                        weight=weight * (EXPLAINED if number.explained else 1),
                    )
                )
    return {pair: _once_per_question(found) for pair, found in out.items()}


def _most(judged: int) -> int:
    """A number that more owners than this gave says nothing about two of them."""
    return max(4, judged // 10)


def _once_per_question(found: list[SharedNumber]) -> list[SharedNumber]:
    """Heaviest first; the further ones of a question weigh nothing."""
    out: list[SharedNumber] = []
    seen: set[str] = set()
    for one in sorted(found, key=lambda s: (-s.weight, s.number.check)):
        again = one.number.question in seen
        seen.add(one.number.question)
        out.append(
            SharedNumber(
                number=one.number,
                students=one.students,
                of=one.of,
                weight=0.0 if again else one.weight,
            )
        )
    return sorted(out, key=lambda s: (-s.weight, s.number.check))
