"""Names of a submission's files: which are safe to lay out, which are junk, and their order.

Folders, archives and the roster share these rules. Touches no disk.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

CODE = (".py", ".ipynb")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")

_JUNK_FOLDERS = frozenset(
    ["__macosx", "__pycache__", "node_modules", "site-packages", "dist-packages", "venv"]
)
_JUNK_FILES = frozenset(["thumbs.db", "desktop.ini"])
_JUNK_SUFFIXES = (".pyc", ".pyo")

LONGEST_NAME = 255
"""Bytes of one part of a path: what most file systems can hold."""
LONGEST_PATH = 1000
"""Bytes of a whole relative path: leaves room for the folder it is laid out in."""


class BadPath(ValueError):
    """A path that is not laid out; the text completes "... was left out: "."""


def clean(raw: str, *, depth: int) -> str:
    """The relative POSIX path, in NFC, that a name found in a folder or an archive stands for.

    Args:
        raw: the name as found. `./` and doubled slashes are dropped.
        depth: the most parts it may have.

    Raises:
        BadPath: it is absolute, climbs, or cannot be laid out alike on every system.

    >>> clean("./hw//mlp.py", depth=9)
    'hw/mlp.py'
    """
    if len(raw) > LONGEST_PATH:
        raise BadPath("its name is too long")
    for character in raw:
        category = unicodedata.category(character)
        if category == "Cs":
            raise BadPath("its name is not valid UTF-8")
        if category in ("Cc", "Zl", "Zp") or unicodedata.bidirectional(character) in _TURNS:
            raise BadPath("its name has control characters")
    if "\\" in raw:
        raise BadPath("its name has a backslash")
    if raw.startswith("/"):
        raise BadPath("its path is absolute")
    if re.match(r"[A-Za-z]:", raw):
        raise BadPath("its path starts with a drive letter")
    parts = [part for part in unicodedata.normalize("NFC", raw).split("/") if part not in ("", ".")]
    if ".." in parts:
        raise BadPath("its path climbs out of the submission")
    if not parts:
        raise BadPath("it has no name")
    if len(parts) > depth:
        raise BadPath(f"its folders are nested more than {depth} deep")
    path = "/".join(parts)
    longest = max(len(part.encode()) for part in parts)
    if longest > LONGEST_NAME or len(path.encode()) > LONGEST_PATH:
        raise BadPath("its name is too long")
    return path


_TURNS = frozenset(["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])
"""Bidirectional classes of characters that turn the direction of text, so that names can lie."""


def is_junk(name: str, *, folder: bool) -> bool:
    """Whether one part of a path is what tools leave behind: skipped without a word."""
    if name.startswith("."):
        return True
    lowered = name.casefold()
    if folder:
        return lowered in _JUNK_FOLDERS
    return lowered in _JUNK_FILES or lowered.endswith(_JUNK_SUFFIXES)


def in_junk(path: str) -> bool:
    """Whether a path is junk or lies in a junk folder."""
    *folders, name = path.split("/")
    return is_junk(name, folder=False) or any(is_junk(part, folder=True) for part in folders)


def is_code(path: str) -> bool:
    """Whether a path names a Python file or a notebook."""
    return path.casefold().endswith(CODE)


def is_archive(path: str) -> bool:
    """Whether a path names an archive that can be unpacked."""
    return path.casefold().endswith(ARCHIVES)


def stem(name: str) -> str:
    """A file name without its ending; double endings of archives count as one.

    >>> stem("ann.lee.tar.gz"), stem("ann.py"), stem("ann")
    ('ann.lee', 'ann', 'ann')
    """
    lowered = name.casefold()
    for ending in sorted(ARCHIVES, key=len, reverse=True):
        if lowered.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    head, dot, _ = name.rpartition(".")
    return head if dot and head else name


def folders(path: str) -> Iterator[str]:
    """The folders that a path lies in, from the top.

    >>> list(folders("a/b/c.py"))
    ['a', 'a/b']
    """
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts `hw2` before `hw10` and does not care about capitals.

    >>> sorted(["hw10", "HW9", "hw2"], key=natural)
    ['hw2', 'HW9', 'hw10']
    """
    pieces = re.findall(r"[0-9]+|[^0-9]+", text)
    key = [(0, int(p), "") if "0" <= p[0] <= "9" else (1, 0, p.casefold()) for p in pieces]
    return (*key, (2, 0, text))


def show(name: str) -> str:
    """A name for a message: on one line, printable, at most 80 characters."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return text if len(text) <= 80 else f"{text[:40]}...{text[-36:]}"


def listing(names: Iterable[str], *, most: int = 3) -> str:
    """Some names for a sentence: the first few, then how many more.

    >>> listing(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    known = list(names)
    if len(known) > most + 1:
        return f"{', '.join(map(show, known[:most]))} and {len(known) - most} more"
    shown = [show(name) for name in known]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
