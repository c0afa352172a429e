"""What the student's process is sent during a self-check: the inputs, never an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handout_built import many_digits, near
from handout_contents import numbers_in
from proved_homework import HOMEWORK, write

from grader.handout.write import handout_files
from grader.load.from_text import load_text
from grader.material import load_solution
from grader.sandbox.plain import PlainWorker
from grader.selfcheck.handout import read_handout
from grader.selfcheck.run import SelfCheck
from grader.truth import Replay

RECORDED = '''
"""Checks of affine."""
from grader.checks import check
from grader.compare import assert_close
from grader.truth import recorded


@recorded
def truth(x, w):
    return 3.7 * x * w / w * w + 1 - 0.7 * w * x


@check(question="q1", points=1, visibility="public")
def test_fixed(student, rng):
    """affine(x, w) is w x + 1."""
    x = rng.normal(size=(3, 4))
    assert_close(student.affine(x, 3.0), truth(x, 3.0) * 1.0, what="affine(x, w)")


@check(question="q1", points=1, visibility="hidden")
def test_again(student, rng):
    """It is so for another w."""
    x = rng.normal(size=(5, 2))
    assert_close(student.affine(x, -2.5), 1 - 2.5 * x, what="affine(x, w)")
'''.replace("3.7 * x * w / w * w + 1 - 0.7 * w * x", "w * x + 1")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What was sent and what was held to be true, while right and wrong work were checked."""
    folder = write(tmp_path / "small", {"checks/test_affine.py": RECORDED})
    out = tmp_path / "out"
    for path, data in handout_files(folder).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    seen: dict[str, list[Any]] = {"sent": [], "true": []}
    ask, give, answer = PlainWorker.ask, PlainWorker.give, Replay.answer

    def asking(self: PlainWorker, message: Any, **limits: float) -> Any:
        seen["sent"].append(message)
        return ask(self, message, **limits)

    def giving(self: PlainWorker, message: Any) -> None:
        seen["sent"].append(message)
        give(self, message)

    def answering(self: Replay, *args: Any) -> Any:
        seen["true"].append(answer(self, *args))
        return seen["true"][-1]

    monkeypatch.setattr(PlainWorker, "ask", asking)
    monkeypatch.setattr(PlainWorker, "give", giving)
    monkeypatch.setattr(Replay, "answer", answering)
    right = load_solution(folder)
    with SelfCheck(read_handout(out)) as check:
        for files, wanted in ((right, "passed"), (_wrong(right), "failed")):
            work = load_text(files, name="you", assignment="small")
            verdicts = {v.check: v for v in check.judge(work).verdicts}
            assert verdicts["affine.fixed"].status == wanted
    return seen


def _wrong(files: Any) -> dict[str, str]:
    assert "y = w * x" in HOMEWORK["solution/work.py"]
    return {**files, "work.py": files["work.py"].replace("y = w * x", "y = w * x * x")}


def test_no_expected_number_reaches_the_students_process(asked: dict[str, list[Any]]) -> None:
    """Neither for right work nor for wrong work, in no request of any kind."""
    true = many_digits(numbers_in(asked["true"]))
    sent = many_digits(numbers_in(asked["sent"]))
    assert len(true) >= 12
    assert len(sent) >= 12
    assert not near(np.abs(true), np.abs(sent)).any()


def test_nothing_of_the_checks_is_sent_with_the_work(asked: dict[str, list[Any]]) -> None:
    """What is given is the work and its files; no title, no name of a check's function."""
    told = str([m for m in asked["sent"] if "submission" in m])
    assert "def affine" in told
    for text in ("is w x + 1.", "test_fixed", "expected", "recorded"):
        assert text not in told.replace('"""w x + 1."""', "")
