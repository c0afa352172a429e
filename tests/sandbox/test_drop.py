"""How root gives up root, and how Python stays in reach where only root can look."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import drop
from grader.sandbox.launch import SANDBOX_UID
from grader.sandbox.view import view_of

DROP = Path(drop.__file__)

as_root = pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0, reason="only root can give up root"
)

TOLD = """
import json, os
def read(path):
    try:
        return open(path).read()
    except OSError as error:
        return type(error).__name__
print(json.dumps({
    "uids": os.getresuid(), "gids": os.getresgid(), "groups": os.getgroups(),
    "needed": read(%(needed)r), "beside": read(%(beside)r), "writes": os.access(%(needed)r, os.W_OK),
}))
"""


def run(plan: dict) -> subprocess.CompletedProcess[str]:
    """Runs the script with a plan."""
    command = [sys.executable, "-I", "-S", str(DROP), json.dumps(plan)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_closed_folders_are_the_outermost(tmp_path: Path) -> None:
    """The first folder on the way that others may not pass is found, once for all behind it."""
    (tmp_path / "open" / "closed" / "more").mkdir(parents=True)
    for folder in (tmp_path, tmp_path / "open"):
        folder.chmod(0o755)
    closed = tmp_path / "open" / "closed"
    closed.chmod(0o700)
    above = drop.closed_folders([str(tmp_path / "open" / "x")])
    paths = [str(closed / "more"), str(closed / "file"), str(tmp_path / "open")]
    assert drop.closed_folders(paths) == (above or [str(closed)])
    assert drop.closed_folders(["/usr/lib", "/etc/passwd"]) == []


@as_root
@pytest.mark.sandbox
def test_root_is_given_up_and_python_stays_in_reach(tmp_path: Path) -> None:
    """Behind a closed folder only what is needed is seen, read-only; ids and groups are gone."""
    closed = tmp_path / "closed"
    (closed / "needed").mkdir(parents=True)
    (closed / "needed" / "file").write_text("needed")
    (closed / "beside").write_text("beside")
    for path in (closed / "needed", closed / "needed" / "file", closed / "beside"):
        path.chmod(0o755)
    closed.chmod(0o700)
    seen = view_of([])
    script = TOLD % {"needed": str(closed / "needed" / "file"), "beside": str(closed / "beside")}
    done = run(
        {
            "uid": SANDBOX_UID,
            "gid": SANDBOX_UID,
            "needs": [*seen.readable, str(closed / "needed")],
            "argv": [seen.interpreter, "-S", "-c", script],
        }
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "uids": [SANDBOX_UID] * 3,
        "gids": [SANDBOX_UID] * 3,
        "groups": [],
        "needed": "needed",
        "beside": "FileNotFoundError",
        "writes": False,
    }
    # The machine's own mounts are as they were.
    assert (closed / "beside").read_text() == "beside"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_a_program_out_of_reach_is_told_in_a_sentence(tmp_path: Path) -> None:
    """What cannot be executed as the other user ends with a sentence and not with root's rights."""
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    done = run({"uid": 60777, "gid": 60777, "needs": [str(program)], "argv": [str(program)]})
    assert done.returncode == 1
    assert done.stderr.startswith("root could not become user 60777 with Python in reach: ")


@as_root
@pytest.mark.sandbox
def test_workers_of_root_are_nobody(walled: object) -> None:
    """In no tier is a worker root, or any user that owns something."""
    from sandbox.asking import run as run_student
    from sandbox.asking import value

    source = "import os\ndef main():\n    return [*os.getresuid(), *os.getresgid()]\n"
    inside = 1000 if walled.tier == "1" else SANDBOX_UID  # type: ignore[attr-defined]
    assert value(run_student(walled, source)) == [inside] * 6  # type: ignore[arg-type]
