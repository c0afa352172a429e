"""What a marker reads of an answer: the text with its formulas, and what else the check kept.

Everything of a student passes through `reports.markdown` or `reports.text` and is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.markdown import COLUMNS, LINES, LONGEST, markdown
from reports.text import clean, excerpt, shorten

_AS_TYPED = 200_000
"""Characters that are shown of the longest text; what is longer is no answer."""
_ROWS = {
    "what": "asked",
    "expected": "expected",
    "got": "got",
    "worst": "worst at",
    "allowed": "allowed",
    "slope": "slope",
    "meaning": "meaning",
    "measured": "measured",
    "allowed_limit": "limit",
}
_WAITS = "Waits for a person."


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer as the page shows it; plain texts are cleaned and escaped by the template."""

    typeset: str
    """Markup; empty where nothing was written."""
    typed: str
    """The same as it was typed."""
    cut: bool
    """Whether the typeset form leaves something out."""
    message: str
    rows: tuple[tuple[str, str], ...]
    exception: str
    frames: tuple[tuple[str, str], ...]
    """(place, code) of the student's own lines."""
    output: str
    traceback: str
    """Of a broken check: where it broke on our side."""


def reading(verdict: Mapping[str, Any]) -> Reading:
    """What a person reads to mark a verdict.

    Args:
        verdict: as the machine judged it. Hidden checks are shown whole: this page is the
            instructor's.
    """
    evidence: Mapping[str, Any] = verdict.get("evidence") or {}
    text = str(evidence.get("text") or "")
    lines = text.split("\n")
    message = str(verdict.get("message") or "")
    return Reading(
        typeset=str(markdown(text)) if text.strip() else "",
        typed=clean(shorten(text, _AS_TYPED)),
        cut=len(text) > LONGEST or len(lines) > LINES or max(map(len, lines)) > COLUMNS,
        message="" if message == _WAITS else clean(excerpt(message, lines=60, columns=2000)),
        rows=tuple(
            (label, clean(excerpt(str(evidence[name]), lines=40)))
            for name, label in _ROWS.items()
            if isinstance(evidence.get(name), str | int | float) and str(evidence[name])
        ),
        exception=_exception(evidence.get("exception")),
        frames=_frames(evidence.get("frames")),
        output=clean(excerpt(str(evidence.get("output") or ""), lines=200)),
        traceback=clean(excerpt(str(evidence.get("traceback") or ""), lines=80)),
    )


def _exception(fault: Any) -> str:
    if not isinstance(fault, Mapping):
        return ""
    parts = (str(fault.get(k) or "") for k in ("type", "message"))
    return clean(excerpt(": ".join(p for p in parts if p), lines=20))


def _frames(frames: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(frames, list | tuple):
        return ()
    return tuple(
        (clean(shorten(str(f.get("where")), 200)), clean(shorten(str(f.get("code")), 300)))
        for f in frames[-12:]
        if isinstance(f, Mapping)
    )
