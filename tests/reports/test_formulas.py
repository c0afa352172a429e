"""reports.formulas: TeX that becomes MathML, and TeX that attacks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.formulas import DEEPEST, LONGEST, formula

TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msub", "msup", "msubsup"),
    *("munder", "mover", "munderover", "mroot", "msqrt", "mstyle", "mtable", "mtr", "mtd"),
    *("code", "span"),
}
ATTRIBUTES = {
    *("display", "class", "mathvariant", "stretchy", "fence", "form", "accent", "displaystyle"),
    *(
        "movablelimits",
        "scriptlevel",
        "linethickness",
        "minsize",
        "maxsize",
        "columnalign",
        "width",
    ),
}
PIECES = st.sampled_from(
    [
        *(
            "x",
            "1",
            "{",
            "}",
            "^",
            "_",
            "&",
            "\\",
            "'",
            "<",
            ">",
            '"',
            "$",
            "%",
            "#",
            "~",
            " ",
            "(",
        ),
        *(r"\frac", r"\sqrt", r"\left(", r"\right)", r"\begin{matrix}", r"\end{matrix}", r"\\"),
        *(r"\text{<b>}", r"\href{javascript:1}", r"\style{a}", r"\class{b}", r"\color{red}"),
        *(r"\mathbf", r"\mathrm{ab}", r"\unicode{x202e}", r"\newcommand{\a}{\a\a}", r"\def\a{b}"),
        *(r"\hspace{99em}", r"\kern-9em", r"\rule{9em}{9em}", r"\sum", r"\over", r"\not", "\u202e"),
        *(
            "&#x3c;script&#x3e;",
            "&lt;",
            "\x00",
            "\ud800",
            "\n",
            r"\tag{1}",
            r"\boxed{x}",
            "</math>",
        ),
    ]
)


@pytest.mark.parametrize(
    ("tex", "told"),
    [
        ("x_i", "<msub><mi>x</mi><mi>i</mi></msub>"),
        (r"\frac{a}{b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        (r"\mathbf{W}", '<mi class="bold" mathvariant="normal">W</mi>'),
        (r"\mathrm{ReLU}", '<mrow><mi mathvariant="normal">ReLU</mi></mrow>'),
        (r"\operatorname{softmax}", '<mi mathvariant="normal">softmax</mi>'),
        (r"\mathbb{R}", '<mi mathvariant="normal">ℝ</mi>'),
        (r"\mathrm{d}x", '<mrow><mi mathvariant="normal">d</mi><mi>x</mi></mrow>'),
        (r"x^\top", "<msup><mi>x</mi><mo>⊤</mo></msup>"),
        ("a<b", "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"),
        (r"\boxed{x}", '<mrow class="boxed"><mi>x</mi></mrow>'),
        (r"\begin{equation}x\label{e}\end{equation}", "<mi>x</mi>"),
    ],
)
def test_formulas_are_set(tex: str, told: str) -> None:
    """What students and sheets write becomes the MathML that it means."""
    assert str(formula(tex)) == f"<math>{told}</math>"


@pytest.mark.parametrize("name", ["align", "align*", "aligned", "eqnarray", "gathered", "cases"])
def test_several_lines_are_a_table(name: str) -> None:
    """The environments of derivations, whatever they are called; no equation numbers."""
    text = str(formula(rf"\begin{{{name}}}a &= b \\ c &= d\end{{{name}}}", display=True))
    assert text.startswith('<math display="block">')
    assert text.count("<mtr>") == 2
    assert "(1)" not in text


def test_names_of_functions_have_room() -> None:
    """`2 log x` does not read as `2logx`; before a bracket and after a sign nothing is added."""
    assert formula(r"2\log x").count("<mspace") == 2
    assert formula(r"5\max(0, s)").count("<mspace") == 1
    assert "<mspace" not in formula(r"-\max(0, s)")
    assert "log</mi><mspace" in formula(r"\log x")
    assert "</msub><mspace" in formula(r"\log_2 x")
    assert "mspace" not in formula(r"\log(x)")


@pytest.mark.parametrize(
    "tex",
    [
        *("", "  ", "{", r"\frac{1}", "x^", r"\left( x", r"\unknown{x}", r"\arg\unknown", "&"),
        *(r"\newcommand{\a}{\a\a}\a", r"\def\a{\a}\a", r"\let\a=b", r"\unicode{x202e}", "x" * 2001),
        *("{" * (DEEPEST + 1) + "x" + "}" * (DEEPEST + 1), r"\frac" * 300, "^" * 900, "\\" * 900),
    ],
)
def test_what_cannot_be_set_is_shown_as_its_source(tex: str) -> None:
    """Wrong, unknown, endless or far too deep: the reader sees what was typed."""
    text = str(formula(tex))
    assert text.startswith('<code class="tex">')
    assert text.endswith("</code>")
    assert len(text) < 5 * LONGEST


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&#x3c;script&#x3e;}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed;inset:0}{x}",
        r"\class{skip}{x}",
        r'\color{"><script>}x',
        r"\text{</mtext></math><script>}",
    ],
)
def test_no_formula_is_markup(tex: str) -> None:
    """Tags are text, and no attribute comes from a student."""
    text = str(formula(tex))
    assert "<script" not in text
    for attack in ("href", "style=", "javascript:", "position", "skip", 'color="'):
        assert attack not in text or text.startswith("<code")


@pytest.mark.parametrize("tex", [r"\hspace{100em}x", r"\kern-50em x", r"\rule{80em}{80em}x"])
def test_no_formula_reaches_beyond_its_place(tex: str) -> None:
    """A space as wide as the page, or one that goes back over other text, is left out."""
    assert str(formula(tex)) == "<math><mrow><mi>x</mi></mrow></math>"


def test_long_formulas_within_a_line_can_be_scrolled() -> None:
    """A browser does not break them, and a phone is narrow."""
    assert str(formula("x + " * 20 + "y")).startswith('<span class="wide"><math>')
    assert str(formula("x + y")).startswith("<math>")
    assert str(formula("x + " * 20 + "y", display=True)).startswith('<math display="block">')


def test_a_student_cannot_hide_text() -> None:
    """White on white and phantoms are not kept; what would turn the direction is visible."""
    assert str(formula(r"\phantom{x}")) == r'<code class="tex">\phantom{x}</code>'
    assert "color" not in formula(r"\color{white}{x}")
    assert "\u202e" not in formula("a\u202eb")
    assert r"\u202e" in formula("\\text{a\u202eb}")


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_text_is_safe(outline: Any, tex: str) -> None:
    """Whatever is typed, the result is well-formed, of known elements and attributes only."""
    for display in (False, True):
        text = str(formula(tex, display=display))
        text.encode("utf-8")
        parts = outline(text)
        assert parts.problems == []
        assert parts.open == []
        assert {tag for tag, _ in parts.elements} <= TAGS
        assert {name for _, attrs in parts.elements for name, _ in attrs} <= ATTRIBUTES
        assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", text)


def test_the_same_formula_twice(outline: Any) -> None:
    """What is kept from the first time is what would be made the second time."""
    assert formula(r"\frac{x}{y}") == formula(r"\frac{x}{y}")
    assert formula("x", display=True) != formula("x")
