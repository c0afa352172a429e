"""Every call and answer of a submission, kept on disk and played back without a worker.

The engine judges recordings, whether they are being made or read. A recording holds the submission
as it was read, and per check the digests of the requests with what came back. The requests
themselves (inputs of the homework, the same for a whole class) are content-addressed files that
all recordings of a batch share, so that a mark can be explained later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from grader import wire
from grader.atomic import make_private, write_atomically
from grader.errors import HarnessFault, UsageError
from grader.types import ASIDE, Check, Fault, Frame, Module, Run, Submission

FORMAT = 1

_FOR_PEOPLE = frozenset(".doc .docx .htm .html .md .odt .pdf .rtf .tex".split())
"""Endings of files that a person reads and a homework's code does not."""


class NotInRecording(HarnessFault):
    """The check asks something that was not asked when it was recorded: it has to be run again."""


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
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Check id -> what one call of it was allowed to use, as in `types.Limits`."""
    left_out: tuple[str, ...] | None = None
    """Files that the code may have read and that are not kept; None where that is not known."""
    again: Mapping[str, str] = field(default_factory=dict)
    """Check id -> tier of the sandbox in which it was run again, later than the rest."""


class Recorder:
    """Passes requests on to a source and keeps what came back."""

    def __init__(self, source: Source, requests: RequestStore | None) -> None:
        self._source = source
        self._requests = requests
        self.calls: dict[str, list[tuple[str, Run]]] = {}
        self.limits: dict[str, Mapping[str, float]] = {}

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        """Asks the source and remembers the answer under the request's digest."""
        buffers = _encoded(request, check)
        digest = _digest(buffers)
        if self._requests is not None:
            self._requests.put(digest, buffers)
        run = self._source.ask(check, request)
        self.calls.setdefault(check.id, []).append((digest, run))
        self.limits[check.id] = asdict(check.limits)
        return run

    def recording(self, submission: Submission, seed: int) -> Recording:
        """All that came back so far, as the recording of a submission."""
        return Recording(
            submission=submission,
            seed=seed,
            calls=self.calls,
            limits=self.limits,
            left_out=_left_out(submission),
        )


class Replay:
    """Answers from a recording; asks nobody.

    Args:
        recording: what to answer from.
        advice: what to do about a question that it does not hold.
    """

    def __init__(
        self, recording: Recording, advice: str = "`grader regrade` runs the check again"
    ) -> None:
        self._recording = recording
        self._advice = advice
        self._next: dict[str, int] = {}
        self.missing: set[str] = set()
        """Checks that asked something else than when they were recorded."""

    def ask(self, check: Check, request: dict[str, Any]) -> Run:
        """The recorded answer to the check's next request.

        A request that is marked as `aside` changes no verdict, so that nothing is missing without
        its answer: it is not worth running the check again.

        Raises:
            NotInRecording: when the check asks something else than it did when it was recorded, or
                ran into a limit that is wider now.
        """
        at = self._next.get(check.id, 0)
        calls = self._recording.calls.get(check.id, ())
        known = at < len(calls) and calls[at][0] == _digest(_encoded(request, check))
        if ASIDE in request and not known:
            raise NotInRecording(f"the recording does not hold what {check.id} asks aside")
        self._next[check.id] = at + 1
        if not known:
            raise self._refusal(check, at, "the check asks something else than when it was graded")
        run = calls[at][1]
        if ASIDE in request:
            return run
        if run.outcome in ("timed_out", "out_of_memory") and self._wider(check):
            raise self._refusal(check, at, "the check may use more now than when it was graded")
        return run

    def _refusal(self, check: Check, at: int, reason: str) -> NotInRecording:
        self.missing.add(check.id)
        return NotInRecording(
            f"the recording does not hold call {at + 1} of {check.id}: {reason}; {self._advice}"
        )

    def _wider(self, check: Check) -> bool:
        then = self._recording.limits.get(check.id, {})
        return any(value > then.get(name, value) for name, value in asdict(check.limits).items())


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
            make_private(path.parent)
            write_atomically(path, buffers, durable=False)
        self._known.add(digest)

    def get(self, digest: str) -> dict[str, Any] | None:
        """The request with that digest, or None when it was not kept."""
        try:
            messages = read_frames(self._path(digest).read_bytes())
        except (OSError, wire.WireError):
            return None
        return messages[0] if messages else None

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def save(recording: Recording, path: Path) -> None:
    """Writes a recording: one frame for the submission, one per check, or per call where these are large.

    A check of which one answer is too large for any frame is left out: judging again asks it again.

    Raises:
        WireError: when the submission itself is too large to be kept.
    """
    left_out = recording.left_out
    if left_out is None and recording.submission.files:
        left_out = _left_out(recording.submission)
    head = {
        "format": FORMAT,
        "seed": recording.seed,
        "submission": _flat(recording.submission),
        "limits": {check: dict(limits) for check, limits in recording.limits.items()},
        "left_out": None if left_out is None else list(left_out),
        "again": dict(recording.again),
    }
    buffers = list(wire.encode(head))
    for check, calls in recording.calls.items():
        with suppress(wire.WireError):
            buffers += _frames_of(check, calls)
    write_atomically(path, buffers)


def _frames_of(check: str, calls: Sequence[tuple[str, Run]]) -> list[Any]:
    """Calls of a check as one frame, or as one frame each where together they are too large."""
    runs = flat_calls(calls)
    try:
        return wire.encode({"check": check, "runs": runs})
    except wire.WireError:
        return [buffer for run in runs for buffer in wire.encode({"check": check, "runs": [run]})]


def flat_calls(calls: Sequence[tuple[str, Run]]) -> list[dict[str, Any]]:
    """Calls as plain values, for the wire."""
    return [{"request": digest, **_flat(run)} for digest, run in calls]


def read_calls(raw: Sequence[dict[str, Any]]) -> list[tuple[str, Run]]:
    """What `flat_calls` made, as calls again.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is damaged.
    """
    return [(run.pop("request"), _run(run)) for run in raw]


def _left_out(submission: Submission) -> tuple[str, ...]:
    """Files beside the code that it may read."""
    code = {module.path for module in submission.modules}
    return tuple(
        path
        for path in sorted(submission.files)
        if path not in code and PurePosixPath(path).suffix.casefold() not in _FOR_PEOPLE
    )


def read(path: Path) -> Recording:
    """Reads a recording back.

    Raises:
        UsageError: when the file is missing, damaged, or of a newer format.
    """
    try:
        head, *rest = read_frames(path.read_bytes())
        if head["format"] != FORMAT:
            raise UsageError(f"{path} has format {head['format']}; this program reads {FORMAT}.")
        calls: dict[str, list[tuple[str, Run]]] = {}
        for frame in rest:
            calls.setdefault(frame["check"], []).extend(read_calls(frame["runs"]))
        left_out = head.get("left_out")
        return Recording(
            submission=_submission(head["submission"]),
            seed=head["seed"],
            calls=calls,
            limits=dict(head.get("limits", {})),
            left_out=None if left_out is None else tuple(left_out),
            again=dict(head.get("again", {})),
        )
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


def read_frames(data: bytes) -> list[dict[str, Any]]:
    """The messages of a file of frames, one after another.

    Raises:
        WireError: when the file is damaged or cut short.
    """
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
    for one in fields(record):
        value = getattr(record, one.name)
        if isinstance(record, Submission) and one.name in ("files", "texts"):
            value = dict(value) if one.name == "texts" else {}
        elif isinstance(record, Submission) and one.name == "modules":
            value = [_flat(m) for m in value]
        elif isinstance(value, Fault):
            value = {**_flat(value), "frames": [_flat(f) for f in value.frames]}
        out[one.name] = value
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
