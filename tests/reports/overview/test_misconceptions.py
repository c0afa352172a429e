"""reports.overview.misconceptions: which mistakes were recognised, in which checks, by whom."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from reports.overview.misconceptions import misconceptions
from reports.overview.roll import roll_of


def found_in(results: list[dict[str, Any]]) -> tuple[Any, ...]:
    """The misconceptions of a class with names."""
    return misconceptions(roll_of(results, named=True, codes=None))


def failed(examples: ModuleType, check: str, *told: tuple[str, str]) -> dict[str, Any]:
    """A wrong answer that fits these mistakes."""
    return examples.verdict(
        check,
        "q",
        "t",
        status="failed",
        diagnosis=told[0][0] if told else None,
        evidence={"diagnoses": [{"id": id_, "sentence": text} for id_, text in told]},
    )


def test_students_count_once_and_checks_count_students(crowd: ModuleType) -> None:
    """Of a class: who has which mistake anywhere, and how many have it in each check."""
    results = crowd.crowd(60, 48)
    who: dict[str, set[int]] = {}
    checks: dict[str, dict[str, set[int]]] = {}
    for k, result in enumerate(results):
        for verdict in result["verdicts"]:
            if verdict["diagnosis"]:
                who.setdefault(verdict["diagnosis"], set()).add(k)
                checks.setdefault(verdict["diagnosis"], {}).setdefault(verdict["check"], set()).add(
                    k
                )
    found = found_in(results)
    assert {one.id: set(one.figure.who) for one in found} == who
    for one in found:
        assert {check: set(figure.who) for check, figure in one.checks} == checks[one.id]
        numbers = [figure.count for _, figure in one.checks]
        assert numbers == sorted(numbers, reverse=True)
    assert [one.figure.count for one in found] == sorted(map(len, who.values()), reverse=True)
    assert all(one.sentence.startswith("What fits is ") for one in found)


def test_an_answer_may_fit_several(examples: ModuleType) -> None:
    """A student counts for each mistake that fits, also for one that only `diagnosis` names."""
    both = failed(examples, "a", ("x", "Sentence x."), ("y", "Sentence y."))
    bare = examples.verdict("b", "q", "t", status="failed", diagnosis="z")
    found = found_in([examples.result("ann", [both, bare]), examples.result("bob", [both])])
    assert [(one.id, one.sentence, one.figure.who) for one in found] == [
        ("x", "Sentence x.", (0, 1)),
        ("y", "Sentence y.", (0, 1)),
        ("z", "z", (0,)),
    ]


def test_relations_come_last(examples: ModuleType) -> None:
    """What has no idea behind it is told apart, however frequent."""
    zeros = failed(examples, "a", ("relation.zeros", "Every entry is 0."))
    idea = failed(examples, "b", ("idea", "An idea."))
    results = [examples.result(f"s{k}", [zeros]) for k in range(5)]
    found = found_in([*results, examples.result("t", [idea])])
    assert [(one.id, one.generic, one.figure.count) for one in found] == [
        ("idea", False, 1),
        ("relation.zeros", True, 5),
    ]


def test_the_sentence_of_most(examples: ModuleType) -> None:
    """A sentence may differ between checks: the most frequent one stands."""
    rare, usual = failed(examples, "a", ("x", "Rare.")), failed(examples, "b", ("x", "Usual."))
    results = [examples.result("s", [rare, usual]), examples.result("t", [usual])]
    assert found_in(results)[0].sentence == "Usual."


def test_evidence_of_any_shape_is_survived(examples: ModuleType) -> None:
    """What an author put there is no promise: no mistakes, no crash."""
    verdicts = [
        examples.verdict(f"a{k}", "q", "t", status="failed", evidence=evidence)
        for k, evidence in enumerate(
            [{"diagnoses": "x"}, {"diagnoses": [1, {}, {"id": ""}]}, None, []]
        )
    ]
    assert found_in([examples.result("ann", verdicts)]) == ()
