"""Files as they arrive: formats of notebooks, line ends, tabs, encodings, copies, damage."""

from __future__ import annotations

import json

import pytest
from handing_in import CELLS, SCRIPT, handed_in, lost, notebook, told


def _cells(**more: object) -> list[dict[str, object]]:
    plain = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return [{**plain, "source": cell.splitlines(keepends=True), **more} for cell in CELLS]


def _whole(cells: object, minor: int) -> bytes:
    made = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": minor}
    return json.dumps(made, ensure_ascii=False).encode()


OLD = {
    "metadata": {"name": ""},
    "nbformat": 3,
    "nbformat_minor": 0,
    "worksheets": [
        {
            "cells": [
                {
                    "cell_type": "code",
                    "collapsed": False,
                    "input": cell.splitlines(keepends=True),
                    "language": "python",
                    "metadata": {},
                    "outputs": [],
                }
                for cell in CELLS
            ]
        }
    ],
}
FORMATS: dict[str, bytes] = {
    "format 4.5": notebook(*CELLS),
    "format 4.0, no ids": _whole(_cells(), 0),
    "every id the same": _whole(_cells(id="a"), 5),
    "no outputs, no metadata": _whole([{"cell_type": "code", "source": c} for c in CELLS], 5),
    "format 3": json.dumps(OLD).encode(),
    "with a byte order mark": b"\xef\xbb\xbf" + notebook(*CELLS),
    "lines of Windows in its cells": notebook(*[cell.replace("\n", "\r\n") for cell in CELLS]),
    "lines of Windows around its cells": json.dumps(json.loads(notebook(*CELLS)), indent=1)
    .replace("\n", "\r\n")
    .encode(),
    "in UTF-16": notebook(*CELLS).decode().encode("utf-16"),
    "in Windows-1252": _whole([{"cell_type": "code", "source": f"# é – “\n{SCRIPT}"}], 4)
    .decode()
    .encode("cp1252"),
}


@pytest.mark.parametrize("manner", FORMATS)
def test_formats_of_notebooks_cost_nothing(manner: str) -> None:
    """Old, new, without ids, in any encoding: the same code."""
    assert lost(handed_in({"hw.ipynb": FORMATS[manner]})) == set()


TEXTS: dict[str, tuple[bytes, str]] = {
    "lines of Windows": (SCRIPT.replace("\n", "\r\n").encode(), ""),
    "lines of old Macs": (
        SCRIPT.replace("\n", "\r").encode(),
        "hw.py ends its lines the way old Macs did.",
    ),
    "no end of the last line": (SCRIPT.rstrip().encode(), ""),
    "tabs": (SCRIPT.replace("    ", "\t").encode(), ""),
    "a form feed": (("\f" + SCRIPT).encode(), ""),
    "the end of a DOS file": ((SCRIPT + "\x1a").encode(), ""),
    "a byte order mark": (b"\xef\xbb\xbf" + SCRIPT.encode(), ""),
    "two of them": (("\ufeff\ufeff" + SCRIPT).encode(), ""),
    "UTF-16": (SCRIPT.encode("utf-16"), "hw.py is in UTF-16."),
    "UTF-16 without a mark": (SCRIPT.encode("utf-16-le"), "hw.py is in UTF-16."),
    "UTF-16, the other way round": (SCRIPT.encode("utf-16-be"), "hw.py is in UTF-16."),
    "Latin-1, declared": (f"# -*- coding: latin-1 -*-\nn = 'é'\n{SCRIPT}".encode("latin-1"), ""),
    "Latin-1": (
        f"# é\n{SCRIPT}".encode("latin-1"),
        "hw.py is not UTF-8; it was read as Windows-1252.",
    ),
    "Windows-1252": (
        f"# “é” – €\n{SCRIPT}".encode("cp1252"),
        "hw.py is not UTF-8; it was read as Windows-1252.",
    ),
    "declared wrongly": (f"# coding: ascii\nn = 'é'\n{SCRIPT}".encode(), ""),
}


@pytest.mark.parametrize("manner", TEXTS)
def test_texts_of_scripts_cost_nothing(manner: str) -> None:
    """Whatever editor wrote them; what is unusual is told."""
    data, sentence = TEXTS[manner]
    result = handed_in({"hw.py": data})
    assert lost(result) == set()
    assert sentence in told(result)


HEAD = "hw.py cannot be run: line "
COPIED = "it was copied from a page or a PDF: type the line again"
MIXED = "tabs and spaces are mixed: let the editor turn tabs into spaces"
NOT_PYTHON: dict[str, tuple[str, str]] = {
    "tabs and spaces": (
        SCRIPT.replace("    e = np", "\te = np"),
        f"{HEAD}29 does not parse: unindent does not match any outer indentation level ({MIXED}).",
    ),
    "tabs of eight": (
        SCRIPT + "def f(a):\n    if a:\n\treturn 1\n    return 2\n",
        f"inconsistent use of tabs and spaces in indentation ({MIXED}).",
    ),
    "hard spaces": (
        SCRIPT.replace("    e = np", "\u00a0\u00a0\u00a0\u00a0e = np"),
        f"{HEAD}28 does not parse: invalid non-printable character U+00A0 ({COPIED}).",
    ),
    "quotation marks of a word processor": (
        SCRIPT.replace('"s3.T3"', "“s3.T3”"),
        "invalid character '“' (U+201C) (a typographic quotation mark: type a plain one).",
    ),
    "a dash for a minus": (
        SCRIPT.replace("-0.38", "−0.38"),
        "invalid character '−' (U+2212) (a dash: type a plain minus).",
    ),
    "a path of Windows": (
        SCRIPT + "data = open('C:\\Users\\me\\data.txt')\n",
        'a backslash in a path is read as a code: write r"C:\\..." or use /.',
    ),
    "a merge conflict": ("<<<<<<< HEAD\n" + SCRIPT, "a merge conflict was left unresolved."),
    "Python 2": (
        SCRIPT + "print 'done'\n",
        "is Python 2 (print without parentheses).",
    ),
    "NUL": (SCRIPT + "\0", "hw.py cannot be run: it is not text (it has NUL bytes)."),
}


@pytest.mark.parametrize("manner", NOT_PYTHON)
def test_what_is_no_python_is_said_plainly(manner: str) -> None:
    """A script that does not parse is lost, as Python would say; each check says why."""
    text, sentence = NOT_PYTHON[manner]
    result = handed_in({"hw.py": text})
    assert {v.status for v in result.verdicts} == {"errored", "manual"}
    assert any(note.startswith("hw.py cannot be run: ") for note in result.notes)
    assert any(note.endswith(sentence) for note in result.notes)
    # What did parse beside it is graded.
    beside = handed_in({"hw.py": text, "other.py": SCRIPT})
    assert lost(beside) == set()


def test_a_cell_with_mixed_tabs_costs_that_cell() -> None:
    """The others are read, and it says which names are gone."""
    cells = [cell.replace("    e = np", "\te = np") for cell in CELLS]
    result = handed_in({"hw.ipynb": notebook(*cells)})
    assert lost(result) == {"s3.T4.1", "s3.T4.2", "s3.T4.3"}
    assert MIXED in told(result)
    assert "hw.ipynb: cell 5 does not parse" in told(result)
    assert "(it defines softmax and softmax_jacobian)" in told(result)


def test_a_damaged_notebook_is_read_as_far_as_it_goes() -> None:
    """Half an upload, or a comma too many by hand."""
    cut = handed_in({"hw.ipynb": notebook(*CELLS)[:-200]})
    assert lost(cut) == {"s3.T4.3"}  # the last cell
    assert "hw.ipynb: it is damaged (Unterminated string" in told(cut)
    assert "the 5 cells before that could be read. Save it again and hand in the whole" in told(cut)
    comma = handed_in({"hw.ipynb": notebook(*CELLS)[:-1] + b",}"})
    assert lost(comma) == set()
    assert "hw.ipynb: it is damaged" in told(comma)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "hw.ipynb cannot be run: it is empty."),
        (b"{", "open it in Jupyter, save it and hand that in."),
        (b"<html>", "it is a web page, not a notebook; download the file itself."),
        (b"{}", "hw.ipynb cannot be run: it is no notebook: it has no cells."),
        (b"\x89PNG\r\n\x1a\n\0\0", "hw.ipynb cannot be run: it is not text"),
    ],
)
def test_what_is_no_notebook_is_said_plainly(data: bytes, sentence: str) -> None:
    """One sentence, and every check has it."""
    result = handed_in({"hw.ipynb": data})
    assert {v.status for v in result.verdicts} == {"errored", "manual"}
    assert sentence in "\n".join(result.notes)


def test_files_with_the_wrong_ending_are_what_they_hold() -> None:
    """A notebook called hw.py parses as Python and would define nothing."""
    book = handed_in({"hw.py": notebook(*CELLS)})
    assert lost(book) == set()
    assert "hw.py is a notebook by its contents; it was read as one." in book.notes
    script = handed_in({"hw.ipynb": SCRIPT})
    assert lost(script) == set()
    assert "hw.ipynb is no notebook but plain Python; it was read as that." in script.notes


PLACES: dict[str, dict[str, str]] = {
    "one folder": {"hw1/basics.py": SCRIPT},
    "a folder in a folder, with a space": {"Homework 1/my code/basics final.py": SCRIPT},
    "two folders": {
        "part1/a.py": "\n".join(CELLS[:4]),
        "part2/b.py": "\n".join([CELLS[0], *CELLS[4:]]),
        "data/x.csv": "1,2",
    },
    "a package": {
        "hw/__init__.py": "",
        "hw/a.py": "from .b import *\nfrom . import b\n" + "\n".join(CELLS[1:4]),
        "hw/b.py": "\n".join([CELLS[0], *CELLS[4:]]),
    },
    "a package in a package": {
        "hw/__init__.py": "",
        "hw/part/__init__.py": "",
        "hw/part/a.py": "from ..b import softmax\nimport numpy as np\n"
        + "\n".join([*CELLS[1:4], CELLS[4].split("\n\n")[1], CELLS[5]]),
        "hw/b.py": CELLS[0] + CELLS[4].split("\n\n")[0],
    },
    "relative imports without a package": {
        "a.py": "from .b import softmax\nfrom . import b\nimport numpy as np\n"
        + "\n".join([*CELLS[1:4], CELLS[4].split("\n\n")[1]])
        + "def softmax_cross_entropy_gradient(h, y):\n    return b.softmax(h) - y\n",
        "b.py": CELLS[0] + CELLS[4].split("\n\n")[0],
    },
    "an old copy beside it": {"basics.py": SCRIPT, "basics (1).py": SCRIPT},
    "a script saved from the notebook": {"hw.ipynb": notebook(*CELLS).decode(), "hw.py": SCRIPT},
    "the name of the homework's other file": {"neural_net.py": SCRIPT},
}


@pytest.mark.parametrize("manner", PLACES)
def test_places_cost_nothing(manner: str) -> None:
    """Names are looked up over all files, wherever they lie."""
    assert lost(handed_in(PLACES[manner])) == set()
