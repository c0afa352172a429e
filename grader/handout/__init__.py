"""What students get: starter files and a notebook, cut from the homework's own solution.

`README.md` and `written.md` in the homework's `handout/` are written by hand; the rest is cut, and
`grader verify` says when it is not what the cut gives.
"""

from __future__ import annotations

from pathlib import Path

from grader.assignment import load_assignment
from grader.atomic import write_atomically
from grader.material import load_starter

BY_HAND = ("README.md", "written.md")


def cut_files(folder: Path) -> dict[str, str]:
    """The files that are cut from the solution: relative path -> text.

    Args:
        folder: of the homework.

    Raises:
        UsageError: when the solution is missing or a mark has no partner.
    """
    from grader.handout.notebook import notebook_text  # nbformat is slow to import

    assignment = load_assignment(folder)
    starter = {p: t for p, t in load_starter(folder).items() if p not in BY_HAND}
    return {**starter, f"{assignment.id}.ipynb": notebook_text(assignment, starter)}


def starter_submissions(folder: Path) -> dict[str, dict[str, str]]:
    """The untouched handout as it could be handed in: as files, and as the notebook."""
    files = cut_files(folder)
    notebook = {p: t for p, t in files.items() if p.endswith(".ipynb")}
    return {
        "starter files": {p: t for p, t in load_starter(folder).items()},
        "starter notebook": notebook,
    }


def handout_problems(folder: Path) -> list[str]:
    """What stands in the homework's `handout/` and is not what the cut gives."""
    told = [f"handout/{name} is missing" for name in BY_HAND if not _there(folder, name)]
    if not load_assignment(folder).written:
        told = [line for line in told if "written.md" not in line]
    renew = f"run `grader handout {folder.name} --renew`"
    cut = cut_files(folder)
    for path, text in cut.items():
        where = folder / "handout" / path
        if not where.is_file():
            told.append(f"handout/{path} is missing; {renew}")
        elif where.read_bytes() != text.encode():
            told.append(f"handout/{path} is not what the solution gives; {renew}")
    told += [
        f"handout/{path} is not cut from the solution; delete it"
        for path in _code_there(folder)
        if path not in cut
    ]
    return told


def renew(folder: Path) -> list[str]:
    """Writes the cut files into the homework's `handout/`; says which changed."""
    changed = []
    for path, text in cut_files(folder).items():
        where = folder / "handout" / path
        if not where.is_file() or where.read_bytes() != text.encode():
            where.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(where, [text.encode()], private=False)
            changed.append(f"handout/{path}")
    return changed


def _there(folder: Path, name: str) -> bool:
    return (folder / "handout" / name).is_file()


def _code_there(folder: Path) -> list[str]:
    """Code that lies in the handout: what was renamed or removed in the solution may still be there."""
    root = folder / "handout"
    paths = sorted(p for p in root.rglob("*") if p.suffix in (".py", ".ipynb"))
    return [path.relative_to(root).as_posix() for path in paths]
