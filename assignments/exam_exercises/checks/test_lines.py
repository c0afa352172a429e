"""Lines (the exam without a date): the certificate of the proof, and a network by its behaviour.

The four pictures are all that the exercise asks for, so the network is judged at these. Pictures that
are a little brighter or darker show whether it computes at all: a table of the four does not.
"""

from typing import Any

import numpy as np
import pytest
from line_patterns import apart, assert_apart, outputs

from grader.checks import check
from grader.compare import array, assert_close, assert_number, assert_true
from grader.truth import recorded

QUICK_S = 3.0
BIAS = "The bias stands in all four conditions; it has to cancel like the weights do."
CANCEL = "Add the two conditions of each class: what do both sums say of w1 + w2 + w3 + w4?"
IN_WORDS = "No factors stand in `answers`; whoever marks the proof in words decides."
BOTH = "Each class has two pictures. What do the two of one class share that none of the other has?"
FUNCTION = "The same picture always gives the same output."


@pytest.fixture
def pictures(reference) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Class I and class II, float64 (4,)."""
    return tuple(
        [np.array(p) for p in group] for group in (reference.VERTICAL, reference.HORIZONTAL)
    )


def factors(student: Any) -> np.ndarray:
    """The four factors in `answers`, the largest made 1; those of class II may be counted as negative.

    Raises:
        LeftToPerson: none were given: a proof in words does as well.
        CheckFailed: they are no factors of a contradiction: not four finite numbers, or negative ones, or
            all of them 0.
    """
    what = "answers['s2.lin.a']"
    value = student.answer("s2.lin.a", otherwise=IN_WORDS)
    found = array(list(value.values()) if isinstance(value, dict) else value, what=what).reshape(-1)
    shown = ", ".join(f"{v:.4g}" for v in found[:8])
    assert_true(found.size == 4, what=what, expected="four factors", got=shown or "nothing")
    if (found[2:] <= 0).all():
        found[2:] *= -1  # taking away a condition w x + b < 0 is adding its opposite
    assert_true(
        bool((found >= 0).all() and found.max() > 0),
        what=what,
        expected="factors >= 0 that are not all 0: a negative one turns its condition round",
        got=shown,
    )
    return found / found.max()


@recorded
def bias_of_each(reference: Any) -> np.ndarray:
    """The factor of b in each condition, (4,): what is left of b is asked for any factors."""
    return np.array([reference.contradiction(one).bias for one in np.eye(4)])


@check(question="s2.lin.a", points=0.5, visibility="public", hint=BIAS, cpu_s=QUICK_S)
def test_bias_cancels(student, reference):
    """With the factors in `answers`, the bias cancels when the four conditions are added."""
    left = float(factors(student) @ bias_of_each(reference))
    student.remark(assert_number(left, 0.0, what="the factor of b in the sum", atol=1e-3))


@check(question="s2.lin.a", points=0.5, visibility="hidden", hint=CANCEL, cpu_s=QUICK_S)
def test_weights_cancel(student, reference):
    """With the factors in `answers`, weights and bias cancel: the sum says 0 > 0."""
    left = reference.contradiction(factors(student))
    what = "the factors of w1, w2, w3, w4 and b in the sum"
    student.remark(assert_close([*left.weights, left.bias], np.zeros(5), what=what, atol=1e-3))


@check(question="s2.lin.b", points=1, visibility="public", hint=BOTH, cpu_s=QUICK_S)
def test_classes_apart(student, pictures):
    """line_network gives more for both vertical patterns than for both horizontal ones."""
    first, second = (outputs(student, group) for group in pictures)
    assert_apart(first, second, what="line_network at the four patterns")


@check(question="s2.lin.b", points=1, visibility="hidden", hint=FUNCTION, cpu_s=QUICK_S)
def test_again_and_again(student, pictures, rng):
    """line_network tells the classes apart in any order of the pictures, every time in the same way."""
    found: list[list[float]] = [[], [], [], []]
    everything = [*pictures[0], *pictures[1]]
    for _ in range(3):
        for n in rng.permutation(4):
            found[n] += outputs(student, [everything[n]])
    first, second = found[0] + found[1], found[2] + found[3]
    assert_apart(first, second, what="line_network at the four patterns, three times")
    span = max(first + second) - min(first + second)
    for values, picture in zip(found, everything, strict=True):
        off = max(values) - min(values)
        assert_true(
            off <= 1e-3 * span,
            what=f"line_network({picture.tolist()}), three times",
            expected="the same output every time",
            got=", ".join(f"{v:.6g}" for v in values),
            hint=FUNCTION,
        )


@check(
    question="s2.lin.b",
    points=1,
    visibility="hidden",
    hint="A network computes its output from the pixels; a table of four patterns does not.",
    blind="a dark pixel is 0",
    cpu_s=QUICK_S,
)
def test_brighter_or_darker(student, pictures):
    """line_network tells the classes apart also when all pictures are a tenth brighter, or a tenth darker."""
    # One of the two is enough: a unit may switch at exactly the sum of two pixels, or of one.
    groups = {
        change: [outputs(student, [change * p for p in group]) for group in pictures]
        for change in (1.1, 0.9)
    }
    if not apart(*groups[0.9]):
        assert_apart(*groups[1.1], what="line_network at patterns with 1.1 for a pixel that is on")
