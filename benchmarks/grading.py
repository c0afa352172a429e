"""What grading costs on top of the floor: `python -m benchmarks.grading`.

Everything is measured in one run on one machine, in turn, so that the ratios hold although the
seconds do not. CPU is counted from outside (see accounting.py). Once-per-batch costs (starting, importing torch, warming) are told apart
from what each submission adds by grading two class sizes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.accounting import how, run

HERE = Path(__file__).parent
ROOT = HERE.parent

VARIANTS = [
    [],
    [("self.db = dout.sum(axis=0)", "self.db = dout.mean(axis=0)")],
    [("z = x - x.max(axis=1, keepdims=True)", "z = x"), ('"a2": -0.2', '"a2": 0.2')],
    [("            optimizer.step()\n", "")],
    [("return dout * self.mask", "raise NotImplementedError"), ('"a4": 14', '"a4": None')],
]


def make_class(folder: Path, n: int) -> None:
    """Writes n submissions: the right one and four wrong ones in turn."""
    folder.mkdir()
    text = (HERE / "homework" / "solution.py").read_text()
    for i in range(n):
        source = text
        for old, new in VARIANTS[i % len(VARIANTS)]:
            assert source.count(old) == 1, old
            source = source.replace(old, new)
        (folder / f"s{i:03}.py").write_text(source + f"\n# {i}\n")


def grade(folder: Path, out: Path, tier: str) -> tuple[float, float]:
    """CPU and wall seconds of grading a folder with one job."""
    command = [sys.executable, "-m", "grader", "grade", str(HERE / "homework"), str(folder)]
    cost = run([*command, "--out", str(out), "--jobs", "1", "--sandbox", tier], cwd=ROOT)
    return cost.cpu_s, cost.wall_s


def main() -> None:
    """Measures and prints one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--sandbox", default="auto")
    chosen = options.parse_args()
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        small, large = work / "class20", work / "class60"
        make_class(small, 20)
        make_class(large, 60)
        for n in range(chosen.rounds):
            cost = run([sys.executable, "-m", "benchmarks.floor", str(large)], cwd=ROOT)
            floor = json.loads(cost.printed)["cpu_s"]
            cpu20, _ = grade(small, work / f"a{n}", chosen.sandbox)
            cpu60, _ = grade(large, work / f"b{n}", chosen.sandbox)
            again, wall = grade(large, work / f"b{n}", chosen.sandbox)
            each = (cpu60 - cpu20) / 40
            for label, value in {
                "floor, per submission": floor,
                "grading, per submission": each,
                "on top of the floor": each - floor,
                "start of a batch": cpu20 - 20 * each,
                "20 submissions, start included, per submission": cpu20 / 20,
                "nothing changed (60), CPU per submission": again / 60,
                "nothing changed (60), wall per submission": wall / 60,
            }.items():
                rows.setdefault(label, []).append(1000 * value)
    print(
        f"milliseconds, median (least to most) of {chosen.rounds} rounds; sandbox {chosen.sandbox}"
    )
    print(f"CPU: {how()}")
    for label, values in rows.items():
        print(
            f"{label:<50} {statistics.median(values):8.1f} ({min(values):.1f} to {max(values):.1f})"
        )
    floor = statistics.median(rows["floor, per submission"])
    print(
        f"{'ratio to the floor':<50} {statistics.median(rows['grading, per submission']) / floor:8.2f}"
    )


if __name__ == "__main__":
    main()
