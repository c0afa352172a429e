"""Codes in place of names: the same for a student in every export of a batch, and in no other.

A code comes from the student's key and a secret that stays in the batch's folder. Whoever has the
secret or a key file can tell who is who; nobody else can, not even by trying all names.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from grader.atomic import write_atomically
from grader.errors import UsageError
from grader.exports.csv import rows_of
from grader.exports.roll import Row

_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""Nothing that reads like a word, and no two that look alike."""

SECRET = "codes.secret"


def secret_of(out: Path) -> bytes:
    """The secret of a batch; made when there is none yet.

    Raises:
        UsageError: it cannot be read or written, or is damaged.
    """
    path = out / SECRET
    try:
        if not path.exists():
            _make(path)
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except OSError as error:
        raise UsageError(f"{path} cannot be read or written: {error.strerror}.") from None
    except ValueError:
        secret = b""
    if len(secret) < 16:
        raise UsageError(
            f"{path} is damaged: put back the old one, or remove it to draw new codes, which no "
            "older key file fits."
        )
    return secret


def _make(path: Path) -> None:
    """Writes a new secret, unless another process was faster: then theirs stays."""
    drawn = path.with_name(f"{SECRET}.{os.getpid()}")
    write_atomically(drawn, [(secrets.token_hex(32) + "\n").encode()])
    try:
        os.link(drawn, path)
    except FileExistsError:
        pass
    finally:
        drawn.unlink()


def codes_of(students: Iterable[str], secret: bytes) -> dict[str, str]:
    """Student -> code. Two students never share one.

    >>> codes_of(["ann"], b"secret")["ann"] == codes_of(["bo", "ann"], b"secret")["ann"]
    True
    """
    known = list(dict.fromkeys(students))
    codes = {student: _code(student, secret, 8) for student in known}
    if len(set(codes.values())) < len(known):
        codes = {student: _code(student, secret, 24) for student in known}
    return codes


def _code(student: str, secret: bytes, length: int) -> str:
    name = student.encode("utf-8", "surrogatepass")
    number = int.from_bytes(hmac.new(secret, name, hashlib.sha256).digest())
    letters = ""
    for _ in range(length):
        number, letter = divmod(number, len(_LETTERS))
        letters += _LETTERS[letter]
    return f"s-{letters}"


def key_file(rows: Sequence[Row], codes: Mapping[str, str]) -> bytes:
    """Who is behind each code, as CSV: for whoever may know."""
    kinds = sorted({kind for row in rows for kind in row.ids})
    cells = [["code", "student", "name", *kinds]]
    cells += [
        [codes[row.student], row.student, row.name, *(row.ids.get(kind, "") for kind in kinds)]
        for row in rows
    ]
    return rows_of(cells)
