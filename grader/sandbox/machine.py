"""Facts about this machine that decide what a sandbox can be made of. Reads only; Linux only."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path


def setting(name: str) -> int | None:
    """A number below /proc/sys: `setting("user.max_user_namespaces")`; None when there is none."""
    try:
        return int(Path("/proc/sys", *name.split(".")).read_text())
    except (OSError, ValueError):
        return None


def in_container() -> bool:
    """Whether a container engine seems to have started this."""
    return os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv")


def is_wsl1() -> bool:
    """Windows Subsystem for Linux 1 has no Linux kernel."""
    release = platform.release()
    return "Microsoft" in release and "WSL2" not in release


def security_modules() -> str:
    """The security modules of the kernel that are active: "landlock,yama"; "" when not told."""
    try:
        return Path("/sys/kernel/security/lsm").read_text().strip()
    except OSError:
        return ""


def distribution() -> str:
    """`ID` of /etc/os-release: "debian", "ubuntu", "fedora"; "" when not told."""
    try:
        for line in Path("/etc/os-release").read_text().splitlines():
            if line.startswith("ID="):
                return line[3:].strip('"')
    except OSError:
        pass
    return ""


def install_command(package: str) -> str:
    """How a package of the distribution is installed here, as part of a sentence."""
    for tool, command in (
        ("apt", "sudo apt install"),
        ("dnf", "sudo dnf install"),
        ("pacman", "sudo pacman -S"),
        ("zypper", "sudo zypper install"),
        ("apk", "sudo apk add"),
    ):
        if shutil.which(tool):
            return f"`{command} {package}`"
    return f"install the package {package} of your distribution"


def memory_mb() -> int:
    """All memory of the machine, in MiB."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20


def swap_mb() -> int:
    """All swap of the machine, in MiB."""
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("SwapTotal:"):
            return int(line.split()[1]) >> 10
    return 0


def cgroup_memory_mb() -> int | None:
    """The memory limit of the group this process is in, in MiB; None when there is none."""
    groups = _groups()
    for group, path in groups.items():
        if group == "":
            limit = _bytes(Path("/sys/fs/cgroup", path.lstrip("/"), "memory.max"))
        elif group == "memory":
            limit = _bytes(Path("/sys/fs/cgroup/memory", path.lstrip("/"), "memory.limit_in_bytes"))
        else:
            continue
        if limit is not None and limit >> 20 < memory_mb():
            return limit >> 20
    return None


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))


def cgroup_cores() -> float | None:
    """Processors that the group of this process may use, as a number; None when not limited."""
    path = _groups().get("")
    try:
        quota, period = (
            Path("/sys/fs/cgroup", (path or "").lstrip("/"), "cpu.max").read_text().split()
        )
        return None if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError):
        return None


def _groups() -> dict[str, str]:
    """Controller -> path of the group; "" stands for cgroup 2."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return {}
    return {
        c: path
        for _, names, path in (line.split(":", 2) for line in lines)
        for c in names.split(",")
    }


def _bytes(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None


def governor() -> str:
    """How the speed of the first processor is chosen: "powersave"; "" when not told."""
    try:
        return Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").read_text().strip()
    except OSError:
        return ""
