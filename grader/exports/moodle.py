"""Marks for Moodle: its offline grading worksheet, filled, and a file for the grade import.

The rules are those of Moodle's importers (docs/exports.md, Moodle). The worksheet's headings are in
the language of whoever downloaded it, so that they are known in several; its rows go by the number
at the end of the first column, and the maximum follows the grade. The grade import stops at the first person it does not find, and a
blank id gives the mark to the person of the row before: everybody in that file has one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.errors import UsageError
from grader.exports.csv import rows_of
from grader.exports.filled import Filled, of_sheet, with_result
from grader.exports.lossless import Sheet, header
from grader.exports.matching import Keys, match
from grader.exports.numbers import as_number, decimal_sign, factor_to
from grader.exports.roll import Roll, number

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    # English, German, French, Spanish, Italian, Portuguese, Dutch; where a language has said it in
    # two ways, both.
    "grade": (
        *("Grade", "Bewertung", "Note", "Calificación", "Valutazione", "Nota", "Avaliação"),
        *("Cijfer", "Voto"),
    ),
    "feedback": (
        *("Feedback comments", "Feedback als Kommentar", "Commentaires de feedback"),
        *("Feedback par commentaires", "Comentarios de retroalimentación"),
        *("Comentarios de la retroalimentación", "Commenti al feedback", "Commenti di feedback"),
        *("Comentários de feedback", "Feedback opmerkingen", "Feedbackopmerkingen"),
    ),
    "name": (
        *("Full name", "First name / Surname", "Vollständiger Name", "Nom complet"),
        *("Nombre completo", "Nome completo", "Cognome / Nome", "Volledige naam"),
    ),
    "email": (
        *("Email address", "E-Mail-Adresse", "Adresse de courriel", "Dirección de correo"),
        *("Indirizzo email", "Endereço de email", "E-mailadres", "E-mail"),
    ),
    "sid": (
        *("ID number", "ID-Nummer", "Numéro d'identification", "Número de ID", "Codice"),
        *("Número de identificação",),
    ),
    "login": ("Username", "Anmeldename", "Nom d'utilisateur", "Nombre de usuario"),
}


def filled(
    roll: Roll, sheet: Sheet, *, name: str, column: str | None, scale: bool, feedback: bool
) -> Filled:
    """The worksheet as Moodle gave it, with grades and, if asked for, a word about each question.

    Args:
        roll: the class.
        sheet: the worksheet.
        name: what it is called in messages.
        column: heading of the grades, in a language that is not known here.
        scale: write marks in proportion to Moodle's maximum grade.
        feedback: also fill the feedback comments that are blank.

    Raises:
        UsageError: it is no worksheet, or lacks a column.
    """
    places = {kind: header(sheet, words) for kind, words in _HEADINGS.items()}
    grade_at = header(sheet, [column]) if column is not None else places["grade"]
    if grade_at is None:
        listed = ", ".join(repr(cell) for cell in sheet.rows[0])
        raise UsageError(
            f"{name} has no column {column or 'Grade'!r}; name the one for grades with --column. "
            f"It has: {listed}."
        )
    rows = [n for n, row in enumerate(sheet.rows) if n and _number_of(row)]
    if not rows:
        raise UsageError(
            f"{name} is not a grading worksheet of Moodle: no cell of its first column ends in a "
            "participant's number."
        )
    return _fill(roll, sheet, name, places, rows, grade_at, scale, feedback)


def _fill(
    roll: Roll,
    sheet: Sheet,
    name: str,
    places: Mapping[str, int | None],
    rows: Sequence[int],
    grade_at: int,
    scale: bool,
    feedback: bool,
) -> Filled:
    maxima = [_cell(sheet.rows[n], grade_at + 1) for n in rows]
    maximum = next((value for cell in maxima if (value := as_number(cell)) is not None), None)
    if maximum is None and any(cell.strip() for cell in maxima):
        raise UsageError(
            f"{name} grades on a scale of words, not in points; set the assignment's grade to "
            "points in Moodle and download the worksheet again."
        )
    decimal = decimal_sign([*maxima, *(_cell(sheet.rows[n], grade_at) for n in rows)])
    factor, notes = factor_to(maximum, roll.possible, scale=scale)
    feedback_at = _feedback_column(places, name) if feedback else None
    found = match([_keys(sheet.rows[n], places) for n in rows], roll.rows)
    written, refused = 0, list(found.unclear)
    for n, person in sorted(found.pairs.items()):
        if person.mark is None:
            continue
        mark = person.mark * factor
        if maximum is not None and (mark > maximum + 1e-9 or mark < 0):
            refused.append(
                f"{person.shown} has {number(mark)}, and Moodle takes 0 to {number(maximum)}"
            )
            continue
        sheet.put(rows[n], grade_at, number(mark).replace(".", decimal))
        written += 1
        if feedback_at is not None and person.result is not None:
            if _cell(sheet.rows[rows[n]], feedback_at).strip():
                refused.append(f"{person.shown} has feedback in the file already; it stays")
            else:
                sheet.put(rows[n], feedback_at, comment(person.result))
    return of_sheet(
        sheet, found, name=name, places=len(rows), written=written, refused=refused, notes=notes
    )


_IMPORT = (
    ("email", "Email address"),
    ("sid", "ID number"),
    ("sis", "ID number"),
    ("login", "Username"),
)


def made(roll: Roll, *, column: str | None) -> Filled:
    """A file for the grade import, of who has the id that most people have.

    One id only, because Moodle goes by the one that is chosen when the file is imported.
    """
    kind, heading = max(
        _IMPORT, key=lambda pair: sum(bool(row.ids.get(pair[0])) for row in roll.rows)
    )
    inside = [row for row in roll.rows if row.ids.get(kind)]
    outside = [row for row in roll.rows if not row.ids.get(kind)]
    if not inside:
        raise UsageError(
            "Nobody's e-mail address, ID number or user name is known, and Moodle goes by one of "
            "them; give a roster when grading, or fill the grading worksheet with --into."
        )
    cells = [[heading, column or roll.title]]
    cells += [[row.ids[kind], "" if row.mark is None else number(row.mark)] for row in inside]
    return Filled(
        data=rows_of(cells),
        written=sum(row.mark is not None for row in inside),
        nobody=with_result(outside),
        notes=(
            f"Choose {heading!r} to map from when importing. A blank grade clears the one that "
            "Moodle has; grades of this import can no longer be changed in the assignment.",
            f"The homework has {number(roll.possible)} points; marks are written as they are, so "
            "the grade item's maximum has to be the same.",
        ),
    )


def comment(result: Mapping[str, Any]) -> str:
    """What a student reads in Moodle: points of each question and what was taken off, as HTML.

    Moodle shows feedback comments as HTML, so that everything is escaped. Of hidden checks there
    is nothing but their points.
    """
    lines = []
    titles = {str(q["id"]): str(q["title"]) for q in result.get("questions") or ()}
    for question, verdicts in _by_question(result).items():
        points = number(sum(v["points"] for v in verdicts))
        known = [v["earned"] for v in verdicts if v.get("earned") is not None]
        waits = len(known) < len(verdicts)
        got = f"{number(sum(known))} + ?" if waits else number(sum(known))
        lines.append(f"{titles.get(question, question)}: {got} of {points}")
    if sentence := (result.get("adjustment") or {}).get("sentence"):
        lines.append(str(sentence))
    return "<p>" + "<br>".join(html.escape(" ".join(line.split())) for line in lines) + "</p>"


def _by_question(result: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    out: dict[str, list[Mapping[str, Any]]] = {}
    for verdict in result["verdicts"]:
        out.setdefault(str(verdict["question"]), []).append(verdict)
    return out


def _feedback_column(places: Mapping[str, int | None], name: str) -> int:
    at = places["feedback"]
    if at is None:
        raise UsageError(
            f"{name} has no column for feedback comments; switch them on in the assignment's "
            "settings and download the worksheet again, or leave --feedback out."
        )
    return at


def _keys(row: Sequence[str], places: Mapping[str, int | None]) -> Keys:
    keys = {"moodle": _number_of(row)}
    for kind in ("email", "sid", "login", "name"):
        at = places[kind]
        if at is not None:
            keys[kind] = _cell(row, at)
    return keys


def _number_of(row: Sequence[str]) -> str:
    """The participant's number, with which the first column of a row ends."""
    found = re.search(r"(\d+)\s*$", _cell(row, 0))
    return found[1] if found else ""


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
