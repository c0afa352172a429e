"""Submissions cut into pieces that can stand in another order: functions, cells, written answers.

A piece is a row of letters, one for each token or word, so that a library for texts compares it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.similarity.tokens import Code, Token, read_code, words_of
from grader.types import Module

LEAST_TOKENS = 15
"""Shorter pieces of code say nothing: `return np.maximum(0, x)`."""

LEAST_WORDS = 25
MOST_TOKENS = 300
"""Longer pieces are cut, so that a script without functions is more than one piece."""

GRAM = 10
"""Tokens in a row that are the handout's wherever they stand."""

GRAM_OF_WORDS = 5

_OPENS = re.compile(r"[ \t]*(?:async[ \t]+)?(?:def|class)\b")
_DECORATES = re.compile(r"[ \t]*@")
_TOP = re.compile(r"[^\s#)\]}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a submission."""

    pool: str
    """What it may be compared with: "code", or "text " and the item id."""
    module: Module | None
    """Where it stands; None for a written answer."""
    tokens: tuple[Token, ...]
    """What is compared: the student's own tokens or words, each with its line."""
    letters: str
    """One character for each token."""
    lines: tuple[int, int]
    """First and last line, from 1."""

    @property
    def item(self) -> str:
        """The question that a written answer answers; "" for code."""
        return self.pool.partition(" ")[2]


class Alphabet:
    """Gives every kind of token or word a letter of its own, in the order in which they come."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def spell(self, kinds: Iterable[str]) -> str:
        """The kinds as one text."""
        return "".join([self._letters.get(k) or self._new(k) for k in kinds])

    def _new(self, kind: str) -> str:
        code = 0x100 + len(self._letters)
        letter = chr(code if code < 0xD800 else code + 0x800)  # no halves of characters
        return self._letters.setdefault(kind, letter)


@dataclass(frozen=True, slots=True)
class Given:
    """What the handout gives to everybody: it says nothing about anybody."""

    names: frozenset[str] = frozenset()
    """Of functions and classes: they stay as they are, everybody has to use them."""
    code: frozenset[tuple[str, ...]] = frozenset()
    words: frozenset[tuple[str, ...]] = frozenset()
    remarks: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, modules: Iterable[Module], texts: Iterable[str]) -> Given:
        """What stands in the handout's files and in its texts."""
        modules = list(modules)
        names = frozenset(
            name for m in modules for name in re.findall(r"\b(?:def|class)\s+(\w+)", m.source)
        )
        read = [read_code(m.source, names) for m in modules]
        return cls(
            names=names,
            code=frozenset(g for c in read for g in _grams([t.kind for t in c.tokens], GRAM)),
            words=frozenset(g for t in texts for g in _grams(words_of(t), GRAM_OF_WORDS)),
            remarks=frozenset(r.words for c in read for r in c.remarks),
        )


def code_blocks(module: Module, code: Code, given: Given, alphabet: Alphabet) -> list[Block]:
    """The functions, classes and other pieces of a module, without what the handout gives."""
    own = _without(code.tokens, given.code, GRAM)
    firsts = _first_lines(module)
    lines = [t.line for t in own]
    edges = [*(bisect_left(lines, first) for first in firsts), len(own)]
    return [
        _block("code", module, own[at : min(at + MOST_TOKENS, stop)], alphabet)
        for start, stop in itertools.pairwise(edges)
        for at in range(start, stop, MOST_TOKENS)
        if min(at + MOST_TOKENS, stop) - at >= LEAST_TOKENS
    ]


def text_block(item: str, text: str, given: Given, alphabet: Alphabet) -> Block | None:
    """A written answer as words; None when it is too short to say anything."""
    words = [Token(w, n) for n, row in enumerate(text.split("\n"), 1) for w in words_of(row)]
    own = _without(words, given.words, GRAM_OF_WORDS)
    return _block(f"text {item}", None, own, alphabet) if len(own) >= LEAST_WORDS else None


def _block(pool: str, module: Module | None, tokens: Sequence[Token], alphabet: Alphabet) -> Block:
    letters = alphabet.spell(t.kind for t in tokens)
    lines = (tokens[0].line, tokens[-1].line)
    return Block(pool=pool, module=module, tokens=tuple(tokens), letters=letters, lines=lines)


def _without(
    tokens: Sequence[Token], given: Collection[tuple[str, ...]], length: int
) -> tuple[Token, ...]:
    """The tokens that belong to no row of that length that the handout has, too."""
    if not given:
        return tuple(tokens)
    covered = [False] * len(tokens)
    for at, gram in enumerate(_grams([t.kind for t in tokens], length)):
        if gram in given:
            covered[at : at + length] = [True] * length
    return tuple(t for t, gone in zip(tokens, covered, strict=True) if not gone)


def _grams(kinds: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(kinds[at : at + length]) for at in range(len(kinds) - length + 1))


def _first_lines(module: Module) -> list[int]:
    """First lines of the pieces of a module, ascending; the first one is 1."""
    cells = {first for _, first in module.cells or ()}
    found = {1} | cells
    inside = False
    decorated = 0
    for number, row in enumerate(module.source.split("\n"), 1):
        if number in cells:
            inside = False
        if _DECORATES.match(row):
            decorated = decorated or number
        elif _OPENS.match(row):
            found.add(decorated or number)
            inside, decorated = True, 0
        else:
            decorated = 0
            if inside and _TOP.match(row):
                found.add(number)
                inside = False
    return sorted(found)
