"""reports.markdown: what students and markers write, as markup that cannot break out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.markdown import COLUMNS, MOST_FORMULAS, inline, markdown

TAGS = {
    *("p", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "em", "s"),
    *("strong", "code", "pre", "br", "hr", "div", "span"),
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msub", "msup", "msubsup"),
    *("munder", "mover", "munderover", "mroot", "msqrt", "mstyle", "mtable", "mtr", "mtd"),
}
ATTRIBUTES = {
    *("dir", "class", "start", "scope", "role", "aria-label", "tabindex", "display", "mathvariant"),
    *("stretchy", "fence", "form", "accent", "displaystyle", "movablelimits", "scriptlevel"),
    *("linethickness", "minsize", "maxsize", "columnalign", "width"),
}
PIECES = st.sampled_from(
    [
        *("word", "\n", "\n\n", " ", "*", "**", "_", "`", "```", "~~", "$", "$$", "# ", "> ", "- "),
        *("1. ", "|", "|-|-|\n", "[a](javascript:1)", "![a](http://x/y.png)", "<http://a.example>"),
        *(
            "<script>",
            "</div>",
            "<!--",
            "&lt;",
            "&#8238;",
            "\\",
            "\\(",
            "\\)",
            "\\[",
            "\\]",
            "\x1b",
        ),
        *("[a]: http://x\n", "---\n", "===\n", "    ", "\t", "\r\n", "\u202e", "\ud800", "{{x}}"),
        *("\\begin{align}", "\\end{align}", "x^2", "\\frac{a}{b}", '"onload="', "'"),
    ]
)


def test_markdown_is_set() -> None:
    """Paragraphs, lists, emphasis, code, tables, quotations and rules."""
    text = str(
        markdown("A **b** *c* `d` ~~e~~\n\n- f\n- g\n\n> h\n\n| i |\n|--:|\n| j |\n\n```\nk\n```")
    )
    for part in (
        "<strong>b</strong>",
        "<em>c</em>",
        "<code>d</code>",
        "<s>e</s>",
        '<ul><li dir="auto">f',
        '<blockquote><p dir="auto">h</p>',
        '<th scope="col" class="right">i</th>',
        '<td class="right">j</td>',
        '<pre dir="ltr"><code>k',
    ):
        assert part in text


@pytest.mark.parametrize(
    "text",
    ["a $x$ b", r"a \(x\) b", "$$x$$", r"\[x\]", "a $ x $ b", "```math\nx\n```", "$$\nx\n$$"],
)
def test_every_way_to_write_a_formula(text: str) -> None:
    """Dollars, brackets and fences, as Jupyter, GitHub and LaTeX have them."""
    assert "<mi>x</mi></math>" in markdown(text)


def test_environments_without_dollars() -> None:
    """As notebooks allow it."""
    assert "<mtable" in markdown("so\n\n\\begin{align}\na &= b\n\\end{align}\n")


@pytest.mark.parametrize("text", ["costs $5 and $10", "`$x$`", "```\n$x$\n```", r"\$x\$", "a $ b"])
def test_dollars_that_are_no_formula(text: str) -> None:
    """Prices and code stay as they are."""
    assert "<math" not in markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "[a](https://evil.example)",
        "[a]: https://evil.example\n\n[a]",
        "![a](https://evil.example/p.png)",
        "<https://evil.example>",
        '<a href="https://evil.example">a</a>',
        "<script>evil.example</script>",
    ],
)
def test_links_images_and_tags_read_as_they_were_typed(outline: Any, text: str) -> None:
    """Nothing leads away from the page, and nothing of what was typed is lost."""
    page = str(markdown(text))
    parts = outline(page)
    assert "evil.example" in parts.text
    assert not {tag for tag, _ in parts.elements} & {"a", "img", "script"}
    assert "href" not in {name for _, attrs in parts.elements for name, _ in attrs}


@pytest.mark.parametrize(
    "text",
    [
        *("dL = x*y + w*z", "(a)*b + c*(d)", "2*(x+y)*3 - 4*(z)", "W*x + b*1 and W*x - b*1"),
        *("p_i*(1-p_i) + y_i*x_i", "a ** b ** c", "x**2 + y**2", "f(x)**2 + g(x)**2", "a*b*c*d"),
        *("snake_case_name and other_name", "__init__.py calls self.__call__(x)", "[a]*[b]*[c]"),
    ],
)
def test_no_product_is_lost(outline: Any, text: str) -> None:
    """Stars and underscores of formulas and code in plain text stay where they are."""
    assert outline(str(markdown(text))).text == text


@pytest.mark.parametrize(
    "text",
    ["*a*", "an *a b* c", "**a**", "(*a*)", "*a*, b", "_a_", "***a***", "*a* (b)", "**a**: b"],
)
def test_emphasis_is_still_set(text: str) -> None:
    """Between spaces, brackets and punctuation."""
    made = markdown(text)
    assert "<em>" in made or "<strong>" in made
    assert "*" not in made


def test_headings_do_not_disturb_those_of_the_page(outline: Any) -> None:
    """They are paragraphs that look like headings."""
    parts = outline(str(markdown("# One\n\nTwo\n===\n\n###### Three")))
    assert {tag for tag, _ in parts.elements} == {"p"}
    assert parts.values("class") == ["heading"] * 3


def test_a_line_does_not_end_before_a_comma() -> None:
    """Formula and punctuation stay together."""
    text = str(markdown("with $x$, and $y$."))
    assert text.count('<span class="tied"><math>') == 2
    assert ">,</span> and" in text


def test_lines_stay_lines() -> None:
    """Students end short lines where they mean it; long ones were wrapped by their editor."""
    assert "one<br>two" in markdown("one\ntwo")
    assert "$<" not in markdown("a = $b$\n= $c$")
    assert "</math><br>=" in markdown("a = $b$\n= $c$")
    long = "a line that an editor has wrapped because it is as long as this one"
    assert f"{long}\nand" in markdown(f"{long}\nand")
    assert f"{long}<br>and" in markdown(f"{long}  \nand")


def test_long_texts_are_cut() -> None:
    """Lines, columns and formulas are bounded, and it is said what is missing."""
    assert "1599 lines more" in markdown("a\n\n" * 1000)
    assert "characters more" in markdown("a" * (COLUMNS + 1))
    assert len(markdown(("a" * 3000 + "\n") * 300)) < 70_000
    assert markdown("$x$ " * 990).count("<math>") == MOST_FORMULAS
    assert len(markdown("> " * 1500 + "x")) < 5000


def test_one_line(outline: Any) -> None:
    """Within a line of other text there are no blocks."""
    assert str(inline("- a $x$")) == "- a <math><mi>x</mi></math>"
    assert "<p" not in inline("a\n\nb")


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80))
@settings(deadline=None, max_examples=300)
def test_any_text_is_safe(outline: Any, text: str) -> None:
    """Whatever is typed, the result is well-formed, of known elements and attributes only."""
    for made in (markdown(text), inline(text)):
        page = str(made)
        page.encode("utf-8")
        parts = outline(page)
        assert parts.problems == []
        assert parts.open == []
        assert {tag for tag, _ in parts.elements} <= TAGS
        assert {name for _, attrs in parts.elements for name, _ in attrs} <= ATTRIBUTES
        assert "\u202e" not in page
        assert "\x1b" not in page


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 4000, "$" * 4000, "*a " * 1300, "`" * 4000, "> " * 2000, "![](" * 1000, "<" * 4000),
        *("|a" * 2000 + "\n" + "|-" * 2000, "\\(" * 2000, "&#x" * 1300, "- " * 2000, "_a_" * 1300),
    ],
)
def test_texts_made_to_take_long_are_short_work(text: str) -> None:
    """No text makes a page that is out of all proportion."""
    assert len(markdown(text)) < 80 * len(text)
