"""Source code as tokens in which names, comments and layout cannot be seen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from similarity import disguises

from grader.similarity.tokens import LONGEST, MOST, read_code, words_of

SOURCE = '''
"""About."""
import numpy as np
from math import exp


class Net:
    """A net."""

    def __init__(self, sizes):
        self.weights = [np.zeros((a, b)) for a, b in sizes]  # start at zero, then learn

    def forward(self, x):
        h = np.tanh(x @ self.weights[0]) * 1e-3
        return h if len(h) > 2 else None
'''


def kinds(source: str, given: tuple[str, ...] = ()) -> list[str]:
    """What stands for each token."""
    return [token.kind for token in read_code(source, given).tokens]


def test_what_a_student_chooses_is_not_seen_and_all_else_is() -> None:
    """Own names and attributes are `v` and `a`; functions of libraries, numbers and builtins stay."""
    got = kinds("def f(self, q):\n    self.w = np.exp(q) + len(q) * 0.5 + float('3')\n")
    assert (
        " ".join(got) == "def v ( v , v ) : v . a = v . exp ( v ) + len ( v ) * 0.5 + float ( s )"
    )


def test_names_of_the_handout_stay() -> None:
    """Whoever copies cannot rename them."""
    assert kinds("def softmax(z): return z", ("softmax",))[:3] == ["def", "softmax", "("]


@pytest.mark.parametrize(
    "other",
    [
        SOURCE.replace("weights", "layers").replace("Net", "Model").replace("self", "this"),
        SOURCE.replace("  # start at zero, then learn", "").replace('"""A net."""', '"""Other."""'),
        SOURCE.replace("    ", "  ").replace(" = ", "="),
        SOURCE.replace("1e-3", "0.001"),
        SOURCE.replace("import numpy as np\nfrom math import exp", "from math import exp, log"),
        SOURCE.replace("\n", "\r\n"),
    ],
)
def test_disguises_of_the_surface_change_nothing(other: str) -> None:
    """Other names, comments, docstrings, indentation, imports, and other ways to write a number."""
    assert other != SOURCE
    assert kinds(other) == kinds(SOURCE)


def test_other_code_is_other_tokens() -> None:
    """A function of a library, an operator or a number is seen."""
    for old, new in (("tanh", "cosh"), (" @ ", " * "), ("[0]", "[1]"), ("> 2", ">= 2")):
        assert kinds(SOURCE.replace(old, new)) != kinds(SOURCE)


def test_lines_are_those_of_the_file() -> None:
    """Every token knows its line, also below texts of several lines and Windows line ends."""
    source = 'x = 1\ny = """a\nb\nc"""\nz = 2\n'
    for text in (source, source.replace("\n", "\r\n")):
        lines = [t.line for t in read_code(text).tokens if t.kind.endswith(".0")]
        assert lines == [1, 5]


def test_comments_and_docstrings_are_words() -> None:
    """In small letters, with their first lines."""
    found = read_code("# Don't look: HERE.\nx = 1  # two\n#\n").remarks
    assert [(r.words, r.line) for r in found] == [(("don't", "look", "here"), 1), (("two",), 2)]
    assert ("a", "net") in [r.words for r in read_code(SOURCE).remarks]


def test_a_renamed_copy_has_the_same_tokens() -> None:
    """The disguise that changes every name a student chose cannot be told from the original."""
    other = disguises.renamed(SOURCE)
    assert "weights" not in other
    plain = disguises.renamed(SOURCE, keep={"self", "weights", "sizes", "forward", "h", "x", "Net"})
    assert "weights" in plain
    assert kinds(other) == kinds(plain)


HOSTILE = {
    "one long line": "x = " + "+".join(["a*b"] * 250_000),
    "deep nesting": "(" * 1_000_000,
    "nested f-strings": 'f"{' * 300_000,
    "null bytes": "\0" * 1_000_000,
    "every byte": bytes(range(256)).decode("latin-1") * 4000,
    "a quote that never ends": '"""' + "x\n" * 400_000,
    "backslashes": "\\\n" * 500_000,
    "a huge number": "1" * 400 + "\n" + "9" * 100_000,
    "half characters": "\ud800" * 1000,
    "HTML": "<script>alert(1)</script>\n" * 40_000,
    "functions only": "def f(x): return x\n" * 50_000,
    "prose": "Dear grader, I could not do this. " * 30_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_anything_at_all_is_read_in_bounds(name: str) -> None:
    """No error, and no more tokens than the bound."""
    code = read_code(HOSTILE[name])
    assert len(code.tokens) <= MOST
    assert all(len(t.kind) <= 80 for t in code.tokens)
    assert all(t.line <= HOSTILE[name][:LONGEST].count("\n") + 1 for t in code.tokens)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_tokens_in_the_order_of_its_lines(text: str) -> None:
    """Lines never fall and never leave the text."""
    lines = [t.line for t in read_code(text).tokens]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


def test_words_are_words() -> None:
    """Signs, formulas' dollars and capitals are set aside."""
    assert words_of("The $\\sigma$-gate, it's OPEN!") == ["the", "sigma", "gate", "it's", "open"]
