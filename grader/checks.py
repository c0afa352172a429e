"""The `@check` decorator and what a homework's set of checks must satisfy.

The decorator only attaches data; nothing is registered at import. Collecting is a later,
explicit step (`pytest_plugin.collect`), and `order` refuses a set that contradicts itself.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from grader.assignment import Assignment
from grader.errors import UsageError
from grader.types import Check, Limits, Visibility

__all__ = ["CheckOptions", "check", "make_check", "order"]

_ATTRIBUTE = "__grader_check__"
Function = TypeVar("Function", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What an author wrote beside a check function."""

    question: str
    points: float
    visibility: Visibility
    needs: tuple[str, ...]
    hint: str | None
    cpu_s: float | None
    wall_s: float | None
    blind: str | None


def check(
    *,
    question: str,
    points: float,
    visibility: Visibility,
    needs: Sequence[str] = (),
    hint: str | None = None,
    cpu_s: float | None = None,
    wall_s: float | None = None,
    blind: str | None = None,
) -> Callable[[Function], Function]:
    """Marks a pytest function as a check of the homework.

    Args:
        question: id of the item on the sheet, as listed in `assignment.toml`.
        points: what passing earns, all or nothing.
        visibility: "public" (the student sees everything) or "hidden" (title and hint only). No default.
        needs: ids of checks without which this one says nothing; it is `blocked` unless they passed.
        hint: what to look at when it fails; never the answer.
        cpu_s: CPU seconds that each call may use, if not the homework's own.
        wall_s: seconds on the clock that each call may take, if not the homework's own.
        blind: what its inputs mean to look at although they hide other mistakes: "a batch of one".
            `grader verify` refuses inputs of that kind otherwise.

    Raises:
        UsageError: when the arguments contradict each other, as the file is collected.
    """
    if isinstance(needs, str):
        raise UsageError(f"@check(question={question!r}): needs must be a list of check ids.")
    if visibility not in ("public", "hidden"):
        raise UsageError(
            f"@check(question={question!r}): visibility must be 'public' or 'hidden', not {visibility!r}."
        )
    if isinstance(points, bool) or not isinstance(points, int | float) or not points > 0:
        raise UsageError(f"@check(question={question!r}): points must be positive, not {points!r}.")
    options = CheckOptions(
        question=question,
        points=float(points),
        visibility=visibility,
        needs=tuple(needs),
        hint=hint,
        cpu_s=cpu_s,
        wall_s=wall_s,
        blind=blind,
    )

    def attach(function: Function) -> Function:
        setattr(function, _ATTRIBUTE, options)
        return function

    return attach


def make_check(function: Any, *, id: str, place: str, limits: Limits) -> Check:
    """The record of one collected function.

    Args:
        function: the function under `@check`.
        id: its stable id, `<file>.<name>`.
        place: file and line, for messages.
        limits: the homework's own, for what the decorator left open.

    Raises:
        UsageError: when it carries no `@check` or no docstring.
    """
    options = getattr(function, _ATTRIBUTE, None)
    if not isinstance(options, CheckOptions):
        raise UsageError(f"{place}: {function.__name__} has no @check(...) above it.")
    title = (function.__doc__ or "").strip().partition("\n")[0].strip()
    if not title:
        raise UsageError(
            f"{place}: {function.__name__} needs a docstring; its first line is what the student reads."
        )
    own = {k: v for k in ("cpu_s", "wall_s") if (v := getattr(options, k)) is not None}
    return Check(
        id=id,
        question=options.question,
        title=title,
        points=options.points,
        visibility=options.visibility,
        needs=options.needs,
        limits=replace(limits, **own),
        hint=options.hint,
        blind=options.blind,
    )


def order(
    checks: Sequence[Check], assignment: Assignment, *, whole: bool = True
) -> tuple[Check, ...]:
    """The homework's checks, written ones included, in the order of the sheet; needs come first.

    Args:
        checks: as they were collected.
        assignment: what they are for.
        whole: false for the public part in a handout, where a question may have no check.

    Raises:
        UsageError: for a question that is not on the sheet or has no check, for an id used twice,
            for a need that does not exist, or needs that go round in a circle.
    """
    place = {q.id: n for n, q in enumerate(assignment.questions)}
    everything = [
        replace(c, void=assignment.void.get(c.id)) for c in (*checks, *assignment.written)
    ]
    by_id: dict[str, Check] = {}
    for c in everything:
        if c.question not in place:
            raise UsageError(
                f"{assignment.id}: check {c.id} is for question {c.question!r}, "
                "which assignment.toml does not list."
            )
        if c.id in by_id:
            raise UsageError(f"{assignment.id}: two checks have the id {c.id}.")
        by_id[c.id] = c
    for c in everything:
        for need in c.needs:
            if need not in by_id:
                raise UsageError(
                    f"{assignment.id}: check {c.id} needs {need!r}, which does not exist."
                )
    if lost := sorted(set(assignment.void) - set(by_id)):
        near = difflib.get_close_matches(lost[0], by_id, n=1)
        meant = f"; is {near[0]!r} meant?" if near else "."
        raise UsageError(f"{assignment.id}: [[void]] names {lost[0]!r}, which is no check{meant}")
    for question in place if whole else ():
        if not any(c.question == question for c in everything):
            raise UsageError(
                f"{assignment.id}: question {question} has no check and no [[written]]."
            )
    out: list[Check] = []
    for c in sorted(everything, key=lambda c: place[c.question]):  # stable: file order inside
        _append_after_needs(c, by_id, out, (), assignment.id)
    return tuple(out)


def _append_after_needs(
    c: Check, by_id: dict[str, Check], out: list[Check], path: tuple[str, ...], assignment: str
) -> None:
    if c in out:
        return
    if c.id in path:
        raise UsageError(
            f"{assignment}: these checks need each other in a circle: {' -> '.join((*path, c.id))}."
        )
    for need in c.needs:
        _append_after_needs(by_id[need], by_id, out, (*path, c.id), assignment)
    out.append(c)
