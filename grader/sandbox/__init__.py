"""Isolation: runs a submission where it can harm and read nothing but itself.

Imported on every operating system and inside workers, so whatever only Linux has is imported by the
functions that need it. `docs/sandbox.md` says what each tier stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.sandbox.contract import TIERS, Reply, Sandbox, Tier, Worker

__all__ = ["TIERS", "Reply", "Sandbox", "Tier", "Worker", "open_sandbox"]


def open_sandbox(
    tier: str, *, preload: Sequence[str], data: Path | None = None, hide: Sequence[Path] = ()
) -> Sandbox:
    """Starts a sandbox and proves that its walls stand.

    Args:
        tier: "1", "2", "3" or "none"; "auto" takes the highest of 1, 2 and 3 that holds here.
        preload: Modules to import once, before any submission: "numpy", "torch".
        data: A folder that submissions may read; inside they find it through `$DATA_DIR`.
        hide: Files and folders that must not be readable inside, beyond the grader's own.

    Raises:
        Refused: The tier, or for "auto" every tier, lacks a wall here; the sentence says which and
            what would give it.
        UsageError: There is no such tier, or a module of `preload` cannot be imported.
    """
    from grader.sandbox.opening import open_tier

    return open_tier(tier, preload=tuple(preload), data=data, hide=tuple(hide))
