"""The checks of `two_layer_network`: the class in `samples/`, the solved sheet by item, junk, and manners.

Right variants and misconceptions are proved by `grader verify`; here stand what it does not see.
"""

from __future__ import annotations

import pytest
import verdicts
from two_layer_network_junk import JUNK, PLACES, lazy, source

from grader.material import load_solution, load_starter

HOMEWORK = "two_layer_network"
FOLDER = verdicts.ROOT / HOMEWORK
ITEMS = (
    *("s0.1.1.1a", "s0.1.1.1b", *(f"s0.1.1.1c.{n}" for n in range(1, 10))),
    *(f"s0.1.1.1d.{n}" for n in (1, 2, 3)),
    *(f"s0.1.1.2a.{n}" for n in (1, 2, 3, 4)),
    *(f"s0.1.1.2b.{n}" for n in (1, 2, 3)),
    *("s0.1.1.2c", "s0.1.2a"),
)
"""The items of the sheet, in its order."""
IN_WORDS = "s0.1.1.2c"
"""The one item that only a person can grade."""
POINTS = {
    "s0.1.1.1a": 7,
    "s0.1.1.1b": 4,
    "s0.1.1.1c.9": 4,
    **{f"s0.1.1.2a.{n}": 2 for n in (1, 2, 3, 4)},
    "s0.1.1.2b.1": 2,
    "s0.1.1.2b.2": 4,
    "s0.1.1.2b.3": 2,
    "s0.1.1.2c": 2,
    "s0.1.2a": 4,
}
"""What an item is worth, if not 1."""
SHEET_WRONG = {"s0.1.1.1b", "s0.1.1.1d.3", "s0.1.1.2b.2", "s0.1.1.2b.3"}
SHEET_INCOMPLETE = {"s0.1.1.1a", "s0.1.1.1c.9", "s0.1.2a"}
"""What the solved sheet has wrong and incomplete, of the items that code grades."""


def checks():
    """Every check of the homework that code can pass."""
    return [c for c in verdicts.context(HOMEWORK).checks() if not c.manual]


def test_every_item_stands_in_the_order_of_the_sheet():
    """assignment.toml lists the items of the sheet, all of them, in order."""
    assert tuple(q.id for q in verdicts.context(HOMEWORK).assignment.questions) == ITEMS


@pytest.mark.parametrize("item", [item for item in ITEMS if item != IN_WORDS])
def test_item_has_public_and_hidden_checks(item: str):
    """Every item can be tried by the student and is marked on inputs that the student has not seen."""
    assert {c.visibility for c in checks() if c.question == item} == {"public", "hidden"}


@pytest.mark.parametrize("item", ITEMS)
def test_item_is_worth_a_sensible_sum(item: str):
    """A local derivative is worth 1 point, whole passes 4, an explanation 2 or 3."""
    everything = verdicts.context(HOMEWORK).checks()
    assert sum(c.points for c in everything if c.question == item) == POINTS.get(item, 1)


def test_every_check_has_a_hint():
    """A student who fails a hidden check reads its title and its hint, so there is one."""
    assert [c.id for c in checks() if not c.hint] == []


def test_answers_in_words_wait_for_a_person():
    """Three items have a rubric; two of them are graded by code as well."""
    manual = {c.question: len(c.rubric) for c in verdicts.context(HOMEWORK).checks() if c.manual}
    assert manual == {"s0.1.1.1a": 5, IN_WORDS: 4, "s0.1.2a": 4}
    assert {c.question for c in checks()} == set(ITEMS) - {IN_WORDS}


@pytest.mark.parametrize("seed", [0, 1, 7, 123456789])
def test_solution_earns_everything_with_any_seed(seed: int):
    """No drawing of the inputs fails the right solution."""
    result = verdicts.grade_files(HOMEWORK, load_solution(FOLDER), seed=seed)
    assert verdicts.not_passed(result) == set()


def test_starter_earns_nothing():
    """What students get is not worth a point and breaks no check."""
    result = verdicts.grade_files(HOMEWORK, load_starter(FOLDER))
    assert result.earned == 0
    assert set(verdicts.statuses(result).values()) <= {"failed", "errored", "manual"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_neither_breaks_nor_passes_a_check(junk: str, place: str):
    """Whatever comes back, a check ends in a verdict on the student, and junk earns nothing."""
    ends = verdicts.statuses(verdicts.grade_files(HOMEWORK, {"work.py": source(junk, place)}))
    assert [check for check, status in ends.items() if status in ("broken", "passed")] == []


@pytest.mark.parametrize("kind", ["zeros", "ones", "chance"])
def test_right_shapes_earn_next_to_nothing(kind: str):
    """Zeros, ones and random numbers in the right shapes earn nothing: no earlier answer makes the rest trivial."""
    ends = verdicts.statuses(verdicts.grade_files(HOMEWORK, {"work.py": lazy(kind)}))
    assert [check for check, status in ends.items() if status in ("broken", "passed")] == []


@pytest.fixture(scope="module")
def sheet() -> dict[str, str]:
    """Check id -> status of the solved sheet's own answers."""
    return verdicts.grade_sample(HOMEWORK, "sheet_000")


@pytest.mark.parametrize("item", [item for item in ITEMS if item != IN_WORDS])
def test_solved_sheet_item_by_item(sheet, item: str):
    """Of the sheet's own answers every right one passes all its checks, every other fails one."""
    mine = {sheet[c.id] for c in checks() if c.question == item}
    if item in SHEET_WRONG | SHEET_INCOMPLETE:
        assert "failed" in mine
    else:
        assert mine == {"passed"}


def test_elements_may_be_answered_apart(sheet):
    """Item d is judged by elements_regression where there is one: the sheet is right in c.1, wrong in d.3."""
    assert sheet["jacobians.g"] == sheet["jacobians.g_elsewhere"] == "passed"
    assert sheet["jacobians.elements_g"] == sheet["jacobians.elements_g_elsewhere"] == "failed"


def test_an_early_mistake_costs_its_own_points_only():
    """A factor forgotten in a1 is carried forward, and the verdict says from where."""
    solution = load_solution(FOLDER)["two_layer.py"]
    old = "a1 = 5 * np.maximum(s1, 0)\n    s2 = W2 @ a1 + b2\n    yt = s2\n"
    assert solution.count(old) == 1
    wrong = solution.replace(old, old.replace("5 * ", "6 * "))
    result = verdicts.grade_files(HOMEWORK, {"two_layer.py": wrong}, only=["s0.1.1.1b"])
    assert verdicts.not_passed(result) == {"forward.a1", "forward.a1_elsewhere"}
    remarks = {v.check: " ".join(v.remarks) for v in result.verdicts}
    assert "with your a1" in remarks["forward.s2"]
    assert remarks["forward.s1"] == ""


@pytest.mark.parametrize("function", ["forward_regression", "classification_bce"])
def test_writing_into_an_argument_is_a_remark(function: str):
    """A function that changes its argument after use is told so and loses nothing."""
    solution = load_solution(FOLDER)["two_layer.py"]
    again = (
        f"{solution}\n_right = {function}\n\n\ndef {function}(x, *rest):\n"
        "    out = _right(x, *rest)\n    x += 1\n    return out\n"
    )
    item = {"forward_regression": "s0.1.1.1b", "classification_bce": "s0.1.1.2b.1"}[function]
    result = verdicts.grade_files(HOMEWORK, {"work.py": again}, only=[item])
    assert verdicts.not_passed(result) == set()
    assert all("wrote into" in " ".join(v.remarks) for v in result.verdicts)


def test_tensors_are_handed_over_where_arrays_do_not_do():
    """A function that stumbles over an array gets tensors and a remark; another error stays as it is."""
    text = (
        "import torch\n\n\ndef softargmax(x, beta):\n"
        "    return torch.softmax(beta * x, 0), torch.logsumexp(beta * x, 0) / beta\n"
    )
    result = verdicts.grade_files(HOMEWORK, {"work.py": text}, only=["s0.1.2a"])
    assert verdicts.not_passed(result) == set()
    assert all(
        "torch tensors only" in " ".join(v.remarks) for v in result.verdicts if v.status == "passed"
    )
    wrong = text.replace("torch.logsumexp(beta * x, 0)", "x.frobnicate()")
    result = verdicts.grade_files(HOMEWORK, {"work.py": wrong}, only=["s0.1.2a"])
    messages = {v.message for v in result.verdicts if v.status == "errored"}
    assert len(messages) >= 1
    assert all("must be Tensor" in message for message in messages)


def test_a_step_that_changes_nothing_is_told_from_biases_that_stand_still():
    """The sheet leaves its biases alone: what fails is the change of a bias, not that of everything."""
    path = FOLDER / "samples" / "sheet_000"
    result = verdicts.grade_path(HOMEWORK, path, student="sheet_000", only=["s0.1.1.1a"])
    message = {v.check: v.message for v in result.verdicts}["trainer.biases_first_step"]
    assert message.startswith("the change of b2 in step 1 on 6 samples")
    old = "        self.optimizer.step()\n"
    solution = load_solution(FOLDER)["two_layer.py"]
    assert solution.count(old) == 1
    still = {"two_layer.py": solution.replace(old, "")}
    result = verdicts.grade_files(HOMEWORK, still, only=["s0.1.1.1a"])
    message = {v.check: v.message for v in result.verdicts}["trainer.biases_first_step"]
    assert message.startswith("the changes of W1, b1, W2, b2 in step 1 on 6 samples")


def test_nobody_passes_by_making_the_next_step_trivial():
    """With every hidden unit shut most gradients are 0; standing still is then no right second step."""
    text = (
        "class TwoLayerTrainer:\n    def __init__(self, *given):\n        self.p = [*given[:4]]\n\n"
        "    def step(self, X, Y):\n        W1, b1, W2, b2 = self.p\n"
        "        self.p = [0 * W1, 0 * b1 - 1, 0 * W2, b2 + 0.1]\n\n"
        "    def params(self):\n        return self.p\n"
    )
    result = verdicts.grade_files(HOMEWORK, {"work.py": text}, only=["s0.1.1.1a"])
    assert [v.check for v in result.verdicts if v.status == "passed"] == []
    message = {v.check: v.message for v in result.verdicts}["trainer.weights_second_step"]
    assert "the gradient by W2 is 0" in message


def test_written_answers_are_found():
    """The words of a sample reach the person who marks them, from a file and from a notebook."""
    for student, word in (("ada", "zero_grad"), ("bo", "smooth one-hot")):
        path = FOLDER / "samples" / ("bo.ipynb" if student == "bo" else student)
        result = verdicts.grade_path(HOMEWORK, path, student=student, only=["s0.1.1.1a", "s0.1.2a"])
        texts = [v.evidence["text"] for v in result.verdicts if v.status == "manual"]
        assert any(word in text for text in texts)


def test_expected_verdicts_are_stated_for_the_whole_class():
    """expected.toml speaks of every sample, and of no other."""
    assert sorted(verdicts.expected(HOMEWORK)) == verdicts.sample_students(HOMEWORK)
    assert len(verdicts.sample_students(HOMEWORK)) >= 10


@pytest.mark.parametrize("student", sorted(verdicts.expected_students(HOMEWORK)))
def test_sample_gets_its_expected_verdicts(student: str):
    """Every check of every sample ends as expected.toml says."""
    assert verdicts.grade_sample(HOMEWORK, student) == verdicts.expected(HOMEWORK)[student]
