"""Exceptions are described in plain text, however they behave."""

from __future__ import annotations

import pytest

from grader.worker.faults import describe, frames_of, is_memory, line_in, message_of, type_name


def caught(source: str, file: str = "work.py") -> BaseException:
    """The exception that executing a source raises."""
    try:
        exec(compile(source, file, "exec"), {})  # noqa: S102
    except BaseException as error:  # noqa: BLE001
        return error
    raise AssertionError("it raised nothing")


class Lying(type):
    """A metaclass that calls its classes something else."""

    @property
    def __name__(cls) -> str:
        raise RuntimeError


def test_the_type_is_named_as_it_was_defined() -> None:
    """A metaclass has no say in it."""
    kind = Lying("Real", (), {})
    assert type_name(kind()) == "Real"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return 'short'", "short"),
        ("return 'x' * 3000", "x" * 2000),
        ("return 3", "(its message could not be made: TypeError)"),
        ("raise SystemExit", "(its message could not be made: SystemExit)"),
        ("return self.__str__()", "(its message could not be made: RecursionError)"),
    ],
)
def test_messages_that_misbehave(body: str, expected: str) -> None:
    """A `__str__` that raises, never ends or returns no text becomes a sentence; long text is cut."""
    error = caught(f"class E(Exception):\n    def __str__(self): {body}\nraise E")
    assert message_of(error) == expected


def test_the_message_is_plain_text() -> None:
    """A text of a subclass of str, which could carry methods of its own, is copied."""
    error = caught(
        "class S(str): pass\nclass E(Exception):\n    def __str__(self): return S('a')\nraise E"
    )
    assert type(message_of(error)) is str


def test_one_line() -> None:
    """Type and message, or the type alone where there is no message."""
    assert describe(ValueError("bad")) == "ValueError: bad"
    assert describe(ValueError()) == "ValueError"


@pytest.mark.parametrize(
    ("error", "memory"),
    [
        (MemoryError(), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("not enough memory: you tried to allocate 3 bytes"), True),
        (RuntimeError("size mismatch"), False),
        (ValueError("can't allocate memory"), False),
    ],
)
def test_memory(error: BaseException, memory: bool) -> None:
    """MemoryError and what torch says instead."""
    assert is_memory(error) is memory


def test_frames_of_other_files_are_left_out() -> None:
    """Only files of the submission are told, under their own paths."""
    error = caught("def f():\n    return 1 / 0\nf()\n", "/tmp/x/work.py")
    assert frames_of(error.__traceback__, {"/tmp/x/work.py": "work.py"}) == [
        ["work.py", 3, "<module>"],
        ["work.py", 2, "f"],
    ]
    assert frames_of(error.__traceback__, {}) == []
    assert line_in(error, "/tmp/x/work.py") == 3
    assert line_in(error, "elsewhere.py") is None
