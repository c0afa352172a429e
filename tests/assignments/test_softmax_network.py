"""The checks of `softmax_network`: samples, hostile returns, carried errors, and the sheet's own answers.

That right variants earn everything and that each misconception fails what it names is proved by
`grader verify`; here stand the things that it does not look at.
"""

from __future__ import annotations

import re

import pytest
import verdicts
from softmax_network_junk import JUNK, UNLIKED, WEIGHTS, ZEROS, inside, source

HOMEWORK = "softmax_network"
FOLDER = verdicts.ROOT / HOMEWORK
Q3 = tuple(f"s1.Q3.{name}" for name in ("forward", "loss", "dW", "db", "dV", "dc"))
ITEMS = (
    *("s1.Q1a.1", "s1.Q1a.2", "s1.Q1b.1", "s1.Q1b.2", "s1.Q2a", "s1.Q2b"),
    *Q3,
    *("s1.Q4.train", "s1.Q4.params", "s1.Q5", "s1.Q6", "s1.Q6.loss"),
    *("s1.Q7.1", "s1.Q7.2", "s1.Q7.3", "s1.Q7.4"),
)
"""The items of the sheet, in its order."""
BY_CODE = tuple(item for item in ITEMS if item != "s1.Q2b")
SOLUTION = re.sub(
    r" *# (?:BEGIN|END) SOLUTION\n| *# STARTER\n(?: *#.*\n)*",
    "",
    (FOLDER / "solution" / "softmax_network.py").read_text("utf-8"),
)
"""The right solution; a starter's lines end at the mark that ends their region."""


def checks():
    """Every check of the homework that code can pass."""
    return [c for c in verdicts.context(HOMEWORK).checks() if not c.manual]


def grade(*patches: tuple[str, str], only: list[str] | None = None, seed: int = verdicts.SEED):
    """Grades the solution with pieces of it replaced."""
    text = SOLUTION
    for old, new in patches:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return verdicts.grade_files(HOMEWORK, {"softmax_network.py": text}, only=only, seed=seed)


def carried(result) -> set[str]:
    """Checks that passed given an earlier answer."""
    return {
        v.check
        for v in result.verdicts
        if v.status == "passed" and any("Right given your own answer" in r for r in v.remarks)
    }


def test_every_item_stands_in_the_order_of_the_sheet():
    """assignment.toml lists the items of the sheet, all of them, in order."""
    assert tuple(q.id for q in verdicts.context(HOMEWORK).assignment.questions) == ITEMS


@pytest.mark.parametrize("item", BY_CODE)
def test_item_has_public_and_hidden_checks(item: str):
    """Every item can be tried by the student and is marked on inputs that the student has not seen."""
    assert {c.visibility for c in checks() if c.question == item} == {"public", "hidden"}


@pytest.mark.parametrize("item", ITEMS)
def test_item_is_worth_a_sensible_sum(item: str):
    """No item is worth less than one point or more than four."""
    everything = verdicts.context(HOMEWORK).checks()
    assert 1 <= sum(c.points for c in everything if c.question == item) <= 4


def test_every_check_has_a_hint():
    """A student who fails a hidden check reads its title and its hint, so there is one."""
    assert [c.id for c in checks() if not c.hint] == []


def test_numbers_by_hand_are_judged_hidden():
    """A public failure shows what was expected; only whether the numbers fit each other is public."""
    public = [c.id for c in checks() if c.id.startswith("hand.") and c.visibility == "public"]
    assert public == ["hand.forward_fits"]


@pytest.mark.parametrize("seed", [0, 1, 7, 123456789])
def test_solution_earns_everything_with_any_seed(seed: int):
    """No drawing of the inputs fails the right solution."""
    assert verdicts.not_passed(grade(seed=seed)) == set()


@pytest.mark.parametrize("variant", ["float32", "with_replacement", "loops"])
def test_variants_earn_everything_with_another_seed(variant: str):
    """What is most likely to miss a tolerance is tried with inputs that `verify` has not seen."""
    text = (FOLDER / "variants" / f"{variant}.py").read_text("utf-8")
    result = verdicts.grade_files(
        HOMEWORK, {"softmax_network.py": SOLUTION + "\n\n" + text}, seed=99
    )
    assert {
        v.check: v.message for v in result.verdicts if v.status not in ("passed", "manual")
    } == {}


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("make", [source, inside], ids=["everywhere", "inside"])
def test_junk_neither_breaks_nor_passes_a_check(junk: str, make):
    """Whatever comes back, a check ends in a verdict on the student, and junk earns nothing."""
    result = verdicts.grade_files(HOMEWORK, {"softmax_network.py": make(junk)})
    ends = verdicts.statuses(result)
    assert [check for check, status in ends.items() if status == "broken"] == []
    assert result.earned == 0


@pytest.mark.parametrize("value", UNLIKED)
def test_huge_and_infinite_numbers_break_nothing(value: str):
    """Right shapes full of a number that overflows end in verdicts on the student."""
    result = verdicts.grade_files(HOMEWORK, {"softmax_network.py": WEIGHTS.format(value=value)})
    assert {v.check: v.message for v in result.verdicts if v.status == "broken"} == {}


def test_right_shapes_earn_next_to_nothing():
    """Zeros and made-up curves earn what zeros are right for, and the count of the parameters."""
    result = verdicts.grade_files(HOMEWORK, {"softmax_network.py": ZEROS})
    earned = {check for check, status in verdicts.statuses(result).items() if status == "passed"}
    assert earned <= {"hand.dW", "hand.db", "nll.others", "nll.others_elsewhere",
                      "full_size.parameters", "train_digits.curve"}  # fmt: skip


CARRIED = {
    "k without the minus": (
        (('"k": [2.0, 2.0, 2.0]', '"k": [3.0, 3.0, 3.0]'),
         ('"h": [0.880797, 0.880797, 0.880797]', '"h": [0.952574, 0.952574, 0.952574]'),
         ('"s": [-0.880797, -0.880797]', '"s": [-0.952574, -0.952574]'),
         ("[[-0.440399, 0.440399], [-0.440399, 0.440399], [-0.440399, 0.440399]]",
          "[[-0.476287, 0.476287], [-0.476287, 0.476287], [-0.476287, 0.476287]]")),
        {"hand.k"},
        {"hand.h", "hand.s", "hand.dV"},
    ),
    "o wrong, and all that builds on it": (
        (('"o": [0.5, 0.5]', '"o": [0.6, 0.4]'),
         ('"s1.Q3.loss": [0.693147, -2.0]', '"s1.Q3.loss": [0.510826, -1.666667]'),
         ('"s1.Q3.dc": [-0.5, 0.5]', '"s1.Q3.dc": [-0.4, 0.4]'),
         ("[[-0.440399, 0.440399], [-0.440399, 0.440399], [-0.440399, 0.440399]]",
          "[[-0.352319, 0.352319], [-0.352319, 0.352319], [-0.352319, 0.352319]]")),
        {"hand.forward_fits", "hand.o"},
        {"hand.loss", "hand.loss_slope", "hand.dc", "hand.dV"},
    ),
    "dc wrong, dV right given it": (
        (('"s1.Q3.dc": [-0.5, 0.5]', '"s1.Q3.dc": [0.5, -0.5]'),
         ("[[-0.440399, 0.440399], [-0.440399, 0.440399], [-0.440399, 0.440399]]",
          "[[0.440399, -0.440399], [0.440399, -0.440399], [0.440399, -0.440399]]")),
        {"hand.dc"},
        {"hand.dV"},
    ),
    "o that makes the rest trivial": (
        (('"o": [0.5, 0.5]', '"o": [1.0, 0.0]'),
         ('"s1.Q3.loss": [0.693147, -2.0]', '"s1.Q3.loss": [0.0, -1.0]'),
         ('"s1.Q3.dc": [-0.5, 0.5]', '"s1.Q3.dc": [0.0, 0.0]'),
         ("[[-0.440399, 0.440399], [-0.440399, 0.440399], [-0.440399, 0.440399]]",
          "[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]")),
        {"hand.forward_fits", "hand.o", "hand.loss", "hand.loss_slope", "hand.dc", "hand.dV"},
        set(),
    ),
    "a network of tanh units, right in itself": (
        (("    h = sigmoid(k)\n", "    h = np.tanh(k)\n"),
         ("dk = dh * h * (1 - h)", "dk = dh * (1 - h**2)")),
        {"small.loss", "small.loss_elsewhere", "small.loss_extreme"},
        {"small.dW", "small.dW_elsewhere", "small.db", "small.db_elsewhere", "small.dV",
         "small.dV_elsewhere", "small.dc", "small.dc_elsewhere"},
    ),
    "a loss that is none, with its right derivative": (
        (("    ds = softmax_nll_gradient(s, t)\n    dV = np.outer(h, ds)\n    dc = ds\n",
          "    loss = np.sum(V) + np.sum(c) + np.sum(W) + np.sum(b)\n"
          "    return loss, np.ones_like(W), np.ones_like(b), np.ones_like(V), np.ones_like(c)\n"),
         ("    dh = V @ ds\n    dk = dh * h * (1 - h)\n    dW = np.outer(x, dk)\n    db = dk\n"
          "    return loss, dW, db, dV, dc\n", "")),
        {c for c in ("small.loss", "small.loss_elsewhere", "small.loss_extreme", "small.dW",
                     "small.dW_elsewhere", "small.inputs", "small.db", "small.db_elsewhere",
                     "small.dV", "small.dV_elsewhere", "small.dc", "small.dc_elsewhere",
                     "small.dc_extreme")},
        set(),
    ),
    "chain rule over an own wrong Jacobian": (
        (("return np.diag(y) - np.outer(y, y)", "return np.diag(y * (1 - y)) - 0.5 * np.outer(y, y)"),
         ("    return softmax(o) - t\n",
          "    return softmax_jacobian(o).T @ nll_gradient(softmax(o), int(np.argmax(t)))\n")),
        {"jacobian.diagonal", "jacobian.diagonal_elsewhere", "jacobian.diagonal_extreme",
         "jacobian.inputs", "jacobian.rest", "jacobian.rest_elsewhere", "jacobian.rest_extreme"},
        {"logits.gradient", "logits.gradient_elsewhere", "small.dc", "small.dV"},
    ),
}  # fmt: skip
"""What is wrong -> patches, checks that it costs, checks that pass all the same (some of them)."""


@pytest.mark.parametrize("mistake", CARRIED)
def test_errors_are_carried_forward(mistake: str):
    """One mistake costs its own points; what follows from it is right, unless nothing is left to do."""
    patches, costs, passes = CARRIED[mistake]
    result = grade(*patches, only=[*Q3, "s1.Q1a.1", "s1.Q1a.2", "s1.Q2a"])
    assert verdicts.not_passed(result) == costs
    assert passes <= carried(result)
    assert passes or not carried(result)


def test_training_steps_are_carried_by_an_own_wrong_gradient():
    """A loop around a wrong batch_network makes right steps; the gradient has cost its points in Q6."""
    result = grade(("dK = (dZ @ V.T) * H * (1 - H)", "dK = dZ @ V.T"), only=["s1.Q4.train"])
    assert "train_points.steps" in carried(result)
    assert verdicts.not_passed(result) == set()


def test_steps_of_a_gradient_of_nothing_are_not_carried():
    """A batch_network that returns zeros does not make a training that stands still right."""
    zeros = ("    return loss, dW, db, dV, dc\n\n\ndef train_network",
             "    return loss, 0 * W, 0 * b, 0 * V, 0 * c\n\n\ndef train_network")  # fmt: skip
    result = grade(zeros, only=["s1.Q4.train"])
    assert {"train_points.steps", "train_points.everything_moves"} <= verdicts.not_passed(result)


def test_no_update_is_said_to_be_none():
    """The message of a run that did not move names what did not."""
    patches = [(f"            {p} = {p} - lr * d{p}\n", f"            d{p}\n") for p in "WbVc"]
    result = grade(*patches, only=["s1.Q4.train"])
    (message,) = [v.message for v in result.verdicts if v.check == "train_points.everything_moves"]
    assert "4 of 4 unchanged" in message


def test_expected_verdicts_are_stated_for_the_whole_class():
    """expected.toml speaks of every sample, and of no other."""
    assert sorted(verdicts.expected(HOMEWORK)) == verdicts.sample_students(HOMEWORK)
    assert len(verdicts.sample_students(HOMEWORK)) >= 10


@pytest.mark.parametrize("student", sorted(verdicts.expected_students(HOMEWORK)))
def test_sample_gets_its_expected_verdicts(student: str):
    """Every check of every sample ends as expected.toml says."""
    assert verdicts.grade_sample(HOMEWORK, student) == verdicts.expected(HOMEWORK)[student]


RIGHT_ON_THE_SHEET = {
    *("s1.Q1a.1", "s1.Q1a.2", "s1.Q1b.1", "s1.Q1b.2", "s1.Q2a", "s1.Q4.params", "s1.Q6"),
    *Q3,
}
WRONG_ON_THE_SHEET = {"s1.Q6.loss", "s1.Q7.4"}
"""By code; the third, s1.Q2b, waits for a person, whose rubric gives an answer of that kind nothing."""


def test_sheet_keeps_its_right_items_and_loses_its_wrong_ones():
    """Of the sheet's own answers the right ones earn everything, but for db = dl/dh at other weights."""
    path = FOLDER / "samples" / "sheet_001"
    result = verdicts.grade_path(HOMEWORK, path, student="sheet_001")
    lost = verdicts.items_not_passed(result)
    assert lost & RIGHT_ON_THE_SHEET == {"s1.Q3.db"}
    in_db = {v.check for v in result.verdicts if v.question == "s1.Q3.db" and v.status != "passed"}
    assert in_db == {"small.db", "small.db_elsewhere"}
    assert lost >= WRONG_ON_THE_SHEET
    for item in WRONG_ON_THE_SHEET:
        assert not any(v.earned for v in result.verdicts if v.question == item)
    (manual,) = [v for v in result.verdicts if v.status == "manual"]
    assert "not sufficient" in manual.evidence["text"]
