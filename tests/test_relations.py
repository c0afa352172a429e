"""How a wrong array relates to the right one: each relation is found where it was built in, and only there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.relations import Input, relations

RNG = np.random.default_rng(5)
TRUTH = RNG.normal(size=(5, 4)) + 0.3
SQUARE = RNG.normal(size=(4, 4)) + 0.3
X = Input(name="argument 1", values=RNG.normal(size=(5, 7)))
DOUT = Input(name="argument 2", values=RNG.normal(size=(5, 4)))
BIAS = Input(name="params.bias", values=RNG.normal(size=4))
INPUTS = (X, DOUT, BIAS)


def ids(got: np.ndarray, expected: np.ndarray = TRUTH) -> list[str]:
    """The relations found, by id."""
    found = relations(
        np.asarray(got, float), np.asarray(expected, float), bound=1e-3, inputs=INPUTS
    )
    return [r.id for r in found]


def sentence(got: np.ndarray, expected: np.ndarray = TRUTH) -> str:
    """The first sentence."""
    return relations(got, expected, bound=1e-3, inputs=INPUTS)[0].sentence


def test_each_relation_is_found_by_its_name() -> None:
    """What was built into the answer is what is told, and nothing else."""
    assert ids(-TRUTH) == ["sign"]
    assert ids(np.zeros_like(TRUTH)) == ["zeros"]
    assert ids(SQUARE.T, SQUARE) == ["transpose"]
    assert ids(-SQUARE.T, SQUARE) == ["transpose_sign"]
    assert ids(TRUTH.T) == ["transpose"]
    assert ids(DOUT.values) == ["unchanged"]
    assert ids(TRUTH[[1, 0, 2, 4, 3]]) == ["order"]
    assert ids(TRUTH[:, ::-1]) == ["order"]
    assert ids(TRUTH + BIAS.values) == ["offset"]
    assert ids(TRUTH - BIAS.values) == ["offset"]
    assert ids(1.37 * TRUTH) == ["factor"]


@pytest.mark.parametrize(
    ("factor", "told"),
    [
        (2.0, "twice the right answer"),
        (0.5, "half the right answer"),
        (5.0, "too large by the factor 5, the length of argument 1 along axis 0"),
        (1 / 5, "too small by the factor 5, the length of argument 1 along axis 0"),
        (25.0, "too large by the square of 5, the length of argument 1 along axis 0"),
        (1 / 25, "too small by the square of 5"),
        (2 / 5, "twice the right answer divided by 5"),
        (2.5, "half the right answer times 5"),
        (7.0, "too large by the factor 7, the length of argument 1 along axis 1"),
        (1.37, "off by the same factor in every entry"),
    ],
)
def test_a_factor_is_told_with_its_meaning(factor: float, told: str) -> None:
    """N, 1/N, 2: the lengths of what went in give a factor its name."""
    assert told in sentence(factor * TRUTH)


def test_a_factor_of_the_other_sign_says_both() -> None:
    """Both halves of the mistake are told."""
    assert "too large by the factor 5" in sentence(-5 * TRUTH)
    assert "opposite sign" in sentence(-5 * TRUTH)


def test_offsets_name_the_bias() -> None:
    """A bias that was not added, one added twice, and an offset that is nothing of what went in."""
    assert sentence(TRUTH - BIAS.values) == "Every row is short of params.bias: it was not added."
    assert "too large by params.bias" in sentence(TRUTH + BIAS.values)
    other = relations(TRUTH + RNG.normal(size=4), TRUTH, bound=1e-3, inputs=INPUTS)
    assert [r.sentence for r in other] == ["Every row is off by the same amounts."]


def test_sums_that_were_not_taken() -> None:
    """A bias gradient for each sample, where one for the batch is asked."""
    per_sample = RNG.normal(size=(6, 4)) + 0.2
    assert ids(per_sample, per_sample.sum(axis=0)) == ["not_summed"]
    assert ids(per_sample, per_sample.mean(axis=0)) == ["not_averaged"]
    assert ids(per_sample, RNG.normal(size=4)) == []


def test_nothing_is_said_of_what_is_unrelated() -> None:
    """No guess: noise, answers that are not finite, one wrong entry, empty arrays, truths of zero."""
    assert ids(RNG.normal(size=(5, 4))) == []
    one_wrong = TRUTH.copy()
    one_wrong[2, 1] += 1
    assert ids(one_wrong) == []
    assert ids(np.full_like(TRUTH, np.nan)) == []
    assert ids(np.zeros((0, 3)), np.zeros((0, 3))) == []
    assert ids(np.ones((5, 4)), np.zeros((5, 4))) == []
    assert ids(TRUTH) == []
    assert ids(TRUTH + 1e-4) == []


def test_single_numbers_and_pairs_are_not_over_read() -> None:
    """Two numbers swapped, or any factor of one number, mean nothing."""
    assert ids(np.array([2.0, 1.0]), np.array([1.0, 2.0])) == []
    assert ids(np.array(3.1), np.array(1.0)) == []
    assert ids(np.array(0.0), np.array(1.0)) == []
    assert ids(np.array(2.0), np.array(1.0)) == ["factor"]
    assert ids(np.array(-1.0), np.array(1.0)) == ["sign"]


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 6))
def test_generic_wrong_answers_have_no_relation(seed: int, rows: int, columns: int) -> None:
    """Independent random arrays are related by chance only, which a tolerance of 1e-6 excludes."""
    rng = np.random.default_rng(seed)
    got, expected = rng.normal(size=(2, rows, columns))
    found = relations(
        got, expected, bound=1e-6, inputs=[Input(name="x", values=rng.normal(size=3))]
    )
    assert found == []


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True, width=64), max_size=12),
    st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12),
)
def test_any_array_of_a_student_is_taken(got: list[float], expected: list[float]) -> None:
    """Whatever came back, there is a list of relations and no exception and no warning."""
    found = relations(np.array(got), np.array(expected), bound=1e-3, inputs=INPUTS)
    assert len(found) <= 4
