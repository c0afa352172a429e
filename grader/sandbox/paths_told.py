"""Takes the worker's folder out of texts that people read and results that are compared.

Python names files by their absolute path in warnings and errors. Inside, that path differs between
tiers and, in some, between workers: a student would not know it, and two gradings would differ.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from grader.worker import FOLDER


class PathsTold:
    """Knows where one worker laid out the submission.

    Args:
        folder: The worker's working directory before it read the submission, as it sees it.
    """

    def __init__(self, folder: str) -> None:
        self._laid_out = os.path.join(folder, FOLDER)

    def shorten(self, text: str) -> str:
        """The text with paths as the student handed them in: `mlp.py` for `/tmp/.../mlp.py`."""
        if self._laid_out not in text:
            return text
        return text.replace(self._laid_out + os.sep, "").replace(self._laid_out, ".")

    def shorten_message(self, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """An answer whose error text, if it has one, names paths like that."""
        text = answer.get("message")
        if answer.get("ok") is not False or type(text) is not str:
            return answer
        return {**answer, "message": self.shorten(text)}
