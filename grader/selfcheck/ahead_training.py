"""Warns of training, and of loops that take very long, that run as soon as a file is imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from grader.selfcheck.ahead_source import (
    Code,
    Definition,
    Finding,
    Function,
    called,
    children,
    dotted,
    identifiers,
    imports_torch,
    walk,
)
from grader.selfcheck.ahead_turns import Known, constants, given, turns

_NAME = re.compile(r"(?:run_?)?(?:train|fit|fine_?tune)(?:ing)?(?:_|\d|$)")
"""Functions that train, when there is a loop in them: `train`, `train_network`, `fit`."""

_FEW = 100
"""Steps of gradient descent in NumPy that are over at once, whatever they are made on."""

_FEW_ALONE = 2_000
"""The same of a function that is given nothing: what it trains on stands in its own lines."""

_EXAMPLES = 100
"""Rounds of a loop over data that a program makes up itself."""

_DATA = re.compile(r"load|read|fetch|open$|get_.*data|genfromtxt|DataLoader|memmap|fromfile")
"""Functions that bring data."""

_OPTIMIZER = re.compile(r"(?:\w+\.)*_?(?:opt\w*|\w*optim\w*|sgd\w*|adam\w*)\.step$", re.IGNORECASE)

_RATE = re.compile(r"(?:lr|eta|alpha|rate|step_?size|learning_?rate)(?:_|\d|$)", re.IGNORECASE)

_MANY = 10_000_000
"""Turns of loops that take longer than a top level may, whatever stands in them."""

_Def = ast.FunctionDef | ast.AsyncFunctionDef
_Loop = ast.For | ast.AsyncFor | ast.While


def training(codes: Sequence[Code]) -> Iterator[Finding]:
    """Statements of a top level that train or loop for very long.

    Args:
        codes: the modules that parse.
    """
    own = _Own(codes)
    for code in codes:
        if not own.train and not any(code.live(ast.For, ast.AsyncFor, ast.While)):
            continue
        known = Known(constants(code.tree.body), own.loop, _otherwise(code))
        for statement in code.top():
            if (line := _training_line(statement, own, known)) is not None:
                said = "This trains as soon as the file is read."
            elif (line := _long_line(statement, known.numbers)) is not None:
                said = "This loop runs as soon as the file is read, and takes very long."
            else:
                continue
            yield Finding("training", f"{said} {_end()}", code.module, line)


def _end() -> str:
    from grader.worker import IMPORT_S  # with it comes all that runs beside student code

    return (
        f"When graded, a statement at the top level is stopped after {IMPORT_S:.0f} seconds, and "
        "what it was to compute is missing then: put it into a function or below "
        '`if __name__ == "__main__":`.'
    )


class _Own:
    """The student's own functions and methods, and which of them train."""

    def __init__(self, codes: Sequence[Code]) -> None:
        self.functions: dict[str, list[_Def]] = {}
        inside: dict[str, list[ast.AST]] = {}
        for code in codes:
            for node in code.live(ast.FunctionDef, ast.AsyncFunctionDef):
                self.functions.setdefault(node.name, []).append(node)
                inside.setdefault(node.name, []).extend(walk(node))
        loops = {name: [n for n in nodes if isinstance(n, _Loop)] for name, nodes in inside.items()}
        calls = {n: [c for c in nodes if isinstance(c, ast.Call)] for n, nodes in inside.items()}
        self.loop = {name for name, several in loops.items() if several}
        self.update = {name for name in self.loop if any(map(_updates, loops[name]))}
        self.train = self.update | {n for n in self.loop if _NAME.match(n.lstrip("_"))}
        waiting = True
        while waiting:
            more = {
                name
                for name in self.functions.keys() - self.train
                if any(map(self.is_training, calls[name]))
            }
            self.train |= more
            waiting = bool(more)

    def is_training(self, node: ast.AST) -> bool:
        """Whether it calls a function that trains. `model.train()` only sets a mode."""
        return (
            isinstance(node, ast.Call)
            and called(node) in self.train
            and (isinstance(node.func, ast.Name) or bool(node.args or node.keywords))
        )

    def is_short(self, call: ast.Call, known: Known) -> bool:
        """Whether a call takes so few steps that nobody has to wait."""
        name = called(call)
        several = self.functions[name]
        if len(several) != 1 or name in self.update:
            return False
        numbers = {**known.numbers, **given(call, several[0])}
        within = known._replace(numbers=numbers, loops=self.loop - {name})
        few = _FEW if call.args or call.keywords else _FEW_ALONE
        return (turns(several[0], within) or few + 1) <= few


def _otherwise(code: Code) -> int | None:
    """How often a loop may go round that does not say it: not often without data to go through."""
    names = {called(node) for node in code.live(ast.Call)}
    return None if any(map(_DATA.match, names)) or imports_torch(code) else _EXAMPLES


def _updates(loop: ast.AST) -> bool:
    """Whether a loop goes back through a network and moves its parameters."""
    names = set()
    for node in walk(loop):
        names.add(called(node))
        if called(node) == "step" and isinstance(node, ast.Call):
            names |= {"an optimizer"} if _OPTIMIZER.match(dotted(node.func)) else set()
    moves = names & {"step", "zero_grad", "update", "update_params", "update_parameters"}
    return bool(names & {"train_step", "an optimizer"} or ("backward" in names and moves))


def _descends(loop: ast.AST) -> bool:
    """Whether a loop moves something against a gradient by hand: `W -= lr * dW`."""
    for node in walk(loop):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
            step: ast.expr = node.value
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            step = node.value.right if isinstance(node.value.op, ast.Sub) else ast.Constant(0)
        else:
            continue
        if any(_RATE.match(name) for name in identifiers(step)):
            return True
    return False


def _training_line(statement: ast.stmt, own: _Own, known: Known) -> int | None:
    """The line of a statement that trains, or None."""
    for node in _now(statement):
        if isinstance(node, _Loop) and (_updates(node) or _descends(node)):
            if known.otherwise is None or (turns(node, known) or _FEW + 1) > _FEW:
                return node.lineno
        if isinstance(node, ast.Call) and own.is_training(node):
            if not own.is_short(node, known) or _stands_in_loop(statement, node):
                return node.lineno
    return None


def _stands_in_loop(statement: ast.stmt, node: ast.Call) -> bool:
    loops = (n for n in _now(statement) if isinstance(n, _Loop))
    return any(node is inner for loop in loops for inner in walk(loop))


def _now(statement: ast.stmt) -> Iterator[ast.AST]:
    """What runs with a statement: not the bodies of functions in it."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | Definition):
            waiting += reversed(children(node))


def _long_line(statement: ast.stmt, numbers: Mapping[str, int]) -> int | None:
    """The line of a loop without an end, or with very many turns."""
    for node in _now(statement):
        if isinstance(node, ast.While):
            endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        else:
            endless = (
                isinstance(node, ast.For)
                and (turns(node, Known(numbers, otherwise=1)) or 0) >= _MANY
            )
        if endless and not _leaves(node):
            return node.lineno  # type: ignore[attr-defined]
    return None


def _leaves(loop: ast.AST) -> bool:
    """Whether something in a loop may end it early."""
    ends: Collection[str] = ("exit", "_exit", "quit", "input")
    return any(
        isinstance(node, ast.Break | ast.Return | ast.Raise) or called(node) in ends
        for node in walk(loop)
    )
