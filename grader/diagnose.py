"""Names the mistake behind a failed check, where it is known.

What the student returned is compared with what each misconception of the homework returns on the
same inputs, then with generic relations. A match is a fact about numbers; without one nothing is
said. A hidden check's sentence never holds a number of the right answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.compare.judged import Judged
from grader.compare.message import figure
from grader.engine import End
from grader.relations import Input, relations
from grader.types import Check
from grader.wire import Tensor

MOST_NAMED = 3
"""Misconceptions that are named together; where more match, their numbers tell nothing apart."""
NEARER = 0.1
"""How near, of the distance to the truth, an answer has to be to a misconception's."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WrongAnswer:
    """What one misconception answers where a check fails it."""

    misconception: str
    sentence: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One mistake that fits."""

    id: str
    """Of the misconception, or `relation.` and the id of a generic relation."""
    sentence: str


WrongAnswers = Callable[[Check], Sequence[WrongAnswer]]
"""What the misconceptions that a check catches answer to it."""
Match = Callable[[Check, Judged], tuple[Diagnosis, ...]]
"""Names the misconceptions that fit the comparison that failed a check."""


class Diagnoser:
    """Adds diagnoses to verdicts. Plugs into `engine.Context.diagnose`.

    Args:
        wrong_answers: asked once per check at most for each failed verdict with numbers.
    """

    def __init__(self, wrong_answers: WrongAnswers) -> None:
        self._wrong_answers = wrong_answers

    def __call__(self, check: Check, end: End) -> End:
        """The end with its verdict's `diagnosis`, and `diagnoses` in its evidence, if any fits."""
        return diagnosed(check, end, self._match)

    def _match(self, check: Check, culprit: Judged) -> tuple[Diagnosis, ...]:
        return matching(culprit, self._wrong_answers(check))


def diagnosed(check: Check, end: End, match: Match) -> End:
    """The end with its verdict's `diagnosis`, and `diagnoses` in its evidence, if any fits.

    Args:
        check: What was asked.
        end: How it ended; one without numbers stays as it is.
        match: Asked first; where it names nothing, the generic relations are tried.
    """
    if end.culprit is None:
        return end
    found = match(check, end.culprit)
    if not found:
        found = generic(end.culprit, _inputs(end), hidden=check.visibility != "public")
    if not found:
        return end
    told = [{"id": d.id, "sentence": d.sentence} for d in found]
    verdict = replace(
        end.verdict,
        diagnosis=found[0].id,
        evidence={**end.verdict.evidence, "diagnoses": told},
    )
    return replace(end, verdict=verdict)


def why(culprit: Judged, id: str, wrong: Sequence[WrongAnswer]) -> str:
    """What a diagnosis rests on, in one sentence with its numbers; for the instructor only.

    Args:
        culprit: The comparison that failed.
        id: Of the diagnosis.
        wrong: Answers of misconceptions to the same check.
    """
    allowed = f"the check allows {figure(culprit.bound, 3)}"
    if id.startswith("relation."):
        return f"It holds for every entry of what came back; {allowed} for each of them."
    for one in wrong:
        if one.misconception == id and _same_question(culprit, one.judged):
            if one.judged.got.shape != culprit.got.shape:
                continue
            with np.errstate(all="ignore"):
                away = np.abs(culprit.got - one.judged.got)
            apart = culprit.error
            from_truth = (
                f"the right answer is {figure(apart, 3)} away"
                if np.isfinite(apart)
                else "the right answer has another shape or is not finite there"
            )
            largest = _largest(away)
            near = "the same" if largest == 0 else f"the same up to {figure(largest, 3)}"
            return (
                "The solution with this mistake put into it was asked the same, and its answer is "
                f"{near}, while {from_truth}; {allowed}."
            )
    return ""


def _largest(away: np.ndarray) -> float:
    finite = away[np.isfinite(away)]
    return float(finite.max(initial=0.0))


def matching(culprit: Judged, wrong: Sequence[WrongAnswer]) -> tuple[Diagnosis, ...]:
    """The misconceptions that answer the same as the student where the check failed.

    Args:
        culprit: The comparison that failed.
        wrong: Answers of misconceptions to the same check.

    Returns:
        Those that fit; none when more than MOST_NAMED do.
    """
    found: dict[str, Diagnosis] = {}
    for one in wrong:
        if _same_question(culprit, one.judged) and _same_answer(culprit, one.judged):
            found.setdefault(one.sentence, Diagnosis(one.misconception, one.sentence))
    return tuple(found.values()) if len(found) <= MOST_NAMED else ()


def generic(culprit: Judged, inputs: Sequence[Input], *, hidden: bool) -> tuple[Diagnosis, ...]:
    """Relations to the right answer that hold whatever the homework.

    Args:
        culprit: The comparison that failed.
        inputs: What the check had handed over.
        hidden: Of single numbers nothing is said then: "the opposite sign" would give them away.
    """
    if culprit.kind not in ("values", "slope", "shape"):
        return ()
    if culprit.expected.size < 2 and (hidden or culprit.kind == "slope"):
        return ()
    found = relations(culprit.got, culprit.expected, bound=culprit.bound, inputs=inputs)
    if culprit.kind == "slope":  # slopes along random directions keep factors only
        found = [r for r in found if r.id in ("sign", "factor", "factor_sign", "zeros")]
    return tuple(Diagnosis(f"relation.{r.id}", r.sentence) for r in found[:2])


def _same_question(ours: Judged, theirs: Judged) -> bool:
    """Whether both were judged at the same place of the check, on the same inputs."""
    return (
        ours.what == theirs.what
        and ours.kind == theirs.kind
        and ours.expected.shape == theirs.expected.shape
        and (ours.kind == "interval" or np.array_equal(ours.expected, theirs.expected))
    )


def _same_answer(ours: Judged, theirs: Judged) -> bool:
    if ours.got.shape != theirs.got.shape:
        return False
    strange = ~np.isfinite(ours.got)
    if (strange != ~np.isfinite(theirs.got)).any() or strange.all():
        return False
    if strange.any() and not np.array_equal(ours.got[strange], theirs.got[strange], equal_nan=True):
        return False
    a, b = ours.got[~strange], theirs.got[~strange]
    with np.errstate(over="ignore"):
        away = float(np.abs(a - b).max(initial=0.0))
    if ours.kind == "interval" and away >= ours.error:
        return False  # the accepted numbers are as near
    return away <= granted(ours, theirs)


def granted(ours: Judged, theirs: Judged) -> float:
    """How far apart two wrong answers may be, at any entry, and still be the same one.

    Args:
        ours: What a student's answer was judged as.
        theirs: What a misconception's answer to the same question was judged as.
    """
    if ours.kind == "count":
        return 0.0
    if ours.kind == "interval":  # a number rounded by hand
        return ours.bound / 4
    finite = np.abs(theirs.got[np.isfinite(theirs.got)])
    apart = theirs.error if finite.size < theirs.got.size or theirs.kind == "shape" else ours.error
    scale = max(1.0, float(finite.max(initial=0.0)) / _size(ours.expected))
    return min(ours.bound * scale, NEARER * apart)


def _size(values: np.ndarray) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0)) or 1.0


def _inputs(end: End) -> list[Input]:
    """The arrays of the last call's arguments, then those of earlier requests, newest first."""
    out: list[Input] = []
    for n, request in enumerate(reversed(end.requests)):
        if request.get("op") == "set":
            path = request.get("target", {}).get("path", ())
            named = [(".".join(map(str, path)) or "the value that was set", request.get("value"))]
        else:
            where = "" if n == 0 else f" of an earlier call of {_called(request)}"
            named = [
                (f"argument {place}{where}", value)
                for place, value in enumerate(request.get("args", ()), 1)
            ]
        for name, value in named:
            if (values := _numbers(value)) is not None:
                out.append(Input(name=name, values=values))
        if len(out) > 40:
            break
    return out


def _called(request: dict[str, Any]) -> str:
    path = request.get("target", {}).get("path") or ("it",)
    return str(path[-1])


def _numbers(value: Any) -> np.ndarray | None:
    if isinstance(value, Tensor):
        value = value.array
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and 0 < value.size <= 10_000:
        return value.astype(np.float64)
    return None
