"""The records that every part of the project speaks in.

Imports nothing of the project, so that `reports`, `worker` and `wire` can use it without
dragging the harness along. All records are frozen; a change makes a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args
from urllib.parse import quote

Status = Literal["passed", "failed", "errored", "timed_out", "blocked", "manual", "broken"]
STATUSES: tuple[Status, ...] = get_args(Status)
Visibility = Literal["public", "hidden"]
Kind = Literal["script", "package", "notebook"]
Outcome = Literal[
    "returned", "raised", "timed_out", "out_of_memory", "died", "bad_reply", "missing"
]

FORMAT = 1
"""Version of the result file. Raised when the meaning of a field changes, not when one is added."""

ASIDE = "aside"
"""Key of a request without whose answer the verdict would be the same; only recordings look at it."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def safe_name(name: str) -> str:
    """A file name that stands for any student name: never hidden, never a path, never too long.

    Letters, digits, `.`, `_`, `-`, `@`, `+` and spaces stay; everything else is percent-encoded
    as UTF-8, so that two different names stay different.

    >>> safe_name("ann.lee")
    'ann.lee'
    >>> safe_name("../x<y>")
    '%2E.%2Fx%3Cy%3E'
    """
    encoded = quote(name, safe=" @+", encoding="utf-8", errors="surrogatepass")
    if encoded[:1] in (".", " "):
        encoded = f"%{ord(encoded[0]):02X}{encoded[1:]}"
    if encoded[-1:] == " ":
        encoded = encoded[:-1] + "%20"
    if len(encoded) > 120:  # most file systems stop at 255 bytes, and suffixes come on top
        import hashlib

        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        encoded = f"{encoded[:100].rstrip('%')}~{digest}"
    return encoded or "%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one call may use. The same names, times the stated factor, bound a whole submission."""

    cpu_s: float = 10.0
    """CPU seconds of one call, all threads together."""
    wall_s: float = 30.0
    """Seconds on the clock of one call: generous, so that a busy machine fails nobody."""
    memory_mb: int = 2048
    """Private memory of the student's process, in MiB."""
    file_mb: int = 64
    """Largest file, and all of the temporary directory together, in MiB."""
    processes: int = 0
    """Processes that the student's code may start beside its own; 0 lets it start threads only."""
    threads: int = 64
    """Threads of the student's process."""
    output_mb: int = 64
    """Printed output after which the process is ended, in MiB. 64 KiB of it are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One importable piece of a submission: a `.py` file or a notebook turned into one.

    `source` of a notebook holds its code cells one after another; cells that do not parse and
    magics are replaced by comments, line for line.
    """

    name: str
    """Import name: `mlp_numpy` for `mlp_numpy.py`, `models.mlp` for `models/mlp.py`."""
    path: str
    """Where it stood in the submission, as a relative POSIX path."""
    source: str
    cells: tuple[tuple[int, int], ...] | None
    """For a notebook: (code cell number from 1, first line of `source` from 1), ascending. Else None."""
    names: tuple[str, ...]
    """Top-level names the source binds, as far as can be seen without executing it."""
    error: str | None = None
    """Why nothing of it can be executed, in one sentence with the place; None when it parses."""
    torch_names: tuple[str, ...] = ()
    """Those of `names` that are classes whose bases say `Module` (`nn.Module`), seen statically."""
    imported: tuple[str, ...] = ()
    """Those of `names` that an import binds, stars included: `np`, `plt`, `print_function`."""
    untouched: tuple[str, ...] = ()
    """Those of `names` that are defined as the starter defines them, to the letter."""

    def where(self, line: int) -> str:
        """The place a person looks for: `basics.py, line 12` or `hw.ipynb, cell 7, line 3`."""
        if self.cells is None:
            return f"{self.path}, line {line}"
        cell, first = 1, 1
        for number, start in self.cells:
            if start > line:
                break
            cell, first = number, start
        return f"{self.path}, cell {cell}, line {line - first + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One student's work, read from disk without executing anything."""

    student: str
    assignment: str
    kind: Kind
    modules: tuple[Module, ...]
    files: Mapping[str, bytes]
    """Every file to lay out beside the code, by relative POSIX path, the code included."""
    texts: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Written answers: item id -> Markdown, from `written.md` or text cells."""
    notes: tuple[str, ...] = ()
    """What loading left out or mended, one sentence each, for the student and the instructor."""
    received_at: str | None = None
    """Newest modification time of its files, ISO 8601 UTC, or None where that is unknown."""
    digest: str = ""
    """sha256 over paths and bytes: equal digests mean equal work."""

    def module(self, path: str) -> Module | None:
        """The module that stood at `path`, if any."""
        return next((m for m in self.modules if m.path == path), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """Why a check does not count, and what everybody gets instead."""

    reason: str
    """One sentence for the student."""
    give: Literal["full", "nothing"]
    """Its points to everybody, or its points out of the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One gradable question, as its decorator and its docstring state it."""

    id: str
    question: str
    title: str
    """The sentence the student reads: the first line of the docstring."""
    points: float
    visibility: Visibility
    needs: tuple[str, ...] = ()
    """Ids of checks that must have passed."""
    limits: Limits = Limits()
    seed: int = 0
    hint: str | None = None
    """What to look at when it fails; shown also when the check is hidden."""
    manual: bool = False
    """True for a written answer that waits for a person."""
    rubric: tuple[str, ...] = ()
    rubric_points: tuple[float, ...] = ()
    """What each line of the rubric is worth; a negative number takes off."""
    void: Void | None = None
    """Set when the check was found to be unfair and counts no more."""
    blind: str | None = None
    """Why its inputs are special on purpose, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One line of the student's own traceback."""

    where: str
    """`hw.ipynb, cell 7, line 3`."""
    function: str
    code: str
    """The line itself, from the grader's copy of the submission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the student's code raised, as text only."""

    type: str
    message: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came back from one call. `value` is plain data or a handle, never an object of theirs."""

    outcome: Outcome
    value: Any = None
    fault: Fault | None = None
    detail: str = ""
    """For the outcomes without a value: measured and allowed, the signal, or what was malformed."""
    output: str = ""
    output_bytes: int = 0
    """Bytes printed in all; more than `output` holds when it was cut."""
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mb: float = 0.0
    notes: tuple[str, ...] = ()
    """Remarks of the loader about the module the call ran in (a failed cell, a missing import)."""
    changed: tuple[int | str, ...] = ()
    """Positions and keywords of the arguments that the call wrote into (arrays up to 1 MiB)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """Why a value was judged wrong, as data; the page and the terminal make their own sentence of it."""

    what: str
    """What was called, with the shapes it was called on."""
    expected: str
    got: str
    worst: str = ""
    """Where it is furthest off, with both values."""
    allowed: str = ""
    hint: str = ""
    slope: str = ""
    """Of a gradient: what finite differences of the student's own function give at that place."""
    meaning: str = ""
    """What that says: whether the gradient or the function itself is what to look at."""

    def text(self) -> str:
        """At most eight lines of 80 columns, actual and expected side by side."""
        rows = [f"{self.what}"]
        for label, value in (
            ("expected", self.expected),
            ("got", self.got),
            ("worst at", self.worst),
            ("allowed", self.allowed),
            ("slope", self.slope),
            ("meaning", self.meaning),
            ("hint", self.hint),
        ):
            if value:
                rows.append(f"  {label:<9} {value}")
        return "\n".join(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The end of one check for one submission."""

    check: str
    question: str
    title: str
    status: Status
    earned: float | None
    """None while nobody knows: `manual` before a person marked it, and `broken`."""
    points: float
    visibility: Visibility
    message: str = ""
    diagnosis: str | None = None
    """Id of the misconception that the answer matches, or None."""
    evidence: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """Plain data for the page: `expected`, `got`, `worst`, `allowed`, `slope`, `meaning`, `frames`, `output`,
    `curves`, `text`, and `finite_difference` (`index`, `argument`, `value`, `of`, `agrees`)."""
    replay: str = ""
    seconds: float = 0.0
    """Wall seconds of the student's code in this check, as recorded."""
    remarks: tuple[str, ...] = ()
    """Manners that cost nothing: an unusual layout, a shape that differs while the values are right."""
    hint: str | None = None
    voided: Mapping[str, str] | None = None
    """`{"reason", "give"}` of a check that does not count (see `Void`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything about one graded submission: the result file is this record as JSON."""

    assignment: str
    student: str
    digest: str
    verdicts: tuple[Verdict, ...]
    made_with: Mapping[str, Any]
    """Versions, seed, sandbox tier and its self-test, digests of the homework."""
    started_at: str
    seconds: float
    notes: tuple[str, ...] = ()
    title: str = ""
    """Title of the homework."""
    questions: tuple[Mapping[str, str], ...] = ()
    """`{"id", "title", "text"}` of every question, in the order of the sheet."""

    @property
    def earned(self) -> float:
        """Points that are certain."""
        return round(sum(v.earned for v in self.verdicts if v.earned is not None), 6)

    @property
    def possible(self) -> float:
        """Points of all checks, the unmarked ones included."""
        return round(sum(v.points for v in self.verdicts), 6)

    @property
    def complete(self) -> bool:
        """Whether every check has a mark: nothing `manual`, nothing `broken`."""
        return all(v.earned is not None for v in self.verdicts)
