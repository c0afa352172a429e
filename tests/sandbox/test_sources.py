"""Which of the grader's files go inside, and that they load there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from grader.sandbox import bootstrap
from grader.sandbox.sources import sources


def test_only_the_students_side_goes_inside() -> None:
    """The wire, the worker and the layers; nothing that knows a check or an expected value."""
    names = set(sources())
    assert {
        "grader.wire",
        "grader.worker",
        "grader.sandbox.warm",
        "grader.sandbox.shut_in",
    } <= names
    ours = ("grader.types", "grader.wire", "grader.worker", "grader.sandbox")
    for name in names - {"grader"}:
        assert f"{name}.".startswith(tuple(f"{part}." for part in ours)), name
    forbidden = ("opening", "walled", "process", "selftest", "launch", "plain", "view", "survey")
    assert not names & {f"grader.sandbox.{name}" for name in forbidden}


def test_sent_modules_are_imported_from_text() -> None:
    """A fresh interpreter that knows no path of the grader's imports them from what it was sent."""
    program = (
        "import json, sys\n"
        f"namespace = {{'__name__': 'first'}}\n"
        f"exec(open({str(Path(bootstrap.__file__))!r}).read(), namespace)\n"
        "sent = {'grader': 'x = 1', 'grader.a': 'from grader import b\\ny = b.z', 'grader.b': 'z = 2'}\n"
        "sys.meta_path.insert(0, namespace['Sent'](sent))\n"
        "import grader.a\n"
        "print(grader.a.y, grader.x, grader.a.__file__, grader.__path__)\n"
        "try:\n"
        "    import grader.checks\n"
        "except ModuleNotFoundError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert done.stdout.splitlines() == [
        "2 1 /grader/grader.a.py []",
        "No module named 'grader.checks'",
    ], done.stderr
