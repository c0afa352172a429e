"""grader.exports.canvas, on files as Canvas itself writes and reads them.

Sources: instructure/canvas-lms, lib/gradebook_exporter.rb (header, the row "    Points Possible",
the row "Manual Posting", "EX", "N/A", names guarded as ="..."), lib/gradebook_importer.rb (which
columns are needed, how students and assignments are found, separators, decimal commas, that a
blank clears a grade), app/models/assignment.rb (`title_with_id`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from grader.errors import UsageError
from grader.exports import canvas
from grader.exports.filled import Filled
from grader.exports.lossless import Sheet

Make = Callable[..., Any]

EXPORTED = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Quiz (9),Homework 1 (1234),"
    "Assignments Current Score,Final Grade\n"
    ",,,,,,Manual Posting,,\n"
    '"    Points Possible",,,,,5.00,10.00,(read only),(read only)\n'
    '"Lee, Ann",101,S1,ann@x.org,"Lab ""A"", Tue",5.00,,100.00,A\n'
    '"Chen, Bo",102,S2,bo@x.org,Lab B,N/A,3.00,100.00,A\n'
    '"Cruz, Cy",103,S3,cy@x.org,Lab B,4.00,EX,80.00,B\n'
    '"=""=Dee""",104,S4,dee@x.org,Lab B,,N/A,,\n'
    '"Student, Test",105,,6f2f,Lab B,,,,\n'
)


def fill(everybody: Any, text: str = EXPORTED, **options: Any) -> Filled:
    """The exported gradebook with the marks of a class."""
    settings = {"name": "grades.csv", "column": None, "scale": False} | options
    return canvas.filled(everybody, Sheet(text.encode(), name="grades.csv"), **settings)


def imported(data: bytes) -> dict[str, tuple[str | None, str | None]]:
    """What Canvas's importer makes of a file: name -> (ID, grade of the last assignment).

    Written after `header?`, `check_for_non_student_row` and `process_submissions`: the first row
    holds Student, ID and a Section, rows with "Points Possible" are no students.
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    head = rows[0]
    assert "Student" in head[0]
    assert "ID" in head[1]
    about = 5 if re.search(r"SIS\s+User\s+ID", head[2]) else 4
    assert "Section" in head[about - 1]
    at = next(n for n, cell in enumerate(head) if cell.startswith("Homework 1"))
    assert len({len(row) for row in rows}) == 1
    return {
        row[0]: (row[1] or None, row[at] or None)
        for row in rows[1:]
        if any(row) and "Points Possible" not in row[0] and "Manual Posting" not in row
    }


def test_the_column_is_filled_and_nothing_else_changes(result: Make, roll: Make) -> None:
    """By ID, by login and by name; byte order mark, quotes, rows and columns stay."""
    done = fill(
        roll(
            result("a", ids={"canvas": "101"}, final=9.25),
            result("b", ids={"login": "BO@x.org"}),
        )
    )
    expected = EXPORTED.replace('Tue",5.00,,', 'Tue",5.00,9.25,').replace("N/A,3.00,", "N/A,10,")
    assert done.data.decode() == expected
    assert (done.written, done.nobody, done.refused) == (2, (), ())
    assert done.notes == ("3 rows of grades.csv have no result here; they stay as they were.",)
    assert imported(done.data)["Lee, Ann"] == ("101", "9.25")


def test_an_unknown_mark_leaves_the_cell(result: Make, verdict: Make, roll: Make) -> None:
    """Canvas takes a blank for "no grade" and would clear the 3.00 that stands there."""
    waiting = result("b", verdict("a", status="manual"), ids={"canvas": "102"})
    done = fill(roll(waiting))
    assert done.data == EXPORTED.encode()
    assert done.written == 0
    partial = roll(
        result("b", verdict("a"), verdict("w", status="manual"), ids={"canvas": "102"}),
        incomplete="partial",
    )
    assert b"N/A,1,100.00" in fill(partial).data


def test_excused_and_not_assigned_stay(result: Make, roll: Make) -> None:
    """A person excused somebody; a program does not take that back. It is told."""
    done = fill(roll(result("c", ids={"canvas": "103"}), result("d", name="=Dee")))
    assert done.data == EXPORTED.encode()
    assert done.refused == (
        "c is excused there; the cell stays EX",
        "d (=Dee) is not assigned this homework there; the cell stays N/A",
    )


def test_who_has_no_row_is_told_of(result: Make, roll: Make) -> None:
    """Never dropped: but who handed in nothing has nothing to lose."""
    done = fill(roll(result("zoe", name="Zoe Zett"), absent=[("yan", "Yan", {})]))
    assert [row.shown for row in done.nobody] == ["zoe (Zoe Zett)"]


@pytest.mark.parametrize("column", ["Homework 1", "Homework 1 (1234)", "1234"])
def test_the_column_by_any_of_its_names(result: Make, roll: Make, column: str) -> None:
    """By title, by title and number, by number, whatever the homework itself is called."""
    everybody = roll(result("a", ids={"canvas": "101"}, title="Networks"))
    assert imported(fill(everybody, column=column).data)["Lee, Ann"][1] == "10"


def test_no_such_column(result: Make, roll: Make) -> None:
    """What there is instead is listed, without the columns that Canvas computes."""
    with pytest.raises(UsageError) as refused:
        fill(roll(result("a", title="Networks")))
    assert str(refused.value) == (
        "grades.csv has no column 'Networks' or 'hw1'; name it with --column. It has: 'Quiz (9)', "
        "'Homework 1 (1234)'."
    )


def test_two_columns_of_one_title(result: Make, roll: Make) -> None:
    """The number in brackets tells them apart."""
    twice = EXPORTED.replace("Quiz (9)", "Homework 1 (9)")
    with pytest.raises(UsageError, match=r"has 2 assignments called 'Homework 1'; give --column"):
        fill(roll(result("a")), twice)
    assert fill(roll(result("a", ids={"canvas": "101"})), twice, column="9").written == 1


def test_another_total_is_said_and_not_scaled_silently(result: Make, roll: Make) -> None:
    """Marks go out as they are, unless they are to be scaled; either is said."""
    text = EXPORTED.replace("10.00", "20.00")
    everybody = roll(result("a", ids={"canvas": "101"}, final=7.5))
    plain, scaled = fill(everybody, text), fill(everybody, text, scale=True)
    assert imported(plain.data)["Lee, Ann"][1] == "7.5"
    assert plain.notes[0] == (
        "The homework has 10 points, the file says 20: marks were written as they are; --scale "
        "brings them to the points of the file."
    )
    assert imported(scaled.data)["Lee, Ann"][1] == "15"
    assert scaled.notes[0] == (
        "Marks were scaled from the 10 points of the homework to the 20 of the file."
    )


def test_a_file_with_semicolons_and_decimal_commas(result: Make, roll: Make) -> None:
    """As Canvas writes for some languages; its importer reads a comma as a decimal sign."""
    text = (
        "Student;ID;SIS Login ID;Section;Homework 1 (1)\r\n"
        "    Points Possible;;;;10,00\r\n"
        "Lee, Ann;101;ann;A;3,50\r\n"
    )
    done = fill(roll(result("a", ids={"canvas": "101"}, final=9.5)), text)
    assert done.data.decode() == text.replace("3,50", "9,5")


def test_first_and_last_names_in_columns_of_their_own(result: Make, roll: Make) -> None:
    """Canvas can export so; names are put together."""
    text = (
        "LastName,FirstName,ID,SIS Login ID,Section,Homework 1 (1)\n"
        "    Points Possible,,,,,10\nLee,Ann,101,x,A,\n"
    )
    assert fill(roll(result("a", name="Ann Lee")), text).data.decode().endswith("A,10\n")


def test_no_gradebook(result: Make, roll: Make) -> None:
    """Another table is refused before anything is written."""
    with pytest.raises(UsageError, match="is not a gradebook exported from Canvas"):
        fill(roll(result("a")), "name,points\nann,3\n")


def test_a_file_made_from_known_ids(result: Make, verdict: Make, roll: Make) -> None:
    """Everybody has a row, unknown marks are blank, and who has no id is told of."""
    done = canvas.made(
        roll(
            result("a", name="Ann Lee", ids={"canvas": "101", "sis": "S1", "login": "ann"}),
            result("b", verdict("w", status="manual"), ids={"login": "bo"}),
            result("c", name="Cy, Jr."),
            absent=[("d", "Dee", {"canvas": "104"})],
        ),
        column="Homework 1 (1234)",
    )
    assert done.data.decode() == (
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (1234)\r\n"
        '"    Points Possible",,,,,10\r\n'
        "Ann Lee,101,S1,ann,,10\r\n"
        "b,,,bo,,\r\n"
        '"Cy, Jr.",,,,,10\r\n'
        "Dee,104,,,,\r\n"
    )
    assert imported(done.data) == {
        "Ann Lee": ("101", "10"),
        "b": (None, None),
        "Cy, Jr.": (None, "10"),
        "Dee": ("104", None),
    }
    assert [row.student for row in done.nobody] == ["c"]
    assert done.notes == ()


def test_a_new_assignment_is_said(result: Make, roll: Make) -> None:
    """Without a number in brackets Canvas goes by the title, and makes what it does not find."""
    done = canvas.made(roll(result("a")), column=None)
    assert done.data.startswith(b"Student,ID,SIS User ID,SIS Login ID,Section,Homework 1\r\n")
    assert done.notes[0].startswith("Canvas makes a new assignment 'Homework 1' unless")


def test_names_are_no_formulas(result: Make, roll: Make) -> None:
    """An instructor opens the file in a spreadsheet before uploading it."""
    done = canvas.made(roll(result("a", name='=HYPERLINK("x")')), column=None)
    assert '"\'=HYPERLINK(""x"")"' in done.data.decode()
