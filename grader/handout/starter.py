"""What the starter defines, so that loading can tell what nobody touched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from grader.assignment import load_assignment
from grader.errors import UsageError
from grader.handout.renaming import renamed
from grader.load.untouched import definitions, text_digest, text_key
from grader.load.written import answers
from grader.material import load_starter

WRITTEN = "written.md"
NAME = "starter.json"
"""Stands in a homework's folder that was packed without its solution."""


def starter_definitions(folder: Path) -> dict[str, tuple[str, ...]]:
    """Public name -> digests of what the starter files and the notebook define under it.

    Args:
        folder: of the homework. One without a solution, or with one that cannot be cut, has no
            starter that is known: then everything counts as the student's own.
    """
    if (folder / NAME).is_file():
        packed: dict[str, list[str]] = json.loads((folder / NAME).read_text("utf-8"))
        return {name: tuple(digests) for name, digests in packed.items()}
    try:
        texts, assignment = load_starter(folder), load_assignment(folder)
    except UsageError:
        return {}
    names = assignment.notebook
    found: dict[str, set[str]] = {}
    for item, text in answers(texts.get(WRITTEN, ""), [q.id for q in assignment.questions]).items():
        found.setdefault(text_key(item), set()).add(text_digest(text))
    for check in assignment.written:  # what the notebook has below its heading
        found.setdefault(text_key(check.question), set()).add(text_digest(check.title))
    for path, text in texts.items():
        if path.endswith(".py"):
            module = path.removesuffix(".py").replace("/", ".")
            for version in (text, renamed(text, module, names)):
                for name, digest in definitions(version).items():
                    if not name.startswith("_"):
                        found.setdefault(name, set()).add(digest)
    return {name: tuple(sorted(digests)) for name, digests in sorted(found.items())}


def starter_text(starter: Mapping[str, tuple[str, ...]]) -> str:
    """`starter.json`."""
    return json.dumps({name: list(d) for name, d in starter.items()}, indent=1) + "\n"
