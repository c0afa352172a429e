"""What `grader verify` proves of `modules_and_mlp` for one drawing of the inputs holds for others.

Graded are the items whose inputs are drawn anew with every seed; the data of the training checks
are the same for all.
"""

from __future__ import annotations

import functools

import pytest
import verdicts

from grader.material import expand, load_misconceptions, load_solution, load_variants

HOMEWORK = "modules_and_mlp"
FOLDER = verdicts.ROOT / HOMEWORK
DRAWN = (
    *("s4.1a", "s4.1b", "s4.1c", "s4.1d", "s4.2a.dW", "s4.2a.db", "s4.2a.dX"),
    *("s4.2b.i", "s4.2b.ii", "s4.2c.i", "s4.2c.ii", "s4.3.acc", "s4.4a.acc", "s4.5"),
)
VARIANTS = {v.name: v for v in load_variants(FOLDER, load_solution(FOLDER))}
MISCONCEPTIONS = {m.id: m for m in load_misconceptions(FOLDER, load_solution(FOLDER))}


@functools.cache
def all_checks() -> tuple[str, ...]:
    """The ids of all checks by code."""
    return tuple(c.id for c in verdicts.context(HOMEWORK).checks() if not c.manual)


@functools.cache
def drawn_checks() -> tuple[str, ...]:
    """Checks of these items that train nothing."""
    question = {c.id: c.question for c in verdicts.context(HOMEWORK).checks()}
    return tuple(c for c in all_checks() if question[c] in DRAWN and not c.startswith("train_"))


@pytest.mark.parametrize("seed", [0, 7, 123456789])
@pytest.mark.parametrize("name", VARIANTS)
def test_right_variant_earns_everything_with_any_seed(name: str, seed: int):
    """No drawing of the inputs fails a right solution."""
    result = verdicts.grade_files(HOMEWORK, VARIANTS[name].files, only=drawn_checks(), seed=seed)
    assert verdicts.not_passed(result) == set()


@pytest.mark.parametrize("id", list(MISCONCEPTIONS)[::6])
def test_misconception_is_caught_with_another_seed(id: str):
    """What a check notices does not hang on one lucky drawing of its inputs."""
    one = MISCONCEPTIONS[id]
    must = expand(one.fails, all_checks(), place=one.place)
    result = verdicts.grade_files(HOMEWORK, one.files, only=drawn_checks(), seed=5)
    assert verdicts.not_passed(result) >= must & set(drawn_checks())
