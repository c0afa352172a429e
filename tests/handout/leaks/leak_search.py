"""The search itself: which secrets stand where in a handout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
from erased_formulas import formulas
from handout_contents import Text, numbers, patterns
from handout_secrets import PIECE, Secret, squeezed

PROGRAM_LINE = 45
"""Characters of a line of code, spaces left out, from which on it counts in the program's own files."""
_NAME = re.compile(r"[\w.\[\]-]+")


def found(secrets: Iterable[Secret], texts: Iterable[Text]) -> list[str]:
    """A line for each secret in each text."""
    secrets = list(secrets)
    names = {s.text: s for s in secrets if s.exact}
    plain = [s for s in secrets if not s.exact]
    hits = []
    for place, text in texts:
        whole = squeezed(text)
        said = {w.strip(".-") for w in _NAME.findall(whole)}
        said |= {part for word in said for part in re.findall(r"\w+", word)} | {whole}
        spaced = {n for n in names if " " in n and re.search(rf"\b{re.escape(n)}\b", whole)}
        least = 10 if ".whl: grader/" in place else 1  # shorter ones are words of everyday code
        there = {n for n in (said & set(names)) | spaced if len(n) >= least}
        there -= {n for n in there if n.isalpha() and n != whole}  # `sign` is a word of English
        hits += [(place, names[name]) for name in sorted(there)]
        program = ".whl: grader/" in place
        hits += [
            (place, secret)
            for secret in plain
            if secret.text in whole and not (program and _everyday(secret))
        ]
    return [f"{place}: {secret.kind}: {secret.text}" for place, secret in dict.fromkeys(hits)]


def _everyday(secret: Secret) -> bool:
    """Whether the program may say the same: `rng = np.random.default_rng(0)`."""
    code = secret.kind.endswith(("line", "solution", "reference"))
    return code and len(secret.text.replace(" ", "")) < PROGRAM_LINE


def pieces_found(
    sentences: Iterable[str], texts: Iterable[Text], known: str, size: int = PIECE
) -> list[str]:
    """Pieces of sentences that stand in a text; what is known anyway does not count."""
    public = set(_pieces(known, size))
    wanted = {p: s for s in sentences for p in _pieces(squeezed(s), size) if p not in public}
    hits = []
    for place, text in texts:
        for piece in sorted(wanted.keys() & set(_pieces(squeezed(text), size))):
            hits.append(f"{place}: piece of a sentence: {piece} ({wanted[piece]})")
    return hits


def _pieces(text: str, size: int) -> Iterable[str]:
    """Everything of that many characters that begins with a word."""
    return (
        text[m.start() : m.start() + size]
        for m in re.finditer(r"\S+", text)
        if len(text) - m.start() >= size
    )


def formulas_found(sources: Iterable[str], files: Mapping[str, bytes]) -> list[str]:
    """Formulas of right answers in the check files, whatever their variables are called."""
    wanted: dict[str, str] = {}
    for source in sources:
        wanted = formulas(source) | wanted
    hits = []
    for path, data in files.items():
        if path.startswith("checks/") and path.endswith(".py"):
            for shape, text in formulas(data.decode()).items():
                if shape in wanted:
                    hits.append(f"{path}: {text}  <- {wanted[shape]}")
    return hits


def numbers_found(wrong: np.ndarray, files: Mapping[str, bytes]) -> list[float]:
    """Wrong answers that can be read in the record: as numbers to nine digits, or as 8 bytes."""
    from handout_built import near

    as_numbers = near(np.abs(wrong), np.abs(numbers(files)))
    as_bytes = np.isin(wrong.astype("<f8").view("<u8"), patterns(files))
    return wrong[as_numbers | as_bytes].tolist()
