"""Which questions and checks somebody means who types a few letters of them.

Pure: knows ids only. `grader check --only` and `%check` read what is asked for with it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence

from grader.errors import UsageError

Parts = tuple[str, ...]
"""An id taken apart: ("s4", "2a", "dw") of "s4.2a.dW"."""


def chosen(
    asked: Sequence[str], questions: Sequence[str], checks: Sequence[str]
) -> tuple[str, ...]:
    """The ids that somebody means, capitals aside.

    A word means, the first of these that there is: everything at or below a question
    (`s4.2a`); a check (`net_loss.scores`); everything at or below a part of an id (`2a`, `2a.dW`,
    `dW`); the same for the beginning of a part (`2` for 2a and 2b, `two` for TwoLayerNet); a part
    of a check's id (`scores`).

    Args:
        asked: the words, as typed.
        questions: ids of all questions, in the order of the sheet.
        checks: ids of all checks that can be asked for.

    Returns:
        Ids of questions in their order, then ids of checks in theirs; empty when nothing is asked
        for, which stands for everything.

    Raises:
        UsageError: a word means nothing, or several things.

    >>> chosen(["2a"], ["s4.1", "s4.2a.dW", "s4.2a.db"], [])
    ('s4.2a.dW', 's4.2a.db')
    """
    wanted = {id for word in asked for id in _meant(word, questions, checks)}
    return tuple(id for id in dict.fromkeys((*questions, *checks)) if id in wanted)


def _meant(word: str, questions: Sequence[str], checks: Sequence[str]) -> list[str]:
    parts = _parts(word)
    if not parts:
        raise UsageError("An empty name asks for no question; leave it out to run all checks.")
    named = {id: _parts(id) for id in questions}
    known = {id: _parts(id) for id in checks}
    if below := _below(parts, named):
        return below
    if exact := [id for id, its in known.items() if its == parts]:
        return exact
    for matches in (_is_part, _begins):
        if found := _found(parts, named, matches):
            return _one_place(word, parts, found, named, alone=matches is _is_part)
    for matches in (_is_part, _begins):
        if found := _found(parts, known, matches):
            return _one_place(word, parts, found, known, alone=True)
    raise UsageError(_unknown(word, questions, checks))


def _parts(id: str) -> Parts:
    return tuple(part for part in re.split(r"[.\[\]]", id.strip().casefold()) if part)


def _below(parts: Parts, ids: dict[str, Parts]) -> list[str]:
    """Ids that are this one or stand below it."""
    return [id for id, its in ids.items() if its[: len(parts)] == parts]


def _is_part(part: str, word: str) -> bool:
    return part == word


def _begins(part: str, word: str) -> bool:
    return part.startswith(word)


def _found(parts: Parts, ids: dict[str, Parts], matches: Callable[[str, str], bool]) -> list[Parts]:
    """The beginnings of ids that end in the asked parts; only those nearest to the beginning.

    All parts but the last have to be there as they are; the last one has to match.
    """
    places: dict[Parts, int] = {}
    for its in ids.values():
        for start in range(len(its) - len(parts) + 1):
            end = start + len(parts)
            if its[start : end - 1] == parts[:-1] and matches(its[end - 1], parts[-1]):
                places.setdefault(its[:end], start)
                break
    first = min(places.values(), default=0)
    return [place for place, start in places.items() if start == first]


def _one_place(
    word: str, parts: Parts, places: list[Parts], ids: dict[str, Parts], *, alone: bool
) -> list[str]:
    """Everything at or below the places, unless they have nothing to do with each other.

    Args:
        alone: whether several places are several meanings even beside each other.
    """
    if len({place if alone else place[: -len(parts)] for place in places}) > 1:
        shown = [min((id for id in ids if id in _below(place, ids)), key=len) for place in places]
        raise UsageError(f"{word!r} can mean {_either(shown)}; type more of the one that you mean.")
    return [id for place in places for id in _below(place, ids)]


def _unknown(word: str, questions: Sequence[str], checks: Sequence[str]) -> str:
    """One sentence with the closest ids and the list."""
    spelt: dict[str, str] = {}
    for id in (*questions, *checks):
        for form in (id, *re.split(r"[.\[\]]", id), id.partition(".")[2]):
            spelt.setdefault(form.casefold(), id)
    near = difflib.get_close_matches(word.strip().casefold(), [s for s in spelt if s], n=3)
    close = list(dict.fromkeys(spelt[form] for form in near))
    closest = (
        f"; the closest {'is' if len(close) == 1 else 'are'} {_either(close)}" if close else ""
    )
    return (
        f"There is no question or check {word.strip()!r}{closest}. "
        f"The questions are {', '.join(questions)}."
    )


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
