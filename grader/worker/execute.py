"""Executes a module's top level statement by statement, each for a bounded time.

A statement that fails, or trains a network, costs only itself: the names that later statements
define are there all the same. Runs beside student code and imports nothing of the project but its
neighbours.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import re
import signal
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from inspect import CO_COROUTINE
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

from grader.worker.advice import COMMON_IMPORTS
from grader.worker.easing import bound, eased, guarded, is_main_guard, pieces, unbound
from grader.worker.faults import Reserve, describe, line_in

Note = Callable[[int, str], None]
"""Tells what was skipped: line and sentence."""

_IMPORTS = (ast.Import, ast.ImportFrom)
_AGAIN_S = 0.5
"""The interruption is repeated: the student's own `except:` may have swallowed it."""


class CutOff(BaseException):
    """A statement took longer than a top level may."""


class Budget:
    """How long the statements of a top level may take.

    One statement gets `seconds` of CPU, and three times that on the clock; when statements have
    used up most of three times `seconds` together, the next ones get less, down to a tenth, so
    that a script with many training runs does not use up the time of the whole load.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.reserve = Reserve()
        self._spent_s = 0.0

    def renew(self) -> None:
        """Forgets what was spent: a new load begins."""
        self._spent_s = 0.0

    def allowance(self) -> float:
        """Seconds that the next statement gets."""
        rest = (3 * self.seconds - self._spent_s) / 2
        return min(self.seconds, max(rest, self.seconds / 10))

    def run(self, code: CodeType, namespace: dict[str, Any], allowance: float) -> None:
        """Executes a statement.

        Raises:
            CutOff: It took longer than its allowance. Off the main thread, and on systems
                without interval timers, nothing is cut off.
        """
        if not hasattr(signal, "setitimer") or (
            threading.current_thread() is not threading.main_thread()
        ):
            _go(code, namespace)
            return
        cpu_s, wall_s = time.process_time(), time.monotonic()
        alarms = _Alarms()
        try:
            alarms.start(allowance)
            _go(code, namespace)
        except MemoryError:
            self.reserve.block = None
            raise
        finally:
            while True:
                try:
                    alarms.stop()
                    break
                except CutOff:  # it rang just now
                    continue
            cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s
            self._spent_s += max(cpu_s, wall_s / 3)


def _go(code: CodeType, namespace: dict[str, Any]) -> None:
    if code.co_flags & CO_COROUTINE:  # a cell that waits
        import asyncio  # slow to import, and hardly ever needed

        asyncio.run(FunctionType(code, namespace)())
    else:
        exec(code, namespace)  # noqa: S102 - executing student code is what this process is for


class _Alarms:
    """The two timers around one statement. Those of a statement around it stand still meanwhile."""

    def __init__(self) -> None:
        self._active = False
        self._outer: list[tuple[int, int, Any, tuple[float, float]]] = []

    def start(self, seconds: float) -> None:
        self._active = True
        for timer, number, factor in (
            (signal.ITIMER_PROF, signal.SIGPROF, 1),
            (signal.ITIMER_REAL, signal.SIGALRM, 3),
        ):
            try:
                handler = signal.signal(number, self._ring)
                left = signal.setitimer(timer, factor * seconds, _AGAIN_S)
            except (OSError, ValueError):  # refused here: then the limits from outside must do
                continue
            self._outer.append((timer, number, handler, left))

    def stop(self) -> None:
        """Puts the timers back as they were. May be called again when it was interrupted."""
        self._active = False
        while self._outer:
            timer, number, handler, left = self._outer[-1]
            signal.setitimer(timer, *left)
            if signal.getsignal(number) == self._ring:  # else the student has set one of his own
                signal.signal(number, signal.SIG_DFL if handler is None else handler)
            del self._outer[-1]

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if self._active:
            raise CutOff


def execute(
    text: str,
    file: str,
    module: ModuleType,
    *,
    blocks: Sequence[int] | None,
    budget: Budget,
    note: Note,
) -> None:
    """Executes the source of a module in its namespace.

    Args:
        text: The source.
        file: File name for tracebacks.
        module: Gets the names.
        blocks: First lines of a notebook's cells, ascending: a notebook may use what a deleted cell
            imported, and wait for something asynchronous. None for a script.
        budget: Bounds every statement.
        note: Is told of each statement that failed.

    Raises:
        SyntaxError: Nothing was executed.
    """
    tree = ast.parse(text, file)
    run = _Run(file, module, budget, note, blocks)
    if blocks is not None:
        run.supply(tree)
    for index, statement in enumerate(pieces(tree.body)):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            # Compiled by itself, every string would become the docstring.
            if index == 0 and isinstance(statement.value.value, str):
                module.__doc__ = statement.value.value
            continue
        run.statement(statement)
        if isinstance(statement, ast.If) and is_main_guard(statement):
            others = set().union(*(bound(other) for other in tree.body if other is not statement))
            run.guarded(statement, others)


class _Run:
    """The execution of one top level: what it has lost so far, and how its statements are run."""

    def __init__(
        self,
        file: str,
        module: ModuleType,
        budget: Budget,
        note: Note,
        blocks: Sequence[int] | None,
    ) -> None:
        self._file = file
        self._namespace = module.__dict__
        self._budget = budget
        self._note = note
        self._blocks = blocks
        self._flags = 0
        self._lost: dict[str, int] = {}
        """Names that a statement did not come to bind -> its line."""

    def supply(self, tree: ast.Module) -> None:
        """Imports what a notebook means by `np` and the like, and its cells import nowhere."""
        for name, line in unbound(tree, COMMON_IMPORTS).items():
            statement = COMMON_IMPORTS[name]
            with contextlib.suppress(ImportError):
                exec(compile(statement, self._file, "exec"), self._namespace)  # noqa: S102 - ours
                self._note(
                    line, f"{name} is used, but no cell says `{statement}`; it was added here"
                )

    def guarded(self, statement: ast.If, others: set[str]) -> None:
        """Takes over what stands below `if __name__ == "__main__"` and is defined nowhere else."""
        taken = guarded(statement, others)
        for node in taken:
            self.statement(node)
        names = [n for node in taken if not isinstance(node, _IMPORTS) for n in sorted(bound(node))]
        if names:
            told = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
            self._note(
                statement.lineno,
                f'defined only below if __name__ == "__main__", which is not run when a file is '
                f"imported: {told}; taken from there all the same, but move it to the left margin",
            )

    def statement(self, statement: ast.stmt) -> None:
        """Runs one statement; what fails is noted, and run with less where that makes sense."""
        self._flags |= _future(statement)
        self._run(statement)
        if self._budget.reserve.block is None:  # the failure is forgotten by now, with its frames
            self._budget.reserve.recover()

    def _run(self, statement: ast.stmt) -> None:
        error = self._tried(statement, self._flags)
        if error is None:
            return
        line = _first_line(statement)
        told = describe(error)
        if issubclass(type(error), NameError | AttributeError | TypeError | ImportError):
            with contextlib.suppress(RecursionError):  # nested too deeply to be copied
                for way in eased(statement, self._namespace, self._flags):
                    if self._tried(way.statement, way.flags) is None:
                        name = getattr(statement, "name", "")
                        self._note(line, f"{told}; {name} was kept without {way.without}")
                        return
        self._note(_line(error, self._file) or line, self._explained(error, told))
        self._lost |= dict.fromkeys(bound(statement) - set(self._namespace), line)

    def _tried(self, statement: ast.stmt, flags: int) -> BaseException | None:
        """What a statement raised, or None."""
        allowance = self._budget.allowance()
        try:
            code = self._compiled(statement, flags)
            if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef):
                # A library cut off half-way would be broken for good; a module of the submission
                # has budgets of its own.
                exec(code, self._namespace)  # noqa: S102 - executing student code is what this is for
            else:
                self._budget.run(code, self._namespace, allowance)
            return None
        except CutOff:
            error: BaseException = CutOff(
                f"cut off after {allowance:.3g} s: what takes long at the top level is not waited "
                "for; put it into a function"
            )
        except BaseException as raised:  # noqa: BLE001 - SystemExit costs one statement like the rest
            if isinstance(raised, MemoryError):
                self._budget.reserve.block = None
            error = raised
        return error

    def _compiled(self, statement: ast.stmt, flags: int) -> CodeType:
        if self._blocks is not None and isinstance(statement, ast.AsyncWith | ast.AsyncFor):
            flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        tree = ast.Module([statement], [])
        code: CodeType = compile(tree, self._file, "exec", flags, dont_inherit=True, optimize=0)
        return code

    def _explained(self, error: BaseException, told: str) -> str:
        """The same, with the line that should have bound a name that is missing now."""
        if isinstance(error, CutOff):
            return str(error)
        if told.startswith("SystemExit") and not told.startswith("SystemExit: 2"):
            return "the program would end here; the lines below it were run all the same"
        name = re.match(r"NameError: name '(\w+)' is not defined", told)
        if name is None or name[1] not in self._lost:
            return told
        return f"{told}, as {self._place(self._lost[name[1]])} failed"

    def _place(self, line: int) -> str:
        if self._blocks is None:
            return f"line {line}"
        cell = bisect_right(self._blocks, line)
        return f"cell {cell}, line {line - self._blocks[cell - 1] + 1}"


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _line(error: BaseException, file: str) -> int | None:
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    return line_in(error, file)


def _future(statement: ast.stmt) -> int:
    """The compiler's flags for a `from __future__ import`, which holds for all that follows."""
    if not isinstance(statement, ast.ImportFrom) or statement.module != "__future__":
        return 0
    flags = 0
    for alias in statement.names:
        feature = getattr(__future__, alias.name, None)
        flags |= getattr(feature, "compiler_flag", 0)
    return flags
