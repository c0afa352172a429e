"""The process that judges: what it answers, what it refuses, how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from grader.selfcheck.notebook import cells
from grader.selfcheck.notebook import process as module
from grader.selfcheck.notebook.judging import Desk
from grader.selfcheck.notebook.process import LAST, JudgeDied, JudgeProcess
from grader.selfcheck.notebook.session import Ran

Right = Callable[[str], str]


def question(folder: Path, *sources: str, asked: tuple[str, ...] = (), **more: Any) -> Any:
    """What a kernel with these cells asks."""
    kernel: dict[str, Any] = {"deleted": [], "alive": [], "folder": str(folder), "notebook": None}
    kernel["cells"] = [asdict(Ran(number=n, source=s)) for n, s in enumerate(sources, 1)]
    return {"kernel": kernel, "asked": list(asked), "handout": None} | more


@pytest.fixture
def desk() -> Iterator[Callable[[Any], list[dict[str, Any]]]]:
    """Asks one desk in this process; every message has to be JSON."""
    with Desk() as one:

        def ask(asked: Any) -> list[dict[str, Any]]:
            heard: list[str] = []
            one.answer(asked, lambda message: heard.append(json.dumps(message)))
            return [json.loads(message) for message in heard]

        yield ask


@pytest.fixture
def process() -> Iterator[JudgeProcess]:
    """The real one."""
    started = JudgeProcess()
    yield started
    started.close()


def test_an_answer_begins_counts_and_ends(desk: Any, handout_folder: Path, right: Right) -> None:
    """What is judged, every verdict as it falls, and all of it once more with the sum."""
    told = desk(question(handout_folder, right("layer_outputs"), asked=("T2", "T3")))
    assert [m["kind"] for m in told] == ["begins", *["verdict"] * 4, "result"]
    assert told[0]["checks"] == 4
    assert told[0]["judged"] == "1 cell of network_basics.ipynb as last run, In [1]."
    assert [m["verdict"] for m in told[1:-1]] == told[-1]["verdicts"]
    assert [v["word"] for v in told[-1]["verdicts"]] == ["passed"] * 3 + ["wrong"]
    assert told[-1]["total"].startswith("3 of 4 public checks passed.")


def test_what_others_need_is_counted_too(desk: Any, handout_folder: Path) -> None:
    """The number that is announced is the number that comes."""
    for asked in ((), ("TwoLayerNet.train",), ("T4", "predict")):
        told = desk(question(handout_folder, "def layer_outputs(): pass", asked=asked))
        assert told[0]["checks"] == len(told[-1]["verdicts"])


def test_what_grading_will_do_otherwise_is_told_of_the_whole_work(
    desk: Any, handout_folder: Path, right: Right
) -> None:
    """With the cell's number; beside a single question nobody asked for it."""
    sources = ("import os", "w = open('/home/ann/w.csv').read()", right("layer_outputs"))
    told = desk(question(handout_folder, *sources))[-1]
    assert len(told["notes"]) == 1
    assert told["notes"][0].startswith("In [2], line 1: ")
    whole = told["notes"][0]
    assert "/home/ann/w.csv" in whole
    told = desk(question(handout_folder, *sources, asked=("T2",)))[-1]
    assert not [note for note in told["notes"] if note == whole]


def test_a_cell_that_did_not_run_is_the_first_thing_to_try(
    desk: Any, handout_folder: Path, right: Right
) -> None:
    """A name that is missing and stands in the file; of questions that nobody asked nothing."""
    asked = question(handout_folder, right("layer_outputs"), asked=("T2", "T3"))
    asked["kernel"]["notebook"] = str(handout_folder / "network_basics.ipynb")
    assert desk(asked)[-1]["notes"] == [
        "parameter_count stands in a cell that did not run yet: run it, and check again."
    ]
    assert desk(asked | {"asked": ["T2"]})[-1]["notes"] == []
    told = desk(asked | {"asked": ["T3", "T4"]})[-1]["notes"]
    assert len(told) == 1
    assert "stand in cells that did not run yet: run them" in told[0]


def test_what_nobody_asked_is_refused(desk: Any, handout_folder: Path) -> None:
    """One sentence; the next question is answered."""
    told = desk(question(handout_folder, "def layer_outputs(): pass", asked=("T9",)))
    assert [m["kind"] for m in told] == ["refused"]
    assert told[0]["sentence"].startswith("There is no question or check 'T9'")
    told = desk(question(handout_folder, "def layer_outputs(): pass", asked=("T2.A",)))
    assert told[-1]["kind"] == "result"


def test_our_own_mistake_is_told_and_the_desk_goes_on(
    desk: Any, handout_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No student looks for it in their code."""
    with monkeypatch.context() as patched:
        patched.setattr(cells, "take", lambda *_: 1 / 0)
        told = desk(question(handout_folder, "x = 1"))
    assert told == [
        {
            "kind": "broken",
            "sentence": "The check broke on our side (ZeroDivisionError: division by zero).",
        }
    ]
    assert desk(question(handout_folder, "x = 1", asked=("T3",)))[-1]["kind"] == "result"


def test_a_handout_that_changed_is_read_again(desk: Any, handout_folder: Path) -> None:
    """Students unpack a newer one over it."""
    asked = question(handout_folder, "def layer_outputs(): pass", asked=("T2.A",))
    assert "Grading also runs" in desk(asked)[-1]["total"]
    path = handout_folder / "checks" / "handout.json"
    path.write_text(path.read_text("utf-8").replace('"hidden": true', '"hidden": false'), "utf-8")
    assert "Grading also runs" not in desk(asked)[-1]["total"]


def test_the_process_is_kept_and_can_be_ended(
    process: JudgeProcess, handout_folder: Path, right: Right
) -> None:
    """Two questions, one process; after the end another one."""
    ends: list[str] = []

    def ask() -> None:
        asked = question(handout_folder, right("layer_outputs"), asked=("T2.A",))
        process.ask(asked, lambda m: ends.append(m["kind"]) if m["kind"] in LAST else None)

    ask()
    first = process._process
    ask()
    assert first is not None
    assert process._process is first
    process.close()
    process.close()
    assert first.poll() == 0
    ask()
    assert ends == ["result"] * 3
    assert process._process is not first


def test_whatever_interrupts_ends_the_process(process: JudgeProcess, handout_folder: Path) -> None:
    """Also what the display raises."""

    def breaks(message: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        process.ask(question(handout_folder, "x = 1"), breaks)
    assert process._process is None


def test_a_process_that_ends_says_its_last_words(
    process: JudgeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it was that kept it from answering."""
    monkeypatch.setattr(module, "_BOOT", "raise SystemExit('no memory left')")
    with pytest.raises(JudgeDied, match="no memory left"):
        process.ask({}, lambda m: pytest.fail(str(m)))
