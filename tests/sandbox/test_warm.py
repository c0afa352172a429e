"""What the warm process prepares for its workers: libraries, data, one thread, no secrets."""

from __future__ import annotations

import importlib.util
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sandbox.asking import SMALL, call, give, run, value

from grader.sandbox import Sandbox, open_sandbox
from grader.types import Limits

pytestmark = pytest.mark.sandbox

HAS_TORCH = importlib.util.find_spec("torch") is not None

TRAIN = """
import sys

warm = {name for name in ("torch._dynamo", "torch.optim.adam") if name in sys.modules}

import torch


def main(threads):
    torch.set_num_threads(threads)
    model = torch.nn.Sequential(torch.nn.Linear(64, 256), torch.nn.ReLU(), torch.nn.Linear(256, 10))
    optimizer = torch.optim.Adam(model.parameters())
    x, labels = torch.randn(512, 64), torch.randint(0, 10, (512,))
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), labels)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return sorted(warm), losses[-1] < losses[0]
"""


@pytest.mark.parametrize("tier", ["1", "2", "3", "none"])
def test_data_can_be_read_and_not_written(
    tier: str, opened: Callable[[str], Sandbox], tmp_path: Path
) -> None:
    """$DATA_DIR names the folder in every tier; with isolation its files cannot be changed."""
    opened(tier)  # skips where the tier is not to be had
    (tmp_path / "data").mkdir(mode=0o755)
    (tmp_path / "data" / "x.txt").write_text("data")
    source = (
        "import os\n"
        "def main():\n"
        "    folder = os.environ['DATA_DIR']\n"
        "    try:\n"
        "        open(os.path.join(folder, 'x.txt'), 'a').close()\n"
        "        written = True\n"
        "    except OSError:\n"
        "        written = False\n"
        "    return open(os.path.join(folder, 'x.txt')).read(), written\n"
    )
    with open_sandbox(tier, preload=["numpy"], data=tmp_path / "data") as sandbox:
        assert value(run(sandbox, source)) == ("data", tier == "none")


def test_without_data_there_is_no_folder(sandbox: Sandbox) -> None:
    """The variable is absent, so that a homework without data is not led anywhere."""
    source = "import os\ndef main():\n    return 'DATA_DIR' in os.environ\n"
    assert value(run(sandbox, source)) is False


@pytest.mark.skipif(not HAS_TORCH, reason="needs torch")
def test_torch_is_ready_and_may_use_threads(opened: Callable[[str], Sandbox]) -> None:
    """The first optimizer step finds its modules loaded; a thread pool of the worker's own works.

    A pool that was started before the fork would hang in its first parallel operation.
    """
    opened("3")
    with open_sandbox("3", preload=["numpy", "torch"]) as sandbox:
        for threads in (1, 3):
            worker = give(sandbox, TRAIN, Limits())
            expected = (["torch._dynamo", "torch.optim.adam"], True)
            assert value(call(worker, "main", threads, cpu_s=60)) == expected
            worker.close()


def test_the_environment_is_the_sandboxs_own(
    walled: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the grader's is passed on; what libraries look for leads to the worker's folder."""
    source = "import os\ndef main():\n    return dict(os.environ)\n"
    environment = value(run(walled, source))
    assert environment["PYTHONHASHSEED"] == "0"
    assert environment["HOME"] == environment["TMPDIR"]
    for name in ("SSH_AUTH_SOCK", "PYTEST_CURRENT_TEST", "PYTHONPATH", "VIRTUAL_ENV", "DISPLAY"):
        assert name not in environment


def test_a_worker_starts_alone(walled: Sandbox) -> None:
    """One thread, its own session, five descriptors, and no signal blocked or ignored by us."""
    source = (
        "import os, signal, stat, threading\n"
        "def main():\n"
        "    kinds = [stat.S_IFMT(os.fstat(fd).st_mode) for fd in range(5)]\n"
        "    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])\n"
        "    return threading.active_count(), os.getsid(0) == os.getpid(), kinds, len(blocked)\n"
    )
    threads, own_session, kinds, blocked = value(run(walled, source))
    assert (threads, own_session, blocked) == (1, True, 0)
    assert kinds == [stat.S_IFCHR, stat.S_IFIFO, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFREG]


def test_workers_draw_different_numbers_only_by_seed(walled: Sandbox) -> None:
    """The same seed gives the same numbers in every worker, though all are forks of one process."""
    source = "import random\nimport numpy as np\ndef main():\n    return random.random(), float(np.random.rand())\n"
    assert value(run(walled, source)) == value(run(walled, source))


def test_a_worker_is_the_first_to_go(walled: Sandbox) -> None:
    """When memory runs out, the kernel ends the worker and neither the warm process nor the grader."""
    worker = give(walled, "def main():\n    return 1\n", SMALL)
    assert value(call(worker, "main")) == 1
    with open(f"/proc/{worker.pid}/oom_score_adj") as score:  # type: ignore[attr-defined]
        assert int(score.read()) == 1000
    assert os.path.exists("/proc/self/oom_score_adj")
    worker.close()
