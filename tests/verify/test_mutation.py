"""Mutants are caught, judged by the author, or listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from proved_homework import SOLUTION, write

from grader.mutants import Mutant, mutants
from grader.verify import Proof
from grader.verify.mutation import mutation_step

CARELESS = '''
"""A check that does not stand what may come back."""
import numpy as np
from grader.checks import check


@check(question="q2", points=1, visibility="hidden")
def test_careless(student, rng):
    """The first of four means."""
    got = student.mean_rows(rng.normal(size=(3, 4)))
    assert np.isfinite(got[3])
'''


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory, tier: str) -> Iterator[Proof]:
    """A homework with a function that no check sees, and a check that breaks easily."""
    changes = {
        "solution/work.py": SOLUTION + "\n\ndef unseen(x):\n    return -x\n",
        "checks/test_careless.py": CARELESS,
    }
    folder = write(tmp_path_factory.mktemp("mutation") / "small", changes)
    proof = Proof(folder, seed=3, tier=tier, jobs=1)
    with proof.crew:
        next(iter(proof.steps()))
        yield proof


@pytest.fixture(scope="module")
def every(proof: Proof) -> list[Mutant]:
    """The mutants of its solution."""
    return list(mutants("work.py", proof.solution["work.py"]))


def test_survivors_and_broken_checks_are_problems(proof: Proof, every: list[Mutant]) -> None:
    """A mutant that breaks a check is caught by accident: a student's answer would break it, too."""
    step = mutation_step(proof, most=None)
    (unseen,) = [m for m in every if m.function == "unseen"]
    assert step.what == (
        f"{len(every)} by machine: {len(every) - 1} caught, 0 judged equivalent, 1 survive"
    )
    assert step.problems[0] == f"survives: {unseen.key}  {unseen.change}"
    assert step.problems[1] == f"    {unseen.diff.splitlines()[0]}"
    broken = [line for line in step.problems if "is broken by it" in line]
    assert broken
    assert all(
        ": careless.careless is broken by it: This check broke on our side" in b for b in broken
    )
    assert {line.split(": ")[0] for line in step.details} == {m.family for m in every}


def test_what_the_author_judged_is_not_run(proof: Proof, every: list[Mutant]) -> None:
    """A key of no mutant is told, also when only a sample is run."""
    (unseen,) = [m for m in every if m.function == "unseen"]
    path = Path(proof.setup.folder) / "equivalent.toml"
    path.write_text(
        f'[[mutant]]\nkey = "{unseen.key}"\nreason = "nobody asks for it"\n'
        '[[mutant]]\nkey = "work.py:gone:123456"\nreason = "it was once"\n'
    )
    try:
        step = mutation_step(proof, most=None)
        none = mutation_step(proof, most=0)
    finally:
        path.unlink()
    stale = "equivalent.toml: there is no mutant work.py:gone:123456 any more"
    assert step.what.endswith("1 judged equivalent, 0 survive")
    assert step.problems[-1] == stale
    assert not [line for line in step.problems if line.startswith("survives")]
    assert none.problems == [stale]


def test_a_sample_says_of_how_many(proof: Proof, every: list[Mutant]) -> None:
    """Five of all."""
    step = mutation_step(proof, most=5)
    assert step.what.startswith(f"5 of {len(every)} by machine: ")


def test_an_endless_mutant_is_caught(
    proof: Proof, every: list[Mutant], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets a few times the seconds of the solution, not those of the check."""
    source = proof.solution["work.py"].replace("y = w * x", "while True: pass")
    fields = {name: getattr(every[0], name) for name in Mutant.__slots__}
    endless = Mutant(**{**fields, "source": source, "key": "work.py:affine:abcdef"})
    monkeypatch.setattr("grader.verify.mutation.mutants", lambda path, text: [endless])
    monkeypatch.setattr("grader.verify.mutation.SLOW_S", 0.2)
    step = mutation_step(proof, most=None)
    assert step.holds
    assert step.what == "1 by machine: 1 caught, 0 judged equivalent, 0 survive"
