"""Which tier a sandbox gets: the one asked for, or for "auto" the highest whose self-test passes.

A tier is never lowered silently: whoever names one gets it or a refusal.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import HarnessFault, Refused, UsageError
from grader.sandbox.contract import Sandbox, Tier

if TYPE_CHECKING:
    from grader.sandbox.walled import WalledSandbox

WALLED: tuple[Tier, ...] = ("1", "2", "3")
"""The tiers with isolation, highest first."""


def open_tier(
    tier: str, *, preload: tuple[str, ...], data: Path | None, hide: tuple[Path, ...]
) -> Sandbox:
    """Starts a sandbox; see `grader.sandbox.open_sandbox`."""
    if data is not None:
        _check_data(data, isolated=tier != "none")
    if tier == "none":
        from grader.sandbox.plain import PlainSandbox

        return PlainSandbox(preload=preload, data=data)
    if tier not in ("auto", *WALLED):
        raise UsageError(
            f"There is no sandbox tier {tier!r}: use auto, 1, 2, 3 or, without isolation, none."
        )
    if sys.platform != "linux":
        from grader.sandbox.remedies import NOT_LINUX

        raise Refused(NOT_LINUX)
    reasons = []
    for candidate in WALLED:
        if tier in ("auto", candidate):
            try:
                return open_walled(candidate, preload=preload, data=data, hide=hide)
            except Refused as refused:
                reasons.append(str(refused))
    if tier == "auto":
        raise Refused("No sandbox stands up on this machine.\n" + "\n".join(reasons))
    raise Refused(reasons[0])


def open_walled(
    tier: Tier,
    *,
    preload: tuple[str, ...],
    data: Path | None = None,
    hide: tuple[Path, ...] = (),
    leave_out: frozenset[str] = frozenset(),
) -> WalledSandbox:
    """Starts a sandbox of one tier and tries its walls.

    Args:
        tier: "1", "2" or "3".
        preload: See `grader.sandbox.open_sandbox`, like `data` and `hide`.
        leave_out: Layers to leave out ("namespaces", "limits", "landlock", "seccomp"): for tests,
            which want to see that the self-test notices.

    Raises:
        Refused: A wall is missing; the sentence says which and what would give it.
    """
    from grader.sandbox import remedies, selftest
    from grader.sandbox.view import view_of
    from grader.sandbox.walled import WalledSandbox

    missing = remedies.needed(tier)
    if missing:
        raise Refused(f"Tier {tier}: {missing}")
    try:
        view = view_of(preload, data=data, hide=hide)
        sandbox = WalledSandbox(tier, view, preload=preload, leave_out=leave_out)
    except Refused as refused:
        raise Refused(f"Tier {tier}: {remedies.of_start(tier, str(refused))}") from None
    try:
        sandbox.selftest = selftest.run(sandbox)
    except HarnessFault as fault:
        sandbox.close()
        raise Refused(f"Tier {tier}: {remedies.of_start(tier, str(fault))}") from None
    except BaseException:
        sandbox.close()
        raise
    through = [f"{wall} ({told})" for wall, told in sandbox.selftest.items() if told != "stands"]
    if through:
        sandbox.close()
        raise Refused(f"Tier {tier}: walls do not stand: {'; '.join(through)[:600]}.")
    return sandbox


def _check_data(data: Path, *, isolated: bool) -> None:
    """Says at once what would otherwise look like an error of each student's."""
    if not data.is_dir():
        raise UsageError(f"There is no folder {data} with data for the submissions.")
    everybody = stat.S_IROTH | stat.S_IXOTH
    given_up = isolated and os.name == "posix" and os.getuid() == 0
    if given_up and data.stat().st_mode & everybody != everybody:
        raise UsageError(
            f"Only their owner may read the data in {data}, and submissions of a grader that is "
            f"root run as another user: `chmod -R o+rX {data}`."
        )
