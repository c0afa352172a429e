"""What the starter defines, so that nobody is judged by what was handed out."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from proved_homework import sandbox_tier, write

from grader import results, wire
from grader.assignment import load_assignment
from grader.autograder.bundle import build
from grader.batch import grade_batch
from grader.handout import cut_files
from grader.handout.starter import NAME, starter_definitions, starter_text
from grader.job import Job, recording_path
from grader.load.from_text import load_text
from grader.load.untouched import definitions, text_digest, text_key
from grader.recording import read, read_frames
from grader.regrade import regrade

TWO_NETS = '''
"""One of two networks."""


class Net:
    """The network."""

    def forward(self, x):
        # BEGIN SOLUTION
        return 2 * x
        # END SOLUTION


def _helper():
    return 1
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small homework with a sentence below the heading of its written answer."""
    return write(tmp_path / "small", {"handout/written.md": "## q4\n\nWhy the rows?\n"})


def test_names_and_texts_of_the_starter(folder: Path) -> None:
    """Files and the title that the notebook has below its heading, as digests."""
    known = starter_definitions(folder)
    cut = definitions(cut_files(folder)["work.py"])
    assert {name: known[name] for name in cut} == {name: (d,) for name, d in cut.items()}
    assert set(known[text_key("q4")]) == {
        text_digest("Why the rows?"),
        text_digest("Why the mean of the rows?"),
    }


def test_untouched_files_and_notebook_are_known_as_such(folder: Path) -> None:
    """Every public name of both; of the solution none."""
    known, files = starter_definitions(folder), cut_files(folder)
    for path in ("work.py", "small.ipynb"):
        (module,) = load_text(
            {path: files[path]}, name="a", assignment="small", starter=known
        ).modules
        assert set(module.untouched) == {"affine", "mean_rows", "answers"}
    solution = (folder / "solution/work.py").read_text()
    (module,) = load_text(
        {"work.py": solution}, name="a", assignment="small", starter=known
    ).modules
    assert module.untouched == ()


def test_names_that_the_notebook_calls_otherwise(folder: Path) -> None:
    """Two files define the same name; the notebook has one for each. Private names are nobody's."""
    toml = (folder / "assignment.toml").read_text()
    names = '\n[notebook]\n"first.Net" = "FirstNet"\n"second.Net" = "SecondNet"\n'
    (folder / "assignment.toml").write_text(toml + names)
    (folder / "solution/first.py").write_text(TWO_NETS)
    (folder / "solution/second.py").write_text(TWO_NETS.replace("network", "other network"))
    known = starter_definitions(folder)
    assert load_assignment(folder).notebook == {"first.Net": "FirstNet", "second.Net": "SecondNet"}
    assert len(known["Net"]) == 2
    assert len(known["FirstNet"]) == len(known["SecondNet"]) == 1
    assert not any(name.startswith("_") for name in known)


def test_a_homework_packed_without_its_solution_brings_the_starter(
    folder: Path, tmp_path: Path
) -> None:
    """As `grader export gradescope-autograder` packs it."""
    known = starter_definitions(folder)
    packed = tmp_path / "packed"
    packed.mkdir()
    shutil.copy(folder / "assignment.toml", packed)
    (packed / NAME).write_text(starter_text(known))
    assert starter_definitions(packed) == known
    assert starter_text(known).endswith("}\n")


def test_the_autograder_brings_the_starter(folder: Path, tmp_path: Path) -> None:
    """Not the solution that it is cut from: marks are those of a batch all the same."""
    data = build(load_assignment(folder), seed=1, hidden="hidden", diagnosis=False, pip_options="")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path / "zip")
    assert not (tmp_path / "zip/homework/solution").exists()
    assert starter_definitions(tmp_path / "zip/homework") == starter_definitions(folder) != {}


def test_where_there_is_no_starter_everything_is_the_students_own(folder: Path) -> None:
    """No solution, or one that cannot be cut."""
    text = (folder / "solution/work.py").read_text()
    (folder / "solution/work.py").write_text(text.replace("# END SOLUTION", "", 1))
    assert starter_definitions(folder) == {}
    shutil.rmtree(folder / "solution")
    assert starter_definitions(folder) == {}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A class that hands the handout's files back in every state, graded."""
    root = tmp_path_factory.mktemp("class")
    folder = write(root / "small", {"handout/written.md": "## q4\n\nWhy the rows?\n"})
    starter = {**cut_files(folder), "written.md": "## q4\n\nWhy the rows?\n"}
    right = (folder / "solution/work.py").read_text()
    notebook = json.loads(starter["small.ipynb"])
    filled = json.dumps({**notebook, "cells": [cell(right)]})
    only_affine = json.dumps({**notebook, "cells": [cell(right.partition("def mean_rows")[0])]})
    no_affine = starter["work.py"].partition("def mean_rows")[0]
    no_affine += "def mean_rows" + right.partition("def mean_rows")[2]
    own_files = {
        "checks/handout.json": "{}",
        "checks/expected.rec": gzip.compress(b"x").hex(),
        "checks/test_affine.py": "def affine(x, w):\n    return 'of the checks'\n",
        "deep_grader-0.1.0-py3-none-any.whl": "PK",
    }
    crlf = {path: text.replace("\n", "\r\n") for path, text in starter.items()}
    work = {
        "notebook": {**starter, "small.ipynb": filled},
        "files": {**starter, "work.py": right},
        "halves": {**starter, "work.py": no_affine, "small.ipynb": only_affine},
        "untouched": starter,
        "whole": {**starter, **own_files, "small.ipynb": filled},
        "crlf": {**crlf, "small.ipynb": filled},
        "crlf_untouched": crlf,
        "copy": {**starter, "Copy of small.ipynb": filled},
        "below": {**starter, "work.py": starter["work.py"] + "\n\n" + right},
        "reason": {**starter, "work.py": right, "written.md": "## q4\n\nWhy the rows?\nBecause.\n"},
    }
    for student, files in work.items():
        for path, text in files.items():
            place = root / "work" / student / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
    job = Job(assignment=folder, out=root / "out", seed=3, tier=sandbox_tier())
    grade_batch(job, root / "work", jobs=1)
    return job


def cell(source: str) -> dict[str, object]:
    """A code cell."""
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }


def verdicts(job: Job, student: str) -> dict[str, dict]:
    """Check -> verdict."""
    data = results.read(job.out / "results" / f"{student}.json")
    return {v["check"]: v for v in data["verdicts"]}


@pytest.mark.parametrize(
    "student", ["notebook", "files", "halves", "whole", "crlf", "copy", "below", "reason"]
)
def test_work_is_found_wherever_it_was_filled_in(graded: Job, student: str) -> None:
    """What was handed out and lies beside it is nobody's answer."""
    found = verdicts(graded, student)
    text = found.pop("written.q4")
    assert {v["status"] for v in found.values()} == {"passed"}, found
    assert (text["evidence"].get("text") is None) == (student != "reason")


@pytest.mark.parametrize("student", ["untouched", "crlf_untouched"])
def test_everything_untouched_earns_nothing_and_says_why(graded: Job, student: str) -> None:
    """The starter itself answers, and no text waits for a person."""
    found = verdicts(graded, student)
    assert not any(v["earned"] for v in found.values())
    assert "raised NotImplementedError" in found["affine.fixed"]["message"]
    assert found["written.q4"]["status"] == "manual"
    assert "No text was found" in found["written.q4"]["message"]


def test_a_recording_from_before_is_judged_again_as_it_was(graded: Job, tmp_path: Path) -> None:
    """Its modules say nothing of what is untouched; then everything is the student's own."""
    out = tmp_path / "out"
    shutil.copytree(graded.out, out)
    path = recording_path(out, "files")
    head, *rest = read_frames(path.read_bytes())
    assert "untouched" in head["submission"]["modules"][0]
    for module in head["submission"]["modules"]:
        del module["untouched"]
    path.write_bytes(b"".join(bytes(b) for f in (head, *rest) for b in wire.encode(f)))
    assert [m.untouched for m in read(path).submission.modules] == [()]
    before = results.read(out / "results/files.json")
    regrade(out, jobs=1)
    after = results.read(out / "results/files.json")
    assert [v["status"] for v in after["verdicts"]] == [v["status"] for v in before["verdicts"]]
