"""The checks of `exam_exercises`: what hand calculations may give, what carries on, what is refused.

Right variants, misconceptions and mutants are proved by `grader verify`; the class in `samples/` has
its expected verdicts in `samples/expected.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import verdicts
from exam_exercises_data import (
    DOES_NOT_SEPARATE,
    FORWARD_LAYOUTS,
    SEPARATES,
    STEPS_LAYOUTS,
    junk_inside_source,
    junk_source,
    network,
)
from network_basics_junk import JUNK

from grader.handout import starter_submissions

HOMEWORK = "exam_exercises"
ITEMS = (
    *("s2.0906.a", "s2.0906.b", "s2.0906.c"),
    *("s2.0706.forward", "s2.0706", "s2.0706.steps"),
    *("s2.lin.a", "s2.lin.b", "s2.0207.a", "s2.0207.b", "s2.0120.a"),
    *(f"s2.0120.b.{name}" for name in ("sigmoid", "tanh", "relu", "selu")),
    *("s2.0901.mid", "s2.0901.x1", "s2.0901.x2", "s2.0901.x3"),
    *("s2.0708.a1", "s2.0708.a2", "s2.0708.a3", "s2.0708.b", "s2.0616.mid", "s2.0616.x"),
)
"""The items of the sheet, in its order."""
WRITTEN = (
    *("s2.0906.b", "s2.lin.a", "s2.0207.a", "s2.0207.b", "s2.0120.a"),
    *(f"s2.0120.b.{name}" for name in ("sigmoid", "tanh", "relu", "selu")),
)
"""Items of free text; code grades them too."""


def checks():
    """Every check of the homework that code can pass."""
    return [c for c in verdicts.context(HOMEWORK).checks() if not c.manual]


def graded(source: str, *only: str, seed: int = verdicts.SEED):
    """Check -> verdict for one file of source text."""
    result = verdicts.grade_files(HOMEWORK, {"exam.py": source}, only=only or None, seed=seed)
    return {v.check: v for v in result.verdicts if v.status != "manual"}


def statuses(source: str, *only: str) -> dict[str, str]:
    """Check -> status for one file of source text."""
    return {check: v.status for check, v in graded(source, *only).items()}


def answers(items: Mapping[str, object]) -> str:
    """A submission of answers alone, by item id without `s2.`."""
    return f"answers = { {f's2.{item}': value for item, value in items.items()} }\n"


def test_every_item_stands_in_the_order_of_the_sheet():
    """assignment.toml lists the items of the sheet, all of them, in order."""
    assert tuple(q.id for q in verdicts.context(HOMEWORK).assignment.questions) == ITEMS


@pytest.mark.parametrize("item", ITEMS)
def test_item_has_public_and_hidden_checks(item: str):
    """Every item can be tried by the student and is marked on inputs that the student has not seen."""
    assert {c.visibility for c in checks() if c.question == item} == {"public", "hidden"}


@pytest.mark.parametrize("item", ITEMS)
def test_item_is_worth_a_sensible_sum(item: str):
    """No item is worth less than 1 or more than 4 points."""
    total = sum(c.points for c in verdicts.context(HOMEWORK).checks() if c.question == item)
    assert 1 <= total <= 4


def test_every_check_has_a_hint():
    """A student who fails a hidden check reads its title and its hint, so there is one."""
    assert [c.id for c in checks() if not c.hint] == []


def test_texts_wait_for_a_person():
    """Every item of free text is a manual check with a rubric."""
    manual = [c for c in verdicts.context(HOMEWORK).checks() if c.manual]
    assert tuple(c.question for c in manual) == WRITTEN
    assert min(len(c.rubric) for c in manual) >= 2


def test_written_answers_have_their_headings_in_the_handout():
    """handout/written.md has one heading for every text, in the order of the sheet."""
    text = (verdicts.ROOT / HOMEWORK / "handout" / "written.md").read_text("utf-8")
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert tuple(headings) == WRITTEN


@pytest.mark.parametrize("item", ITEMS)
def test_handout_speaks_of_every_hand_answer(item: str):
    """The sheet tells for every number in `answers` what goes there."""
    folder = verdicts.ROOT / HOMEWORK
    asked = f'"{item}":' in (folder / "solution" / "exam.py").read_text("utf-8")
    text = (folder / "handout" / "README.md").read_text("utf-8")
    short = "`." + item.rpartition(".")[2]
    assert not asked or item in text or short in text


@pytest.mark.parametrize("name", sorted(starter_submissions(verdicts.ROOT / HOMEWORK)))
def test_handout_earns_nothing(name: str):
    """The untouched handout is not worth a point and breaks no check."""
    files = starter_submissions(verdicts.ROOT / HOMEWORK)[name]
    result = verdicts.grade_files(HOMEWORK, files)
    assert result.earned == 0
    assert set(verdicts.statuses(result).values()) <= {"failed", "errored", "manual"}


def test_expected_verdicts_are_stated_for_the_whole_class():
    """expected.toml speaks of every sample, and of no other."""
    assert sorted(verdicts.expected(HOMEWORK)) == verdicts.sample_students(HOMEWORK)
    assert len(verdicts.sample_students(HOMEWORK)) >= 12


@pytest.mark.parametrize("student", sorted(verdicts.expected_students(HOMEWORK)))
def test_sample_gets_its_expected_verdicts(student: str):
    """Every check of every sample ends as expected.toml says."""
    assert verdicts.grade_sample(HOMEWORK, student) == verdicts.expected(HOMEWORK)[student]


def test_items_of_the_sheet():
    """The sheet's own answers: wrong and incomplete items lose points, the right ones keep all."""
    folder = verdicts.ROOT / HOMEWORK / "samples" / "sheet_002"
    result = verdicts.grade_path(HOMEWORK, folder, student="sheet_002")
    wrong = {"s2.0706.forward", "s2.0706", "s2.0706.steps", "s2.lin.b"}
    wrong |= {"s2.0120.b.selu", "s2.0616.mid"}
    incomplete = {"s2.0901.mid", "s2.0616.x"}  # the proof of s2.0906.b is for a person to see
    assert verdicts.items_not_passed(result) == wrong | incomplete


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("make", [junk_source, junk_inside_source], ids=["all", "inside"])
def test_junk_neither_breaks_nor_passes_a_check(make, junk: str):
    """Whatever comes back, a check ends in a verdict on the student, and junk earns nothing."""
    ends = statuses(make(junk))
    # Four times the same positive number is a right certificate, however large.
    right = {
        c for c in ends if c.startswith("lines.") and make is junk_inside_source and junk == "1e308"
    }
    assert {end for check, end in ends.items() if check not in right} <= {"failed", "errored"}


@pytest.mark.parametrize("name", SEPARATES)
def test_network_that_separates(name: str):
    """Any network that tells the classes apart passes, whatever its units and the range of its output."""
    assert set(statuses(network(SEPARATES[name]), "s2.lin.b").values()) == {"passed"}


@pytest.mark.parametrize("name", DOES_NOT_SEPARATE)
def test_network_that_does_not_separate(name: str):
    """Ties, overlaps, rounding, words and luck are no separation."""
    ends = statuses(network(DOES_NOT_SEPARATE[name]), "s2.lin.b")
    assert set(ends.values()) <= {"failed", "errored"}


def test_network_of_chance():
    """Random outputs may lie apart once; they do not do so again and again."""
    ends = statuses(network("np.random.rand()"), "lines.again_and_again")
    assert ends == {"lines.again_and_again": "failed"}


@pytest.mark.parametrize("slope", [-0.0755, -0.07, -0.0692, -0.0691856694576, -0.06, -0.0595])
def test_slope_by_hand_is_accepted(slope: float):
    """What consistent rounding or cutting off can give for dy/dx, ends included."""
    ends = statuses(answers({"0706": slope}), "sin_cos.slope_number")
    assert ends == {"sin_cos.slope_number": "passed"}


@pytest.mark.parametrize("slope", [-0.0757, -0.0593, -0.054, -0.02, 0.0, 0.07, -0.08, 2.59, 0.23])
def test_slope_by_hand_is_refused(slope: float):
    """Every wrong reading of the graph, and what no consistent rounding gives."""
    ends = statuses(answers({"0706": slope}), "sin_cos.slope_number")
    assert ends == {"sin_cos.slope_number": "failed"}


@pytest.mark.parametrize("layout", FORWARD_LAYOUTS)
def test_layout_of_forward_values(layout: str):
    """Flat, nested and named: the same eleven numbers."""
    source = answers({"0706.forward": FORWARD_LAYOUTS[layout]})
    ends = statuses(source, "sin_cos.forward_values", "sin_cos.forward_output")
    assert set(ends.values()) == {"passed"}


@pytest.mark.parametrize("layout", STEPS_LAYOUTS)
def test_layout_of_adjoints(layout: str):
    """Flat, nested and named, from either end: the same derivatives."""
    source = answers({"0706.steps": STEPS_LAYOUTS[layout]})
    ends = statuses(source, "s2.0706.steps")
    assert set(ends.values()) == {"passed"}


@pytest.mark.parametrize("place", range(11))
def test_forward_value_that_is_off(place: str):
    """Each forward value may be off by a hundredth and not by three."""
    exact = [0.8415, 0.5403, 0.9822, 0.1879, 0.9208, 0.3901, 0.9664, 0.2570, 0.9403, 0.3404, 0.3201]
    check = "sin_cos.forward_output" if place == 10 else "sin_cos.forward_values"
    for off, end in ((0.0095, "passed"), (-0.0095, "passed"), (0.03, "failed"), (-0.03, "failed")):
        values = [v + off * (n == place) for n, v in enumerate(exact)]
        assert statuses(answers({"0706.forward": values}), check) == {check: end}


@pytest.mark.parametrize("place", range(10))
def test_adjoint_that_is_off(place: int):
    """Each derivative may be off by 0.014 and not by 0.04, with or without right forward values."""
    exact = [0.3404, 0.9403, *(v for a in (-0.7682, 0.5450, -0.2892, 0.2297) for v in (a, a))]
    for off, end in ((0.014, "passed"), (-0.014, "passed"), (0.04, "failed"), (-0.04, "failed")):
        values = [v + off * (n == place) for n, v in enumerate(exact)]
        for more in ({}, {"0706.forward": FORWARD_LAYOUTS["flat"]}):
            source = answers({"0706.steps": values, **more})
            assert statuses(source, "sin_cos.adjoints") == {"sin_cos.adjoints": end}


SLIP = {
    "0706.forward": [0.84, 0.54, 0.98, 0.49, 0.99, 0.10, 0.89, 0.46, 0.98, 0.22, 0.22],
    "0706": -0.05,
    "0706.steps": [0.22, 0.98, -0.91, -0.91, 0.39, 0.39, -0.35, -0.35, 0.17, 0.17],
}
"""b2 = 0.49 is wrong; the rest follows from it."""


def test_wrong_forward_value_costs_the_forward_table_only():
    """y, dy/dx and the adjoints that follow from it are right, and say so."""
    ends = graded(answers(SLIP), "sin_cos.forward_values", "sin_cos.forward_output",
                  "sin_cos.slope_number", "s2.0706.steps")  # fmt: skip
    assert [check for check, v in ends.items() if v.status != "passed"] == [
        "sin_cos.forward_values"
    ]
    told = " ".join(r for v in ends.values() for r in v.remarks)
    assert "own answer to s2.0706.forward" in told


def test_what_does_not_follow_from_a_wrong_forward_value_is_wrong():
    """The adjoints of another table than the student's own, or with a slip of their own, are refused."""
    steps = [*SLIP["0706.steps"][:4], 0.49, 0.49, *SLIP["0706.steps"][6:]]
    source = answers({**SLIP, "0706.steps": steps, "0706": -0.12})
    ends = statuses(source, "sin_cos.slope_number", "sin_cos.adjoints")
    assert set(ends.values()) == {"failed"}


EASY = {
    "zeros": ([0.0] * 11, 0.0, [0.0] * 10),
    "all equal": ([0.5] * 11, 0.0, [0.5, 0.5, *[0.0] * 8]),
    "all ones": ([1.0] * 11, 0.0, [1.0, 1.0, *[0.0] * 8]),
    "degrees": ([0.02, 1.0] * 5 + [0.02], 0.92, [1.0, 0.02] + [1.0, 1.0, 0.98, 0.98] * 2),
    "last layer on the diagonal": (
        [0.84, 0.54, 0.98, 0.19, 0.92, 0.39, 0.97, 0.26, 0.7, 0.7, 0.49],
        0.0,
        [0.7, 0.7, *[0.0] * 8],
    ),
    "a layer without difference": (
        [0.84, 0.54, 0.6, 0.6, 0.93, 0.36, 0.96, 0.28, 0.95, 0.33, 0.31],
        0.0,
        [0.33, 0.95, -0.79, -0.79, 0.54, 0.54, -0.31, -0.31, 0.0, 0.0],
    ),
    "made up to reach a number": (
        [0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.9, 0.1, 0.09],
        -0.04,
        [0.1, 0.9, -0.8, -0.8, -0.16, -0.16, -0.06, -0.06, -0.04, -0.04],
    ),
}  # fmt: skip
"""Forward values from which the rest would be trivial, with what would follow."""


@pytest.mark.parametrize("name", EASY)
def test_easy_forward_values_earn_nothing(name: str):
    """A table that leaves nothing to work out makes nothing right that follows from it."""
    forward, slope, steps = EASY[name]
    source = answers({"0706.forward": forward, "0706": slope, "0706.steps": steps})
    ends = statuses(source, "sin_cos.slope_number", "sin_cos.adjoints")
    assert set(ends.values()) == {"failed"}


def test_public_failure_does_not_show_the_hand_calculation():
    """What a student sees of a public check on `answers` does not hold the numbers that are asked for."""
    source = answers({"0706.steps": [0.94, 0.33, *[0.1] * 8], "lin.a": [1, 1, 0, 0]})
    for verdict in graded(source, "sin_cos.last_adjoints", "lines.bias_cancels").values():
        assert verdict.status == "failed"
        assert verdict.visibility == "public"
        lines = [line for line in verdict.message.splitlines() if "got" not in line]
        assert not any(
            number in "\n".join(lines) for number in ("0.34", "0.94", "0.33", "1, 1, 1, 1")
        )


@pytest.mark.parametrize(
    "certificate",
    [[1, 1, 1, 1], [0.5] * 4, [3, 3, 3, 3], (1, 1, -1, -1), {"I": [2, 2], "II": [2, 2]}],
    ids=str,
)
def test_certificate_of_the_contradiction(certificate: object):
    """Any positive multiple, either sign convention, and the common point of the hulls."""
    assert set(statuses(answers({"lin.a": certificate}), "s2.lin.a").values()) == {"passed"}


ZERO = """
def sigmoid_neuron_gradient(w, b, x, z):
    return {gradient}

def gradient_norm_and_bound(w, b, x, z):
    return {norm}, (1 + x * x) ** 0.5 * (1 + abs(z)) / 4

def gradient_descent(w, b, x, z, eta, n):
    return [w - {dw} * eta * k for k in range(n + 1)], [b - {db} * eta * k for k in range(n + 1)]
"""


@pytest.mark.parametrize(
    ("gradient", "norm", "dw", "db"), [("0, 0", "0", "0", "0"), ("3, 4", "5", "3", "4")]
)
def test_easy_gradient_earns_nothing(gradient: str, norm: str, dw: str, db: str):
    """A gradient of zeros or constants makes no length and no descent right."""
    source = ZERO.format(gradient=gradient, norm=norm, dw=dw, db=db)
    ends = statuses(source, "neuron.norm", "neuron.norm_elsewhere", "neuron.norm_below_bound",
                    "neuron.descent", "neuron.descent_elsewhere")  # fmt: skip
    assert set(ends.values()) == {"failed"}


NAMED = """
import numpy as np

def sigmoid_neuron_gradient(w, b, x, z):
    y = 1 / (1 + np.exp(-(w * x + b)))
    return {"dJ/db": (y - z) * y * (1 - y), "dJ/dw": (y - z) * y * (1 - y) * x}

def sin_cos_graph(x):
    s, ds = x, 1.0
    for _ in range(4):
        s, ds = np.sin(s) + np.cos(s), ds * (np.cos(s) - np.sin(s))
    return {"dy/dx": ds * np.cos(2 * s), "y": np.sin(2 * s) / 2, "S": s}
"""


def test_results_by_name():
    """A dict may call the derivatives as the sheet does, in any order and with more beside them."""
    ends = statuses(
        NAMED, "s2.0906.a", "sin_cos.output", "sin_cos.slope", "sin_cos.slope_elsewhere"
    )
    assert set(ends.values()) == {"passed"}


def test_softmax_in_place_is_a_remark():
    """Writing into the activations costs nothing and is told."""
    source = "import numpy as np\n\ndef stable_softmax(a):\n    a -= a.max(-1, keepdims=True)\n"
    source += "    return np.exp(a) / np.exp(a).sum(-1, keepdims=True)\n"
    ends = graded(source, "s2.0207.a", "s2.0207.b")
    assert {v.status for v in ends.values()} == {"passed"}
    assert all(any("writes into" in r for r in v.remarks) for v in ends.values())


@pytest.mark.parametrize("seed", [0, 1, 7, 123456789])
@pytest.mark.parametrize("student", ["ada", "dora", "farah"])
def test_right_sample_earns_everything_with_any_seed(student: str, seed: int):
    """No drawing of the inputs fails a right submission: plain, tensors, differences."""
    path = next((verdicts.ROOT / HOMEWORK / "samples").glob(f"{student}*"))
    result = verdicts.grade_path(HOMEWORK, path, student=student, seed=seed)
    assert verdicts.not_passed(result) == set()
