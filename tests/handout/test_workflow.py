"""The workflow that students' repositories bring along: valid, careful, and running what is there."""

from __future__ import annotations

from typing import Any

import click
import pytest
import yaml

from grader.cli.main import cli
from grader.handout.workflow import PATH, workflow_text

WHEEL = "deep_grader-0.1.0+student.c0ffee0-py3-none-any.whl"


def workflow(*, torch: bool = False) -> dict[str, Any]:
    """As YAML 1.2 reads it; YAML 1.1 takes the key `on` for a truth."""
    found: dict[Any, Any] = yaml.safe_load(workflow_text(wheel=WHEEL, torch=torch))
    return {("on" if key is True else key): value for key, value in found.items()}


def steps(*, torch: bool = False) -> list[dict[str, Any]]:
    """What the one job does."""
    [job] = workflow(torch=torch)["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def test_it_stands_where_github_looks_for_it() -> None:
    """Below the root of the repository."""
    assert PATH.startswith(".github/workflows/")


@pytest.mark.parametrize("torch", [True, False])
def test_only_keys_that_the_syntax_knows(torch: bool) -> None:
    """GitHub refuses a workflow with any other key."""
    found = workflow(torch=torch)
    assert set(found) == {"name", "on", "permissions", "concurrency", "jobs"}
    [job] = found["jobs"].values()
    assert set(job) == {"name", "runs-on", "timeout-minutes", "steps"}
    for step in job["steps"]:
        assert set(step) <= {"name", "uses", "with", "run"}
        assert ("uses" in step) != ("run" in step)


def test_it_runs_at_every_push_and_by_hand() -> None:
    """Never for other people's pull requests, which could bring other people's code."""
    assert workflow()["on"] == {"push": None, "workflow_dispatch": None}


def test_it_may_read_and_nothing_else() -> None:
    """Student code runs in it: it gets no right to write, no secret, and no stored credentials."""
    assert workflow()["permissions"] == {"contents": "read"}
    text = workflow_text(wheel=WHEEL, torch=True)
    assert "secrets." not in text
    [checkout] = [step for step in steps() if "checkout" in step.get("uses", "")]
    assert checkout["with"] == {"persist-credentials": False}


def test_it_ends_by_itself() -> None:
    """After minutes, not after GitHub's six hours; and a newer push ends an older run."""
    [job] = workflow()["jobs"].values()
    assert 5 <= job["timeout-minutes"] <= 30
    assert workflow()["concurrency"] == {
        "group": "${{ github.workflow }}-${{ github.ref }}",
        "cancel-in-progress": True,
    }


def test_actions_are_githubs_own_in_a_fixed_major_version() -> None:
    """Nobody else's code is fetched."""
    used = [step["uses"] for step in steps(torch=True) if "uses" in step]
    assert used == ["actions/checkout@v6", "actions/setup-python@v6"]


def test_the_version_of_python_is_text() -> None:
    """3.10 without quotes would be 3.1; it is one that the program runs on."""
    [setup] = [step for step in steps() if "setup-python" in step.get("uses", "")]
    version = setup["with"]["python-version"]
    assert isinstance(version, str)
    assert tuple(map(int, version.split("."))) >= (3, 11)
    assert setup["with"]["cache"] == "pip"
    assert setup["with"]["cache-dependency-path"] == "**/deep_grader-*.whl"


def test_the_wheel_of_the_repository_is_installed() -> None:
    """From a path, never by its name from an index, where anybody may have put one."""
    runs = [step["run"] for step in steps() if "run" in step]
    assert runs == [f"python -m pip install ./{WHEEL}", "grader check --github"]


def test_torch_is_fetched_only_where_it_is_needed() -> None:
    """In its smaller form, without CUDA, and before anything that would fetch the large one."""
    runs = [step["run"] for step in steps(torch=True) if "run" in step]
    assert runs[0] == (
        "python -m pip install torch --index-url https://download.pytorch.org/whl/cpu"
    )
    assert "torch" not in workflow_text(wheel=WHEEL, torch=False)


def test_the_command_it_runs_is_real() -> None:
    """`grader check` knows the option."""
    command = cli.get_command(click.Context(cli), "check")
    assert command is not None
    assert "--github" in {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("torch", [True, False])
def test_it_is_text_of_plain_lines(torch: bool) -> None:
    """No tabs, no blanks at line ends, no two empty lines, one line end at the end."""
    text = workflow_text(wheel=WHEEL, torch=torch)
    assert "\t" not in text
    assert "\n\n\n" not in text
    assert text.endswith("--github\n")
    assert all(line == line.rstrip() for line in text.splitlines())
