"""Every call and answer of a submission, kept on disk and played back without a worker.

The engine judges recordings, whether they are being made or read. A recording holds the submission
as it was read, and per check the digests of the requests with what came back. The requests
themselves (inputs of the homework, the same for a whole class) are content-addressed files that
all recordings of a batch share, so that a mark can be explained later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol

from grader import wire
from grader.atomic import write_atomically
from grader.errors import HarnessFault, UsageError
from grader.types import Check, Fault, Frame, Module, Run, Submission

FORMAT = 1


class Source(Protocol):
    """Where answers come from: a live worker or a recording."""

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        """What came back from one request of one check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One submission and all its answers."""

    submission: Submission
    seed: int
    calls: Mapping[str, Sequence[tuple[str, Run]]]
    """Check id -> (digest of the request, what came back), in the order they were asked."""


class Recorder:
    """Passes requests on to a source and keeps what came back."""

    def __init__(self, source: Source, requests: RequestStore | None) -> None:
        self._source = source
        self._requests = requests
        self.calls: dict[str, list[tuple[str, Run]]] = {}

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        """Asks the source and remembers the answer under the request's digest."""
        buffers = _encoded(request, check)
        digest = _digest(buffers)
        if self._requests is not None:
            self._requests.put(digest, buffers)
        run = self._source.ask(check, request)
        self.calls.setdefault(check.id, []).append((digest, run))
        return run


class Replay:
    """Answers from a recording; asks nobody."""

    def __init__(self, recording: Recording) -> None:
        self._calls = recording.calls
        self._next: dict[str, int] = {}

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        """The recorded answer to the check's next request.

        Raises:
            HarnessFault: when the check asks something else than it did when it was recorded.
        """
        at = self._next.get(check.id, 0)
        self._next[check.id] = at + 1
        calls = self._calls.get(check.id, ())
        if at >= len(calls) or calls[at][0] != _digest(_encoded(request, check)):
            raise HarnessFault(
                f"the recording does not hold call {at + 1} of {check.id}: the check asks something else "
                "than when it was graded; run `grader grade` again for this homework"
            )
        return calls[at][1]


class RequestStore:
    """Content-addressed requests below one folder. Several processes may write to it at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: set[str] = set()

    def put(self, digest: str, buffers: Sequence[Any]) -> None:
        """Writes a request unless it is there already."""
        if digest in self._known:
            return
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, buffers, durable=False)
        self._known.add(digest)

    def get(self, digest: str) -> dict[str, Any] | None:
        """The request with that digest, or None when it was not kept."""
        try:
            messages = _read_frames(self._path(digest).read_bytes())
        except (OSError, wire.WireError):
            return None
        return messages[0] if messages else None

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def save(recording: Recording, path: Path) -> None:
    """Writes a recording: one frame for the submission, one per check."""
    head = {"format": FORMAT, "seed": recording.seed, "submission": _flat(recording.submission)}
    buffers = list(wire.encode(head))
    for check, calls in recording.calls.items():
        runs = [{"request": digest, **_flat(run)} for digest, run in calls]
        buffers += wire.encode({"check": check, "runs": runs})
    write_atomically(path, buffers)


def read(path: Path) -> Recording:
    """Reads a recording back.

    Raises:
        UsageError: when the file is missing, damaged, or of a newer format.
    """
    try:
        head, *rest = _read_frames(path.read_bytes())
        if head["format"] != FORMAT:
            raise UsageError(f"{path} has format {head['format']}; this program reads {FORMAT}.")
        calls = {
            frame["check"]: [(run.pop("request"), _run(run)) for run in frame["runs"]]
            for frame in rest
        }
        return Recording(submission=_submission(head["submission"]), seed=head["seed"], calls=calls)
    except (OSError, wire.WireError, KeyError, TypeError, ValueError, AttributeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise UsageError(
            f"The recording {path} cannot be read ({reason}); grade this submission again."
        ) from None


def _encoded(request: dict[str, Any], check: Check) -> list[Any]:
    try:
        return wire.encode(request)
    except wire.WireError as error:
        raise HarnessFault(f"{check.id} asks something that cannot be sent: {error}") from None


def _digest(buffers: Sequence[Any]) -> str:
    digest = hashlib.sha256()
    for buffer in buffers:
        digest.update(buffer)
    return digest.hexdigest()


def _read_frames(data: bytes) -> list[dict[str, Any]]:
    out, at, view = [], 0, memoryview(data)
    while at < len(data):
        prefix = view[at : at + wire.PREFIX_SIZE]
        if len(prefix) < wire.PREFIX_SIZE:
            raise wire.WireError("cut short")
        header, body = wire.parse_prefix(bytes(prefix))
        at += wire.PREFIX_SIZE
        if at + header + body > len(data):
            raise wire.WireError("cut short")
        out.append(wire.decode(view[at : at + header], view[at + header : at + header + body]))
        at += header + body
    return out


def _flat(record: Any) -> dict[str, Any]:
    """A record as plain values; the files laid out beside the code are not kept."""
    out: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(record, Submission) and field.name in ("files", "texts"):
            value = dict(value) if field.name == "texts" else {}
        elif isinstance(record, Submission) and field.name == "modules":
            value = [_flat(m) for m in value]
        elif isinstance(value, Fault):
            value = {**_flat(value), "frames": [_flat(f) for f in value.frames]}
        out[field.name] = value
    return out


def _run(raw: dict[str, Any]) -> Run:
    fault = raw.pop("fault")
    if fault is not None:
        frames = tuple(Frame(**frame) for frame in fault["frames"])
        fault = Fault(type=fault["type"], message=fault["message"], frames=frames)
    lists = {"notes": tuple(raw["notes"]), "changed": tuple(raw.get("changed", ()))}
    return Run(fault=fault, **{**raw, **lists})


def _submission(raw: dict[str, Any]) -> Submission:
    modules = tuple(Module(**module) for module in raw.pop("modules"))
    return Submission(modules=modules, **raw)
