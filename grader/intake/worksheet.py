"""Moodle's grading worksheet: the table that Moodle offers for grading offline.

Its first column is "Identifier" with "Participant 12345" (`col_recordid` in
`mod/assign/gradingtable.php` of moodle/moodle), in the language of the site; the number is that of
the folder names. Its dates are written for people, without a time zone, and are not read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from grader.errors import UsageError
from grader.intake.headings import COLUMNS
from grader.intake.listing import Thing
from grader.intake.names import spaced
from grader.intake.table import Line, Table, read_table

_PARTICIPANT = re.compile(r"(?P<word>[^\W\d_][^\d]*?)\s*(?P<id>[0-9]+)")
_WORDS = frozenset(
    """participant participante partecipante teilnehmer/in teilnehmer teilnehmer*in teilnehmer:in
    deelnemer partaidea uczestnik deltager deltagare deltaker osallistuja účastník résztvevő katılımcı
    участник участнік συμμετέχων משתתף مشارك 参加者 参与者 參與者 참가자""".split()
)
"""What Moodle calls a participant (`hiddenuser` in the language packs of mod_assign)."""
_LATE = re.compile(
    r"(?<!\w)(?:late|später|verspätet|en retard|de retard|de retraso|después|in ritardo|laat|tard"
    r"|atrasado|sonrası)(?!\w)"
)
"""`submittedlateshort` in the same packs: how long, then one of these."""


class Row(NamedTuple):
    """What the worksheet says of one student."""

    name: str
    ids: dict[str, str]
    late: bool | None


def read_worksheet(thing: Thing) -> dict[str, Row]:
    """Rows by the number of the participant; nothing when it is no worksheet."""
    if thing.is_folder or thing.refusal or not thing.name.casefold().endswith(".csv"):
        return {}
    try:
        table = read_table(thing.path)
    except UsageError:
        return {}
    rows: dict[str, Row] = {}
    for line in table.lines:
        if own := participant(table, line):
            rows[own] = _row(line)
    return rows


def participant(table: Table, line: Line) -> str:
    """The number of "Participant 12345" in the first column, "" where there is none."""
    if "github username" in table.headings:
        return ""
    found = _PARTICIPANT.fullmatch(line.cells.get(table.headings[0], ""))
    return found["id"] if found and found["word"].casefold() in _WORDS else ""


def _row(line: Line) -> Row:
    cells = {COLUMNS[name]: cell for name, cell in line.cells.items() if name in COLUMNS}
    ids: dict[str, str] = {k: cells[k] for k in ("email", "sid", "login") if k in cells}
    status = line.cells.get("status", "")
    return Row(spaced(cells.get("name", "")), ids, _is_late(status) if status else None)


def _is_late(status: str) -> bool | None:
    """`Submitted for grading - 3 hours late`; what is not understood says nothing."""
    if _LATE.search(status.casefold()):
        return True
    return False if status.casefold().startswith("submitted for grading") else None
