"""What is missing for a tier, and the command that would give it, in a sentence each.

The one place for these sentences: refusals and `grader doctor` both say them. Imports Linux things
only in functions.
"""

from __future__ import annotations

from grader.sandbox.contract import Tier

NOT_LINUX = (
    "Submissions can only be isolated on Linux: on Windows use WSL 2, on macOS a Linux container or "
    "virtual machine; docs/sandbox.md says how. `--sandbox none` grades without isolation."
)

_OLDEST_KERNEL = (5, 3)
"""Processes are held by descriptors, so that a number used again is never signalled."""

_UBUNTU_TIER_1 = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
_UBUNTU_TIER_2 = (
    "sudo apt install apparmor-profiles && "
    "sudo cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && "
    "sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict"
)


def needed(tier: Tier) -> str:
    """What this machine lacks for a tier, seen without starting anything; "" when nothing."""
    from grader.sandbox import landlock, limits, machine, outer, syscalls

    if machine.is_wsl1():
        return "Windows Subsystem for Linux 1 has no Linux kernel: `wsl --set-version <name> 2`."
    if syscalls.MACHINE not in syscalls.MACHINES:
        return (
            f"There is no system-call filter for {syscalls.MACHINE} machines, only for "
            f"{' and '.join(syscalls.MACHINES)}."
        )
    if limits.kernel() < _OLDEST_KERNEL:
        asked = ".".join(map(str, _OLDEST_KERNEL))
        return (
            f"Linux {'.'.join(map(str, limits.kernel()))} is too old: {asked} or newer is needed."
        )
    if tier in ("1", "2"):
        bwrap = outer.program()
        if bwrap is None:
            return f"bubblewrap is not installed: {machine.install_command('bubblewrap')}."
        found, wanted = (
            outer.version(bwrap),
            outer.NEEDED if tier == "1" else outer.NEEDED_FOR_TIER_2,
        )
        if found < wanted:
            told, asked = (".".join(map(str, v)) for v in (found, wanted))
            return f"bubblewrap {told or 'does not run'} is too old: {asked} or newer is needed."
    if tier in ("2", "3") and landlock.abi() == 0:
        return no_landlock()
    return ""


def no_landlock() -> str:
    """Why the kernel has no Landlock, and what gives it."""
    from grader.sandbox import limits, machine

    major, minor = limits.kernel()
    if (major, minor) < (5, 13):
        return f"Linux {major}.{minor} has no Landlock: a kernel of 5.13 or newer is needed."
    modules = machine.security_modules()
    if machine.in_container() and "landlock" in modules:
        return "The container refuses Landlock: start it with a newer engine, or grade outside it."
    listed = f" (now: {modules})" if modules else ""
    return (
        "Landlock is switched off in the kernel: add `landlock` to the `lsm=` list of the kernel's "
        f"command line{listed} and restart."
    )


def of_start(tier: Tier, reason: str) -> str:
    """Why a warm process or its first worker did not start, and what would help.

    Args:
        tier: The tier that was tried.
        reason: What bubblewrap or the warm process said.
    """
    text = reason.lower()
    if "root could not become" in text:
        return (
            f"{reason}. Install Python and the grader where every user can read them, for example "
            "below /opt, or grade as an ordinary user."
        )
    if any(word in text for word in ("no module named", "can't open file", "failed to execute")):
        return (
            f"Python did not start inside ({reason}): every user must be able to read the "
            "interpreter and its libraries, `chmod -R o+rX` on their folders does that."
        )
    if tier in ("1", "2") and any(
        word in text
        for word in ("namespace", "unshare", "uid map", "rtm_newaddr", "mount", "setns")
    ):
        return f"{_namespaces(tier)} ({reason})"
    return reason if reason.endswith(".") else f"{reason}."


def _namespaces(tier: Tier) -> str:
    """Why an ordinary user gets no namespaces here, and what gives them."""
    from grader.sandbox import machine

    if machine.setting("kernel.apparmor_restrict_unprivileged_userns") == 1:
        if tier == "1":
            return f"AppArmor takes user namespaces from ordinary programs: `{_UBUNTU_TIER_1}`."
        return f"AppArmor takes user namespaces from bubblewrap: `{_UBUNTU_TIER_2}`."
    if machine.setting("kernel.unprivileged_userns_clone") == 0:
        return (
            "User namespaces are for root only here: "
            "`sudo sysctl -w kernel.unprivileged_userns_clone=1`."
        )
    if machine.setting("user.max_user_namespaces") == 0:
        return "User namespaces are switched off: `sudo sysctl -w user.max_user_namespaces=15000`."
    if machine.in_container():
        return (
            "This container gives no user namespaces: use tier 3 in it, or start it with "
            "`--security-opt seccomp=unconfined --security-opt systempaths=unconfined`."
        )
    return "The kernel, or a container around it, refuses user namespaces."
