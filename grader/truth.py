"""What checks hold to be true: worked out when grading, written down for a handout, read back from it.

A check asks its truth from the `reference` fixture, or from a function of its own under `@recorded`.
When students are graded, that is a plain call. When a handout is built, a `Recorder` notes each call
and what came of it; inside a handout a `Replay` answers, and the function's body is not there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any, Protocol, TypeVar

from grader.errors import HarnessFault, NotRecorded
from grader.truth_key import Key, Reference, Unrecordable, key_of, portable, restored

Function = TypeVar("Function", bound=Callable[..., Any])


class Book(Protocol):
    """Who answers instead of the functions themselves."""

    def answer(self, name: str, args: Sequence[Any], work: Callable[[], Any]) -> Any:
        """The truth of one call.

        Args:
            name: of the function, `<file>.<name>` or `reference.<name>`.
            args: positional arguments, then `(name, value)` of keywords in their order.
            work: works it out.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Truths:
    """Where a homework's checks get right answers from; all empty: from its own reference."""

    book: Book | None = None
    """Answers recorded functions, those of the reference included."""
    reference: SimpleNamespace | None = None
    """Stands for the reference where there is none."""
    data: Mapping[str, Any] | None = None
    """Stands for the data set where none can be loaded."""


_CONSTANT = " ="
"""Ends the name under which a constant is noted, so that it is no function without arguments."""

_BOOK: ContextVar[Book | None] = ContextVar("_BOOK", default=None)


@contextmanager
def asking(book: Book | None) -> Iterator[None]:
    """Inside, recorded functions are answered by the book; by themselves where it is None."""
    token = _BOOK.set(book)
    try:
        yield
    finally:
        _BOOK.reset(token)


def recorded(function: Function) -> Function:
    """Marks a function of a check file that holds a right answer.

    Its body stays out of handouts; what it returned for the handout's own inputs goes in. It takes
    and returns numbers, texts, arrays, and lists, tuples, dicts and records of them, and nothing of
    the student's but values; arguments called `reference` may be there and do not count.

    >>> @recorded
    ... def area(radius):
    ...     return 3.14 * radius**2
    >>> area(2.0)
    12.56
    """
    file = (function.__module__ or "").rpartition(".")[2]  # None where a text is executed
    return _asked(f"{file}.{function.__qualname__}", function)


def _asked(name: str, function: Any) -> Any:
    @functools.wraps(function)
    def asked(*args: Any, **kwargs: Any) -> Any:
        book = _BOOK.get()
        if book is None:
            return function(*args, **kwargs)

        def work() -> Any:
            with asking(None):  # what it asks for itself is inside its own answer
                return function(*args, **kwargs)

        return book.answer(name, (*args, *kwargs.items()), work)

    return asked


def asked_reference(space: SimpleNamespace) -> SimpleNamespace:
    """A reference whose functions and constants are asked through the book."""
    return _Asked(**vars(space))


class _Asked(Reference):
    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        book = _BOOK.get()
        if name.startswith("__") or book is None:
            return value
        if isinstance(value, ModuleType | type):
            return Closed(name)
        if callable(value):
            return _asked(f"reference.{name}", value)
        try:
            portable(value)
        except Unrecordable:
            return Closed(name)
        return book.answer(f"reference.{name}{_CONSTANT}", (), lambda: value)


class Closed:
    """Something of a reference that cannot be written down: whoever touches it is told what to do."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _refuse(self) -> HarnessFault:
        return HarnessFault(
            f"reference.{self._name} cannot be recorded for a handout; ask for it inside a function "
            "of the check file under @recorded."
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise self._refuse()

    def __getitem__(self, key: object) -> Any:
        raise self._refuse()

    def __iter__(self) -> Iterator[Any]:
        raise self._refuse()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise self._refuse()


class Recorder:
    """Works out every answer and notes it, each call once, in the order of the first time."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, str], dict[str, Any]] = {}

    def answer(self, name: str, args: Sequence[Any], work: Callable[[], Any]) -> Any:
        """Works it out and notes it.

        Raises:
            HarnessFault: arguments or answer are something that no file can hold.
        """
        try:
            key = key_of(args)
            value = work()
            entry = key.entry() | {"value": portable(value)}
        except Unrecordable as error:
            raise HarnessFault(f"{name} cannot be recorded for a handout: {error}.") from None
        self._entries.setdefault((name, key.form, key.digest), {"name": name, **entry})
        return value

    def entries(self) -> list[dict[str, Any]]:
        """Every call as plain data for the wire."""
        return list(self._entries.values())


class Replay:
    """Answers from what was noted; a call is found by its arguments, up to rounding.

    Args:
        entries: as `Recorder.entries` gave them.
    """

    def __init__(self, entries: Sequence[dict[str, Any]]) -> None:
        self._by_form: dict[tuple[str, str], list[tuple[Key, Any]]] = {}
        self._exact: dict[tuple[str, str, str], Any] = {}
        for entry in entries:
            key = Key.of_entry(entry)
            self._by_form.setdefault((entry["name"], key.form), []).append((key, entry["value"]))
            self._exact[entry["name"], key.form, key.digest] = entry["value"]

    def knows(self, name: str) -> bool:
        """Whether anything was noted under a name."""
        return any(known == name for known, _ in self._by_form)

    def answer(self, name: str, args: Sequence[Any], work: Callable[[], Any] | None = None) -> Any:
        """What was noted for these arguments.

        Raises:
            NotRecorded: nothing was: they come from the student's own numbers.
        """
        try:
            key = key_of(args)
        except Unrecordable:
            raise NotRecorded(name) from None
        if (name, key.form, key.digest) in self._exact:  # as a rule; the rest looks at every one
            return restored(self._exact[name, key.form, key.digest])
        known = self._by_form.get((name, key.form), [])
        near = [(key.distance(other), n) for n, (other, _) in enumerate(known)]
        away, best = min(near, default=(float("inf"), 0))
        if not away <= 1.0:
            raise NotRecorded(name)
        return restored(known[best][1])

    def reference(self) -> SimpleNamespace:
        """The `reference` fixture of a handout: functions that look up, constants as they were noted."""
        return _Noted(self)


class _Noted(Reference):
    def __init__(self, replay: Replay) -> None:
        super().__init__()
        self.__dict__["_replay"] = replay

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        replay, full = self.__dict__["_replay"], f"reference.{name}"
        if replay.knows(full + _CONSTANT):
            return replay.answer(full + _CONSTANT, ())
        return _Unseen(replay, full)


class _Unseen:
    """A function of the reference as a handout has it: calls are looked up, nothing else is known."""

    def __init__(self, replay: Replay, name: str) -> None:
        self._replay = replay
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._replay.answer(self._name, (*args, *kwargs.items()))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotRecorded(f"{self._name}.{name}")

    def __getitem__(self, key: object) -> Any:
        raise NotRecorded(self._name)

    def __iter__(self) -> Iterator[Any]:
        raise NotRecorded(self._name)
