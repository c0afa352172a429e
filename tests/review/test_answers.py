"""What there is to mark, in which order, under which names."""

from __future__ import annotations

from types import ModuleType

import pytest

from grader.review.answers import Task, shuffled, tasks


def test_everything_that_waits_is_there_in_the_order_of_the_sheet(batches: ModuleType) -> None:
    """Checks that the program judged are not."""
    words = batches.verdict(batches.WORDS, "s1.words", "manual", None, 1.0)
    found = tasks([batches.student("ann", others=[words]), batches.student("bob")], marked=())
    assert [t.check for t in found] == [batches.PROOF, batches.WHY, batches.WORDS]
    assert [len(t.answers) for t in found] == [2, 2, 1]
    proof = found[0]
    assert proof.title == "Proof that softmax does not change under a shift"
    assert proof.asked.startswith("Show that $")
    assert [line.points for line in proof.rubric] == [1.0, 1.0, 1.0]


def test_broken_checks_stand_apart(batches: ModuleType) -> None:
    """At the end, as tasks of their own."""
    broken = batches.verdict("softmax.x", "s1.code", "broken", None, 1.0)
    found = tasks([batches.student("ann", others=[broken])], marked=())
    assert [(t.check, t.broken) for t in found][-1] == ("softmax.x", True)
    assert not any(t.broken for t in found[:-1])


def test_what_was_marked_stays_in_the_list(batches: ModuleType) -> None:
    """Also when the program judges it by now."""
    ann = batches.student("ann")
    assert all(t.check != "softmax.forward" for t in tasks([ann], marked=()))
    found = tasks([ann], marked=[("ann", "softmax.forward")])
    assert "softmax.forward" in [t.check for t in found]


def test_voided_checks_are_not_marked(batches: ModuleType) -> None:
    """They count for nobody."""
    ann = batches.student("ann")
    ann["verdicts"][1]["voided"] = {"reason": "unclear", "give": "full"}
    assert [t.check for t in tasks([ann], marked=())] == [batches.WHY]


def test_the_rubric_is_found_although_a_submission_could_not_be_read(batches: ModuleType) -> None:
    """Its verdict waits without one."""
    refused = batches.student("ann")
    refused["verdicts"][1]["evidence"] = {}
    found = tasks([refused, batches.student("bob")], marked=())
    assert len(found[0].rubric) == 3
    assert len(found[0].answers) == 2


def test_a_group_is_marked_once(batches: ModuleType) -> None:
    """The same work under several names is one answer; the code is one, too."""
    group = {"group": ["ann", "bob"], "digest": "same"}
    found = tasks(
        [
            batches.student("bob", **group),
            batches.student("ann", **group),
            batches.student("cem", proof="Another."),
        ],
        marked=(),
    )
    assert [a.students for a in found[0].answers] == [("ann", "bob"), ("cem",)]
    assert found[0].answers[0].same == ()


def test_different_work_of_a_group_is_marked_by_itself(batches: ModuleType) -> None:
    """Somebody handed in again on their own."""
    both = ["ann", "bob"]
    found = tasks(
        [
            batches.student("ann", group=both, digest="1", proof="One."),
            batches.student("bob", group=both, digest="2", proof="Two."),
        ],
        marked=(),
    )
    assert [a.students for a in found[0].answers] == [("ann",), ("bob",)]


def test_the_same_text_is_noticed(batches: ModuleType) -> None:
    """Whatever its spaces; empty answers are not alike."""
    found = tasks(
        [
            batches.student("ann", proof="e^c  cancels.\n", why=None),
            batches.student("bob", proof="e^c cancels.", why=None),
            batches.student("cem", proof="Something else.", why=None),
        ],
        marked=(),
    )
    by_name = {a.students[0]: a for a in found[0].answers}
    assert by_name["ann"].same == (by_name["bob"].code,)
    assert by_name["bob"].same == (by_name["ann"].code,)
    assert by_name["cem"].same == ()
    assert all(a.same == () for a in found[1].answers)


@pytest.fixture
def many(batches: ModuleType) -> tuple[Task, ...]:
    """Sixty students."""
    return tasks([batches.student(f"s{n:02d}") for n in range(60)], marked=())


def test_codes_tell_answers_apart_and_say_nothing_of_names(many: tuple[Task, ...]) -> None:
    """Another one for every check, the same one tomorrow."""
    codes = [{a.students[0]: a.code for a in t.answers} for t in many]
    assert all(len(set(c.values())) == 60 for c in codes)
    assert not set(codes[0].values()) & set(codes[1].values())
    assert not any(set("IO01") & set(code) for code in codes[0].values())


def test_the_order_is_the_markers_own_and_stable(
    many: tuple[Task, ...], batches: ModuleType
) -> None:
    """Neither the alphabet's, nor another marker's, nor that of another check."""
    orders = {(by, t.check): [a.students[0] for a in shuffled(t, by)] for by in "ab" for t in many}
    alphabet = sorted(orders["a", batches.PROOF])
    assert all(sorted(order) == alphabet and order != alphabet for order in orders.values())
    assert len({tuple(order) for order in orders.values()}) == len(orders)
    again = tasks([batches.student(f"s{n:02d}") for n in reversed(range(60))], marked=())
    assert [a.students[0] for a in shuffled(again[0], "a")] == orders["a", batches.PROOF]


def test_a_new_student_moves_nobody(many: tuple[Task, ...], batches: ModuleType) -> None:
    """Codes and the order of the others stay as they were."""
    more = tasks([batches.student(f"s{n:02d}") for n in range(61)], marked=())
    before = [a.code for a in shuffled(many[0], "a")]
    after = [a.code for a in shuffled(more[0], "a") if a.students != ("s60",)]
    assert after == before
