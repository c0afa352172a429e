"""The checks of `network_basics`: their set, right manners, junk, and the class in `samples/`.

That right variants pass, that every misconception fails what it names, and that mutants are caught
is proved by `grader verify`. Submissions stand in network_basics_right.py and network_basics_junk.py;
the class has its expected verdicts in `samples/expected.toml`.
"""

from __future__ import annotations

import re

import pytest
import verdicts
from network_basics_junk import JUNK, LAZY, NETS, RIGHT_ALL_THE_SAME, lazy, source
from network_basics_right import RIGHT, SOLUTION, changed

from grader.errors import UsageError
from grader.material import expand, load_misconceptions

HOMEWORK = "network_basics"
ITEMS = (
    *(f"s3.T1.{name}" for name in ("x1", "y1", "z", "dw0", "dw1", "db0", "db1")),
    *("s3.T2.A", "s3.T2.B", "s3.T2.C", "s3.T3", "s3.T4.1", "s3.T4.2", "s3.T4.3"),
    *(f"s3.TwoLayerNet.{name}" for name in ("loss", "gradients", "train", "predict")),
)
"""The items of the sheet, in its order."""
NET = ITEMS[-4:]
"""The items of the network."""


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


def test_manners_are_different():
    """No replacement that makes a manner came to nothing."""
    assert len({tuple(files.items()) for files in RIGHT.values()}) == len(RIGHT)


def test_a_manner_that_fits_nowhere_is_refused():
    """A change of the solution whose old text is gone says so, instead of grading the solution itself."""
    with pytest.raises(UsageError, match="stands 0 times in the solution"):
        changed(("no such text", "other"))


@pytest.mark.parametrize("style", RIGHT)
def test_right_solution_earns_everything(style: str):
    """A right solution passes every check, whatever happens around it."""
    result = verdicts.grade_files(HOMEWORK, RIGHT[style])
    lost = {v.check: v.message for v in result.verdicts if v.status not in ("passed", "manual")}
    assert lost == {}


@pytest.mark.parametrize("seed", [0, 1, 7, 123456789])
def test_right_solution_earns_everything_with_any_seed(seed: int):
    """No drawing of the inputs fails a right solution."""
    assert verdicts.not_passed(verdicts.grade_files(HOMEWORK, SOLUTION, seed=seed)) == set()


def test_every_check_notices_some_misconception():
    """There is no check that no misconception fails: it could not fail at all."""
    ids = [c.id for c in checks()]
    wrong = load_misconceptions(verdicts.ROOT / HOMEWORK, SOLUTION)
    noticed = set().union(*(expand(one.fails, ids, place=one.place) for one in wrong))
    assert set(ids) - noticed == set()


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
    right = SOLUTION["basics.py"] + SOLUTION["neural_net.py"]
    assert set(names) <= set(re.findall(r"^(?:def|class) (\w+)", right, re.M))
    keys = re.findall(r'^    "(s3[^"]+)": None', (folder / "basics.py").read_text(), re.M)
    assert keys == re.findall(r'^    "(s3[^"]+)":', right, re.M)


def test_the_text_of_the_proof_is_found():
    """The proof of a sample reaches the person who marks it."""
    result = verdicts.grade_path(
        HOMEWORK, verdicts.ROOT / HOMEWORK / "samples" / "ada", student="ada", only=["s3.T4.3"]
    )
    (manual,) = [v for v in result.verdicts if v.status == "manual"]
    assert "Chain rule" in manual.evidence["text"]


@pytest.mark.parametrize("item", ITEMS[:14])
def test_the_sheet_s_own_answers_are_right(item: str):
    """Every item of the solved sheet is answered rightly there, so its sample loses nothing of it."""
    stated = verdicts.expected(HOMEWORK)["sheet_003"]
    own = {c.id for c in checks() if c.question == item}
    assert own
    assert {stated[check] for check in own} <= {"passed", "manual"}


def test_expected_verdicts_are_stated_for_the_whole_class():
    """expected.toml speaks of every sample, and of no other."""
    assert sorted(verdicts.expected(HOMEWORK)) == verdicts.sample_students(HOMEWORK)
    assert len(verdicts.sample_students(HOMEWORK)) >= 12


@pytest.mark.parametrize("student", sorted(verdicts.expected_students(HOMEWORK)))
def test_sample_gets_its_expected_verdicts(student: str):
    """Every check of every sample ends as expected.toml says."""
    assert verdicts.grade_sample(HOMEWORK, student) == verdicts.expected(HOMEWORK)[student]
