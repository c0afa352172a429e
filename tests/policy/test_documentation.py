"""The examples in docs/policies.md are policies that can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from grader.policy import load_policy, read_times

TEXT = (Path(__file__).resolve().parents[2] / "docs/policies.md").read_text("utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
DUE = 'due = 2026-11-20T23:59:00\ntimezone = "Europe/Berlin"\n'


@pytest.mark.parametrize("block", BLOCKS)
def test_every_section_that_is_shown_can_be_read(tmp_path: Path, block: str) -> None:
    """With a due date above it where it shows none, and the earlier homework it names."""
    (tmp_path / "homework1_out/results").mkdir(parents=True)
    (tmp_path / "homework1_out/results/ann.json").write_text(json.dumps({"student": "ann"}))
    (tmp_path / "homework2").mkdir()
    path = tmp_path / "homework2/policy.toml"
    path.write_text(block if block.startswith("due") else DUE + block, "utf-8")
    policy = load_policy(path)
    assert policy.extensions or policy.slip or policy.penalty


@pytest.mark.parametrize("line", re.findall(r"`((?:per_day|per_hour|table) = .*?)`[ |]", TEXT))
def test_every_line_of_the_tables_can_be_read(tmp_path: Path, line: str) -> None:
    """Each is a whole penalty."""
    (tmp_path / "policy.toml").write_text(f"{DUE}[penalty]\n{line}\n", "utf-8")
    assert load_policy(tmp_path / "policy.toml").penalty is not None


def test_the_file_of_times_that_is_shown_can_be_read(tmp_path: Path) -> None:
    """As it stands."""
    found = re.search(r"^```\n(student,submitted_at\n.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    assert found
    (tmp_path / "times.csv").write_text(found[1], "utf-8")
    assert set(read_times(tmp_path / "times.csv")) == {"ann.lee", "bob"}


def test_there_are_examples() -> None:
    """A changed layout of the page must not leave the tests above without any."""
    assert len(BLOCKS) >= 3
