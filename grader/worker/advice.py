"""What an exception of student code means where it is graded, and what to do about it.

Many programs fail here for a reason that has nothing to do with their mathematics: nobody types an
answer, a path belongs to another computer, a name is of Python 2. The clause that says so is added
to the exception's own message. Runs beside student code and imports nothing of the project.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_HERE = "where this is graded"

COMMON_IMPORTS: Mapping[str, str] = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "plt": "import matplotlib.pyplot as plt",
    "torch": "import torch",
    "nn": "import torch.nn as nn",
    "F": "import torch.nn.functional as F",
    "optim": "import torch.optim as optim",
    "math": "import math",
    "random": "import random",
    "copy": "import copy",
    "itertools": "import itertools",
    "os": "import os",
    "sys": "import sys",
    "time": "import time",
}
"""Names that everybody means the same by -> the statement that binds them."""

_PYTHON_2_NAMES = {
    "xrange": "range",
    "unicode": "str",
    "basestring": "str",
    "long": "int",
    "unichr": "chr",
    "raw_input": "input",
    "reduce": "functools.reduce",
    "execfile": "exec(open(path).read())",
    "izip": "zip",
    "imap": "map",
    "ifilter": "filter",
    "izip_longest": "itertools.zip_longest",
}
_PYTHON_2_MODULES = {
    "cPickle": "pickle",
    "urllib2": "urllib.request",
    "Queue": "queue",
    "StringIO": "io",
    "cStringIO": "io",
    "ConfigParser": "configparser",
    "itertools.izip": "zip",
    "Tkinter": "tkinter",
}
_PYTHON_2_METHODS = {
    "has_key": "`key in d`",
    "iteritems": "items()",
    "itervalues": "values()",
    "iterkeys": "keys()",
}
_MOVED = {
    "Iterable": "collections.abc.Iterable",
    "Mapping": "collections.abc.Mapping",
    "MutableMapping": "collections.abc.MutableMapping",
    "Sequence": "collections.abc.Sequence",
    "Callable": "collections.abc.Callable",
    "gcd": "math.gcd",
    "clock": "time.perf_counter",
    "getargspec": "inspect.getfullargspec",
    "imread": "imageio.imread",
    "logsumexp": "scipy.special.logsumexp",
    "trapz": "scipy.integrate.trapezoid",
}


class _Rule(NamedTuple):
    """What to say when `type: message` matches; `{0}` is the first group, looked up in `names`."""

    pattern: str
    clause: str
    names: Mapping[str, str] | None = None


_RULES = (
    _Rule(r"EOFError", f"nobody answers input() {_HERE}: write the value into the code"),
    _Rule(r"NameError: name '(\w+)' is not", "that is Python 2; write {0}", _PYTHON_2_NAMES),
    _Rule(r"NameError: name '(\w+)' is not", "`{0}` is missing, or failed", COMMON_IMPORTS),
    _Rule(
        r"ImportError: cannot import name '(\w+)'", "that is Python 2; write {0}", _PYTHON_2_NAMES
    ),
    _Rule(
        r"ImportError: cannot import name '\w+' from partially initialized module '(?:\w+\.)*(\w+)'",
        "this file and {0}.py import each other: move what both need into a third file",
    ),
    _Rule(
        r"(?:AttributeError: module|ImportError: cannot import name) .*?'(\w+)'(?: from|$)",
        "it is gone from there; write {0}",
        _MOVED,
    ),
    _Rule(
        r"ModuleNotFoundError: No module named '([\w.]+)'",
        "that is Python 2; write {0}",
        _PYTHON_2_MODULES,
    ),
    _Rule(
        r"ModuleNotFoundError: No module named '[\w.]+'",
        f"it was not handed in and is not installed {_HERE}; what does not need it is graded",
    ),
    _Rule(
        r"AttributeError: 'dict' object has no attribute '(\w+)'",
        "that is Python 2; write {0}",
        _PYTHON_2_METHODS,
    ),
    _Rule(
        r"(?:FileNotFoundError|OSError|PermissionError|NotADirectoryError): "
        # Not below our own folder, which Python made absolute of what the student wrote.
        r"(?:.*[ '\"])?(?!\S*/submission/)((?:/|[A-Za-z]:[\\/]|~/)[^'\" ]*)",
        f"there is no {{0}} {_HERE}: use paths that start beside your file",
    ),
    _Rule(
        r"FileNotFoundError: ",
        "the file was not handed in; a function must not need it, its arguments hold the data",
    ),
    _Rule(
        r"SystemExit: 2",
        f"no command-line arguments are given {_HERE}: give every option a default",
    ),
    _Rule(
        r"SyntaxError: 'return' outside function",
        "a function that was split over cells, or lost its indentation, must be put together again",
    ),
    _Rule(
        r"(?:PermissionError|BlockingIOError|OSError): \[Errno (?:1|11|12)\]",
        f"no further processes, no network and no system calls are allowed {_HERE}",
    ),
    _Rule(
        r"(?:AssertionError|RuntimeError): .*(?:CUDA|NVIDIA|cuda)",
        f"there is no graphics card {_HERE}: "
        "choose the device with torch.cuda.is_available(), or use the CPU",
    ),
)


def explained(kind: str, message: str) -> str:
    """A message without places of this machine, and what it means here.

    Args:
        kind: name of the exception's type.
        message: its text.

    >>> explained("NameError", "name 'xrange' is not defined")
    "name 'xrange' is not defined (that is Python 2; write range)"
    """
    text = _cleaned(kind, message)
    clause = _clause(f"{kind}: {text}"[:1000] if text else kind)
    if not clause:
        return text
    return f"{text.rstrip('.')} ({clause})" if text else clause


def _cleaned(kind: str, message: str) -> str:
    if kind in ("ImportError", "ModuleNotFoundError"):
        message = re.sub(r" \((?:/[^()]*|[A-Za-z]:[^()]*|unknown location)\)$", "", message)
        message = message.replace(" (most likely due to a circular import)", "")
    if kind in ("SyntaxError", "IndentationError", "TabError"):
        message = re.sub(r" \([^()]*, line \d+\)$", "", message)
    return message.replace("module 'submitted_", "module '")


def _clause(told: str) -> str:
    for rule in _RULES:
        match = re.match(rule.pattern, told)
        if match is None:
            continue
        if rule.names is None:
            return rule.clause.format(*match.groups())
        if match[1] in rule.names:
            return rule.clause.format(rule.names[match[1]])
    return ""
