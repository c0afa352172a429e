"""Diagnoses: a match with a misconception's own answer, a generic relation, or nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.compare.judged import Judged
from grader.diagnose import Diagnoser, WrongAnswer, generic, matching, why
from grader.engine import End
from grader.types import Check, Verdict

TRUTH = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.5]])
WRONG = TRUTH * [1.0, 0.3, 1.0]
BOUND = 4e-3


def judged(got: object, *, expected: object = TRUTH, **fields: object) -> Judged:
    """A comparison that failed."""
    plain = {"what": "dW of f(x)", "kind": "values", "bound": BOUND}
    return Judged(
        got=np.asarray(got, float), expected=np.asarray(expected, float), **(plain | fields)
    )


def known(name: str, got: object, **fields: object) -> WrongAnswer:
    """What a misconception answers."""
    return WrongAnswer(misconception=name, sentence=f"You {name}.", judged=judged(got, **fields))


def names(culprit: Judged, *wrong: WrongAnswer) -> list[str]:
    """The misconceptions found."""
    return [d.id for d in matching(culprit, wrong)]


def test_the_same_wrong_answer_is_a_match() -> None:
    """Also in float32, which differs in the last digits."""
    assert names(judged(WRONG), known("a", WRONG)) == ["a"]
    assert names(judged(WRONG.astype(np.float32)), known("a", WRONG)) == ["a"]


def test_two_that_match_are_both_named_and_four_are_none() -> None:
    """Two are named; where more than three fit, the numbers tell nothing apart."""
    some = [known(name, WRONG) for name in "abcd"]
    assert names(judged(WRONG), *some[:2]) == ["a", "b"]
    assert names(judged(WRONG), *some) == []


def test_one_mistake_said_by_two_misconceptions_is_said_once() -> None:
    """The same sentence is not repeated."""
    twin = replace(known("b", WRONG), sentence="You a.")
    assert names(judged(WRONG), known("a", WRONG), twin) == ["a"]


def test_no_match_says_nothing() -> None:
    """Another answer, another place of the check, other inputs, another shape."""
    assert names(judged(WRONG), known("a", TRUTH * 3)) == []
    assert names(judged(WRONG), known("a", WRONG, what="db of f(x)")) == []
    assert names(judged(WRONG), known("a", WRONG, expected=TRUTH + 1)) == []
    assert names(judged(WRONG), known("a", WRONG.ravel(), expected=TRUTH.ravel())) == []
    assert names(judged(WRONG)) == []


def test_an_answer_between_the_truth_and_a_mistake_is_no_match() -> None:
    """It has to be ten times nearer to the mistake than to the truth."""
    slightly = TRUTH + 2 * BOUND
    assert names(judged(slightly), known("a", TRUTH + 1.5 * BOUND)) == []


def test_answers_that_are_not_finite_match_in_their_places() -> None:
    """nan for nan and inf for inf, each where the other has it; all of them nan tells nothing."""
    holes = TRUTH.copy()
    holes[0, 1] = np.nan
    assert names(judged(holes), known("a", holes)) == ["a"]
    assert names(judged(holes), known("a", WRONG)) == []
    assert names(judged(np.full_like(TRUTH, np.nan)), known("a", np.full_like(TRUTH, np.nan))) == []


def test_counts_match_exactly() -> None:
    """A count that is one off another mistake's count is another mistake."""
    count = {"kind": "count", "bound": 0.0, "expected": 557057}
    assert names(judged(555520, **count), known("a", 555520, **count)) == ["a"]
    assert names(judged(555521, **count), known("a", 555520, **count)) == []


def test_numbers_worked_out_by_hand_match_when_rounded() -> None:
    """Near the mistake's number and clearly outside the accepted interval."""
    hand = {"kind": "interval", "bound": 0.008}
    theirs = known("a", -0.054, expected=-0.0595, **hand)
    assert names(judged(-0.0541, expected=-0.0595, **hand), theirs) == ["a"]
    assert names(judged(-0.02, expected=-0.0595, **hand), theirs) == []


def test_generic_relations_are_told_of_arrays() -> None:
    """With their sentence; of slopes only what a factor can say."""
    assert [d.id for d in generic(judged(-TRUTH), (), hidden=False)] == ["relation.sign"]
    assert [d.id for d in generic(judged(-TRUTH), (), hidden=True)] == ["relation.sign"]
    slopes = judged(TRUTH[:, ::-1], kind="slope", bound=1.0)
    assert generic(slopes, (), hidden=False) == ()


def test_of_a_hidden_number_nothing_is_said() -> None:
    """ "The opposite sign" of a single number would be the number itself."""
    number = judged(-0.7, expected=0.7)
    assert [d.id for d in generic(number, (), hidden=False)] == ["relation.sign"]
    assert generic(number, (), hidden=True) == ()


CHECK = Check(id="f.dw", question="q", title="dW.", points=1, visibility="public")
VERDICT = Verdict(
    check="f.dw",
    question="q",
    title="dW.",
    status="failed",
    earned=0.0,
    points=1,
    visibility="public",
)


def test_a_verdict_gets_id_and_sentences() -> None:
    """`diagnosis` is the first id; all of them stand in the evidence, which keeps what was there."""
    end = End(verdict=replace(VERDICT, evidence={"got": "x"}), culprit=judged(WRONG))
    found = Diagnoser(lambda check: [known("a", WRONG), known("b", WRONG)])(CHECK, end).verdict
    assert found.diagnosis == "a"
    assert found.evidence["got"] == "x"
    assert found.evidence["diagnoses"] == [
        {"id": "a", "sentence": "You a."},
        {"id": "b", "sentence": "You b."},
    ]


def test_a_misconception_comes_before_a_relation() -> None:
    """It knows why; the relation only knows how."""
    end = End(verdict=VERDICT, culprit=judged(-TRUTH))
    assert Diagnoser(lambda check: [known("a", -TRUTH)])(CHECK, end).verdict.diagnosis == "a"
    assert Diagnoser(lambda check: [])(CHECK, end).verdict.diagnosis == "relation.sign"


def test_without_numbers_nothing_is_asked() -> None:
    """An exception or a failed property has no culprit, and no misconception is run for it."""

    def never(check: Check) -> list[WrongAnswer]:
        raise AssertionError

    end = End(verdict=VERDICT)
    assert Diagnoser(never)(CHECK, end) is end


def test_inputs_are_named_as_the_student_knows_them() -> None:
    """By their place in the last call, or by what they were assigned to."""
    dout = np.arange(1.0, 7.0).reshape(2, 3)
    bias = np.array([1.0, 2.0, 4.0])
    requests = (
        {"op": "set", "target": {"handle": 1, "path": ["params", "bias"]}, "value": bias},
        {"op": "call", "target": {"handle": 1, "path": ["backward"]}, "args": [dout]},
    )
    unchanged = End(verdict=VERDICT, culprit=judged(dout), requests=requests)
    told = Diagnoser(lambda check: [])(CHECK, unchanged).verdict.evidence["diagnoses"]
    assert told[0]["sentence"] == "What came back is argument 1, unchanged."
    short = End(verdict=VERDICT, culprit=judged(TRUTH - bias), requests=requests)
    told = Diagnoser(lambda check: [])(CHECK, short).verdict.evidence["diagnoses"]
    assert told[0]["sentence"] == "Every row is short of params.bias: it was not added."


def test_what_a_diagnosis_rests_on_is_a_sentence_with_its_numbers() -> None:
    """How near the answer is to the mistake's and how far from the truth, for the instructor."""
    truth = {"expected": np.array([1.0, 2.0])}
    ours = judged([2.0, 4.0], **truth)
    close = known("doubled", [2.0, 4.0], **truth)
    assert "its answer is the same, while the right answer is 2 away" in why(
        ours, "doubled", [close]
    )
    near = known("doubled", [2.0, 4.0001], **truth)
    assert "the same up to 0.0001" in why(ours, "doubled", [near])
    strange = known("doubled", [np.nan, 4.0], **truth)
    told = why(judged([np.nan, 4.0], **truth), "doubled", [strange])
    assert "has another shape or is not finite there" in told
    assert "holds for every entry" in why(ours, "relation.factor", [])
    assert why(ours, "unknown", [close]) == ""
    assert why(ours, "doubled", [known("doubled", [1.0, 2.0, 3.0], **truth)]) == ""
