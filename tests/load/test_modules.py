"""Code files become modules with names that import, and with what they take from each other."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import naming
from grader.load.gather import LoadLimits
from grader.load.modules import Build, import_name, import_names


def built(files: dict[str, str | bytes]) -> Build:
    """A submission of some files."""
    build = Build(LoadLimits(), import_names(files))
    for path, content in files.items():
        build.add(path, content if isinstance(content, bytes) else content.encode())
    return build


def cell(source: str) -> dict[str, object]:
    """A code cell."""
    return {"cell_type": "code", "metadata": {}, "outputs": [1], "source": source}


def book(*sources: str) -> str:
    """A notebook of code cells."""
    return json.dumps({"cells": [cell(s) for s in sources], "metadata": {}, "nbformat": 4})


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("mlp_numpy.py", "mlp_numpy"),
        ("models/mlp.py", "models.mlp"),
        ("models/__init__.py", "models"),
        ("__init__.py", "__init__"),
        ("Homework 1 (final).ipynb", "Homework_1_final"),
        ("02-mlp.py", "_02_mlp"),
        ("class.py", "_class"),
        ("Übung.py", "Übung"),
        ("_x_.py", "_x_"),
        ("a.b.py", "a_b"),
        ("week 1/x².py", "week_1.x2"),
        ("???.py", "module"),
    ],
)
def test_import_names(path: str, name: str) -> None:
    """A stem that is an identifier stays; anything else becomes one that reads alike."""
    assert import_name(path) == name


@settings(deadline=None)
@given(st.text(min_size=1, max_size=20).filter(lambda s: "/" not in s))
def test_any_stem_becomes_an_identifier(stem: str) -> None:
    """Python could import it, and an identifier is kept as Python reads it."""
    name = naming._identifier(stem)
    assert name.isidentifier()
    normal = unicodedata.normalize("NFKC", stem)
    if normal.isidentifier() and name != normal:
        assert name == f"_{normal}"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["hw.ipynb", "hw.py"], {"hw.py": "hw", "hw.ipynb": "hw_notebook"}),
        (["hw 1.ipynb", "hw-1.ipynb"], {"hw 1.ipynb": "hw_1", "hw-1.ipynb": "hw_1_notebook"}),
        (["a b.py", "a_b.py", "a-b.py"], {"a_b.py": "a_b", "a b.py": "a_b_2", "a-b.py": "a_b_3"}),
        (["m.py", "m/__init__.py"], {"m/__init__.py": "m", "m.py": "m_2"}),
        (["x.csv"], {}),
    ],
)
def test_no_two_files_share_a_name(files: list[str], expected: dict[str, str]) -> None:
    """The file that Python would import under a name keeps it, in whatever order they come."""
    assert import_names(files) == expected
    assert import_names(reversed(files)) == expected


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("ab _-1."), min_size=1, max_size=4), unique=True))
def test_names_are_unique_for_any_files(stems: list[str]) -> None:
    """As many names as files."""
    files = [stem + ending for stem in stems for ending in (".py", ".ipynb")]
    assert len(set(import_names(files).values())) == len(files)


def test_a_script() -> None:
    """Source, names, classes; the file is laid out as it came, also where its source was mended."""
    build = built({"mlp.py": "import torch.nn as nn\r\nclass Net(nn.Module): pass\r\n%time x = 1"})
    (module,) = build.modules()
    assert (module.name, module.path, module.cells, module.error) == ("mlp", "mlp.py", None, None)
    assert module.source == "import torch.nn as nn\nclass Net(nn.Module): pass\nx = 1"
    assert module.names == ("nn", "Net", "x")
    assert module.torch_names == ("Net",)
    assert build.files["mlp.py"].endswith(b"\r\n%time x = 1")
    assert build.notes == ["mlp.py: left out what only a notebook can run: %time x = 1 (line 3)."]


@pytest.mark.parametrize(
    ("content", "error", "names"),
    [
        (
            b"def f(): print 1",
            "mlp.py cannot be run: line 1 is Python 2 (print without parentheses)",
            ("f",),
        ),
        (b"a = (", "mlp.py cannot be run: line 1 does not parse: '(' was never closed", ("a",)),
        (b"\0\1", "mlp.py cannot be run: it is not text (it has NUL bytes)", ()),
        (
            b"x = 1\n" * 200_000,
            "mlp.py cannot be run: with it there is more than 1 MiB of code",
            ("x",),
        ),
    ],
)
def test_a_script_that_cannot_run_is_still_a_module(
    content: bytes, error: str, names: tuple
) -> None:
    """Its error is one sentence, told in the notes too, and its names are guessed for messages."""
    build = built({"mlp.py": content})
    (module,) = build.modules()
    assert (module.error, module.names) == (error, names)
    assert build.notes == [error + "."]
    assert build.files["mlp.py"] == content


def test_odd_encodings_are_noted() -> None:
    """The student hears what the grader made of the bytes."""
    build = built({"mlp.py": "s = 'Größe'".encode("cp1252")})
    assert build.modules()[0].source == "s = 'Größe'"
    assert build.notes == ["mlp.py is not UTF-8; it was read as Windows-1252."]


def test_modules_take_names_and_classes_from_each_other() -> None:
    """Star imports and base classes are followed across files."""
    build = built(
        {
            "base.py": "from torch import nn\nclass Net(nn.Module): pass\n",
            "main.py": "from base import *\nclass Mine(Net): pass\n",
        }
    )
    main = next(module for module in build.modules() if module.name == "main")
    assert main.names == ("Mine", "nn", "Net")
    assert set(main.torch_names) == {"Mine", "Net"}


def test_imported_names_are_told_from_those_that_a_file_defines() -> None:
    """Future features, libraries, names of neighbours, with a star or one by one."""
    build = built(
        {
            "base.py": "from __future__ import division\nimport numpy as np\ndef relu(x): pass\n",
            "main.py": "from base import *\nfrom base import relu as r\nw = np.ones(3)\n",
        }
    )
    base, main = build.modules()
    assert set(base.names) - set(base.imported) == {"relu"}
    assert set(main.names) - set(main.imported) == {"w"}


def test_relative_imports_within_a_package() -> None:
    """`from .base import *` is the neighbour, in a package's own file as in others."""
    build = built(
        {
            "p/__init__.py": "from .base import *",
            "p/base.py": "x = 1",
            "p/b.py": "from . import base",
        }
    )
    names = {module.path: module.names for module in build.modules()}
    assert names == {"p/__init__.py": ("x",), "p/base.py": ("x",), "p/b.py": ("base",)}


def test_an_empty_init_at_the_top_is_no_module() -> None:
    """It only says that the folder is a package; with code in it, it is one."""
    for source, count in (("", 0), ("# only a comment\n", 0), ("x = 1", 1)):
        build = Build(LoadLimits(), import_names(["__init__.py"]))
        build.add("__init__.py", source.encode())
        assert len(build.modules()) == count
        assert build.files == {"__init__.py": source.encode()}


def test_a_notebook_is_laid_out_without_its_outputs() -> None:
    """Its code is a module; text cells are kept for the answers."""
    build = built({"hw.ipynb": book("a = 1", "b = (")})
    (module,) = build.modules()
    assert module.cells == ((1, 1), (2, 2))
    assert module.names == ("a",)
    assert b'"outputs": []' in build.files["hw.ipynb"]
    assert build.text_cells == {"hw.ipynb": ()}
    assert len(build.notes) == 1


def test_a_broken_notebook_is_still_a_module() -> None:
    """Its bytes are laid out as they came."""
    build = built({"hw.ipynb": "{"})
    (module,) = build.modules()
    assert module.error is not None
    assert module.cells == ()
    assert build.files == {"hw.ipynb": b"{"}
    assert build.notes == [module.error + "."]


def test_a_file_that_a_cell_writes_is_a_file_of_the_submission() -> None:
    """Other cells import it; what the student handed in beside the notebook goes first."""
    notebook = book(
        "%%writefile modules.py\nclass A: pass", "%%writefile -a modules.py\nclass B: pass",
        "%%writefile mine.py\nx = 1", "%%writefile data/c.json\n{}",
        "%%writefile ../evil.py\nx = 1", "%%writefile other.ipynb\n{}",
        "%%writefile data\nx", "%%writefile mine.py/x.py\nx = 1",
    )  # fmt: skip
    build = built({"hw.ipynb": notebook, "mine.py": "x = 2"})
    modules = {module.path: module for module in build.modules()}
    assert set(modules) == {"hw.ipynb", "mine.py", "modules.py"}
    assert modules["modules.py"].names == ("A", "B")
    assert build.files["mine.py"] == b"x = 2"
    assert build.files["data/c.json"] == b"{}\n"
    assert "../evil.py was left out: its path climbs out of the submission." in build.notes
    assert "modules.py: taken from the cell of hw.ipynb that writes it." in build.notes


def test_cells_cannot_write_more_files_than_a_submission_may_hold() -> None:
    """The limit of files holds for them too."""
    cells = [f"%%writefile m{n}.py\nx = 1" for n in range(9)]
    build = Build(LoadLimits(files=4), import_names(["hw.ipynb"]))
    build.add("hw.ipynb", book(*cells).encode())
    assert set(build.files) == {"hw.ipynb", "m0.py", "m1.py", "m2.py"}


def test_an_archive_beside_code_is_only_a_file() -> None:
    """It is laid out, not unpacked, and that is said."""
    build = built({"mlp.py": "x = 1", "data.zip": b"PK"})
    assert build.notes == ["data.zip is an archive; it was not unpacked."]
    assert build.files["data.zip"] == b"PK"
