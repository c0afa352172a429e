"""Slip days used in earlier homeworks, from their folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.policy import Policy, load_policy, slip_days_used

DUE = 'due = 2026-11-20T23:59:00\ntimezone = "Europe/Berlin"\n[slip]\ndays = 3\n'


@pytest.fixture
def batch(tmp_path: Path) -> Callable[..., None]:
    """Makes the folder of an earlier homework."""

    def make(name: str, **results: Any) -> None:
        folder = tmp_path / name / "results"
        folder.mkdir(parents=True)
        for stem, data in results.items():
            (folder / f"{stem}.json").write_text(json.dumps(data), "utf-8")

    return make


def policy_of(tmp_path: Path, line: str) -> Policy:
    """A policy in a folder beside those of earlier homeworks."""
    folder = tmp_path / "hw3"
    folder.mkdir(exist_ok=True)
    (folder / "policy.toml").write_text(DUE + line, "utf-8")
    return load_policy(folder / "policy.toml")


def test_days_of_all_earlier_homeworks_add_up(tmp_path: Path, batch: Callable[..., None]) -> None:
    """Found by key or id, once for each homework; results without an adjustment count nothing."""
    batch(
        "hw1",
        ann={"student": "ann", "ids": {"email": "ann@uni.example"}, "adjustment": {"slip_days": 1}},
        bob={"student": "bob"},
        cy={"student": "cy", "adjustment": None},
    )
    batch(
        "hw2",
        x={
            "student": "17_ann",
            "ids": {"email": "Ann@uni.example"},
            "adjustment": {"slip_days": 2},
        },
    )
    policy = policy_of(tmp_path, 'used = { ann = 1 }\nearlier = ["../hw1", "../hw2"]')
    assert slip_days_used(policy, ("ann", "ann@uni.example")) == 4
    assert slip_days_used(policy, ("ann",)) == 2
    assert slip_days_used(policy, ("bob", "cy")) == 0


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    """The path tells where it was looked for."""
    with pytest.raises(
        UsageError, match="hw9.*holds no results of an earlier homework: write the folder"
    ):
        policy_of(tmp_path, 'earlier = ["../hw9"]')


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"student": "a", "adjustment": {"slip_days": "x"}}']
)
def test_a_damaged_result_is_refused(
    tmp_path: Path, batch: Callable[..., None], content: str
) -> None:
    """Somebody's days would be forgotten."""
    batch("hw1", ann={"student": "ann"})
    (tmp_path / "hw1/results/bob.json").write_text(content)
    with pytest.raises(
        UsageError, match="has a damaged result, bob.json: grade that homework again"
    ):
        policy_of(tmp_path, 'earlier = ["../hw1"]')
