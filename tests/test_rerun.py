"""Where the work comes from that has to be run again, and what is said when it is nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.assignment import load_assignment
from grader.engine import Context
from grader.errors import Refused
from grader.job import Job
from grader.load import load_submission
from grader.pytest_plugin import collect
from grader.recording import Recording
from grader.rerun import CannotRun, Rerun, from_recording
from grader.types import Module, Submission

SOURCE = "def double(x):\n    return 2 * x\n"


@pytest.fixture
def context(homework: Callable[..., Path]) -> Iterator[Context]:
    """A homework, collected."""
    assignment = load_assignment(homework())
    suite = collect(assignment)
    yield Context(assignment=assignment, suite=suite, seed=1, made_with={})
    suite.close()


@pytest.fixture
def job(context: Context, tmp_path: Path) -> Job:
    """A batch of one submission with a data file."""
    work = tmp_path / "work"
    (work / "ann").mkdir(parents=True)
    (work / "ann" / "work.py").write_text(SOURCE)
    (work / "ann" / "factor.txt").write_text("2")
    out = tmp_path / "out"
    return Job(assignment=context.assignment.folder, out=out, seed=1, tier="none", submissions=work)


@pytest.fixture
def kept(job: Job) -> Recording:
    """Its recording, as it is read back: without the files."""
    assert job.submissions is not None
    work = load_submission(job.submissions / "ann", student="ann", assignment="tiny")
    made = replace(work, files={})
    return Recording(submission=made, seed=1, calls={}, left_out=("factor.txt",))


def refusal(context: Context, job: Job, kept: Recording, **more: Any) -> str:
    """Why a submission cannot be run again."""
    with Rerun(context, job, **more) as rerun, pytest.raises(CannotRun) as caught:
        rerun.submission(kept, "ann", 0)
    return str(caught.value)


def test_the_folder_gives_the_work_with_its_files(
    context: Context, job: Job, kept: Recording
) -> None:
    """When it is to the byte what was graded."""
    with Rerun(context, job) as rerun:
        work = rerun.submission(kept, "ann", 0)
        assert not rerun.is_open
    assert work.files["factor.txt"] == b"2"
    assert work.digest == kept.submission.digest


def test_every_reason_is_a_sentence_with_its_remedy(
    context: Context, job: Job, kept: Recording, tmp_path: Path
) -> None:
    """Nothing is guessed: other work than what was graded is not run in its place."""
    assert job.submissions is not None
    ending = "the recording does not hold factor.txt; give the folder that was graded with"
    with_file = refusal(context, replace(job, submissions=tmp_path / "no"), kept)
    assert f"{tmp_path / 'no'} is not there any more and {ending} --submissions" in with_file
    unknown = refusal(context, replace(job, submissions=None), kept)
    assert "the batch does not say which folder was graded" in unknown
    many = replace(kept, left_out=("a", "b", "c", "d", "e"))
    assert "does not hold a, b, c and 2 more files" in (
        refusal(context, replace(job, submissions=None), many)
    )
    old = replace(kept, left_out=None)
    assert "does not hold its data files" in (refusal(context, replace(job, submissions=None), old))
    (job.submissions / "ann" / "factor.txt").write_text("3")
    changed = refusal(context, job, kept)
    assert "what ann handed in has been changed since it was graded" in changed
    (job.submissions / "ann" / "work.py").unlink()
    assert f"{job.submissions} holds nothing readable of ann" in refusal(context, job, kept)
    (job.submissions / "ann").rename(job.submissions / "bob")
    assert f"{job.submissions} holds nothing readable of ann" in refusal(context, job, kept)
    assert "--no-run was given" in refusal(context, job, kept, run=False)


def test_a_file_where_the_folder_was_is_told(
    context: Context, job: Job, kept: Recording, tmp_path: Path
) -> None:
    """With the reason that reading it gave."""
    file = tmp_path / "file.bin"
    file.write_bytes(b"\x00")
    assert "the submissions cannot be read (" in (
        refusal(context, replace(job, submissions=file), kept)
    )


def test_without_data_files_the_recording_is_enough(
    context: Context, job: Job, kept: Recording
) -> None:
    """Scripts are laid out beside each other; a notebook is served from its cells alone."""
    gone = replace(job, submissions=None)
    with Rerun(context, gone) as rerun:
        work = rerun.submission(replace(kept, left_out=()), "ann", 0)
    assert work.files == {"work.py": SOURCE.encode()}
    notebook = Module(name="hw", path="hw.ipynb", source="x = 1\n", cells=((1, 1),), names=("x",))
    submission = Submission(
        student="ann", assignment="tiny", kind="notebook", modules=(notebook,), files={}
    )
    assert from_recording(Recording(submission=submission, seed=1, calls={})).files == {}


def test_a_sandbox_that_does_not_stand_is_tried_once(
    context: Context, job: Job, kept: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class of five hundred does not probe the machine five hundred times."""
    tried = []

    def refused(*_: object, **__: object) -> None:
        tried.append(1)
        raise Refused("No sandbox stands here.")

    monkeypatch.setattr("grader.sandbox.open_sandbox", refused)
    with Rerun(context, job) as rerun:
        for _ in range(3):
            with pytest.raises(CannotRun, match="run again here: No sandbox stands here$"):
                rerun.live(kept.submission, 1)
        assert not rerun.is_open
    assert tried == [1]
    with Rerun(context, job, run=False) as rerun, pytest.raises(CannotRun, match="--no-run"):
        rerun.live(kept.submission, 1)
