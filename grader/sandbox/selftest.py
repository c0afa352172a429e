"""Proves that the walls stand, with a worker that tries to get through each of them.

Part of every start of a sandbox: grading never relies on a wall that was not tried on this machine,
in this configuration, a moment before. Linux only.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.sandbox import limits
from grader.types import Limits

if TYPE_CHECKING:
    from grader.sandbox.walled import WalledSandbox

STANDS = "stands"

WALLS: Mapping[str, str] = {
    "secrets": "files of the grader cannot be read",
    "files": "folders outside cannot be listed",
    "writing": "nothing outside its own folder can be written",
    "environment": "the grader's environment is not passed on",
    "descriptors": "no file of the grader is open inside",
    "processes": "other processes are not seen",
    "signals": "other processes cannot be signalled",
    "memory of others": "other processes cannot be traced or read",
    "network": "no socket can be made",
    "fork": "no process can be started",
    "exec": "no program can be executed",
    "namespaces": "no new namespace can be made",
    "privileges": "it runs without any privilege",
    "limits": "limits cannot be raised",
    "memory": "memory is limited",
    "file size": "the size of files is limited",
    "threads": "the number of threads is limited",
    "own process": "it cannot change its own entry in /proc",
}
"""Every wall that is tried, and what it means that it stands."""

_LIMITS = Limits(memory_mb=48, file_mb=4, threads=12)
_FOLDERS = (
    "/",
    "/etc",
    "/home",
    "/root",
    "/usr",
    "/var",
    "/dev",
)


def run(sandbox: WalledSandbox) -> dict[str, str]:
    """Tries every wall; each name with `STANDS` or what got through.

    Raises:
        HarnessFault: No worker could be made at all.
    """
    with tempfile.NamedTemporaryFile(prefix="grader-secret-") as secret:
        os.chmod(secret.name, 0o644)
        worker = sandbox.worker(_LIMITS, then_spare=False)
        try:
            worker.give({"submission": _submission()})
            question = {
                "id": 1,
                "check": "selftest",
                "seed": 0,
                "op": "call",
                "target": {"module": "probe", "path": ["probe"]},
                "args": [facts(sandbox, secret.name)],
                "kwargs": {},
            }
            reply = worker.ask(question, cpu_s=10.0, wall_s=30.0)
        finally:
            worker.close()
    found = reply.message.get("value") if reply.message is not None else None
    if not isinstance(found, dict) or set(found) != set(WALLS):
        said = reply.detail or str((reply.message or {}).get("message", ""))
        return dict.fromkeys(WALLS, f"could not be tried: the probe {said}"[:300])
    return {name: str(found[name]) or STANDS for name in WALLS}


def facts(sandbox: WalledSandbox, secret: str) -> dict[str, Any]:
    """What the probe has to know to try the walls.

    Args:
        sandbox: The sandbox under test.
        secret: A file that every user may read, as far as permissions go.
    """
    here = Path(__file__)
    landlock = sandbox.landlock_abi > 0
    counted = sandbox.tier != "3" and limits.kernel() >= limits.NPROC_COUNTS_PER_NAMESPACE
    return {
        "secrets": [secret, str(here), str(here.parents[1] / "engine.py"), "/etc/shadow"],
        # Mounts leave these folders empty; that they cannot be listed either is Landlock's doing.
        "folders": list(_FOLDERS) if landlock else [],
        "libraries": [*sandbox.view.import_path[:4], "/dev/shm" if sandbox.tier == "3" else "/dev"],
        "environment": sandbox.environment,
        "processes": [os.getpid(), os.getppid()],
        "memory_mb": _LIMITS.memory_mb,
        "file_mb": _LIMITS.file_mb,
        "threads": _LIMITS.threads if counted else 0,
        "own_process": landlock,
    }


def _submission() -> dict[str, Any]:
    source = Path(__file__).with_name("probe.py").read_text(encoding="utf-8")
    module = {"name": "probe", "path": "probe.py", "source": source, "blocks": None}
    return {"files": {"probe.py": source.encode()}, "modules": [module]}
