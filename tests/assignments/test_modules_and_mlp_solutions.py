"""Right solutions of `modules_and_mlp` earn everything; wrong ones lose their own items only.

The solutions are data in modules_and_mlp_right.py and modules_and_mlp_wrong.py: small patches of the
plain right sample. Graded are the items that the patched files can reach.
"""

from __future__ import annotations

import pytest
import verdicts
from modules_and_mlp_grading import grade
from modules_and_mlp_right import RIGHT
from modules_and_mlp_wrong import CALCULUS, MODULES, RATES, SWEPT, TORCH, WRONG, Wrong, patched

REACHED = {
    "calculus.py": CALCULUS,
    "modules.py": MODULES,
    "mlp_numpy.py": MODULES,
    "train_mlp_numpy.py": MODULES,
    "mlp_pytorch.py": TORCH + SWEPT,
    "train_mlp_pytorch.py": TORCH + SWEPT,
    "learning_rates.py": RATES + SWEPT,
}
"""File -> the items that lean on it."""


def reached(style: str) -> list[str]:
    """The items to grade for a right solution."""
    return sorted({item for file in RIGHT[style] for item in REACHED[file]})


@pytest.mark.parametrize("style", [style for style in RIGHT if RIGHT[style]])
def test_right_solution_earns_everything(style: str):
    """A right solution passes every check that its unusual files can reach."""
    result = grade(patched(RIGHT[style]), only=reached(style))
    lost = {v.check: v.message for v in result.verdicts if v.status not in ("passed", "manual")}
    assert lost == {}


@pytest.mark.parametrize("seed", [0, 7, 123456789])
def test_right_solution_earns_everything_with_any_seed(seed: int):
    """No drawing of the inputs fails a right solution."""
    files = patched(RIGHT["weights (in, out), biases as rows"])
    only = (
        CALCULUS + MODULES + RATES
    )  # what is drawn anew; training data are the same for all seeds
    result = grade(files, only=only, seed=seed)
    assert verdicts.not_passed(result) == set()


def graded(wrong: Wrong, seed: int = verdicts.SEED) -> set[str]:
    """The items that lose points."""
    result = grade(patched(wrong.patches), only=wrong.group, seed=seed)
    assert "broken" not in verdicts.statuses(result).values()
    return verdicts.items_not_passed(result)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: w.name)
def test_wrong_solution_loses_its_own_items_only(wrong: Wrong):
    """A mistake costs the items named with it, perhaps those that cannot do without, and no other."""
    lost = graded(wrong)
    assert wrong.items <= lost
    assert lost <= wrong.items | wrong.may


@pytest.mark.parametrize("wrong", WRONG[::12], ids=lambda w: w.name)
def test_wrong_solution_is_noticed_with_another_seed(wrong: Wrong):
    """What a check notices does not hang on one lucky drawing of its inputs."""
    assert wrong.items <= graded(wrong, seed=5)


def test_mistakes_differ():
    """No two wrong solutions have the same name or the same text."""
    assert len({w.name for w in WRONG}) == len(WRONG)
    assert len({tuple(sorted(patched(w.patches).items())) for w in WRONG}) == len(WRONG)
