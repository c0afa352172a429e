"""The checks of `network_basics`: right solutions earn everything, wrong ones lose what they should.

The solutions are data in network_basics_right.py, network_basics_wrong.py and
network_basics_junk.py; the class in `samples/` has its expected verdicts in `samples/expected.toml`.
"""

from __future__ import annotations

import re

import pytest
import verdicts
from network_basics_junk import JUNK, LAZY, NETS, RIGHT_ALL_THE_SAME, lazy, source
from network_basics_right import BASE, RIGHT
from network_basics_wrong import NET, WRONG, Wrong

HOMEWORK = "network_basics"
ITEMS = (
    *(f"s3.T1.{name}" for name in ("x1", "y1", "z", "dw0", "dw1", "db0", "db1")),
    *("s3.T2.A", "s3.T2.B", "s3.T2.C", "s3.T3", "s3.T4.1", "s3.T4.2", "s3.T4.3"),
    *(f"s3.TwoLayerNet.{name}" for name in ("loss", "gradients", "train", "predict")),
)
"""The items of the sheet, in its order."""


def checks():
    """Every check of the homework that code can pass."""
    return [c for c in verdicts.context(HOMEWORK).checks() if not c.manual]


def test_every_item_stands_in_the_order_of_the_sheet():
    """assignment.toml lists the items of the sheet, all of them, in order."""
    assert tuple(q.id for q in verdicts.context(HOMEWORK).assignment.questions) == ITEMS


@pytest.mark.parametrize("item", ITEMS)
def test_item_has_public_and_hidden_checks(item: str):
    """Every item can be tried by the student and is marked on inputs that the student has not seen."""
    assert {c.visibility for c in checks() if c.question == item} == {"public", "hidden"}


@pytest.mark.parametrize("item", ITEMS)
def test_item_is_worth_a_sensible_sum(item: str):
    """Small items are worth 2 points, parts of the network up to 6, the proof 2 more."""
    everything = verdicts.context(HOMEWORK).checks()
    total = sum(c.points for c in everything if c.question == item)
    expected = {
        "s3.T4.3": 4,
        "s3.TwoLayerNet.loss": 6,
        "s3.TwoLayerNet.gradients": 5,
        "s3.TwoLayerNet.train": 4,
    }
    assert total == expected.get(item, 2)


def test_every_check_has_a_hint():
    """A student who fails a hidden check reads its title and its hint, so there is one."""
    assert [c.id for c in checks() if not c.hint] == []


def test_public_checks_do_not_give_the_hand_answers_away():
    """A public failure shows what was expected, so the sheet's own numbers are judged hidden."""
    assert {c.visibility for c in checks() if re.search(r"number$|output_[abc]$", c.id)} == {
        "hidden"
    }


def test_proof_waits_for_a_person():
    """The written answer is a manual check with the sheet's rubric."""
    manual = [c for c in verdicts.context(HOMEWORK).checks() if c.manual]
    assert [(c.question, len(c.rubric)) for c in manual] == [("s3.T4.3", 4)]


def test_styles_are_different():
    """No replacement that makes a style came to nothing."""
    assert len(set(RIGHT.values())) == len(RIGHT) >= 8


@pytest.mark.parametrize("style", RIGHT)
def test_right_solution_earns_everything(style: str):
    """A right solution passes every check, whatever its style."""
    result = verdicts.grade_files(HOMEWORK, {"solution.py": RIGHT[style]})
    lost = {v.check: v.message for v in result.verdicts if v.status not in ("passed", "manual")}
    assert lost == {}


@pytest.mark.parametrize("seed", [0, 1, 7, 123456789])
@pytest.mark.parametrize("style", ["base", "float32, biases as rows, dicts as results"])
def test_right_solution_earns_everything_with_any_seed(style: str, seed: int):
    """No drawing of the inputs fails a right solution."""
    result = verdicts.grade_files(HOMEWORK, {"solution.py": RIGHT[style]}, seed=seed)
    assert verdicts.not_passed(result) == set()


def grade_wrong(wrong: Wrong, seed: int = verdicts.SEED):
    """Grades the half of the homework that a mistake is in: the other half is the right solution's."""
    return verdicts.grade_files(
        HOMEWORK, {"solution.py": wrong.source()}, only=half(wrong), seed=seed
    )


def half(wrong: Wrong) -> list[str]:
    """The items of the network, or the others."""
    in_net = all(item in NET for item in wrong.items)
    return [item for item in ITEMS if (item in NET) == in_net]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: w.name)
def test_wrong_solution_loses_its_own_items_only(wrong: Wrong):
    """A mistake is noticed by the checks named with it, and costs no item but its own."""
    result = grade_wrong(wrong)
    assert wrong.checks <= verdicts.not_passed(result)
    assert verdicts.items_not_passed(result) == wrong.items


@pytest.mark.parametrize("wrong", WRONG[::6], ids=lambda w: w.name)
def test_wrong_solution_is_noticed_with_another_seed(wrong: Wrong):
    """What a check notices does not hang on one lucky drawing of its inputs."""
    assert wrong.checks <= verdicts.not_passed(grade_wrong(wrong, seed=5))


def test_no_mistake_is_broken():
    """The names of the mistakes are all different, so that none hides another."""
    assert len({w.name for w in WRONG}) == len(WRONG)
    assert len({w.source() for w in WRONG}) == len(WRONG)


def test_every_check_notices_some_mistake():
    """There is no check that no wrong solution fails: it could not fail at all."""
    noticed = set().union(*(w.checks for w in WRONG))
    everything = {c.id for c in checks()}
    assert noticed <= everything
    assert everything - noticed == set()


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_neither_breaks_nor_passes_a_check(junk: str, net: str):
    """Whatever comes back, a check ends in a verdict on the student, and junk earns nothing."""
    only = None if net == "no class" else NET
    result = verdicts.grade_files(HOMEWORK, {"solution.py": source(junk, net)}, only=only)
    ends = verdicts.statuses(result)
    assert [check for check, status in ends.items() if status == "broken"] == []
    earned = {check for check, status in ends.items() if status == "passed"}
    assert earned <= (RIGHT_ALL_THE_SAME if "self.params = {\n" in NETS[net] else set())


@pytest.mark.parametrize("kind", LAZY)
def test_right_shapes_earn_next_to_nothing(kind: str):
    """Zeros and random numbers in the right shapes earn the points of the parameters, at most one more."""
    result = verdicts.grade_files(HOMEWORK, {"neural_net.py": lazy(kind)}, only=NET)
    earned = {check for check, status in verdicts.statuses(result).items() if status == "passed"}
    # Parameters that move at random do move.
    assert earned <= RIGHT_ALL_THE_SAME | (
        {"net_train.everything_moves"} if kind == "chance" else set()
    )


def test_handout_earns_nothing():
    """The untouched handout is not worth a point and breaks no check."""
    folder = verdicts.ROOT / HOMEWORK / "handout"
    files = {p.name: p.read_text("utf-8") for p in folder.iterdir()}
    result = verdicts.grade_files(HOMEWORK, files)
    assert result.earned == 0
    assert set(verdicts.statuses(result).values()) <= {"failed", "errored", "manual"}


def test_handout_names_what_the_checks_ask_for():
    """Filling the handout's functions with the right solution earns everything: no name differs."""
    folder = verdicts.ROOT / HOMEWORK / "handout"
    names = re.findall(
        r"^(?:def|class) (\w+)", "".join(p.read_text() for p in folder.glob("*.py")), re.M
    )
    assert set(names) <= set(re.findall(r"^(?:def|class) (\w+)", BASE, re.M))
    keys = re.findall(r'^    "(s3[^"]+)": None', (folder / "basics.py").read_text(), re.M)
    assert keys == re.findall(r'^    "(s3[^"]+)":', BASE, re.M)


def test_the_text_of_the_proof_is_found():
    """The proof of a sample reaches the person who marks it."""
    result = verdicts.grade_path(
        HOMEWORK, verdicts.ROOT / HOMEWORK / "samples" / "ada", student="ada", only=["s3.T4.3"]
    )
    (manual,) = [v for v in result.verdicts if v.status == "manual"]
    assert "Chain rule" in manual.evidence["text"]


def test_expected_verdicts_are_stated_for_the_whole_class():
    """expected.toml speaks of every sample, and of no other."""
    assert sorted(verdicts.expected(HOMEWORK)) == verdicts.sample_students(HOMEWORK)
    assert len(verdicts.sample_students(HOMEWORK)) >= 12


@pytest.mark.parametrize("student", sorted(verdicts.expected_students(HOMEWORK)))
def test_sample_gets_its_expected_verdicts(student: str):
    """Every check of every sample ends as expected.toml says."""
    assert verdicts.grade_sample(HOMEWORK, student) == verdicts.expected(HOMEWORK)[student]
