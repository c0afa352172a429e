"""Answers from a worker: starts it when first needed, replaces it when it dies, keeps the budgets.

A value that cannot cross stays in the worker behind a handle, for the length of one check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.assignment import Assignment
from grader.sandbox import Reply, Sandbox, Worker
from grader.types import ASIDE, Check, Fault, Frame, Limits, Run, Submission

_MAX_FRAMES = 20
_MAX_NOTES = 20


def check_seed(seed: int, check: str) -> int:
    """32 bits that depend on the batch's seed and the check, and on nothing else."""
    digest = hashlib.sha256(f"{seed}\0{check}".encode()).digest()
    return int.from_bytes(digest[:4], "little")


class Live:
    """A source of answers for one submission: the submission's own worker, or a fresh one if it died."""

    def __init__(
        self, sandbox: Sandbox, submission: Submission, assignment: Assignment, *, seed: int
    ) -> None:
        self._sandbox = sandbox
        self._submission = submission
        self._assignment = assignment
        self._seed = seed
        self._worker: Worker | None = None
        self._loaded: set[str] = set()
        self._load_faults: dict[str, Run] = {}
        self._skipped: dict[str, tuple[str, ...]] = {}
        self._asked = 0
        self._cpu_s = 0.0
        self._wall_s = 0.0

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        """Sends a request to the worker and describes what came back. Never raises for the student's doing."""
        if (spent := self._spent()) is not None:
            return spent
        worker = self._alive()
        module = request.get("target", {}).get("module")
        if module is not None and module not in self._loaded:
            run = self._load(worker, check, module)
            if run.outcome != "returned":
                return run
            answer = self._send(worker, check, request) if worker.alive else run
            return self._explained(_joined(run, answer), module)
        return self._explained(self._send(worker, check, request), module)

    def load_rest(self, check: Check) -> tuple[str, ...]:
        """Executes the modules that no question has touched so far.

        Args:
            check: whose limits hold.

        Returns:
            What is to be said of it: statements that failed, modules that did not end.
        """
        notes: list[str] = []
        for module in self._submission.modules:
            known = module.name in self._loaded or module.name in self._load_faults
            if module.error is not None or known or self._spent() is not None:
                continue
            run = self._load(self._alive(), check, module.name)
            notes += run.notes
            if run.outcome != "returned":
                reason = f"{run.fault.type}: {run.fault.message}" if run.fault else run.detail
                notes.append(f"{module.path} could not be run to its end: {reason.rstrip('.: ')}.")
        return tuple(notes)

    def close(self) -> None:
        """Ends the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _spent(self) -> Run | None:
        a = self._assignment
        for used, allowed, what in (
            (self._cpu_s, a.submission_cpu_s, "seconds of CPU"),
            (self._wall_s, a.submission_wall_s, "seconds"),
        ):
            if used >= allowed:
                return Run(
                    outcome="timed_out",
                    detail=f"the calls before it used {used:.1f} {what} together, "
                    f"{allowed:g} are allowed for one submission",
                )
        return None

    def _alive(self) -> Worker:
        if self._worker is not None and self._worker.alive:
            return self._worker
        self.close()
        self._worker = self._sandbox.worker(self._assignment.limits)
        self._worker.give({"submission": _payload(self._submission)})
        self._loaded.clear()
        return self._worker

    def _load(self, worker: Worker, check: Check, module: str) -> Run:
        """Executes a module's top level, once per worker; one that ended a worker is not tried again."""
        if module in self._load_faults:
            return self._load_faults[module]
        # A top level may hold as much as all the calls of a check; statements are cut off one by one inside.
        limits = Limits(cpu_s=6 * check.limits.cpu_s, wall_s=4 * check.limits.wall_s)
        run = self._send(worker, check, {"op": "load", "module": module}, limits)
        if run.outcome == "returned":
            self._loaded.add(module)
            self._skipped[module] = run.notes
        else:
            self._load_faults[module] = run
        return run

    def _explained(self, run: Run, module: str | None) -> Run:
        """A name may be missing because the statement that binds it failed: then say so, every time."""
        skipped = self._skipped.get(module or "", ())
        if run.outcome != "missing" or not skipped:
            return run
        return replace(run, detail=" ".join((run.detail, *skipped[:3])), notes=skipped)

    def _send(
        self, worker: Worker, check: Check, request: dict[str, Any], limits: Limits | None = None
    ) -> Run:
        limits = limits or check.limits
        self._asked += 1
        message = {"id": self._asked, "check": check.id, **request}
        message.pop(ASIDE, None)
        message["seed"] = check_seed(self._seed, check.id)
        cpu_left = self._assignment.submission_cpu_s - self._cpu_s
        reply = worker.ask(message, cpu_s=min(limits.cpu_s, cpu_left), wall_s=limits.wall_s)
        self._cpu_s += reply.cpu_s
        self._wall_s += reply.wall_s
        run = self._described(reply)
        if run.outcome == "bad_reply" or not worker.alive:
            self.close()
        return run

    def _described(self, reply: Reply) -> Run:
        told: dict[str, Any] = {
            "output": reply.output,
            "output_bytes": reply.output_bytes,
            "wall_s": reply.wall_s,
            "cpu_s": reply.cpu_s,
            "peak_mb": reply.peak_mb,
        }
        if reply.outcome != "answered" or reply.message is None:
            outcome = "died" if reply.outcome == "answered" else reply.outcome
            return Run(outcome=outcome, detail=reply.detail, **told)
        message = reply.message
        if message.get("id") != self._asked or type(message.get("ok")) is not bool:
            return Run(outcome="bad_reply", detail="the answer belongs to no question", **told)
        told["notes"] = self._notes(message.get("notes"))
        changed = message.get("changed")
        told["changed"] = tuple(
            c for c in (changed if isinstance(changed, list) else ())[:20] if type(c) in (int, str)
        )
        if message["ok"]:
            return Run(outcome="returned", value=message.get("value"), **told)
        return self._failed(message, told)

    def _failed(self, message: Mapping[str, Any], told: dict[str, Any]) -> Run:
        why = message.get("why")
        fault = Fault(
            type=_text(message.get("type"), 80) or "an exception",
            message=_text(message.get("message"), 2000),
            frames=self._frames(message.get("frames")),
        )
        if why == "memory":
            allowed = self._assignment.limits.memory_mb
            detail = f"it asked for more than the {allowed} MiB that are allowed"
            return Run(outcome="out_of_memory", fault=fault, detail=detail, **told)
        if why == "missing":
            return Run(outcome="missing", detail=fault.message, **told)
        return Run(outcome="raised", fault=fault, **told)

    def _frames(self, raw: Any) -> tuple[Frame, ...]:
        """The student's own lines, quoted from our copy of the submission and not from theirs."""
        out = []
        for entry in raw if isinstance(raw, list) else ():
            if not (isinstance(entry, list) and len(entry) == 3 and type(entry[1]) is int):
                continue
            module = self._submission.module(entry[0]) if isinstance(entry[0], str) else None
            if module is None:
                continue
            lines = module.source.splitlines()
            code = lines[entry[1] - 1].strip() if 0 < entry[1] <= len(lines) else ""
            frame = Frame(
                where=module.where(entry[1]), function=_text(entry[2], 80), code=code[:200]
            )
            out.append(frame)
        return tuple(out[:_MAX_FRAMES])

    def _notes(self, raw: Any) -> tuple[str, ...]:
        out = []
        for entry in raw if isinstance(raw, list) else ():
            if not (isinstance(entry, list) and len(entry) == 3 and isinstance(entry[2], str)):
                continue
            module = next((m for m in self._submission.modules if m.name == entry[0]), None)
            if module is not None and type(entry[1]) is int:
                out.append(f"{module.where(entry[1])}: {_text(entry[2], 300)}")
        return tuple(out[:_MAX_NOTES])


def _payload(submission: Submission) -> dict[str, Any]:
    """What a worker gets: files to lay out and modules to serve. Nothing of the homework."""
    modules = [
        {
            "name": m.name,
            "path": m.path,
            "source": m.source,
            "blocks": None if m.cells is None else [first for _, first in m.cells],
        }
        for m in submission.modules
        if m.error is None
    ]
    return {"files": dict(submission.files), "modules": modules}


def _joined(load: Run, answer: Run) -> Run:
    """A call that first had to load its module: what loading printed, noted and took belongs to it."""
    return Run(
        outcome=answer.outcome,
        value=answer.value,
        fault=answer.fault,
        detail=answer.detail,
        output=load.output + answer.output,
        output_bytes=load.output_bytes + answer.output_bytes,
        wall_s=load.wall_s + answer.wall_s,
        cpu_s=load.cpu_s + answer.cpu_s,
        peak_mb=max(load.peak_mb, answer.peak_mb),
        notes=load.notes + answer.notes,
        changed=answer.changed,
    )


def _text(value: Any, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""
