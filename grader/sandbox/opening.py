"""Which tier a sandbox gets: the one asked for, or for "auto" the highest whose self-test passes.

A tier is never lowered silently: whoever names one gets it or a refusal.
"""

from __future__ import annotations

from pathlib import Path

from grader.errors import Refused, UsageError
from grader.sandbox.contract import Sandbox


def open_tier(
    tier: str, *, preload: tuple[str, ...], data: Path | None, hide: tuple[Path, ...]
) -> Sandbox:
    """Starts a sandbox; see `grader.sandbox.open_sandbox`."""
    if tier == "none":
        from grader.sandbox.plain import PlainSandbox

        return PlainSandbox(preload=preload, data=data)
    if tier not in ("auto", "1", "2", "3"):
        raise UsageError(
            f"There is no sandbox tier {tier!r}: use auto, 1, 2, 3 or, without isolation, none."
        )
    raise Refused("The tiers with isolation are not built yet.")
