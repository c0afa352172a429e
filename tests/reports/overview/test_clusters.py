"""reports.overview.clusters: who gave the same wrong numbers."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from reports.overview.clusters import MOST_SHOWN, Clusters, clusters, copies
from reports.overview.roll import roll_of


def found_in(results: list[dict[str, Any]], *, named: bool = True) -> Clusters:
    """The clusters of a class."""
    return clusters(roll_of(results, named=named, codes=None))


@pytest.fixture
def student(examples: ModuleType) -> Any:
    """Makes a result from check -> fingerprint, or (fingerprint, ids of mistakes)."""

    def make(name: str, wrong: dict[str, Any], **fields: Any) -> dict[str, Any]:
        verdicts = []
        for check, given in wrong.items():
            print_, ids = given if isinstance(given, tuple) else (given, ())
            told = [{"id": id_, "sentence": f"Sentence of {id_}."} for id_ in ids]
            evidence = {"wrong": print_, "worst": f"got {print_}", "diagnoses": told}
            verdicts.append(examples.verdict(check, "q", "t", status="failed", evidence=evidence))
        return examples.result(name, verdicts, digest="", **fields)

    return make


def test_equal_numbers_at_equal_checks(student: Any) -> None:
    """Two or more with one fingerprint in one check; the same text in another check is no match."""
    results = [
        student("ann", {"a": "1", "b": "2"}),
        student("bob", {"a": "1", "b": "9"}),
        student("cyd", {"a": "3", "c": "2"}),
    ]
    (one,) = found_in(results).shown
    assert (one.checks, one.figure.who, one.got) == (("a",), (0, 1), "got 1")
    assert one.sentences == ()
    assert not one.explained


def test_the_same_students_are_one_cluster(student: Any) -> None:
    """Who shares ten wrong numbers is told once, before those who share one."""
    pair = {f"c{k}": f"p{k}" for k in range(10)}
    results = [student("ann", pair), student("bob", pair), student("cyd", {"z": "1"})]
    results += [student(f"s{k}", {"z": "1"}) for k in range(20)]
    first, second = found_in(results).shown
    assert (len(first.checks), first.figure.who) == (10, (0, 1))
    assert (second.checks, second.figure.count) == (("z",), 21)


def test_what_a_misconception_explains_comes_last(student: Any) -> None:
    """Known mistakes make clusters in every class; an unknown one may be a new misconception."""
    known = {"a": ("1", ("sign_lost",))}
    results = [student(f"s{k}", known) for k in range(9)]
    results += [student("ann", {"b": "2"}), student("bob", {"b": "2"})]
    first, second = found_in(results).shown
    assert first.checks == ("b",)
    assert second.explained
    assert second.sentences == ("Sentence of sign_lost.",)


def test_a_relation_does_not_explain(student: Any) -> None:
    """That the entries are all zero is told, but no idea stands behind it."""
    zeros = {"a": ("0", ("relation.zeros",))}
    (one,) = found_in([student("ann", zeros), student("bob", zeros)]).shown
    assert one.sentences == ("Sentence of relation.zeros.",)
    assert not one.explained


def test_explained_in_one_of_two_checks_is_not_explained(student: Any) -> None:
    """Only where each of the shared numbers fits a mistake is the cluster explained."""
    wrong = {"a": ("1", ("sign_lost",)), "b": ("2", ())}
    (one,) = found_in([student("ann", wrong), student("bob", wrong)]).shown
    assert one.checks == ("a", "b")
    assert not one.explained
    assert (one.fits, one.sentences) == (1, ("Sentence of sign_lost.",))


def test_who_hands_in_together_is_one(student: Any) -> None:
    """A group shares its numbers by right; together with an outsider it is a cluster."""
    team = ["ann", "bob"]
    members = [student(name, {"a": "1"}, group=team) for name in team]
    assert found_in(members).shown == ()
    (one,) = found_in([*members, student("cyd", {"a": "1"})]).shown
    assert one.figure.who == (0, 1, 2)


def test_old_results_have_no_clusters(examples: ModuleType) -> None:
    """Without fingerprints nothing is said; nor with one that is no text."""
    strange = examples.verdict("a", "q", "t", status="failed", evidence={"wrong": 3.0})
    results = [examples.mixed(), examples.mixed() | {"student": "eve"}]
    results += [examples.result(name, [strange]) for name in ("s", "t")]
    assert found_in(results) == Clusters(shown=(), omitted=0)


def test_very_many_are_counted(student: Any) -> None:
    """The page holds the first ones and the number of the others."""
    results = []
    for k in range(MOST_SHOWN + 7):
        results += [student(f"a{k}", {"c": str(k)}), student(f"b{k}", {"c": str(k)})]
    found = found_in(results)
    assert len(found.shown) == MOST_SHOWN
    assert found.omitted == 7
    assert len({one.figure.key for one in found.shown}) == MOST_SHOWN


def test_without_names_nothing_of_theirs_is_quoted(student: Any) -> None:
    """What came back may be a text that a student wrote."""
    results = [student("ann", {"a": "secret"}), student("bob", {"a": "secret"})]
    (one,) = found_in(results, named=False).shown
    assert one.got == ""
    assert one.figure.count == 2


def test_equal_files(examples: ModuleType) -> None:
    """The same digest for people who did not hand in together; an unread submission has none."""
    names = ["ann", "bob", "cyd", "dan", "eve"]
    digests = ["7" * 64, "7" * 64, "8" * 64, "", ""]
    results = [
        examples.good() | {"student": name, "digest": digest}
        for name, digest in zip(names, digests, strict=True)
    ]
    (same,) = copies(roll_of(results, named=True, codes=None))
    assert same.who == (0, 1)
    for result in results[:2]:
        result["group"] = ["ann", "bob"]
    assert copies(roll_of(results, named=True, codes=None)) == ()


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"worst": "[0]: expected 1, got 2", "got": "a list"}, "[0]: expected 1, got 2"),
        ({"expected": "1", "got": "2"}, "expected 1, got 2"),
        ({"got": "2"}, "2"),
        ({"got": [1, 2]}, ""),
    ],
)
def test_what_came_back(examples: ModuleType, evidence: dict[str, Any], said: str) -> None:
    """Where it is worst, else what was expected and what came, else nothing."""
    wrong = examples.verdict("a", "q", "t", status="failed", evidence=evidence | {"wrong": "1"})
    (one,) = found_in([examples.result(name, [wrong], digest="") for name in ("s", "t")]).shown
    assert one.got == said
