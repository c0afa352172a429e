"""Runs the mutants of a solution against the checks that can see them, and lists the survivors."""

from __future__ import annotations

from collections import Counter

from grader.mutants import Mutant, mutants, sample
from grader.verify.crew import Outcome, Piece
from grader.verify.proof import Proof, Step, load_equivalent

SLOW_S = 2.0
"""CPU seconds that a call of a mutant may always take before it counts as endless."""
SLOWER = 20
"""How many times slower than the solution a mutant may be before it counts as endless."""


def mutation_step(proof: Proof, *, most: int | None) -> Step:
    """One step of the proof: every mutant is caught, or was judged to be no mistake.

    Args:
        proof: with its solution graded.
        most: an even sample of so many; None for all.
    """
    everything = [
        m
        for path, text in proof.solution.items()
        if path.endswith(".py")
        for m in mutants(path, text)
    ]
    chosen = everything if most is None else sample(everything, most)
    equivalent = load_equivalent(proof.setup.folder)
    waiting = [m for m in chosen if m.key not in equivalent]
    pieces = [_piece(proof, m) for m in waiting]
    survivors: list[Mutant] = []
    broken: list[str] = []
    for mutant, outcome in zip(waiting, proof.crew.examine(pieces), strict=True):
        if _survives(outcome):
            survivors.append(mutant)
        broken += [
            f"{mutant.key}: {check} is broken by it: {' '.join(told.message.split())[:200]}"
            for check, told in outcome.told.items()
            if told.status == "broken"
        ]
    judged = len(chosen) - len(waiting)
    caught = len(waiting) - len(survivors)
    of = "" if len(chosen) == len(everything) else f" of {len(everything)}"
    step = Step(
        "mutants",
        f"{len(chosen)}{of} by machine: {caught} caught, {judged} judged equivalent, "
        f"{len(survivors)} survive",
    )
    for mutant in survivors:
        step.problems.append(f"survives: {mutant.key}  {mutant.change}")
        step.problems += [f"    {line}" for line in mutant.diff.splitlines()]
    step.problems += broken
    stale = sorted(set(equivalent) - {m.key for m in everything})
    step.problems += [f"equivalent.toml: there is no mutant {key} any more" for key in stale]
    families = Counter(m.family for m in chosen)
    step.details += [f"{family}: {count}" for family, count in families.most_common()]
    return step


def _piece(proof: Proof, mutant: Mutant) -> Piece:
    files = {**proof.solution, mutant.file: mutant.source}
    checks = proof.affected(files)
    return Piece(
        name=mutant.key,
        files=files,
        checks=checks,
        cpu_s=max(SLOW_S, SLOWER * proof.seconds(checks)),
        until_failed=True,
    )


def _survives(outcome: Outcome) -> bool:
    return not outcome.not_passed
