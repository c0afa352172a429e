"""Why a source is no Python, in plain words; and edits that keep every line's number."""

from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import syntax
from grader.load.syntax import Edit, NotPython, parse


def outcome(source: str) -> ast.Module | NotPython:
    """What parsing comes to."""
    try:
        return parse(source)
    except NotPython as problem:
        return problem


@pytest.mark.parametrize(
    ("source", "line", "sign"),
    [
        ("x = 1\nprint 'a'", 2, "print without parentheses"),
        ("print x, y", 1, "print without parentheses"),
        ("for x in y:\n    print '%d' % x,", 2, "print without parentheses"),
        ("exec 'a' in d", 1, "exec without parentheses"),
        pytest.param(
            "try:\n    a\nexcept E, e:\n    b",
            3,
            "except X, e instead of except X as e",
            marks=pytest.mark.skipif(sys.version_info >= (3, 14), reason="legal there"),
        ),
        ("x = 0777", 1, "an octal number without 0o"),
        ("x = 10L", 1, "a long integer such as 10L"),
        ("x = 0xFFL", 1, "a long integer such as 10L"),
        ("raise ValueError, 'no'", 1, "raise X, text instead of raise X(text)"),
        ("if a <> b: pass", 1, "<> instead of !="),
        ("x = `a`", 1, "backquotes instead of repr()"),
        ("x = ur'a'", 1, "a ur'' string"),
        ("def f((a, b)): pass", 1, "a tuple as a parameter"),
        ("f = lambda (a, b): a", 1, "a tuple as a parameter"),
    ],
)
def test_python_2_is_called_by_its_name(source: str, line: int, sign: str) -> None:
    """Old code gets told which construct is old, and where."""
    with pytest.raises(NotPython) as caught:
        parse(source)
    assert (caught.value.line, caught.value.why, caught.value.python2) == (line, sign, True)


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("x = (1,\ny = 2", 1, "'(' was never closed"),
        ("def f():\nreturn 1", 2, "expected an indented block"),
        ("if a:\n\tx\n        y", 3, "inconsistent use of tabs and spaces"),
        ("x = 1\n<<<<<<< HEAD\nx", 2, "a merge conflict was left unresolved"),
        ("x = “a”", 1, "invalid character"),
        ("(" * 300 + ")" * 300, 1, "it is nested too deeply"),
        ("x = " + "-" * 100_000 + "1", None, "it is nested too deeply"),
        ("a" + "+a" * 50_000, None, "it is nested too deeply"),
        ("x = " + "1" * 5000, 1, "Exceeds the limit"),
    ],
)
def test_other_mistakes_say_where_and_what(source: str, line: int | None, why: str) -> None:
    """Whatever the compiler chokes on becomes one short text with its line."""
    with pytest.raises(NotPython) as caught:
        parse(source)
    assert caught.value.line == line
    assert caught.value.why.startswith(why)
    assert not caught.value.python2


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="legal there")
def test_newer_f_strings_are_told_from_mistakes() -> None:
    """What Python 3.12 allows is refused by an older one with a word on why."""
    with pytest.raises(NotPython, match=r"before Python 3\.12"):
        parse('f"{x["a"]}"')


def test_code_that_cannot_be_encoded_is_no_python() -> None:
    """A lone surrogate is refused like any other mistake."""
    with pytest.raises(NotPython):
        parse("x = '\ud800'")


def test_sentences_about_scripts_and_cells() -> None:
    """The two places where such a mistake is told, with and without a line."""
    old = NotPython(12, "print without parentheses", python2=True)
    new = NotPython(3, "invalid syntax")
    deep = NotPython(None, "it is nested too deeply")
    assert syntax.cannot_run("mlp.py", old) == (
        "mlp.py cannot be run: line 12 is Python 2 (print without parentheses)"
    )
    assert syntax.cannot_run("mlp.py", new) == (
        "mlp.py cannot be run: line 3 does not parse: invalid syntax"
    )
    assert syntax.cannot_run("mlp.py", deep) == "mlp.py cannot be run: it is nested too deeply"
    assert syntax.cell_is_out(3, old) == "cell 3 is Python 2: print without parentheses, line 12"
    assert syntax.cell_is_out(7, new) == "cell 7 does not parse: invalid syntax, line 3"
    assert syntax.cell_is_out(7, deep) == "cell 7 does not parse: it is nested too deeply"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_source_parses_or_is_explained(source: str) -> None:
    """No other exception, and no warning, comes out of parsing."""
    found = outcome(source)
    if isinstance(found, NotPython):
        assert found.why
        assert found.line is None or 1 <= found.line <= source.count("\n") + 1


def test_warnings_of_the_source_are_not_ours() -> None:
    """An invalid escape is legal; it neither fails nor prints while loading."""
    assert parse("x = '\\d'").body


def test_edits_keep_lines_and_count_bytes() -> None:
    """Columns count UTF-8 bytes, several edits do not disturb each other, lines keep numbers."""
    source = "ä = f(1) + f(2)\ny = 3"
    edits = [Edit(1, 5, 1, 9, "g()"), Edit(1, 12, 1, 16, "h()")]
    assert syntax.edited(source, edits) == "ä = g() + h()\ny = 3"
    spread = [Edit(1, 0, 3, 4, "pass")]
    for rest in ("", "  # done", "; x = 2"):
        tree = parse(syntax.edited(f"f(1,\n  2,\n  3){rest}\ny = 3", spread))
        assert [type(node) for node in tree.body[:1]] == [ast.Pass]
        assert tree.body[-1].lineno == 4
