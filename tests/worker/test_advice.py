"""An exception's message, without places of this machine and with what to do about it."""

from __future__ import annotations

import pytest

from grader.worker import advice

TOLD = {
    ("NameError", "name 'xrange' is not defined"): "that is Python 2; write range",
    ("NameError", "name 'np' is not defined"): "`import numpy as np` is missing, or failed",
    ("EOFError", "EOF when reading a line"): "nobody answers input() where this is graded",
    ("ImportError", "cannot import name 'izip' from 'itertools'"): "that is Python 2; write zip",
    ("ImportError", "cannot import name 'f' from partially initialized module 'part.b'"): (
        "this file and b.py import each other"
    ),
    ("ImportError", "cannot import name 'Mapping' from 'collections'"): "collections.abc.Mapping",
    ("AttributeError", "module 'time' has no attribute 'clock'"): "write time.perf_counter",
    ("AttributeError", "'dict' object has no attribute 'has_key'"): "write `key in d`",
    ("ModuleNotFoundError", "No module named 'cPickle'"): "that is Python 2; write pickle",
    ("ModuleNotFoundError", "No module named 'cv2'"): "is not installed where this is graded",
    ("FileNotFoundError", "[Errno 2] No such file or directory: '/home/me/x'"): (
        "there is no /home/me/x where this is graded: use paths that start beside your file"
    ),
    ("FileNotFoundError", "[Errno 2] No such file or directory: 'C:\\\\Users\\\\me\\\\x'"): (
        "use paths that start beside your file"
    ),
    ("FileNotFoundError", "[Errno 2] No such file or directory: 'data/x.csv'"): (
        "the file was not handed in"
    ),
    ("SystemExit", "2"): "no command-line arguments are given where this is graded",
    ("SyntaxError", "'return' outside function (hw.py, line 2)"): "must be put together again",
    ("PermissionError", "[Errno 1] Operation not permitted"): "no further processes, no network",
    ("AssertionError", "Torch not compiled with CUDA enabled"): "there is no graphics card",
    ("RuntimeError", "Found no NVIDIA driver on your system."): "torch.cuda.is_available()",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "message"), TOLD)
def test_what_it_means_here_follows_the_message(kind: str, message: str) -> None:
    """In brackets, behind what Python says."""
    told = advice.explained(kind, message)
    assert TOLD[kind, message] in told
    assert told.endswith(")")
    assert told.startswith(message[:20])


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("ValueError", "shapes (2,3) and (2,3) not aligned"),
        ("NameError", "name 'my_helper' is not defined"),
        ("IndexError", "list index out of range"),
        ("AttributeError", "module 'mine' has no attribute 'thing'"),
        ("KeyError", "'W1'"),
        ("ValueError", ""),
        ("RuntimeError", "{braces} {0} {1}"),
    ],
)
def test_other_messages_stay_as_they_are(kind: str, message: str) -> None:
    """The student's own mistakes are theirs to read."""
    assert advice.explained(kind, message) == message


def test_places_of_this_machine_are_not_told() -> None:
    """Python adds to some messages where its files lie."""
    told = advice.explained(
        "ImportError", "cannot import name 'a' from 'b' (/usr/lib/python3/b.py)"
    )
    assert told == "cannot import name 'a' from 'b'"
    told = advice.explained("SyntaxError", "invalid syntax (hw.ipynb, line 30)")
    assert told == "invalid syntax"
    told = advice.explained("AttributeError", "module 'submitted_numpy' has no attribute 'x'")
    assert told == "module 'numpy' has no attribute 'x'"


def test_every_common_import_is_python() -> None:
    """They are executed for notebooks that lost them."""
    for name, statement in advice.COMMON_IMPORTS.items():
        compile(statement, name, "exec")
        assert statement.split()[-1].rpartition(".")[2] == name
