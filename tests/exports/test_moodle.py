"""grader.exports.moodle, on files as Moodle itself writes and reads them.

Sources: moodle/moodle, mod/assign/gradingtable.php (columns of the worksheet: the identifier first,
the maximum behind the grade), mod/assign/feedback/offline/importgradeslib.php and locallib.php
(rows go by the number at the end of the identifier; blank and out-of-range grades are passed over),
grade/import/csv/classes/load_data.php (an unknown person stops the import, a blank id keeps the
person of the row before, a blank grade clears), docs.moodle.org "Grade import".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from grader.errors import UsageError
from grader.exports import moodle
from grader.exports.filled import Filled
from grader.exports.lossless import Sheet

Make = Callable[..., Any]

WORKSHEET = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\n'
    '"Participant 11","Ann Lee",ann@x.org,"Submitted for grading - ",,10.00,Yes,'
    '"Monday, 2 March 2026, 9:05 AM",-,\n'
    '"Participant 12","Bo Chen",bo@x.org,"Submitted for grading - ",3.00,10.00,Yes,-,-,"<p>old</p>"\n'
    '"Participant 13","Cy Cruz",cy@x.org,"No submission",,10.00,Yes,-,-,\n'
)

GERMAN = (
    'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Höchstbewertung,'
    '"Bewertung kann geändert werden","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\r\n'
    '"Teilnehmer/in11","Ann Lee",ann@x.org,Abgegeben,"3,50","10,00",Ja,-,\r\n'
)


def fill(everybody: Any, text: str = WORKSHEET, **options: Any) -> Filled:
    """The worksheet with the marks of a class."""
    settings = {"name": "sheet.csv", "column": None, "scale": False, "feedback": False} | options
    return moodle.filled(everybody, Sheet(text.encode(), name="sheet.csv"), **settings)


def imported(data: bytes, grade: str, maximum: float) -> dict[str, float]:
    """What Moodle's importer takes from a worksheet: participant number -> grade.

    Written after `next()` and `process_import_grades`: the identifier's number, `unformat_float`,
    blanks and grades outside the range passed over.
    """
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    out = {}
    for row in rows:
        number = re.search(r"\d+$", next(iter(row.values())))
        text = row[grade].strip().replace(",", ".")
        if number and text and 0 <= float(text) <= maximum:
            out[number[0]] = float(text)
    return out


def test_grades_are_filled_and_nothing_else_changes(result: Make, roll: Make) -> None:
    """By participant number, e-mail address and name; the rest of the file stays."""
    done = fill(
        roll(
            result("x", ids={"moodle": "11"}, final=9.5),
            result("y", ids={"email": "BO@x.org"}),
        )
    )
    expected = WORKSHEET.replace('grading - ",,10', 'grading - ",9.5,10').replace(",3.00,", ",10,")
    assert done.data.decode() == expected
    assert (done.written, done.nobody, done.refused) == (2, (), ())
    assert done.notes == ("1 rows of sheet.csv have no result here; they stay as they were.",)
    assert imported(done.data, "Grade", 10) == {"11": 9.5, "12": 10.0}


def test_an_unknown_grade_stays_as_it_stands(result: Make, verdict: Make, roll: Make) -> None:
    """Neither a zero nor a blank over what a person wrote."""
    waiting = result("y", verdict("a", status="broken"), ids={"moodle": "12"})
    assert fill(roll(waiting)).data == WORKSHEET.encode()


def test_a_worksheet_in_german(result: Make, roll: Make) -> None:
    """Headings in the language of whoever downloaded it, and grades with its decimal comma."""
    done = fill(roll(result("x", name="Lee, Ann", final=9.25)), GERMAN)
    assert done.data.decode() == GERMAN.replace('"3,50"', '"9,25"')
    assert imported(done.data, "Bewertung", 10) == {"11": 9.25}


def test_an_unknown_language(result: Make, roll: Make) -> None:
    """The column is named by hand; without, the headings are listed."""
    text = WORKSHEET.replace(",Grade,", ",Hinne,")
    assert fill(roll(result("x", ids={"moodle": "11"})), text, column="Hinne").written == 1
    with pytest.raises(UsageError, match=r"no column 'Grade'; name the one for grades .*'Hinne'"):
        fill(roll(result("x")), text)


def test_above_the_maximum(result: Make, roll: Make) -> None:
    """Moodle passes over such a grade without a word, so that it is told here."""
    done = fill(roll(result("x", ids={"moodle": "11"}, final=12.0)))
    assert done.data == WORKSHEET.encode()
    assert done.refused == ("x has 12, and Moodle takes 0 to 10",)


def test_scaling_is_said(result: Make, roll: Make) -> None:
    """Only when asked for, and the sentence says from what to what."""
    text = WORKSHEET.replace("10.00", "100.00")
    everybody = roll(result("x", ids={"moodle": "11"}, final=7.5))
    plain, scaled = fill(everybody, text), fill(everybody, text, scale=True)
    assert imported(plain.data, "Grade", 100)["11"] == 7.5
    assert "the file says 100: marks were written as they are" in plain.notes[0]
    assert imported(scaled.data, "Grade", 100)["11"] == 75
    assert "scaled from the 10 points of the homework to the 100" in scaled.notes[0]


def test_feedback_on_request(result: Make, verdict: Make, roll: Make) -> None:
    """Points of each question and what was taken off, as HTML that shows nothing but text."""
    data = result(
        "x",
        verdict("a", points=4.0),
        verdict("b", status="failed", points=6.0, visibility="hidden", message="secret 0.123"),
        ids={"moodle": "11"},
        questions=[{"id": "q1", "title": "Loss <b> & gradient", "text": ""}],
        adjustment={"sentence": "One day late: 1 point.", "taken_off": 1.0},
    )
    done = fill(roll(data), feedback=True)
    (row,) = [r for r in csv.reader(io.StringIO(done.data.decode())) if r[0] == "Participant 11"]
    assert row[-1] == ("<p>Loss &lt;b&gt; &amp; gradient: 4 of 10<br>One day late: 1 point.</p>")
    assert b"secret" not in done.data


def test_feedback_of_a_person_stays(result: Make, roll: Make) -> None:
    """What stands in the file is kept, and told."""
    done = fill(roll(result("y", ids={"moodle": "12"})), feedback=True)
    assert b"<p>old</p>" in done.data
    assert done.refused == ("y has feedback in the file already; it stays",)


def test_feedback_of_unmarked_answers(result: Make, verdict: Make) -> None:
    """A question mark stands for what nobody knows yet."""
    data = result("x", verdict("a"), verdict("w", status="manual"))
    assert moodle.comment(data) == "<p>Question 1: 1 + ? of 2</p>"


@pytest.mark.parametrize(
    ("text", "options", "why"),
    [
        ("a,Grade\nx,1\n", {}, "is not a grading worksheet of Moodle"),
        (WORKSHEET.replace(",10.00,", ",good,"), {}, "grades on a scale of words"),
        (
            WORKSHEET.replace("Feedback comments", "x"),
            {"feedback": True},
            "has no column for feedback comments; switch them on",
        ),
    ],
)
def test_refusals(result: Make, roll: Make, text: str, options: dict[str, Any], why: str) -> None:
    """Each says what is wrong with the file and what to do."""
    with pytest.raises(UsageError, match=why):
        fill(roll(result("x")), text, **options)


def test_the_grade_import_names_everybody(result: Make, verdict: Make, roll: Make) -> None:
    """One kind of id, never blank: a blank would give the mark to the person of the row before."""
    done = moodle.made(
        roll(
            result("a", ids={"email": "ann@x.org", "sid": "7"}),
            result("b", ids={"sid": "8"}),
            result("c", verdict("w", status="manual"), ids={"email": "cy@x.org"}),
            absent=[("d", "", {"email": "dee@x.org"}), ("e", "", {})],
        ),
        column=None,
    )
    rows = list(csv.reader(io.StringIO(done.data.decode(), newline="")))
    assert rows == [
        ["Email address", "Homework 1"],
        ["ann@x.org", "10"],
        ["cy@x.org", ""],
        ["dee@x.org", ""],
    ]
    assert [row.student for row in done.nobody] == ["b"]
    assert "A blank grade clears the one that Moodle has" in done.notes[0]
    assert "the grade item's maximum has to be the same" in done.notes[1]


def test_the_grade_import_needs_an_id(result: Make, roll: Make) -> None:
    """Names are nothing that Moodle's import goes by."""
    with pytest.raises(UsageError, match=r"Nobody's e-mail address, ID number or user name"):
        moodle.made(roll(result("a", name="Ann Lee")), column=None)
