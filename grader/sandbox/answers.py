"""Whether a message is the answer to the question that was asked. Imports nothing of the project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_answer(message: Mapping[str, Any], question: Mapping[str, Any]) -> bool:
    """Whether `message` has the question's number and says how it ended.

    >>> is_answer({"id": 7, "ok": True, "value": None}, {"id": 7})
    True
    >>> is_answer({"id": True, "ok": True, "value": None}, {"id": 1})
    False
    """
    number = message.get("id")
    return (
        type(number) is type(question.get("id"))  # True == 1 == 1.0
        and number == question.get("id")
        and type(message.get("ok")) is bool
    )
