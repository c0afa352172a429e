"""One verdict as a student page shows it.

What a hidden check may show is decided here, by construction: its view is made by a function
that reads title, status, points and hint and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reports import pictures, words
from reports.markdown import markdown
from reports.student import byhand
from reports.student.message import LABELS, said, taken_apart
from reports.text import excerpt, one_line, shorten

if TYPE_CHECKING:
    from markupsafe import Markup

_FACTS = (
    *("expected", "got", "worst", "allowed", "slope", "meaning"),
    *("measured", "allowed_limit"),
)
_OWN_FAULT = ("failed", "errored", "timed_out")
"""Ends about which a hint can say something."""

BROKEN = "Something went wrong in the grader, not in your work. You lose nothing by it."
SAID_ABOVE = "See above, about the files you handed in."


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One line of the student's traceback."""

    where: str
    function: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One check on the page. Everything from `facts` on stays empty for a hidden one."""

    title: str
    status: str
    hidden: bool
    earned: float | None
    points: float
    hints: tuple[str, ...] = ()
    decided: byhand.Decided | None = None
    """What a person decided: a mark by hand, or that the check counts for nobody."""
    sentence: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    rest: str = ""
    """Lines of the message that are neither its sentence nor a fact."""
    exception: str = ""
    frames: tuple[Frame, ...] = ()
    pictures: pictures.Pictures = pictures.NONE
    output: str = ""
    output_size: str = ""
    output_open: bool = False
    """Whether the output is short and about a problem, so that it is not folded away."""
    written: Markup | str = ""
    rubric: tuple[byhand.Line, ...] = ()
    remarks: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    """What mistake fits the answer: of a misconception, or how it relates to the right one."""
    carried: bool = False
    """Whether it is right given the student's own earlier answer."""
    replay: str = ""
    seconds: str = ""

    @property
    def icon(self) -> str:
        """The status whose icon and colour fit: what counts no more is neither right nor wrong."""
        return "blocked" if self.uncounted else self.status

    @property
    def uncounted(self) -> bool:
        """Whether it counts for nobody."""
        return self.decided is not None and self.decided.nothing

    @property
    def words(self) -> str:
        """How it ended, or what a person decided about it."""
        return self.decided.words if self.decided else words.STATUS_WORDS[self.status]

    @property
    def told(self) -> bool:
        """Whether there is anything beyond title, status and points."""
        return any(getattr(self, name) for name in _BODY)


_BODY = (
    *("decided", "sentence", "facts", "rest", "exception", "frames", "pictures", "hints"),
    *("written", "rubric", "remarks", "diagnoses", "output", "replay"),
)


def view(verdict: Mapping[str, Any], notes: Sequence[str] = ()) -> View:
    """What a student may see of a verdict.

    Args:
        verdict: From the result file.
        notes: What the page says already about the files; a check need not repeat it.
    """
    if verdict.get("visibility") != "public":  # unknown means hidden, never shown
        return _hidden(verdict)
    if verdict["status"] == "broken":
        return _broken(verdict)
    return _public(verdict, notes)


def _hidden(verdict: Mapping[str, Any]) -> View:
    """Title, status, points and hint: the whole of what leaves the grader about a hidden check.

    That it does not count, and the reason that students are given for it, is part of the status.
    """
    hint = str(verdict.get("hint") or "") if verdict["status"] in _OWN_FAULT else ""
    return View(
        title=one_line(verdict["title"], 300),
        status=verdict["status"],
        hidden=True,
        earned=verdict.get("earned"),
        points=verdict["points"],
        hints=(shorten(hint, 1000),) if hint else (),
        decided=_status_only(verdict),
        sentence=BROKEN if verdict["status"] == "broken" else "",
    )


def _broken(verdict: Mapping[str, Any]) -> View:
    """Our fault. Its message is about the grader's own code: it is for the class page."""
    return View(
        title=one_line(verdict["title"], 300),
        status="broken",
        hidden=False,
        earned=verdict.get("earned"),
        points=verdict["points"],
        decided=_status_only(verdict),
        sentence=BROKEN,
    )


def _status_only(verdict: Mapping[str, Any]) -> byhand.Decided | None:
    """What a person decided, without a comment on an answer that is not shown."""
    decided = byhand.decided(verdict)
    return replace(decided, comment="") if decided else None


def _public(verdict: Mapping[str, Any], notes: Sequence[str]) -> View:
    evidence = _mapping(verdict.get("evidence"))
    sentence, stated, rest = taken_apart(str(verdict.get("message") or ""))
    given = {name: said(evidence[name]) for name in _FACTS if _is_fact(evidence.get(name))}
    if sentence.rstrip(".") == words.STATUS_WORDS[verdict["status"]]:
        sentence = ""
    if sentence in notes:
        sentence = SAID_ABOVE
    facts = {**stated, **given}
    hints = [facts.pop("hint", ""), str(verdict.get("hint") or "")]
    if verdict["status"] not in _OWN_FAULT:
        hints = hints[:1]
    stated_replay = facts.pop("replay", "")
    replay = str(verdict.get("replay") or stated_replay)
    output = str(evidence.get("output") or "")
    printed = evidence.get("output_bytes")
    if type(printed) is not int:
        printed = len(output.encode("utf-8", "surrogatepass"))
    return View(
        title=one_line(verdict["title"], 300),
        status=verdict["status"],
        hidden=False,
        earned=verdict.get("earned"),
        points=verdict["points"],
        hints=tuple(dict.fromkeys(shorten(hint, 1000) for hint in hints if hint)),
        decided=byhand.decided(verdict),
        sentence=shorten(sentence, 1000),
        facts=(
            *((LABELS[name], facts[name]) for name in _FACTS if facts.get(name)),
            *_numbers(evidence.get("numbers")),
        ),
        rest=excerpt(rest) if rest else "",
        exception=_exception(evidence.get("exception"), str(verdict.get("message") or "")),
        frames=_frames(_list(evidence.get("frames"))),
        pictures=pictures.pictures(evidence),
        output=excerpt(output) if output else "",
        output_size=words.size(printed) if output else "",
        output_open=verdict["status"] in _OWN_FAULT and output.count("\n") < 12,
        written=_written(evidence.get("text")),
        rubric=byhand.rubric(verdict),
        remarks=tuple(shorten(str(line), 500) for line in _list(verdict.get("remarks"))),
        diagnoses=_diagnoses(evidence),
        carried=bool(_list(evidence.get("carried"))) and verdict["status"] == "passed",
        replay=shorten(replay, 500) if verdict["status"] in _OWN_FAULT else "",
        seconds=f"{verdict['seconds']:.1f} s" if (verdict.get("seconds") or 0) >= 1 else "",
    )


def _diagnoses(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """The sentences of what fits the answer."""
    told = [e for e in _list(evidence.get("diagnoses")) if isinstance(e, Mapping)]
    return tuple(shorten(str(entry.get("sentence") or ""), 600) for entry in told)


def _numbers(given: Any) -> Iterator[tuple[str, str]]:
    """What a student gave as numbers where a person has to look: item and value."""
    for item, value in list(_mapping(given).items())[:20]:
        yield one_line(item, 60), said(value)


def _written(text: Any) -> Markup | str:
    """A written answer with its formulas set."""
    return markdown(str(text)) if text and str(text).strip() else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    """Evidence is what the author of a check put there: what is no mapping is left out."""
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    """The same for lists."""
    return value if isinstance(value, list | tuple) else ()


def _is_fact(value: Any) -> bool:
    """Whether a value is a row of text; matrices are drawn instead."""
    return value is not None and not isinstance(value, list | Mapping)


def _exception(fault: Any, message: str) -> str:
    """`ValueError: operands could not be broadcast`, unless the message already says so."""
    if not isinstance(fault, Mapping):
        return ""
    reason = str(fault.get("message") or "").strip()
    name = str(fault.get("type") or "Exception")
    text = f"{name}: {reason}" if reason else name
    if text in message or (reason and reason == message.strip()):
        return ""
    return excerpt(text, lines=12)


def _frames(frames: Sequence[Any]) -> tuple[Frame, ...]:
    """The student's own lines, outermost first; of an endless recursion the two ends."""
    given = [
        Frame(
            where=one_line(frame.get("where", "")),
            function=one_line(frame.get("function", ""), 80),
            code=shorten(str(frame.get("code") or "").strip(), 300),
        )
        for frame in frames
        if isinstance(frame, Mapping)
    ]
    if len(given) > 12:
        between = Frame(where=f"… {len(given) - 11} calls more …", function="", code="")
        given = [*given[:5], between, *given[-6:]]
    return tuple(given)
