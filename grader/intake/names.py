"""Names of people: made readable, compared, and made into the keys that results are kept under."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Sequence

_JOINERS = "\u200c\u200d"
"""Invisible, but part of how some scripts are written."""
_LONGEST = 120


def readable(raw: str) -> str:
    """A name in NFC in which nothing is hidden: what cannot be seen is written out.

    >>> readable("Ann\\nLee"), readable("eve\\u202egpj.py")
    ('Ann\\\\nLee', 'eve\\\\u202egpj.py')
    """
    text = os.fsencode(raw).decode("utf-8", "backslashreplace") if _is_undecoded(raw) else raw
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in _JOINERS else c.encode("unicode_escape").decode() for c in text
    )


def _is_undecoded(raw: str) -> bool:
    """Whether a name of the disk was no Unicode: Python keeps such bytes as lone surrogates."""
    return any("\udc80" <= c <= "\udcff" for c in raw)


def spaced(name: str) -> str:
    """A name on one line with single spaces, nothing hidden."""
    return readable(" ".join(unicodedata.normalize("NFC", name).split()))


def folded(name: str) -> str:
    """A name as it is compared: capitals, Unicode forms and spaces do not count.

    >>> folded("Ann  LEE") == folded("ann lee")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def squeezed(name: str) -> str:
    """A name without anything but letters and digits, as Canvas writes it into file names.

    >>> squeezed("O'Brien-Lee, Ann")
    'obrienleeann'
    """
    return "".join(c for c in folded(name) if c.isalnum() or unicodedata.combining(c))


def keys(known: Sequence[tuple[str, str]]) -> list[str]:
    """One key for each person: the name where it is the only one of its kind, else with the id.

    Args:
        known: name (may be empty) and id of each; the ids differ.

    >>> keys([("Ann Lee", "7"), ("Bob", "8"), ("ann lee", "9"), ("", "4")])
    ['Ann Lee_7', 'Bob', 'ann lee_9', '4']
    """
    names = [_shortened(spaced(name)) for name, _ in known]
    full = [
        _shortened(spaced(f"{name}_{own}" if name else own))
        for name, (_, own) in zip(names, known, strict=True)
    ]
    found = [name or own for name, own in zip(names, full, strict=True)]
    while True:  # an id put behind one name may make it another's
        times = Counter(folded(key) for key in found)
        better = [
            own if times[folded(key)] > 1 else key for key, own in zip(found, full, strict=True)
        ]
        if better == found:
            return found
        found = better


def _shortened(name: str) -> str:
    """A name of at most 120 characters; long ones keep a digest, so that they stay different."""
    if len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[:100]}~{digest}"
