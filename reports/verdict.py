"""One verdict as a student page shows it.

What a hidden check may show is decided here, by construction: its view is made by a function
that reads title, status, points and hint and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports import curve, heat, words
from reports.text import excerpt, one_line, shorten

_FACTS = ("expected", "got", "worst", "allowed", "measured", "allowed_limit")
_LABELS = {
    "expected": "expected",
    "got": "got",
    "worst": "worst at",
    "allowed": "allowed",
    "measured": "measured",
    "allowed_limit": "limit",
}
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
    """One check on the page. Everything from `sentence` on stays empty for a hidden one."""

    title: str
    status: str
    hidden: bool
    earned: float | None
    points: float
    hints: tuple[str, ...] = ()
    sentence: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    rest: str = ""
    """Lines of the message that are neither its sentence nor a fact."""
    exception: str = ""
    frames: tuple[Frame, ...] = ()
    tables: tuple[heat.Table, ...] = ()
    charts: tuple[curve.Chart, ...] = ()
    output: str = ""
    output_size: str = ""
    output_open: bool = False
    """Whether the output is short and about a problem, so that it is not folded away."""
    written: str = ""
    rubric: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    """What mistake fits the answer: of a misconception, or how it relates to the right one."""
    carried: bool = False
    """Whether it is right given the student's own earlier answer."""
    replay: str = ""
    seconds: str = ""

    @property
    def told(self) -> bool:
        """Whether there is anything beyond title, status and points."""
        return any(getattr(self, name) for name in _BODY)


_BODY = (
    *("sentence", "facts", "rest", "exception", "frames", "tables", "charts", "hints", "written"),
    *("rubric", "remarks", "diagnoses", "output", "replay"),
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
    """Title, status, points and hints: the whole of what leaves the grader about a hidden check.

    The sentence of a misconception is a hint: its author wrote it for the student.
    """
    hints: list[str] = []
    if verdict["status"] in _OWN_FAULT:
        hints = [*_diagnoses(verdict, generic=False), str(verdict.get("hint") or "")]
    return View(
        title=one_line(verdict["title"], 300),
        status=verdict["status"],
        hidden=True,
        earned=verdict.get("earned"),
        points=verdict["points"],
        hints=tuple(dict.fromkeys(shorten(hint, 1000) for hint in hints if hint)),
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
        sentence=BROKEN,
    )


def _public(verdict: Mapping[str, Any], notes: Sequence[str]) -> View:
    evidence = _mapping(verdict.get("evidence"))
    sentence, stated, rest = _taken_apart(str(verdict.get("message") or ""))
    given = {name: _said(evidence[name]) for name in _FACTS if _is_fact(evidence.get(name))}
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
        sentence=shorten(sentence, 1000),
        facts=tuple((_LABELS[name], facts[name]) for name in _FACTS if facts.get(name)),
        rest=excerpt(rest) if rest else "",
        exception=_exception(evidence.get("exception"), str(verdict.get("message") or "")),
        frames=_frames(_list(evidence.get("frames"))),
        tables=heat.tables(
            _values(evidence, "expected"), _values(evidence, "got"), evidence.get("error")
        ),
        charts=curve.charts(_mapping(evidence.get("curves")), _mapping(evidence.get("band"))),
        output=excerpt(output) if output else "",
        output_size=words.size(printed) if output else "",
        output_open=verdict["status"] in _OWN_FAULT and output.count("\n") < 12,
        written=excerpt(str(evidence.get("text") or ""), lines=400, columns=4000),
        rubric=tuple(shorten(str(line), 500) for line in _list(evidence.get("rubric"))),
        remarks=tuple(shorten(str(line), 500) for line in _list(verdict.get("remarks"))),
        diagnoses=tuple(_diagnoses(verdict, generic=True)),
        carried=bool(_list(evidence.get("carried"))) and verdict["status"] == "passed",
        replay=shorten(replay, 500) if verdict["status"] in _OWN_FAULT else "",
        seconds=f"{verdict['seconds']:.1f} s" if (verdict.get("seconds") or 0) >= 1 else "",
    )


def _diagnoses(verdict: Mapping[str, Any], *, generic: bool) -> list[str]:
    """The sentences of what fits the answer; the generic relations only where all may be told."""
    told = _list(_mapping(verdict.get("evidence")).get("diagnoses"))
    return [
        shorten(str(entry.get("sentence") or ""), 600)
        for entry in told
        if isinstance(entry, Mapping)
        and (generic or not str(entry.get("id", "relation.")).startswith("relation."))
    ]


def _taken_apart(message: str) -> tuple[str, dict[str, str], str]:
    """A message of the harness as its sentence, its labelled rows and whatever else it says.

    Rows look as `grader.types.Mismatch.text` writes them: two spaces, a label, its value.
    """
    sentence, _, below = message.strip("\n").partition("\n")
    labels = {label: name for name, label in _LABELS.items()} | {"hint": "hint", "replay": "replay"}
    stated: dict[str, str] = {}
    rest = []
    for line in below.split("\n"):
        label = next((k for k in labels if line.startswith(f"  {k} ")), None)
        if label is None or labels[label] in stated:
            rest.append(line)
        else:
            stated[labels[label]] = _said(line[len(label) + 3 :].strip())
    return sentence, stated, "\n".join(rest).strip("\n")


def _mapping(value: Any) -> Mapping[str, Any]:
    """Evidence is what the author of a check put there: what is no mapping is left out."""
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    """The same for lists."""
    return value if isinstance(value, list | tuple) else ()


def _is_fact(value: Any) -> bool:
    """Whether a value is a row of text; matrices are drawn instead."""
    return value is not None and not isinstance(value, list | Mapping)


def _values(evidence: Mapping[str, Any], name: str) -> Any:
    """The matrix of that name, wherever the check has put it."""
    return evidence.get(f"{name}_values", evidence.get(name))


def _said(value: Any) -> str:
    """A fact as text: at most a paragraph, however long the value is."""
    return excerpt(value if isinstance(value, str) else words.number(value), lines=12)


def _exception(fault: Any, message: str) -> str:
    """`ValueError: operands could not be broadcast`, unless the message already says so."""
    if not isinstance(fault, Mapping):
        return ""
    said = str(fault.get("message") or "")
    name = str(fault.get("type") or "Exception")
    text = f"{name}: {said}" if said else name
    return "" if text in message else excerpt(text, lines=12)


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
