"""The worker answers every request of the protocol, whatever the submission does."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from worker_session import Asked, at, carried, inside, process_kept, submission

from grader import wire, worker
from grader.wire import Handle, Tensor

Make = Callable[..., Asked]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes a session: `make({"work.py": source})`."""
    with process_kept():
        os.chdir(tmp_path)
        yield lambda files, **more: Asked(submission(files, **more))


NETWORK = """
    import numpy as np

    class Linear:
        def __init__(self, n_in, n_out):
            self.params = {"weight": np.zeros((n_out, n_in)), "bias": np.zeros(n_out)}
            self.grads = {"weight": None, "bias": None}

        def forward(self, x):
            self.x = x
            return x @ self.params["weight"].T + self.params["bias"]

    class MLP:
        def __init__(self, sizes):
            self.layers = [Linear(n, m) for n, m in zip(sizes[:-1], sizes[1:])]

        def forward(self, x):
            for layer in self.layers:
                x = layer.forward(x)
            return x
"""


def test_a_call_returns_what_the_function_returned(make: Make) -> None:
    """Arguments arrive by position and by name, and the result comes back."""
    asked = make({"work.py": "def f(a, b, *, c=0):\n    return a - b + 10 * c\n"})
    assert asked.call("f", 5, 3) == 2
    assert asked.call("f", 5, b=3, c=1) == 12


def test_arrays_are_the_students_own(make: Make) -> None:
    """An array argument may be written into; the answer tells which ones were."""
    asked = make(
        {
            "work.py": """
                def f(x, y, *, z):
                    x += 1
                    z[0] = 5
                    return x
            """
        }
    )
    answer = asked.ask(
        "call", target=at("f"), args=[np.zeros(2), np.ones(2)], kwargs={"z": np.zeros(2)}
    )
    np.testing.assert_array_equal(answer["value"], [1, 1])
    assert answer["changed"] == [0, "z"]
    quiet = asked.ask("call", target=at("f"), args=[0, np.ones(2)], kwargs={"z": [1]})
    assert "changed" not in quiet


def test_read_only_arguments_are_copied(make: Make) -> None:
    """Even if the channel hands over views that cannot be written, the student can write."""
    asked = make({"work.py": "def f(x):\n    x[:] = 3\n    return x.sum()\n"})
    array = np.zeros(2)
    array.flags.writeable = False
    request = {"id": 1, "check": "c", "seed": 0, "op": "call", "target": at("f"), "args": [array]}
    assert asked.session.answer(request)["value"] == 6
    assert array.sum() == 0


def test_objects_stay_behind_handles(make: Make) -> None:
    """An instance comes back as a handle with its names, and is asked through it."""
    asked = make({"work.py": NETWORK})
    model = asked.call("MLP", [3, 4, 2])
    assert isinstance(model, Handle)
    assert (model.type, model.callable) == ("MLP", False)
    assert {"forward", "layers"} <= set(model.attributes)
    asked.value("set", target=inside(model, "layers", 0, "params", "bias"), value=np.arange(4.0))
    hidden = asked.value(
        "call", target=inside(model, "layers", 0, "forward"), args=[np.ones((1, 3))]
    )
    np.testing.assert_array_equal(hidden, [[0, 1, 2, 3]])


def test_handles_can_be_passed_back(make: Make) -> None:
    """A handle as an argument, also inside a list, is the object itself."""
    asked = make(
        {"work.py": "class A: pass\ndef same(a, b): return a is b[0]\ndef hand(a): return a\n"}
    )
    a = asked.call("A")
    assert asked.call("same", a, [a]) is True
    assert asked.call("hand", a) == a


def test_set_writes_into_the_array_that_is_there(make: Make) -> None:
    """An array of the same shape keeps its identity; one of another shape takes its place."""
    asked = make({"work.py": NETWORK})
    layer = asked.call("Linear", 3, 2)
    weight = inside(layer, "params", "weight")
    view = asked.value("get", target=weight)
    asked.value("set", target=weight, value=view + 5)
    np.testing.assert_array_equal(asked.value("get", target=weight), np.full((2, 3), 5.0))
    asked.value("set", target=weight, value=np.ones((3, 2)))
    assert asked.value("get", target=weight).shape == (3, 2)
    asked.value("set", target=inside(layer, "anything"), value="new")
    assert asked.value("get", target=inside(layer, "anything")) == "new"


def test_has_tells_without_failing(make: Make) -> None:
    """A path either leads somewhere or not; nothing at its end is called."""
    asked = make({"work.py": NETWORK})
    layer = asked.call("Linear", 3, 2)
    assert asked.value("has", target=inside(layer, "params", "weight")) is True
    assert asked.value("has", target=inside(layer, "params", "gamma")) is False
    assert asked.value("has", target=at("MLP")) is True
    assert asked.value("has", target=at("CNN")) is False


def test_walk_lists_the_parts(make: Make) -> None:
    """The layers of a model are found wherever it keeps them, with the path to each."""
    asked = make({"work.py": NETWORK})
    parts = asked.value("walk", target=inside(asked.call("MLP", [3, 4, 2])))
    shapes = {tuple(part["path"]): part["shape"] for part in parts if part["shape"]}
    assert shapes == {
        ("layers", 0, "params", "weight"): [4, 3],
        ("layers", 0, "params", "bias"): [4],
        ("layers", 1, "params", "weight"): [2, 4],
        ("layers", 1, "params", "bias"): [2],
    }
    linear = next(part for part in parts if part["path"] == ["layers", 0])
    assert linear["type"] == "Linear"
    assert "forward" in linear["attributes"]


def test_find_prefers_the_module_that_defines_the_name(make: Make) -> None:
    """A name that one module imports and another defines is the definition's; all are loaded."""
    asked = make(
        {
            "a.py": "from z import *\nfrom y import late\n",
            "y.py": "globals()['la' + 'te'] = 3\n",
            "z.py": "def f(): return 'z'\n",
        }
    )
    f = asked.value("find", name="f")
    assert asked.value("call", target=inside(f)) == "z"
    assert asked.value("find", name="late") == 3


def test_missing_names_are_told_with_what_there_is(make: Make) -> None:
    """A name, an attribute, a module that is not there: why "missing", and the public names."""
    asked = make({"work.py": "def f(): pass\n_hidden = 1\nclass A:\n    b = 2\n"})
    answer = asked.ask("call", target=at("g"))
    assert (answer["ok"], answer["why"]) == (False, "missing")
    assert answer["names"] == ["f", "A"]
    assert "'g'" in answer["message"]
    answer = asked.ask("get", target=at("A", "c"))
    assert answer["why"] == "missing"
    assert "b" in answer["names"]
    assert asked.ask("load", module="nowhere")["why"] == "missing"
    assert asked.ask("find", name="g")["names"] == ["f", "A"]
    assert asked.ask("set", target={"module": "work", "path": []}, value=1)["why"] == "missing"


@pytest.mark.parametrize(
    ("body", "type_", "message"),
    [
        ("1 / 0", "ZeroDivisionError", "division by zero"),
        ("raise SystemExit(3)", "SystemExit", "3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", ""),
        ("raise GeneratorExit('x')", "GeneratorExit", "x"),
        ("f()", "RecursionError", "maximum recursion depth exceeded"),
        ("raise type('E', (Exception,), {'__str__': lambda s: 1 / 0})", "E", "could not be made"),
        ("raise ValueError('x' * 5000)", "ValueError", "x" * 2000),
        ("input()", "OSError", "reading from stdin"),
    ],
)
def test_whatever_is_raised_becomes_an_answer(
    make: Make, body: str, type_: str, message: str
) -> None:
    """Type, message and the student's own lines, and the next call is answered as if nothing were."""
    asked = make({"work.py": f"def f():\n    {body}\ndef g(): return 1\n"})
    answer = asked.ask("call", target=at("f"))
    assert (answer["ok"], answer["why"], answer["type"]) == (False, "raised", type_)
    assert message in answer["message"]
    assert len(answer["message"]) <= 2000
    assert answer["frames"][0] == ["work.py", 2, "f"]
    assert len(answer["frames"]) <= 20
    assert asked.call("g") == 1


def test_frames_are_the_students_own(make: Make) -> None:
    """Lines of libraries are left out; files and functions are called as the student knows them."""
    asked = make(
        {
            "lib/tool.py": "import functools\n\n@functools.lru_cache\ndef go(n): return 1 / n\n",
            "work.py": "from lib.tool import go\nclass A:\n    def f(self):\n        return go(0)\n",
        }
    )
    answer = asked.ask("call", target=inside(asked.call("A"), "f"))
    assert answer["frames"] == [["work.py", 4, "A.f"], ["lib/tool.py", 4, "go"]]


def test_deep_tracebacks_keep_both_ends(make: Make) -> None:
    """Of 300 frames the first 5 and the last 15 are told."""
    asked = make({"work.py": "def f(n):\n    if n:\n        f(n - 1)\n    else:\n        1 / 0\n"})
    frames = asked.ask("call", target=at("f"), args=[300])["frames"]
    assert [line for _, line, _ in frames] == [3] * 19 + [5]


@pytest.mark.parametrize(
    "body", ["raise MemoryError", "import numpy\n    numpy.empty(1 << 58)", "[0] * (1 << 59)"]
)
def test_memory_that_ran_out_is_told_apart(make: Make, body: str) -> None:
    """Python's error and numpy's both come as why "memory"."""
    answer = make({"work.py": f"def f():\n    {body}\n"}).ask("call", target=at("f"))
    assert answer["why"] == "memory"


def test_a_result_too_large_for_the_wire_is_an_answer(make: Make) -> None:
    """The wire's sentence is told instead of a value."""
    asked = make({"work.py": "import numpy as np\ndef f(): return np.broadcast_to(1.0, 1 << 40)\n"})
    request = {"id": 3, "check": "c", "seed": 0, "op": "call", "target": at("f")}
    answer = asked.session.answer(request)
    with pytest.raises(wire.WireError) as refused:
        wire.encode(answer)
    instead = carried(asked.session.uncarried(answer, refused.value))
    assert (instead["id"], instead["why"]) == (3, "raised")
    assert "cannot be sent back: the message holds" in instead["message"]


def test_generators_that_raise_are_the_students(make: Make) -> None:
    """An iterator is read here; what it raises is told like anything else, with its line."""
    asked = make({"work.py": "def f():\n    yield 1\n    yield 1 / 0\ndef g(): yield from 'ab'\n"})
    assert asked.call("g") == ["a", "b"]
    answer = asked.ask("call", target=at("f"))
    assert answer["frames"] == [["work.py", 3, "f"]]


def test_a_new_check_forgets_objects_and_reseeds(make: Make) -> None:
    """Handles of the last check are gone, and each check draws from its own seed."""
    asked = make(
        {
            "work.py": """
                import random
                import numpy as np
                def draw(): return random.random(), np.random.rand(), np.random.randn()
                class A: pass
            """
        }
    )
    first, kept = asked.call("draw"), asked.call("A")
    second = asked.call("draw")
    asked.check = "check.two"
    again = asked.call("draw")
    assert again == first
    assert second != first
    gone = asked.ask("get", target=inside(kept))
    assert gone["why"] == "missing"
    assert "earlier check" in gone["message"]
    asked.check, asked.seed = "check.three", 8
    assert asked.call("draw") != first


def test_loading_does_not_move_the_random_numbers(make: Make) -> None:
    """A call draws the same whether its module was loaded by it or long before."""
    files = {"work.py": "import random\nx = random.random()\ndef f(): return random.random()\n"}
    asked = make(files)
    loading = asked.call("f")
    asked.check = "check.two"
    assert asked.call("f") == loading


def test_printing_is_flushed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was printed is handed on, to the stream of the start and to the one in its place."""

    class Stream(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    first, second = Stream(), Stream()
    monkeypatch.setattr(sys, "stdout", first)
    asked = make({"work.py": "x = 1\n"})
    sys.stdout = second
    asked.session.flush()
    assert (first.flushed, second.flushed) == (1, 1)


def test_a_broken_stdout_stops_nobody(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission may put anything in the place of sys.stdout."""
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    source = """
        import sys
        class Bad:
            def flush(self): raise RuntimeError
        def f(): sys.stdout = Bad()
    """
    asked = make({"work.py": source})
    asked.call("f")
    asked.session.flush()


def test_files_lie_beside_the_code(make: Make) -> None:
    """Relative paths work, in the code's folder, and writing there is allowed."""
    asked = make(
        {
            "data/x.txt": "3 4",
            "work.py": """
                import os
                def f():
                    with open("data/x.txt") as f:
                        text = f.read()
                    with open("out.txt", "w") as f:
                        f.write(text)
                    return sorted(os.listdir(".")), os.path.basename(__file__), __name__
            """,
        }
    )
    assert asked.call("f") == (["data", "out.txt", "work.py"], "work.py", "work")


def test_files_cannot_climb_out(make: Make, tmp_path: Path) -> None:
    """Paths were screened before; a climbing or absolute one is not followed here either."""
    message = submission({"work.py": "x = 1\n"})
    message["submission"]["files"] |= {"../up.txt": b"", str(tmp_path / "abs.txt"): b"", "": b""}
    make({})
    Asked(message)
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["work.py"]


def test_a_file_that_cannot_be_written_is_told(make: Make) -> None:
    """A name that the system refuses costs that file only."""
    asked = make({"work.py": "x = 1\n", "n" * 300 + ".txt": ""})
    note = asked.notes()[0]
    assert "could not be written" in note[2]
    assert asked.get("x") == 1


SERVE = """
import sys
from grader import wire, worker

def read(n):
    data = sys.stdin.buffer.read(n)
    if len(data) < n:
        raise EOFError
    return data

def receive():
    header, body = wire.parse_prefix(read(16))
    return wire.decode(read(header), read(body))

out = sys.stdout.buffer
sys.stdout = sys.stderr

def send(message):
    for buffer in wire.encode(message):
        out.write(buffer)
    out.flush()

worker.serve(receive, send)
"""


def served(messages: list[dict[str, object]], folder: Path) -> list[dict[str, object]]:
    """The answers of a worker in a process of its own."""
    frames = b"".join(bytes(buffer) for message in messages for buffer in wire.encode(message))
    environment = {**os.environ, "PYTHONPATH": str(Path(worker.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", SERVE],
        input=frames,
        capture_output=True,
        cwd=folder,
        env=environment,
        timeout=60,
        check=True,
    )
    answers, rest = [], done.stdout
    while rest:
        header, body = wire.parse_prefix(rest[:16])
        end = 16 + header + body
        answers.append(wire.decode(rest[16 : 16 + header], rest[16 + header : end]))
        rest = rest[end:]
    return answers


def test_a_process_of_its_own_serves_until_the_end(tmp_path: Path) -> None:
    """From the first message to the closed channel, through the real `serve`."""
    requests = [
        {"id": 1, "check": "a", "seed": 1, "op": "call", "target": at("double"), "args": [x]}
        for x in (np.arange(3.0), 4, "ab", [1, 2])
    ]
    requests.append({"id": 2, "check": "a", "seed": 1, "op": "call", "target": at("huge")})
    requests.append({"id": 3, "check": "a", "seed": 1, "op": "call", "target": at("quit")})
    source = """
        import numpy as np
        print("hello")
        def double(x): return 2 * x
        def huge(): return np.broadcast_to(1.0, 1 << 40)
        def quit(): raise SystemExit
    """
    answers = served([submission({"work.py": source}), *requests], tmp_path)
    np.testing.assert_array_equal(answers[0]["value"], [0, 2, 4])
    assert [a["value"] for a in answers[1:4]] == [8, "abab", [1, 2, 1, 2]]
    assert answers[4]["ok"] is False
    assert "cannot be sent back" in answers[4]["message"]
    assert answers[5]["type"] == "SystemExit"
    assert len(answers) == 6


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on private memory")


@LINUX
def test_the_answer_after_memory_ran_out(tmp_path: Path) -> None:
    """However the memory was filled, there is an answer, and the next call works again."""
    source = """
        import resource
        def limit():
            with open("/proc/self/statm") as f:
                held = int(f.read().split()[5]) * 4096
            resource.setrlimit(resource.RLIMIT_DATA, (held + (60 << 20),) * 2)
        def large():
            kept = []
            while True: kept.append(bytearray(1 << 20))
        def circles():
            kept = []
            while True: kept.append((kept, len(kept)))
        def fine(): return list(range(1000))
    """
    names = ["limit", "large", "fine", "circles", "fine", "circles", "fine"]
    requests = [
        {"id": i, "check": "a", "seed": 1, "op": "call", "target": at(name)}
        for i, name in enumerate(names)
    ]
    answers = served([submission({"work.py": source}), *requests], tmp_path)
    ends = [answer.get("why", "fine") for answer in answers]
    assert ends == ["fine", "memory", "fine", "memory", "fine", "memory", "fine"]


@LINUX
def test_memory_that_runs_out_at_the_top_level(tmp_path: Path) -> None:
    """It costs the statement, like any other error."""
    source = """
        import resource
        with open("/proc/self/statm") as f:
            held = int(f.read().split()[5]) * 4096
        resource.setrlimit(resource.RLIMIT_DATA, (held + (60 << 20),) * 2)
        def fill():
            kept = []
            while True: kept.append((kept, len(kept)))
        for i in range(2):
            fill()
        def fine(): return 3
    """
    request = {"id": 1, "check": "a", "seed": 1, "op": "call", "target": at("fine")}
    (answer,) = served([submission({"work.py": source}), request], tmp_path)
    assert answer["value"] == 3
    assert answer["notes"][0][2] == "MemoryError"


def test_serving_nothing_ends_quietly(tmp_path: Path) -> None:
    """A channel that is closed at once is no error."""
    assert served([], tmp_path) == []


def test_serve_in_this_process(tmp_path: Path) -> None:
    """`serve` is two plain functions and a loop: it answers in order and returns at the end."""
    inbox = [
        submission({"work.py": "x = 3\n"}),
        {"id": 1, "check": "a", "seed": 1, "op": "get", "target": at("x")},
        {"id": 2, "check": "a", "seed": 1, "op": "nonsense"},
    ]
    sent: list[dict[str, object]] = []

    def receive() -> dict[str, object]:
        if not inbox:
            raise EOFError
        return carried(inbox.pop(0))

    with process_kept():
        os.chdir(tmp_path)
        worker.serve(receive, sent.append)
    assert sent[0] == {"id": 1, "ok": True, "value": 3}
    assert sent[1]["ok"] is False


torch = pytest.importorskip("torch")

TORCH = """
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self, n):
            super().__init__()
            self.body = nn.Sequential(nn.Linear(n, 4), nn.ReLU(), nn.Linear(4, 2))
            self.extra = [nn.Linear(2, 2)]
            self.register_buffer("mean", torch.zeros(1))

        def forward(self, x):
            return self.body(x)

    def kind(x): return type(x).__name__, str(getattr(x, "dtype", "")), getattr(x, "requires_grad", None)
    def add(x):
        x += 1
        return x
"""


def test_tensors_cross(make: Make) -> None:
    """A Tensor argument is torch's, of the array's dtype; a tensor result comes as an array."""
    asked = make({"work.py": TORCH})
    assert asked.call("kind", Tensor(np.ones(2, "f4"))) == ("Tensor", "torch.float32", False)
    assert asked.call("kind", np.ones(2))[0] == "ndarray"
    answer = asked.ask("call", target=at("add"), args=[Tensor(np.zeros((2, 2)))])
    np.testing.assert_array_equal(answer["value"], np.ones((2, 2)))
    assert answer["changed"] == [0]


def test_torch_modules_are_walked_and_set(make: Make) -> None:
    """Parameters are found under the names they are used by, and written without a gradient."""
    asked = make({"work.py": TORCH})
    net = asked.call("Net", 3)
    parts = {tuple(p["path"]): p for p in asked.value("walk", target=inside(net))}
    assert parts["body", "0", "weight"]["shape"] == [4, 3]
    assert parts["body", "0", "weight"]["dtype"] == "float32"
    assert ("extra", 0, "weight") in parts
    assert ("mean",) in parts
    assert not [path for path in parts if str(path[-1]).endswith("hooks")]
    asked.value("set", target=inside(net, "body", "0", "weight"), value=np.full((4, 3), 0.5))
    weight = asked.value("get", target=inside(net, "body", 0, "weight"))
    np.testing.assert_array_equal(weight, np.full((4, 3), 0.5, "f4"))
    last = inside(net, "body", 2, "bias")
    asked.value("set", target=inside(net, "body", 2, "weight"), value=np.zeros((2, 4)))
    asked.value("set", target=last, value=np.array([3.0, 4.0]))
    out = asked.value("call", target=inside(net, "forward"), args=[Tensor(np.ones((1, 3), "f4"))])
    np.testing.assert_array_equal(out, [[3, 4]])
    asked.value("set", target=last, value=np.arange(3.0))
    assert asked.value("get", target=last).shape == (3,)
    assert asked.value("get", target=inside(net, "body", 2, "bias", "requires_grad")) is True


def test_torch_is_reseeded(make: Make) -> None:
    """Each check draws from its own seed in torch, too."""
    asked = make({"work.py": "import torch\ndef f(): return torch.rand(3)\n"})
    first = asked.call("f")
    asked.check = "check.two"
    np.testing.assert_array_equal(asked.call("f"), first)


def test_torch_says_that_memory_ran_out(make: Make) -> None:
    """torch raises a RuntimeError for it, which is told as memory all the same."""
    asked = make({"work.py": "import torch\ndef f(): return torch.empty(1 << 58)\n"})
    assert asked.ask("call", target=at("f"))["why"] == "memory"


def test_generators_without_a_seed_draw_the_same_in_every_grading(make: Make) -> None:
    """Two gradings of one submission must not differ; two checks, and two draws, may."""
    source = (
        "import numpy as np\n"
        "def draw():\n"
        "    np.random.seed()\n"
        "    made = np.random.default_rng(), np.random.RandomState()\n"
        "    return [np.random.rand(), *(float(m.normal()) for m in made)]\n"
    )

    def drawn(seed: int) -> list[list[float]]:
        asked = make({"work.py": source})
        asked.seed = seed
        return [asked.call("draw") for _ in range(2)]

    first, again, other = drawn(1), drawn(1), drawn(2)
    assert first == again
    assert first[0] != first[1]
    assert first[0] != other[0]
