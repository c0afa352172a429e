"""The page of a comparison, for the instructor: who has much in common, with the evidence.

It asks and never accuses. Everything on it that a student wrote is untrusted text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from reports import words
from reports.render import page
from reports.text import clean, one_line

_OPEN = 3
"""Pairs whose passages are shown without a click."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A student or a group on the page."""

    name: str
    links: tuple[tuple[str, str], ...]
    """Text and address of each member's page; empty without names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a passage."""

    number: int
    text: str
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One half of a passage."""

    name: str
    where: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Two pieces beside each other."""

    title: str
    rarity: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A wrong number that both gave."""

    title: str
    check: str
    got: str
    who: str
    explained: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment that both have."""

    text: str
    places: tuple[str, ...]
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two with much in common."""

    anchor: str
    who: tuple[Who, ...]
    weight: str
    facts: tuple[str, ...]
    numbers: tuple[Number, ...]
    numbers_more: int
    remarks: tuple[Remark, ...]
    remarks_more: int
    passages: tuple[Passage, ...]
    passages_more: int
    open: bool


def similarity_page(data: Mapping[str, Any]) -> str:
    """The self-contained `similarity.html` of a batch.

    Args:
        data: What stands in `similarity.json`; docs/similarity.md describes it.
    """
    pairs = tuple(_pair(number, pair) for number, pair in enumerate(data["pairs"], 1))
    return page(
        "similarity.html.j2",
        title=one_line(data["title"], 300),
        names=data["names"],
        compared=data["compared"],
        found=data["found"],
        least=_percent(data["least"]),
        handout=data["handout"],
        pairs=pairs,
        groups=tuple(_group(group) for group in data["groups"]),
        common=tuple((one_line(c["line"], 120), c["students"]) for c in data["common"]),
        too_little=tuple(one_line(name, 120) for name in data["too_little"]),
        unread=tuple(
            (one_line(u["name"], 120), one_line(u["reason"], 400)) for u in data["unread"]
        ),
    )


def _who(raw: Mapping[str, Any]) -> Who:
    return Who(
        name=one_line(raw["name"], 120),
        links=tuple(
            (one_line(student, 120), quote(address, errors="replace"))
            for student, address in zip(raw["students"], raw["pages"], strict=True)
        ),
    )


def _group(raw: Mapping[str, Any]) -> tuple[tuple[Who, ...], str]:
    """The members, and how many of their pairs are listed."""
    complete = raw["pairs"] == raw["of"]
    listed = "every two" if complete else f"{raw['pairs']} of their {raw['of']} pairs"
    return tuple(_who(who) for who in raw["who"]), listed


def _pair(number: int, raw: Mapping[str, Any]) -> Pair:
    who = tuple(_who(one) for one in raw["who"])
    names = tuple(one.name for one in who)
    return Pair(
        anchor=f"pair-{number}",
        who=who,
        weight=f"{raw['weight']:.1f}",
        facts=_facts(raw),
        numbers=tuple(_number(one) for one in raw["numbers"]),
        numbers_more=raw["numbers_more"],
        remarks=tuple(
            Remark(
                text=one_line(one["text"], 400),
                places=tuple(one_line(place, 160) for place in one["places"]),
                who=_only(one["students"]),
            )
            for one in raw["remarks"]
        ),
        remarks_more=raw["remarks_more"],
        passages=tuple(_passage(one, names) for one in raw["passages"]),
        passages_more=raw["passages_more"],
        open=number <= _OPEN,
    )


def _facts(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """What the two have in common, a sentence each."""
    out = []
    if raw["same_files"]:
        out.append("The files are the same, byte for byte.")
    if raw["code"]["share"] >= 0.005:
        out.append(f"{_percent(raw['code']['share'])} of the smaller program stands in the other.")
    if raw["text"]["share"] >= 0.005:
        share = _percent(raw["text"]["share"])
        out.append(f"{share} of the shorter written answers stands in the other's.")
    if raw["numbers"]:
        checks = len(raw["numbers"]) + raw["numbers_more"]
        known = sum(bool(one["explained"]) for one in raw["numbers"])
        why = f"; a known mistake explains {known} of them" if known else ""
        out.append(f"The same wrong numbers in {words.count(checks, 'check')}{why}.")
    if raw["remarks"]:
        many = len(raw["remarks"]) + raw["remarks_more"]
        out.append(f"{words.count(many, 'comment is', 'comments are')} the same, word for word.")
    return tuple(out)


def _number(raw: Mapping[str, Any]) -> Number:
    return Number(
        title=one_line(raw["title"], 300),
        check=one_line(raw["check"]),
        got=one_line(raw["got"], 160),
        who=f"{raw['students']} of {raw['of']}",
        explained=one_line(raw["explained"], 400),
    )


def _passage(raw: Mapping[str, Any], names: Sequence[str]) -> Passage:
    kind = f"Answer to {one_line(raw['item'], 60)}" if raw["kind"] == "text" else "Code"
    return Passage(
        title=f"{kind}, {raw['likeness']} % alike",
        rarity=_besides(raw["others"]),
        sides=tuple(
            Side(
                name=name,
                where=one_line(side["where"], 160),
                lines=_lines(side["lines"]),
                more=side["more"],
            )
            for name, side in zip(names, raw["sides"], strict=True)
        ),
    )


def _lines(raw: Sequence[Sequence[Any]]) -> tuple[Line, ...]:
    """The lines of a passage without the indentation that all of them have."""
    texts = [clean(text).expandtabs(4).rstrip() for _, text, _ in raw]
    indents = [len(text) - len(text.lstrip(" ")) for text in texts if text]
    first = min(indents, default=0)
    return tuple(
        Line(number=number, text=text[first:], same=same)
        for (number, _, same), text in zip(raw, texts, strict=True)
    )


def _besides(others: int) -> str:
    """How many more have such a piece."""
    if not others:
        return "nobody else has it like this"
    return f"{words.count(others, 'other has', 'others have')} it as well"


def _only(students: int) -> str:
    return "only these two" if students == 2 else f"{students} in the class"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
