"""The desk: marks into the log, results and pages after them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.errors import UsageError
from grader.review.answers import Answer, Task
from grader.review.desk import Desk, Gone, MarkedMeanwhile
from grader.review.score import Given

Batch = Callable[..., Path]


def first(desk: Desk, student: str, check: str) -> tuple[Task, Answer]:
    """A student's answer to a check."""
    return next(
        (t, a) for t in desk.tasks() if t.check == check for a in t.answers if student in a.students
    )


def stored(out: Path, student: str) -> dict[str, Any]:
    """A result file."""
    return json.loads((out / "results" / f"{student}.json").read_bytes())


def verdict(out: Path, student: str, check: str) -> dict[str, Any]:
    """A verdict of a result file."""
    return next(v for v in stored(out, student)["verdicts"] if v["check"] == check)


def test_a_mark_is_in_log_result_and_page_when_it_returns(
    batch: Batch, batches: ModuleType
) -> None:
    """With who and when; other students' files are left alone."""
    out = batch()
    others = (out / "results" / "bob.json").read_bytes()
    desk = Desk(out, "tina")
    assert desk.title == "Softmax and friends"
    task, answer = first(desk, "ann", batches.PROOF)
    assert desk.mark(task, answer, Given((0, 2), 0.5), " Look at $k$. ", seen=0) == ""
    marked = verdict(out, "ann", batches.PROOF)
    assert (marked["status"], marked["earned"]) == ("passed", 1.5)
    assert marked["marked"]["by"] == "tina"
    assert marked["marked"]["comment"] == "Look at $k$."
    assert marked["marked"]["items"] == [
        "factors $e^c$ out of every term",
        "holds for every k and every c",
        "0.5 points taken off",
    ]
    assert stored(out, "ann")["earned"] == 4.5
    assert "Look at" in (out / "reports" / "ann.html").read_text()
    assert (out / "results" / "bob.json").read_bytes() == others
    state = desk.states(task)[answer.code]
    assert (state.earned, state.seen) == (1.5, 1)


def test_a_mark_taken_back_restores_result_and_page(batch: Batch, batches: ModuleType) -> None:
    """Byte for byte, by undo and by taking the mark away."""
    out = batch()
    files = [out / "results" / "ann.json", out / "reports" / "ann.html"]
    before = [f.read_bytes() for f in files]
    desk = Desk(out, "tina")
    task, answer = first(desk, "ann", batches.PROOF)
    desk.mark(task, answer, Given((0,)), "", seen=0)
    desk.mark(task, answer, None, "", seen=1)
    assert [f.read_bytes() for f in files] == before
    desk.mark(task, answer, Given((0, 1)), "", seen=2)
    assert [f.read_bytes() for f in files] != before
    gone, warning = desk.undo()
    assert ([m.earned for m in gone], warning) == ([2.0], "")
    assert [f.read_bytes() for f in files] == before
    assert desk.undo()[0][0].earned is None
    assert verdict(out, "ann", batches.PROOF)["earned"] == 1.0
    desk.undo()
    assert desk.undo() == ((), "")


def test_the_second_marker_is_told(batch: Batch, batches: ModuleType) -> None:
    """Nothing of the first one is overwritten, in the log or in the result."""
    out = batch()
    one, two = Desk(out, "one"), Desk(out, "two")
    task, answer = first(one, "ann", batches.PROOF)
    one.mark(task, answer, Given((0,)), "", seen=0)
    with pytest.raises(MarkedMeanwhile):
        two.mark(*first(two, "ann", batches.PROOF), Given((0, 1)), "", seen=0)
    assert verdict(out, "ann", batches.PROOF)["marked"]["by"] == "one"
    two.mark(*first(two, "ann", batches.PROOF), Given((0, 1)), "", seen=1)
    assert verdict(out, "ann", batches.PROOF)["marked"]["by"] == "two"


def test_a_group_gets_its_mark_together(batch: Batch, batches: ModuleType) -> None:
    """And loses it together."""
    group = {"group": ["ann", "bob"], "digest": "same", "proof": "Ours."}
    out = batch(
        batches.student("ann", **group),
        batches.student("bob", **group),
        batches.student("cem"),
        groups={"ann": ("ann", "bob"), "bob": ("ann", "bob")},
    )
    desk = Desk(out, "tina")
    task, answer = first(desk, "ann", batches.PROOF)
    assert answer.students == ("ann", "bob")
    desk.mark(task, answer, Given((0,)), "", seen=0)
    assert [verdict(out, s, batches.PROOF)["earned"] for s in ("ann", "bob")] == [1.0, 1.0]
    assert desk.states(task)[answer.code].seen == 2
    desk.undo()
    assert [verdict(out, s, batches.PROOF)["earned"] for s in ("ann", "bob")] == [None, None]


def test_a_broken_check_can_be_given_a_mark(batch: Batch, batches: ModuleType) -> None:
    """By somebody who looked at the code."""
    broken = batches.verdict("softmax.x", "s1.code", "broken", None, 1.0)
    out = batch(batches.student("ann", others=[broken]))
    desk = Desk(out, "tina")
    task, answer = first(desk, "ann", "softmax.x")
    desk.mark(task, answer, Given((), 0.0, 1.0), "", seen=0)
    marked = verdict(out, "ann", "softmax.x")
    assert (marked["status"], marked["earned"]) == ("passed", 1.0)
    assert marked["marked"]["was"] == {"status": "broken", "earned": None}
    assert first(desk, "ann", "softmax.x")[0].broken


def test_a_new_text_waits_again(batch: Batch, batches: ModuleType) -> None:
    """The earlier mark can be read; a file that changed is read anew."""
    out = batch()
    desk = Desk(out, "tina")
    task, answer = first(desk, "ann", batches.PROOF)
    desk.mark(task, answer, Given((0,)), "", seen=0)
    batches.batch(out, [batches.student("ann", proof="Another proof, and a longer one.")])
    desk.settle(["ann"])
    task, answer = first(desk, "ann", batches.PROOF)
    state = desk.states(task)[answer.code]
    assert state.mark is None
    assert state.earlier is not None
    assert "an earlier text was marked with 1 of 3" in verdict(out, "ann", batches.PROOF)["message"]


def test_points_that_cannot_be_are_not_kept(batch: Batch, batches: ModuleType) -> None:
    """Neither in the log nor in the result."""
    out = batch()
    desk = Desk(out, "tina")
    task, answer = first(desk, "ann", batches.PROOF)
    with pytest.raises(UsageError, match="worth 3 points"):
        desk.mark(task, answer, Given((), 0.0, 4.0), "", seen=0)
    assert not (out / "marks.jsonl").exists()


def test_a_mark_is_kept_although_the_result_cannot_be_written(
    batch: Batch, batches: ModuleType
) -> None:
    """It says so, and the next start settles it."""
    out = batch()
    desk = Desk(out, "tina")
    task, answer = first(desk, "ann", batches.PROOF)
    people = out / "people.json"
    kept = people.read_bytes()
    people.write_text("[")
    warning = desk.mark(task, answer, Given((0,)), "", seen=0)
    assert warning.startswith("The mark is kept, but not yet in the result file: ")
    assert verdict(out, "ann", batches.PROOF)["marked"] is None
    people.write_bytes(kept)
    Desk(out, "other").settle_all()
    assert verdict(out, "ann", batches.PROOF)["marked"]["by"] == "tina"


def test_settling_everybody_writes_gradebook_and_index(batch: Batch, batches: ModuleType) -> None:
    """The gradebook has the mark; the journal's totals have it, too."""
    out = batch()
    desk = Desk(out, "tina")
    desk.mark(*first(desk, "ann", batches.PROOF), Given((0, 1, 2)), "", seen=0)
    before = (out / "gradebook.csv").read_text()
    desk.settle_all()
    after = (out / "gradebook.csv").read_text()
    assert before != after
    assert [line for line in after.splitlines() if '"ann"' in line and ",6," in line]


def test_a_folder_without_a_batch_is_refused(tmp_path: Path, batch: Batch) -> None:
    """With what to do."""
    with pytest.raises(UsageError, match="holds no batch"):
        Desk(tmp_path, "tina")
    out = batch()
    (out / "journal").write_text("")
    with pytest.raises(UsageError, match="holds no graded submissions"):
        Desk(out, "tina")


def test_an_answer_that_is_gone_is_said(batch: Batch, batches: ModuleType) -> None:
    """A folder may be graded again while somebody marks."""
    with pytest.raises(Gone, match="not in the folder any more"):
        Desk(batch(), "tina").find(batches.PROOF, "NONE")
