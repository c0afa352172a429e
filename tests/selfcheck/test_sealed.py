"""Sealed sentences: they open for whom `matching` would have named them, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader import wire
from grader.compare.judged import Judged
from grader.diagnose import Diagnoser, WrongAnswer, granted, matching
from grader.engine import End
from grader.selfcheck.sealed import KEPT, SealedDiagnoser, opened, seal
from grader.selfcheck.sketch import SHOWN
from grader.types import Check, Verdict

CHECK = "f.dw"
SHAPES = ((), (1,), (5,), (3, 4), (9, 11))
KINDS = ("values", "slope", "shape", "interval", "count")


def judged(got: object, expected: object, **fields: Any) -> Judged:
    """A comparison that failed."""
    plain = {"what": "dW of f(x)", "kind": "values", "bound": 1e-3}
    return Judged(
        got=np.asarray(got, float), expected=np.asarray(expected, float), **(plain | fields)
    )


def mistake(name: str, one: Judged) -> WrongAnswer:
    """A misconception that answers so."""
    return WrongAnswer(misconception=name, sentence=f"The mistake is {name}.", judged=one)


def sealed(*answers: WrongAnswer) -> list[dict[str, Any]]:
    """All of them sealed, as they arrive over the wire."""
    return [arrived(entry) for a in answers if (entry := seal(CHECK, a)) is not None]


def arrived(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry after a journey in a file."""
    data = carried(entry)
    header, _ = wire.parse_prefix(data[: wire.PREFIX_SIZE])
    start = wire.PREFIX_SIZE
    return wire.decode(data[start : start + header], data[start + header :])


def carried(entry: dict[str, Any]) -> bytes:
    """An entry as bytes of a file."""
    return b"".join(bytes(buffer) for buffer in wire.encode(entry))


def names(culprit: Judged, *entries: dict[str, Any]) -> list[str]:
    """The misconceptions that open."""
    return [d.id for d in opened(CHECK, culprit, entries)]


@st.composite
def wrong_answers(draw: st.DrawFn) -> Judged:
    """A wrong answer of any kind: clearly wrong somewhere, right in other places, perhaps with holes."""
    kind = draw(st.sampled_from(KINDS))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    if kind == "count":
        return judged(
            draw(st.integers(0, 10**7)), -1 - draw(st.integers(0, 99)), kind=kind, bound=0
        )
    shape = () if kind == "interval" else draw(st.sampled_from(SHAPES))
    size = 10.0 ** draw(st.integers(-3, 4))
    expected = rng.normal(scale=size, size=shape)
    bound = size * 10.0 ** draw(st.floats(-6, -1))
    off = (
        bound
        * rng.uniform(1.5, 10.0 ** draw(st.floats(0.5, 5)), shape)
        * rng.choice([-1, 1], shape)
    )
    got = np.where(rng.random(shape) < draw(st.sampled_from((0.0, 0.5))), expected, expected + off)
    got = np.asarray(got)
    got.flat[0] = (expected + off).flat[0]
    if kind == "shape":
        got = np.stack([got, got + off])
    if got.size > 3 and draw(st.booleans()):
        got.flat[draw(st.integers(1, got.size - 1))] = draw(
            st.sampled_from((np.nan, np.inf, -np.inf))
        )
    return judged(got, expected, kind=kind, bound=bound)


def noise(one: Judged, share: float, seed: int) -> np.ndarray:
    """Errors of exactly `share` of the tolerance at some entry, smaller elsewhere."""
    rng = np.random.default_rng(seed)
    tolerance = granted(one, one)
    if one.kind == "interval":
        tolerance = min(tolerance, one.error)
    errors = np.asarray(rng.uniform(-1, 1, one.got.shape))
    finite = np.flatnonzero(np.isfinite(one.got))
    errors.flat[rng.choice(finite)] = rng.choice([-1, 1])
    return errors * share * tolerance


@given(wrong_answers(), st.floats(0, 0.5), st.integers(0, 99))
@settings(max_examples=300)
def test_nearly_the_same_answer_opens(one: Judged, share: float, seed: int) -> None:
    """Whoever is within half of what `matching` grants is told the sentence, as `matching` tells it."""
    assume(one.kind != "interval" or share < 0.4)  # not where the accepted numbers are as near
    culprit = replace(one, got=one.got + noise(one, share, seed))
    a = mistake("a", one)
    found = opened(CHECK, culprit, sealed(a))
    assert [d.sentence for d in found] == ["The mistake is a."]
    assert found == matching(culprit, [a])


@given(wrong_answers(), st.floats(2, 1e4), st.integers(0, 99))
@settings(max_examples=300)
def test_another_answer_does_not_open(one: Judged, share: float, seed: int) -> None:
    """A single entry that is off by twice what is granted keeps the sentence locked."""
    errors = noise(one, share, seed)
    if one.kind == "count":
        errors = np.asarray(1.0 if seed % 2 else -1.0)
    assert names(replace(one, got=one.got + errors), *sealed(mistake("a", one))) == []


@given(st.lists(wrong_answers(), min_size=1, max_size=3), st.floats(0, 3), st.integers(0, 99))
@settings(max_examples=300)
def test_it_says_what_matching_says(several: list[Judged], share: float, seed: int) -> None:
    """`matching` is the oracle, up to one part in a hundred of the tolerance.

    A number asked for by hand that is nearly accepted is left out: it is sealed more narrowly.
    """
    one = several[0]
    culprit = replace(one, got=one.got + noise(one, share, seed))
    with np.errstate(invalid="ignore"):
        away = float(np.nanmax(np.abs(culprit.got - one.got), initial=0.0))
    assume(one.kind != "interval" or one.error > 0.6 * one.bound)
    for edge in (granted(culprit, one), culprit.error if one.kind == "interval" else np.inf):
        assume(not 0.99 < away / edge < 1.01 if edge else True)
    answers = [mistake(f"m{n}", a) for n, a in enumerate(several)]
    assert opened(CHECK, culprit, sealed(*answers)) == matching(culprit, answers)


@given(wrong_answers())
@settings(max_examples=200)
def test_single_precision_opens(one: Judged) -> None:
    """The same numbers in float32, where the check's tolerance has room for float32."""
    assume(granted(one, one) > 1e-6 * np.abs(one.got[np.isfinite(one.got)]).max())
    got = one.got.astype(np.float32).astype(float)
    assert names(replace(one, got=got), *sealed(mistake("a", one))) == ["a"]


@given(wrong_answers())
@settings(max_examples=200)
def test_the_right_answer_never_opens(one: Judged) -> None:
    """Nor does what the check accepts beside it."""
    entries = sealed(mistake("a", one))
    for share in (0.0, 0.5, -0.9):
        assert names(replace(one, got=one.expected + share * one.bound), *entries) == []


def test_every_real_kind_can_be_sealed() -> None:
    """The properties above are not about empty lists: of each kind something is sealed."""
    for kind in KINDS:
        bound = 0.0 if kind == "count" else 0.01
        assert seal(CHECK, mistake("a", judged(3.0, 1.0, kind=kind, bound=bound))) is not None


TRUTH = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.5]])
WRONG = TRUTH * [1.0, 0.3, 1.0]


@pytest.mark.parametrize(
    "other",
    [
        {"what": "db of f(x)"},
        {"kind": "slope"},
        {"expected": TRUTH + 1e-6},
        {"expected": TRUTH.ravel()},
        {"got": WRONG.ravel()},
        {"got": np.where(TRUTH == 3.0, np.nan, WRONG)},
    ],
)
def test_another_question_or_form_does_not_open(other: dict[str, Any]) -> None:
    """The same numbers at another place of the check, of another truth, in another shape, with a hole."""
    entries = sealed(mistake("a", judged(WRONG, TRUTH)))
    assert names(judged(WRONG, TRUTH), *entries) == ["a"]
    assert names(replace(judged(WRONG, TRUTH), **other), *entries) == []


def test_another_check_does_not_open() -> None:
    """The id of the check is part of the key."""
    entries = sealed(mistake("a", judged(WRONG, TRUTH)))
    assert opened("f.db", judged(WRONG, TRUTH), entries) == ()


def test_holes_are_part_of_the_answer() -> None:
    """nan for nan and inf for inf, each in its place."""
    holes = WRONG.copy()
    holes[0, :2] = np.nan, np.inf
    entries = sealed(mistake("a", judged(holes, TRUTH)))
    assert names(judged(holes, TRUTH), *entries) == ["a"]
    holes[0, 1] = -np.inf
    assert names(judged(holes, TRUTH), *entries) == []


def test_the_truth_of_another_machine_still_opens() -> None:
    """What a check computes from recorded numbers may differ in last digits elsewhere.

    One of them stands where rounding goes up or down with its last bit.
    """
    here = TRUTH + [[0, 0, 2.0**-32], [0, 0, 0]]
    one = mistake("a", judged(WRONG, here))
    for elsewhere in (np.nextafter(here, np.inf), np.nextafter(here, -np.inf)):
        assert matching(judged(WRONG, elsewhere), [one]) == ()
        assert names(judged(WRONG, elsewhere), *sealed(one)) == ["a"]


def test_several_are_named_in_order_and_once() -> None:
    """As `matching` has it: the same sentence once, and four that fit are none."""
    some = [mistake(name, judged(WRONG, TRUTH)) for name in "bacd"]
    twin = replace(some[0], misconception="twin")
    assert names(judged(WRONG, TRUTH), *sealed(some[0], twin, *some[1:3])) == ["b", "a", "c"]
    assert names(judged(WRONG, TRUTH), *sealed(*some)) == []


def test_large_answers_go_by_a_part_of_their_entries() -> None:
    """One wrong row of many is found by the draw; the truth stays locked out."""
    truth = np.random.default_rng(1).normal(size=(100, 80))
    assert truth.size > KEPT > SHOWN
    wrong = truth.copy()
    wrong[17] *= -1
    entries = sealed(mistake("a", judged(wrong, truth)))
    assert names(judged(wrong + 1e-4, truth), *entries) == ["a"]
    assert names(judged(truth, truth), *entries) == []
    assert names(judged(truth + 0.002, truth), *entries) == []
    assert names(judged(wrong * 1.1, truth), *entries) == []


def test_an_answer_farther_from_the_truth_is_granted_more() -> None:
    """`matching` goes by the student's error; the cell, whose width leaves no slack here, allows it."""
    one = mistake("a", judged(4.945, 0.0, bound=1.0))
    assert names(judged(5.465, 0.0, bound=1.0), *sealed(one)) == ["a"]
    assert matching(judged(5.465, 0.0, bound=1.0), [one]) != ()


def test_a_number_that_is_nearly_accepted_is_sealed_more_narrowly() -> None:
    """So that no accepted number falls into its cell."""
    hand = {"kind": "interval", "bound": 0.1}
    entries = sealed(mistake("a", judged(1.02, 1.0, **hand)))
    assert names(judged(1.021, 1.0, **hand), *entries) == ["a"]
    assert names(judged(1.04, 1.0, **hand), *entries) == []
    for accepted in (1.0, 0.999, 0.9):
        assert names(judged(accepted, accepted, **hand), *entries) == []


@pytest.mark.parametrize(
    ("got", "expected", "bound"),
    [
        (TRUTH, TRUTH, 1e-3),
        ([], [], 1e-3),
        ([np.nan, np.inf], [1.0, 2.0], 1e-3),
        ([3.0, 2.0], [1.0, np.nan], 1e-3),
        ([1e300, 1e300, 1.0], [1e-9, 1e-9], 1.0),
        ([1e308, 0.0], [1e308, 1e-9], 1e-9),
    ],
)
def test_what_cannot_be_sealed_is_refused(got: object, expected: object, bound: float) -> None:
    """The truth itself, nothing finite, no truth, too large for cells."""
    assert seal(CHECK, mistake("a", judged(got, expected, bound=bound))) is None


def test_a_difference_that_no_draw_finds_is_refused() -> None:
    """The key would be the right answer's own. One place of a million, and of 65 which is found."""
    truth = np.zeros(1_000_000)
    wrong = truth.copy()
    wrong[123_456] = 1.0
    assert seal(CHECK, mistake("a", judged(wrong, truth))) is None
    few = mistake("a", judged(wrong[123_400:123_465], truth[:65]))
    assert names(few.judged, *sealed(few)) == ["a"]


def test_the_same_input_gives_the_same_bytes() -> None:
    """Also for the same numbers in another memory layout, and up to their last digits."""
    one = mistake("a", judged(WRONG, TRUTH))
    first = carried(seal(CHECK, one))
    assert carried(seal(CHECK, one)) == first
    turned = replace(one, judged=judged(np.asfortranarray(WRONG), np.asfortranarray(TRUTH)))
    assert carried(seal(CHECK, turned)) == first
    elsewhere = replace(one, judged=judged(np.nextafter(WRONG, 0), np.nextafter(TRUTH, 0)))
    assert carried(seal(CHECK, elsewhere)) == first


def test_nothing_can_be_read() -> None:
    """Neither id nor sentence nor question nor any number, in double or single precision."""
    one = mistake("skip_forgotten", judged(WRONG, TRUTH))
    data = carried(seal(CHECK, one))
    for text in ("skip_forgotten", "mistake", "dW of f", CHECK):
        assert text.encode() not in data
    for value in np.concatenate([WRONG, TRUTH]).ravel():
        for kind in ("<f8", ">f8", "<f4", ">f4"):
            assert np.array(value, kind).tobytes() not in data


def test_sizes_and_lengths_do_not_show() -> None:
    """A number and six, a short and a longer sentence: as many bytes, and no place is empty."""
    six = seal(CHECK, mistake("a", judged(WRONG, TRUTH)))
    number = seal(CHECK, mistake("longer", judged(0.25, 0.5)))
    assert six.keys() == number.keys()
    assert len(six["text"]) == len(number["text"])
    assert len(set(number["offsets"].tolist())) > SHOWN // 2


def test_two_sentences_under_one_answer_share_no_stream() -> None:
    """Their texts begin alike; if the same stream had hidden both, so would what is stored."""
    one, other = (seal(CHECK, mistake(name, judged(WRONG, TRUTH))) for name in ("aa", "bb"))
    same = np.frombuffer(one["text"], np.uint8) == np.frombuffer(other["text"], np.uint8)
    assert same.mean() < 0.05


JUNK = (None, 0, -1, 1.5, float("nan"), "x", b"", b"x" * 32, [], {}, np.zeros(3), np.zeros(64))


@pytest.mark.parametrize("field", ["cell", "draw", "offsets", "tag", "text"])
def test_damaged_entries_say_nothing(field: str) -> None:
    """A field that is missing, of another type, or another value: no diagnosis and no exception."""
    (entry,) = sealed(mistake("a", judged(WRONG, TRUTH)))
    culprit = judged(WRONG, TRUTH)
    assert names(culprit, {k: v for k, v in entry.items() if k != field}) == []
    for junk in (*JUNK, 1e-320, 1e308, 1, 2**70):
        if field == "draw" and junk is JUNK[1]:
            continue  # 0 is the right one
        assert names(culprit, entry | {field: junk}) == []


@given(st.data())
@settings(max_examples=100)
def test_a_changed_byte_says_nothing(data: st.DataObject) -> None:
    """Wherever it stands: everything that is stored is vouched for."""
    (entry,) = sealed(mistake("a", judged(WRONG, TRUTH)))
    field = data.draw(st.sampled_from(["offsets", "tag", "text"]))
    changed = bytearray(bytes(entry[field]))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    value = np.frombuffer(bytes(changed), np.uint8) if field == "offsets" else bytes(changed)
    assert names(judged(WRONG, TRUTH), entry | {field: value}) == []


def test_what_is_no_entry_says_nothing() -> None:
    """The others are opened all the same."""
    (entry,) = sealed(mistake("a", judged(WRONG, TRUTH)))
    assert names(judged(WRONG, TRUTH), *JUNK, entry, {}) == ["a"]


def test_strange_answers_open_nothing() -> None:
    """Whatever a student returns, it is looked at without an exception."""
    entries = sealed(mistake("a", judged(WRONG, TRUTH)), mistake("b", judged(1.0, 2.0)))
    for got in ([], np.nan, [np.inf] * 6, 1e308, -1e308, np.full((2, 3), 1e308), np.zeros((2, 3))):
        for expected in (TRUTH, 2.0):
            assert names(judged(got, expected), *entries) == []


VERDICT = Verdict(
    check=CHECK, question="q", title="dW.", status="failed", earned=0.0, points=1,
    visibility="public",
)  # fmt: skip
PUBLIC = Check(id=CHECK, question="q", title="dW.", points=1, visibility="public")


@pytest.mark.parametrize("got", [WRONG, -TRUTH, TRUTH + 0.3, TRUTH * [[1], [0.7]]])
def test_verdicts_say_what_a_report_says(got: np.ndarray) -> None:
    """The same verdict as from `Diagnoser`: a sentence, a generic relation, or nothing."""
    some = [mistake("a", judged(WRONG, TRUTH)), mistake("b", judged(TRUTH + 5, TRUTH))]
    end = End(verdict=VERDICT, culprit=judged(got, TRUTH))
    told = SealedDiagnoser({CHECK: sealed(*some)})(PUBLIC, end)
    assert told.verdict == Diagnoser(lambda check: some)(PUBLIC, end).verdict


def test_checks_without_sentences_get_relations() -> None:
    """And a verdict without numbers stays as it is."""
    diagnose = SealedDiagnoser({})
    end = End(verdict=VERDICT, culprit=judged(-TRUTH, TRUTH))
    assert diagnose(PUBLIC, end).verdict.diagnosis == "relation.sign"
    assert diagnose(PUBLIC, without := End(verdict=VERDICT)) is without
