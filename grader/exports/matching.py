"""Who is who: the rows of another system's file and the people of a batch.

Ids are believed before names, and nobody is guessed at: two who could be meant are both told of.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.exports.roll import Row

Keys = Mapping[str, str]
"""What a row of the file says about a person: kind of id -> value; "name" for the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Which row of the file belongs to which person."""

    pairs: Mapping[int, Row]
    """Number of a row of the file -> the person."""
    nobody: tuple[Row, ...]
    """People of the batch that no row stands for."""
    unclear: tuple[str, ...]
    """One sentence each about people who could be several rows, or rows that could be several."""


_FIRST_IDS = ("canvas", "moodle", "sis", "sid", "login", "email", "github", "gradescope")


def match(file: Sequence[Keys], people: Sequence[Row]) -> Matched:
    """Finds the person of each row.

    Args:
        file: the keys of each row, blanks left out.
        people: the batch; ids count before the key, the key before the name.
    """
    by_key = _index(file)
    wanted: defaultdict[int, list[Row]] = defaultdict(list)
    nobody: list[Row] = []
    unclear: list[str] = []
    for person in people:
        rows = _rows_of(person, by_key)
        if len(rows) == 1:
            wanted[rows[0]].append(person)
        else:
            nobody.append(person)
            if rows:
                unclear.append(f"{person.shown} could be any of {len(rows)} rows of the file")
    pairs: dict[int, Row] = {}
    for row, several in wanted.items():
        if len(several) == 1:
            pairs[row] = several[0]
            continue
        nobody += several
        shown = " and ".join(one.shown for one in several)
        unclear.append(f"{shown} are the same row of the file")
    order = {id(person): n for n, person in enumerate(people)}
    nobody.sort(key=lambda person: order[id(person)])
    return Matched(pairs=pairs, nobody=tuple(nobody), unclear=tuple(unclear))


def _index(file: Sequence[Keys]) -> dict[tuple[str, str], list[int]]:
    out: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for n, keys in enumerate(file):
        for kind, value in keys.items():
            if value.strip():
                plain = _name(value) if kind == "name" else _id(value)
                if plain:
                    out[kind, plain].append(n)
    return dict(out)


def _rows_of(person: Row, by_key: Mapping[tuple[str, str], Sequence[int]]) -> Sequence[int]:
    """The rows that could be this person, by the first of their keys that is found."""
    tries = [(kind, _id(person.ids[kind])) for kind in _FIRST_IDS if person.ids.get(kind)]
    # A login is often the part of the address before the @, or the whole of it.
    tries += [
        (kind, _id(person.ids[other]))
        for kind, other in (("login", "email"), ("email", "login"), ("sis", "sid"), ("sid", "sis"))
        if person.ids.get(other)
    ]
    tries += [(kind, _id(person.student)) for kind in ("login", "sis", "sid", "email", "github")]
    tries += [("name", _name(name)) for name in (person.name, person.student) if name]
    return next((by_key[key] for key in tries if key[1] and key in by_key), ())


def _id(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().casefold()


def _name(value: str) -> str:
    """A name whichever way round it is written: `Lee, Ann` is `Ann Lee`.

    >>> _name("Lee, Ann") == _name("ann  lee")
    True
    """
    text = unicodedata.normalize("NFKC", value).casefold().strip()
    last, comma, first = text.partition(",")
    words = f"{first} {last}" if comma else text
    return " ".join(re.findall(r"[^\W_]+", words))
