"""The submission that the cells of a kernel make."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import load_assignment
from grader.load import load_submission
from grader.load.untouched import definitions
from grader.selfcheck.handout import Handout
from grader.selfcheck.notebook.cells import Kernel, Taken, take
from grader.selfcheck.notebook.session import Ran
from grader.student import Student

ASSIGNMENTS = Path(__file__).resolve().parents[3] / "assignments"
STARTER = {"basics.py": ("softmax", "relu"), "nets.py": ("Net",)}


HANDED_OUT = "def softmax(z):\n    raise NotImplementedError\n\n\nclass NumpyNet:\n    pass\n"


@pytest.fixture(scope="module")
def handout() -> Handout:
    """A handout with the names above; its notebook calls the class of nets.py NumpyNet."""
    untouched = definitions(HANDED_OUT) | {"Net": definitions("class Net:\n    pass")["Net"]}
    return Handout(
        folder=Path(),
        assignment=load_assignment(ASSIGNMENTS / "network_basics"),
        seed=1,
        hidden=True,
        starter=STARTER,
        untouched={name: (digest,) for name, digest in untouched.items()},
    )


@pytest.fixture
def taken(tmp_path: Path, handout: Handout) -> Any:
    """Takes cells that ran in this order: `taken("x = 1", ...)`."""

    def make(
        *cells: str, alive: tuple[str, ...] = (), more: dict[str, Any] | None = None, **files: str
    ) -> Taken | None:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.with_suffix(".py") if not path.suffix else path).write_text(text)
        kernel = Kernel(
            runs=tuple(Ran(number=n, source=source) for n, source in enumerate(cells, 1)),
            alive=frozenset(alive),
            deleted=frozenset(),
            folder=tmp_path,
            notebook=None,
        )
        kernel = replace(kernel, **(more or {}))
        return take(kernel, handout)

    return make


def found(submission: Any, *names: str) -> str:
    """The module in which a check finds the first of these names."""
    student = Student(submission, lambda request: pytest.fail(str(request)))
    return student.find(*names)._target.root[1]


def test_cells_are_read_as_grading_reads_the_notebook(taken: Any, tmp_path: Path) -> None:
    """The same names and the same source as of the file with these cells, whatever is in them."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    cells = [
        "import numpy as np",
        "!wget https://example.org/x.csv",
        "%%time\ndef softmax(z):\n    return np.exp(z)",
        "def relu(x:\n    pass",
        "print 'two'",
        "x = !ls\n%cd ..\nsoftmax?",
    ]
    runs = [Ran(number=n, source=text, cell=str(n)) for n, text in enumerate(cells, 1)]
    made = taken(more={"runs": tuple(runs)})
    book = new_notebook(cells=[new_code_cell(source) for source in cells])
    path = tmp_path / "network_basics.ipynb"
    nbformat.write(book, path)
    graded = load_submission(path, student="you", assignment="network_basics")
    mine, theirs = made.submission.modules[0], graded.modules[0]
    assert (mine.source, mine.names, mine.cells) == (theirs.source, theirs.names, theirs.cells)
    assert len(made.submission.notes) == len(graded.notes)


def test_places_are_execution_counts(taken: Any) -> None:
    """In modules, in notes, in errors."""
    made = taken("%load_ext grader", "x = 1", "def softmax(z):\n    return z", "relu = (", "!ls")
    module = made.submission.modules[0]
    line = module.source.split("\n").index("    return z") + 1
    assert made.places.told(module.where(line)) == "In [3], line 2"
    notes = made.submission.notes
    assert any(n.startswith("left out what only a notebook can run: !ls (In [5])") for n in notes)
    assert any(n.startswith("In [4] does not parse: ") for n in notes)


def test_a_notebook_of_which_nothing_parses_says_so_in_its_own_numbers(taken: Any) -> None:
    """The error that a check then shows."""
    made = taken("x = 1", "x = (")
    assert made is None or made.submission.modules[0].error is None
    made = taken("%check", "def softmax(z:\n    pass")
    assert "In [2] does not parse" in made.submission.modules[0].error


def test_the_notebooks_own_name_is_kept_where_it_is_known(taken: Any, tmp_path: Path) -> None:
    """For messages; else it is called like the homework's."""
    path = tmp_path / "my work.ipynb"
    path.write_text("{}")
    made = taken("def softmax(z): pass", more={"notebook": path})
    assert made.submission.modules[0].path == "my work.ipynb"
    assert taken("def softmax(z): pass").submission.modules[0].path == "network_basics.ipynb"
    strange = tmp_path / ".my\nwork?.ipynb"
    strange.write_text("{}")
    made = taken("def softmax(z): pass", more={"notebook": strange})
    assert made.submission.modules[0].path == "network_basics.ipynb"


def test_own_modules_come_along_through_each_other(taken: Any) -> None:
    """Those that the cells import; others that lie there do not."""
    made = taken(
        "from basics import *",
        basics="import deeper\ndef softmax(z): pass",
        deeper="from models.net import x\n",
        models__net="x = 1",
        unrelated="softmax = 3",
    )
    assert set(made.submission.files) == {
        *("network_basics.ipynb", "basics.py", "deeper.py", "models/net.py"),
    }
    assert found(made.submission, "softmax") == "basics"


@pytest.mark.parametrize(
    "own", ["def softmax(z): return z", "softmax = lambda z: z", "import x\nsoftmax = x.softmax"]
)
def test_a_name_that_a_cell_defines_wins_over_a_starter_file(taken: Any, own: str) -> None:
    """The untouched starter lies beside the notebook, and something else of it is imported."""
    made = taken(
        "from basics import relu",
        own,
        basics="def relu(x): pass\ndef softmax(z):\n    raise NotImplementedError",
    )
    assert found(made.submission, "softmax") == "network_basics"
    assert found(made.submission, "relu") == "basics"


def test_a_star_does_not_make_names_the_notebooks_own(taken: Any) -> None:
    """What only comes through an import is still found where it is defined."""
    made = taken("from basics import *\ny = softmax(3)", basics="softmax = 3")
    assert found(made.submission, "softmax") in ("basics", "network_basics")
    assert "softmax" in made.submission.module("basics.py").names


def test_a_cell_as_it_was_handed_out_does_not_hide_what_is_filled_in(taken: Any) -> None:
    """Who works in the file and imports it is judged by the file."""
    made = taken(HANDED_OUT, "from basics import *", basics="def softmax(z):\n    return z")
    assert found(made.submission, "softmax") == "basics"


def test_names_that_the_notebook_calls_otherwise_win_over_an_untouched_file(taken: Any) -> None:
    """A check that asks for `nets.Net` or else NumpyNet gets the notebook's NumpyNet."""
    made = taken(
        "from nets import helper\nclass NumpyNet:\n    x = 1",
        nets="class Net:\n    pass\ndef helper(): pass",
    )
    assert found(made.submission, "nets.Net", "NumpyNet") == "network_basics"


def test_files_that_the_code_names_come_along(taken: Any, tmp_path: Path) -> None:
    """By their name, their path, a pattern or their folder; nothing else of a full folder."""
    (tmp_path / "data" / "deep").mkdir(parents=True)
    for name in ("w.npy", "data/x.csv", "data/deep/y.csv", "a1.txt", "a2.txt", "secret.txt"):
        (tmp_path / name).write_bytes(name.encode())
    made = taken(
        "def softmax(z): np.load('w.npy'); open('data/x.csv'); glob('./a*.txt')",
    )
    files = set(made.submission.files) - {"network_basics.ipynb"}
    assert files == {"w.npy", "data/x.csv", "a1.txt", "a2.txt"}
    made = taken("softmax = Path('data').glob('*')")
    assert {"data/x.csv", "data/deep/y.csv"} <= set(made.submission.files)
    assert made.submission.files["data/x.csv"] == b"data/x.csv"


def test_the_handouts_own_folder_is_never_taken(taken: Any, tmp_path: Path) -> None:
    """Whatever a cell says."""
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "test_a.py").write_text("x = 1")
    (tmp_path / "checks" / "expected.rec").write_text("x")
    made = taken("import checks.test_a\ndef softmax(z): open('checks/expected.rec')")
    assert set(made.submission.files) == {"network_basics.ipynb"}


def test_written_answers_come_from_the_file_and_the_saved_notebook(
    taken: Any, tmp_path: Path
) -> None:
    """A kernel knows no text cells."""
    (tmp_path / "written.md").write_text("## s3.T4.3\n\nBecause.\n")
    assert taken("def softmax(z): pass").submission.texts["s3.T4.3"] == "Because."
    (tmp_path / "written.md").unlink()
    book = tmp_path / "b.ipynb"
    book.write_text('{"cells": [{"cell_type": "markdown", "source": "## s3.T4.3\\n\\nSo."}]}')
    made = taken("def softmax(z): pass", more={"notebook": book})
    assert made.submission.texts["s3.T4.3"] == "So."


def test_cells_without_anything_of_the_homework_are_none(taken: Any) -> None:
    """Then the work is in files, and those are judged."""
    assert taken("import numpy as np", "x = 1", basics="def softmax(z): pass") is None
    assert taken() is None
    assert taken("%load_ext grader", "%check") is None
    assert taken("import basics", basics="def softmax(z): pass") is not None


def lost(made: Taken) -> list[str]:
    """The notes about names that no cell defines."""
    return [note for note in made.submission.notes if "kernel's memory" in note]


def test_a_name_that_no_cell_defines_any_more_is_told(taken: Any) -> None:
    """It lives in the kernel, and grading will not have it."""
    made = taken("def softmax(z): pass", alive=("softmax", "relu", "other"))
    assert lost(made) == [
        "relu is still in the kernel's memory, but no cell defines it any more. Grading will not "
        "have it: put its definition back into a cell and run that."
    ]


def test_a_helper_that_was_edited_away_is_told_where_it_was(taken: Any) -> None:
    """If a cell that stands still uses it."""
    runs = (
        Ran(number=1, source="def helper(): pass", cell="a"),
        Ran(number=2, source="def softmax(z): return helper()", cell="b"),
        Ran(number=3, source="def unused(): pass", cell="a"),
    )
    made = taken(alive=("softmax", "helper", "unused"), more={"runs": runs})
    assert [n.partition(",")[0] for n in lost(made)] == ["helper is still in the kernel's memory"]
    assert "(In [1] made it)" in lost(made)[0]


@pytest.mark.parametrize(
    "way", ["exec('relu = 1')", "globals()['relu'] = 1", "from somewhere import *"]
)
def test_names_made_at_run_time_are_nobodys_loss(taken: Any, way: str) -> None:
    """No text shows them, so nothing is said."""
    assert lost(taken(f"def softmax(z): pass\n{way}", alive=("relu",))) == []


def test_a_star_of_an_own_module_hides_nothing(taken: Any) -> None:
    """Its names are known."""
    made = taken("from basics import *", alive=("relu",), basics="def softmax(z): pass")
    assert len(lost(made)) == 1
