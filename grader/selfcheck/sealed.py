"""Sentences of misconceptions that only the same wrong answer opens.

A handout has to name the mistakes that grading names, and must not give them away. So the numbers
that a misconception answers are the key to the sentence about it (`grader/selfcheck/sketch.py`
says how a key can do without last digits). They are sealed together with the sentence, and what
was opened is judged by `matching` as in grading.
`docs/decisions/0012-sealed-sentences.md` says what this hides and what it does not.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader import wire
from grader.compare.judged import Judged
from grader.diagnose import Diagnosis, WrongAnswer, diagnosed, matching
from grader.engine import End
from grader.selfcheck.sketch import DRAWS, SHOWN, Question, Sketch, chosen, rounded
from grader.types import Check

Entry = Mapping[str, Any]
"""One sealed sentence, as plain data for the wire."""

KEPT = 4096
"""Entries of an answer that are sealed with its sentence, at most."""
ROUNDS = 2000
"""Iterations of PBKDF2 for each try: half a millisecond (docs/decisions/0012)."""
_FINE = 2.0**16
"""Parts of a cell to which the sealed answer is rounded: last digits are another machine's."""
_BLOCK = 512
"""Texts are filled up to whole blocks, so that their length says little."""
_UNREADABLE = (wire.WireError, KeyError, TypeError, ValueError)


class SealedDiagnoser:
    """Adds diagnoses to verdicts where only sealed ones are at hand.

    Plugs into `engine.Context.diagnose` like `grader.diagnose.Diagnoser`, and says the same.

    Args:
        entries: Check id -> what `seal` gave for it, in the order of the misconceptions.
    """

    def __init__(self, entries: Mapping[str, Sequence[Entry]]) -> None:
        self._entries = entries

    def __call__(self, check: Check, end: End) -> End:
        """The end with its verdict's `diagnosis`, and `diagnoses` in its evidence, if any fits."""
        return diagnosed(check, end, self._match)

    def _match(self, check: Check, culprit: Judged) -> tuple[Diagnosis, ...]:
        return opened(check.id, culprit, self._entries.get(check.id, ()))


def seal(check: str, answer: WrongAnswer) -> dict[str, Any] | None:
    """Locks what is said about a wrong answer with that answer.

    Args:
        check: Id of the check that judged it.
        answer: Of a misconception.

    Returns:
        An entry for `opened`; the same input gives the same bytes. None when it cannot be sealed:
        the right answer would open it, `matching` could never name it (no finite number, nan in
        the truth), or its numbers are too large.
    """
    judged = answer.judged
    if judged.kind != "interval" and np.isnan(judged.expected).any():
        return None
    question = Question(check, judged)
    sketch = question.sketch()
    secret = None if sketch is None else question.secret(sketch)
    if sketch is None or secret is None:
        return None
    key = _Key(secret)
    # As many for a small answer: its size is nobody's business.
    offsets = key.stream(b"unused offsets", SHOWN)
    offsets[: len(sketch.offsets)] = sketch.offsets
    whole = replace(sketch, offsets=offsets)
    tag, text = key.locked(whole.as_bytes(), _text(check, answer, sketch.cell))
    return {
        "cell": sketch.cell,
        "draw": sketch.draw,
        "offsets": offsets,
        "tag": tag,
        "text": text,
    }


def opened(check: str, culprit: Judged, entries: Sequence[Entry]) -> tuple[Diagnosis, ...]:
    """The misconceptions that answer the same as the student where the check failed.

    Args:
        check: Id of the check that failed.
        culprit: The comparison that failed.
        entries: What `seal` gave for this check. A damaged one counts as none.

    Returns:
        Those that fit; none when more than `MOST_NAMED` do, as `matching` has it.
    """
    question = Question(check, culprit)
    answers = [_open(question, entry) for entry in entries]
    return matching(culprit, [answer for answer in answers if answer is not None])


def _open(question: Question, entry: Any) -> WrongAnswer | None:
    """The wrong answer behind an entry, if this one is its key."""
    if not _well_formed(entry):
        return None
    sketch = Sketch(cell=entry["cell"], draw=entry["draw"], offsets=entry["offsets"])
    secret = question.secret(sketch)
    if secret is None:
        return None
    text = _Key(secret).unlocked(sketch.as_bytes(), entry["tag"], entry["text"])
    if text is None:
        return None
    try:
        return _read(question, text)
    except _UNREADABLE:  # sealed by another version
        return None


def _well_formed(entry: Any) -> bool:
    if not isinstance(entry, Mapping):
        return False
    cell, draw, offsets = entry.get("cell"), entry.get("draw"), entry.get("offsets")
    return (
        type(cell) is float
        and 0.0 <= cell < math.inf
        and type(draw) is int
        and 0 <= draw < DRAWS
        and type(offsets) is np.ndarray
        and offsets.dtype == np.uint8
        and offsets.shape == (SHOWN,)
        and type(entry.get("text")) is bytes
        and type(entry.get("tag")) is bytes
    )


class _Key:
    """What one secret encrypts and vouches for.

    Two misconceptions that answer the same have the same key, and nothing here may be random. So
    the tag of a text also starts its stream (synthetic IV: Rogaway and Shrimpton, A provable-
    security treatment of the key-wrap problem, EUROCRYPT 2006): other texts get other streams.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.pbkdf2_hmac("sha256", secret, b"deep-grader: sealed sentence", ROUNDS)

    def stream(self, purpose: bytes, size: int) -> np.ndarray:
        """`size` bytes that look like chance to whoever lacks the secret. Writable; uint8."""
        drawn = hashlib.shake_256(self._key + purpose).digest(size)
        return np.frombuffer(bytearray(drawn), np.uint8)

    def locked(self, beside: bytes, text: bytes) -> tuple[bytes, bytes]:
        """The tag, which vouches for what stands beside the text as well, and the text encrypted."""
        tag = hmac.digest(self._key, beside + text, "sha256")
        return tag, self._crossed(tag, text)

    def unlocked(self, beside: bytes, tag: bytes, text: bytes) -> bytes | None:
        """The text; None where this key, or anything beside it, is another one."""
        plain = self._crossed(tag, text)
        right = hmac.digest(self._key, beside + plain, "sha256")
        return plain if hmac.compare_digest(right, tag) else None

    def _crossed(self, tag: bytes, text: bytes) -> bytes:
        return (np.frombuffer(text, np.uint8) ^ self.stream(tag, len(text))).tobytes()


def _text(check: str, answer: WrongAnswer, cell: float) -> bytes:
    """What is locked: id, sentence, the wrong answer, and some of the right one for its question."""
    got = answer.judged.got.ravel()
    message = {
        "id": answer.misconception,
        "sentence": answer.sentence,
        "got": rounded(got[chosen(check, got.size, 0, KEPT)], cell / _FINE),
        "expected": _sample(check, answer.judged.expected),
    }
    text = b"".join(bytes(buffer) for buffer in wire.encode(message))
    return text + bytes(-len(text) % _BLOCK)


def _read(question: Question, text: bytes) -> WrongAnswer | None:
    """The wrong answer as if it had been judged beside the student's; None on other inputs."""
    header, body = wire.parse_prefix(text[: wire.PREFIX_SIZE])
    text = text[wire.PREFIX_SIZE :]
    message = wire.decode(text[:header], text[header : header + body])
    judged = question.judged
    if judged.kind != "interval" and not _as_expected(question, message["expected"]):
        return None
    got = judged.got.flatten()  # what was not kept is taken as agreeing
    got[chosen(question.check, got.size, 0, KEPT)] = message["got"]
    return WrongAnswer(
        misconception=message["id"],
        sentence=message["sentence"],
        judged=replace(judged, got=got.reshape(judged.got.shape)),
    )


def _as_expected(question: Question, theirs: np.ndarray) -> bool:
    """Whether the right answer is the misconception's, up to what another machine computes."""
    ours = _sample(question.check, question.judged.expected)
    with np.errstate(invalid="ignore"):  # inf - inf
        return bool(((ours == theirs) | (np.abs(ours - theirs) < 2.5 * _last_digit(ours))).all())


def _sample(check: str, expected: np.ndarray) -> np.ndarray:
    """Some of the right answer without its last digits; (at most SHOWN,)."""
    some = expected.ravel()[chosen(check, expected.size, 0, SHOWN)]
    return rounded(some, _last_digit(some))


def _last_digit(values: np.ndarray) -> float:
    """A power of two, about 1e-10 of the largest: whole numbers below 10^10 stay as they are."""
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    return math.ldexp(1.0, math.frexp(largest)[1] - 34) if largest else 0.0
