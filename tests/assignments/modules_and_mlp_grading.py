"""Grades source text with `modules_and_mlp`, in the best sandbox there is.

Hundreds of small submissions are graded here. A walled sandbox forks each worker from a process that
holds torch already; without one every worker imports it anew, which gives the same verdicts later.
"""

from __future__ import annotations

import atexit
import functools
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import verdicts

from grader.engine import judge
from grader.errors import Refused
from grader.live import Live
from grader.load import load_submission
from grader.sandbox import Sandbox, open_sandbox
from grader.types import Result

HOMEWORK = "modules_and_mlp"


def grade(
    files: Mapping[str, str], *, only: Iterable[str] | None = None, seed: int = verdicts.SEED
) -> Result:
    """Grades source text.

    Args:
        files: name -> text, as a student would hand them in.
        only: ids of checks or questions; None for all.
        seed: of the batch.
    """
    here = verdicts.context(HOMEWORK, seed=seed, only=None if only is None else frozenset(only))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, "utf-8")
        submission = load_submission(Path(folder), student="work", assignment=HOMEWORK)
    live = Live(_sandbox(here.assignment.preload), submission, here.assignment, seed=seed)
    try:
        return judge(here, submission, live)
    finally:
        live.close()


@functools.cache
def _sandbox(preload: tuple[str, ...]) -> Sandbox:
    try:
        sandbox = open_sandbox("auto", preload=preload)
    except Refused:
        sandbox = open_sandbox("none", preload=preload)
    atexit.register(sandbox.close)
    return sandbox
