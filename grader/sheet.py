"""What was asked: `sheet.md` of a homework, read into item id -> Markdown.

It is for the pages only and no part of the exam: changing it changes no mark and no digest.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from grader.errors import UsageError
from grader.load.text import NotText, decode
from grader.load.written import answers, headings

FILE = "sheet.md"


def read_sheet(folder: Path, items: Collection[str]) -> dict[str, str]:
    """What was asked, for every question that the homework's sheet has a text for.

    Questions stand under headings with their ids, as written answers do. Once one heading named a
    question, every heading of its level has to; those of a higher level are the sheet's own.

    Args:
        folder: the homework's folder.
        items: ids of its questions.

    Returns:
        Item id -> Markdown with formulas between dollar signs, in the order of `items`. Empty when
        there is no sheet; a question whose heading has nothing below it is absent.

    Raises:
        UsageError: when the sheet cannot be read, a heading names no question, or two name one.
    """
    sheet = folder / FILE
    try:
        text = decode(sheet.read_bytes()).text
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{sheet} cannot be read ({error.strerror or error}).") from None
    except NotText as error:
        raise UsageError(f"{sheet} cannot be read: {error}; save it as UTF-8 text.") from None
    _refuse_wrong_headings(sheet, text, items)
    texts = answers(text, items)
    return {item: texts[item] for item in items if item in texts}


def _refuse_wrong_headings(sheet: Path, text: str, items: Collection[str]) -> None:
    """Raises for an id that is no question, or one that stands twice."""
    seen: set[str] = set()
    levels: set[int] = set()
    for level, title, ids in headings(text, items):
        if not ids and level in levels:
            raise UsageError(
                f"{sheet}: the heading {title!r} names no question; "
                "write an id of assignment.toml, or move it one level up."
            )
        if ids:
            levels.add(level)
        for item in ids:
            if item not in items:
                raise UsageError(
                    f"{sheet}: the heading {title!r} names {item!r}, which is no question of "
                    "assignment.toml; correct the id or add a [[question]]."
                )
            if item in seen:
                raise UsageError(
                    f"{sheet}: the question {item!r} has two headings; put its text under one."
                )
            seen.add(item)
