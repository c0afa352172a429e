"""The result under the cell, as HTML for notebooks and as text for everything else.

Considered: JupyterLab cleans the HTML of notebooks that it does not trust and leaves inline styles
and `<details>`, not style sheets; VS Code shows it in a web view and Colab in a frame, both with
the text colour of their theme. So there are no classes, no script, nothing from elsewhere; all text
keeps the colour that it inherits, and colours that read on white and on black alike only mark it.
`<pre>`, `<code>` and tables are avoided, because each frontend dresses them in its own way.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Data = Mapping[str, Any]
"""A verdict as a result file holds it, and in `word` what a person reads for its end."""

_COLOURS = {
    "passed": "#2e9e5b",
    "to do": "#b8860b",
    "failed": "#d64545",
    "errored": "#d64545",
    "timed_out": "#d64545",
    "blocked": "#b8860b",
    "manual": "#3b82c4",
    "broken": "#9a5fd6",
}
"""3:1 or better on white as on #111111, which is what a mark that is no text takes."""
_GREY = "rgba(127,127,127,.16)"
_MONO = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em"
_BLOCK = (
    f"{_MONO};white-space:pre-wrap;overflow-wrap:anywhere;background:{_GREY};"
    "padding:4px 8px;margin:4px 0;line-height:1.45"
)
_FRAMES_SHOWN = 4
_PRINTED_SHOWN = 12
_BEFORE = "Before you hand in"
_FEW = 3
"""Passed checks that are not folded away."""


@dataclass(slots=True)
class Shown:
    """What stands under the cell so far."""

    judged: str = ""
    """What was judged, in a few words."""
    to_come: int | None = None
    """How many checks there are."""
    verdicts: list[Data] = field(default_factory=list)
    total: str = ""
    """The sum in a sentence or two, once it is known."""
    notes: Sequence[str] = ()
    """What holds for the whole work, for before it is handed in."""
    trouble: str = ""
    """One sentence instead of, or after, verdicts."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """For every frontend the form that it prefers."""
        return {"text/plain": as_text(self), "text/html": as_html(self)}

    def __repr__(self) -> str:
        return as_text(self)


def closing(shown: Shown) -> str:
    """The sum; before it is known, how far it is.

    >>> closing(Shown(to_come=4))
    'Checking: 0 of 4 done ...'
    """
    of = f" of {shown.to_come}" if shown.to_come else ""
    return shown.total or f"Checking: {len(shown.verdicts)}{of} done ..."


def as_text(shown: Shown) -> str:
    """For a terminal, and for whatever shows no HTML."""
    verdicts = shown.verdicts
    lines = [line for n, v in enumerate(verdicts) for line in verdict_lines(v, verdicts[:n])]
    return "\n".join([*lines, *last_lines(shown)])


def verdict_lines(verdict: Data, before: Sequence[Data]) -> Iterator[str]:
    """One verdict in plain text, what is wrong with it below.

    Args:
        verdict: what fell.
        before: what was shown already, and is not said once more.
    """
    yield _printable(f"{verdict['word']:<8} {verdict['question']:<14} {verdict['title']}")
    for kind, text in _told(verdict, before):
        head = "" if kind in ("message", "line", "as") else f"{kind}: "
        yield from (f"         {_printable(line)}" for line in f"{head}{text}".splitlines())


def last_lines(shown: Shown) -> Iterator[str]:
    """What comes after the verdicts, in plain text."""
    if shown.notes:
        yield _BEFORE
        yield from (f"  {_printable(note)}" for note in shown.notes)
    if shown.verdicts or not shown.trouble:
        yield _printable(closing(shown))
    if shown.trouble:
        yield _printable(shown.trouble)
    if shown.judged and shown.total:
        yield _printable(f"Judged: {shown.judged}")


def _printable(text: str) -> str:
    """Text of a student that cannot move the cursor or colour the terminal."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _told(verdict: Data, before: Sequence[Data]) -> Iterator[tuple[str, str]]:
    """What there is to say of a verdict, in order: (kind, text)."""
    trouble = _trouble(verdict)
    if verdict["word"] == "to do":
        yield from (told for told in trouble if told[0] == "line")
    elif verdict["status"] == "manual":
        if words := len((verdict["evidence"].get("text") or "").split()):
            yield (
                "as",
                f"Your text of {words} word{'s' * (words > 1)} was found; a person reads it.",
            )
    elif verdict["status"] != "passed":
        same = [] if verdict["status"] == "blocked" else _alike(trouble, before)
        yield from [("as", f"for the same reason as {same[0]['question']}")] if same else trouble
        if verdict.get("hint"):
            yield "hint", verdict["hint"]
    for remark in verdict.get("remarks") or ():
        yield "remark", remark


def _alike(trouble: list[tuple[str, str]], before: Sequence[Data]) -> list[Data]:
    """Earlier verdicts with the same trouble, whatever was printed on the way."""
    told = [line for line in trouble if line[0] != "printed"]
    return [v for v in before if [line for line in _trouble(v) if line[0] != "printed"] == told]


def _trouble(verdict: Data) -> list[tuple[str, str]]:
    """What went wrong, without what it was asked for."""
    evidence = verdict.get("evidence") or {}
    said = [("found", told["sentence"]) for told in evidence.get("diagnoses") or ()]
    if verdict["message"]:
        said.append(("message", verdict["message"]))
    for frame in (evidence.get("frames") or ())[-_FRAMES_SHOWN:]:
        inside = f", in {frame['function']}" if frame["function"] != "<module>" else ""
        said.append(("line", f"{frame['where']}{inside}: {frame['code']}"))
    if where := evidence.get("where"):
        said.append(("line", f"look at {where}"))
    if printed := "\n".join((evidence.get("output") or "").splitlines()[-_PRINTED_SHOWN:]):
        said.append(("printed", printed))
    return said


def as_html(shown: Shown) -> str:
    """For notebooks."""
    passed = [v for v in shown.verdicts if v["status"] == "passed"]
    others = [v for v in shown.verdicts if v["status"] != "passed"]
    parts = [_row(v, others[:n]) for n, v in enumerate(others)]
    rows = "".join(_row(v, ()) for v in passed)
    wrong = any(v["status"] != "manual" for v in others)
    if len(passed) > _FEW and (wrong or not shown.total):
        summary = f"{len(passed)} passed"
        rows = (
            f'<details style="{_bar("passed")}"><summary style="cursor:pointer">'
            f"<b>{summary}</b></summary>{rows}</details>"
        )
    parts.append(rows)
    if shown.notes:
        notes = "".join(f'<div style="margin:2px 0">{_escaped(note)}</div>' for note in shown.notes)
        parts.append(f'<div style="{_bar("to do")}"><b>{_BEFORE}</b>{notes}</div>')
    if shown.verdicts or not shown.trouble:
        parts.append(f'<div style="margin:8px 0 2px 0"><b>{_escaped(closing(shown))}</b></div>')
    if shown.trouble:
        parts.append(f'<div style="margin:4px 0">{_escaped(shown.trouble)}</div>')
    if shown.judged and shown.total:
        parts.append(
            f'<div style="opacity:.8;font-size:.92em">Judged: {_escaped(shown.judged)}</div>'
        )
    style = "max-width:60em;line-height:1.5;overflow-wrap:anywhere;text-align:left"
    return f'<div style="{style}">{"".join(parts)}</div>'


def _row(verdict: Data, before: Sequence[Data]) -> str:
    head = (
        f'<b style="display:inline-block;min-width:5em">{_escaped(verdict["word"])}</b> '
        f'<span style="{_MONO}">{_escaped(verdict["question"])}</span> '
        f"{_escaped(verdict['title'])}"
    )
    below = "".join(_line(kind, text) for kind, text in _told(verdict, before))
    kind = "to do" if verdict["word"] == "to do" else verdict["status"]
    return f'<div style="{_bar(kind)}">{head}{below}</div>'


def _bar(kind: str) -> str:
    colour = _COLOURS.get(kind, _COLOURS["broken"])
    return f"border-left:5px solid {colour};padding:2px 0 2px 10px;margin:5px 0"


def _line(kind: str, text: str) -> str:
    if kind == "message":
        lines = "".join(map(_message_line, text.splitlines()))
        return f'<div style="{_BLOCK}">{lines}</div>'
    if kind == "line":
        return f'<div style="{_MONO};overflow-wrap:anywhere">{_escaped(text)}</div>'
    if kind == "as":
        return f"<div>{_escaped(text)}</div>"
    if kind == "found":
        return f'<div style="margin:2px 0"><b>{_escaped(text)}</b></div>'
    if kind == "printed":
        return (
            f'<div style="margin:2px 0">printed:</div><div style="{_BLOCK}">{_escaped(text)}</div>'
        )
    return f'<div style="margin:2px 0"><i>{kind}:</i> {_escaped(text)}</div>'


def _message_line(line: str) -> str:
    """One line of a message; where it is too long it goes on below its value, not its label."""
    label = re.match(r"  (\S+\s+)?", line)
    width = label.end() if label else 2
    style = f"padding-left:{width}ch;text-indent:-{width}ch"
    return f'<div style="{style}">{_escaped(line) or " "}</div>'


def _escaped(text: str) -> str:
    """Text that stays text; control characters, which HTML has no place for, as codes."""
    shown = "".join(
        c if c.isprintable() or c in "\n " else f"\\x{ord(c):02x}"
        for c in text.replace("\t", "    ")
    )
    escaped = html.escape(shown)
    for mark in "$\\":  # notebooks typeset $x$ and \(x\) of a text, but not across elements
        escaped = escaped.replace(mark, f"<span>{mark}</span>")
    return escaped
