"""Marks by hand: the log that loses nothing, and what marks make of a result."""

from __future__ import annotations

import copy
import json
import multiprocessing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.marks import (
    Mark,
    MarkedMeanwhile,
    Marks,
    text_digest,
    with_marks,
    without_marks,
)

AT = "2026-03-02T09:00:00.000000+00:00"


def mark(student: str = "ann", check: str = "q", earned: float | None = 1.0, **more: Any) -> Mark:
    """A mark out of 2 points."""
    fields = {"by": "tina", "at": AT, "points": 2.0, "items": (), "comment": ""} | more
    fields.setdefault("text_digest", "t")
    return Mark(student=student, check=check, earned=earned, **fields)


def result(**verdict: Any) -> dict[str, Any]:
    """A result with a check that passed and a written answer that waits."""
    waits = {
        "check": "q",
        "question": "s1",
        "status": "manual",
        "earned": None,
        "points": 2.0,
        "message": "Waits for a person.",
        "evidence": {"text": "Because.", "rubric": ["a", "b"]},
        "voided": None,
        "marked": None,
    }
    passed = waits | {"check": "code", "status": "passed", "earned": 3.0, "points": 3.0}
    return {
        "student": "ann",
        "digest": "d",
        "earned": 3.0,
        "possible": 5.0,
        "complete": False,
        "verdicts": [passed, waits | verdict],
    }


def fitting(data: dict[str, Any], **more: Any) -> Mark:
    """A mark on the written answer of a result as it stands."""
    return mark(text_digest=text_digest(data, data["verdicts"][1]), **more)


def test_what_was_added_is_read_back_by_whoever_opens_the_file(tmp_path: Path) -> None:
    """The last mark of an answer counts; all of them stay in its history."""
    marks = Marks(tmp_path / "marks.jsonl")
    first, second = mark(earned=0.5), mark(earned=2.0, items=("a", "ü"), comment="good\nwork")
    marks.add(first)
    marks.add(mark("bob"))
    marks.add(second)
    for reader in (marks, Marks(tmp_path / "marks.jsonl")):
        assert reader.latest() == {("ann", "q"): second, ("bob", "q"): mark("bob")}
        assert reader.history("ann", "q") == (first, second)
        assert reader.latest_and_counts()[1] == {("ann", "q"): 2, ("bob", "q"): 1}
    assert (tmp_path / "marks.jsonl").stat().st_mode & 0o777 == 0o600


def test_without_a_file_there_are_no_marks(tmp_path: Path) -> None:
    """And asking makes none."""
    marks = Marks(tmp_path / "marks.jsonl")
    assert marks.latest() == {}
    assert marks.history("ann", "q") == ()
    assert list(tmp_path.iterdir()) == []


def test_a_mark_that_was_taken_back_is_gone(tmp_path: Path) -> None:
    """`earned` None says so; the history keeps it."""
    marks = Marks(tmp_path / "marks.jsonl")
    marks.add(mark())
    marks.add(mark(earned=None))
    assert marks.latest() == {}
    assert len(marks.history("ann", "q")) == 2


@settings(deadline=None)
@given(cut=st.integers(1, 200))
def test_a_log_cut_anywhere_loses_at_most_its_last_line(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """And the next mark starts on a line of its own, whoever writes it."""
    path = tmp_path_factory.mktemp("m") / "marks.jsonl"
    Marks(path).add(mark("ann"))
    whole = len(path.read_bytes())
    reader = Marks(path)
    reader.latest()
    Marks(path).add(mark("bob", comment="x" * 150))
    data = path.read_bytes()
    path.write_bytes(data[: max(whole, len(data) - cut)])
    assert set(reader.latest()) == {("ann", "q")}
    Marks(path).add(mark("cem"))
    for one in (reader, Marks(path)):
        # Where nothing but its newline was lost, the line is whole again with the next one.
        assert set(one.latest()) - {("bob", "q")} == {("ann", "q"), ("cem", "q")}


def test_a_line_that_is_being_written_is_taken_once_it_is_whole(tmp_path: Path) -> None:
    """A reader that saw its first half misses nothing."""
    path = tmp_path / "marks.jsonl"
    Marks(path).add(mark("ann"))
    reader = Marks(path)
    line = json.dumps([asdict(mark("bob"))]).encode() + b"\n"
    with open(path, "ab") as file:
        file.write(line[:40])
        file.flush()
        assert set(reader.latest()) == {("ann", "q")}
        file.write(line[40:])
    assert set(reader.latest()) == {("ann", "q"), ("bob", "q")}


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe",
        b"{}",
        b"[1]",
        b'[{"student": "x"}]',
        b"null",
        json.dumps([asdict(mark("x")) | {"earned": "2"}]).encode(),
        json.dumps([asdict(mark("x")) | {"items": None}]).encode(),
        json.dumps([asdict(mark("x")) | {"points": float("nan")}]).encode(),
    ],
)
def test_damaged_lines_are_passed_over(tmp_path: Path, line: bytes) -> None:
    """What else is in the file still counts."""
    path = tmp_path / "marks.jsonl"
    Marks(path).add(mark("ann"))
    with open(path, "ab") as file:
        file.write(line + b"\n")
    Marks(path).add(mark("bob"))
    assert set(Marks(path).latest()) == {("ann", "q"), ("bob", "q")}


def test_a_field_of_a_later_version_is_no_damage(tmp_path: Path) -> None:
    """Readers ignore what they do not know."""
    path = tmp_path / "marks.jsonl"
    path.write_text(json.dumps([asdict(mark()) | {"mood": "fine"}]) + "\n")
    assert Marks(path).latest() == {("ann", "q"): mark()}


def test_a_file_that_was_put_back_from_a_copy_is_read_anew(tmp_path: Path) -> None:
    """Also by somebody who has it open."""
    path = tmp_path / "marks.jsonl"
    marks = Marks(path)
    marks.add(mark("ann"))
    other = tmp_path / "copy"
    Marks(other).add(mark("bob"))
    other.replace(path)
    assert set(marks.latest()) == {("bob", "q")}


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A folder of that name, say."""
    (tmp_path / "marks.jsonl").mkdir()
    with pytest.raises(UsageError, match="marks.jsonl cannot be read"):
        Marks(tmp_path / "marks.jsonl").latest()


def test_who_did_not_see_the_last_mark_overwrites_nothing(tmp_path: Path) -> None:
    """Two open the same answer; the second is told and nothing is written."""
    path = tmp_path / "marks.jsonl"
    one, two = Marks(path), Marks(path)
    one.add(mark(by="one"), seen=0)
    with pytest.raises(MarkedMeanwhile, match="q of ann") as caught:
        two.add(mark(by="two", earned=2.0), seen=0)
    assert caught.value.key == ("ann", "q")
    assert two.latest() == {("ann", "q"): mark(by="one")}
    two.add(mark(by="two", earned=2.0), seen=1)
    assert one.latest()["ann", "q"].by == "two"


def test_marks_given_together_are_kept_together_or_not_at_all(tmp_path: Path) -> None:
    """A group's mark is one line of the file."""
    marks = Marks(tmp_path / "marks.jsonl")
    marks.add(mark("bob"))
    with pytest.raises(MarkedMeanwhile):
        marks.add(mark("ann"), mark("bob"), seen=0)
    assert set(marks.latest()) == {("bob", "q")}
    marks.add(mark("ann"), mark("bob"), seen=1)
    assert set(marks.latest()) == {("ann", "q"), ("bob", "q")}
    assert len((tmp_path / "marks.jsonl").read_text().splitlines()) == 2


def test_undo_takes_back_one_mark_after_another(tmp_path: Path) -> None:
    """In reverse order of giving; then there is nothing left."""
    marks = Marks(tmp_path / "marks.jsonl")
    given = [mark("ann", earned=0.5), mark("bob"), mark("ann", earned=2.0)]
    for one in given:
        marks.add(one)
    assert marks.undo("tina", AT) == (given[2],)
    assert marks.latest() == {("ann", "q"): given[0], ("bob", "q"): given[1]}
    assert Marks(tmp_path / "marks.jsonl").undo("tina", AT) == (given[1],)
    assert marks.undo("tina", AT) == (given[0],)
    assert marks.latest() == {}
    assert marks.undo("tina", AT) == ()


def test_a_mark_after_an_undo_can_be_undone_as_well(tmp_path: Path) -> None:
    """Undone lines stay undone."""
    marks = Marks(tmp_path / "marks.jsonl")
    first, second, third = (mark(earned=e) for e in (0.5, 1.0, 2.0))
    marks.add(first)
    marks.add(second)
    marks.undo("tina", AT)
    marks.add(third)
    assert marks.latest() == {("ann", "q"): third}
    assert marks.undo("tina", AT) == (third,)
    assert marks.latest() == {("ann", "q"): first}
    assert marks.undo("tina", AT) == (first,)
    assert marks.latest() == {}


def test_undo_never_touches_the_marks_of_others(tmp_path: Path) -> None:
    """One that somebody replaced is passed over; their own undo brings it back."""
    marks = Marks(tmp_path / "marks.jsonl")
    early, mine = mark("bob", by="me"), mark("ann", by="me")
    theirs = mark("ann", by="them", earned=2.0)
    for one in (early, mine, theirs):
        marks.add(one)
    assert marks.undo("me", AT) == (early,)
    assert marks.undo("me", AT) == ()
    assert marks.latest() == {("ann", "q"): theirs}
    assert marks.undo("them", AT) == (theirs,)
    assert marks.latest() == {("ann", "q"): mine}


def test_taking_a_mark_away_can_be_undone(tmp_path: Path) -> None:
    """It is a decision like any other."""
    marks = Marks(tmp_path / "marks.jsonl")
    marks.add(mark())
    marks.add(mark(earned=None))
    marks.undo("tina", AT)
    assert marks.latest() == {("ann", "q"): mark()}


def test_undo_takes_a_groups_mark_from_all_of_them(tmp_path: Path) -> None:
    """They were given it together; other checks of the same moment stay."""
    marks = Marks(tmp_path / "marks.jsonl")
    marks.add(mark("cem", check="other"))
    marks.add(mark("ann"), mark("bob"))
    assert set(marks.undo("tina", AT)) == {mark("ann"), mark("bob")}
    assert set(marks.latest()) == {("cem", "other")}


def test_a_disk_that_is_full_keeps_the_log_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a line is taken out again, and the marker is told."""
    path = tmp_path / "marks.jsonl"
    marks = Marks(path)
    marks.add(mark("ann"))
    before = path.read_bytes()
    write = __import__("os").write
    with monkeypatch.context() as patch:
        patch.setattr("grader.marks.os.write", lambda fd, data: write(fd, data[:10]))
        with pytest.raises(OSError, match="only 10 of"):
            marks.add(mark("bob"))
    assert path.read_bytes() == before
    marks.add(mark("bob"))
    assert len(marks.latest()) == 2


def _mark_many(path: Path, by: str) -> None:
    marks = Marks(path)
    for n in range(40):
        marks.add(mark(f"s{n}", by=by, comment="c" * (n * 37 % 900)))


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    """Every line of both is there, and whole."""
    path = tmp_path / "marks.jsonl"
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_mark_many, args=(path, by)) for by in ("one", "two")]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [p.exitcode for p in both] == [0, 0]
    assert all(
        sorted(m.by for m in Marks(path).history(f"s{n}", "q")) == ["one", "two"] for n in range(40)
    )


def test_a_mark_makes_a_verdict() -> None:
    """Points, status, totals, who and when; what the program said stays beside it."""
    data = result()
    given_mark = fitting(data, items=("a",), comment="fine")
    before = copy.deepcopy(data)
    new = with_marks(data, {"q": given_mark})
    assert data == before
    verdict = new["verdicts"][1]
    assert (verdict["status"], verdict["earned"]) == ("passed", 1.0)
    assert verdict["message"] == "Waits for a person."
    assert verdict["marked"] == {
        "by": "tina",
        "at": AT,
        "earned": 1.0,
        "items": ["a"],
        "comment": "fine",
        "was": {"status": "manual", "earned": None},
    }
    assert (new["earned"], new["possible"], new["complete"]) == (4.0, 5.0, True)


def test_no_points_are_a_wrong_answer() -> None:
    """A mark of 0 is a mark."""
    data = result()
    new = with_marks(data, {"q": fitting(data, earned=0.0)})
    assert (new["verdicts"][1]["status"], new["verdicts"][1]["earned"]) == ("failed", 0.0)
    assert new["complete"] is True


@settings(deadline=None)
@given(earned=st.floats(0, 2), status=st.sampled_from(["manual", "broken"]), same=st.booleans())
def test_a_mark_taken_back_restores_the_verdict_exactly(
    earned: float, status: str, same: bool
) -> None:
    """Bytes of the result file included, also for a mark on an earlier text."""
    data = result(status=status)
    given_mark = fitting(data, earned=earned) if same else mark(earned=earned)
    marked = with_marks(data, {"q": given_mark})
    for back in (without_marks(marked), with_marks(marked, {}), without_marks(data)):
        assert json.dumps(back) == json.dumps(data)


def test_marking_again_leaves_no_trace_of_the_first_mark() -> None:
    """What a result says depends on the mark that counts, not on the way there."""
    data = result()
    once = with_marks(data, {"q": fitting(data, earned=0.5)})
    assert with_marks(once, {"q": fitting(data, earned=2.0)}) == with_marks(
        data, {"q": fitting(data, earned=2.0)}
    )


def test_a_result_of_before_there_were_marks_can_be_marked() -> None:
    """The new fields are absent there."""
    data = result()
    for verdict in data["verdicts"]:
        del verdict["marked"], verdict["voided"]
    new = with_marks(data, {"q": fitting(data)})
    assert new["earned"] == 4.0
    assert without_marks(new)["verdicts"][1]["earned"] is None


def test_a_mark_on_an_earlier_text_counts_no_more() -> None:
    """The verdict waits again and says why; the old mark can still be read."""
    data = result()
    given_mark = fitting(data)
    data["verdicts"][1]["evidence"]["text"] = "Because of something else."
    new = with_marks(data, {"q": given_mark})
    verdict = new["verdicts"][1]
    assert (verdict["status"], verdict["earned"], verdict["marked"]) == ("manual", None, None)
    assert verdict["message"] == (
        "Waits for a person again: an earlier text was marked with 1 of 2 points by tina, "
        "and what was handed in has changed since."
    )
    assert (verdict["outdated"]["by"], verdict["outdated"]["earned"]) == ("tina", 1.0)
    assert new["complete"] is False


def test_a_written_answer_depends_on_its_text_alone() -> None:
    """New code beside the same text keeps the mark; elsewhere the whole work counts."""
    data = result()
    again = copy.deepcopy(data) | {"digest": "other"}
    again["verdicts"][1]["message"] = "Worded otherwise."
    assert text_digest(data, data["verdicts"][1]) == text_digest(again, again["verdicts"][1])
    for one in (data, again):
        del one["verdicts"][1]["evidence"]["rubric"]
    assert text_digest(data, data["verdicts"][1]) != text_digest(again, again["verdicts"][1])


def test_an_old_mark_does_not_hide_what_the_program_now_knows() -> None:
    """A check that broke was marked by hand; the new submission is judged by the check again."""
    data = result(status="broken")
    given_mark = fitting(data)
    new = copy.deepcopy(data)
    new["verdicts"][1] |= {"status": "failed", "earned": 0.0}
    new["verdicts"][1]["evidence"]["text"] = "New."
    assert with_marks(new, {"q": given_mark})["verdicts"] == new["verdicts"]


@pytest.mark.parametrize(("points", "earned"), [(4.0, 2.0), (1.0, 0.5), (3.0, 1.5)])
def test_changed_points_change_a_mark_in_proportion(points: float, earned: float) -> None:
    """Half of the points stays half of them."""
    data = result(points=points)
    assert with_marks(data, {"q": fitting(data)})["verdicts"][1]["earned"] == earned


def test_a_mark_of_no_points_at_all_says_nothing_once_there_are_some() -> None:
    """Nothing cannot be scaled: the answer waits."""
    data = result()
    new = with_marks(data, {"q": fitting(data, earned=0.0, points=0.0)})
    assert new["verdicts"][1]["earned"] is None


def test_a_voided_check_stays_voided() -> None:
    """Its mark waits in the log until the check counts again."""
    data = result(status="passed", earned=2.0, voided={"reason": "unfair", "give": "full"})
    assert with_marks(data, {"q": fitting(data, earned=0.0)})["verdicts"] == data["verdicts"]


def test_marks_of_other_checks_and_taken_back_ones_change_nothing() -> None:
    """Neither do those of checks that are gone."""
    data = result()
    gone = replace(fitting(data), earned=None)
    assert with_marks(data, {"gone": mark(check="gone"), "q": gone}) == without_marks(data)
