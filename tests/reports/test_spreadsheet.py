"""reports.spreadsheet: the gradebook reads back as it was meant, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.types import STATUSES
from reports import gradebook
from reports.text import one_line

NAMES = st.text(st.characters(exclude_categories=()), max_size=60)
STARTS = ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


def table(text: str) -> list[dict[str, str]]:
    """The rows as the standard library reads them."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def named(examples: ModuleType, *names: str) -> list[Any]:
    """One good result for each name."""
    return [examples.good() | {"student": name} for name in names]


@given(st.lists(NAMES, max_size=4))
@settings(deadline=None, max_examples=80)
def test_names_come_back(examples: ModuleType, names: list[str]) -> None:
    """Any name survives the round trip: cleaned, and perhaps with an apostrophe before it."""
    text = gradebook(named(examples, *names))
    text.encode("utf-8")
    found = [row["student"] for row in table(text)]
    for name, read in zip(names, found, strict=True):
        assert read in (one_line(name, 1000), "'" + one_line(name, 1000))


@given(NAMES, st.sampled_from(STARTS), st.text("\"' \t\r\n\u00a0\u201c\u2019", max_size=3))
@settings(deadline=None, max_examples=80)
def test_no_cell_is_a_formula(examples: ModuleType, name: str, sign: str, before: str) -> None:
    """A sign at the start, also behind quotes and spaces, gets an apostrophe in front."""
    (row,) = table(gradebook(named(examples, before + sign + name)))
    assert row["student"].startswith("'")
    assert not re.match(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]", row["student"])


@pytest.mark.parametrize("name", ["Ann Lee", "'t Hooft, G.", "O'Neil", "x=1", "a+b@c.org", "李"])
def test_ordinary_names_stay(examples: ModuleType, name: str) -> None:
    """An apostrophe or a sign inside a name is nothing special."""
    assert table(gradebook(named(examples, name)))[0]["student"] == name


def test_other_separators_open_no_cell(examples: ModuleType) -> None:
    """A program that expects semicolons or tabs sees the name in one piece: it is quoted."""
    text = gradebook(named(examples, 'x";=cmd', "y;=1"))
    for separator in (";", "\t"):
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        assert all(not cell.startswith("=") for row in rows for cell in row)


def test_columns(examples: ModuleType) -> None:
    """Fixed columns, the questions that have checks in the order of the sheet, then the counts."""
    header = next(
        csv.reader([gradebook([examples.unfinished(), examples.good()]).split("\r\n")[0]])
    )
    assert header[:4] == ["student", "earned", "possible", "complete"]
    assert header[4:-11] == list(examples.BASICS)
    assert tuple(header[-11:-4]) == STATUSES


def test_questions_without_checks_have_no_column(examples: ModuleType) -> None:
    """A question nobody is marked for would be a blank column; one that is unknown comes last."""
    verdicts = [examples.verdict("a", "zzz", "t"), examples.verdict("b", "s3.T3", "t")]
    header = gradebook([examples.result("ann", verdicts)]).split("\r\n")[0]
    assert header.split(",")[4:6] == ['"s3.T3"', '"zzz"']


def test_unknown_points_are_blank(examples: ModuleType) -> None:
    """A question of which one check has no mark yet is blank, not zero and not a part."""
    verdicts = [
        examples.verdict("a", "s3.T3", "t", points=2),
        examples.verdict("b", "s3.T3", "t", status="manual"),
        examples.verdict("c", "s3.T4.1", "t", status="broken"),
        examples.verdict("d", "s3.T2.A", "t", status="failed"),
    ]
    (row,) = table(gradebook([examples.result("ann", verdicts)]))
    assert (row["s3.T3"], row["s3.T4.1"], row["s3.T2.A"]) == ("", "", "0")
    assert (row["earned"], row["possible"], row["complete"]) == ("2", "5", "no")
    assert [row[status] for status in STATUSES] == ["1", "1", "0", "0", "0", "1", "1"]


def test_a_question_that_a_result_lacks_is_blank(examples: ModuleType) -> None:
    """An older result without a newer check says nothing about it."""
    old = examples.result("old", [examples.verdict("a", "s3.T3", "t")])
    new = examples.result("new", [examples.verdict("b", "s3.T2.A", "t")])
    rows = table(gradebook([old, new]))
    assert [(row["s3.T2.A"], row["s3.T3"]) for row in rows] == [("", "1"), ("1", "")]


def test_numbers_stay_numbers(examples: ModuleType) -> None:
    """Negative points are ours: no apostrophe, no quotes, no digits of binary fractions."""
    verdict = examples.verdict("a", "s3.T3", "t") | {"earned": -0.5}
    half = examples.verdict("b", "s3.T2.A", "t") | {"earned": 0.1 + 0.2}
    text = gradebook([examples.result("ann", [verdict, half])])
    assert text.split("\r\n")[1].startswith('"ann",-0.2,2,"yes",0.3,-0.5,2,0')


def test_columns_never_share_a_name(examples: ModuleType) -> None:
    """A question called like another column is renamed."""
    verdicts = [examples.verdict("a", "earned", "t"), examples.verdict("b", "passed", "t")]
    text = gradebook([examples.result("ann", verdicts, questions=[])])
    header = next(csv.reader([text.split("\r\n")[0]]))
    assert header[4:6] == ["question earned", "question passed"]
    assert len(header) == len(set(header))


def test_lines_end_as_the_standard_says(examples: ModuleType) -> None:
    """CRLF after every row, the last included, and nowhere else."""
    text = gradebook(named(examples, "two\nlines", "a\rb", "c\r\nd"))
    assert text.endswith("\r\n")
    assert text.count("\r\n") == text.count("\n") == text.count("\r") == 4


AFTER = ["final", "taken_off", "late", "name"]


def adjusted(**fields: Any) -> dict[str, Any]:
    """What a policy says about one student."""
    return {
        "sentence": "One day late: 10 % taken off.",
        "taken_off": 1.5,
        "due": "2026-03-01T23:59:00+01:00",
        "extension": None,
        "late_s": 3600,
        "slip_days": 0,
        "accepted": True,
    } | fields


def test_new_columns_come_last(examples: ModuleType) -> None:
    """Whoever reads columns by their place finds the old ones where they were."""
    result = examples.good() | {"name": "Ann Lee", "ids": {"sis": "77", "email": "a@b.c"}}
    header = list(table(gradebook([result]))[0])
    assert header[: 4 + len(examples.BASICS) + 7] == [
        *("student", "earned", "possible", "complete"),
        *examples.BASICS,
        *STATUSES,
    ]
    assert header[4 + len(examples.BASICS) + 7 :] == [*AFTER, "email", "sis"]


def test_what_a_policy_took_off(examples: ModuleType) -> None:
    """The final mark, the difference and whether it was late stand beside what was earned."""
    result = examples.good() | {"final": 6.5, "adjustment": adjusted()}
    (row,) = table(gradebook([result]))
    assert [row[name] for name in AFTER] == ["6.5", "1.5", "yes", ""]


def test_nothing_is_made_up_about_lateness(examples: ModuleType) -> None:
    """An unknown time is neither late nor in time, and an unknown final mark is not a zero."""
    unknown = adjusted(late_s=None, taken_off=0)
    rows = table(
        gradebook(
            [
                examples.good() | {"final": None, "adjustment": unknown},
                examples.good() | {"final": 8, "adjustment": adjusted(late_s=0, taken_off=0)},
                examples.good(),
            ]
        )
    )
    assert [[row[name] for name in AFTER[:3]] for row in rows] == [
        ["", "0", ""],
        ["8", "0", "no"],
        [rows[2]["earned"], "", ""],
    ]


def test_names_and_ids_are_no_formulas(examples: ModuleType) -> None:
    """A name or a login may come from a student, too."""
    result = examples.good() | {"name": "=cmd|' /C calc'!A0", "ids": {"login": "@SUM(A1)"}}
    (row,) = table(gradebook([result]))
    assert row["name"].startswith("'=")
    assert row["login"].startswith("'@")


def test_kinds_of_ids_share_no_name_with_a_column(examples: ModuleType) -> None:
    """An id called like another column is renamed, and so is a question called like an id."""
    verdicts = [examples.verdict("a", "github", "t"), examples.verdict("b", "final", "t")]
    result = examples.result("ann", verdicts, questions=[]) | {
        "ids": {"github": "octocat", "name": "x"}
    }
    header = next(csv.reader([gradebook([result]).split("\r\n")[0]]))
    assert header[4:6] == ["question github", "question final"]
    assert header[-2:] == ["github", "id name"]
    assert len(header) == len(set(header))


def test_who_handed_in_nothing_has_a_row_without_marks(examples: ModuleType) -> None:
    """Blank is not zero: what it counts is for a person to say."""
    absent = [("bo", "Bo Chen", {"sis": "12"})]
    rows = table(gradebook([examples.good()], absent=absent))
    assert {k: v for k, v in rows[1].items() if v} == {
        "student": "bo",
        "name": "Bo Chen",
        "sis": "12",
    }
    assert len(rows) == 2
