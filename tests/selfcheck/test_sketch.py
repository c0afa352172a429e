"""Sketches: the same digest for nearly the same array, another one for every other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.compare.judged import Judged
from grader.selfcheck.sketch import DRAWS, SHOWN, Question, Sketch, chosen, rounded

TRUTH = np.array([1.0, -2.0, 3.0, 0.0])
WRONG = Judged(what="f(x)", kind="values", got=TRUTH * 2 + 1, expected=TRUTH, bound=1e-3)


def secret(got: np.ndarray, sketch: Sketch) -> bytes | None:
    """The digest that an answer of these numbers comes to."""
    return Question("c", replace(WRONG, got=got)).secret(sketch)


def test_near_numbers_come_to_the_same_and_others_do_not() -> None:
    """Inside of half a cell and outside of it, entry by entry."""
    sketch = Question("c", WRONG).sketch()
    own = secret(WRONG.got, sketch)
    for place in range(4):
        for share, same in ((0.49, True), (-0.49, True), (0.51, False), (-0.51, False), (7, False)):
            moved = WRONG.got + share * sketch.cell * (np.arange(4) == place)
            assert (secret(moved, sketch) == own) is same


def test_the_digest_is_not_the_truths() -> None:
    """With the published places at hand, the right answer leads to another one."""
    sketch = Question("c", WRONG).sketch()
    assert secret(TRUTH, sketch) not in (None, secret(WRONG.got, sketch))


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_holes_are_in_the_digest(hole: float) -> None:
    """What stands there instead of a number, and where; the other entries are the truth's."""
    holes = np.array([hole, -2.0, 3.0, 0.0])
    sketch = Question("c", replace(WRONG, got=holes)).sketch()
    others = [np.array([x, -2.0, 3.0, 0.0]) for x in (np.nan, np.inf, -np.inf, 1.0)]
    found = [secret(other, sketch) for other in others]
    assert found.count(secret(holes, sketch)) == 1
    assert len({*found}) == 4


def test_the_width_tells_only_the_order_of_magnitude() -> None:
    """It follows from the answer, so it is a power of two."""
    for factor in (1.0, 1.01, 1.3, 1.9):
        cell = Question("c", replace(WRONG, got=TRUTH * factor + 1)).sketch().cell
        assert np.frexp(cell)[0] == 0.5


def test_negative_zero_is_zero() -> None:
    """-0.0 and 0.0 are the same number, exact answers included."""
    for kind in ("values", "count"):
        one = replace(WRONG, kind=kind, got=np.array([1.0, 0.0, 0.0, 5.0]))
        sketch = Question("c", one).sketch()
        minus = replace(one, got=np.array([1.0, -0.0, 0.0, 5.0]))
        assert Question("c", minus).secret(sketch) == Question("c", one).secret(sketch)


def test_a_sketch_of_fewer_entries_gives_no_digest() -> None:
    """A short list of places is damaged, or another array's."""
    sketch = Question("c", WRONG).sketch()
    assert secret(WRONG.got, replace(sketch, offsets=sketch.offsets[:3])) is None


def test_numbers_without_a_cell_give_no_digest() -> None:
    """They are too many cells away to be counted."""
    sketch = Question("c", WRONG).sketch()
    assert secret(np.full(4, 1e308), replace(sketch, cell=1e-300)) is None


def test_the_draw_looks_for_wrong_entries() -> None:
    """Of 5000 entries 100 are wrong: a draw holds more of them than the first one does by chance."""
    truth = np.zeros(5000)
    got = np.where(np.arange(5000) % 50 == 0, 1.0, 0.0)
    question = Question("c", replace(WRONG, got=got, expected=truth))
    draw = question.sketch().draw
    wrong = [int(got[chosen("c", 5000, n, SHOWN)].sum()) for n in (0, draw)]
    assert wrong[0] < wrong[1]
    assert 0 < draw < DRAWS


def test_chosen_places_are_spread_and_the_same_each_time() -> None:
    """All of a small array; of a large one places in every tenth of it, other ones for other checks."""
    assert chosen("c", 64, 3, 64).tolist() == list(range(64))
    places = chosen("c", 10_000, 0, 640)
    assert places.tolist() == chosen("c", 10_000, 0, 640).tolist()
    assert set(places // 1000) == set(range(10))
    assert places.max() < 10_000
    for check, draw in (("d", 0), ("c", 1)):
        assert places.tolist() != chosen(check, 10_000, draw, 640).tolist()


def test_rounding_keeps_what_is_no_number() -> None:
    """Holes stay; a step of 0 leaves all as it is."""
    values = np.array([0.3, np.nan, np.inf, -np.inf, -0.0])
    np.testing.assert_array_equal(rounded(values, 0.25), [0.25, np.nan, np.inf, -np.inf, 0.0])
    np.testing.assert_array_equal(rounded(values, 0.0), values)
