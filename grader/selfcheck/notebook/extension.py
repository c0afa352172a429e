"""`%check` and `grader.check`: what a student types, and who is asked.

Runs in the kernel. Texts and names are read there and never a value; judging happens in another
process. Imports nothing heavy, and IPython only where it runs already.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from grader.errors import UsageError
from grader.selfcheck.notebook.display import Shown
from grader.selfcheck.notebook.process import JudgeDied, JudgeProcess, Message
from grader.selfcheck.notebook.session import Session
from grader.selfcheck.notebook.views import CellView, LineView, View


class Interrupted(KeyboardInterrupt):
    """The student stopped the checks: that stops a run of all cells too, without our traceback."""

    def _render_traceback_(self) -> list[str]:
        return ["Stopped: the checks were ended, and nothing of them goes on."]


class Checks:
    """The magic of one shell, and what it keeps: what ran, and the process that judges.

    Args:
        shell: IPython's `InteractiveShell`.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._process = JudgeProcess()
        self._handout: str | None = None
        self._session = Session(shell)

    def install(self) -> None:
        """Registers the magic and begins to listen."""
        self._shell.register_magic_function(self.check, "line", "check")
        self._session.listen()

    def check(self, line: str) -> None:
        """Run the public checks on what the cells of this notebook define.

        %check                   all public checks
        %check 2a                those of a question, or of all questions below it
        %check 2a 2b.i dW        of several
        %check --handout FOLDER  where the notebook does not lie in the handout's folder

        The checks run on a copy, in a process of their own: your variables stay as they are.
        What counts is each cell as you ran it last; what was edited since does not yet.
        """
        try:
            asked, handout = words(line)
        except UsageError as error:
            self._view().end(Shown(trouble=str(error)))
            return
        self.run(asked, handout)

    def run(self, asked: Sequence[str], handout: str | None) -> None:
        """Has the checks run and shows what they say.

        Raises:
            Interrupted: the student stopped them.
        """
        self._handout = handout or self._handout
        try:
            ask(self._process, self._session.told(), asked, self._handout, self._view())
        except KeyboardInterrupt:
            raise Interrupted from None

    def close(self) -> None:
        """Ends what it started."""
        self._session.deaf()
        self._process.close()

    def _view(self) -> View:
        return CellView() if getattr(self._shell, "kernel", None) is not None else LineView()


def load(shell: Any) -> Checks:
    """The magic of a shell, installed if it was not yet."""
    magic = shell.magics_manager.magics["line"].get("check")
    known = getattr(magic, "__self__", None)
    if isinstance(known, Checks):
        return known
    checks = Checks(shell)
    checks.install()
    return checks


def unload(shell: Any) -> None:
    """Takes the magic away again."""
    magic = shell.magics_manager.magics["line"].get("check")
    if isinstance(known := getattr(magic, "__self__", None), Checks):
        known.close()
        del shell.magics_manager.magics["line"]["check"]


def check(asked: Sequence[str], handout: str | None) -> None:
    """`grader.check(...)`, wherever it is called."""
    if (shell := _shell()) is not None:
        load(shell).run(asked, handout)
        return
    nothing: dict[str, Any] = {"cells": [], "deleted": [], "alive": [], "notebook": None}
    with closing(JudgeProcess()) as process:
        ask(process, {**nothing, "folder": os.getcwd()}, asked, handout, LineView())


def _shell() -> Any:
    """The shell that this runs in, if it is one."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def words(line: str) -> tuple[list[str], str | None]:
    """What a line asks for: questions, and the handout's folder if it is named.

    Raises:
        UsageError: it cannot be read.

    >>> words("2a dW --handout '../hand out'")
    (['2a', 'dW'], '../hand out')
    """
    try:
        found = shlex.split(line, posix=os.name != "nt")
    except ValueError as error:
        raise UsageError(f"%check {line.strip()} cannot be read: {error}.") from None
    asked: list[str] = []
    handout: str | None = None
    waiting = iter(word.strip("'\"") if os.name == "nt" else word for word in found)
    for word in waiting:
        option, has_value, value = word.partition("=")
        if option == "--handout":
            handout = value if has_value else next(waiting, "")
            if not handout:
                raise UsageError("--handout needs a folder: %check 2a --handout path/to/handout")
        elif word.startswith("-"):
            raise UsageError(
                f"%check has no option {word}; it takes questions and --handout FOLDER, and "
                "%check? shows its help."
            )
        else:
            asked.append(word)
    return asked, handout


def ask(
    process: JudgeProcess,
    kernel: Mapping[str, Any],
    asked: Sequence[str],
    handout: str | None,
    view: View,
) -> None:
    """Asks the other process and shows the answer as it comes."""
    shown = Shown()

    def hear(message: Message) -> None:
        _take(shown, message)
        view.change(shown)

    view.change(shown)
    question = {"kernel": kernel, "asked": list(asked), "handout": handout}
    try:
        process.ask(question, hear)
    except JudgeDied as died:
        last = str(died).rpartition("\n")[2]
        shown.trouble = (
            f"The process that runs the checks ended unexpectedly{': ' + last if last else ''}. "
            "Run the cell again; if it stays so, tell your instructor."
        )
    except KeyboardInterrupt:
        shown.trouble = "Stopped."
        view.end(shown)
        raise
    view.end(shown)


def _take(shown: Shown, message: Message) -> None:
    """What a message adds to what is shown."""
    match message["kind"]:
        case "begins":
            shown.judged, shown.to_come = message["judged"], message["checks"]
        case "verdict":
            shown.verdicts.append(message["verdict"])
        case "result":
            shown.verdicts, shown.total = message["verdicts"], message["total"]
            shown.notes = message["notes"]
        case "refused" | "broken":
            shown.trouble = message["sentence"]
