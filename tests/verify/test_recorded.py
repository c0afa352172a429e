"""The file of measured tolerances: written so that it can be read, and told when it is stale."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.verify.recorded import recorded_problems, write_tolerances
from grader.verify.tolerances import Measured, Nearest


def row(check: str, spread: float = 0.0, wrong: float | None = None) -> Measured:
    """A measured check."""
    nearest = None if wrong is None else Nearest("no_bias", wrong, "values")
    return Measured(check=check, spread=spread, nearest=nearest, by_hand=False)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Two digits; ids of parametrized checks, whatever they hold; infinity."""
    rows = [
        row("net.loss", 0.0123456, 1234.5),
        row('net.loss["a\\b"-1]', 2.4e-13, math.inf),
        row("net.grad"),
    ]
    write_tolerances(tmp_path, rows)
    text = (tmp_path / "tolerances.toml").read_text()
    assert tomllib.loads(text) == {
        "net.loss": {"right": 0.012, "wrong": 1200.0, "nearest": "no_bias"},
        'net.loss["a\\b"-1]': {"right": 2.4e-13, "wrong": math.inf, "nearest": "no_bias"},
        "net.grad": {"right": 0.0},
    }
    assert text.startswith("# Measured by `grader verify --record`")
    assert recorded_problems(tmp_path, rows) == []


def test_other_numbers_are_no_problem_other_checks_are(tmp_path: Path) -> None:
    """The numbers move with the inputs."""
    write_tolerances(tmp_path, [row("a.one", 0.1), row("a.two")])
    assert recorded_problems(tmp_path, [row("a.two", 0.2, 8.0), row("a.one")]) == []
    assert recorded_problems(tmp_path, [row("a.one"), row("a.three")]) == [
        "tolerances.toml lacks a.three; run `grader verify --record`",
        "tolerances.toml has a.two, which compares no numbers; run `grader verify --record`",
    ]


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    """Also when nothing compares numbers."""
    told = ["tolerances.toml is missing; run `grader verify --record`"]
    assert recorded_problems(tmp_path, [row("a.one")]) == told


@pytest.mark.parametrize("content", [b"[a.one\n", b"\xff"])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    """It says what to do."""
    (tmp_path / "tolerances.toml").write_bytes(content)
    with pytest.raises(UsageError) as refused:
        recorded_problems(tmp_path, [])
    assert str(refused.value).startswith(f"{tmp_path / 'tolerances.toml'} cannot be read: ")
    assert str(refused.value).endswith("run `grader verify --record`.")
