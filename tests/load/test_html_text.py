"""Text fields of learning systems as Markdown."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.load import html_text, written
from grader.load.html_text import markdown


def test_examples_in_the_docstrings_are_true() -> None:
    """The example that the docstring shows."""
    result = doctest.testmod(html_text)
    assert (result.attempted, result.failed) == (1, 0)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        ("<p>one</p><p>two\n  three</p>", "one\n\ntwo three"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<pre>for x in y:\n    f(x)</pre>after", "```\nfor x in y:\n    f(x)\n```\n\nafter"),
        ("<H3 class='x'>s1.a</H3>yes", "### s1.a\n\nyes"),
        ("&lt;b&gt; &amp;amp; &#956;&nbsp;x", "<b> &amp; μ x"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<script>alert(1)</script><style>p{}</style>x", "x"),
        ("a<!-- <p>no</p> -->b", "ab"),
        ("<p>open <b>bold", "open **bold"),
        ("</b></pre></script>x", "x"),
        ("<b>x</b></b> y", "**x** y"),
        (r"<span class='nolink'>\(a_1\)</span> \[b\]", "$a_1$ $$b$$"),
        ('<img class="texrender" alt="\\frac{1}{2}" src="x">', "\\frac{1}{2}"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
)
def test_what_tags_mean(page: str, text: str) -> None:
    """Headings, lists, code, formulas and line ends are kept; nothing is executed."""
    assert markdown(page) == text


def test_answers_below_headings_of_every_kind() -> None:
    """A heading, a bold line and plain text between them are read as `written` reads them."""
    page = "<h2>s1.a</h2><p>first</p><p><b>s1.b</b></p><p>second</p><p>still</p>"
    assert written.answers(markdown(page)) == {"s1.a": "first", "s1.b": "second\n\nstill"}


@given(
    st.lists(
        st.sampled_from(
            ["<a", "<!--", "-->", "<", ">", "</", "<p>", "<b>", "</pre>", "<pre>", "&", "&#x", "\\(",
             "\\)", "\\[", "'", '"', "x", "\n", "<script>", "</script>", "<h1>", "<img alt='", "="]
        ),
        max_size=60,
    )
)  # fmt: skip
def test_any_page_is_some_text(pieces: list[str]) -> None:
    """Nothing raises, whatever was typed."""
    assert isinstance(markdown("".join(pieces)), str)


def test_only_so_much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound holds."""
    monkeypatch.setattr(html_text, "LONGEST", 5)
    assert markdown("<p>abcdef") == "ab"
