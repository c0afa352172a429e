"""The pages of a batch as files to give away: each student's, and the class's, with or without names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.exports.roll import Roll
from grader.types import safe_name


def pages(
    roll: Roll, *, named: bool, made_at: str, people: Mapping[str, Any] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Relative path and content of every page.

    Args:
        roll: the class; without names it has been through `nameless`, so that keys are codes.
        named: whether the pages say whose they are.
        made_at: ISO time that the class page shows.
        people: decoded `people.json`, for a class page with names.
    """
    from reports import class_page, student_page

    results = [row.result for row in roll.rows if row.result is not None]
    for result in results:
        student = str(result["student"])
        page = student_page(result, named=named, as_name="" if named else student)
        yield f"reports/{safe_name(student)}.html", page.encode("utf-8", "replace")
    if named:
        page = class_page(results, made_at, people=people)
    else:
        codes = {str(result["student"]): str(result["student"]) for result in results}
        page = class_page(results, made_at, named=False, codes=codes)
    yield "index.html", page.encode("utf-8", "replace")
