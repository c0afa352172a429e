"""The homework `modules_and_mlp` as a whole: its items, its handout, its class of samples."""

from __future__ import annotations

import pytest
import verdicts

HOMEWORK = "modules_and_mlp"
WORDS = ("s4.4b.i.why", "s4.4b.i.high", "s4.4b.i.low", "s4.4b.ii.text")
ITEMS = (
    *("s4.1a", "s4.1b", "s4.1c", "s4.1d"),
    *("s4.2a.dW", "s4.2a.db", "s4.2a.dX", "s4.2b.i", "s4.2b.ii", "s4.2c.i", "s4.2c.ii"),
    *("s4.3.acc", "s4.3.curve", "s4.4a.acc", "s4.4a.curve"),
    *("s4.4b.i.why", "s4.4b.i.high", "s4.4b.i.low", "s4.4b.ii.list", "s4.4b.ii.text"),
    *("s4.4b.iii.grid", "s4.4b.iii.best", "s4.4b.iii.fig", "s4.4b.iv.1", "s4.4b.iv.2", "s4.5"),
)
"""The items of the sheet, in its order."""


def checks():
    """Every check, the written answers included."""
    return verdicts.context(HOMEWORK).checks()


def test_items_stand_in_the_order_of_the_sheet():
    """assignment.toml lists the items of the sheet, all of them, in order."""
    assert tuple(q.id for q in verdicts.context(HOMEWORK).assignment.questions) == ITEMS


@pytest.mark.parametrize("item", [i for i in ITEMS if i not in WORDS])
def test_item_of_code_has_public_and_hidden_checks(item: str):
    """Code can be tried by the student and is marked on inputs that the student has not seen."""
    seen = {c.visibility for c in checks() if c.question == item and not c.manual}
    assert seen == {"public", "hidden"}


@pytest.mark.parametrize("item", ITEMS)
def test_item_is_worth_a_sensible_sum(item: str):
    """Two points an item; four where a network is built and trained, one more for the proof."""
    total = sum(c.points for c in checks() if c.question == item)
    assert total == {"s4.3.acc": 4, "s4.4a.acc": 4, "s4.5": 3}.get(item, 2)


def test_every_check_has_a_hint():
    """A student who fails a hidden check reads its title and its hint, so there is one."""
    assert [c.id for c in checks() if not c.hint and not c.manual] == []


def test_words_and_proof_wait_for_a_person():
    """Written answers are manual checks with the rubric of the sheet."""
    manual = {c.question: len(c.rubric) for c in checks() if c.manual}
    assert manual == {**dict.fromkeys(WORDS, 3), "s4.5": 3}


def test_untouched_handout_earns_nothing():
    """The starter files as students get them pass no check, and break none."""
    folder = verdicts.ROOT / HOMEWORK / "handout"
    result = verdicts.grade_path(HOMEWORK, folder, student="nobody")
    assert {v.status for v in result.verdicts} <= {"failed", "errored", "manual"}
    assert result.earned == 0


def test_samples_and_expectations_are_the_same_class():
    """Every sample has its expected verdicts, and there are at least 14 samples."""
    students = verdicts.sample_students(HOMEWORK)
    assert students == sorted(verdicts.expected(HOMEWORK))
    assert len(students) >= 14


@pytest.mark.parametrize("student", verdicts.sample_students(HOMEWORK))
def test_sample_gets_the_expected_verdict_of_every_check(student: str):
    """Every check says of every sample what expected.toml says."""
    assert verdicts.grade_sample(HOMEWORK, student) == verdicts.expected(HOMEWORK)[student]


RIGHT_ON_THE_SHEET = (
    *("s4.1a", "s4.1c", "s4.1d", "s4.2a.dW", "s4.2a.db", "s4.2a.dX", "s4.2b.i", "s4.2c.ii"),
    *("s4.4b.ii.list", "s4.5"),
)
WRONG_ON_THE_SHEET = ("s4.1b", "s4.2b.ii", "s4.2c.i")


def test_answers_of_the_solved_sheet_by_item():
    """V W^T, the reversed table of ReLU and the closed form of softmax lose points, the rest none."""
    expected = verdicts.expected(HOMEWORK)["sheet_004"]
    by_item: dict[str, set[str]] = {}
    for c in checks():
        if not c.manual:
            by_item.setdefault(c.question, set()).add(expected[c.id])
    assert {i: by_item[i] for i in RIGHT_ON_THE_SHEET} == {
        i: {"passed"} for i in RIGHT_ON_THE_SHEET
    }
    assert all(by_item[i] & {"failed", "errored"} for i in WRONG_ON_THE_SHEET)
