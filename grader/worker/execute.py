"""Executes a module's top level statement by statement, each for a bounded time.

A statement that fails, or trains a network, costs only itself: the names that later statements
define are there all the same. Runs beside student code and imports nothing of the project but its
neighbours.
"""

from __future__ import annotations
import __future__

import ast
import signal
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from types import CodeType, FrameType, ModuleType
from typing import Any

from grader.worker.faults import Reserve, describe, line_in

Note = Callable[[int, str], None]
"""Tells what was skipped: line and sentence."""

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
            exec(code, namespace)  # noqa: S102 - executing student code is what this process is for
            return
        cpu_s, wall_s = time.process_time(), time.monotonic()
        alarms = _Alarms()
        try:
            alarms.start(allowance)
            exec(code, namespace)  # noqa: S102 - the same
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
        blocks: First lines of a notebook's cells, ascending: the rest of a cell is skipped when
            one of its statements fails. None for a script.
        budget: Bounds every statement.
        note: Is told of each statement that failed.

    Raises:
        SyntaxError: Nothing was executed.
    """
    tree = ast.parse(text, file)
    namespace = module.__dict__
    flags = 0
    resume_at = 0
    for index, statement in enumerate(tree.body):
        line = _first_line(statement)
        if line < resume_at:
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            # Compiled by itself, every string would become the docstring.
            if index == 0 and isinstance(statement.value.value, str):
                module.__doc__ = statement.value.value
            continue
        flags |= _future(statement)
        try:
            code = compile(
                ast.Module([statement], []), file, "exec", flags, dont_inherit=True, optimize=0
            )
            if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef):
                # A library cut off half-way would be broken for good; a module of the submission
                # has budgets of its own.
                exec(code, namespace)  # noqa: S102 - executing student code is what this is for
            else:
                allowance = budget.allowance()
                budget.run(code, namespace, allowance)
        except CutOff:
            note(line, f"cut off after {allowance:.3g} s")
        except BaseException as error:  # noqa: BLE001 - SystemExit costs one statement like the rest
            if isinstance(error, MemoryError):
                budget.reserve.block = None
            note(_line(error, file) or line, describe(error))
        else:
            continue
        if budget.reserve.block is None:
            budget.reserve.recover()
        resume_at = _next_block(blocks, line)


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


def _next_block(blocks: Sequence[int] | None, line: int) -> int:
    """The first line of the cell after the one that holds `line`; 0 goes on at once."""
    if blocks is None:
        return 0
    index = bisect_right(blocks, line)
    return blocks[index] if index < len(blocks) else 1 << 62
