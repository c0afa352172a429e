"""The two libraries that comparing needs, or the sentence that says how to get them."""

from __future__ import annotations

import importlib

from grader.errors import UsageError

LIBRARIES = ("pygments", "rapidfuzz")


def check_libraries() -> None:
    """Sees that what comparing needs is there.

    Raises:
        UsageError: one of them is not installed.
    """
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError:
            raise UsageError(
                f"`grader similar` needs {name}; "
                'install it with pip install "deep-grader[similarity]".'
            ) from None
