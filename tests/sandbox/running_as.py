"""Runs a script of these tests as the user who runs them, or, for root, as an ordinary user too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from grader.sandbox.view import view_of

ROOT = Path(__file__).resolve().parents[2]

ORDINARY_UID = 60778
"""A user that owns nothing and has no name."""

USERS = ("root", "ordinary") if os.name == "posix" and os.getuid() == 0 else ("ordinary",)


def start(user: str, script: Path, *arguments: str, project: Path = ROOT) -> subprocess.Popen[str]:
    """Starts a Python script of the checkout; its output is JSON.

    Root becomes the ordinary user the way the sandbox does it, in mounts of its own where Python
    and the checkout can be reached, wherever they lie.

    Args:
        user: "root" or "ordinary".
        script: The file to run.
        arguments: Its arguments.
        project: The folder from which the project is imported.
    """
    command = [sys.executable, str(script), *arguments]
    if user == "ordinary" and os.getuid() == 0:
        needs = [*view_of(["numpy"]).readable, sys.prefix, sys.base_prefix, str(ROOT), str(project)]
        plan = {
            "uid": ORDINARY_UID,
            "gid": ORDINARY_UID,
            "needs": sorted(p for p in set(needs) if not any(p.startswith(f"{q}/") for q in needs)),
            "argv": command,
        }
        dropper = ROOT / "grader" / "sandbox" / "drop.py"
        command = [sys.executable, "-I", "-S", str(dropper), json.dumps(plan)]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{project}:{ROOT}/tests",
        "OMP_NUM_THREADS": "1",
    }
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/nonexistent"}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/"
    )


def result(process: subprocess.Popen[str], timeout_s: float = 300.0) -> dict:
    """What the script printed.

    Raises:
        AssertionError: It failed; the message holds what it said.
    """
    printed, said = process.communicate(timeout=timeout_s)
    assert process.returncode == 0, said[-3000:]
    decoded = json.loads(printed)
    assert isinstance(decoded, dict)
    return decoded
