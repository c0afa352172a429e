"""Recordings: what is kept, and that it plays back as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import recording, wire
from grader.errors import HarnessFault, UsageError
from grader.recording import NotInRecording, Recorder, Recording, Replay, RequestStore
from grader.types import ASIDE, Check, Fault, Frame, Limits, Module, Run, Submission

CHECK = Check(id="a.b", question="q", title="t", points=1, visibility="public")
Make = Callable[..., Submission]


class Scripted:
    """A source whose n-th answer is prepared."""

    def __init__(self, *runs: Run) -> None:
        self.runs = list(runs)

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        return self.runs.pop(0)


texts = st.text(max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
frames = st.builds(Frame, where=texts, function=texts, code=texts)
faults = st.builds(Fault, type=texts, message=texts, frames=st.lists(frames, max_size=3).map(tuple))
runs = st.builds(
    Run,
    outcome=st.sampled_from(["returned", "raised", "timed_out", "died"]),
    value=values,
    fault=st.none() | faults,
    detail=texts,
    output=texts,
    output_bytes=st.integers(0, 10**9),
    wall_s=st.floats(0, 1e3),
    cpu_s=st.floats(0, 1e3),
    peak_mb=st.floats(0, 1e5),
    notes=st.lists(texts, max_size=2).map(tuple),
    changed=st.lists(st.integers(0, 9) | texts, max_size=2).map(tuple),
)


@given(st.lists(runs, max_size=4))
def test_what_is_saved_is_read_back(kept: list[Run]) -> None:
    """Every field of every run."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ann.rec"
        calls = {"a.b": [(f"{n:064}", run) for n, run in enumerate(kept)]}
        whole = Recording(submission=plain(), seed=7, calls=calls)
        recording.save(whole, path)
        back = recording.read(path)
    assert back.seed == 7
    assert dict(back.calls) == calls
    assert back.submission == plain()


def plain() -> Submission:
    """A submission without files, which a recording does not keep."""
    return Submission(
        student="ann",
        assignment="tiny",
        kind="script",
        modules=(),
        files={},
        texts={"q": "w"},
        notes=("n",),
    )


def test_the_modules_come_back_for_tracebacks_and_names(tmp_path: Path, submission: Make) -> None:
    """Judging again needs no access to what was handed in."""
    made = submission()
    recording.save(Recording(submission=made, seed=1, calls={}), tmp_path / "x")
    back = recording.read(tmp_path / "x").submission
    assert back.modules == made.modules
    assert back.digest == made.digest
    assert back.files == {}


def test_a_recorder_keeps_and_a_replay_answers_the_same(tmp_path: Path) -> None:
    """In order, with requests that are kept once."""
    array = np.arange(6.0).reshape(2, 3)
    first, second = Run(outcome="returned", value=array), Run(outcome="died", detail="x")
    store = RequestStore(tmp_path)
    recorder = Recorder(Scripted(first, second), store)
    request = {"op": "call", "args": [array]}
    assert recorder.ask(CHECK, request) is first
    assert recorder.ask(CHECK, request) is second
    kept = Recording(submission=plain(), seed=1, calls=recorder.calls)
    replay = Replay(kept)
    assert replay.ask(CHECK, request) is first
    assert replay.ask(CHECK, request) is second
    (file,) = [p for p in tmp_path.rglob("*") if p.is_file()]
    back = store.get(file.name)
    assert back is not None
    np.testing.assert_array_equal(back["args"][0], array)
    assert store.get("0" * 64) is None


@pytest.mark.parametrize("request_now", [{"op": "call", "args": [2]}, {"op": "get", "args": [1]}])
def test_a_replay_refuses_a_question_that_was_not_asked(request_now: dict) -> None:
    """A changed check must not be judged on answers to another question."""
    recorder = Recorder(Scripted(Run(outcome="returned", value=1)), None)
    recorder.ask(CHECK, {"op": "call", "args": [1]})
    replay = Replay(Recording(submission=plain(), seed=1, calls=recorder.calls))
    with pytest.raises(
        HarnessFault, match=r"does not hold call 1 of a.b.*grader regrade` runs the check again"
    ):
        replay.ask(CHECK, request_now)


def test_a_replay_refuses_one_question_too_many() -> None:
    """The same for a check that asks more than it did."""
    replay = Replay(Recording(submission=plain(), seed=1, calls={}))
    with pytest.raises(HarnessFault, match="does not hold call 1"):
        replay.ask(CHECK, {"op": "call"})


def test_a_question_aside_is_never_missed() -> None:
    """Another one than was recorded, or none: refused, but nothing has to be run again for it."""
    asked, aside = {"op": "call", "args": [1]}, {"op": "call", "args": [2], ASIDE: True}
    first, second = Run(outcome="returned", value=1), Run(outcome="timed_out", detail="5 s")
    recorder = Recorder(Scripted(first, second), None)
    recorder.ask(CHECK, asked)
    recorder.ask(CHECK, aside)
    kept = recorder.recording(plain(), seed=1)
    wider = replace(CHECK, limits=Limits(cpu_s=CHECK.limits.cpu_s + 1))
    replay = Replay(kept)
    assert replay.ask(wider, asked) is first
    with pytest.raises(NotInRecording, match="does not hold what a.b asks aside"):
        replay.ask(wider, aside | {"args": [3]})
    assert replay.ask(wider, aside) is second  # as it was, also where the limit is wider now
    with pytest.raises(NotInRecording, match="asks aside"):
        replay.ask(wider, aside)
    assert replay.missing == set()
    with pytest.raises(NotInRecording, match="does not hold call 3"):
        replay.ask(wider, asked)
    assert replay.missing == {"a.b"}


def test_a_request_that_cannot_be_sent_is_our_fault() -> None:
    """The check's author passed something that is no data."""
    with pytest.raises(HarnessFault, match="a.b asks something that cannot be sent"):
        Recorder(Scripted(), None).ask(CHECK, {"args": [object()]})


@pytest.mark.parametrize("damage", [b"", b"xx", b"x" * 100])
def test_a_damaged_recording_is_told(tmp_path: Path, damage: bytes) -> None:
    """With its path and what to do."""
    path = tmp_path / "ann.rec"
    path.write_bytes(damage)
    with pytest.raises(UsageError, match=r"ann.rec cannot be read \(it is damaged\); grade"):
        recording.read(path)
    with pytest.raises(UsageError, match=r"No such file"):
        recording.read(tmp_path / "none")


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_any_damage_ends_in_a_sentence(at: int, byte: int) -> None:
    """Never in another exception."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        kept = [("d", Run(outcome="returned", value=[1, "a", 2.5]))]
        recording.save(Recording(submission=plain(), seed=1, calls={"c": kept}), path)
        data = bytearray(path.read_bytes())
        data[at % len(data)] = byte
        path.write_bytes(data)
        try:
            recording.read(path)
        except UsageError as error:
            assert "cannot be read" in str(error) or "format" in str(error)


def test_a_newer_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than misread."""
    monkeypatch.setattr(recording, "FORMAT", 2)
    recording.save(Recording(submission=plain(), seed=1, calls={}), tmp_path / "x")
    monkeypatch.undo()
    with pytest.raises(UsageError, match="has format 2; this program reads 1"):
        recording.read(tmp_path / "x")


def test_a_limit_that_is_wider_now_has_to_be_tried() -> None:
    """Whoever ran into it may be faster than the new one; nobody else is asked."""
    slow, fast = Run(outcome="timed_out", detail="5 s"), Run(outcome="returned", value=1)
    recorder = Recorder(Scripted(slow), None)
    recorder.ask(CHECK, {"op": "a"})
    kept = recorder.recording(plain(), seed=1)
    assert Replay(kept).ask(CHECK, {"op": "a"}) is slow
    wider = replace(CHECK, limits=Limits(cpu_s=CHECK.limits.cpu_s + 1))
    replay = Replay(kept)
    with pytest.raises(NotInRecording, match="call 1 of a.b: the check may use more now"):
        replay.ask(wider, {"op": "a"})
    assert replay.missing == {"a.b"}
    narrower = replace(CHECK, limits=Limits(cpu_s=1))
    assert Replay(kept).ask(narrower, {"op": "a"}) is slow
    recorder = Recorder(Scripted(fast), None)
    recorder.ask(CHECK, {"op": "a"})
    assert Replay(recorder.recording(plain(), seed=1)).ask(wider, {"op": "a"}) is fast


def test_the_files_that_are_not_kept_are_named(tmp_path: Path, submission: Make) -> None:
    """So that it is known whether the code could run from the recording; texts are for people."""
    made = submission(
        files={
            "work.py": b"",
            "weights.npy": b"1",
            "written.md": b"",
            "words.TXT": b"",
            "a.PDF": b"",
        }
    )
    recording.save(Recorder(Scripted(), None).recording(made, seed=1), tmp_path / "x")
    back = recording.read(tmp_path / "x")
    assert back.left_out == ("weights.npy", "words.TXT")
    recording.save(back, tmp_path / "y")  # without its files it still knows
    assert recording.read(tmp_path / "y").left_out == back.left_out
    recording.save(Recording(submission=plain(), seed=1, calls={}), tmp_path / "z")
    assert recording.read(tmp_path / "z").left_out is None


def test_what_was_run_again_is_kept(tmp_path: Path) -> None:
    """With the tier it ran in, and what each check was allowed."""
    kept = Recording(
        submission=plain(), seed=1, calls={}, limits={"a.b": {"cpu_s": 2.0}}, again={"a.b": "2"}
    )
    recording.save(kept, tmp_path / "x")
    assert recording.read(tmp_path / "x") == kept


def test_large_answers_are_kept_call_by_call(tmp_path: Path) -> None:
    """Together they are more than one frame may hold; a check with one too large by itself is left out."""
    numbers = ["a"] * 150_000
    run = Run(outcome="returned", value=numbers)
    huge = Run(outcome="returned", value=[numbers, numbers])
    calls = {"a.b": [("1", run), ("2", run)], "a.c": [("3", huge)], "a.d": [("4", run)]}
    recording.save(Recording(submission=plain(), seed=1, calls=calls), tmp_path / "r.rec")
    kept = recording.read(tmp_path / "r.rec").calls
    assert {check: [digest for digest, _ in own] for check, own in kept.items()} == {
        "a.b": ["1", "2"],
        "a.d": ["4"],
    }
    assert all(run.value == numbers for own in kept.values() for _, run in own)


def test_a_submission_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """Before anything is written; whoever saves says so."""
    names = tuple(f"n{k}" for k in range(250_000))
    module = Module(name="a", path="a.py", source="x", cells=None, names=names)
    with pytest.raises(wire.WireError):
        recording.save(
            Recording(submission=replace(plain(), modules=(module,)), seed=1, calls={}),
            tmp_path / "r.rec",
        )
    assert list(tmp_path.iterdir()) == []
