"""Where statements can start, in sources that parse and in those that do not."""

from __future__ import annotations

import ast
import email
import inspect
import textwrap
import tokenize

import pytest

from grader.load.logical_lines import LogicalLines


def starts(source: str) -> set[int]:
    """The lines at which a statement could start."""
    state, found = LogicalLines(), set()
    for number, line in enumerate(source.split("\n"), 1):
        if state.at_start:
            found.add(number)
        state.read(line)
    return found


@pytest.mark.parametrize("module", [textwrap, tokenize, inspect, ast, email, pytest])
def test_agrees_with_the_tokenizer(module: object) -> None:
    """The oracle is Python's own tokenizer, on sources with every kind of string and bracket."""
    source = inspect.getsource(module)  # type: ignore[arg-type]
    lines = iter(source.splitlines(keepends=True))
    expected, inside, fresh = set(), set(), True
    for token in tokenize.generate_tokens(lambda: next(lines, "")):
        if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT):
            continue
        if fresh:
            expected.add(token.start[0])
            first = token.start[0]
        if token.type == tokenize.NEWLINE:
            inside.update(range(first + 1, token.start[0] + 1))
        fresh = token.type == tokenize.NEWLINE
    found = starts(source)
    assert expected <= found | {source.count("\n") + 2}
    assert not inside & found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 'never closed\ny", {1, 2}),
        ("x = 'goes \\\non'\ny", {1, 3}),
        ("x = )))\ny", {1, 2}),
        ("x = (\ny\nz", {1}),
        ("# it's (\ny", {1, 2}),
        ("x = 1 \\\n  + 2\ny", {1, 3}),
        ("x = 1  # \\\ny", {1, 2}),
        ('x = """a\n\\"""\n"""\ny', {1, 4}),
        ("x = ''\ny = \nz", {1, 2, 3}),
    ],
)
def test_sources_that_tokenizers_stumble_over(source: str, expected: set[int]) -> None:
    """Strings and brackets that are never closed, and marks within comments."""
    assert starts(source) == expected
