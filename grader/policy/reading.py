"""Reads a policy file; whatever is wrong with it ends in one sentence before any mark is made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.policy.curve import read_penalty
from grader.policy.earlier import read_earlier
from grader.policy.moments import elapsed, find_zone, say
from grader.policy.record import (
    Extension,
    Policy,
    Rule,
    SlipDays,
    folded,
    moment_of,
)
from grader.policy.spans import Span
from grader.policy.toml import Table

_KEYS = (
    "due",
    "timezone",
    "grace",
    "closes",
    "attempts",
    "time",
    "extensions",
    "extension",
    "slip",
    "penalty",
)
_NEED_DUE = ("grace", "closes", "extensions", "extension", "slip", "penalty")
_RULES: tuple[Rule, ...] = ("last", "best", "first")
NO_LIMIT = "no limit"


def load_policy(path: Path) -> Policy:
    """Reads and checks a policy.

    Args:
        path: a TOML file; docs/policies.md describes it.

    Raises:
        UsageError: for anything that is wrong, in one sentence with the place.
    """
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from None
    return _checked(Table(raw, str(path)), path)


def _checked(top: Table, path: Path) -> Policy:
    top.only(_KEYS)
    raw = top.values
    rule = top.choice("attempts", _RULES)
    time = top.choice("time", ("system", "files"))
    attempts: Rule = next(r for r in _RULES if r == rule)
    if "due" not in raw:
        if lonely := next((key for key in _NEED_DUE if key in raw), None):
            raise top.refuse(
                f"{lonely!r} needs a due date: add a line such as due = 2026-11-20T23:59:00"
            )
    zone = _zone(top)
    if "due" not in raw:
        return Policy(
            path=path, zone=zone, attempts=attempts, time="files" if time == "files" else "system"
        )
    moment = top.moment_or_span("due", raw["due"], zone)
    if isinstance(moment, Span):
        raise top.refuse("'due' must be a date with a time, like 2026-11-20T23:59:00")
    grace = top.span("grace", raw.get("grace", "0 s"))
    policy = Policy(
        path=path,
        due=moment,
        zone=zone or moment.tzinfo,
        grace=grace,
        closes=_closes(top, moment, zone),
        extensions=tuple(_extensions(top, moment, zone)),
        slip=_slip(top, path.parent),
        penalty=read_penalty(_section(top, "penalty")) if "penalty" in raw else None,
        attempts=attempts,
        time="files" if time == "files" else "system",
    )
    _consistent(top, policy)
    return policy


def _zone(top: Table) -> tzinfo | None:
    if "timezone" not in top.values:
        return None
    name = top.values["timezone"]
    if not isinstance(name, str):
        raise top.refuse("'timezone' must be a name in quotes, like \"Europe/Berlin\"")
    return top.sentence("timezone", find_zone, name)


def _closes(top: Table, due: datetime, zone: tzinfo | None) -> datetime | Span | None:
    if "closes" not in top.values:
        return None
    return top.moment_or_span("closes", top.values["closes"], zone or due.tzinfo)


def _consistent(top: Table, policy: Policy) -> None:
    """Refuses what no reader could make sense of: closing before it is late, twice the same name."""
    assert policy.due is not None
    terms = policy.for_student((), 0)
    if policy.closes is not None:
        last = moment_of(policy.closes, policy.due)
        if elapsed(terms.on_time_until(0), last).total_seconds() < 0:
            raise top.refuse(
                f"'closes' ({say(last)}) is before the end of the time to hand in "
                f"({say(terms.on_time_until(0))}): write a later time"
            )
    seen: dict[str, str] = {}
    for extension in policy.extensions:
        until = extension.until
        if isinstance(until, datetime) and elapsed(policy.due, until).total_seconds() < 0:
            raise top.refuse(
                f"the extension of {extension.students[0]} ({say(until)}) ends before "
                f"the due date ({say(policy.due)}): write a later time"
            )
        for name in extension.students:
            if folded(name) in seen:
                raise top.refuse(f"{name!r} has two extensions: keep one of them")
            seen[folded(name)] = name


def _section(top: Table, name: str) -> Table:
    value = top.values[name]
    if not isinstance(value, dict):
        raise top.refuse(f"{name!r} must be a section: write [{name}] on a line of its own")
    return Table(value, f"{top.where}, [{name}]")


def _extensions(top: Table, due: datetime, zone: tzinfo | None) -> Iterator[Extension]:
    """From `[extensions]`, a line per student, and from `[[extension]]`, with a note."""
    if "extensions" in top.values:
        section = _section(top, "extensions")
        for name, value in section.values.items():
            if not name.strip():
                raise section.refuse("a line has no name: write whose extension it is")
            if isinstance(value, dict) and "until" in value:
                entry = Table(value, f"{section.where}, {name}")
                entry.only(("until", "note"))
                yield _extension(entry, (name,), zone or due.tzinfo)
                continue
            if isinstance(value, dict):
                inner = next(iter(value), "")
                raise section.refuse(
                    f'{name!r} has a dot behind it: put the whole name in quotes, "{name}.{inner}"'
                )
            until = _until(section, name, value, zone or due.tzinfo)
            yield Extension(students=(name,), until=until)
    entries = top.values.get("extension", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise top.refuse("'extension' must be written as [[extension]], one for each")
    for number, values in enumerate(entries, start=1):
        table = Table(values, f"{top.where}, [[extension]] number {number}")
        table.only(("student", "until", "note"), above=_KEYS)
        students = values.get("student")
        listed = students if isinstance(students, list) else [students]
        if not listed or not all(isinstance(s, str) and s.strip() for s in listed):
            raise table.refuse(
                "'student' must be a name, an id or an e-mail address in quotes, or a list of them"
            )
        yield _extension(table, tuple(listed), zone or due.tzinfo)


def _extension(table: Table, students: tuple[str, ...], zone: tzinfo | None) -> Extension:
    """From a table with `until` and perhaps `note`."""
    raw = table.values
    if "until" not in raw:
        raise table.refuse("'until' is missing: write for example until = \"2 days\"")
    note = raw.get("note", "")
    if not isinstance(note, str):
        raise table.refuse("'note' must be a text in quotes")
    return Extension(students=students, until=_until(table, "until", raw["until"], zone), note=note)


def _until(table: Table, key: str, value: Any, zone: tzinfo | None) -> datetime | Span | None:
    if isinstance(value, str) and folded(value) == NO_LIMIT:
        return None
    return table.moment_or_span(key, value, zone)


def _slip(top: Table, folder: Path) -> SlipDays | None:
    if "slip" not in top.values:
        return None
    table = _section(top, "slip")
    table.only(("days", "max_per_homework", "used", "earlier"), above=_KEYS)
    raw = table.values
    if "days" not in raw:
        raise table.refuse("'days' is missing: write for example days = 3")
    used = raw.get("used", {})
    if not isinstance(used, dict):
        raise table.refuse("'used' must give a number of days for each name: { ann = 1 }")
    earlier = raw.get("earlier", [])
    if not isinstance(earlier, list) or not all(isinstance(e, str) for e in earlier):
        raise table.refuse("'earlier' must be a list of folders, like [\"../homework1_out\"]")
    most = raw.get("max_per_homework")
    return SlipDays(
        days=table.count("days", raw["days"]),
        max_per_homework=None if most is None else table.count("max_per_homework", most),
        used=tuple((name, table.count(f"used.{name}", days)) for name, days in used.items()),
        earlier=tuple(
            use for name in earlier for use in table.sentence("earlier", read_earlier, name, folder)
        ),
    )
