"""`grader verify`: a homework's own material proves that its checks are right.

The reference earns everything, the untouched handout nothing, every right variant everything,
every misconception fails exactly what it names; then mutants made by machine are run. Nothing
here grades students.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.verify.mutation import mutation_step
from grader.verify.proof import Proof, Step

__all__ = ["Proof", "Step", "verify"]


def verify(
    folder: Path,
    *,
    seed: int,
    tier: str = "auto",
    jobs: int = 2,
    mutants: int | None = None,
    only: str | None = None,
    record: bool = False,
) -> Iterator[Step]:
    """Proves one homework, step by step.

    Args:
        folder: of the homework.
        seed: of the inputs.
        tier: of the sandbox.
        jobs: processes.
        mutants: at most so many of them, an even sample; 0 for none, None for all.
        only: a word that names of variants, misconceptions and checks must contain.
        record: whether the measured tolerances are written into the homework's folder.

    Raises:
        UsageError: when the homework cannot be read or collected.
        Refused: when there is no sandbox.
    """
    proof = Proof(folder, seed=seed, tier=tier, jobs=jobs, only=only, record=record)
    right = False
    with proof.crew:
        for step in proof.steps():
            right = right or step.name != "solution"
            yield step
        if right and mutants != 0 and only is None:
            yield mutation_step(proof, most=mutants)
