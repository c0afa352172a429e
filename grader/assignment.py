"""A homework's folder: `assignment.toml` read into a record. Executes nothing.

A homework is data plus checks, so that a new one is a new folder and no change here.
"""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.sheet import read_sheet
from grader.types import Check, Limits, Void
from grader.written import read_written


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item of the sheet."""

    id: str
    title: str
    text: str = ""
    """What is asked, as Markdown with formulas, from `sheet.md`; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What `assignment.toml` says, checked."""

    id: str
    title: str
    folder: Path
    reference: tuple[str, ...]
    """Importable modules whose public names the `reference` fixture offers."""
    preload: tuple[str, ...]
    """Modules that the warm process imports once, before any student's code."""
    packages: tuple[str, ...] = ()
    """Import names that submissions may use, besides the standard library: what grading has."""
    data: str | None
    """Name of the data set behind the `data` fixture, or None."""
    limits: Limits
    submission_cpu_s: float
    """CPU seconds that all calls of one submission may use together."""
    submission_wall_s: float
    questions: tuple[Question, ...]
    written: tuple[Check, ...]
    """Written answers, as checks that wait for a person."""
    void: Mapping[str, Void]
    """Checks that count no more, by id."""
    notebook: Mapping[str, str]
    """What the notebook of the handout calls names that two files define: `mlp_numpy.MLP` -> `NumpyMLP`."""
    digest: str
    """sha256 over the homework's files and its reference: another digest, another exam."""
    misconceptions_digest: str
    """sha256 over the misconceptions and the solution they change: what diagnoses depend on."""

    @property
    def asked(self) -> tuple[Mapping[str, str], ...]:
        """The questions as a result file holds them."""
        return tuple({"id": q.id, "title": q.title, "text": q.text} for q in self.questions)

    @property
    def checks_folder(self) -> Path:
        """Where the check files are."""
        return self.folder / "checks"


_KEYS = {
    *("id", "title", "reference", "preload", "packages", "data", "limits"),
    *("question", "written", "void", "notebook"),
}
_LIMIT_KEYS = {f.name for f in fields(Limits)}
_SUBMISSION_KEYS = {"submission_cpu_s": 300.0, "submission_wall_s": 900.0}


def find_assignment(name: str, *, here: Path | None = None) -> Path:
    """The folder of a homework given by path or by id.

    Args:
        name: a path to a folder, or an id looked up under `assignments/` of the current folder
            and then among the homeworks that are installed with the program.
        here: folder to start from; the current one by default.

    Raises:
        UsageError: when there is no such homework; names those that exist.
    """
    here = here or Path.cwd()
    known = _known(here)
    path = here / name
    if (path / "assignment.toml").is_file():
        return path.resolve()
    if name in known:
        return known[name].resolve()
    if path.is_dir():
        raise UsageError(f"{name} is a folder without an assignment.toml, so it is no homework.")
    listed = ", ".join(sorted(known)) or "none here"
    raise UsageError(
        f"There is no homework {name!r}: give the path of its folder or one of these ids: {listed}."
    )


def list_assignments(*, here: Path | None = None) -> list[Path]:
    """The folders of all homeworks that `find_assignment` knows by id, but the template."""
    known = _known(here or Path.cwd())
    return [path.resolve() for name, path in sorted(known.items()) if not name.startswith("_")]


def _known(here: Path) -> dict[str, Path]:
    known: dict[str, Path] = {}
    for root in _roots(here):
        for toml in sorted(root.glob("*/assignment.toml")):
            known.setdefault(toml.parent.name, toml.parent)
    return known


def _roots(here: Path) -> Iterator[Path]:
    yield here / "assignments"
    spec = importlib.util.find_spec("assignments")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place)


def load_assignment(folder: Path) -> Assignment:
    """Reads and checks `assignment.toml`.

    Raises:
        UsageError: when the file is missing, is not TOML, or says something contradictory.
    """
    toml = folder / "assignment.toml"
    try:
        text = toml.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{toml} cannot be read: {error}.") from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{toml} is not valid TOML: {error}.") from None
    return _checked(raw, folder, toml)


def _checked(raw: Mapping[str, Any], folder: Path, toml: Path) -> Assignment:
    def refuse(sentence: str) -> UsageError:
        return UsageError(f"{toml}: {sentence}")

    if unknown := sorted(set(raw) - _KEYS):
        raise refuse(f"unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}.")
    for key in ("id", "title"):
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            raise refuse(f"{key!r} must be a text.")
    for key in ("reference", "preload", "packages"):
        if not _is_texts(raw.get(key, [])):
            raise refuse(f"{key!r} must be a list of module names.")
    notebook = raw.get("notebook", {})
    if not isinstance(notebook, dict) or not _is_texts(list(notebook.values())):
        raise refuse("[notebook] must give a name for each `file.name`.")
    questions = _questions(raw, refuse)
    asked = read_sheet(folder, [q.id for q in questions])
    questions = tuple(replace(q, text=asked.get(q.id, "")) for q in questions)
    limits, budget = _limits(raw.get("limits", {}), refuse)
    written = read_written(raw, {q.id for q in questions}, limits, refuse)
    reference = tuple(raw.get("reference", ()))
    preload = tuple(raw.get("preload", ("numpy",)))
    return Assignment(
        id=raw["id"],
        title=raw["title"],
        folder=folder,
        reference=reference,
        preload=preload,
        packages=tuple(raw.get("packages", sorted({name.partition(".")[0] for name in preload}))),
        data=raw.get("data"),
        limits=limits,
        submission_cpu_s=budget["submission_cpu_s"],
        submission_wall_s=budget["submission_wall_s"],
        questions=questions,
        written=written,
        void=_void(raw, refuse),
        notebook=notebook,
        digest=_digest(folder, reference),
        misconceptions_digest=_sha256(
            [*sorted((folder / "misconceptions").glob("*.toml")), *_files(folder / "solution")]
        ),
    )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _questions(raw: Mapping[str, Any], refuse: Any) -> tuple[Question, ...]:
    out: list[Question] = []
    for entry in raw.get("question", ()):
        if not isinstance(entry.get("id"), str) or not isinstance(entry.get("title"), str):
            raise refuse("every [[question]] needs an 'id' and a 'title'.")
        if any(q.id == entry["id"] for q in out):
            raise refuse(f"question {entry['id']!r} stands there twice.")
        out.append(Question(id=entry["id"], title=entry["title"]))
    if not out:
        raise refuse("there is no [[question]]; list the items of the sheet in their order.")
    return tuple(out)


def _limits(raw: Mapping[str, Any], refuse: Any) -> tuple[Limits, dict[str, float]]:
    known = _LIMIT_KEYS | set(_SUBMISSION_KEYS)
    for key, value in raw.items():
        if key not in known:
            raise refuse(f"unknown limit {key!r}; known are {', '.join(sorted(known))}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise refuse(f"limit {key!r} must be a number that is not negative.")
    budget = {k: float(raw.get(k, default)) for k, default in _SUBMISSION_KEYS.items()}
    return Limits(**{k: v for k, v in raw.items() if k in _LIMIT_KEYS}), budget


def _void(raw: Mapping[str, Any], refuse: Any) -> dict[str, Void]:
    out: dict[str, Void] = {}
    for entry in raw.get("void", ()):
        check, reason, give = entry.get("check"), entry.get("reason"), entry.get("give")
        if not isinstance(check, str) or not isinstance(reason, str) or not reason.strip():
            raise refuse("every [[void]] needs a 'check' and a 'reason' that students may read.")
        if give not in ("full", "nothing"):
            raise refuse(
                f"[[void]] {check}: 'give' must be \"full\" (everybody gets its points) "
                'or "nothing" (it counts for nobody).'
            )
        if check in out:
            raise refuse(f"[[void]] names the check {check!r} twice.")
        out[check] = Void(reason=reason.strip(), give=give)
    return out


def _digest(folder: Path, reference: tuple[str, ...]) -> str:
    """Everything a mark depends on besides the submission and the program's version."""
    files = [folder / "assignment.toml", *sorted((folder / "checks").rglob("*.py"))]
    for name in reference:
        files += _sources_of(name)
    return _sha256(files)


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def _sha256(files: Iterable[Path]) -> str:
    """Over names and contents; what cannot be read is left out."""
    digest = hashlib.sha256()
    for path in files:
        try:
            content = path.read_bytes()
        except OSError:
            continue
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources_of(module: str) -> list[Path]:
    try:
        spec = importlib.util.find_spec(module)
    except ImportError:
        return []
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return []
    # The whole package: a reference module leans on its neighbours.
    return sorted(Path(spec.origin).parent.glob("*.py"))
