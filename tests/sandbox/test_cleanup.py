"""Nothing is left behind: no process, mount, folder or descriptor, however the grader ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sandbox.asking import call, give, value

from grader.sandbox import Sandbox, open_sandbox

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc"),
]

LOOP = "def main():\n    while True:\n        pass\n"
WRITE = "def main():\n    open('left', 'w').close()\n    open('../left', 'w').close()\n"
ROOT = Path(__file__).resolve().parents[2]

# Opens a sandbox, lets a student's program loop in it, says so, and waits to be killed.
VICTIM = """
import sys, threading, time
sys.path[:0] = [{root!r}, {tests!r}]
from sandbox.asking import call, give
from grader.sandbox import open_sandbox

def loop(sandbox):
    worker = give(sandbox, "def main():\\n    while True:\\n        pass\\n")
    print("looping", flush=True)
    call(worker, "main", cpu_s=600, wall_s=600)

sandbox = open_sandbox({tier!r}, preload=["numpy"])
if {thread}:
    threading.Thread(target=loop, args=[sandbox]).start()
    time.sleep(600)
loop(sandbox)
"""


def descendants(pid: int) -> set[int]:
    """Every process below this one, by its parents."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
                parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
            except OSError:
                continue
    found, waiting = set(), {pid}
    while waiting:
        waiting = {child for child, parent in parents.items() if parent in waiting} - found
        found |= waiting
    return found


def folders(pid: int) -> set[str]:
    """What the sandboxes of a process have in the temporary folder."""
    return {path.name for path in Path(tempfile.gettempdir()).glob(f"grader-*-{pid}-*")}


def eventually(true: Callable[[], bool], within_s: float = 10.0) -> bool:
    """Whether it comes true in time: processes take a moment to end."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return true()


def alive(pids: set[int]) -> set[int]:
    """Those that have not ended, zombies apart."""
    found = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            found.add(pid)
    return found


@pytest.mark.parametrize("tier", ["1", "2", "3", "none"])
def test_close_leaves_nothing(tier: str, opened: Callable[[str], Sandbox]) -> None:
    """Processes, mounts, folders and descriptors are as before, also with a worker in a loop."""
    opened(tier)  # skips where the tier is not to be had
    mounts = Path("/proc/self/mountinfo").read_text()
    before = folders(os.getpid()), set(os.listdir("/proc/self/fd")), descendants(os.getpid())
    with open_sandbox(tier, preload=["numpy"]) as sandbox:
        value(call(give(sandbox, WRITE), "main"))
        looping = give(sandbox, LOOP)
        assert call(looping, "main", cpu_s=0.1).outcome == "timed_out"
        give(sandbox, LOOP)  # never asked, never closed
        started = descendants(os.getpid()) - before[2]
        assert started
    assert eventually(lambda: not alive(started))
    assert (folders(os.getpid()), set(os.listdir("/proc/self/fd"))) == before[:2]
    assert Path("/proc/self/mountinfo").read_text() == mounts


@pytest.mark.parametrize("thread", [False, True])
@pytest.mark.parametrize("tier", ["1", "2", "3", "none"])
def test_a_killed_grader_takes_everything_with_it(
    tier: str, thread: bool, opened: Callable[[str], Sandbox], tmp_path: Path
) -> None:
    """SIGKILL in the middle of a call: the student's loop does not run on."""
    opened(tier)
    source = VICTIM.format(root=str(ROOT), tests=str(ROOT / "tests"), tier=tier, thread=thread)
    victim = subprocess.Popen(
        [sys.executable, "-c", source],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert victim.stdout is not None
    with victim:
        assert victim.stdout.readline() == "looping\n"
        time.sleep(0.2)
        below = descendants(victim.pid)
        assert below
        victim.kill()
    assert eventually(lambda: not alive(below)), alive(below)
    assert eventually(lambda: not folders(victim.pid))


@pytest.mark.parametrize("tier", ["1", "2", "3"])
def test_a_killed_warm_process_is_replaced(tier: str, opened: Callable[[str], Sandbox]) -> None:
    """The next worker comes from a new one; the call that lost its process is nobody's fault."""
    opened(tier)
    before = descendants(os.getpid())
    with open_sandbox(tier, preload=["numpy"]) as sandbox:
        worker = give(sandbox, "def main():\n    return 1\n")
        assert value(call(worker, "main")) == 1
        started = descendants(os.getpid()) - before
        for pid in started:
            with contextlib.suppress(ProcessLookupError):  # it went with one before it
                os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: not alive(started))
        worker.close()
        again = give(sandbox, "def main():\n    return 2\n")
        assert value(call(again, "main")) == 2


def test_the_warm_process_is_renewed(
    opened: Callable[[str], Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many workers a new one takes over, and the old one is gone."""
    opened("3")
    from grader.sandbox import walled

    monkeypatch.setattr(walled, "_WORKERS_PER_WARM_PROCESS", 4)
    before = descendants(os.getpid())
    seen = []
    with open_sandbox("3", preload=["numpy"]) as sandbox:
        for _ in range(6):
            worker = give(sandbox, "def main():\n    return 1\n")
            assert value(call(worker, "main")) == 1
            worker.close()
            seen.append(frozenset(descendants(os.getpid()) - before))
    assert seen[0] & seen[1]
    assert not seen[0] & seen[-1]


def test_folders_of_killed_graders_are_removed_by_the_next(
    opened: Callable[[str], Sandbox],
) -> None:
    """A folder whose grader is gone does not stay for ever."""
    opened("3")
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    stale = Path(tempfile.gettempdir(), f"grader-sandbox-{gone.pid}-stale")
    stale.mkdir()
    (stale / "w1").mkdir()
    with open_sandbox("3", preload=["numpy"]):
        assert not stale.exists()
