"""What a CI run on GitHub shows of a self-check: remarks at lines, and the table of the run.

Whatever a program prints there is read by the runner, line by line, and some lines are commands to
it. Texts of students are data: they are escaped inside commands, and everything else is printed
while commands are switched off (`silenced`).

Source: GitHub's documentation of workflow commands; the runner's own reader of them, actions/runner
`ActionCommand.cs` (`::name ...::` at the start of a line, `##[name ...]` anywhere in it).

Without the future import of annotations, whose name is wanted for the function.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.selfcheck.ahead import Ahead
from grader.selfcheck.definition import where_defined
from grader.selfcheck.github_summary import printable, summary
from grader.selfcheck.place_in_file import Place, place_in_file
from grader.selfcheck.words import WORDS, is_to_do
from grader.types import Result, Submission, Verdict

__all__ = ["annotations", "silenced", "summary", "write_summary"]

MOST = 10
"""Errors, and also warnings, that GitHub keeps of one step; it drops what comes later."""
_LONGEST = 2000
"""Characters of one message; GitHub takes 64 KiB, and nobody reads that at a line."""
_TITLE = 120

_ORDER = ("errored", "timed_out", "failed", "broken")
"""What is told first: what stops at a line of the student's. What is blocked, or still to do, is no
fault of a line, and stands in the table."""
_AHEAD_ORDER = (
    *("unparsable", "missing", "file", "path", "package", "device"),
    *("undefined", "training", "exit", "order", "answers"),
)


_NOT_RUN = re.compile(
    r"(?P<path>\S.*?\.(?:py|ipynb)) cannot be run: (?:.*?\b(?P<line>(?:cell \d+, )?line \d+))?",
    re.I,
)
"""How the loader begins what it says of a file that is lost."""


@dataclass(frozen=True, slots=True)
class _Remark:
    title: str
    message: str
    place: Place | None


def annotations(
    result: Result,
    ahead: Sequence[Ahead],
    root: Path,
    *,
    submission: Submission | None = None,
    workspace: Path | None = None,
) -> list[str]:
    """Workflow commands, one per line to print, the most important first.

    Checks that ended with the same words at the same line become one remark.

    Args:
        result: of the public checks.
        ahead: what grading will refuse.
        root: the folder with the work, in which the files are looked up.
        submission: the work that was judged: a wrong answer is then told where it is defined.
        workspace: `$GITHUB_WORKSPACE`, from which GitHub counts paths; None takes the root.

    Returns:
        At most 10 errors and 10 warnings; what did not fit is counted in the last of each.
    """
    base = workspace or root
    ended = [v for v in result.verdicts if v.status in _ORDER and not is_to_do(v)]
    wrong = sorted(ended, key=lambda v: _ORDER.index(v.status))
    errors = [_about(verdicts, root, submission) for verdicts in _alike(wrong)]
    kinds = {kind: number for number, kind in enumerate(_AHEAD_ORDER)}
    told = sorted(ahead, key=lambda each: kinds.get(each.kind, len(kinds)))
    warnings = [
        _Remark("Before you hand in", each.sentence, place_in_file(each.where or each.path, root))
        for each in told
    ]
    return [
        *(_command("error", each, base) for each in _fitting(errors, "public checks")),
        *(_command("warning", each, base) for each in _fitting(warnings, "warnings")),
    ]


@contextmanager
def silenced(echo: Callable[[str], object]) -> Iterator[None]:
    """Inside, nothing that is printed is a command to the runner, whatever it looks like.

    Args:
        echo: prints a line.
    """
    token = secrets.token_hex(16)  # nobody whose text is printed inside can know it
    echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        echo(f"::{token}::")


def write_summary(text: str, environ: Mapping[str, str]) -> None:
    """Adds Markdown to the page of the run; does nothing outside of one.

    Raises:
        UsageError: the file that the runner named cannot be written.
    """
    path = environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            file.write(text if text.endswith("\n") else f"{text}\n")
    except OSError as error:
        raise UsageError(
            f"The table of this run cannot be written to $GITHUB_STEP_SUMMARY ({path}): "
            f"{error.strerror}. Leave --github out where GitHub does not run this."
        ) from None


def _alike(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """Checks that ended with the same words at the same line, together."""
    groups: dict[object, list[Verdict]] = {}
    for verdict in verdicts:
        key = (verdict.status, _where(verdict), verdict.message)
        groups.setdefault(key if verdict.message else verdict.check, []).append(verdict)
    return list(groups.values())


def _where(verdict: Verdict) -> str:
    """The student's own line that is nearest to where it stopped, or ""."""
    frames = verdict.evidence.get("frames") or ()
    if frames:
        return str(frames[-1].get("where", ""))
    lost = _NOT_RUN.match(verdict.message)
    return ", ".join(filter(None, lost.groups())) if lost else ""


def _about(verdicts: Sequence[Verdict], root: Path, submission: Submission | None) -> _Remark:
    first = verdicts[0]
    where = _where(first)
    if submission and not where and first.status == "failed":
        where = where_defined(first.message, submission)
    questions = ", ".join(dict.fromkeys(v.question for v in verdicts))
    if len(verdicts) == 1:
        told = [f"found: {each['sentence']}" for each in first.evidence.get("diagnoses") or ()]
        lines = [first.title, *told, first.message, f"hint: {first.hint}" if first.hint else ""]
    else:
        lines = [first.message, f"{len(verdicts)} public checks end so: {questions}"]
    message = "\n".join(line for line in lines if line.strip())
    title = f"{WORDS[first.status]}: {questions}"
    return _Remark(title, message, place_in_file(where, root))


def _fitting(remarks: Sequence[_Remark], what: str) -> list[_Remark]:
    """All of them, or the first and how many more there are."""
    if len(remarks) <= MOST:
        return list(remarks)
    more = len(remarks) - MOST + 1
    text = f"{more} more {what} are in the summary of this run, and in its log."
    return [*remarks[: MOST - 1], _Remark(f"{more} more", text, None)]


def _command(kind: str, remark: _Remark, base: Path) -> str:
    properties = {"title": _cut(remark.title, _TITLE)}
    if remark.place:
        shown = _from(remark.place.path, base)
        properties = {"file": shown, "line": str(remark.place.line), **properties}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = _cut(remark.message, _LONGEST) or properties["title"]  # an empty one is not shown
    return f"::{kind} {listed}::{_data(message)}"


def _from(path: Path, base: Path) -> str:
    try:
        return path.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _cut(text: str, longest: int) -> str:
    shown = printable(text).strip()
    return shown if len(shown) <= longest else f"{shown[: longest - 3].rstrip()}..."


def _data(text: str) -> str:
    """A message, escaped as the runner unescapes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property, escaped as the runner unescapes it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
