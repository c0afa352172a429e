"""Notebooks become sources with a map back to cell and line."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from typing import Any

import nbformat
import nbformat.v3
import nbformat.v4
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import notebook
from grader.load.magics import WrittenFile
from grader.load.syntax import parse
from grader.types import Module


def code(source: Any, **more: Any) -> dict[str, Any]:
    """A code cell of format 4."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1}
    return cell | {"source": source} | more


def markdown(source: Any) -> dict[str, Any]:
    """A text cell of format 4."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def raw(*cells: Any, **more: Any) -> bytes:
    """A notebook of format 4 as bytes."""
    return json.dumps(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more
    ).encode()


def read(data: bytes) -> notebook.Notebook:
    """The notebook, called `hw.ipynb`."""
    return notebook.read(data, "hw.ipynb", most_code=1 << 20)


def test_every_line_maps_back_to_its_cell() -> None:
    """Each line of each code cell is found at the place that the map gives, text cells aside."""
    sources = ["a = 1\n\nb = 2", "", "%%bash\nls", "def f(:\n  pass", "c = 3\n"]
    cells = [cell for s in sources for cell in (markdown("# text"), code(s))]
    book = read(raw(*cells))
    module = Module(name="hw", path="hw.ipynb", source=book.source, cells=book.cells, names=())
    assert [number for number, _ in book.cells] == [1, 2, 3, 4, 5]
    lines = book.source.split("\n")
    starts = dict(book.cells)
    for number, source in enumerate(sources, 1):
        for offset, line in enumerate(source.split("\n")):
            at = starts[number] + offset
            assert lines[at - 1].removeprefix("# ") == line
            assert module.where(at) == f"hw.ipynb, cell {number}, line {offset + 1}"


def test_a_cell_that_does_not_parse_leaves_the_others_alone() -> None:
    """It becomes comments and a note that names its place and what is lost; the rest parses."""
    book = read(
        raw(code("a = 1"), code("b = 2\ndef f(:\n  pass"), code("print 'x'"), code("c = 3"))
    )
    assert [n.targets[0].id for n in ast.parse(book.source).body] == ["a", "c"]  # type: ignore[attr-defined]
    assert book.error is None
    assert book.notes == (
        "hw.ipynb: cell 2 does not parse: invalid syntax, line 2 (it defines b and f).",
        "hw.ipynb: cell 3 is Python 2: print without parentheses, line 1.",
    )


def test_the_self_checks_own_magics_are_not_told() -> None:
    """Students are told to write them; what is not ours is told as ever."""
    book = read(raw(code("%load_ext grader"), code("def f():\n    return 1\n%check 2a")))
    assert book.notes == ()
    assert "def f():" in book.source
    bare = read(raw(code("def f():\n    return 1\ncheck 2a"), code("%load_ext autoreload")))
    assert bare.notes == (
        "hw.ipynb: left out what only a notebook can run: %load_ext autoreload (cell 2).",
    )
    assert "def f():" in bare.source


def test_magics_are_told_once_for_the_notebook() -> None:
    """One note lists them with their cells."""
    book = read(raw(code("%matplotlib inline\n!ls"), code("%%html\n<b>"), code("%a"), code("%b")))
    assert book.notes == (
        "hw.ipynb: left out what only a notebook can run: "
        "%matplotlib inline (cell 1), !ls (cell 1), %%html (cell 2) and 2 more.",
    )


def test_a_notebook_without_any_python_says_so() -> None:
    """Nothing can be executed: the error names the first reason, and the language if it is known."""
    old = read(raw(code("print 'x'"), code("print 'y'")))
    assert old.error == (
        "hw.ipynb cannot be run: none of its code parses; "
        "cell 1 is Python 2: print without parentheses, line 1"
    )
    kernel = {"kernelspec": {"language": "R", "name": "ir"}}
    other = read(raw(code("x <- function(a) a"), metadata=kernel))
    assert other.error is not None
    assert other.error.startswith("hw.ipynb cannot be run: it is a notebook in R; none of its code")
    named = read(raw(code("x ="), metadata={"language_info": {"name": "ipython3"}}))
    assert named.error is not None
    assert "notebook in" not in named.error


@pytest.mark.parametrize(
    "cells", [[], [markdown("hi")], [code("")], [code("# only")], [code("%%bash\nls")]]
)
def test_a_notebook_without_code_is_empty_not_wrong(cells: list[Any]) -> None:
    """There is nothing to execute, and nothing that failed."""
    assert read(raw(*cells)).error is None


@pytest.mark.parametrize("source", ["a = 1\nb = 2", ["a = 1\n", "b = 2"], ["a = 1\r\n", "b = 2"]])
def test_sources_as_one_string_or_as_lines(source: Any) -> None:
    """Both forms that the format allows, with any line ends."""
    assert read(raw(code(source))).source == "a = 1\nb = 2\n"


def test_characters_that_no_source_can_hold() -> None:
    """NUL and lone surrogates in a cell do not take the others down."""
    book = read(raw(code("a = '\0'"), code("b = '\ud800'"), code("c = 1")))
    assert len(ast.parse(book.source).body) == 3
    book.source.encode()


def test_cells_out_of_order_of_the_format() -> None:
    """Missing metadata, ids given twice, raw cells, unknown keys: the code is there all the same."""
    cells = [
        {"cell_type": "code", "source": "a = 1", "id": "x"},
        {"cell_type": "raw", "source": "(", "id": "x"},
        {"cell_type": "code", "source": "b = 2", "id": "x", "extra": [1]},
    ]
    book = read(json.dumps({"cells": cells}).encode())
    assert book.source == "a = 1\nb = 2\n"
    assert book.notes == ()


def test_malformed_cells_are_skipped_with_a_note() -> None:
    """What is no cell is counted, and the others are read."""
    book = read(raw("text", None, {"cell_type": "code"}, {"source": "x"}, code([1]), code("a = 1")))
    assert book.source == "a = 1\n"
    assert book.notes == ("hw.ipynb: skipped 5 malformed cells.",)
    assert read(raw(3, code("a = 1"))).notes == ("hw.ipynb: skipped 1 malformed cell.",)
    assert read(b'{"cells": "none"}').notes == ("hw.ipynb: skipped all malformed cells.",)


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats_give_the_same(version: int) -> None:
    """A notebook written down to an old format by nbformat gives the same code and the same texts."""
    new = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("a = 1\nb = 2", outputs=[]),
            nbformat.v4.new_markdown_cell("## s1.a\nX"),
            nbformat.v4.new_code_cell("c = 3"),
        ]
    )
    old = json.loads(nbformat.writes(new, version=3))
    if version == 2:
        old = old | {"nbformat": 2}
        for cell in old["worksheets"][0]["cells"]:
            del cell["metadata"]
    else:
        cells = old["worksheets"][0]["cells"]
        cells.append({"cell_type": "heading", "level": 2, "source": "s1.b", "metadata": {}})
    book = read(json.dumps(old).encode())
    assert book.source == "a = 1\nb = 2\nc = 3\n"
    assert book.texts[0] == "## s1.a\nX"
    if version == 3:
        assert book.texts[1] == "## s1.b"


def test_a_damaged_old_notebook_is_read_as_far_as_it_goes() -> None:
    """Cells without outputs, which nbformat refuses to convert, and no metadata anywhere."""
    cells = [
        {"cell_type": "heading", "level": 3, "source": "T"},
        {"cell_type": "code", "input": ["a = 1\n", "b = 2"]},
    ]
    book = read(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}).encode())
    assert (book.source, book.texts) == ("a = 1\nb = 2\n", ("### T",))


@pytest.mark.parametrize("level", [None, 0, 7, 2.0, "2", [2], 10**9])
def test_headings_of_no_level(level: Any) -> None:
    """A level that is none counts as one."""
    cells = [{"cell_type": "heading", "level": level, "source": "T"}]
    book = read(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}).encode())
    assert book.texts in (("# T",), ("## T",))


def test_old_notebooks_print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """nbformat's complaints about an invalid notebook do not reach the terminal."""
    read(json.dumps({"worksheets": [{"cells": [{"cell_type": "x"}]}], "nbformat": 3}).encode())
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"\0\1", "it is not text: it has NUL bytes"),
        (b'{"cells": [', r"it is no notebook, or a damaged one \(Expecting value, line 1"),
        (b"<!DOCTYPE html><p>", "it is a web page, not a notebook; download the file itself"),
        (b"{\n<<<<<<< HEAD\n", "a merge conflict was left unresolved"),
        (b"[1, 2]", "it is no notebook: it has no cells"),
        (b'{"a": 1}', "it is no notebook: it has no cells"),
        (b"[" * 100_000, "it is no notebook: its JSON is nested too deeply or malformed"),
        (b'{"cells": [], "n": ' + b"1" * 5000 + b"}", "its JSON is nested too deeply or malformed"),
    ],
)
def test_what_is_no_notebook_says_why(data: bytes, why: str) -> None:
    """The error is one sentence that begins with the file."""
    book = read(data)
    assert book.error is not None
    assert book.error.startswith("hw.ipynb cannot be run: ")
    assert re.search(why, book.error)
    assert book.slim == data


def test_too_much_code_is_not_parsed() -> None:
    """The limit counts code, not outputs, and is told."""
    book = read(raw(code("a = 1\n" * 200_000)))
    assert book.error == "hw.ipynb cannot be run: there is too much code to read"
    assert read(raw(code("a = 1", outputs=["x" * 2_000_000]))).error is None


def test_json_that_would_fill_the_memory_is_not_decoded() -> None:
    """Millions of tiny values are refused; as many commas within strings are not."""
    many = b"[]," * 2_100_000
    assert read(b'{"cells": [' + many + b"0]}").error == (
        "hw.ipynb cannot be run: it holds millions of values; clear its outputs and hand it in again"
    )
    printed = '[1, 2]\\",\n' * 500_000
    assert read(raw(code("a = 1", outputs=[printed]))).source == "a = 1\n"


def test_many_failing_cells_are_told_in_few_notes() -> None:
    """The first twenty, then how many more; ten thousand cells are the most that are read."""
    notes = read(raw(code("a = 1"), *[code("(")] * 22)).notes
    assert len(notes) == 21
    assert notes[-1] == "hw.ipynb: 2 more cells do not parse."
    assert (
        read(raw(code("a = 1"), *[code("(")] * 21)).notes[-1]
        == "hw.ipynb: 1 more cell does not parse."
    )
    assert read(raw(*[code("a")] * 10_001)).error == (
        "hw.ipynb cannot be run: there is too much code to read"
    )


def test_files_that_cells_write_are_kept_aside() -> None:
    """In the order of the cells, for whoever lays the submission out."""
    book = read(raw(code("%%writefile m.py\nx = 1"), code("%%writefile -a m.py\ny = 2")))
    assert book.files == (
        WrittenFile("m.py", "x = 1\n", False),
        WrittenFile("m.py", "y = 2\n", True),
    )


def test_what_is_laid_out_has_no_outputs_and_does_not_depend_on_running() -> None:
    """Equal cells give equal bytes, run or not; the result is a valid notebook."""
    ran = raw(code("a = 1", outputs=[{"x": 1}], execution_count=7), markdown("t"))
    fresh = raw(code("a = 1", execution_count=None), markdown(["t"]), metadata={"k": 1})
    assert read(ran).slim == read(fresh).slim == notebook.slim(ran)
    thin = json.loads(read(ran).slim)
    nbformat.validate(nbformat.from_dict(thin))
    assert [cell["source"] for cell in thin["cells"]] == ["a = 1", "t"]


def test_nbformat_is_imported_for_old_notebooks_only() -> None:
    """Its import costs more than loading a class; new notebooks go without."""
    program = (
        "import sys\nfrom grader.load import notebook\n"
        f"notebook.read({raw(code('a = 1'))!r}, 'x', most_code=1 << 20)\n"
        "assert 'nbformat' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["cells", "worksheets", "cell_type", "source", "input", "metadata", "nbformat", "level",
             "kernelspec", "language", "outputs", "nbformat_minor"]
        )
        | st.text(max_size=4),
        inner | st.sampled_from(["code", "markdown", "heading", 3, 4]),
        max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


@settings(deadline=None)
@given(JSON)
def test_any_json_is_a_notebook_or_an_error(document: Any) -> None:
    """Whatever JSON holds: a result whose source parses, whose map ascends, and no exception."""
    book = read(json.dumps(document).encode())
    parse(book.source)
    starts = [start for _, start in book.cells]
    assert starts == sorted(set(starts))
    assert book.error is None or book.error.startswith("hw.ipynb cannot be run: ")
    assert all(note.startswith("hw.ipynb: ") and note.endswith(".") for note in book.notes)


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("a=1\n%!(x'\\ :#é\t"), max_size=30), max_size=5))
def test_any_cells_keep_their_lines(sources: list[str]) -> None:
    """Line for line: the source has exactly the lines of the cells, and parses."""
    book = read(raw(*map(code, sources)))
    parse(book.source)
    expected = 1
    for (number, start), source in zip(book.cells, sources, strict=True):
        assert (number, start) == (book.cells.index((number, start)) + 1, expected)
        expected += source.count("\n") + 1
    assert book.source.count("\n") == expected - 1
