"""An appeal as text of 80 columns: the lines that `grader show` prints.

Every line passes `printable`, because names, values, output and exceptions are a stranger's.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.cli.printing import called, duration, points, printable

WIDTH = 80
_OUTPUT_LINES = 20
_TEXT_LINES = 40
_CALLS = 40
_COMPARISONS = 40

ENDED = {
    "returned": "returned",
    "raised": "raised an exception",
    "timed_out": "ran too long",
    "out_of_memory": "needed too much memory",
    "died": "ended its process",
    "bad_reply": "sent back something that is no answer",
    "missing": "is not there",
}


def lines_of(told: Mapping[str, Any], *, again: Sequence[str]) -> Iterator[str]:
    """The whole appeal.

    Args:
        told: what `grader.appeal.appeal` gives.
        again: commands that run it again.
    """
    yield from _head(told)
    for title, lines in (
        ("Question", _question(told)),
        ("What the student wrote", _written(told)),
        ("What was asked and what came back", _calls(told)),
        ("What was compared", _comparisons(told)),
        ("Mistake recognised", _diagnoses(told)),
        ("Judged", _judged(told)),
        ("Marked by hand", _marks(told)),
        ("Final mark", _policy(told)),
        ("Again", (f"  {command}" for command in again)),
    ):
        found = list(lines)
        if found:
            yield ""
            yield title
            yield from found


def _head(told: Mapping[str, Any]) -> Iterator[str]:
    who = called(told["student"], told["name"])
    if told["attempt"]:
        who += f", attempt {told['attempt']}"
    yield from _wrapped(f"{told['check']} of {who}", "")
    verdict = told["then"]
    yield from _wrapped(f"{verdict['title']}", "")
    yield from _wrapped(_mark(verdict), "")
    if told["hidden"]:
        yield from _wrapped(
            "This check is hidden: the student sees its title, hint, status and points, and "
            "nothing of what follows. Do not hand it on.",
            "",
        )


def _question(told: Mapping[str, Any]) -> Iterator[str]:
    question = told["question"]
    yield from _wrapped(f"{question['id']}: {question['title']}".rstrip(": "))
    yield from _block(question["text"], _TEXT_LINES)


def _written(told: Mapping[str, Any]) -> Iterator[str]:
    evidence = told["then"].get("evidence") or {}
    yield from _block(evidence.get("text") or "", _TEXT_LINES, "  | ")
    for name, value in (evidence.get("numbers") or {}).items():
        yield from _wrapped(f"{name} = {value}")
    points_of = evidence.get("rubric_points") or ()
    for n, line in enumerate(evidence.get("rubric") or ()):
        worth = f" ({points(points_of[n])})" if n < len(points_of) else ""
        yield from _wrapped(f"{line}{worth}", "  rubric: " if n == 0 else " " * 10, " " * 10)


def _calls(told: Mapping[str, Any]) -> Iterator[str]:
    calls = told["calls"]
    for call in calls[:_CALLS]:
        yield from _call(call)
    if len(calls) > _CALLS:
        yield f"  ... and {len(calls) - _CALLS} more; --json has all of them"
    if not calls and not list(_written(told)):
        yield "  Nothing was asked."


def _call(call: Mapping[str, Any]) -> Iterator[str]:
    number = f"{call['number']:>3}  "
    yield from _wrapped(call["asked"], number, " " * len(number))
    for given in call["inputs"]:
        if set(given) == {"name", "text"} and given["text"] in call["asked"]:
            continue
        yield from value_lines(given["name"], given, "     ")
    took = f"{ENDED[call['outcome']]}, {seconds(call['seconds'])}"
    if call["outcome"] == "returned":
        yield from value_lines(f"{took}:", call["value"], "     ")
    else:
        detail = f": {call['detail']}" if call["detail"] else ""
        yield from _wrapped(f"{took}{detail}", "     ")
    if call["fault"] is not None:
        yield from _fault(call["fault"])
    if call["changed"]:
        places = ", ".join(str(c) for c in call["changed"])
        yield from _wrapped(f"it wrote into its arguments: {places} (counted from 0)", "     ")
    for note in call["notes"]:
        yield from _wrapped(f"loading: {note}", "     ")
    if call["output"]:
        yield f"     printed ({call['output_bytes']} bytes):"
        yield from _block(call["output"], _OUTPUT_LINES, "     | ")


def _fault(fault: Mapping[str, Any]) -> Iterator[str]:
    text = f"{fault['type']}: {fault['message']}" if fault["message"] else fault["type"]
    yield from _wrapped(text, "     ")
    for frame in fault["frames"]:
        yield from _wrapped(f"{frame['where']}, in {frame['function']}:", "       ")
        yield from _wrapped(frame["code"], "         ")


def value_lines(name: str, value: Mapping[str, Any], indent: str) -> Iterator[str]:
    """A value: what it is, and below it its entries or its parts."""
    text = value["text"]
    if "lowest" in value:
        low, high, mean = (_number(value[k]) for k in ("lowest", "highest", "mean"))
        text += f", from {low} to {high}, mean {mean}"
    if value.get("not_finite"):
        text += f", {value['not_finite']} not finite"
    rows = list(_entries(value.get("values"), WIDTH - len(indent) - 2))
    if len(rows) == 1 and len(indent) + len(name) + len(text) + len(rows[0]) < WIDTH - 6:
        text, rows = f"{text} {rows[0]}", []
    yield from _wrapped(f"{name}  {text}" if name else text, indent, f"{indent}  ")
    for row in rows:
        yield from _wrapped(row, f"{indent}  ", f"{indent}    ")
    for part in value.get("parts", ()):
        yield from value_lines(part["name"], part, f"{indent}  ")


def _entries(values: Any, room: int) -> Iterator[str]:
    """Rows of numbers, with fewer digits where they would not fit; deeper arrays by their places."""
    if values is None:
        return
    if not isinstance(values, list):
        yield _number(values)
        return
    if values and isinstance(values[0], list) and values[0] and isinstance(values[0][0], list):
        for place, inner in enumerate(values):
            yield f"[{place}]"
            yield from (f"  {row}" for row in _entries(inner, room - 2))
        return
    matrix = values if values and isinstance(values[0], list) else [values]
    for digits in (6, 4, 3):
        cells = [[_number(v, digits) for v in row] for row in matrix]
        width = max((len(c) for row in cells for c in row), default=0) if len(matrix) > 1 else 0
        rows = ["[" + " ".join(c.rjust(width) for c in row) + "]" for row in cells]
        if all(len(row) <= room for row in rows):
            break
    yield from rows


def _number(value: Any, digits: int = 6) -> str:
    return f"{value:.{digits}g}" if isinstance(value, int | float) else str(value)


def _comparisons(told: Mapping[str, Any]) -> Iterator[str]:
    compared = told["comparisons"]
    for one in compared[:_COMPARISONS]:
        yield from _comparison(one)
    if len(compared) > _COMPARISONS:
        yield f"  ... and {len(compared) - _COMPARISONS} more; --json has all of them"


def _comparison(one: Mapping[str, Any]) -> Iterator[str]:
    mark = "  holds  " if one["held"] else "  WRONG  "
    yield from _wrapped(one["what"], mark, " " * 9)
    if one["held"]:
        if isinstance(one["share"], float) and one["share"] > 0:
            yield f"         its error is {_share(one['share'])} of what is allowed"
        return
    for name in ("expected", "got"):
        side = one[name]
        if not side["text"].startswith("("):  # it is written out already
            side = {"text": side["text"]}
        yield from value_lines(name.ljust(8), side, "         ")
    if one["worst"] and one["worst"]["at"]:
        at, expected, got = (one["worst"][k] for k in ("at", "expected", "got"))
        yield from _wrapped(
            f"worst at  {at}: expected {_number(expected)}, got {_number(got)}", " " * 9, " " * 19
        )
    yield from _wrapped(f"allowed   {_allowed(one)}", "         ", " " * 19)


def _allowed(one: Mapping[str, Any]) -> str:
    if one["kind"] == "shape":
        return "only the expected shape"
    if one["kind"] == "count" or not one["allowed"]:
        return "exactly the expected number"
    if one["kind"] == "interval":
        return (
            f"an interval of width {2 * one['allowed']:.6g}; what came is {_number(one['error'])} "
            "outside"
        )
    if not isinstance(one["share"], int | float):
        return f"an error of at most {_number(one['allowed'])}; what came is not finite"
    return (
        f"an error of at most {_number(one['allowed'])}; it is {_number(one['error'])}, "
        f"{_share(one['share'])} times that"
    )


def _share(share: float) -> str:
    """Three digits, and no exponent for what can be read without: 0.0021, 500, 12300."""
    rounded = float(f"{share:.3g}")
    return f"{rounded:.0f}" if 100 <= rounded < 1e6 else f"{rounded:.3g}"


def _diagnoses(told: Mapping[str, Any]) -> Iterator[str]:
    for one in told["diagnoses"]:
        yield from _wrapped(f"{one['id']}: {one['sentence']}")
        if one["why"]:
            yield from _wrapped(one["why"], "    ")


def _judged(told: Mapping[str, Any]) -> Iterator[str]:
    then, now = told["then"], told["now"]
    marked = then.get("marked")
    was = then | marked["was"] if marked else then
    by_hand = f", marked by {marked['by']}; the program said: {_mark(was)}" if marked else ""
    yield from _wrapped(f"{_mark(then)}{by_hand}", "  then  ", " " * 8)
    if not marked:
        yield from _message(then)
    if told["needs"]:
        needs = ", ".join(f"{n['check']} ({n['status']})" for n in told["needs"])
        yield from _wrapped(f"It needs: {needs}.", " " * 8)
    same = now is not None and (was["status"], was["earned"]) == (now["status"], now["earned"])
    if now is None:
        said = f"not known: {told['now_lacks']}." if told["now_lacks"] else ""
    elif told["ran"]:
        said = f"run again just now: {_mark(now)}"
    elif told["homework_changed"]:
        said = "the homework changed since; the verdict is the same"
        said = said if same else f"the homework changed since: {_mark(now)}"
    else:
        said = "the same: the homework has not changed since" if same else _mark(now)
    if said:
        yield from _wrapped(said, "  now   ", " " * 8)
    if now is not None and not same and not marked:
        yield from _message(now)


def _message(verdict: Mapping[str, Any]) -> Iterator[str]:
    yield from _block(verdict.get("message") or "", _TEXT_LINES, "        ")
    judged = (verdict.get("evidence") or {}).get("judged")
    if voided := verdict.get("voided"):
        gives = "everybody has its points" if voided["give"] == "full" else "it counts for nobody"
        yield from _wrapped(f"Not counted, {gives}: {voided['reason']}", " " * 8)
    if judged:
        yield from _wrapped(f"Judged all the same: {judged['status']}.", " " * 8)
        yield from _block(judged["message"], _TEXT_LINES, " " * 8)


def _mark(verdict: Mapping[str, Any]) -> str:
    earned = "no mark" if verdict["earned"] is None else points(verdict["earned"])
    return f"{verdict['status']}, {earned} of {points(verdict['points'])} points"


def _marks(told: Mapping[str, Any]) -> Iterator[str]:
    for mark in told["marks"]:
        given = (
            "taken back"
            if mark["earned"] is None
            else f"{points(mark['earned'])} of {points(mark['points'])}"
        )
        yield from _wrapped(f"{mark['at']}  {mark['by']}: {given}")
        for item in mark["items"]:
            yield from _wrapped(item, "      - ", " " * 8)
        if mark["comment"]:
            yield from _block(mark["comment"], _TEXT_LINES, "      ")
    if told["marks"] and not told["then"].get("marked"):
        yield "  None of them counts now."


def _policy(told: Mapping[str, Any]) -> Iterator[str]:
    if adjustment := told["adjustment"]:
        yield from _wrapped(adjustment["sentence"])


def seconds(value: float) -> str:
    """How long a call took: `0.4 ms`, `1.25 s`, `2 min`.

    >>> seconds(0.0004), seconds(1.25), seconds(130)
    ('0.4 ms', '1.25 s', '2 min')
    """
    if value < 1:
        return f"{1000 * value:.3g} ms"
    return f"{value:.3g} s" if value < 90 else duration(value)


def _block(text: str, most: int, indent: str = "  ") -> Iterator[str]:
    """A text of several lines, each wrapped, cut after `most` of them."""
    lines = text.rstrip().splitlines()
    for line in lines[:most]:
        line = line.expandtabs(4)
        inner = " " * (len(line) - len(line.lstrip()))
        yield from (
            _wrapped(line.strip(), indent + inner[:20]) if line.strip() else [indent.rstrip()]
        )
    if len(lines) > most:
        yield f"{indent}... {len(lines) - most} more lines"


def _wrapped(text: str, first: str = "  ", rest: str | None = None) -> list[str]:
    """A text in lines of at most WIDTH columns that cannot do anything to the terminal."""
    rest = first if rest is None else rest
    clean = printable(" ".join(text.split()) if "\n" in text else text)
    return textwrap.wrap(
        clean,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=False,
    ) or [first.rstrip()]
