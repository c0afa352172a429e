"""Runs every program of tests/hostile in one sandbox, an honest one after each; prints JSON.

    python corpus.py TIER [NAME ...]

A script and not a fixture, so that root can have it run as an ordinary user.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from sandbox.asking import call, give, question

from grader.errors import HarnessFault, Refused
from grader.sandbox import Sandbox, open_sandbox

HOSTILE = Path(__file__).resolve().parents[1] / "hostile"

PATIENCE_S = (0.3, 0.6)
"""CPU and wall seconds for programs that are expected to run out of them."""
GENEROUS_S = (5.0, 20.0)
"""The same for all others, so that a busy machine changes no end."""

HONEST = """
import threading

import numpy as np


def double(x):
    print("doubling")
    with open("notes.txt", "w") as file:
        file.write("fine")
    with open("notes.txt") as file:
        assert file.read() == "fine"
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return 2 * np.asarray(x) + 0 * np.trace(np.eye(2))
"""


def expected_ends(source: str) -> list[str]:
    """The ends that a program's first line allows: `# End: died or held. What it tries.`"""
    match = re.match(r"# End: ([a-z_ ]+)\. \S.*\n\n", source)
    assert match is not None, "the first line has to state the end"
    return match.group(1).split(" or ")


def end_of(sandbox: Sandbox, source: str, facts: dict[str, Any]) -> tuple[str, str]:
    """How an attack ended, in a word and in detail.

    A second question follows the first, so that an answer too many is seen.
    """
    cpu_s, wall_s = PATIENCE_S if "timed_out" in expected_ends(source) else GENEROUS_S
    worker = give(sandbox, source)
    try:
        first = question(1, "call", "attack", facts)
        replies = [worker.ask(first, cpu_s=cpu_s, wall_s=wall_s)]
        if replies[0].outcome == "answered":
            second = question(2, "has", "attack")
            replies.append(worker.ask(second, cpu_s=cpu_s, wall_s=wall_s))
    finally:
        worker.close()
    for reply in replies:
        if reply.outcome != "answered":
            return reply.outcome, reply.detail
    message = replies[0].message or {}
    if not message["ok"]:
        why = "memory" if message["why"] == "memory" else "raised"
        return why, f"{message['type']}: {str(message['message'])[:200]}"
    value = message["value"]
    if isinstance(value, list) and value == []:
        return "held", ""
    return "returned", repr(value)[:300]


def honest(sandbox: Sandbox) -> str:
    """What is wrong with an honest submission's run; "" when all is well."""
    worker = give(sandbox, HONEST)
    try:
        x = np.arange(3.0)
        reply = call(worker, "double", x, cpu_s=GENEROUS_S[0], wall_s=GENEROUS_S[1])
    finally:
        worker.close()
    if reply.outcome != "answered" or reply.message is None or not reply.message["ok"]:
        return f"{reply.outcome} {reply.detail} {reply.message}"
    if reply.output != "doubling\n":
        return f"it printed {reply.output!r}"
    return "" if np.array_equal(reply.message["value"], 2 * x) else "a wrong value"


def main(tier: str, names: list[str]) -> dict[str, Any]:
    """Runs the programs; their ends, or why the tier is not to be had."""
    needle = "needle-" + os.urandom(16).hex()
    os.environ["GRADER_SECRET"] = needle
    try:
        sandbox = open_sandbox(tier, preload=["numpy"])
    except Refused as refused:
        return {"refused": str(refused)}
    results = {}
    with sandbox, tempfile.NamedTemporaryFile("w", prefix="grader-secret-") as secret:
        secret.write(needle)
        secret.flush()
        os.chmod(secret.name, 0o644)
        own = [str(Path(__file__)), str(HOSTILE / "loop.py"), str(Path(sys.prefix, "pyvenv.cfg"))]
        for name in names or sorted(path.stem for path in HOSTILE.glob("*.py")):
            facts = {
                "secrets": [secret.name, *own],
                "processes": [os.getpid(), os.getppid()],
                "array": np.ones(4),
            }
            source = (HOSTILE / f"{name}.py").read_text()
            try:
                end, detail = end_of(sandbox, source, facts)
                after = honest(sandbox)
            except HarnessFault as fault:
                end, detail, after = "harness fault", str(fault), "not run"
            results[name] = {"end": end, "detail": detail, "after": after}
    return {"results": results}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2:])))
