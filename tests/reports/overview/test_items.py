"""reports.overview.items: pass rates, ends and separation of the checks and questions of a class."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from reports.overview.items import items, questions
from reports.overview.roll import roll_of
from reports.overview.separation import FEWEST, FEWEST_OTHER


def shares(results: list[dict[str, Any]], check: str) -> list[tuple[float, float]]:
    """Share on one check and on all the others, from the definitions, of who is marked on it."""
    found = []
    for result in results:
        counted = [v for v in result["verdicts"] if v["earned"] is not None and not v["voided"]]
        own = [v for v in counted if v["check"] == check]
        rest = [v for v in counted if v["check"] != check]
        if own:
            earned = sum(v["earned"] for v in rest)
            found.append(
                (own[0]["earned"] / own[0]["points"], earned / sum(v["points"] for v in rest))
            )
    return found


def test_a_class_has_the_numbers_of_its_verdicts(crowd: ModuleType) -> None:
    """Rates, ends and separation of every check of a class, computed from its results alone."""
    results = crowd.crowd(300, 24)
    found = items(roll_of(results, named=True, codes=None))
    assert [item.check for item in found] == [crowd.check_id(n) for n in range(24)]
    for n, item in enumerate(found):
        column = [result["verdicts"][n]["status"] for result in results]
        assert {k: end for end, who in item.ends for k in who} == dict(enumerate(column))
        judged = [end for end in column if end not in ("manual", "broken")]
        assert item.judged == len(judged)
        assert item.rate == pytest.approx(judged.count("passed") / len(judged))
        assert item.waiting == column.count("manual")
        assert item.broken == column.count("broken")
        pairs = shares(results, item.check)
        if item.separation is None:
            own = [a for a, _ in pairs]
            assert len(own) < FEWEST or min(sum(a != b for b in own) for a in own) < FEWEST_OTHER
            continue
        assert item.separation.correlation == pytest.approx(np.corrcoef(np.array(pairs).T)[0, 1])
        assert item.separation.students == len(pairs)
    reversed_ = [item.check for item in found if item.separation and item.separation.reversed]
    assert reversed_ == [crowd.check_id(crowd.REVERSED)]


def test_letters_spell_the_class(examples: ModuleType) -> None:
    """One letter per student in the order of the class; a dash for who has no such check."""
    verdict = examples.verdict
    ends = ["passed", "failed", "errored", "timed_out", "blocked", "manual", "broken"]
    results = [
        examples.result(f"s{k}", [verdict("a", "q", "t", status=e)]) for k, e in enumerate(ends)
    ]
    results.append(examples.result("t", [verdict("b", "q", "t")]))
    first, second = items(roll_of(results, named=True, codes=None))
    assert first.letters == "pfetbmx-"
    assert second.letters == "-------p"
    assert first.who("failed", "passed") == (0, 1)


def test_voided_checks_count_for_nothing(crowd: ModuleType) -> None:
    """A check that counts no more has no separation, and is no part of anybody's other points."""
    results = crowd.crowd(60, 24)
    item = items(roll_of(results, named=True, codes=None))[crowd.VOIDED]
    assert item.voided == "The sheet named the wrong axis."
    assert item.separation is None
    without = [r | {"verdicts": [v for v in r["verdicts"] if not v["voided"]]} for r in results]
    left = items(roll_of(without, named=True, codes=None))
    kept = [i for i in items(roll_of(results, named=True, codes=None)) if not i.voided]
    assert [i.separation for i in left] == [i.separation for i in kept]


def test_one_check_alone_cannot_separate(examples: ModuleType) -> None:
    """A homework of one check: there are no other points to compare with."""
    ends = ["passed", "failed"] * 10
    verdict = examples.verdict
    results = [
        examples.result(f"s{k}", [verdict("a", "q", "t", status=e)]) for k, e in enumerate(ends)
    ]
    (item,) = items(roll_of(results, named=True, codes=None))
    assert item.separation is None
    assert item.rate == 0.5


def test_questions_split_the_class(crowd: ModuleType) -> None:
    """All, part, none, open: everybody stands in exactly one, and the mean is over the marked."""
    results = crowd.crowd(90, 24)
    found = questions(roll_of(results, named=True, codes=None))
    assert [row.id for row in found] == [crowd.question_id(n) for n in range(0, 24, 6)]
    for row in found:
        expected: dict[str, list[int]] = {"all": [], "part": [], "none": [], "open": []}
        marks = []
        for k, result in enumerate(results):
            own = [v for v in result["verdicts"] if v["question"] == row.id]
            points = sum(v["points"] for v in own)
            assert row.points == points
            if None in [v["earned"] for v in own]:
                expected["open"].append(k)
                continue
            share = sum(v["earned"] for v in own) / points
            marks.append(share)
            expected["all" if share == 1 else "part" if share else "none"].append(k)
        assert {part: list(figure.who) for part, figure in row.parts} == expected
        assert row.mean == pytest.approx(np.mean(marks))


def test_a_question_without_marks_has_no_mean(examples: ModuleType) -> None:
    """Neither zero nor full: nobody is marked on all of it."""
    verdicts = [examples.verdict("a", "s3.T3", "t", status="manual")]
    (row,) = questions(roll_of([examples.result("ann", verdicts)], named=True, codes=None))
    assert row.mean is None
    assert [figure.count for _, figure in row.parts] == [0, 0, 0, 1]


@pytest.mark.parametrize("named", [True, False])
def test_the_reason_of_a_broken_check(examples: ModuleType, named: bool) -> None:
    """Told with names; without them not, because it may quote what a student wrote."""
    broken = examples.verdict("a", "q", "t", status="broken", message="KeyError: 'ann'")
    (item,) = items(roll_of([examples.result("ann", [broken])], named=named, codes=None))
    assert item.reason == ("KeyError: 'ann'" if named else "")


def test_a_voided_check_worth_nothing_counts_for_nothing_either(examples: ModuleType) -> None:
    """Without points its ends still differ, and still say nothing about the students."""
    verdict = examples.verdict
    void = {"voided": {"reason": "r", "give": "nothing"}, "points": 0.0}
    results = []
    for k in range(30):
        end = "passed" if k % 3 else "failed"
        other = "passed" if k % 2 else "failed"
        results.append(
            examples.result(
                f"s{k}",
                [
                    verdict("gone", "q", "t", status=end) | void | {"earned": 0.0},
                    verdict("a", "q", "t", status=end),
                    verdict("b", "q", "t", status=other),
                ],
            )
        )
    gone, a, b = items(roll_of(results, named=True, codes=None))
    assert gone.separation is None
    assert a.separation is not None
    assert b.separation is not None
    columns = [[float(r["verdicts"][n]["status"] == "passed") for r in results] for n in (1, 2)]
    assert a.separation.correlation == pytest.approx(np.corrcoef(columns)[0, 1])
