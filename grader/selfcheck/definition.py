"""Where the student wrote what a message is about: a wrong answer has no traceback to point at it.

Reads text only. The first line of a message says what was called: `W1 in grads of
TwoLayerNet(2, 3, 4).loss(X)`; of its words, the first that the work defines is meant.
"""

from __future__ import annotations

import ast
import re

from grader.source_text import bound_names
from grader.types import Module, Submission

_WORD = re.compile(r"[^\W\d]\w*")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def where_defined(message: str, submission: Submission) -> str:
    """The place, as a person reads it, of the definition that a message is about.

    Args:
        message: of a verdict; its first line counts.
        submission: the work.

    Returns:
        `basics.py, line 12` or `hw.ipynb, cell 7, line 3`; "" where nothing of it is named.
    """
    first = message.partition("\n")[0]
    words = _WORD.findall(first)
    for word in words:
        for module in submission.modules:
            if word in module.names and word not in module.imported:
                line = _line(module, word, words, first)
                if line:
                    return module.where(line)
    return ""


def _line(module: Module, name: str, words: list[str], message: str) -> int:
    """The line of the last definition of a name, or 0; of a class, that of the method that is named."""
    try:
        body = ast.parse(module.source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    found = [node for node in body if name in bound_names(node)]
    if not found:
        return 0
    node = found[-1]
    if isinstance(node, ast.ClassDef):
        methods = {each.name: each.lineno for each in node.body if isinstance(each, _Function)}
        return next((methods[word] for word in words if word in methods), node.lineno)
    quoted = message.replace("'", '"')
    entries = (_entry(each, quoted) for each in reversed(found))
    return next(filter(None, entries), node.lineno)


def _entry(node: ast.stmt, message: str) -> int:
    """The line on which a statement sets what a message names in quotation marks, or 0.

    `answers = {"a": 1}` and `answers["a"] = 1` both do.
    """
    value = getattr(node, "value", None)
    keys = list(value.keys) if isinstance(value, ast.Dict) else []
    keys += [t.slice for t in getattr(node, "targets", ()) if isinstance(t, ast.Subscript)]
    for key in reversed(keys):
        told = key.value if isinstance(key, ast.Constant) else None
        if key and isinstance(told, str) and f'"{told}"' in message:
            return key.lineno
    return 0
