"""The system-call filters: what they decide, on both machines, and that they are what `policy` says.

The programs are run by a small interpreter (`bpf.py`), so aarch64 is tested without one.
"""

from __future__ import annotations

import errno

import pytest
from sandbox import bpf

from grader.sandbox import policy, seccomp
from grader.sandbox.programs import load
from grader.sandbox.syscalls import MACHINES

PID = 4242
DENIED = bpf.ERRNO | errno.EPERM
NOT_HERE = bpf.ERRNO | errno.ENOSYS
DONE = bpf.ERRNO | 0

# Numbers from the kernel's tables: arch/x86/entry/syscalls/syscall_64.tbl and asm-generic/unistd.h
NUMBERS = {
    "x86_64": {
        "read": 0, "openat": 257, "mmap": 9, "ioctl": 16, "clone": 56, "execve": 59, "kill": 62,
        "tgkill": 234, "socket": 41, "socketpair": 53, "ptrace": 101, "prctl": 157,
        "sched_setaffinity": 203, "setpriority": 141, "prlimit64": 302, "fchmodat": 268,
        "utimensat": 280, "truncate": 76, "memfd_create": 319, "bpf": 321, "clone3": 435,
        "io_uring_setup": 425, "openat2": 437, "setsockopt": 54, "unshare": 272, "mount": 165,
        "fcntl": 72, "sendto": 44, "recvfrom": 45, "sendmsg": 46, "recvmsg": 47, "listxattr": 194,
    },
    "aarch64": {
        "read": 63, "openat": 56, "mmap": 222, "ioctl": 29, "clone": 220, "execve": 221, "kill": 129,
        "tgkill": 131, "socket": 198, "socketpair": 199, "ptrace": 117, "prctl": 167,
        "sched_setaffinity": 122, "setpriority": 140, "prlimit64": 261, "fchmodat": 53,
        "utimensat": 88, "truncate": 45, "memfd_create": 279, "bpf": 280, "clone3": 435,
        "io_uring_setup": 425, "openat2": 437, "setsockopt": 208, "unshare": 97, "mount": 40,
        "fcntl": 25, "sendto": 206, "recvfrom": 207, "sendmsg": 211, "recvmsg": 212, "listxattr": 11,
    },
}  # fmt: skip

O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_PATH = 0o0, 0o1, 0o2, 0o100, 0o1000, 0o10000000
SHARED, PRIVATE, ANONYMOUS, GROWSDOWN, HUGETLB = 1, 2, 0x20, 0x100, 0x40000
THREAD_FLAGS = 0x3D0F00  # what glibc's pthread_create passes

kinds = pytest.mark.parametrize("kind", policy.KINDS)
machines = pytest.mark.parametrize("machine", MACHINES)


def decide(kind: str, machine: str, call: str, *arguments: int) -> int:
    """The answer of a shipped program, fitted to process `PID`."""
    program = seccomp.with_pid(load(kind, machine), PID)
    return bpf.decide(program, machine, NUMBERS[machine][call], *arguments)


@kinds
@machines
def test_shipped_programs_are_what_the_policy_says(kind: str, machine: str) -> None:
    """Made again they are the same: byte for byte with the same libseccomp, else in every answer."""
    pytest.importorskip("pyseccomp")
    shipped, made = load(kind, machine), policy.build(kind, machine)
    made_with = (policy.PROGRAMS / "made-with.txt").read_text()
    if made_with == f"libseccomp {policy.libseccomp_version()}\n":
        assert made == shipped
    for number in range(520):
        for value in (0, 1, 2, 15, 0x21, 0x5401, THREAD_FLAGS, seccomp.PID_MARK, 1 << 33):
            arguments = (number, *[value] * 6)
            assert bpf.decide(made, machine, *arguments) == bpf.decide(shipped, machine, *arguments)


@kinds
@machines
@pytest.mark.parametrize(
    "call",
    ["execve", "socket", "ptrace", "memfd_create", "bpf", "setsockopt", "unshare", "mount"],
)
def test_dangerous_calls_are_denied(kind: str, machine: str, call: str) -> None:
    """Programs, sockets, other processes and uncounted memory are out of reach, whatever is passed."""
    for value in (0, 1, PID, (1 << 64) - 1):
        assert decide(kind, machine, call, *[value] * 6) == DENIED


@kinds
@machines
def test_unjudgeable_calls_seem_not_to_exist(kind: str, machine: str) -> None:
    """Calls whose arguments lie in memory are answered so that libraries take the older ones."""
    for call in ("clone3", "openat2", "io_uring_setup"):
        assert decide(kind, machine, call) == NOT_HERE


@kinds
@machines
def test_unknown_calls_and_other_machines(kind: str, machine: str) -> None:
    """A call that is newer than the list is denied; the numbers of another machine end the process."""
    program = load(kind, machine)
    assert bpf.decide(program, machine, 9999) == DENIED
    other = next(m for m in MACHINES if m != machine)
    assert bpf.decide(program, other, NUMBERS[machine]["read"]) == bpf.KILL_PROCESS


def test_the_third_set_of_numbers_of_x86_is_closed() -> None:
    """x32 calls on x86-64 reach the same kernel functions under other numbers."""
    assert bpf.decide(load("inner", "x86_64"), "x86_64", 0x40000000 | 0) != bpf.ALLOW


@kinds
@machines
def test_threads_but_no_processes(kind: str, machine: str) -> None:
    """clone() makes threads, never a process or a namespace."""
    assert decide(kind, machine, "clone", THREAD_FLAGS) == bpf.ALLOW
    assert decide(kind, machine, "clone", 17) == DENIED  # SIGCHLD: fork
    assert decide(kind, machine, "clone", 0x4111) == DENIED  # CLONE_VFORK | CLONE_VM: posix_spawn
    for namespace in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert decide(kind, machine, "clone", THREAD_FLAGS | namespace) == DENIED


@kinds
@machines
def test_signals_reach_the_own_process_only(kind: str, machine: str) -> None:
    """No other process, no group, not everybody."""
    for call in ("kill", "tgkill"):
        assert decide(kind, machine, call, PID, PID, 9) == bpf.ALLOW
        for other in (0, 1, PID + 1, -1, -PID):
            assert decide(kind, machine, call, other, PID, 9) == DENIED


@kinds
@machines
def test_only_memory_that_is_counted(kind: str, machine: str) -> None:
    """Private memory and files may be mapped; what RLIMIT_DATA does not see may not."""
    for flags in (PRIVATE, PRIVATE | ANONYMOUS, SHARED):
        assert decide(kind, machine, "mmap", 0, 4096, 3, flags) == bpf.ALLOW
    for flags in (
        SHARED | ANONYMOUS,
        PRIVATE | ANONYMOUS | GROWSDOWN,
        PRIVATE | GROWSDOWN,
        PRIVATE | ANONYMOUS | HUGETLB,
    ):
        assert decide(kind, machine, "mmap", 0, 4096, 3, flags) == DENIED


@kinds
@machines
def test_no_file_is_emptied_while_it_is_opened_for_reading(kind: str, machine: str) -> None:
    """Landlock before Linux 6.2 lets O_TRUNC pass with reading; the filter does not."""
    for flags in (
        O_RDONLY, O_WRONLY | O_CREAT | O_TRUNC, O_RDWR | O_CREAT | O_TRUNC, O_WRONLY, O_PATH
    ):  # fmt: skip
        assert decide(kind, machine, "openat", 0, 0, flags) == bpf.ALLOW
    assert decide(kind, machine, "openat", 0, 0, O_RDONLY | O_TRUNC) == DENIED
    assert decide(kind, machine, "openat", 0, 0, O_RDONLY | O_TRUNC | O_CREAT) == DENIED


@kinds
@machines
def test_settings_of_itself_only(kind: str, machine: str) -> None:
    """Limits, processors and priority: its own, and no option of prctl that loosens anything."""
    for call in ("prlimit64", "sched_setaffinity"):
        assert decide(kind, machine, call, 0) == bpf.ALLOW
        assert decide(kind, machine, call, PID + 1) == DENIED
    assert decide(kind, machine, "setpriority", 0, 0, 5) == bpf.ALLOW
    assert decide(kind, machine, "setpriority", 2, 0, 5) == DENIED  # all processes of the user
    assert decide(kind, machine, "prctl", 15) == bpf.ALLOW  # PR_SET_NAME
    for option in (1, 4, 22, 35, 38):  # PDEATHSIG, DUMPABLE, SECCOMP, MM, NO_NEW_PRIVS
        assert decide(kind, machine, "prctl", option) == DENIED


@kinds
@machines
def test_no_file_signals_another_process(kind: str, machine: str) -> None:
    """A file's owner is signalled by the kernel when it is ready: nobody else can be made owner."""
    for command in (0, 1, 2, 3, 4, 6, 7, 37, 1030):
        assert decide(kind, machine, "fcntl", 0, command) == bpf.ALLOW
    for command in (8, 10, 15, 1024, 1026, 1031):  # SETOWN SETSIG SETOWN_EX SETLEASE NOTIFY PIPE_SZ
        assert decide(kind, machine, "fcntl", 0, command) == DENIED


@kinds
@machines
def test_sockets_within_the_process_only(kind: str, machine: str) -> None:
    """Pairs of one family, without out-of-band data."""
    assert decide(kind, machine, "socketpair", 1, 1, 0) == bpf.ALLOW
    for family in (0, 2, 10, 16, 30, 40):
        assert decide(kind, machine, "socketpair", family, 1, 0) == DENIED
    for call, at in (("sendto", 3), ("recvfrom", 3), ("sendmsg", 2), ("recvmsg", 2)):
        arguments = [0] * 6
        for flags, answer in ((0, bpf.ALLOW), (0x40, bpf.ALLOW), (1, DENIED), (0x41, DENIED)):
            arguments[at] = flags
            assert decide(kind, machine, call, *arguments) == answer


@kinds
@machines
def test_extended_attributes_are_not_supported(kind: str, machine: str) -> None:
    """As on a file system without them, so that `shutil.copy2` goes on."""
    assert decide(kind, machine, "listxattr") == bpf.ERRNO | errno.EOPNOTSUPP


@machines
def test_owners_calls_are_swallowed_where_mounts_are_not_read_only(machine: str) -> None:
    """Beside Landlock alone, changing modes and times is answered "done" and not done."""
    for call in ("fchmodat", "utimensat"):
        assert decide("inner", machine, call) == bpf.ALLOW
        assert decide("bare", machine, call) == DONE
    assert decide("inner", machine, "truncate") == bpf.ALLOW
    assert decide("bare", machine, "truncate") == DENIED


@kinds
@machines
def test_terminals_take_no_input_from_it(kind: str, machine: str) -> None:
    """Of ioctl only questions are left; TIOCSTI would type into the grader's terminal."""
    assert decide(kind, machine, "ioctl", 0, 0x5413) == bpf.ALLOW  # TIOCGWINSZ
    assert decide(kind, machine, "ioctl", 0, 0x5412) == DENIED  # TIOCSTI


def test_a_program_without_the_mark_is_refused() -> None:
    """A filter that could not be fitted to its process must not be installed."""
    with pytest.raises(ValueError, match="no place for a process number"):
        seccomp.with_pid(b"\x06\x00\x00\x00\x00\x00\xff\x7f", PID)


def test_there_is_no_program_for_other_machines() -> None:
    """Asking for one is an error and not a weaker filter."""
    with pytest.raises(FileNotFoundError):
        load("inner", "riscv64")
