"""Writes the pages of a batch from its result files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.atomic import write_atomically
from grader.errors import HarnessFault
from grader.job import page_path


def write_page(out: Path, data: Mapping[str, Any]) -> None:
    """Renders and writes a student's page.

    Raises:
        HarnessFault: when the page cannot be made; the result file stands already.
    """
    from reports import student_page

    try:
        page = student_page(data)
    except Exception as error:
        raise HarnessFault(
            f"the page of {data['student']!r} cannot be made: {type(error).__name__}: {error}"
        ) from error
    write_atomically(page_path(out, data["student"]), [page.encode("utf-8", "replace")])
