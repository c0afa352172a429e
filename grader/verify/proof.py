"""The proof of one homework: what must hold of its own material, step by step.

Every step returns findings in words; an empty list is what the author wants. Nothing here judges
a student.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from grader.assignment import load_assignment
from grader.errors import UsageError
from grader.footprint import REST, Place, changed, reach
from grader.handout import handout_problems, starter_submissions
from grader.material import (
    Misconception,
    expand,
    load_misconceptions,
    load_solution,
    load_variants,
)
from grader.patching import Files
from grader.pytest_plugin import collect
from grader.types import Check
from grader.verify.crew import Crew, Outcome, Piece, Setup, Told
from grader.verify.inputs import blind_arguments
from grader.verify.recorded import recorded_problems, write_tolerances
from grader.verify.tolerances import Measured, Nearest, measure

LEAST_MISCONCEPTIONS = 6
"""For every item that code grades."""
LEAST_STYLES = 4
"""Right variants, the solution not counted, of every name that a check asks for."""
ANSWERS = "answers"
"""The dict of numbers worked out by hand: there is only one style of it."""


Thing = TypeVar("Thing")


@dataclass(slots=True)
class Step:
    """One line of the table."""

    name: str
    what: str
    problems: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    """What an author wants to see with --verbose."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


class Proof:
    """All that is known of one homework while it is being proved.

    Args:
        folder: of the homework.
        seed: of the inputs.
        tier: of the sandbox.
        jobs: processes.
        only: a word that names of variants, misconceptions and checks must contain, or None.
        record: whether the measured tolerances are written into the homework's folder.

    Raises:
        UsageError: when the homework cannot be read at all.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seed: int,
        tier: str,
        jobs: int,
        only: str | None = None,
        record: bool = False,
    ) -> None:
        self.assignment = load_assignment(folder)
        suite = collect(self.assignment)
        self.checks: tuple[Check, ...] = suite.checks
        suite.close()
        self.setup = Setup(folder=folder, seed=seed, tier=tier)
        self.crew = Crew(self.setup, jobs=jobs)
        self.only = only
        self.record = record
        self.solution = load_solution(folder)
        self.variants = load_variants(folder, self.solution)
        self.misconceptions = load_misconceptions(folder, self.solution)
        self.expected = {m.id: self._expected(m) for m in self.misconceptions}
        self._refuse_no_match()
        self._seen: dict[str, frozenset[Place] | None] = {}
        self._right: dict[str, Told] = {}
        self._spread: list[Mapping[str, Told]] = []
        self._caught: dict[str, Outcome] = {}

    def steps(self) -> Iterable[Step]:
        """Every step but the mutants, in the order in which one would mend what they find."""
        yield self._solution()
        if not self._right:
            return
        yield self._handout()
        yield self._variants()
        yield self._misconceptions()
        yield self._items()
        yield self._inputs()
        yield self._tolerances()

    def affected(self, files: Files) -> tuple[str, ...]:
        """The checks that can see where these files differ from the solution, cheapest first."""
        where = changed(self.solution, files)
        touched: set[str] = set()
        for c in self.checks:  # needs come first
            seen = self._seen[c.id]
            if not c.manual and (seen is None or seen & where or touched & set(c.needs)):
                touched.add(c.id)
        in_order = [c.id for c in self.checks if c.id in touched]
        return tuple(sorted(in_order, key=lambda c: round(self._right[c].cpu_s, 1)))

    def seconds(self, checks: Iterable[str]) -> float:
        """CPU seconds that the solution needs for the dearest of some checks."""
        return max((self._right[c].cpu_s for c in checks), default=0.0)

    def _solution(self) -> Step:
        piece = Piece(name="solution", files=self.solution, look=True)
        (outcome,) = self.crew.examine([piece])
        points = sum(c.points for c in self.checks)
        manual = sum(c.points for c in self.checks if c.manual)
        step = Step(
            "solution", f"{len(self.checks)} checks, {points:g} points, {manual:g} by a person"
        )
        step.problems += _list_failures("the solution", outcome, outcome.not_passed)
        if step.problems:
            return step
        self._right = dict(outcome.told)
        self._spread.append(outcome.told)
        for check, told in outcome.told.items():
            start = told.roots
            self._seen[check] = None if start is None else reach(start, self.solution)
        return step

    def _handout(self) -> Step:
        step = Step("handout", "untouched: no points, nothing broken")
        try:
            step.problems += handout_problems(self.setup.folder)
            starters = starter_submissions(self.setup.folder)
        except UsageError as error:
            step.problems.append(str(error))
            return step
        pieces = [Piece(name=name, files=files) for name, files in starters.items()]
        for outcome in self.crew.examine(pieces):
            for check, told in outcome.told.items():
                if told.status in ("passed", "broken"):
                    step.problems.append(f"the untouched {outcome.name}: {check} is {told.status}")
        return step

    def _variants(self) -> Step:
        chosen = self._chosen(self.variants, lambda v: v.name)
        pieces = [self._piece(v.name, v.files) for v in chosen]
        outcomes = list(self.crew.examine(pieces))
        styles = self._styles()
        least = min(styles.values(), default=0)
        step = Step(
            "variants", f"{len(chosen)} right ones in other styles, {least} at least of every name"
        )
        for outcome in outcomes:
            self._spread.append(outcome.told)
            step.problems += _list_failures(f"variant {outcome.name}", outcome, outcome.not_passed)
        if self.only is None:
            step.problems += [
                f"{name} has {count} variants; {LEAST_STYLES} styles are the least"
                for name, count in styles.items()
                if count < LEAST_STYLES
            ]
        step.details += [f"{name}: {count} styles" for name, count in styles.items()]
        return step

    def _misconceptions(self) -> Step:
        chosen = self._chosen(self.misconceptions, _called)
        pieces = [self._piece(m.id, m.files) for m in chosen]
        step = Step("misconceptions", f"{len(chosen)}, each fails what it names and nothing else")
        for one, outcome in zip(chosen, self.crew.examine(pieces), strict=True):
            self._caught[one.id] = outcome
            must, may = self.expected[one.id]
            found = outcome.not_passed
            told = [f"{c} should fail and passes" for c in sorted(must - found)]
            told += _list_failures("", outcome, found - must - may)
            told += _given_away(one, outcome, self.checks)
            told += [f"{c} is broken" for c, t in outcome.told.items() if t.status == "broken"]
            if told:
                step.problems.append(f"{one.id} ({one.place.partition(',')[0]}):")
                step.problems += [f"  {line.removeprefix(': ')}" for line in told]
        return step

    def _items(self) -> Step:
        caught: dict[str, set[str]] = {c.question: set() for c in self.checks if not c.manual}
        question = {c.id: c.question for c in self.checks}
        for id, (must, _) in self.expected.items():
            for check in must:
                caught[question[check]].add(id)
        counts = [len(ids) for ids in caught.values()]
        step = Step(
            "items",
            f"{len(caught)} graded by code, {min(counts, default=0)} to {max(counts, default=0)} "
            "misconceptions each",
        )
        step.problems += [
            f"{item}: {len(ids)} misconceptions are caught; {LEAST_MISCONCEPTIONS} are the least"
            for item, ids in caught.items()
            if len(ids) < LEAST_MISCONCEPTIONS
        ]
        step.details += [f"{item}: {len(ids)}" for item, ids in caught.items()]
        return step

    def _inputs(self) -> Step:
        step = Step("inputs", "no check is blind that does not mean to be")
        for check in self._chosen(self.checks, lambda c: c.id):
            found = blind_arguments(self._right[check.id].inputs)
            if check.blind is not None and not found:
                step.problems.append(
                    f"{check.id} says blind={check.blind!r}, but its inputs are not; take that out"
                )
            for argument, ways in found.items():
                if check.blind is None:
                    step.problems.append(f"{check.id}: {argument}: {', '.join(sorted(ways))}")
                else:
                    step.details.append(f"{check.id}: {argument}: {check.blind}")
        return step

    def _tolerances(self) -> Step:
        rows = self.measured()
        right = max((r.spread for r in rows if not r.by_hand), default=0.0)
        wrong = min((r.distance for r in rows), default=float("inf"))
        step = Step(
            "tolerances",
            f"{len(rows)} checks compare numbers: right ones within {right:.2g} of the tolerance, "
            f"wrong ones from {wrong:.2g} times",
        )
        if self.record:
            write_tolerances(self.setup.folder, rows)
        elif self.only is None:
            step.problems += recorded_problems(self.setup.folder, rows)
        step.problems += [p for row in rows for p in row.problems()]
        step.details += [row.line() for row in rows]
        return step

    def measured(self) -> list[Measured]:
        """For every check that compares numbers, the room around its tolerance."""
        nearest: dict[str, list[Nearest]] = {}
        for id, outcome in self._caught.items():
            must, _ = self.expected[id]
            for check, told in outcome.told.items():
                # Of a check that may or may not notice, no room is claimed.
                if check in must and told.status == "failed" and told.share is not None:
                    nearest.setdefault(check, []).append(Nearest(id, told.share, told.kind))
        chosen = self._chosen(self.checks, lambda c: c.id)
        rows = (measure(c.id, self._spread, nearest.get(c.id, ()), self._hand(c)) for c in chosen)
        return [self._again(r) if r.is_near() else r for r in rows if r is not None]

    def _again(self, row: Measured) -> Measured:
        """A misconception that came near for these inputs, at other ones: its median distance."""
        assert row.nearest is not None
        one = next(m for m in self.misconceptions if m.id == row.nearest.misconception)
        seeds = [self.setup.seed + n for n in range(1, 5)]
        pieces = [
            Piece(name=str(seed), files=one.files, checks=(row.check,), seed=seed) for seed in seeds
        ]
        shares = [row.nearest.share]
        for outcome in self.crew.examine(pieces):
            told = outcome.told[row.check]
            # Wrong without numbers (an exception, a shape) is as far off as can be.
            shares.append(
                0.0 if told.passed else float("inf") if told.share is None else told.share
            )
        return row.with_nearest(sorted(shares)[2])

    def _hand(self, check: Check) -> bool:
        """Whether it judges numbers worked out by hand only."""
        start = self._right[check.id].roots
        return start is not None and {name for _, name in start} == {ANSWERS}

    def _styles(self) -> dict[str, int]:
        """Names that checks ask for -> variants that write them in another style."""
        there = changed({}, self.solution)  # a check may look for names that are nowhere
        names = {
            place
            for told in self._right.values()
            for place in told.roots or ()
            if place[1] != ANSWERS and place in there
        }
        counts = dict.fromkeys(sorted(names), 0)
        for variant in self.variants:
            # An import that comes along is no other style of everything else in the file.
            where = {p for p in changed(self.solution, variant.files) if p[1] != REST}
            for place in names:
                # A helper in another style changes all that lean on it.
                counts[place] += bool(reach([place], variant.files) & where)
        return {f"{file}: {name}": count for (file, name), count in counts.items()}

    def _piece(self, name: str, files: Files) -> Piece:
        return Piece(name=name, files=files, checks=self.affected(files))

    def _expected(self, one: Misconception) -> tuple[set[str], set[str]]:
        ids = [c.id for c in self.checks if not c.manual]
        must = expand(one.fails, ids, place=one.place)
        return must, expand(one.may, ids, place=one.place) - must

    def _refuse_no_match(self) -> None:
        names = [*(v.name for v in self.variants), *map(_called, self.misconceptions)]
        names += [c.id for c in self.checks]
        if not self._chosen(names, str):
            raise UsageError(
                f"{self.assignment.id}: no variant, misconception or check has {self.only!r} in "
                "its name."
            )

    def _chosen(self, things: Sequence[Thing], name: Callable[[Thing], str]) -> list[Thing]:
        return [t for t in things if self.only is None or self.only in name(t)]


def _called(one: Misconception) -> str:
    """What --only looks through: its id, and the checks that it fails."""
    return f"{one.id} {' '.join(one.fails)}"


def _given_away(one: Misconception, outcome: Outcome, checks: Iterable[Check]) -> list[str]:
    """Numbers of the sentence that are what a hidden check expects."""
    numbers = {float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", one.sentence)}
    # Small whole numbers stand in many sentences and give nothing away.
    said = sorted(n for n in numbers if n != round(n) or abs(n) > 10)
    told = []
    for check in checks:
        truth = outcome.told[check.id].truth if check.id in outcome.told else None
        if check.visibility == "public" or truth is None:
            continue
        told += [
            f"the sentence states {n:g}, which the hidden check {check.id} accepts"
            for n in said
            if truth[0] <= n <= truth[1]
        ]
    return told


def _list_failures(who: str, outcome: Outcome, checks: Iterable[str]) -> list[str]:
    lines = []
    for check in sorted(checks):
        told = outcome.told[check]
        first = " | ".join(told.message.splitlines()[:3])
        lines.append(f"{who}: {check} is {told.status}: {' '.join(first.split())[:200]}")
    return lines


def load_equivalent(folder: Path) -> dict[str, str]:
    """Mutants that the author judged to be no mistake: key -> reason.

    Raises:
        UsageError: when the file is damaged or an entry has no reason.
    """
    path = folder / "equivalent.toml"
    if not path.is_file():
        return {}
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path.name} cannot be read: {error}.") from None
    out: dict[str, str] = {}
    entries = raw.get("mutant", [])
    for entry in entries if isinstance(entries, list) else [entries]:
        told = entry if isinstance(entry, dict) else {}
        key, reason = told.get("key"), told.get("reason")
        if not isinstance(key, str) or not isinstance(reason, str) or not reason.strip():
            raise UsageError(f"{path.name}: every [[mutant]] needs a 'key' and a 'reason'.")
        out[key] = reason
    return out
