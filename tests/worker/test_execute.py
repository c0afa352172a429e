"""A top level is executed statement by statement; what fails or takes too long costs only itself."""

from __future__ import annotations

import signal
import textwrap
import threading
import time
from types import ModuleType
from typing import Any

import pytest

from grader.worker.execute import Budget, CutOff, execute

CUT_OFF = "cut off after 0.1 s: what takes long at the top level is not waited for; put it into a function"
NOT_INSTALLED = "it was not handed in and is not installed where this is graded; what does not need it is graded"


def executed(
    text: str, *, blocks: list[int] | None = None, seconds: float = 5.0
) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """The names a source defines and the notes about what it lost."""
    module = ModuleType("work")
    notes: list[tuple[int, str]] = []
    execute(
        textwrap.dedent(text),
        "/somewhere/work.py",
        module,
        blocks=blocks,
        budget=Budget(seconds),
        note=lambda line, sentence: notes.append((line, sentence)),
    )
    return vars(module), notes


def test_statements_after_a_failing_one_still_run() -> None:
    """The failing line is noted with its error, and the names around it exist."""
    names, notes = executed(
        """\
        a = 1
        import no_such_package
        b = (
            1 /
            0
        )
        def f():
            return a
        c = undefined
        """
    )
    assert names["f"]() == 1
    assert notes == [
        (2, f"ModuleNotFoundError: No module named 'no_such_package' ({NOT_INSTALLED})"),
        (4, "ZeroDivisionError: division by zero"),
        (9, "NameError: name 'undefined' is not defined"),
    ]


@pytest.mark.parametrize(
    "name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"]
)
def test_nothing_escapes_a_top_level(name: str) -> None:
    """What would end a program costs one statement here."""
    names, notes = executed(f"raise {name}('x')\na = 1\n")
    assert names["a"] == 1
    ends = "the program would end here; the lines below it were run all the same"
    assert notes == [(1, ends if name == "SystemExit" else f"{name}: x")]


def test_the_line_is_that_of_the_statement() -> None:
    """An error inside a function is noted where the top level called it."""
    _, notes = executed("def f():\n    1 / 0\n\nx = [\n    f(),\n]\n")
    assert notes == [(5, "ZeroDivisionError: division by zero")]


def test_a_failing_cell_loses_one_statement() -> None:
    """In a notebook as in a script, what stands below a statement that fails is there."""
    names, notes = executed("a = 1\n1 / 0\nb = 1\n\n@print\ndef c(): pass\nd = 1\n", blocks=[1, 5])
    assert {"a", "b", "c", "d"} <= set(names)
    assert [line for line, _ in notes] == [2]


def test_what_depends_on_a_failed_statement_names_it() -> None:
    """Of ten lines that fail one after another, nine say which one was the first."""
    text = "x = 1 / 0\ny = x + 1\n"
    _, notes = executed(text)
    assert notes[1] == (2, "NameError: name 'x' is not defined, as line 1 failed")
    _, notes = executed(text, blocks=[1, 2])
    assert notes[1] == (2, "NameError: name 'x' is not defined, as cell 1, line 1 failed")


def test_an_import_of_several_names_loses_the_missing_one() -> None:
    """The others are there; each that is not is told."""
    names, notes = executed("import nowhere, math\nfrom math import nothing, pi\n")
    assert names["pi"] == names["math"].pi
    assert [line for line, _ in notes] == [1, 2]


@pytest.mark.parametrize(
    ("definition", "without"),
    [
        ("@nowhere.fast\ndef f(): return 1", "f was kept without @nowhere.fast"),
        ("def f(x: Nothing = 0) -> Nothing: return 1", "f was kept without its type hints"),
        ("@fast(cache=True)\ndef f(x: Nothing = 0): return 1", "f was kept without @fast"),
        ("class f:\n    @fast\n    def __new__(cls): return 1", "f was kept without @fast"),
    ],
)
def test_a_definition_is_kept_without_what_is_missing(definition: str, without: str) -> None:
    """Decorators and type hints that nobody has bound are left out, and that is told."""
    names, notes = executed(definition)
    assert names["f"]() == 1
    ((line, told),) = notes
    assert line == 1
    assert told.startswith("NameError: name ")
    assert told.endswith(without)


def test_a_definition_that_fails_for_another_reason_is_lost() -> None:
    """A decorator that is there and raises means what it does."""
    names, notes = executed("def bad(f): raise KeyError('x')\n@bad\ndef f(x: int): return 1\n")
    assert "f" not in names
    assert notes == [(2, "KeyError: 'x'")]


def test_definitions_below_the_main_guard_are_taken_over() -> None:
    """Functions and a dict of answers that stand nowhere else; nothing below it is called."""
    text = """\
        def kept(): return 1
        if __name__ == '__main__':
            import math
            def kept(): return 2
            def f(): return math.pi
            answers = {"a": 1}
            print(1 / 0)
        """
    names, notes = executed(text)
    assert names["kept"]() == 1
    assert round(names["f"](), 2) == 3.14
    assert names["answers"] == {"a": 1}
    ((line, told),) = notes
    assert line == 2
    assert told.startswith('defined only below if __name__ == "__main__"')
    assert ": f, answers; " in told


def test_a_notebook_gets_the_imports_of_a_deleted_cell() -> None:
    """`np` means the same to everybody; in a script, which ran as a whole once, it does not come."""
    text = "def f(): return np.float64(1)\n"
    names, notes = executed(text, blocks=[1])
    assert names["f"]() == 1
    assert notes == [(1, "np is used, but no cell says `import numpy as np`; it was added here")]
    assert "np" not in executed(text)[0]
    assert executed("np = 3\nx = np\n", blocks=[1])[1] == []


def test_a_cell_may_wait() -> None:
    """`async with` and `async for` at the top level run to their end, as in a notebook."""
    text = """\
        import contextlib
        @contextlib.asynccontextmanager
        async def opened(): yield 3
        async with opened() as x:
            y = x + 1
        """
    names, notes = executed(text, blocks=[1])
    assert (names["y"], notes) == (4, [])


def test_a_source_that_does_not_parse_raises() -> None:
    """Nothing of it is executed, which is the caller's to tell."""
    with pytest.raises(SyntaxError):
        executed("a = 1\ndef f(:\n")


def test_an_error_that_only_the_compiler_sees_costs_one_statement() -> None:
    """`return` outside a function parses, and is noted like any other failure."""
    names, notes = executed("a = 1\nreturn 3\nb = 2\n")
    assert (names["a"], names["b"]) == (1, 2)
    ((line, told),) = notes
    assert line == 2
    assert told.startswith("SyntaxError: 'return' outside function (a function that was split")


def test_future_imports_hold_for_what_follows() -> None:
    """Annotations stay text in later statements, as in a file compiled at once."""
    names, _ = executed(
        '''\
        """What it is about."""
        from __future__ import annotations
        def f(x: undefined_name) -> 3: pass
        "no docstring"
        '''
    )
    assert names["f"].__annotations__ == {"x": "undefined_name", "return": "3"}
    assert names["__doc__"] == "What it is about."


def test_this_files_own_future_does_not_leak_in() -> None:
    """The worker's `from __future__ import annotations` does not change what students wrote."""
    names, _ = executed("def f(x: int): pass\n")
    assert names["f"].__annotations__ == {"x": int}


def test_main_is_not_run() -> None:
    """`if __name__ == "__main__"` is false: the module has its import name."""
    names, _ = executed("if __name__ == '__main__':\n    a = 1\n")
    assert "a" not in names


TIMERS = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no interval timers here")


@TIMERS
@pytest.mark.parametrize(
    "training",
    [
        "while True: pass",
        "while True: count = count + 1",
        "import time\ntime.sleep(60)",
        "while True:\n    try:\n        while True: pass\n    except Exception:\n        pass",
        "try:\n    while True: pass\nexcept:\n    while True: pass",
    ],
    ids=["spinning", "counting", "sleeping", "catching", "swallowing once"],
)
def test_a_statement_that_never_ends_is_cut_off(training: str) -> None:
    """A training run at the top level does not cost the names behind it."""
    names, notes = executed(f"count = 0\n{training}\ndef f(): return 3\n", seconds=0.1)
    assert names["f"]() == 3
    assert [text for _, text in notes] == [CUT_OFF]
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


@TIMERS
def test_many_long_statements_get_less_each() -> None:
    """After about three allowances the next ones get a tenth, so that a load ends in time."""
    started = time.monotonic()
    _, notes = executed("while True: pass\n" * 6, seconds=0.2)
    given = [float(text.split()[3]) for _, text in notes]
    assert len(given) == 6
    assert given[0] == 0.2
    assert given[-1] < 0.1
    assert sum(given) <= 4 * 0.2
    assert time.monotonic() - started < 30


@TIMERS
def test_timers_of_an_outer_statement_stand_still() -> None:
    """A module executed by another's statement does not use up that statement's time."""
    budget = Budget(0.3)
    inner = compile(
        "import time\nend = time.monotonic() + 0.2\nwhile time.monotonic() < end: pass", "i", "exec"
    )

    def nested() -> None:
        for _ in range(4):
            budget.run(inner, {}, 0.3)

    outer = compile("nested()", "o", "exec")
    budget.run(outer, {"nested": nested}, 0.3)
    with pytest.raises(CutOff):
        budget.run(compile("while True: pass", "o", "exec"), {}, 0.1)


@TIMERS
def test_the_students_own_alarm_is_kept() -> None:
    """A handler that the submission sets for itself is still there after the statement."""
    before = signal.getsignal(signal.SIGALRM)
    try:
        names, notes = executed(
            "import signal\ndef mine(*a): pass\nif True: signal.signal(signal.SIGALRM, mine)\n"
        )
        assert not notes
        assert signal.getsignal(signal.SIGALRM) is names["mine"]
    finally:
        signal.signal(signal.SIGALRM, before)


def test_off_the_main_thread_statements_run_unbounded() -> None:
    """Signals reach the main thread only; elsewhere the top level runs without a budget."""
    result: list[Any] = []
    thread = threading.Thread(target=lambda: result.append(executed("a = [1 for _ in 'ab']\n")))
    thread.start()
    thread.join()
    names, notes = result[0]
    assert (names["a"], notes) == ([1, 1], [])


@TIMERS
def test_refused_timers_are_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses timers, the limits from outside must do."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(signal, "setitimer", refuse)
    names, notes = executed("a = 1\nfor i in range(3): a += i\n")
    assert (names["a"], notes) == (4, [])


def test_a_library_import_is_never_cut_off() -> None:
    """Import statements have no budget: a half-imported library would be broken for good."""
    names, notes = executed("import json\nfrom math import pi\n", seconds=1e-9)
    assert names["pi"] > 3
    assert notes == []


def test_every_statement_kind_survives_being_compiled_alone() -> None:
    """All kinds of top-level statements give the names that the whole file gives."""
    text = textwrap.dedent(
        """\
        x: int = 3
        y: str
        del x
        x, *z = range(3)
        with open(__file__ := '/dev/null') as stream: pass
        for i in z: pass
        else: j = 1
        try: 1 / 0
        except ZeroDivisionError as e: k = str(e)
        class A(dict, metaclass=type):
            def __init__(self): super().__init__()
        async def g(): pass
        global w
        w = lambda: x
        match z:
            case [p, q]: pass
        assert w() == 0
        """
    )
    whole: dict[str, Any] = {"__name__": "work"}
    exec(compile(text, "work.py", "exec", dont_inherit=True), whole)  # noqa: S102
    names, notes = executed(text)
    assert notes == []
    assert set(whole) - {"__builtins__"} <= set(names)
    for name in ("x", "z", "j", "k", "p", "q", "__annotations__"):
        assert names.get(name) == whole.get(name)
