"""The table of a CI run as Markdown, for the page of the run on GitHub.

Source: GitHub Flavored Markdown (tables, HTML blocks); the limit of a step's summary, 1 MiB, beyond
which GitHub drops all of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from grader.selfcheck.ahead import Ahead
from grader.selfcheck.terminal import total
from grader.selfcheck.words import is_to_do, word
from grader.types import Result, Verdict

LARGEST = 900_000
"""Bytes of the summary, so that what else a step writes has room."""
_LONGEST = 6000
"""Characters of one check's message."""
_MARKS = re.compile(r"([\\`*_{}\[\]|~$]|^[-+#])")
_NUMBERED = re.compile(r"^(\d+)([.)])")


def summary(result: Result, ahead: Sequence[Ahead], *, hidden: bool) -> str:
    """A row per public check, the warnings, and what went wrong, folded up.

    Args:
        result: of the public checks; its notes stand with the warnings.
        ahead: what grading will refuse.
        hidden: whether grading also runs checks that are not public.

    Returns:
        Markdown of at most `LARGEST` bytes; messages that did not fit are counted.
    """
    warnings = [_warning(each) for each in ahead]
    notes = [note for note in result.notes if not any(note in each for each in warnings)]
    parts = [f"## {_cell(result.title or result.assignment)}\n\n"]
    parts += [f"**{total(result, hidden=hidden)}**\n\n"]
    parts += ["### Before you hand in\n\n"] if warnings or notes else []
    parts += [f"- {_cell(each)}\n" for each in (*warnings, *notes)]
    parts += ["\n| result | question | check |\n|---|---|---|\n"]
    parts += [f"| {word(v)} | {_cell(v.question)} | {_cell(v.title)} |\n" for v in result.verdicts]
    told = [v for v in result.verdicts if v.status not in ("passed", "manual") and not is_to_do(v)]
    return _fitting([*parts, "\n", *map(_details, told)])


def printable(text: str) -> str:
    """Text in which nothing moves a cursor, turns the direction or cannot be encoded."""
    return "".join(c if c.isprintable() or c == "\n" else _named(c) for c in text)


def _named(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return "    "
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _warning(each: Ahead) -> str:
    return f"{each.where}: {each.sentence}" if each.where else each.sentence


def _details(verdict: Verdict) -> str:
    """One check that did not pass, folded up, its texts as they are."""
    told = [f"found: {each['sentence']}" for each in verdict.evidence.get("diagnoses") or ()]
    frames = [
        f"{each.get('where', '')}, in {each.get('function', '')}: {each.get('code', '')}"
        for each in verdict.evidence.get("frames") or ()
    ]
    lines = [*told, verdict.message, *frames]
    lines += [f"hint: {verdict.hint}"] if verdict.hint else []
    lines += [f"remark: {each}" for each in verdict.remarks]
    text = printable("\n".join(line for line in lines if line.strip()))
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}\n..."
    label = html.escape(_line(f"{verdict.question}: {verdict.title}"))
    opened = f"<details><summary>{word(verdict)}: {label}</summary>\n\n"
    return f"{opened}<pre>{html.escape(text)}</pre>\n\n</details>\n\n"


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _cell(text: str) -> str:
    """Text as text, on one line: neither a column, a tag, a link nor emphasis."""
    plain = html.escape(_line(text), quote=False)
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\1", plain))


def _fitting(parts: Sequence[str]) -> str:
    """The parts from the first that fit, and how many more there are."""
    kept: list[str] = []
    size = 0
    for number, part in enumerate(parts):
        size += len(part.encode("utf-8"))
        if size > LARGEST:
            return f"{''.join(kept)}\nThere are {len(parts) - number} more lines in the log.\n"
        kept.append(part)
    return "".join(kept)
