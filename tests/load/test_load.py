"""A submission on disk becomes a `Submission`, or one sentence."""

from __future__ import annotations

import doctest
import importlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.load import LoadError, digest_of, load_submission
from grader.load.gather import MIB, LoadLimits
from grader.load.syntax import parse
from grader.types import Submission

FILES = {
    "mlp.py": b"from modules import *\nclass MLP: pass\n",
    "modules.py": b"class LinearModule: pass\n",
    "data/a.csv": b"1,2\n",
    "written.md": b"# s3.T4.3\nBecause.\n",
}


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Writes files below a folder and gives the folder."""

    def write(files: Mapping[str, bytes], name: str = "ann") -> Path:
        root = tmp_path / name
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        root.mkdir(exist_ok=True)
        return root

    return write


def load(path: Path | tuple[Path, ...], **more: object) -> Submission:
    """The submission of ann."""
    return load_submission(path, student="ann", assignment="hw", **more)  # type: ignore[arg-type]


def outcome(path: Path) -> Submission | LoadError:
    """What loading comes to."""
    try:
        return load(path)
    except LoadError as problem:
        return problem


def notebook(*cells: tuple[str, str]) -> bytes:
    """A notebook of (kind, source) cells."""
    made = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4}).encode()


def zipped(files: Mapping[str, bytes], prefix: str = "") -> bytes:
    """A zip of the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for path, data in files.items():
            file.writestr(zipfile.ZipInfo(prefix + path, (2026, 3, 1, 12, 0, 0)), data)
    return buffer.getvalue()


def test_a_folder(put: Callable[..., Path]) -> None:
    """Modules, files, answers and the time of the newest file."""
    root = put(FILES)
    for path in FILES:
        os.utime(root / path, (1_000_000_000, 1_000_000_000))
    os.utime(root / "mlp.py", (1_772_366_400, 1_772_366_400))
    made = load(root)
    assert (made.student, made.assignment, made.kind) == ("ann", "hw", "package")
    assert [module.name for module in made.modules] == ["mlp", "modules"]
    assert made.modules[0].names == ("MLP", "LinearModule")
    assert made.files == FILES
    assert made.texts == {"s3.T4.3": "Because."}
    assert made.notes == ()
    assert made.received_at == "2026-03-01T12:00:00Z"
    assert len(made.digest) == 64


def test_the_digest_does_not_depend_on_the_wrapping(put: Callable[..., Path]) -> None:
    """Folder, folder in a folder, zip, wrapped zip, tar, zip in a folder: the same work."""
    root = put(FILES)
    deeper = put({f"hw1/ann/{path}": data for path, data in FILES.items()}, "deep")
    plain, wrapped = root.parent / "a.zip", root.parent / "b.zip"
    plain.write_bytes(zipped(FILES))
    wrapped.write_bytes(zipped(FILES | {"__MACOSX/x": b"", ".DS_Store": b""}, "hw1/"))
    in_folder = put({"hw.zip": zipped(FILES)}, "packed")
    tar = root.parent / "c.tar.gz"
    with tarfile.open(tar, "w:gz") as file:
        file.add(root, "hw1")
    made = [load(path) for path in (root, deeper, plain, wrapped, in_folder, tar)]
    assert {one.digest for one in made} == {made[0].digest}
    assert all(one.files == FILES for one in made)
    assert {one.kind for one in made} == {"package"}
    assert {digest_of(path) for path in (root, deeper, plain, wrapped, in_folder, tar)} == {
        made[0].digest
    }


def test_the_digest_sees_paths_and_bytes_and_no_times(put: Callable[..., Path]) -> None:
    """Another byte, another name, or bytes moved from one file to the next are other work."""
    root = put({"a.py": b"xy", "b.py": b"z"})
    first = load(root).digest
    os.utime(root / "a.py", (1, 1))
    assert load(root).digest == first
    for files in ({"a.py": b"x", "b.py": b"yz"}, {"a.py": b"xy", "c.py": b"z"}, {"a.py": b"xyz"}):
        assert (
            load(put(files, f"other{len(files)}{sorted(files)[-1]}{files['a.py']!r}")).digest
            != first
        )


def test_the_digest_of_a_notebook_does_not_see_outputs(put: Callable[..., Path]) -> None:
    """Running a notebook again is no new work; `%%writefile` cells do not count twice."""
    cells = ("code", "%%writefile m.py\nx = 1"), ("code", "a = 1")
    plain = json.loads(notebook(*cells))
    ran = json.loads(notebook(*cells))
    ran["cells"][1] |= {"outputs": ["x" * 100], "execution_count": 3}
    roots = [
        put({"hw.ipynb": json.dumps(book).encode()}, str(n)) for n, book in enumerate((plain, ran))
    ]
    made = [load(root) for root in roots]
    assert made[0].digest == made[1].digest == digest_of(roots[0])
    assert set(made[0].files) == {"hw.ipynb", "m.py"}


def test_a_single_script(put: Callable[..., Path]) -> None:
    """A `.py` alone is a script."""
    made = load(put({"ann.py": b"x = 1"}) / "ann.py")
    assert (made.kind, [m.name for m in made.modules], made.files) == (
        "script", ["ann"], {"ann.py": b"x = 1"}
    )  # fmt: skip


def test_a_single_notebook(put: Callable[..., Path]) -> None:
    """A `.ipynb` alone: places in it are told by cell, answers stand in its text cells."""
    book = notebook(("code", "a = 1"), ("markdown", "## S3.T4.3\nBecause."), ("code", "\nb = 2"))
    made = load(put({"my hw.ipynb": book}) / "my hw.ipynb")
    assert made.kind == "notebook"
    assert made.modules[0].name == "my_hw"
    assert made.modules[0].where(3) == "my hw.ipynb, cell 2, line 2"
    assert made.texts["s3.T4.3"] == "Because."


def test_two_files_of_one_student(put: Callable[..., Path]) -> None:
    """A notebook and a script of the same stem are both loaded, under two names."""
    root = put({"ann.py": b"x = 1", "ann.ipynb": notebook(("code", "y = 2"))})
    made = load((root / "ann.py", root / "ann.ipynb"))
    assert {m.path: m.name for m in made.modules} == {"ann.py": "ann", "ann.ipynb": "ann_notebook"}
    assert digest_of((root / "ann.py", root / "ann.ipynb")) == made.digest


def test_nothing_is_executed(put: Callable[..., Path], tmp_path: Path) -> None:
    """Loading leaves no trace of the code: no import, no conftest, no codec, no file."""
    evil = f"open({str(tmp_path / 'trace')!r}, 'w')\n".encode()
    names = ["mlp.py", "conftest.py", "sitecustomize.py", "__init__.py", "encodings/evil.py"]
    before = set(sys.modules)
    made = load(put(dict.fromkeys(names, evil) | {"x.ipynb": notebook(("code", evil.decode()))}))
    assert len(made.modules) == 6
    assert not (tmp_path / "trace").exists()
    assert not {"mlp", "conftest", "sitecustomize"} & (set(sys.modules) - before)


def test_what_is_left_out_is_noted_and_the_rest_is_loaded(put: Callable[..., Path]) -> None:
    """A link, a large file and an odd name cost only themselves."""
    root = put(FILES | {"big.npz": b"x" * (2 * MIB), "a\nb.txt": b""})
    (root / "link.py").symlink_to("/etc/passwd")
    made = load(root, limits=LoadLimits(file_mb=1))
    assert made.files == FILES
    assert made.notes == (
        "a\\nb.txt was left out: its name has control characters.",
        "big.npz was left out: it is larger than 1 MiB.",
        "link.py was left out: links are not followed.",
    )


def test_broken_code_is_a_module_with_an_error(put: Callable[..., Path]) -> None:
    """Python 2, binary and unfinished files each say why; the others stand."""
    made = load(put({"a.py": b"print 'x'", "b.py": b"\0", "c.py": b"x = 1"}))
    assert [m.error is None for m in made.modules] == [False, False, True]
    assert made.notes == (
        "a.py cannot be run: line 1 is Python 2 (print without parentheses).",
        "b.py cannot be run: it is not text (it has NUL bytes).",
    )


def test_written_answers_alone_are_a_submission(put: Callable[..., Path]) -> None:
    """Somebody has to read them, even where there is no code."""
    made = load(put({"Answers.TXT": b"# s3.T4.3\nBecause."}))
    assert (made.modules, made.texts) == ((), {"s3.T4.3": "Because."})


def test_answers_in_several_places(put: Callable[..., Path]) -> None:
    """Text files go before notebooks; a second, different answer is told."""
    cells = ("markdown", "# s1.a\nfrom the notebook\n# s1.b\nonly here")
    files = {"hw.ipynb": notebook(cells), "written.md": b"# s1.a\nfrom the file"}
    made = load(put(files))
    assert made.texts == {"s1.a": "from the file", "s1.b": "only here"}
    assert made.notes == ("s1.a is answered in written.md and in hw.ipynb; the first one counts.",)


def test_answers_in_odd_encodings(put: Callable[..., Path]) -> None:
    """Windows text is read and told; what is no text is told and not read."""
    files = {"a.py": b"", "written.md": "# s1.a\nGröße".encode("cp1252"), "answers.md": b"\0"}
    made = load(put(files))
    assert made.texts == {"s1.a": "Größe"}
    assert made.notes == (
        "answers.md is not text (it has NUL bytes); it was not read.",
        "written.md is not UTF-8; it was read as Windows-1252.",
    )


def test_items_of_the_homework_name_answers(put: Callable[..., Path]) -> None:
    """Ids of any shape count once they are given."""
    root = put({"written.md": b"# Q2A\nX"})
    assert load(root, items=["q2a"]).texts == {"q2a": "X"}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "ann is empty."),
        ({".DS_Store": b"", "__MACOSX/x.py": b""}, "ann is empty."),
        (
            {"a.pdf": b"", "b.csv": b""},
            "ann has no .py file, no notebook and no written answers, only a.pdf and b.csv.",
        ),
        (
            {"a\\b.py": b""},
            "ann has nothing that can be graded: a\\b.py was left out: its name has a backslash.",
        ),
        ({"x.zip": b"Rar!"}, "ann cannot be read: it is a RAR archive, not a zip or tar archive."),
        ({"x.zip": zipped({})}, "ann is empty."),
        (
            {"x.zip": zipped({"y.zip": zipped(FILES)})},
            "ann has nothing that can be graded: y.zip is an archive; it was not unpacked.",
        ),
        (
            {"x.zip": b"", "y.zip": b""},
            "ann has nothing that can be graded: x.zip is an archive; it was not unpacked.",
        ),
    ],
)
def test_nothing_to_grade_ends_in_one_sentence(
    put: Callable[..., Path], files: dict[str, bytes], message: str
) -> None:
    """What is missing, and what there was instead."""
    with pytest.raises(LoadError) as caught:
        load(put(files))
    assert str(caught.value) == message


def test_paths_that_cannot_be_read(put: Callable[..., Path], tmp_path: Path) -> None:
    """Missing, links, pipes, other files."""
    root = put(FILES)
    (tmp_path / "link").symlink_to(root)
    (tmp_path / "link.zip").symlink_to(root)
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "hw.pdf").write_bytes(b"")
    (tmp_path / "hw.zip").write_bytes(b"<html>")
    for name, message in {
        "none": "none cannot be read: it is not there any more.",
        "none.zip": "none.zip cannot be read: it is not there any more.",
        "link": "link cannot be read: links are not followed.",
        "link.zip": "link.zip cannot be read: links are not followed.",
        "pipe.py": "pipe.py cannot be read: it is a pipe, not a file.",
        "hw.pdf": "hw.pdf has no .py file, no notebook and no written answers, only hw.pdf.",
        "hw.zip": "hw.zip cannot be read: it is a web page, not a zip or tar archive.",
    }.items():
        for read in (load, digest_of):
            with pytest.raises(LoadError) as caught:
                read(tmp_path / name)
            assert str(caught.value) == message


def test_an_archive_beside_other_files_and_no_code(put: Callable[..., Path]) -> None:
    """The archive is the work, the other files lie beside it."""
    made = load(put({"hw.zip": zipped({"mlp.py": b"x = 1"}, "hw/"), "report.pdf": b"%PDF"}))
    assert set(made.files) == {"mlp.py", "report.pdf"}


def test_a_broken_archive_does_not_cost_the_answers_beside_it(put: Callable[..., Path]) -> None:
    """It is left out with its reason."""
    made = load(put({"data.zip": b"Rar!", "written.md": b"# s1.a\nX"}))
    assert made.texts == {"s1.a": "X"}
    assert made.notes == ("data.zip was left out: it is a RAR archive, not a zip or tar archive.",)


def test_notes_are_few(put: Callable[..., Path]) -> None:
    """A hundred, and how many more."""
    made = load(put({f"m{n}.py": b"(" for n in range(103)}))
    assert len(made.notes) == 101
    assert made.notes[-1] == "3 more remarks."


def test_loading_imports_nothing_heavy(put: Callable[..., Path]) -> None:
    """A folder of scripts is loaded without numpy, nbformat, or the readers of archives."""
    root = put(FILES)
    program = (
        "import sys\nfrom pathlib import Path\nfrom grader.load import load_submission\n"
        f"load_submission(Path({str(root)!r}), student='ann', assignment='hw')\n"
        "print(*{'numpy', 'torch', 'nbformat', 'zipfile', 'tarfile', 'pytest'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert run.stdout == "\n"


def test_times_beyond_all_calendars(put: Callable[..., Path]) -> None:
    """A file from the year 300,000 has no time that could be told."""
    root = put({"a.py": b""})
    try:
        os.utime(root / "a.py", (1 << 43, 1 << 43))
    except (OverflowError, OSError):
        pytest.skip("this file system holds no such time")
    if os.stat(root / "a.py").st_mtime != 1 << 43:
        pytest.skip("this file system holds no such time")
    assert load(root).received_at is None


MODULES = [
    "load",
    *(f"load.{name}" for name in "paths syntax scan written modules roster gather text".split()),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_docstrings_are_true(name: str) -> None:
    """Every example that a docstring of the loader shows."""
    result = doctest.testmod(importlib.import_module(f"grader.{name}"))
    assert result.failed == 0


CONTENT = st.binary(max_size=80) | st.sampled_from(
    [
        b"x = 1",
        b"print 'x'",
        b"%time x = 1",
        b"# s1.a\nX",
        notebook(("code", "x = (")),
        zipped(FILES),
    ]
)
NAME = st.sampled_from(
    [
        "a.py",
        "b.ipynb",
        "c/a.py",
        "c/__init__.py",
        "written.md",
        "d.zip",
        "e.csv",
        "A.PY",
        "c/d/e.py",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAME, CONTENT, max_size=5))
def test_any_files_end_in_a_submission_or_one_sentence(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    """No other exception; what is made is consistent, and the quick digest is the same."""
    root = tmp_path / "any"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    made = outcome(root)
    if isinstance(made, LoadError):
        assert "\n" not in str(made)
        assert str(made).endswith(".")
        return
    names = [module.name for module in made.modules]
    assert len(set(names)) == len(names)
    assert {module.path for module in made.modules} <= set(made.files)
    assert all(note.endswith(".") for note in made.notes)
    assert digest_of(root) == made.digest
    for module in made.modules:
        if module.error is None:
            parse(module.source)
