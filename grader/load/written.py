"""Written answers: headings that name a question, in text files and in text cells of notebooks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

LONGEST = 20_000
"""Characters that are kept of one answer."""

_ITEM = r"s\d+(?:\.\w+)+"
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]|(?=[`*_]*s\d)|$)", re.IGNORECASE)
_BOLD = re.compile(r" {0,3}(?:\*\*|__)(.+)(?:\*\*|__)[ \t]*:?$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LIST_OR_QUOTE = re.compile(r" {0,3}(?:[-+*>|]|\d+[.)])")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)

_BOLD_LEVEL = 7
"""A bold line stands below all headings."""

_LONGEST_HEADING = 300
"""Characters of a line beyond which it is no heading: patterns see no more than that."""


class Answers(Mapping[str, str]):
    """Item id -> Markdown. Ids are found whatever their capitals."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self._ids = {item.casefold(): item for item in texts}

    def __getitem__(self, item: str) -> str:
        return self._texts[self._ids[item.casefold()]]

    def __contains__(self, item: object) -> bool:
        return isinstance(item, str) and item.casefold() in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __repr__(self) -> str:
        return f"Answers({self._texts!r})"


class _Line(NamedTuple):
    """A line of a text: `level` 1 to 7 for a heading with its title, 0 for all else."""

    text: str
    level: int = 0
    title: str = ""


def answers(text: str, items: Collection[str] = ()) -> dict[str, str]:
    """The answers in one Markdown text.

    An answer starts below a heading that names a question (`## s4.4b.i.why`) and ends at the next
    one that does, or at a heading of the same or a higher level.

    Args:
        text: Markdown, with `\\n` line ends.
        items: ids of questions that count beside those that look like `s4.4b.i.why`.

    >>> answers("# s3.T4.3\\nBecause.\\n# Other\\n")
    {'s3.T4.3': 'Because.'}
    """
    return _collected(_lines(text), items, ends_at_headings=True)


def answers_in_cells(cells: Iterable[str], items: Collection[str] = ()) -> dict[str, str]:
    """The answers in the text cells of a notebook: each goes on up to the next one's heading."""
    lines = (line for cell in cells for line in (*_lines(cell), _Line("")))
    return _collected(lines, items, ends_at_headings=False)


def headings(text: str, items: Collection[str] = ()) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The headings of a Markdown text: level (1 to 6, bold lines 7), title, ids of questions in it.

    >>> list(headings("# Sheet\\n## s3.T4.3\\nProve it."))
    [(1, 'Sheet', ()), (2, 's3.T4.3', ('s3.T4.3',))]
    """
    known = {item.casefold(): item for item in items}
    for line in _lines(text):
        if line.level:
            yield line.level, line.title.strip(), tuple(_ids(line.title, known))


def _collected(
    lines: Iterable[_Line], items: Collection[str], *, ends_at_headings: bool
) -> dict[str, str]:
    known = {item.casefold(): item for item in items}
    found: dict[str, list[str]] = {}
    open_ids: list[str] = []
    open_level = 0
    for line in lines:
        ids = _ids(line.title, known) if line.level else []
        if ids:
            open_ids, open_level = ids, line.level
            for item in ids:
                found.setdefault(item, []).append("")
        elif ends_at_headings and 0 < line.level <= min(open_level, _BOLD_LEVEL - 1):
            open_ids = []
        else:
            for item in open_ids:
                found[item].append(line.text)
    texts = {item: "\n".join(rows).strip() for item, rows in found.items()}
    return {item: cut(text) for item, text in texts.items() if _COMMENT.sub("", text).strip()}


def cut(text: str) -> str:
    """A text of at most `LONGEST` characters, which says when it was longer."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST] + f"\n\n(cut after {LONGEST} characters)"


def _ids(title: str, known: Mapping[str, str]) -> list[str]:
    """The ids in a heading, as the homework writes them where it is known."""
    others = sorted(map(re.escape, known), key=len, reverse=True)
    pattern = "|".join([*others, _ITEM])
    found = re.findall(rf"(?<![\w.])(?:{pattern})(?!\.?\w)", title, re.IGNORECASE)
    ids = [known.get(item.casefold(), item[0].lower() + item[1:]) for item in found]
    return list(dict.fromkeys(ids))


def _lines(text: str) -> Iterator[_Line]:
    """The lines of a text, headings recognised; code between fences is text."""
    rows = text.split("\n")
    fence = ""
    number = 0
    while number < len(rows):
        row = rows[number]
        mark = _FENCE.match(row)
        if fence:
            if mark and mark[1].startswith(fence) and not row.strip(f"{fence[0]} \t"):
                fence = ""
            yield _Line(row)
        elif mark:
            fence = mark[1]
            yield _Line(row)
        elif number + 1 < len(rows) and _is_underlined(rows, number):
            number += 1
            yield _Line(f"{row}\n{rows[number]}", 1 if "=" in rows[number] else 2, row)
        else:
            yield _heading(row)
        number += 1


def _heading(row: str) -> _Line:
    title = row.rstrip()
    if len(title) > _LONGEST_HEADING:
        return _Line(row)
    if match := _ATX.match(title):
        return _Line(row, len(match[1]), title[match.end() :])
    if match := _BOLD.match(title):
        return _Line(row, _BOLD_LEVEL, match[1])
    return _Line(row)


def _is_underlined(rows: list[str], number: int) -> bool:
    """Whether a line is a heading because the next one underlines it."""
    row = rows[number]
    if len(row) > _LONGEST_HEADING:
        return False
    alone = number == 0 or not rows[number - 1].strip()
    plain = row.strip() and not _LIST_OR_QUOTE.match(row) and not _ATX.match(row)
    return bool(alone and plain and _UNDERLINE.match(rows[number + 1]))
