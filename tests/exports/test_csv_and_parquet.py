"""grader.exports.table, csv and parquet: the same columns, with types or as text."""

from __future__ import annotations

import csv
import importlib
import io
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exports.csv import as_csv, rows_of
from grader.exports.parquet import as_parquet
from grader.exports.table import Column, Table, table
from reports.spreadsheet import guarded
from reports.text import one_line

Make = Callable[..., Any]
TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


def read(data: bytes, **options: Any) -> list[list[str]]:
    """The cells as the standard library reads them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True, **options))


def class_of_three(result: Make, verdict: Make, roll: Make) -> Any:
    """A complete result, one that waits, one who handed in nothing."""
    judged = {"by": "Kim", "at": "2026-03-03", "earned": 1.5, "items": [], "comment": ""}
    return roll(
        result(
            "ann",
            verdict("a", diagnosis="sign", status="failed"),
            verdict("b", "q2", points=2.0, marked=judged, earned=1.5),
            name="Ann Lee",
            ids={"sis": "007", "github": "annlee"},
            adjustment={"late_s": 60.0, "taken_off": 0.5},
            final=1.0,
            submitted_at="2026-03-02T10:00:00+01:00",
            attempt={"number": 2, "of": 2, "rule": "last"},
            group=["ann", "bo"],
        ),
        result("cy", verdict("a"), verdict("b", "q2", status="manual"), verdict("c", "q2")),
        absent=[("dee", "Dee", {"sis": "008"})],
    )


def test_wide_has_one_row_for_each_student(result: Make, verdict: Make, roll: Make) -> None:
    """Marks, points of questions and counts; blanks for what nobody knows."""
    head, *rows = read(as_csv(table(class_of_three(result, verdict, roll), "wide")))
    ann, cy, dee = (dict(zip(head, row, strict=True)) for row in rows)
    assert {k: v for k, v in ann.items() if v} == {
        **{"student": "ann", "name": "Ann Lee", "group": "ann bo", "id github": "annlee"},
        **{"id sis": "007", "mark": "1", "earned": "1.5", "possible": "3", "complete": "true"},
        **{"handed_in": "true", "taken_off": "0.5", "late_s": "60", "late": "true"},
        **{"submitted_at": "2026-03-02T10:00:00+01:00", "attempt": "2"},
        **{"question q1": "0", "question q2": "1.5"},
        **{f"checks {s}": "0" for s in ("errored", "timed_out", "blocked", "manual", "broken")},
        **{"checks passed": "1", "checks failed": "1"},
    }
    assert (cy["mark"], cy["earned"], cy["question q1"], cy["question q2"]) == ("", "2", "1", "")
    assert {k: v for k, v in dee.items() if v} == {
        **{"student": "dee", "name": "Dee", "id sis": "008", "handed_in": "false"}
    }


def test_long_has_one_row_for_each_check(result: Make, verdict: Make, roll: Make) -> None:
    """Status, points, diagnosis and who marked; one row without a check for who handed in nothing."""
    head, *rows = read(as_csv(table(class_of_three(result, verdict, roll), "long")))
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(r["student"], r["check"]) for r in found] == [
        *(("ann", "a"), ("ann", "b"), ("cy", "a"), ("cy", "b"), ("cy", "c"), ("dee", ""))
    ]
    first, second = found[:2]
    assert [first[k] for k in ("status", "earned", "points", "diagnosis", "marked")] == [
        *("failed", "0", "1", "sign", "false")
    ]
    assert [second[k] for k in ("marked", "marked_by", "earned", "seconds", "late")] == [
        *("true", "Kim", "1.5", "0.25", "true")
    ]
    assert (found[3]["status"], found[3]["earned"]) == ("manual", "")
    assert (found[5]["status"], found[5]["marked"]) == ("", "")


@given(st.lists(st.tuples(TEXT, st.none() | st.floats(-1e9, 1e9)), max_size=5))
@settings(deadline=None)
def test_any_text_comes_back(cells: list[tuple[str, float | None]]) -> None:
    """Whatever a text holds, it is one cell, no formula, and reads back as it was guarded."""
    columns = (Column("text", "text"), Column("number", "number"))
    data = as_csv(Table(columns, tuple(cells)))
    rows = read(data)[1:]
    assert [row[0] for row in rows] == [guarded(text) for text, _ in cells]
    for (text, value), (shown, digits) in zip(cells, rows, strict=True):
        assert shown in (one_line(text, 1000), "'" + one_line(text, 1000))
        assert shown[:1] not in tuple("=+-@\t\r")
        assert digits == "" if value is None else abs(float(digits) - value) < 1e-6


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=4))
@settings(deadline=None)
def test_files_for_other_systems_come_back(cells: list[list[str]]) -> None:
    """Also where quotes stand only where they have to, and with another separator."""
    for separator in (",", ";", "\t"):
        rows = read(rows_of(cells, separator), delimiter=separator)
        assert rows == [[guarded(c) if c else "" for c in row] for row in cells]


def test_parquet_keeps_types(result: Make, verdict: Make, roll: Make) -> None:
    """Numbers are numbers, ids are texts with their zeros, unknowns are nulls."""
    parquet = importlib.import_module("pyarrow.parquet")
    made = table(class_of_three(result, verdict, roll), "wide")
    found = parquet.read_table(io.BytesIO(as_parquet(made)))
    types = {name: str(found.schema.field(name).type) for name in found.schema.names}
    assert types["student"] == types["id sis"] == "string"
    assert types["mark"] == types["question q1"] == "double"
    assert types["attempt"] == types["checks passed"] == "int64"
    assert types["complete"] == "bool"
    assert found.column("id sis").to_pylist() == ["007", None, "008"]
    assert found.column("mark").to_pylist() == [1.0, None, None]
    assert [list(row.values()) for row in found.to_pylist()] == [list(row) for row in made.rows]


def test_parquet_takes_any_text() -> None:
    """Half a character cannot be written as UTF-8; it does not stop the export."""
    parquet = importlib.import_module("pyarrow.parquet")
    data = as_parquet(Table((Column("t", "text"),), (("a\ud800b",),)))
    assert parquet.read_table(io.BytesIO(data)).column("t").to_pylist() == ["a?b"]


def test_parquet_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r'Parquet needs pyarrow; .*"deep-grader\[parquet\]"'):
        as_parquet(Table((), ()))
