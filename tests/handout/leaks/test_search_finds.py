"""The search for leaks finds each kind of thing that must not be there, wherever it is planted."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest
from erased_formulas import formulas
from handout_built import Built, build
from handout_contents import RECORD, texts, whole_numbers
from handout_secrets import formula_sources, known_text, secrets, sentences
from leak_search import formulas_found, found, numbers_found, pieces_found
from proved_homework import AFFINE, HOMEWORK, TOML, write

from grader import wire
from grader.job import default_seed
from grader.recording import read_frames

Files = Mapping[str, bytes]
Place = Callable[[Files, str], Files]

HIDDEN = '''

@check(question="q1", points=1, visibility="hidden", hint="Look once more at what is added at the end.")
def test_only_when_graded(student, rng):
    """It holds for a batch that nobody has seen."""
    x = rng.normal(size=(7, 7)) @ rng.normal(size=(7, 7))
    assert_close(only_when_graded(student, x), 4.5 * x + 1, what="affine(x, w)")


def only_when_graded(student, x):
    return student.affine(x, 4.5)
'''
SECOND = '''

def scores(x, w):
    """Softmax of x w."""
    # BEGIN SOLUTION
    powers = np.exp(x @ w - (x @ w).max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    # END SOLUTION
'''
VOID = (
    '[[void]]\ncheck = "affine.again"\nreason = "The sheet was not clear there."\ngive = "full"\n'
)
RUBRIC = "because a mean does not grow with the number of rows"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A small homework with one of everything, its handout built."""
    toml = TOML.replace('id = "small"', 'id = "small"\nreference = ["reference.softmax"]', 1)
    folder = write(
        tmp_path_factory.mktemp("leaks") / "small",
        {
            "assignment.toml": toml.replace("because", RUBRIC) + VOID,
            "checks/test_affine.py": AFFINE.rstrip() + HIDDEN,
            "solution/work.py": HOMEWORK["solution/work.py"].rstrip() + SECOND,
        },
    )
    (folder / "samples" / "mina_okoro").mkdir(parents=True)
    made = build(folder)
    return replace(made, files=_with_few_modules(made.files))


def _with_few_modules(files: Files) -> Files:
    """The wheel with three members is searched as the whole one is, and sooner."""
    (path,) = (p for p in files if p.endswith(".whl"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(files[path])) as whole, zipfile.ZipFile(buffer, "w") as few:
        for member in whole.namelist()[:3]:
            few.writestr(member, whole.read(member))
    return {**files, path: buffer.getvalue()}


def in_text(files: Files, text: str) -> Files:
    return {**files, "GUIDE.md": files["GUIDE.md"] + f"\nsee\n  {text}\n".encode()}


def in_notebook(files: Files, text: str) -> Files:
    raw = json.loads(files["small.ipynb"])
    raw["cells"][-1]["source"] = f'"é" # {text}'
    return {**files, "small.ipynb": json.dumps(raw).encode()}


def in_json(files: Files, text: str) -> Files:
    raw = json.loads(files["checks/handout.json"])
    raw["limits"]["more"] = [{"é": {text: 1}}]
    return {**files, "checks/handout.json": json.dumps(raw).encode()}


def in_record(files: Files, text: str) -> Files:
    return with_frame(files, {"truth": {"deep": [("more", {"is": text})]}})


def in_wheel(files: Files, text: str) -> Files:
    (path,) = (p for p in files if p.endswith(".whl"))
    buffer = io.BytesIO(files[path])
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr("grader/data/more.txt", f"first\n{text}\n")
    return {**files, path: buffer.getvalue()}


def with_frame(files: Files, frame: dict) -> Files:
    frames = [*read_frames(gzip.decompress(files[RECORD])), frame]
    raw = b"".join(bytes(b) for each in frames for b in wire.encode(each))
    return {**files, RECORD: gzip.compress(raw)}


SECRETS = {
    "hidden check's id": "rows.one_row",
    "hidden check's function": "test_only_when_graded",
    "hidden check's title": "It holds for a batch that nobody has seen.",
    "hidden check's hint": "Look once more at what is added at the end.",
    "hidden check's line": "x = rng.normal(size=(7, 7)) @ rng.normal(size=(7, 7))",
    "helper of hidden checks": "only_when_graded",
    "misconception's id": "offset_taken_off",
    "misconception's sentence": "What offset_taken_off misses.",
    "solution": "powers = np.exp(x @ w - (x @ w).max(axis=1, keepdims=True))",
    "rubric": RUBRIC,
    "void": "The sheet was not clear there.",
    "person": "Mina Okoro",
}
PLACES: tuple[Place, ...] = (in_text, in_notebook, in_json, in_record, in_wheel)


def test_nothing_is_found_where_nothing_was_planted(small: Built) -> None:
    """And every kind of secret is there to be looked for."""
    wanted = secrets(small)
    assert found(wanted, texts(small.files)) == []
    assert {s.kind for s in wanted} >= {*SECRETS, "reference", "seed", "digest"}
    assert pieces_found(sentences(small), texts(small.files), known_text(small)) == []
    assert numbers_found(small.wrong, small.files) == []
    assert formulas_found(formula_sources(small), small.files) == []


@pytest.mark.parametrize("place", PLACES, ids=lambda p: p.__name__)
@pytest.mark.parametrize(
    ("kind", "text"), SECRETS.items(), ids=[k.replace("'", "") for k in SECRETS]
)
def test_a_text_is_found_wherever_it_is(kind: str, text: str, place: Place, small: Built) -> None:
    """In a text file, in a notebook, in JSON, in a frame of the record, in the wheel."""
    hits = found(secrets(small), texts(place(small.files, text)))
    assert any(f": {kind}: " in hit for hit in hits), hits


@pytest.mark.parametrize("place", PLACES, ids=lambda p: p.__name__)
def test_the_reference_is_found_line_by_line(place: Place, small: Built) -> None:
    """Any one of its lines will do."""
    line = next(s.text for s in secrets(small) if s.kind == "reference")
    hits = found(secrets(small), texts(place(small.files, f"    {line}")))
    assert any(": reference: " in hit for hit in hits)


@pytest.mark.parametrize("place", PLACES, ids=lambda p: p.__name__)
def test_the_seed_that_grades_is_found(place: Place, small: Built) -> None:
    """As a number and as hexadecimal digits."""
    seed = default_seed(small.assignment)
    for text in (str(seed), f"{seed:x}"):
        assert found(secrets(small), texts(place(small.files, f"seed {text} of it")))
    assert seed in whole_numbers(with_frame(small.files, {"seeds": [seed]}))


@pytest.mark.parametrize("place", PLACES, ids=lambda p: p.__name__)
def test_a_piece_of_a_sentence_is_found(place: Place, small: Built) -> None:
    """The middle of one, with other line ends."""
    sentence = "The bias is added once for each column, and then once more for each of the rows."
    planted = place(small.files, "... added once for\neach column, and then once more for")
    hits = pieces_found([sentence], texts(planted), known_text(small))
    assert len(hits) >= 1
    assert pieces_found([sentence], texts(planted), sentence) == []  # known anyway


@pytest.mark.parametrize(
    "code",
    [
        "def f(a, b):\n    return np.exp(a @ b - np.max(a @ b, axis=0, keepdims=False))\n",
        "class C:\n    def f(self):\n        e = self.z / numpy.sum(self.z, axis=1, keepdims=True) * 2\n",
        "f = lambda q: q / q2.sum(axis=7, keepdims=True) if q else jnp.sum(q, axis=3) / 4\n",
    ],
    ids=["other names", "in a method", "in a lambda"],
)
def test_a_formula_is_found_under_other_names(code: str, small: Built) -> None:
    """Neither variables nor numbers hide it."""
    right = "powers / np.sum(powers, axis=1, keepdims=True)\nx / y.sum(axis=1, keepdims=True)\n"
    sources = [*formula_sources(small), right]
    planted = {**small.files, "checks/more.py": code.encode()}
    assert formulas_found(sources, planted)


def test_what_every_program_says_is_no_formula() -> None:
    """Otherwise every check would be one."""
    for code in ("np.sum(x, axis=0)", "len(x) - 1", "rng.normal(size=(3, 4))", "a.max() + 1"):
        assert formulas(code) == {}


@pytest.mark.parametrize("kind", ["array", "float32", "list", "bytes"])
def test_a_wrong_answer_is_found(kind: str, small: Built) -> None:
    """In an array of a frame, in single precision not, in a list, in bytes that are no array."""
    number = float(small.wrong[len(small.wrong) // 2])
    value = {
        "array": np.array([[0.5, number]]),
        "float32": np.float32(number) * np.ones(3, dtype=np.float32),
        "list": [1, [number]],
        "bytes": b"x" + np.array(number, "<f8").tobytes(),
    }[kind]
    hits = numbers_found(small.wrong, with_frame(small.files, {"truth": {"value": value}}))
    assert hits == ([] if kind == "float32" else [number])
