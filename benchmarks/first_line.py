"""From request to the student's first line: `python -m benchmarks.first_line`.

One clock for both ends (CLOCK_MONOTONIC): taken when a worker is asked for, and by the first statement
of the submission. With a spare worker waiting, without one, and, in the same run, a fresh Python that
imports torch, which is what a grader without a warm process pays.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

from grader.sandbox import open_sandbox
from grader.types import Limits

SOURCE = "import time\nfirst = time.monotonic()\n"
SUBMISSION = {
    "files": {"work.py": SOURCE.encode()},
    "modules": [{"name": "work", "path": "work.py", "source": SOURCE, "blocks": None}],
}


def milliseconds(tier: str, n: int, *, spare: bool) -> list[float]:
    """Waits of n submissions, one after another."""
    waits = []
    with open_sandbox(tier, preload=["numpy", "torch"]) as sandbox:
        for i in range(n + 5):
            asked = time.monotonic()
            worker = sandbox.worker(Limits(), then_spare=spare)  # type: ignore[call-arg]
            worker.give({"submission": SUBMISSION})
            target = {"module": "work", "path": ["first"]}
            request = {"id": i, "check": "a", "seed": 1, "op": "get", "target": target}
            reply = worker.ask(request, cpu_s=5, wall_s=10)
            assert reply.message is not None, reply.detail
            waits.append(1000 * (reply.message["value"] - asked))
            worker.close()
            if spare:
                time.sleep(0.02)  # a real submission works for longer than a fork takes
    return waits[5:]


def fresh(n: int) -> list[float]:
    """The same for a new process that imports torch first."""
    code = "import torch, time; print(time.monotonic())"
    waits = []
    for _ in range(n):
        asked = time.monotonic()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        waits.append(1000 * (float(done.stdout) - asked))
    return waits


def row(name: str, waits: list[float]) -> None:
    """One line of the table."""
    waits = sorted(waits)
    p95 = waits[int(0.95 * len(waits))]
    print(f"{name:<44} {statistics.median(waits):8.2f} {p95:8.2f}")


def main() -> None:
    """Measures every tier and prints one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--n", type=int, default=200)
    options.add_argument("--tiers", nargs="*", default=["1", "2", "3"])
    chosen = options.parse_args()
    print(f"{'milliseconds, ' + str(chosen.n) + ' each':<44} {'median':>8} {'p95':>8}")
    for tier in chosen.tiers:
        row(f"tier {tier}, no spare waiting", milliseconds(tier, chosen.n, spare=False))
        row(f"tier {tier}, a spare waiting", milliseconds(tier, chosen.n, spare=True))
    row("a fresh process with torch", fresh(5))


if __name__ == "__main__":
    main()
