"""What the commands print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cli.printing import Progress, duration, points, printable
from grader.journal import Entry

LINE = Entry(student="s", key="k", earned=1, possible=2, statuses={"passed": 1}, sandbox="1")


@given(st.text())
def test_printable_text_has_no_control_characters(text: str) -> None:
    """Whatever a student is called."""
    assert printable(text).isprintable()


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (89, "89 s"), (91, "2 min"), (7200, "2 h 0 min")]
)
def test_durations_are_said_as_a_person_would(seconds: float, said: str) -> None:
    """Without false precision."""
    assert duration(seconds) == said


def test_marks_have_no_needless_digits() -> None:
    """Thirds are rounded."""
    assert [points(v) for v in (3.0, 2.5, 1 / 3, 0.0)] == ["3", "2.5", "0.33", "0"]


def test_progress_in_a_log_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten lines for a class of any size, the last one always."""
    with Progress() as progress:
        progress.start(205, 200)
        for _ in range(200):
            progress.done(LINE)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "5 of 205 submissions are graded already."
    assert len(lines) == 11
    assert lines[-1] == "graded 200 of 200"


def test_the_estimate_is_the_mean_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the third submission on: the first ones also pay for the start."""
    clock = iter([0.0, 30.0, 40.0])
    monkeypatch.setattr("grader.cli.printing.time.monotonic", lambda: next(clock))
    progress = Progress()
    progress._total, progress._begun = 10, 0.0
    progress.start(10, 10)
    progress._done = 2
    assert progress._left() == ""
    progress._done = 3
    assert progress._left() == "about 70 s left"
    progress._done = 4
    assert progress._left() == "about 60 s left"
