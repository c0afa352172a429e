"""Giving a source text to a worker and asking it, in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.sandbox import Reply, Sandbox, Worker
from grader.types import Limits

SMALL = Limits(memory_mb=192, file_mb=8, threads=16, output_mb=1)


def give(
    sandbox: Sandbox,
    source: str,
    limits: Limits = SMALL,
    files: Mapping[str, bytes] | None = None,
) -> Worker:
    """A worker that holds one module, `work`, with this source."""
    worker = sandbox.worker(limits)
    module = {"name": "work", "path": "work.py", "source": source, "blocks": None}
    laid_out = {"work.py": source.encode(), **(files or {})}
    worker.give({"submission": {"files": laid_out, "modules": [module]}})
    return worker


def question(number: int, op: str, name: str, *args: object) -> dict[str, Any]:
    """A request about a name of the module."""
    target = {"module": "work", "path": [name]}
    more = {"args": list(args), "kwargs": {}} if op == "call" else {}
    return {"id": number, "check": "c", "seed": 1, "op": op, "target": target, **more}


def call(worker: Worker, name: str, *args: object, cpu_s: float = 10, wall_s: float = 60) -> Reply:
    """Calls a function of the module."""
    return worker.ask(question(1, "call", name, *args), cpu_s=cpu_s, wall_s=wall_s)


def run(sandbox: Sandbox, source: str, *args: object, **limits: float) -> Reply:
    """Calls `main` of a source text in a worker of its own."""
    worker = give(sandbox, source)
    try:
        return call(worker, "main", *args, **limits)
    finally:
        worker.close()


def value(reply: Reply) -> Any:
    """What the function returned.

    Raises:
        AssertionError: It did not return.
    """
    assert reply.outcome == "answered", (reply.outcome, reply.detail, reply.output)
    assert reply.message is not None
    assert reply.message["ok"], reply.message
    return reply.message["value"]
