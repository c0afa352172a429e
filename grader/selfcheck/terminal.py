"""What the terminal shows of a self-check: each check as it falls, what grading will refuse, the sum."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence

import click

from grader.cli.printing import printable
from grader.selfcheck.ahead import Ahead
from grader.selfcheck.words import is_to_do, word
from grader.types import Result, Verdict

Echo = Callable[[str], object]

_COLOURS = {"passed": "green", "blocked": "yellow", "manual": "cyan", "broken": "magenta"}
_INDENT = " " * 9


class Teller:
    """Prints checks one by one, and the sum at the end.

    Args:
        width: of the column of questions.
        hidden: whether grading also runs checks that are not public.
        columns: of the terminal, at which long sentences are broken; None where there is none.
        echo: prints a line.
    """

    def __init__(
        self, *, width: int, hidden: bool, columns: int | None = None, echo: Echo = click.echo
    ) -> None:
        self._width = width
        self._columns = columns
        self._hidden = hidden
        self._echo = echo
        self._last: list[str] = []

    def say(self, verdict: Verdict) -> None:
        """One check: the word, the question, what was asked; if it did not pass, why and where."""
        title, to_do = printable(verdict.title), is_to_do(verdict)
        colour = "yellow" if to_do else _COLOURS.get(verdict.status, "red")
        said = click.style(f"{word(verdict):<8}", fg=colour)
        self._echo(f"{said} {verdict.question:<{self._width}} {title}{_place_to_do(verdict)}")
        for line in self._details(verdict):
            self._tell(line, _INDENT)

    def _details(self, verdict: Verdict) -> Iterator[str]:
        if verdict.status == "manual":
            yield _written(verdict)
        elif verdict.status != "passed" and not is_to_do(verdict):
            why = list(_why(verdict))
            yield from ["for the same reason"] if why == self._last else why
            self._last = why
            if verdict.hint:
                yield f"hint: {verdict.hint}"
        yield from (f"remark: {remark}" for remark in verdict.remarks)

    def _tell(self, text: str, indent: str) -> None:
        """A line of a student's or ours, broken where the terminal ends."""
        line = f"{indent}{printable(text)}"
        fits = self._columns is None or len(line) <= self._columns
        for piece in [line] if fits else _broken(line, self._columns or 0):
            self._echo(piece)

    def close(self, result: Result, ahead: Sequence[Ahead]) -> None:
        """What holds for the whole work: what grading will refuse or leave out, and the sum."""
        told = " ".join(each.sentence for each in ahead)
        notes = [note for note in result.notes if note.rstrip(".") not in told]
        if ahead or notes:
            self._echo(f"\n{click.style('Before you hand in', bold=True)}")
        for each in ahead:
            named = bool(each.where) and not each.sentence.startswith(each.path)
            place = f"{each.where}: " if named else ""
            self._tell(place + each.sentence, "  ")
        for note in notes:
            self._tell(note, "  ")
        self._echo(f"\n{total(result, hidden=self._hidden)}")


def _broken(line: str, columns: int) -> list[str]:
    """A line in pieces that fit; later ones stand below the first one's text."""
    start = len(line) - len(line.lstrip())
    return textwrap.wrap(
        line.strip(), max(columns, 40), initial_indent=" " * start, subsequent_indent=" " * start
    )


def _why(verdict: Verdict) -> Iterator[str]:
    """The mistake where it is known, what was expected and what came, the student's own lines."""
    for told in verdict.evidence.get("diagnoses", ()):
        yield f"found: {told['sentence']}"
    yield from verdict.message.splitlines()
    for frame in verdict.evidence.get("frames", ()):
        yield f"{frame['where']}, in {frame['function']}: {frame['code']}"
    if where := verdict.evidence.get("where"):
        yield f"look at {where}"


def _place_to_do(verdict: Verdict) -> str:
    """Where the starter still stands as it was handed out."""
    frames = verdict.evidence.get("frames") or ()
    return f" ({printable(frames[-1]['where'])})" if frames and is_to_do(verdict) else ""


def _written(verdict: Verdict) -> str:
    """Whether a person will find anything to read."""
    words = len(str(verdict.evidence.get("text", "")).split())
    if not words:
        return verdict.message
    return f"Your text of {words} word{'s' if words > 1 else ''} was found; a person reads it."


def total(result: Result, *, hidden: bool) -> str:
    """The sum in one or two sentences.

    Args:
        result: of a self-check.
        hidden: whether grading also runs checks that are not public.
    """
    judged = [v for v in result.verdicts if v.status != "manual"]
    passed, kind = sum(v.status == "passed" for v in judged), "public check" if hidden else "check"
    to_do = sum(map(is_to_do, judged))
    if not judged:
        said = f"There is no {kind} for this; a person reads it."
    elif len(judged) == 1:
        ended = "passed" if passed else "is still to do" if to_do else "did not pass"
        said = f"The {kind} {ended}."
    elif passed == len(judged):
        said = f"All {passed} {kind}s passed."
    else:
        rest = f", {to_do} {'is' if to_do == 1 else 'are'} still to do" if to_do else ""
        said = f"{passed} of {len(judged)} {kind}s passed{rest}."
    return f"{said} Grading also runs checks that are not public." if hidden else said


def exit_code(result: Result) -> int:
    """0 when everything that code judges passed, 2 when a check broke on our side, else 1."""
    statuses = {v.status for v in result.verdicts}
    if "broken" in statuses:
        return 2
    return 0 if statuses <= {"passed", "manual"} else 1
