"""What the commands around grading cost for a whole class: `python -m benchmarks.class_commands [STUDENTS]`.

A class of copies of one homework's samples is graded once; then every command runs in a process of
its own, and its CPU time, children included, stands beside that of grading in the same run.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.accounting import how, run
from grader.assignment import find_assignment
from grader.load.roster import entries

POLICY = """
due = 2026-11-20T23:59:00+01:00
time = "files"
[penalty]
per_day = "{} %"
"""


def main() -> None:
    """Prints a row per command: seconds, CPU milliseconds per submission, ratio to grading."""
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    homework = find_assignment(sys.argv[2] if len(sys.argv) > 2 else "network_basics")
    print(how())
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        work, out, policy = here / "work", here / "out", here / "policy.toml"
        _class(homework / "samples", work, students)
        policy.write_text(POLICY.format(10))
        graded = _measured(f"grade, {students} submissions", students, None, [
            "grade", str(homework), str(work), "--out", str(out), "--policy", str(policy),
        ])  # fmt: skip
        nothing = ["grade", str(homework), str(work), "--out", str(out)]
        _measured("grade again, nothing changed", students, graded, nothing)
        policy.write_text(POLICY.format(20))
        _measured("grade again, another penalty", students, graded, nothing)
        _measured("regrade, nothing changed", students, graded, ["regrade", str(out)])
        export = ["export", str(out), "--format"]
        _measured(
            "export, CSV", students, graded, [*export, "csv", "--to", str(here / "marks.csv")]
        )
        _measured(
            "pages without names", students, graded, [*export, "pages", "--to", str(here / "p")]
        )
        _measured("similar", students, graded, ["similar", str(out)])
        page = out / "index.html"
        print(f"index.html: {page.stat().st_size / 1e6:.2f} MB")


def _class(samples: Path, work: Path, students: int) -> None:
    """Copies of the samples, each with a line of its own, so that none is equal to another."""
    own = [entry for entry in entries(samples) if not entry.error]
    for n in range(students):
        entry = own[n % len(own)]
        for path in entry.path if isinstance(entry.path, tuple) else (entry.path,):
            target = work / f"student{n:04}"
            target.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.copytree(path, target, dirs_exist_ok=True)
            else:
                shutil.copy(path, target)
        (work / f"student{n:04}" / "mine.txt").write_text(f"{n}\n")


def _measured(name: str, students: int, graded: float | None, arguments: list[str]) -> float:
    """Runs a command and prints what it took; gives its CPU seconds."""
    # 2: marks that nobody knows yet were left blank.
    cost = run([sys.executable, "-m", "grader", *arguments], cwd=Path.cwd(), codes=(0, 2))
    ratio = "" if graded is None else f"  {cost.cpu_s / graded:6.3f} of grading"
    each = 1000 * cost.cpu_s / students
    print(f"{name:34} {cost.wall_s:7.1f} s  {each:7.1f} ms CPU each{ratio}", flush=True)
    return cost.cpu_s


if __name__ == "__main__":
    main()
