"""What changed: snapshots, differences, the state before, and the two files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from grader.changes import (
    Before,
    CheckChange,
    Mark,
    Snapshot,
    Standing,
    StudentChange,
    as_csv,
    by_check,
    difference,
    snapshot,
    write_changes,
)


def standing(**fields: Any) -> Standing:
    """How a check stood."""
    known = {"question": "q", "title": "t", "status": "failed", "earned": 0.0, "points": 2.0}
    return Standing(**(known | {"why": ""} | fields))


def student(name: str = "ann", *, final: float | None = 1.0, **checks: Standing) -> Snapshot:
    """How a student stood."""
    mark = Mark(earned=1.0, possible=2.0, complete=True, final=final)
    return Snapshot(student=name, name="", mark=mark, checks=checks)


def result(**verdict: Any) -> dict[str, Any]:
    """A settled result of one verdict."""
    known = {"check": "a", "question": "q", "title": "t", "status": "failed", "earned": 0}
    known |= {"points": 2, "message": "m", "evidence": {}}
    fields = {"student": "ann", "earned": 0, "possible": 2, "complete": True, "final": None}
    return fields | {"verdicts": [known | verdict]}


@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        ({"message": "two\n  lines"}, "two lines"),
        ({"evidence": {"diagnoses": [{"id": "d", "sentence": "Sign."}]}}, "Sign. m"),
        ({"voided": {"reason": "Unfair.", "give": "full"}}, "not counted: Unfair."),
        ({"marked": {"by": "Tara"}}, "marked by Tara"),
        ({"message": "x" * 999}, "x" * 297 + "..."),
    ],
)
def test_the_reason_of_a_verdict_is_one_line(verdict: dict[str, Any], why: str) -> None:
    """The weightiest one."""
    taken = snapshot(result(**verdict))
    assert taken.checks["a"].why == why
    assert taken.mark.final is None


def test_a_result_from_before_policies_has_its_points_as_final_mark() -> None:
    """Older files lack the field."""
    data = result()
    del data["final"]
    assert snapshot(data).mark.final == 0


def test_nothing_is_no_change() -> None:
    """And every other difference has its depth."""
    before = student(a=standing())
    assert difference(before, before) is None
    for after, depth in (
        (student(a=standing(), final=0.5), "mark"),
        (student(a=standing(status="passed")), "status"),
        (student(a=standing(points=3.0)), "status"),
        (student(a=standing(), b=standing()), "status"),
        (student(), "status"),
        (student(a=standing(why="other")), "wording"),
        (student(a=standing(title="other")), "wording"),
    ):
        change = difference(before, after)
        assert change is not None
        assert change.depth == depth


def test_the_state_before_outlives_a_kill(tmp_path: Path) -> None:
    """The first state counts; half a line is passed over and does not swallow the next."""
    before = Before(tmp_path)
    before.keep(student(a=standing()))
    with (tmp_path / "regrading.jsonl").open("ab") as file:
        file.write(b'{"student": "bo')
    again = Before(tmp_path)
    assert again.of("ann") == student(a=standing())
    assert again.of("bob") is None
    again.keep(student(final=0.0))
    again.keep(student("bob", b=standing()))
    last = Before(tmp_path)
    assert last.of("ann") == student(a=standing())
    assert last.of("bob") == student("bob", b=standing())
    assert (tmp_path / "regrading.jsonl").stat().st_mode & 0o777 == 0o600
    last.forget()
    assert Before(tmp_path).of("ann") is None


def change(**fields: Any) -> StudentChange:
    """What changed for somebody."""
    mark = Mark(earned=1.0, possible=2.0, complete=True, final=None)
    known = {"student": "ann", "name": "", "before": mark, "after": mark, "checks": ()}
    return StudentChange(**(known | fields))


def test_the_table_has_a_row_per_check_and_no_formula() -> None:
    """A mark that changed alone has a row of its own; what is unknown is blank."""
    evil = '=HYPERLINK("http://x")'
    moved = CheckChange(check="+a", before=None, after=standing(why=evil, earned=None))
    gone = CheckChange(check="b", before=standing(title=evil), after=None)
    text = as_csv([change(), change(student=evil, name="@x", checks=(moved, gone))])
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 3
    assert (rows[0]["check"], rows[0]["mark_final_before"]) == ("", "")
    assert (rows[1]["status_before"], rows[1]["status_after"]) == ("", "failed")
    assert (rows[1]["earned_after"], rows[1]["points_after"]) == ("", "2")
    assert (rows[2]["question"], rows[2]["title_before"]) == ("q", f"'{evil}")
    for row in rows:
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())
    assert text.count("\r\n") == text.count("\n") == 4


def test_another_attempt_that_counts_is_told() -> None:
    """Otherwise every check that ended differently would look like the work of the change."""
    one, two = ({**result(), "attempt": {"number": n, "of": 2, "rule": "best"}} for n in (1, 2))
    moved = difference(snapshot(one), snapshot(two))
    assert moved is not None
    assert (moved.before.attempt, moved.after.attempt, moved.checks) == (1, 2, ())
    (row,) = csv.DictReader(io.StringIO(as_csv([moved]), newline=""))
    assert (row["mark_attempt_before"], row["mark_attempt_after"]) == ("1", "2")
    (row,) = csv.DictReader(io.StringIO(as_csv([change()]), newline=""))
    assert (row["mark_attempt_before"], row["mark_attempt_after"]) == ("", "")


def test_the_lines_hold_the_same(tmp_path: Path) -> None:
    """Before and after of everything, and how deep it goes."""
    moved = CheckChange(check="a", before=None, after=standing())
    write_changes(tmp_path, [change(checks=(moved,))])
    (line,) = (tmp_path / "changes.jsonl").read_text().splitlines()
    data = json.loads(line)
    assert (data["depth"], data["before"]["final"]) == ("status", None)
    assert data["checks"][0]["before"] is None
    assert data["checks"][0]["after"]["title"] == "t"
    assert (tmp_path / "changes.csv").read_bytes().startswith(b'"student","name",')


def test_checks_are_counted_over_the_class() -> None:
    """Those that touch most first; mere wording does not count, no mark is no points."""
    less, more = standing(earned=None), standing(earned=2.0, status="passed")
    up = CheckChange(check="a", before=less, after=more)
    down = CheckChange(check="b", before=more, after=None)
    words = CheckChange(check="c", before=less, after=standing(earned=None, why="w"))
    worth = CheckChange(check="a", before=less, after=standing(earned=None, points=9.0))
    counts = by_check([change(checks=(down, up, words)), change(checks=(worth,))])
    assert [(c.check, c.students, c.gained, c.lost) for c in counts] == [
        ("a", 2, 1, 0),
        ("b", 1, 0, 1),
    ]
