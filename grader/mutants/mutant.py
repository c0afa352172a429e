"""What a mutant is: a right solution with one small mistake made by machine. Imports nothing of
the project."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

MODULE = "<module>"
"""Stands for the function where there is none: a constant of the module itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A whole module with one place changed."""

    file: str
    function: str
    """Qualified name, `TwoLayerNet.loss`; of a class body the class; else `<module>`."""
    line: int
    """Where the change begins in the original text, counted from 1."""
    family: str
    change: str
    """One line: `np.sum(d, axis=0) -> np.sum(d, axis=1)`."""
    source: str
    """The mutated module; formatting and comments are those of the original."""
    diff: str
    """Unified, one line of context."""
    key: str
    """`basics.py:residual_block:3fa2c1`; the same as long as the changed statement is the same."""


class Keys:
    """Gives each mutant of a file its key, which does not depend on other functions of the file.

    A key is a digest of the statement before and after the change. Equal statements in one
    function are told apart by counting them.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._seen: dict[tuple[str, ...], int] = {}
        self._given: set[str] = set()

    def key(self, *, function: str, family: str, before: str, after: str) -> str:
        """The next key.

        Args:
            function: qualified name.
            family: of the mutant.
            before: the changed statement, normalised.
            after: the same statement with the change.
        """
        content = (function, family, before, after)
        ordinal = self._seen.get(content, 0)
        self._seen[content] = ordinal + 1
        rehash = 0
        while True:  # six digits may collide; the second one of a function is hashed once more
            text = "\0".join((*content, str(ordinal), str(rehash)))
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
            key = f"{self._file}:{function}:{digest}"
            if key not in self._given:
                self._given.add(key)
                return key
            rehash += 1
