"""The warnings together: their places and order, that they are few, right, and never an exception."""

from __future__ import annotations

import ast
import functools
import json
from pathlib import Path

import pytest
from ahead_looks import STARTER, WHOLE, cells, look, notebook
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import load_submission
from grader.load.from_text import load_text
from grader.load.gather import LoadError
from grader.material import load_solution, load_variants
from grader.selfcheck.ahead import MOST, Ahead, look_ahead
from grader.types import Module, Submission

ROOT = Path(__file__).resolve().parent.parent.parent
HOMEWORKS = sorted(path.parent for path in ROOT.glob("assignments/*/assignment.toml"))
PACKAGES = ("numpy", "torch")


def names(text: str) -> tuple[str, ...]:
    """The public functions and classes of a text, and `answers`."""
    found = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append(node.name)
        elif isinstance(node, ast.Assign) and "answers" in ast.unparse(node.targets[0]):
            found.append("answers")
    return tuple(found)


@functools.cache
def starter(homework: Path) -> dict[str, tuple[str, ...]]:
    """What the handout of a homework defines, file by file."""
    found = {path.name: names(path.read_text("utf-8")) for path in homework.glob("handout/*.py")}
    for path in homework.glob("handout/*.ipynb"):
        book = json.loads(path.read_text("utf-8"))
        code = ["".join(c["source"]) for c in book["cells"] if c["cell_type"] == "code"]
        found[path.name] = names("\n".join(code))
    return found


def of(homework: Path, submission: Submission) -> tuple[Ahead, ...]:
    """The warnings of a submission of a homework."""
    return look_ahead(submission, starter=starter(homework), packages=PACKAGES)


@pytest.mark.parametrize("homework", HOMEWORKS, ids=lambda path: path.name)
def test_right_programs_get_no_warning(homework: Path) -> None:
    """Neither the solution, nor any right variant, nor the untouched handout, in any form."""
    solution = load_solution(homework)
    programs = {"solution": solution}
    programs |= {variant.name: dict(variant.files) for variant in load_variants(homework, solution)}
    handout = {p.name: p.read_text("utf-8") for p in (homework / "handout").iterdir()}
    for ending in (".py", ".ipynb"):
        programs[f"handout {ending}"] = {n: t for n, t in handout.items() if n.endswith(ending)}
    programs["handout"] = handout
    for name, files in programs.items():
        submission = load_text(files, name=name, assignment=homework.name)
        told = {warning.kind for warning in of(homework, submission)}
        assert told <= ({"answers"} if name.startswith("handout") else set()), name


SAMPLES = {
    "exam_exercises/bela.ipynb": ["order"],  # sigmoid_neuron_gradien
    "exam_exercises/jana": ["answers", "missing"],  # three exercises not done
    "modules_and_mlp/ben_levi.ipynb": ["package", "training"],  # sklearn, on all the digits
    "modules_and_mlp/hanna_lindqvist": ["missing"],
    "modules_and_mlp/ivan_petrov": ["missing"],
    "modules_and_mlp/jonas_weber": ["missing"] * 3,  # of three files
    "modules_and_mlp/kavya_rao": ["missing", "unparsable"],
    "modules_and_mlp/mei_tanaka": ["missing"] * 6,
    "modules_and_mlp/nadia_haddad": ["file", "package"],  # reaches for the grader and for pytest
    "modules_and_mlp/sheet_004": ["missing"] * 5,
    "network_basics/bela.ipynb": ["order"],  # answers_of_my_neighbour
    "network_basics/jana": ["answers"],  # stopped after the first exercise
    "network_basics/kofi": ["unparsable"],
    "network_basics/rosa": ["training"],  # 300 steps below her network
    "network_basics/sheet_003": ["missing"],
    "network_basics/viktor": ["unparsable"],  # Python 2
    "softmax_network/hugo": ["missing", "unparsable"],
    "softmax_network/ines": ["answers"],  # no number of Q3 to Q5
    "softmax_network/jan": ["missing"],
    "softmax_network/kim": ["training"],  # three runs for a picture
    "softmax_network/sheet_001": ["missing"],
    "two_layer_network/bo.ipynb": ["order"],  # trainer, in a cell that "does not work yet"
    "two_layer_network/ines": ["missing", "unparsable"],
    "two_layer_network/jo": ["missing"],
    "two_layer_network/kai": ["missing"],
    "two_layer_network/sheet_000": ["missing"],
}
"""The samples that get warnings, each read by a person; all others get none."""


@pytest.mark.parametrize("homework", HOMEWORKS, ids=lambda path: path.name)
def test_samples_get_the_warnings_that_they_deserve(homework: Path) -> None:
    """A class of submissions, right and wrong, honest and hostile."""
    told = {}
    for path in sorted((homework / "samples").iterdir()):
        if path.suffix == ".toml":
            continue
        submission = load_submission(path, student="ann", assignment=homework.name)
        if kinds := sorted(warning.kind for warning in of(homework, submission)):
            told[f"{homework.name}/{path.name}"] = kinds
    assert told == {n: k for n, k in SAMPLES.items() if n.startswith(f"{homework.name}/")}


def test_warnings_come_by_file_and_line() -> None:
    """Those about the whole first, then as the files are read."""
    bad = "x = open('/home/ann/x')\nimport pandas\npandas.x\ny = open('/home/ann/y')\n"
    told = look(
        {"b.py": bad, "a2.py": bad.replace("ann", "bob"), "a10.py": "z = (\n"}, starter=STARTER
    )
    assert [(w.path, w.line) for w in told] == [
        ("", 0),
        ("a2.py", 1),
        ("a2.py", 2),
        ("a2.py", 4),
        ("a10.py", 1),
        ("b.py", 1),
        ("b.py", 4),
    ]


def test_lines_of_a_notebook_are_those_of_the_cell() -> None:
    """As its editor shows them."""
    (warning,) = cells("x = 1\n\n", "# a\n# b\ny = open('/home/ann/y')")
    assert (warning.path, warning.line) == ("hw.ipynb", 3)
    assert warning.where == "hw.ipynb, cell 2, line 3"


def test_nobody_reads_hundreds_of_warnings() -> None:
    """The first ones, and that there are more."""
    told = look("".join(f"x{n} = open('/home/ann/{n}')\nx{n}\n" for n in range(500)))
    assert len(told) == MOST + 1
    assert {w.kind for w in told[:-1]} == {"path"}
    assert told[-1].kind == "more"
    assert told[-1].sentence == f"There is more of this kind; mend these {MOST} first."


def test_a_program_without_anything_unusual() -> None:
    """Gets no warning, as a script and as a notebook."""
    assert look(WHOLE, starter=STARTER) == ()
    assert look({"sheet.ipynb": notebook(WHOLE)}, starter=STARTER) == ()


def test_nothing_is_executed(tmp_path: Path) -> None:
    """What the code would do when it runs does not happen."""
    mark = tmp_path / "ran"
    look(f"open({str(mark)!r}, 'w').write('x')\nimport os\nos._exit(3)\n")
    look({"numpy.py": f"open({str(mark)!r}, 'w')\n", "hw.py": "from numpy import *\nsoft\n"})
    assert not mark.exists()


def test_no_text_of_a_student_breaks_a_line() -> None:
    """Names, paths and strings of theirs are one printable line in every field."""
    evil = "\\x1b[31m\\u202e\\r\\n"
    source = f"from ünïcode{'x' * 500} import y\ny\nz = open('/home/a{evil}')\n"
    source += "w = open('/home/\x1b[2J\u202etxt.csv')\n" + "x = open('/home/" + "a" * 280 + "')\n"
    fake = Module(name="m", path="a\nb\x1b.py", source=source, cells=None, names=("y", "z"))
    broken = Module(
        name="n", path="n.py", source="", cells=None, names=("q",), error="a\nb\x1b" * 99
    )
    submission = Submission(
        student="ann", assignment="hw1", kind="package", modules=(fake, broken), files={}
    )
    told = look_ahead(submission, starter={"a\nb.py": ("na\nme",)}, packages=())
    assert {w.kind for w in told} >= {"missing", "unparsable", "file", "path"}
    for warning in told:
        for field in (warning.kind, warning.path, warning.where, warning.sentence):
            assert field.isprintable(), field
            assert len(field) < 600


DEEP = [
    "x = " + "+".join(["a"] * 3000) + "\n",
    "x = " + "(" * 90 + "a" + ")" * 90 + "\n",
    "x = " + ".f()".join(["a"] * 1500) + "\n",
    "if a:\n    pass\n" + "elif b:\n    pass\n" * 1000,
    "x = " + "lambda: " * 80 + "a\n",
    "x = " + "[" * 80 + "]" * 80 + "\n",
    "x = not " * 300 + "a\n",
    "".join(f"{' ' * n}for i in range(9):\n" for n in range(15)) + " " * 15 + "pass\n",
]


@pytest.mark.parametrize("source", DEEP, ids=range(len(DEEP)))
def test_deeply_nested_code_is_survived(source: str) -> None:
    """As a script and as a notebook; what stands beside it is looked at all the same."""
    told = look({"deep.py": source, "hw.ipynb": notebook(source, "W", "W = 1")}, starter=STARTER)
    assert "missing" in {w.kind for w in told}


PIECES = st.sampled_from(
    [
        *("import x", "from . import *", "from .. import y", "from x import *", "import a.b as c"),
        *("def f(a=b, *c, d: e = g, **h):\n    return i", "class A(B, metaclass=C):\n    d = e"),
        *("x = '/home/a/b'", "os.chdir('C:\\\\a')", "open(f'/mnt/{a}')", "sys.path.append('~/a')"),
        *("for i in range(10**9): pass", "while True: pass", "for x, *y in z: w.step()", "train()"),
        *("net.cuda()", "x.to('cuda')", "torch.device('cuda')", "import torch", "globals()"),
        *("global x", "nonlocal y", "return z", "yield", "await x", "async def f(): await g()"),
        *("match a:\n    case {'b': c, **d}: pass", "try: a\nexcept* B as c: d", "x: int", "del x"),
        *(
            "with a as (b, c), d: e",
            "lambda: (yield)",
            "[a for b in c for d in e if f]",
            "(a := b)",
        ),
        *(
            "if __name__ == '__main__':\n    train()",
            "@a.b(c)\ndef d(): pass",
            "x[a:b, ...] += *c,",
        ),
        *(
            "%magic x",
            "!ls",
            "x?",
            "%%time",
            "\x0c",
            "\ufeff",
            "é = 1",
            "0777",
            "print x",
            "\\",
            "'''",
        ),
        *(
            "answers = {}",
            "def softmax_jacobain(): pass",
            "__all__ = ['a']",
            "type X = int",
            "\t x",
        ),
        *("range(1, 2, 0)", "for i in range(): pass", "f'{a!r:>{b}}'", "os._exit(*a, **b)", "..."),
        *("for i in range(-10, 10**12, 3): pass", "setattr()", "setattr(a)", "vars(x)", "()()()"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=12), st.booleans())
def test_no_source_ever_raises(pieces: list[str], split: bool) -> None:
    """Any mixture of pieces ends in warnings with a kind, a sentence and a place, or none."""
    texts = [piece.encode("utf-8", "replace").decode() for piece in pieces]
    book = notebook(*texts) if split else notebook("\n".join(texts))
    try:
        told = look({"hw.py": "\n".join(texts), "b.ipynb": book}, starter=STARTER, packages=("a",))
    except LoadError:
        return
    for warning in told:
        assert warning.kind
        assert warning.sentence.isprintable()
        assert warning.where.startswith(warning.path)
        assert bool(warning.path) or warning.line == 0


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200) | st.sampled_from([b"{}", b"[]", b'{"cells": 3}', b'{"cells": [1]}'])
)
def test_any_bytes_may_stand_for_the_notebook(raw: bytes) -> None:
    """Without the order of the last run, the warnings are the same."""
    files = {"hw.ipynb": notebook("print(W)", "W = 1")}
    assert look(files, raw={"hw.ipynb": raw}) == look(files)


@pytest.mark.parametrize("path", sorted(ROOT.glob("tests/hostile/*.py")), ids=lambda p: p.stem)
def test_hostile_programs_are_read_like_others(path: Path) -> None:
    """Nothing of them runs, and nothing of them raises."""
    submission = load_submission(path, student="eve", assignment="hw1")
    told = look_ahead(submission, starter={path.name: ("attack",)}, packages=PACKAGES)
    expected = {"training"} if path.stem == "loop_on_import" else set()
    assert {w.kind for w in told} & {"missing", "unparsable", "training"} == expected
