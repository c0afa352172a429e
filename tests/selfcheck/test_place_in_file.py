"""Where a line of a student stands in the file on disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.load.from_text import load_text
from grader.selfcheck.place_in_file import place_in_file

Notebook = Callable[..., Path]


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    """Writes `hw.ipynb` of these code cells, text before each, as Jupyter does."""

    def write(*sources: str, **layout: Any) -> Path:
        cells = []
        for source in sources:
            cells += [new_markdown_cell('a "quoted" text\nof {two} lines'), new_code_cell(source)]
        path = tmp_path / "hw.ipynb"
        text = nbformat.writes(new_notebook(cells=cells))
        path.write_text(json.dumps(json.loads(text), **layout) if layout else text)
        return path

    return write


def line_at(where: str, path: Path) -> str:
    """The text of the file at the line that was found."""
    place = place_in_file(where, path.parent)
    assert place is not None
    assert place.path == path
    return path.read_text().split("\n")[place.line - 1].strip().removesuffix(",")


def test_a_script_has_the_line_that_is_told(tmp_path: Path) -> None:
    """Nothing to work out."""
    (tmp_path / "basics.py").write_text("x\n")
    place = place_in_file("basics.py, line 12", tmp_path)
    assert place is not None
    assert (place.path, place.line) == (tmp_path / "basics.py", 12)


def test_a_path_alone_is_its_first_line(tmp_path: Path) -> None:
    """A warning about a whole file has no line."""
    (tmp_path / "basics.py").write_text("x\n")
    place = place_in_file("basics.py", tmp_path)
    assert place is not None
    assert place.line == 1


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("hw.ipynb, cell 1, line 1", '"import numpy as np\\n"'),
        ("hw.ipynb, cell 1, line 3", '"x = \\"a, b: {c}\\""'),
        ("hw.ipynb, cell 2, line 2", '"    return y\\n"'),
        ("hw.ipynb, cell 2, line 99", '"    return y\\n"'),
    ],
)
def test_a_line_of_a_cell_is_found_in_the_json(notebook: Notebook, where: str, code: str) -> None:
    """The very string that holds it; the cell's last where the line is not there."""
    path = notebook('import numpy as np\n\nx = "a, b: {c}"', "def f(y):\n    return y\n")
    assert line_at(where, path) == code


def test_a_cell_that_is_not_there_is_line_1(notebook: Notebook) -> None:
    """The file is right, at least."""
    assert line_at("hw.ipynb, cell 7, line 3", notebook("x = 1")) == "{"


def test_a_notebook_on_one_line_has_one_line(notebook: Notebook) -> None:
    """As some programs write it."""
    path = notebook("a\nb", "c\nd", separators=(",", ":"))
    place = place_in_file("hw.ipynb, cell 2, line 2", path.parent)
    assert place is not None
    assert place.line == 1


def test_a_source_that_is_one_string_has_the_line_of_that_string(tmp_path: Path) -> None:
    """The format allows both."""
    cells = [{"cell_type": "code", "source": "a\nb\nc"}, {"cell_type": "code", "source": "d\ne"}]
    path = tmp_path / "hw.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}, indent=1))
    assert line_at("hw.ipynb, cell 2, line 2", path) == '"source": "d\\ne"'


def test_format_3_is_read(tmp_path: Path) -> None:
    """There the cells are one level deeper, and their source has another name."""
    cells = [{"cell_type": "code", "input": ["a\n", "b"]}, {"cell_type": "code", "input": ["c"]}]
    path = tmp_path / "hw.ipynb"
    path.write_text(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}, indent=1))
    assert line_at("hw.ipynb, cell 1, line 2", path) == '"b"'
    assert line_at("hw.ipynb, cell 2, line 1", path) == '"c"'


def test_outputs_that_look_like_cells_are_none(notebook: Notebook) -> None:
    """Only the notebook's own list counts."""
    path = notebook("first = 1", "second = 2")
    document = json.loads(path.read_text())
    for cell in document["cells"]:
        cell["metadata"] = {"cells": [{"cell_type": "code", "source": ["trap\n"]}]}
    path.write_text(json.dumps(document, indent=1))
    assert line_at("hw.ipynb, cell 2, line 1", path) == '"second = 2"'


def test_windows_line_ends_and_a_mark_in_front_do_not_matter(notebook: Notebook) -> None:
    """The line is the same one."""
    path = notebook("a = 1\nb = 2")
    told = place_in_file("hw.ipynb, cell 1, line 2", path.parent)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert place_in_file("hw.ipynb, cell 1, line 2", path.parent) == told


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"{", b'{"cells": ]', b'["cells"]', b'{"cells": [1, "a", []]}']
)
def test_what_is_no_notebook_is_line_1(tmp_path: Path, raw: bytes) -> None:
    """And never an error."""
    (tmp_path / "hw.ipynb").write_bytes(raw)
    place = place_in_file("hw.ipynb, cell 1, line 1", tmp_path)
    assert place is not None
    assert place.line == 1


def test_a_file_in_a_folder_that_wraps_everything_is_found(tmp_path: Path) -> None:
    """The loader takes such folders away; where two files fit, neither is meant."""
    for name in ("my homework", ".git"):
        (tmp_path / name / "models").mkdir(parents=True)
        (tmp_path / name / "models/mlp.py").write_text("x\n")
    place = place_in_file("models/mlp.py, line 3", tmp_path)
    assert place is not None
    assert place.path == tmp_path / "my homework/models/mlp.py"
    (tmp_path / "old/models").mkdir(parents=True)
    (tmp_path / "old/models/mlp.py").write_text("x\n")
    assert place_in_file("models/mlp.py, line 3", tmp_path) is None


@pytest.mark.parametrize(
    "where",
    ["", "none.py, line 1", "../out.py, line 1", "sub, line 1", ".", "a\0b.py, line 1", "x" * 5000],
)
def test_what_is_not_there_is_no_place(tmp_path: Path, where: str) -> None:
    """Nor is anything outside of the folder."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "out.py").write_text("x\n")
    assert place_in_file(where, root) is None
    assert place_in_file(str(tmp_path / "out.py") + ", line 1", root) is None


code_line = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=12)


@given(st.lists(st.lists(code_line, min_size=1, max_size=5), min_size=1, max_size=5))
def test_every_line_of_every_cell_is_found(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]
) -> None:
    """Whatever the code is made of: the string at that line is that line of the cell."""
    sources = ["\n".join([f"v{n} = {n}", *lines]) for n, lines in enumerate(cells)]
    path = tmp_path_factory.mktemp("any") / "hw.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=[new_code_cell(s) for s in sources])))
    for number, source in enumerate(sources, 1):
        lines = source.splitlines(keepends=True)
        for at, line in enumerate(lines, 1):
            assert json.loads(line_at(f"hw.ipynb, cell {number}, line {at}", path)) == line


def test_the_loader_counts_cells_in_the_same_way(notebook: Notebook) -> None:
    """The place of a line in words, as a student reads it, leads to that line."""
    path = notebook("import os", "def f():\n    return 1", "def g():\n    return 2")
    made = load_text({"hw.ipynb": path.read_text()}, name="work", assignment="a", items=[])
    [module] = [m for m in made.modules if m.path == "hw.ipynb"]
    line = module.source.split("\n").index("    return 2") + 1
    assert json.loads(line_at(module.where(line), path)) == "    return 2"
