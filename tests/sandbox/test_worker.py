"""What a worker promises, in every tier: answers, limits with measured and allowed, ends in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sandbox.asking import SMALL, call, give, question, run, value

from grader.errors import UsageError
from grader.sandbox import Sandbox

pytestmark = pytest.mark.sandbox

ECHO = "def main(x):\n    return x\n"


def test_values_come_back_equal(sandbox: Sandbox) -> None:
    """Plain values and arrays cross in both directions unchanged."""
    sent = {
        "a": [1, -2.5, None, True, "text", b"bytes", (3 + 4j,)],
        "b": np.arange(6.0).reshape(2, 3),
    }
    got = value(run(sandbox, ECHO, sent))
    assert got["a"] == sent["a"]
    np.testing.assert_array_equal(got["b"], sent["b"])


@pytest.mark.parametrize("megabytes", [1, 9, 40])
def test_large_arrays_come_back_equal(sandbox: Sandbox, megabytes: int) -> None:
    """Bodies around and far above the size that travels in shared memory arrive whole."""
    x = np.random.default_rng(megabytes).standard_normal(megabytes * (1 << 17) + 1)
    got = value(run(sandbox, "def main(x):\n    x *= 2\n    return x\n", x))
    np.testing.assert_array_equal(got, 2 * x)


def test_several_large_arrays_in_a_row(walled: Sandbox) -> None:
    """Shared memory is used again for each answer, and a shorter one shows nothing of the longer."""
    worker = give(walled, ECHO)
    for size in (300_000, 200_000, 250_000):
        np.testing.assert_array_equal(value(call(worker, "main", np.full(size, size))), size)
    worker.close()


def test_a_large_submission_and_a_large_question_at_once(walled: Sandbox) -> None:
    """Both travel in memory of their own: neither takes the other's place."""
    data = np.random.default_rng(1).bytes(3 << 20)
    source = "def main(x):\n    return open('data.bin', 'rb').read(), x\n"
    worker = give(walled, source, files={"data.bin": data})
    x = np.arange(400_000.0)
    got_data, got_x = value(call(worker, "main", x))
    worker.close()
    assert got_data == data
    np.testing.assert_array_equal(got_x, x)


def test_arrays_are_copies_that_may_be_changed(sandbox: Sandbox) -> None:
    """Student code may write into what it was given; the grader's own array stays as it is."""
    for x in (np.ones(3), np.ones(400_000)):
        assert value(run(sandbox, "def main(x):\n    x[:] = 7\n    return float(x[0])\n", x)) == 7
        assert x[0] == 1


def test_output_belongs_to_the_call_that_printed_it(sandbox: Sandbox) -> None:
    """Both outputs, in order, each with its reply, and nothing of the one before."""
    source = (
        "import os, sys\n"
        "def main(x):\n"
        "    print('out', x)\n"
        "    sys.stdout.flush()\n"
        "    print('err', x, file=sys.stderr)\n"
        "    os.write(1, b'raw\\n')\n"
    )
    worker = give(sandbox, source)
    for number in (1, 2):
        reply = call(worker, "main", number)
        assert sorted(reply.output.split("\n")) == sorted(
            f"out {number}\nerr {number}\nraw\n".split("\n")
        )
        assert reply.output_bytes == len(reply.output)
    worker.close()


def test_output_is_counted_in_full_and_kept_in_part(sandbox: Sandbox) -> None:
    """64 KiB are kept; the count says how much there was."""
    reply = run(sandbox, "def main():\n    print('x' * 200_000)\n")
    assert reply.output == "x" * (64 << 10)
    assert reply.output_bytes == 200_001


def test_output_over_the_limit_ends_the_worker(sandbox: Sandbox) -> None:
    """The detail says how much was printed and how much is allowed."""
    reply = run(sandbox, "def main():\n    while True:\n        print('x' * 100_000)\n")
    assert reply.outcome == "died"
    assert re.fullmatch(r"printed \d+ MiB, 1 MiB are allowed", reply.detail)


def test_output_that_is_no_text_is_replaced(sandbox: Sandbox) -> None:
    """Bytes that are not UTF-8 become replacement characters, never an error."""
    reply = run(sandbox, "import os\ndef main():\n    os.write(1, b'a\\xff\\xfeb\\n')\n")
    assert reply.output == "a\ufffd\ufffdb\n"


def test_cpu_over_the_limit(sandbox: Sandbox) -> None:
    """Measured and allowed CPU seconds are told, and the worker is gone."""
    worker = give(sandbox, "def main():\n    while True:\n        pass\n")
    reply = call(worker, "main", cpu_s=0.3)
    assert reply.outcome == "timed_out"
    assert re.fullmatch(r"used 0\.\d s of CPU, 0\.3 s are allowed", reply.detail)
    assert 0.3 <= reply.cpu_s < 0.9
    assert not worker.alive


def test_cpu_of_all_threads_counts(walled: Sandbox) -> None:
    """Two threads use up the allowance twice as fast; none of it is hidden."""
    source = (
        "import hashlib, threading\n"
        "def main():\n"
        "    block = bytes(1 << 20)\n"
        "    def work():\n"
        "        while True: hashlib.sha256(block).digest()\n"
        "    threads = [threading.Thread(target=work, daemon=True) for _ in range(3)]\n"
        "    for thread in threads: thread.start()\n"
        "    threads[0].join()\n"
    )
    reply = run(walled, source, cpu_s=0.4)
    assert reply.outcome == "timed_out"
    assert reply.cpu_s >= 0.4


def test_cpu_between_two_calls_counts_for_the_second(walled: Sandbox) -> None:
    """A thread left behind cannot compute for free while the grader thinks."""
    source = (
        "import threading\n"
        "def spin():\n"
        "    while True: pass\n"
        "def main():\n"
        "    threading.Thread(target=spin, daemon=True).start()\n"
        "def rest():\n"
        "    pass\n"
    )
    worker = give(walled, source)
    value(call(worker, "main"))
    spun = np.zeros(1)
    deadline = 200
    while spun[0] == 0 and deadline:  # until the thread has had a turn
        deadline -= 1
        np.sort(np.random.default_rng(0).standard_normal(200_000))
        spun[0] = deadline < 150
    reply = call(worker, "rest")
    worker.close()
    assert reply.cpu_s > 0.05


def test_time_over_the_limit(sandbox: Sandbox) -> None:
    """Measured and allowed seconds are told, with the CPU seconds among them."""
    reply = run(sandbox, "import time\ndef main():\n    time.sleep(600)\n", wall_s=0.4)
    assert reply.outcome == "timed_out"
    assert re.fullmatch(
        r"took \d\.\d s \(0\.\d s of them computing\), 0\.4 s are allowed", reply.detail
    )


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("os._exit(0)", "exited with status 0 in the middle of the call"),
        ("os._exit(7)", "exited with status 7 in the middle of the call"),
        ("ctypes.string_at(0)", "ended by SIGSEGV"),
    ],
)
def test_ends_in_words(sandbox: Sandbox, statement: str, detail: str) -> None:
    """A process that ends by itself is described by its status or its signal."""
    worker = give(sandbox, f"import ctypes, os\ndef main():\n    {statement}\n")
    reply = call(worker, "main")
    assert (reply.outcome, reply.detail) == ("died", detail)
    assert not worker.alive
    assert call(worker, "main").detail == "its process had ended before this call"


def test_memory_over_the_limit_is_an_answer(walled: Sandbox) -> None:
    """What asks for too much gets a MemoryError and lives on."""
    worker = give(walled, "def main(mb):\n    return len(bytearray(mb << 20)) >> 20\n")
    assert value(call(worker, "main", SMALL.memory_mb // 2)) == SMALL.memory_mb // 2
    reply = call(worker, "main", SMALL.memory_mb + 1)
    assert reply.message is not None
    assert reply.message["why"] == "memory"
    assert value(call(worker, "main", 1)) == 1
    worker.close()


def test_peak_memory_is_measured_from_outside(walled: Sandbox) -> None:
    """What was held at most shows, beyond what a fresh worker holds."""
    source = "def main(mb):\n    x = bytearray(mb << 20)\n    x[::4096] = b'x' * len(x[::4096])\n"
    assert run(walled, source, 1).peak_mb < 30
    assert 100 <= run(walled, source, 100).peak_mb < 140


def test_wrong_answers_to_the_question(sandbox: Sandbox) -> None:
    """A frame that answers another question, or none, is a bad reply and ends the worker."""
    forged = (
        "import os\n"
        "from grader import wire\n"
        "def main():\n"
        "    data = b''.join(map(bytes, wire.encode({'id': 9, 'ok': True, 'value': 1})))\n"
        "    for fd in range(3, 12):\n"
        "        try: os.write(fd, data)\n"
        "        except OSError: pass\n"
    )
    reply = run(sandbox, forged)
    assert reply.outcome == "bad_reply"
    assert reply.detail == "sent something that does not answer the question"


def test_an_answer_nobody_asked_for(sandbox: Sandbox) -> None:
    """A second answer, sent behind the first, is seen before the next question goes out."""
    forged = (
        "import os\n"
        "from grader import wire\n"
        "def main():\n"
        "    data = b''.join(map(bytes, wire.encode({'id': 1, 'ok': True, 'value': 1})))\n"
        "    for fd in range(3, 12):\n"
        "        try: os.write(fd, data)\n"
        "        except OSError: pass\n"
    )
    worker = give(sandbox, forged)
    call(worker, "main")
    reply = worker.ask(question(2, "has", "main"), cpu_s=5, wall_s=30)
    assert reply.outcome == "bad_reply"
    assert reply.detail in (
        "sent an answer that nobody had asked for",
        "sent something that does not answer the question",
    )


def test_bytes_that_are_no_message(sandbox: Sandbox) -> None:
    """The wire's reason is told; the worker is ended."""
    noise = (
        "import os, time\n"
        "def main():\n"
        "    for fd in range(3, 12):\n"
        "        try: os.write(fd, b'noise' * 20)\n"
        "        except OSError: pass\n"
        "    time.sleep(600)\n"
    )
    reply = run(sandbox, noise)
    assert reply.outcome == "bad_reply"
    assert reply.detail.startswith("sent something that is not a message: a frame starts with")


def test_a_closed_channel(sandbox: Sandbox) -> None:
    """A process that lives on without its channel is told from one that ended."""
    reply = run(
        sandbox, "import os, time\ndef main():\n    os.closerange(3, 64)\n    time.sleep(600)\n"
    )
    assert (reply.outcome, reply.detail) == ("bad_reply", "closed its channel to the grader")


def test_paths_are_those_that_were_handed_in(
    sandbox: Sandbox, opened: Callable[[str], Sandbox]
) -> None:
    """Warnings and errors name files as the student knows them, the same on every tier."""
    source = (
        "import os, warnings\n"
        "def main():\n"
        "    warnings.warn('careful')\n"
        "    print(os.getcwd())\n"
        "    open(os.path.abspath('missing.txt'))\n"
    )
    first, second = run(sandbox, source), run(sandbox, source)
    assert "work.py:3: UserWarning: careful" in first.output.splitlines()
    assert "." in first.output.splitlines()
    assert first.message is not None
    assert first.message["message"].startswith(
        "[Errno 2] No such file or directory: 'missing.txt' (the file was not handed in"
    )
    assert (first.output, first.message) == (second.output, second.message)
    assert first.output == run(opened("none"), source).output


def test_a_crash_for_want_of_memory(walled: Sandbox) -> None:
    """A process that held nearly all it may and then crashed ran out of memory."""
    source = (
        "import os\n"
        "def main(mb):\n"
        "    held = bytearray(mb << 20)\n"
        "    held[::4096] = b'x' * len(held[::4096])\n"
        "    os.abort()\n"
    )
    reply = run(walled, source, int(0.95 * SMALL.memory_mb))
    assert reply.outcome == "out_of_memory"
    assert re.fullmatch(
        rf"ended by SIG\w+ holding \d+ MiB of memory, {SMALL.memory_mb} MiB are allowed",
        reply.detail,
    )
    assert run(walled, source, 10).outcome == "died"


def test_workers_know_nothing_of_each_other(sandbox: Sandbox) -> None:
    """What one changes, in memory or in its folder, the next does not see."""
    source = (
        "import os, numpy\n"
        "def main():\n"
        "    seen = [hasattr(numpy, 'mark'), os.path.exists('../mark')]\n"
        "    numpy.mark = 1\n"
        "    open('../mark', 'w').close()\n"
        "    return seen\n"
    )
    assert value(run(sandbox, source)) == [False, False]
    assert value(run(sandbox, source)) == [False, False]


def test_two_workers_at_once(sandbox: Sandbox) -> None:
    """Each answers its own questions, whatever the order."""
    source = "state = []\ndef main(x):\n    state.append(x)\n    return list(state)\n"
    first, second = give(sandbox, source), give(sandbox, source)
    assert value(call(first, "main", 1)) == [1]
    assert value(call(second, "main", 2)) == [2]
    assert value(call(first, "main", 3)) == [1, 3]
    first.close()
    assert value(call(second, "main", 4)) == [2, 4]
    second.close()


def test_closing_twice_is_allowed(sandbox: Sandbox) -> None:
    """Whoever cleans up need not know whether somebody did."""
    worker = give(sandbox, ECHO)
    worker.close()
    worker.close()
    assert not worker.alive


def test_folder_that_libraries_are_sent_to(walled: Sandbox) -> None:
    """Temporary files, the home and caches lie in the worker's own folder, and can be written."""
    source = (
        "import os, tempfile\n"
        "def main():\n"
        "    with tempfile.NamedTemporaryFile() as file:\n"
        "        file.write(b'x')\n"
        "    home = os.path.expanduser('~')\n"
        "    open(os.path.join(home, 'x'), 'w').close()\n"
        "    return os.path.dirname(os.getcwd()) == home\n"
    )
    assert value(run(walled, source)) is True


def test_ordinary_code_runs(walled: Sandbox) -> None:
    """What homework uses works inside: threads, files, time zones, names, copies, big integers."""
    source = (
        "import copy, datetime, getpass, json, pathlib, shutil, sqlite3, threading, uuid\n"
        "import numpy as np\n"
        "def main():\n"
        "    pathlib.Path('a.txt').write_text('x')\n"
        "    shutil.copy('a.txt', 'b.txt')\n"
        "    shutil.copytree('.', 'folder', ignore=shutil.ignore_patterns('folder'))\n"
        "    np.save('x.npy', np.ones(3)); np.savez('y.npz', a=np.ones(2))\n"
        "    db = sqlite3.connect(':memory:'); db.execute('create table t (x)')\n"
        "    datetime.datetime.now().astimezone().isoformat(); uuid.uuid4(); getpass.getuser()\n"
        "    results = []\n"
        "    threads = [threading.Thread(target=results.append, args=(i,)) for i in range(4)]\n"
        "    for t in threads: t.start()\n"
        "    for t in threads: t.join()\n"
        "    np.linalg.svd(np.random.randn(40, 40)); 3 ** 5000\n"
        "    try:\n"
        "        exit()\n"
        "    except SystemExit:\n"
        "        pass\n"
        "    return sorted(results), float(np.load('x.npy').sum())\n"
    )
    assert value(run(walled, source)) == ([0, 1, 2, 3], 3.0)


def test_processes_are_refused_with_a_sentence(walled: Sandbox) -> None:
    """Limits that allow processes cannot be honoured, and are not quietly ignored."""
    with pytest.raises(UsageError, match="allows 2 processes, .* set processes = 0"):
        walled.worker(replace(SMALL, processes=2))


def test_limits_differ_from_worker_to_worker(walled: Sandbox) -> None:
    """A worker forked ahead for other limits is not used."""
    source = (
        "import resource\ndef main():\n    return resource.getrlimit(resource.RLIMIT_DATA)[0]\n"
    )

    def data_limit(memory_mb: int) -> int:
        worker = give(walled, source, replace(SMALL, memory_mb=memory_mb))
        try:
            return int(value(call(worker, "main"))) >> 20
        finally:
            worker.close()

    small, large = data_limit(100), data_limit(200)
    assert large - small == 100
    assert data_limit(100) == small


def test_set_order_is_the_same_everywhere(
    sandbox: Sandbox, opened: Callable[[str], Sandbox]
) -> None:
    """The hash seed is fixed, so that grading twice gives the same, whatever the process."""
    source = "def main():\n    return list({'a', 'b', 'c', 'd', 'e', 'f'})\n"
    assert value(run(sandbox, source)) == value(run(opened("none"), source))
