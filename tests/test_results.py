"""Result files."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from grader import results
from grader.errors import UsageError
from grader.job import result_path
from grader.types import Result, Verdict

DOCUMENTED = (
    "check question title status earned points visibility message diagnosis replay seconds".split()
)


def result(**evidence: object) -> Result:
    """A result with one verdict."""
    verdict = Verdict(
        check="a.b",
        question="q1",
        title="t",
        status="broken",
        earned=None,
        points=2,
        visibility="public",
        evidence=evidence,
        remarks=("r",),
    )
    return Result(
        assignment="tiny",
        student="ann",
        digest="d",
        verdicts=(verdict,),
        made_with={"seed": 1},
        started_at="2026-01-01T00:00:00+00:00",
        seconds=1.5,
    )


def test_every_documented_field_is_there() -> None:
    """With null for what is unknown, never zero."""
    data = results.as_data(result())
    assert data["format"] == 1
    assert (data["earned"], data["possible"], data["complete"]) == (0, 2, False)
    (verdict,) = data["verdicts"]
    assert set(DOCUMENTED) <= set(verdict)
    assert verdict["earned"] is None
    assert verdict["diagnosis"] is None


def test_evidence_becomes_plain_json() -> None:
    """Numbers JSON lacks, numpy scalars, tuples, surrogates: nothing breaks the file."""
    data = results.as_data(
        result(a=math.nan, b=np.float64(2.5), c=(1, [np.int64(3)]), d="\ud800x", e={"f": -math.inf})
    )
    evidence = json.loads(results.dump(data))["verdicts"][0]["evidence"]
    assert evidence == {"a": None, "b": 2.5, "c": [1, [3]], "d": "?x", "e": {"f": None}}


def test_a_written_file_is_read_back(tmp_path: Path) -> None:
    """Under a name made safe."""
    (tmp_path / "results").mkdir()
    data = results.as_data(result()) | {"student": "../eve"}
    results.write(tmp_path, data)
    path = result_path(tmp_path, "../eve")
    assert path.parent == tmp_path / "results"
    assert results.read(path) == data


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"format": "x'])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    """With its path."""
    path = tmp_path / "ann.json"
    path.write_bytes(content)
    with pytest.raises(
        UsageError, match=r"ann.json cannot be read \(.*\); remove it, and `grader grade`"
    ):
        results.read(path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    """Rather than misread."""
    path = tmp_path / "ann.json"
    path.write_text('{"format": 99}')
    with pytest.raises(UsageError, match="has format 99; this program reads 1"):
        results.read(path)


def test_times_alone_do_not_make_a_difference() -> None:
    """At any depth."""
    one = results.as_data(result())
    two = json.loads(json.dumps(one))
    two["seconds"] = 9
    two["verdicts"][0]["seconds"] = 9
    two["started_at"] = "later"
    assert results.equal_but_for_times(one, two)
    two["verdicts"][0]["status"] = "passed"
    assert not results.equal_but_for_times(one, two)
