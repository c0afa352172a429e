"""What runs inside Gradescope: grades /autograder/submission and writes results.json.

A results.json that says "not graded" stands there from the first moment, and the real one replaces
it at the end: whatever a submission does to the program or writes itself, no other can be left.
The program refuses to run a submission that it cannot isolate.
"""

from __future__ import annotations

import json
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import results
from grader.atomic import make_private, write_atomically
from grader.autograder.bundle import unpacked_assignment
from grader.errors import Refused, UsageError
from grader.exports.gradescope import dump, not_graded, results_json
from grader.exports.roll import call
from grader.job import Job, result_path, wrong_answers_folder
from grader.load.roster import Entry
from grader.station import Station

_STUDENT = "submission"
_UNFINISHED = "the autograder was stopped before it had finished. Your instructor can run it again."
_NOT_SAFE = (
    "the autograder cannot isolate submissions on this machine, and runs none without. "
    "Please tell your instructor."
)
_NOT_WHOLE = "the autograder is not whole. Please tell your instructor."


@dataclass(frozen=True, slots=True)
class Places:
    """Where Gradescope puts things."""

    root: Path

    @property
    def source(self) -> Path:
        """The unpacked zip file."""
        return self.root / "source"

    @property
    def submission(self) -> Path:
        """The student's files."""
        return self.root / "submission"

    @property
    def results(self) -> Path:
        """Where results.json is expected."""
        return self.root / "results"

    @property
    def metadata(self) -> Path:
        """Who handed in when."""
        return self.root / "submission_metadata.json"


def main(root: Path) -> int:
    """Grades the submission below a root folder; 0 when it got a result, 1 when it did not."""
    places = Places(root)
    _write(places, not_graded(_UNFINISHED))
    for path in (places.source, places.results, places.metadata):
        _close(path)
    try:
        data = _graded(places)
    except Refused as error:
        print(error)  # standard output is for the instructor only
        _write(places, not_graded(_NOT_SAFE))
        return 1
    except (UsageError, OSError, ValueError, KeyError) as error:
        print(f"{type(error).__name__}: {error}")
        _write(places, not_graded(_NOT_WHOLE))
        return 1
    _write(places, data)
    return 0


def _graded(places: Places) -> dict[str, Any]:
    settings = json.loads((places.source / "autograder.json").read_bytes())
    known = _metadata(places)
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        for name in ("results", "reports", "recordings"):
            make_private(out / name)
        answers = places.source / "answers"
        if answers.is_dir():
            shutil.copytree(answers, wrong_answers_folder(out))
        job = Job(
            assignment=places.source / "homework",
            out=out,
            seed=settings["seed"],
            tier=_tier(settings),
        )
        with Station(job) as station:
            station.assignment = unpacked_assignment(
                station.assignment, settings["misconceptions_digest"]
            )
            station.grade_one(Entry(_STUDENT, places.submission))
        result = results.read(result_path(out, _STUDENT))
    # Answers that wait for a person are marked beside the autograder, which can say its part; a
    # check that broke is our fault, and then no total is said at all.
    broken = any(verdict["status"] == "broken" for verdict in result["verdicts"])
    roll = call([result], marks="earned", incomplete="blank" if broken else "partial")
    print(
        f"Submission {known.get('id', 'without a number')}, tier {result['made_with']['sandbox']}."
    )
    extra = {
        "submission": known.get("id"),
        "digest": result["digest"],
        "assignment_digest": result["made_with"].get("assignment_digest"),
        "grader": result["made_with"].get("grader"),
        "sandbox": result["made_with"].get("sandbox"),
    }
    return results_json(roll.rows[0], hidden=settings["hidden"]) | {"extra_data": extra}


def _tier(settings: Mapping[str, Any]) -> str:
    """Never none: a student's code beside the answers and results.json would grade itself."""
    tier = str(settings.get("sandbox", "auto"))
    if tier == "none":
        raise Refused("autograder.json asks for no isolation, which an autograder does not do.")
    return tier


def _metadata(places: Places) -> Mapping[str, Any]:
    """What Gradescope says of the submission; nothing when it says nothing that can be read."""
    try:
        data = json.loads(places.metadata.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _write(places: Places, data: Mapping[str, Any]) -> None:
    places.results.mkdir(parents=True, exist_ok=True)
    path = places.results / "results.json"
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    write_atomically(path, [dump(data)], private=False)


def _close(path: Path) -> None:
    """Takes a file or folder away from everybody but its owner and group, as Gradescope advises."""
    try:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~stat.S_IRWXO)
    except FileNotFoundError:
        pass
    except OSError as error:
        print(f"{path} cannot be closed to other users: {error.strerror}.")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
