"""A message of the harness taken apart: its sentence, its labelled rows, and whatever else it says."""

from __future__ import annotations

from typing import Any

from reports import words
from reports.text import excerpt

LABELS = {
    "expected": "expected",
    "got": "got",
    "worst": "worst at",
    "allowed": "allowed",
    "slope": "slope",
    "meaning": "meaning",
    "measured": "measured",
    "allowed_limit": "limit",
}
"""Rows of a message by the name that they have in the evidence."""


def taken_apart(message: str) -> tuple[str, dict[str, str], str]:
    """A message of the harness as its sentence, its labelled rows and whatever else it says.

    Rows look as `grader.types.Mismatch.text` writes them: two spaces, a label, its value.
    """
    sentence, _, below = message.strip("\n").partition("\n")
    labels = {label: name for name, label in LABELS.items()} | {"hint": "hint", "replay": "replay"}
    stated: dict[str, str] = {}
    rest = []
    for line in below.split("\n"):
        label = next((k for k in labels if line.startswith(f"  {k} ")), None)
        if label is None or labels[label] in stated:
            rest.append(line)
        else:
            stated[labels[label]] = said(line[len(label) + 3 :].strip())
    return sentence, stated, "\n".join(rest).strip("\n")


def said(value: Any) -> str:
    """A fact as text: at most a paragraph, however long the value is."""
    return excerpt(value if isinstance(value, str) else words.number(value), lines=12)
