"""grader.exports.lossless: what is not replaced stays, byte for byte."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exports.lossless import Sheet, header, read_sheet

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_any_file_comes_out_as_it_went_in(
    rows: list[list[str]], quoting: int, end: str, bom: bytes
) -> None:
    """Whatever the standard library writes is taken apart into the same cells and put together."""
    carriage_return = any("\r" in cell for row in rows for cell in row)
    # The standard library leaves a lone carriage return without quotes when rows end otherwise.
    assume(not carriage_return or quoting == csv.QUOTE_ALL or end == "\r\n")
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([["a", "b"], *rows])
    data = bom + out.getvalue().encode()
    sheet = Sheet(data, name="file.csv")
    assert sheet.data() == data
    assert sheet.rows[1:] == [row or [""] for row in rows]


@given(st.binary(max_size=60))
def test_any_bytes_are_kept_or_refused(data: bytes) -> None:
    """Nothing but a sentence comes of a file that is no text."""
    try:
        assert Sheet(data, name="file.csv").data() == data
    except UsageError as error:
        assert str(error).startswith("file.csv")


def test_only_the_cell_changes() -> None:
    """Odd quoting, blank lines, short rows and the missing last line end all stay."""
    before = '\ufeffa,"b",c\r\n1,"x ""y""", z\n\n,,\r\n"2"'
    sheet = Sheet(before.encode(), name="f")
    sheet.put(1, 2, "7.5")
    sheet.put(1, 1, 'say "no"')
    assert sheet.data().decode() == '\ufeffa,"b",c\r\n1,"say ""no""",7.5\n\n,,\r\n"2"'


def test_a_short_row_is_filled_up() -> None:
    """A cell beyond the end of its row gets the blanks before it."""
    sheet = Sheet(b"a,b,c\n1\n", name="f")
    sheet.put(1, 2, "9")
    assert sheet.data() == b"a,b,c\n1,,9\n"
    assert sheet.rows[1] == ["1", "", "9"]


def test_a_number_stays_a_number_and_a_text_is_no_formula() -> None:
    """A negative mark is not guarded; a text that could be a formula is."""
    sheet = Sheet(b"a,b\n1,2\n", name="f")
    sheet.put(1, 0, "-0.5")
    sheet.put(1, 1, "=1+1")
    assert sheet.data() == b"a,b\n-0.5,'=1+1\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_first_line(separator: str) -> None:
    """Also when another one stands in quotes."""
    text = separator.join(['"a,b;c\td,;"', "x"]) + "\n" + separator.join(["1", "2"]) + "\n"
    sheet = Sheet(text.encode(), name="f")
    assert sheet.separator == separator
    sheet.put(1, 1, "1,5;0")
    assert Sheet(sheet.data(), name="f").rows[1] == ["1", "1,5;0"]


def test_utf16_with_its_mark() -> None:
    """Some spreadsheets save so; it is written back so."""
    data = b"\xff\xfe" + "a,b\r\n1,ö\r\n".encode("utf-16-le")
    sheet = Sheet(data, name="f")
    assert sheet.rows == [["a", "b"], ["1", "ö"]]
    assert sheet.data() == data


def test_refusals(tmp_path: Path) -> None:
    """Each with the file's name and what to do."""
    for data, why in (
        (b"\xff\xfeo", "is not UTF-8 text; save it as CSV in UTF-8"),
        (b"a,b\n\xe9,1\n", "is not UTF-8 text"),
        (b'a,"b\n1,2\n', "line 1: a quote is opened and never closed"),
    ):
        with pytest.raises(UsageError, match=why):
            Sheet(data, name="f.csv")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(UsageError, match="is empty; give the file as it was downloaded"):
        read_sheet(empty)
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_sheet(tmp_path / "missing.csv")


def test_headings_are_found_whatever_the_capitals() -> None:
    """None when there is no such column."""
    sheet = Sheet(b"Identifier, GRADE ,x\n", name="f")
    assert header(sheet, ["grade", "Bewertung"]) == 1
    assert header(sheet, ["note"]) is None
