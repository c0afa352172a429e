"""Answers from workers: replacing the dead, keeping budgets, believing nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.assignment import Assignment, load_assignment
from grader.live import Live, check_seed
from grader.sandbox import Reply
from grader.types import Check, Module, Submission

CHECK = Check(id="a.b", question="q", title="t", points=1, visibility="public")
CALL = {"op": "call", "target": {"module": "work", "path": ["double"]}, "args": [1], "kwargs": {}}


def reply(message: Any = None, outcome: str = "answered", **more: Any) -> Reply:
    """What a worker's process came to for one request."""
    fields: dict[str, Any] = {
        "outcome": outcome,
        "message": message,
        "detail": "",
        "output": "",
        "output_bytes": 0,
        "wall_s": 0.1,
        "cpu_s": 0.05,
        "peak_mb": 1.0,
    }
    return Reply(**(fields | more))


class Fake:
    """A sandbox whose workers answer from one script: a reply, or a function of the request."""

    def __init__(self, *script: Any) -> None:
        self.script = list(script)
        self.workers: list[FakeWorker] = []

    def worker(self, limits: Any) -> FakeWorker:
        self.workers.append(FakeWorker(self))
        return self.workers[-1]


class FakeWorker:
    """One process."""

    def __init__(self, sandbox: Fake) -> None:
        self.sandbox, self.alive, self.given, self.asked = sandbox, True, [], []
        self.closed = False

    def give(self, message: Any) -> None:
        self.given.append(message)

    def ask(self, message: dict, *, cpu_s: float, wall_s: float) -> Reply:
        self.asked.append(message)
        if message["op"] == "load" and not (
            self.sandbox.script and self.sandbox.script[0] == "load"
        ):
            return reply({"id": message["id"], "ok": True, "value": None})
        if self.sandbox.script[0] == "load":
            self.sandbox.script.pop(0)
        scripted = self.sandbox.script.pop(0)
        answer = scripted(message) if callable(scripted) else scripted
        self.alive = answer.outcome == "answered"
        return answer

    def close(self) -> None:
        self.closed, self.alive = True, False


def ok(value: Any, **more: Any) -> Callable[[dict], Reply]:
    """An answer with a value."""
    return lambda m: reply({"id": m["id"], "ok": True, "value": value, **more})


def no(why: str, **more: Any) -> Callable[[dict], Reply]:
    """An answer without one."""
    return lambda m: reply({"id": m["id"], "ok": False, "why": why, **more})


@pytest.fixture
def tiny(homework: Callable[..., Path]) -> Assignment:
    """The tiny homework."""
    return load_assignment(homework())


@pytest.fixture
def live(
    tiny: Assignment, submission: Callable[..., Submission]
) -> Callable[..., tuple[Live, Fake]]:
    """A source over a scripted sandbox."""

    def make(*script: Any, made: Submission | None = None, **more: Any) -> tuple[Live, Fake]:
        fake = Fake(*script)
        assignment = replace(tiny, **more)
        return Live(fake, made or submission(), assignment, seed=3), fake  # type: ignore[arg-type]

    return make


def test_the_worker_gets_the_submission_and_nothing_of_the_homework(live: Any) -> None:
    """Files and modules; a module that does not parse is not sent."""
    bad = Module(name="bad", path="bad.py", source="x(", cells=None, names=(), error="no")
    nb = Module(name="nb", path="nb.ipynb", source="a=1\n", cells=((1, 1), (2, 5)), names=("a",))
    made = Submission(
        student="s", assignment="a", kind="package", modules=(bad, nb), files={"d.csv": b"1"}
    )
    source, fake = live(ok(1), made=made)
    assert source.ask(CHECK, {**CALL, "target": {"module": "nb", "path": ["a"]}}).value == 1
    (given,) = fake.workers[0].given
    assert given == {
        "submission": {
            "files": {"d.csv": b"1"},
            "modules": [{"name": "nb", "path": "nb.ipynb", "source": "a=1\n", "blocks": [1, 5]}],
        }
    }


def test_a_module_is_loaded_once_and_the_first_call_tells_what_that_took(live: Any) -> None:
    """Output, times and notes of loading belong to the call that needed it."""
    loading = ok(None, notes=[["work", 1, "ImportError: no x"]])
    source, fake = live("load", loading, ok(2), ok(3))
    first, second = source.ask(CHECK, CALL), source.ask(CHECK, CALL)
    assert (first.value, second.value) == (2, 3)
    assert first.notes == ("work.py, line 1: ImportError: no x",)
    assert first.wall_s == pytest.approx(0.2)
    assert second.notes == ()
    assert [m["op"] for m in fake.workers[0].asked] == ["load", "call", "call"]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("died", "died"),
        ("timed_out", "timed_out"),
        ("bad_reply", "bad_reply"),
        ("out_of_memory", "out_of_memory"),
    ],
)
def test_after_a_death_the_next_call_has_a_fresh_worker(
    live: Any, outcome: str, expected: str
) -> None:
    """With the submission given and the module loaded again."""
    source, fake = live(reply(None, outcome, detail="why"), ok(5))
    dead = source.ask(CHECK, CALL)
    assert (dead.outcome, dead.detail) == (expected, "why")
    assert source.ask(CHECK, CALL).value == 5
    assert len(fake.workers) == 2
    assert fake.workers[0].closed
    assert [m["op"] for m in fake.workers[1].asked] == ["load", "call"]


def test_a_module_whose_loading_ends_the_worker_is_not_tried_again(live: Any) -> None:
    """Every check that needs it has the same answer, without paying for it again."""
    source, fake = live("load", reply(None, "died", detail="exited with status 0"))
    first = source.ask(CHECK, CALL)
    second = source.ask(replace(CHECK, id="a.c"), CALL)
    assert first.outcome == second.outcome == "died"
    assert second.detail == "exited with status 0"
    assert sum(len(w.asked) for w in fake.workers) == 1


def test_a_name_lost_by_a_failed_statement_says_so_every_time(live: Any) -> None:
    """Also in later checks, when the note was told before."""
    loading = ok(None, notes=[["work", 4, "ImportError: no x"]])
    gone = no("missing", message="work does not define 'double'")
    source, _ = live("load", loading, gone, gone)
    for _ in range(2):
        run = source.ask(CHECK, CALL)
        assert run.outcome == "missing"
        assert run.detail == "work does not define 'double' work.py, line 4: ImportError: no x"


def test_exceptions_come_with_our_copy_of_their_lines(live: Any) -> None:
    """Frames of other files, or of lines that do not exist, show nothing of theirs."""
    frames = [
        ["work.py", 2, "double"],
        ["/etc/passwd", 1, "x"],
        ["work.py", 999, "y"],
        "junk",
        ["a"],
    ]
    source, _ = live(no("raised", type="ValueError", message="bad", frames=frames))
    run = source.ask(CHECK, CALL)
    assert run.outcome == "raised"
    assert run.fault is not None
    assert (run.fault.type, run.fault.message) == ("ValueError", "bad")
    assert [(f.where, f.function, f.code) for f in run.fault.frames] == [
        ("work.py, line 2", "double", "return 2 * x"),
        ("work.py, line 999", "y", ""),
    ]


def test_memory_is_told_with_what_is_allowed(live: Any) -> None:
    """In MiB, from the homework's limits."""
    run = live(no("memory", type="MemoryError", message=""))[0].ask(CHECK, CALL)
    assert run.outcome == "out_of_memory"
    assert "2048 MiB" in run.detail


@pytest.mark.parametrize(
    ("budget", "says"),
    [
        ({"submission_cpu_s": 0.12}, "seconds of CPU"),
        ({"submission_wall_s": 0.25}, "0.25 are allowed"),
    ],
)
def test_all_calls_together_have_a_budget(live: Any, budget: dict, says: str) -> None:
    """Then the remaining checks end at once, with used and allowed."""
    source, fake = live(ok(1), ok(2), ok(3), ok(4), **budget)
    outcomes = [source.ask(CHECK, CALL) for _ in range(4)]
    assert outcomes[0].outcome == "returned"
    assert outcomes[-1].outcome == "timed_out"
    assert says in outcomes[-1].detail
    assert "are allowed for one submission" in outcomes[-1].detail
    assert sum(m["op"] == "call" for w in fake.workers for m in w.asked) < 4


def test_the_last_call_may_use_only_what_is_left(live: Any) -> None:
    """Of the CPU budget."""
    seen = []
    source, _ = live(ok(1), submission_cpu_s=3.0)
    original = FakeWorker.ask

    def ask(self: FakeWorker, message: dict, *, cpu_s: float, wall_s: float) -> Reply:
        seen.append(cpu_s)
        return original(self, message, cpu_s=cpu_s, wall_s=wall_s)

    FakeWorker.ask = ask  # type: ignore[method-assign]
    try:
        source.ask(CHECK, CALL)
    finally:
        FakeWorker.ask = original  # type: ignore[method-assign]
    assert max(seen) <= 3.0


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = ("id", "ok", "value", "why", "type", "message", "frames", "notes", "names", "changed")


@given(st.dictionaries(st.sampled_from(KEYS), junk))
def test_any_message_at_all_becomes_a_run(message: dict) -> None:
    """A forged answer is a bad reply or an ordinary run; nothing is raised."""
    from grader.assignment import Assignment, Question
    from grader.types import Limits

    module = Module(name="work", path="work.py", source="x\n", cells=None, names=("double",))
    made = Submission(student="s", assignment="a", kind="script", modules=(module,), files={})
    assignment = Assignment(
        id="a", title="t", folder=Path("x"), reference=(), preload=(), data=None, limits=Limits(),
        submission_cpu_s=9, submission_wall_s=9, questions=(Question(id="q", title="q"),), written=(), digest="",
        void={}, notebook={}, misconceptions_digest="",
    )  # fmt: skip
    source = Live(Fake(lambda m: reply(dict(message))), made, assignment, seed=1)  # type: ignore[arg-type]
    run = source.ask(CHECK, CALL)
    assert run.outcome in ("returned", "raised", "missing", "out_of_memory", "bad_reply")


def test_an_answer_to_another_question_is_a_bad_reply(live: Any) -> None:
    """And its worker is not trusted any further."""
    source, fake = live(lambda m: reply({"id": m["id"] - 1, "ok": True, "value": 9}), ok(1))
    assert source.ask(CHECK, CALL).outcome == "bad_reply"
    assert fake.workers[0].closed
    assert source.ask(CHECK, CALL).value == 1


def test_seeds_differ_by_check_and_by_batch() -> None:
    """And by nothing else."""
    assert check_seed(1, "a") == check_seed(1, "a")
    assert len({check_seed(s, c) for s in (1, 2) for c in ("a", "b")}) == 4
