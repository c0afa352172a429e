"""Tables in every encoding and with every delimiter that people save them with."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake import table
from grader.intake.table import heading, parse_table, read_table

ROWS = [
    ["Name", "E-Mail-Adresse", "Notiz"],
    ["Zoë Müller", "zoe@x.de", "a"],
    ["李 明", "li@x.de", ""],
]


def text(delimiter: str, end: str = "\n") -> str:
    """The rows as a table."""
    return "".join(delimiter.join(row) + end for row in ROWS)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda t: t.encode(),
        lambda t: t.encode("utf-8-sig"),
        lambda t: t.encode("utf-16"),
        lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"),
        lambda t: t.encode("utf-16-le"),
        lambda t: t.encode("utf-16-be"),
        lambda t: t.encode("utf-32"),
    ],
)
def test_every_way_to_save_it(encode: object, delimiter: str, end: str) -> None:
    """The same rows come back."""
    found = parse_table(encode(text(delimiter, end)), "class.csv")  # type: ignore[operator]
    assert found.headings == ("name", "e mail adresse", "notiz")
    assert [dict(line.cells) for line in found.lines] == [
        {"name": "Zoë Müller", "e mail adresse": "zoe@x.de", "notiz": "a"},
        {"name": "李 明", "e mail adresse": "li@x.de"},
    ]
    assert [line.number for line in found.lines] == [2, 3]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_tables(encoding: str) -> None:
    """What old spreadsheets write is read as Windows-1252."""
    found = parse_table("Name;Sektion\nZoë Müller;ä\n".encode(encoding), "class.csv")
    assert found.lines[0].cells["name"] == "Zoë Müller"


def test_excel_says_which_delimiter() -> None:
    """A first line `sep=` is none of the table, and line numbers count it."""
    found = parse_table(b"sep=;\r\nName;Note\r\nLee, Ann, Maria;x\r\n", "class.csv")
    assert found.lines[0].cells["name"] == "Lee, Ann, Maria"
    assert found.lines[0].number == 3


def test_a_cell_may_hold_the_delimiter_and_lines() -> None:
    """Quoted cells, blank lines, short and long rows, equal headings."""
    data = b'Student,ID,ID\n\n"Lee, ""Ann""\nMaria",7,8,9\nBo\n,,\n'
    found = parse_table(data, "class.csv")
    assert [dict(line.cells) for line in found.lines] == [
        {"student": 'Lee, "Ann"\nMaria', "id": "7"},
        {"student": "Bo"},
    ]


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("E-Mail_Adresse ", "e mail adresse"),
        ("  First\u00a0Name", "first name"),
        ("NAME (voll)", "name voll"),
        ("Teilnehmer/in", "teilnehmer in"),
        ("***", ""),
    ],
)
def test_headings(one: str, same: str) -> None:
    """Signs, spaces and capitals do not count."""
    assert heading(one) == same


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "class.csv is empty; its first line should name the columns."),
        (b"\n \n,,\n", "class.csv is empty; its first line should name the columns."),
        (b"PK\x03\x04rest", "class.csv is a spreadsheet, not a CSV; save it as CSV."),
        (b"\xd0\xcf\x11\xe0rest", "class.csv is a spreadsheet, not a CSV; save it as CSV."),
        (b"\xff\xfea", "class.csv is not valid utf-16; save it as CSV in UTF-8."),
        (b"\xef\xbb\xbf\xff", "class.csv is not valid utf-8-sig; save it as CSV in UTF-8."),
        (b"name" * 200 + b"\0\n", "class.csv is not text; save the list as CSV."),
        (
            b"a,b\n" + b"x" * 200_000,
            "class.csv is no table: field larger than field limit (131072); save it as CSV.",
        ),
    ],
)
def test_what_is_no_table(data: bytes, sentence: str) -> None:
    """One sentence that says what to do."""
    with pytest.raises(UsageError) as error:
        parse_table(data, "class.csv")
    assert str(error.value) == sentence


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, a link, a folder, too large."""
    with pytest.raises(UsageError, match="none.csv cannot be read: it is not there any more"):
        read_table(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_text("name\nAnn\n")
    (tmp_path / "l.csv").symlink_to("a.csv")
    with pytest.raises(UsageError, match=r"l.csv cannot be read: "):
        read_table(tmp_path / "l.csv")
    with pytest.raises(UsageError, match=r"cannot be read: "):
        read_table(tmp_path)
    monkeypatch.setattr(table, "MOST_MB", 0)
    with pytest.raises(UsageError, match="larger than 0 MiB; that is no list of a class"):
        read_table(tmp_path / "a.csv")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    """Nothing else comes out."""
    try:
        found = parse_table(data, "class.csv")
    except UsageError as error:
        assert str(error).startswith("class.csv ")
    else:
        assert all(cell for line in found.lines for cell in line.cells.values())
