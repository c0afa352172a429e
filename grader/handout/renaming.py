"""Names of the starter as its notebook calls them, where two files define the same one."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping


def renamed(text: str, module: str, names: Mapping[str, str]) -> str:
    """The text of a module with its own names, and those it imports, as the notebook calls them."""
    owner = {
        alias.name: node.module
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for known, new in names.items():
        file, _, old = known.rpartition(".")
        if owner.get(old, module) == file:
            text = re.sub(rf"(?<![\w.]){re.escape(old)}\b", new, text)
    return text
