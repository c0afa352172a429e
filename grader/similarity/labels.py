"""What the students of a comparison are called: by their names, or by codes that tell nobody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from grader.similarity.material import Owner
from grader.types import safe_name

_SHORTEST = 3
"""Letters of a name, or of a part of one, that is looked for in texts."""


class Labels:
    """Names and links of all owners.

    Args:
        owners: in order.
        names: False gives codes (`A07`) instead. They follow no order of names, and are the same
            whenever the same class is compared.
    """

    def __init__(self, owners: Sequence[Owner], *, names: bool) -> None:
        self._owners = owners
        self._names = names
        secret = sorted(
            range(len(owners)),
            key=lambda n: hashlib.sha256("\0".join(owners[n].students).encode()).digest(),
        )
        digits = len(str(max(1, len(owners))))
        self._rank = {owner: n for n, owner in enumerate(secret)}
        self._codes = {owner: f"A{n:0{digits}}" for n, owner in enumerate(secret, 1)}
        self._aliases: dict[int, re.Pattern[str] | None] = {}

    def order(self, owners: Sequence[int]) -> list[int]:
        """Owners in the order of their names, or of their codes, which tells nothing of names."""
        return sorted(owners, key=lambda o: (0, o) if self._names else (self._rank[o], o))

    def who(self, owner: int) -> dict[str, Any]:
        """An owner as data: `name`, and with names also `students` and `pages`."""
        if not self._names:
            return {"name": self._codes[owner], "students": [], "pages": []}
        found = self._owners[owner]
        return {
            "name": " and ".join(found.names),
            "students": list(found.students),
            "pages": [f"reports/{safe_name(s)}.html" for s in found.students],
        }

    def clean(self, text: str, owners: Sequence[int]) -> str:
        """A text of these owners; without names, their names in it are codes as well."""
        if not self._names:
            for owner in owners:
                pattern = self._pattern(owner)
                if pattern is not None:
                    text = pattern.sub(self._codes[owner], text)
        return text

    def _pattern(self, owner: int) -> re.Pattern[str] | None:
        """What finds an owner's names in a text: whole words, whatever their capitals."""
        if owner not in self._aliases:
            words = {
                word
                for alias in self._owners[owner].aliases
                for word in (alias, alias.partition("@")[0], *re.split(r"[\W_]+", alias))
                if len(word) >= _SHORTEST
            }
            any_of = "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))
            self._aliases[owner] = (
                re.compile(rf"(?<![^\W_])(?:{any_of})(?![^\W_])", re.IGNORECASE) if words else None
            )
        return self._aliases[owner]
