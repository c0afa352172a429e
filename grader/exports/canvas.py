"""A CSV file that Canvas imports into its gradebook.

The rules are those of Canvas's own importer (docs/exports.md, Canvas). Two of them shape this
file: a blank cell clears the grade that Canvas has, so an unknown mark leaves the cell of an
exported gradebook as it stands; and a column is an assignment by the number in its brackets, else
by its title, else a new one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.errors import UsageError
from grader.exports.csv import rows_of
from grader.exports.filled import Filled, of_sheet
from grader.exports.lossless import Sheet
from grader.exports.matching import Keys, match
from grader.exports.numbers import as_number, decimal_sign, factor_to
from grader.exports.roll import Roll, number

_KINDS = {"ID": "canvas", "SIS User ID": "sis", "SIS Login ID": "login"}
_ABOUT = ("Student", "LastName", "FirstName", *_KINDS, "Integration ID", "Root Account", "Section")
_COMPUTED = re.compile(
    r"(Current|Final|Override) (Score|Points|Grade|Status)\b|\(read only\)", re.IGNORECASE
)
_LEFT = {"EX": "is excused there", "N/A": "is not assigned this homework there"}


def made(roll: Roll, *, column: str | None) -> Filled:
    """A file from what is known of the people, without a gradebook from Canvas.

    Canvas finds people by ID, then by SIS User ID, SIS Login ID, then by name. Whoever has none of
    the three ids is in the file by name only, and told of.

    Args:
        roll: the class.
        column: the assignment as Canvas calls it, `Homework 1 (1234)`; the title when None.
    """
    name = column or roll.title
    cells = [["Student", *_KINDS, "Section", name]]
    cells.append(["    Points Possible", "", "", "", "", number(roll.possible)])
    nobody = []
    for row in roll.rows:
        ids = [row.ids.get(kind, "") for kind in _KINDS.values()]
        if not any(ids) and row.result is not None:
            nobody.append(row)
        mark = "" if row.mark is None else number(row.mark)
        cells.append([row.name or row.student, *ids, "", mark])
    notes = []
    if not re.search(r"\(\d+\)$", name):
        notes.append(
            f"Canvas makes a new assignment {name!r} unless it has one of exactly that title; "
            "--column 'TITLE (ID)' or --into a gradebook exported from Canvas names an old one."
        )
    return Filled(
        data=rows_of(cells),
        written=sum(row.mark is not None for row in roll.rows),
        nobody=tuple(nobody),
        notes=tuple(notes),
    )


def filled(roll: Roll, sheet: Sheet, *, name: str, column: str | None, scale: bool) -> Filled:
    """The gradebook as Canvas exported it, with this homework's column filled.

    Args:
        roll: the class.
        sheet: the exported gradebook.
        name: what the file is called in messages.
        column: which assignment it is; None finds it by the homework's title or id.
        scale: write marks in proportion to the points that Canvas gives the assignment.

    Raises:
        UsageError: it is no gradebook of Canvas, or the column is not in it.
    """
    head = [cell.strip() for cell in sheet.rows[0]]
    if not ("Student" in head[:1] or head[:2] == ["LastName", "FirstName"]) or "ID" not in head:
        raise UsageError(
            f"{name} is not a gradebook exported from Canvas: its first columns should be "
            "Student, ID, ..., Section."
        )
    at = _column(head, sheet, name, roll, column)
    points = _points_possible(sheet, at)
    factor, notes = factor_to(points, roll.possible, scale=scale)
    decimal = decimal_sign(row[at] for row in sheet.rows[1:] if len(row) > at)
    places = [n for n, row in enumerate(sheet.rows) if n and _is_student(row)]
    found = match([_keys(head, sheet.rows[n]) for n in places], roll.rows)
    written, refused = 0, list(found.unclear)
    for n, person in sorted(found.pairs.items()):
        if person.mark is None:
            continue
        stood = _cell(sheet.rows[places[n]], at).strip()
        if reason := _LEFT.get(stood.upper()):
            refused.append(f"{person.shown} {reason}; the cell stays {stood}")
            continue
        sheet.put(places[n], at, number(person.mark * factor).replace(".", decimal))
        written += 1
    return of_sheet(
        sheet, found, name=name, places=len(places), written=written, refused=refused, notes=notes
    )


def _column(head: Sequence[str], sheet: Sheet, name: str, roll: Roll, column: str | None) -> int:
    """Where the marks belong: a title, a title with its number, or the number alone."""
    titles = {
        n: cell
        for n, cell in enumerate(head)
        if cell and cell not in _ABOUT and not _COMPUTED.search(cell)
    }
    wanted = [column] if column is not None else [roll.title, roll.assignment]
    for text in wanted:
        places = [n for n, cell in titles.items() if text.strip() in _calls(cell)]
        if len(places) == 1:
            return places[0]
        if places:
            raise UsageError(
                f"{name} has {len(places)} assignments called {text!r}; give --column with the "
                f"number in brackets, for example --column {titles[places[0]]!r}."
            )
    listed = ", ".join(repr(cell) for cell in titles.values()) or "no assignment at all"
    raise UsageError(
        f"{name} has no column {' or '.join(repr(w) for w in wanted)}; name it with --column. "
        f"It has: {listed}."
    )


def _calls(cell: str) -> set[str]:
    """What an assignment's column may be called: whole, without its number, the number."""
    numbered = re.fullmatch(r"(.*)\s\((\d+)\)", cell)
    return {cell, numbered[1], numbered[2]} if numbered else {cell}


def _is_student(row: Sequence[str]) -> bool:
    """Not the row of points, the row of posting policies, or a blank line."""
    about = [cell.strip() for cell in row if cell.strip()]
    if not about or "Points Possible" in _cell(row, 0):
        return False
    return not all(re.match(r"(Muted|Manual Posting)", cell, re.IGNORECASE) for cell in about)


def _keys(head: Sequence[str], row: Sequence[str]) -> Keys:
    keys = {kind: _cell(row, head.index(title)) for title, kind in _KINDS.items() if title in head}
    if "LastName" in head:
        keys["name"] = f"{_cell(row, 1)} {_cell(row, 0)}"
    else:
        # Canvas itself guards names that look like formulas: ="=name".
        keys["name"] = re.sub(r'^="(.*)"$', r"\1", _cell(row, 0))
    return keys


def _points_possible(sheet: Sheet, at: int) -> float | None:
    row = next((row for row in sheet.rows if "Points Possible" in _cell(row, 0)), [])
    return as_number(_cell(row, at))


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
