"""The `student` object a check talks to: names of the submission, objects that stay in the worker.

It answers only for names that exist. A proxy that answered every attribute would let
`assert student.no_such_function(x)` pass. Nothing here is executed on behalf of the student;
every question goes through `ask`, which is a live worker or a recording.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from grader.errors import LeftToPerson, StudentFault
from grader.types import ASIDE, Fault, Module, Run, Submission
from grader.wire import Handle, Tensor

__all__ = ["Remote", "Student", "Tensor"]

Ask = Callable[[dict[str, Any]], Run]
Step = str | int


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a question points: a name of a module or an object of the worker, and a path from there."""

    root: tuple[str, Any]
    """("module", import name) or ("handle", id)."""
    path: tuple[Step, ...]
    shown: str
    """How a message calls it: `LinearModule(5, 4).forward`."""

    def step(self, *path: Step) -> _Target:
        shown = self.shown
        for part in path:
            plain = isinstance(part, str) and part.isidentifier()
            shown += f".{part}" if plain else f"[{part!r}]"
        return _Target(self.root, self.path + path, shown)

    def message(self) -> dict[str, Any]:
        return {self.root[0]: self.root[1], "path": list(self.path)}


class Remote:
    """A function, class or object of the submission. It lives in the worker; this is its address.

    Calling it, or the methods it has, returns plain values (numbers, strings, lists, dicts,
    arrays) or further Remotes. It refuses to be an array, a number or a sequence.
    """

    __slots__ = ("_attributes", "_student", "_target", "type_name")
    __array_ufunc__ = None
    __iter__ = None

    def __init__(
        self, student: Student, target: _Target, attributes: frozenset[str] | None, type_name: str
    ) -> None:
        self._student = student
        self._target = target
        self._attributes = attributes
        self.type_name = type_name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls it in the worker.

        Raises:
            StudentFault: when it raises, takes too long, dies, or is not there.
        """
        return self._student._ask(
            self._target,
            op="call",
            args=[_outgoing(a) for a in args],
            kwargs={k: _outgoing(v) for k, v in kwargs.items()},
            shown=f"{self._target.shown}({_sketch(args, kwargs)})",
        )

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._attributes is not None and name not in self._attributes:
            self._student._missing(
                f"{self._target.shown} has no attribute {name!r}.", name, self._attributes
            )
        return Remote(self._student, self._target.step(name), None, "")

    def __getitem__(self, key: Step) -> Remote:
        return Remote(self._student, self._target.step(key), None, "")

    def get(self, *path: Step) -> Any:
        """The value at a path of attributes and items: `m.get("grads", "weight")`."""
        return self._student._ask(self._target.step(*path), op="get")

    def set(self, value: Any, *path: Step) -> None:
        """Assigns an attribute or item; an array of the same shape is overwritten in place."""
        self._student._ask(self._target.step(*path), op="set", value=_outgoing(value))

    def has(self, *path: Step) -> bool:
        """Whether there is anything at the path."""
        return self._student._ask(self._target.step(*path), op="has") is True

    def walk(self) -> list[Any]:
        """The parts found in its attributes, lists and dicts, in insertion order (see grader/layers.py)."""
        parts = self._student._ask(self._target, op="walk")
        return parts if isinstance(parts, list) else []

    def __repr__(self) -> str:
        return f"<{self._target.shown}>"


class Student:
    """One submission, as one check sees it.

    Args:
        submission: what loading read from disk.
        ask: sends a request and returns its Run; never raises for what the student did.
    """

    def __init__(self, submission: Submission, ask: Ask) -> None:
        self._submission = submission
        self._ask_source = ask
        self._remarks: list[str] = []
        self._curves: dict[str, list[float | None]] = {}
        self._carried: dict[str, str] = {}
        self._runs: list[Run] = []
        self._looked = False
        self._aside = False
        self._names: tuple[str, ...] | None = ()

    @property
    def submission(self) -> Submission:
        """The submission as it was read, for what can be told without executing it."""
        self._looked = True
        self._names = None
        return self._submission

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.find(name)

    def find(self, *names: str) -> Remote:
        """The first of several names that the submission defines.

        Args:
            names: `Name`, looked up over all files, or `file.Name`, looked up in that file only.

        Raises:
            StudentFault: when none is defined; names the closest that are.
        """
        self._looked = True
        for name in names:
            if (module := self._defining(name)) is not None:
                bare = name.rpartition(".")[2]
                if bare in module.untouched:
                    module, bare = self._filled_in(names, module) or (module, bare)
                return Remote(self, _Target(("module", module.name), (bare,), bare), None, "")
        return self._find_dynamically(names)

    def has(self, *names: str) -> bool:
        """Whether the submission defines one of the names, as far as its text tells."""
        self._looked = True
        if self._names is not None:
            self._names += tuple(name.rpartition(".")[2] for name in names)
        return any(self._defining(name) is not None for name in names)

    def answer(self, item: str, *, otherwise: str = "") -> Any:
        """The student's number (or list) in their dict `answers`, by item id.

        Args:
            item: id of the question.
            otherwise: for an item that may be answered in words instead: the sentence that says so.
                Where the entry is missing or None, the check then waits for a person.

        Raises:
            StudentFault: when there is no dict `answers`, or no such key in it.
            LeftToPerson: the same, where `otherwise` is given.
        """
        if not otherwise:
            return self._answer(item)
        try:
            value = self._answer(item)
        except StudentFault as fault:
            if fault.run.outcome != "missing":
                raise
            value = None
        if value is None:
            raise LeftToPerson(otherwise)
        return value

    def _answer(self, item: str) -> Any:
        answers = self.find("answers")
        given = self._ask(answers._target, op="get")
        if not isinstance(given, Mapping):
            self._missing(f"answers is no dict; answers[{item!r}] was looked for.", item, ())
        for key, value in given.items():
            if isinstance(key, str) and key.strip().lower() == item.lower():
                return value
        self._missing(
            f"answers has no entry {item!r}.", item, [k for k in given if isinstance(k, str)]
        )

    def text(self, item: str) -> str | None:
        """The written answer under the heading with the item's id, or None."""
        self._looked = True
        return self._submission.texts.get(item)

    @property
    def changed(self) -> tuple[int | str, ...]:
        """Which arguments of the last call it wrote into: positions from 0, or keywords."""
        return self._runs[-1].changed if self._runs else ()

    def remark(self, remark: str | Iterable[str]) -> None:
        """Something worth telling that costs nothing. Inside `aside` nothing is told."""
        if self._aside:
            return
        for text in (remark,) if isinstance(remark, str) else remark:
            if text not in self._remarks:
                self._remarks.append(text)

    def curve(self, name: str, values: Any) -> None:
        """A series to be drawn on the student's page, whether the check passes or not.

        Args:
            name: what it is, "loss of each batch"; a second one of the same name replaces the first.
            values: a list, tuple or one-dimensional array as it came from the student. What is not a
                finite number is a gap; of anything else nothing is drawn. The first 5,000 are kept.
        """
        if isinstance(values, np.ndarray) and values.ndim == 1:
            values = values[:5000].tolist()
        if isinstance(values, list | tuple):
            self._curves[name] = [_point(value) for value in values[:5000]]

    def carry(self, earlier: str, how: str = "") -> None:
        """Marks the check as right given the student's own earlier answer (see grader/carried.py).

        Args:
            earlier: id of the item that the answer builds on.
            how: what was done with it, in a few words.
        """
        self._carried[earlier] = how
        end = f": {how}" if how else ""
        self.remark(
            f"Right given your own answer to {earlier}, which is wrong{end}. "
            "The mistake costs its own points only."
        )

    # What follows is for the engine and for Remote.

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Inside, questions are marked as beside the point: the verdict stands without their answers."""
        self._aside = True
        try:
            yield
        finally:
            self._aside = False

    def _defining(self, name: str) -> Module | None:
        file, _, bare = name.rpartition(".")
        candidates = self._in_file(file) if file else self._submission.modules
        modules = [m for m in candidates if bare in m.names and m.error is None]
        # An import binds a name too: the module with the def or class comes first.
        pattern = re.compile(rf"^[ \t]*(?:async[ \t]+def|def|class)[ \t]+{re.escape(bare)}\b", re.M)
        return next(
            (m for m in modules if pattern.search(m.source)), modules[0] if modules else None
        )

    def _filled_in(self, names: Iterable[str], untouched: Module) -> tuple[Module, str] | None:
        """Where a name stands that nobody touched in one file: in the notebook, or the other way round.

        A second file or notebook of the same kind comes after those, a copy under another name.
        """
        found: list[tuple[bool, Module, str]] = []
        for name in names:
            file, _, bare = name.rpartition(".")
            for module in self._in_file(file) if file else self._submission.modules:
                own = bare in module.names and not {bare} & {*module.untouched, *module.imported}
                if own and module is not untouched and module.error is None:
                    same_kind = (module.cells is None) == (untouched.cells is None)
                    found.append((same_kind, module, bare))
        best = min(found, key=lambda one: one[0], default=None)
        return None if best is None else best[1:]

    def _find_dynamically(self, names: tuple[str, ...]) -> Remote:
        """Names made at run time (`globals()[...]`, a star import) are known only to the worker."""
        hints = ("globals()", "import *", "exec(", "setattr(", "vars()", "locals()")
        if any(h in m.source for m in self._submission.modules for h in hints):
            for name in names:
                if (made := self._made_at_run_time(name)) is not None:
                    return made
        self._unrunnable({name.rpartition(".")[2] for name in names})
        known = {
            n
            for m in self._submission.modules
            for n in m.names
            if m.error is None and not n.startswith("_") and n not in m.imported
        }
        shown = " or ".join(names)
        bare = names[0].rpartition(".")[2]
        elsewhere = [
            m.path
            for m in self._submission.modules
            if bare in m.names and bare not in m.imported and not m.error
        ]
        if elsewhere:
            there = ", ".join(elsewhere[:3])
            self._missing(f"{shown} was looked for; {bare} stands in {there} only.", bare, ())
        if within := self._within(bare):
            self._missing(f"{shown} is not defined at the top level: {within}.", bare, ())
        self._missing(f"{shown} is not defined in what was handed in.", bare, known)

    def _within(self, name: str) -> str:
        """Where a name is defined inside a function or class, which nothing outside can reach."""
        inside = re.compile(
            rf"^[ \t]+(?:(?:async[ \t]+)?def|class)[ \t]+{re.escape(name)}\b"
            rf"|^[ \t]+{re.escape(name)}[ \t]*=(?!=)",
            re.MULTILINE,
        )
        for module in self._submission.modules:
            if (found := inside.search(module.source)) is not None:
                line = module.source.count("\n", 0, found.start()) + 1
                return (
                    f"{module.where(line)} defines it inside of a function or class, where "
                    "nothing else can find it; move it to the left margin"
                )
        return ""

    def _made_at_run_time(self, name: str) -> Remote | None:
        """The name as the worker knows it; `file.Name` in that file only, as in `find`."""
        file, _, bare = name.rpartition(".")
        if not file:
            run = self._send({"op": "find", "name": bare})
            if run.outcome == "returned" and isinstance(run.value, Handle):
                remote: Remote = self._incoming(run.value, bare)
                return remote
            if run.outcome != "returned":
                return None
        for module in self._in_file(file) if file else self._submission.modules:
            if module.error is not None:
                continue
            target = _Target(("module", module.name), (bare,), bare)
            run = self._send({"op": "has", "target": target.message()})
            if run.outcome == "returned" and run.value is True:
                return Remote(self, target, None, "")
        return None

    def _in_file(self, file: str) -> list[Module]:
        return [
            m
            for m in self._submission.modules
            if m.error is None and file in (m.name, m.name.rpartition(".")[2])
        ]

    def _unrunnable(self, names: set[str]) -> None:
        """A name that stands in a file that does not parse was handed in, but cannot be asked."""
        for module in self._submission.modules:
            if module.error is not None and (names & set(module.names) or not module.names):
                fault = Fault(type="SyntaxError", message=module.error)
                run = Run(outcome="raised", fault=fault)
                self._runs.append(run)
                raise StudentFault(run, module.error)

    def _missing(self, sentence: str, name: str, known: Iterable[str]) -> NoReturn:
        known = sorted(set(known))
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
        if close:
            sentence += f" The closest name is {close[0]!r}."
        elif known:
            listed = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
            sentence += f" What is there: {listed}."
        run = Run(outcome="missing", detail=sentence)
        self._runs.append(run)
        raise StudentFault(run, sentence)

    def _send(self, request: dict[str, Any]) -> Run:
        self._looked = True
        if self._aside:
            request = request | {ASIDE: True}
        run = self._ask_source(request)
        self._runs.append(run)
        return run

    def _ask(self, target: _Target, *, op: str, shown: str | None = None, **fields: Any) -> Any:
        shown = shown or target.shown
        run = self._send({"op": op, "target": target.message(), **fields})
        if run.outcome == "returned":
            return self._incoming(run.value, shown)
        raise StudentFault(run, sentence(run, shown))

    def _incoming(self, value: Any, shown: str) -> Any:
        """Handles become Remotes and Tensors arrays; everything else is plain already."""
        if isinstance(value, Handle):
            target = _Target(("handle", value.id), (), shown)
            return Remote(self, target, frozenset(value.attributes), value.type)
        if isinstance(value, Tensor):
            return value.array
        if type(value) is list:
            return [self._incoming(v, f"{shown}[{n}]") for n, v in enumerate(value)]
        if type(value) is tuple:
            return tuple(self._incoming(v, f"{shown}[{n}]") for n, v in enumerate(value))
        if type(value) is dict:
            return {k: self._incoming(v, f"{shown}[{k!r}]") for k, v in value.items()}
        return value


def sentence(run: Run, shown: str) -> str:
    """What happened to a call, for the student: `softmax(array (2, 3)) raised ValueError: ...`."""
    if run.outcome == "raised" and run.fault is not None:
        text = f"{shown} raised {run.fault.type}"
        if run.fault.message:
            text += f": {run.fault.message}"
        return text
    if run.outcome == "missing":
        return run.detail
    ends = {
        "timed_out": "ran too long",
        "out_of_memory": "needed too much memory",
        "died": "ended the process",
        "bad_reply": "sent back something that is not an answer",
    }
    return f"{shown} {ends[run.outcome]}: {run.detail}"


def _point(value: Any) -> float | None:
    if isinstance(value, np.ndarray | np.generic) and value.size == 1:
        value = value.item()
    if not isinstance(value, int | float):  # a string is no number, even if it reads like one
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _outgoing(value: Any) -> Any:
    """Remotes travel as the handles they stand for."""
    if isinstance(value, Remote):
        kind, root = value._target.root
        if kind != "handle" or value._target.path:
            raise TypeError(f"{value!r} is an address, not an object; call or get() it first")
        return Handle(id=root, type=value.type_name, attributes=(), callable=False)
    if type(value) in (list, tuple):
        return type(value)(_outgoing(v) for v in value)
    if type(value) is dict:
        return {k: _outgoing(v) for k, v in value.items()}
    return value


def _sketch(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Arguments as a message shows them: small numbers whole, arrays by their shape."""
    parts = [_short(a) for a in args] + [f"{k}={_short(v)}" for k, v in kwargs.items()]
    text = ", ".join(parts)
    return text if len(text) <= 60 else text[:57] + "..."


def _short(value: Any) -> str:
    if isinstance(value, Tensor):
        return f"tensor {tuple(value.array.shape)}"
    if isinstance(value, Remote):
        return repr(value)
    shape = getattr(value, "shape", None)
    if shape is not None:
        return f"array {tuple(shape)}" if shape else f"{value:.6g}"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list | tuple) and len(value) > 6:
        return f"{type(value).__name__} of {len(value)}"
    if isinstance(value, list):
        return "[" + ", ".join(_short(v) for v in value) + "]"
    return repr(value)
