"""Markdown of students, markers and sheets as markup: paragraphs, lists, code, tables, formulas.

No HTML, no links, no images, no headings that would upset the page's own: what would be one reads
as it was typed. Every text is cleaned (text.py) and escaped, every formula goes through formulas.py.
Must not import jinja2; markdown-it is imported at the first text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from reports.formulas import formula
from reports.text import clean, excerpt

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markupsafe import Markup

LINES, COLUMNS, LONGEST = 400, 4000, 60_000
"""Most lines, most characters of one line, and of a whole text that is read as Markdown."""
WRAPPED = 60
"""Characters from which on the end of a line is an editor's, and not meant by who wrote it."""
MOST_FORMULAS = 300
"""Formulas set in one text; further ones are shown as their source."""

_BLOCKS = {
    **{"paragraph": "p", "heading": "p", "blockquote": "blockquote", "bullet_list": "ul"},
    **{"ordered_list": "ol", "list_item": "li", "table": "table", "thead": "thead"},
    **{"tbody": "tbody", "tr": "tr", "th": "th", "td": "td", "em": "em", "strong": "strong"},
    "s": "s",
}
_TIED = re.compile(r"(<math>(?:(?!</math>).)*</math>)([.,;:!?)\]]+)", re.DOTALL)
"""A formula and the comma behind it: a line must not end between them. Of markup, never of text."""
_OPENING, _BRACKETS = frozenset("([{*_~\"'\u201c\u2018-\u2013\u2014:/>|"), ("(", "[", "{")
"""What may stand before emphasis, and what behind a star makes it a product."""
_ALIGNED = re.compile("text-align:(left|right|center)")


def markdown(text: str) -> Markup:
    r"""A text as markup.

    Args:
        text: Markdown with $formulas$, $$formulas$$, \(formulas\) and \[formulas\]: any text at all.

    Returns:
        Block elements; of a very long text the start and the end.

    >>> str(markdown("**no** <b>, $x$"))
    '<p dir="auto"><strong>no</strong> &lt;b&gt;, <math><mi>x</mi></math></p>'
    """
    from markupsafe import Markup, escape

    shown = clean(excerpt(text, lines=LINES, columns=COLUMNS))
    if len(shown) > LONGEST:
        return Markup('<pre dir="auto">%s</pre>') % escape(shown[:LONGEST] + " …")
    return _joined(_Writer().written(_parser().parse(shown)))


def inline(text: str) -> Markup:
    """A text of one line, for a place inside other text: an entry of a list, a heading.

    >>> str(inline("both cases of $P_c$"))
    'both cases of <math><msub><mi>P</mi><mi>c</mi></msub></math>'
    """
    shown = clean(excerpt(text, lines=20, columns=COLUMNS))
    return _joined(_Writer().written(_parser().parseInline(shown)))


def _joined(pieces: Iterable[str]) -> Markup:
    """The one place where text becomes markup: every piece is escaped or ours."""
    from markupsafe import Markup

    return Markup(_TIED.sub(r'<span class="tied">\1\2</span>', "".join(pieces)))


@functools.cache
def _parser() -> MarkdownIt:
    """The rules that are understood; everything else stays text."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.texmath import texmath_plugin

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.at("emphasis", _stars)
    parser.disable(["html_block", "html_inline", "link", "image", "autolink", "reference"])
    parser.use(dollarmath_plugin, allow_labels=False, allow_digits=False, double_inline=True)
    parser.use(texmath_plugin, delimiters="brackets")
    return parser.use(amsmath_plugin)


def _stars(state: StateInline, silent: bool) -> bool:
    """Emphasis between words only: in `x*y + w*z` and `(a)*b + c*(d)` the stars are products.

    CommonMark would set what stands between two such stars in italics and drop both of them.
    """
    from markdown_it.rules_inline.state_inline import Delimiter

    start, marker = state.pos, state.src[state.pos]
    if silent or marker not in "*_":
        return False
    found = state.scanDelims(start, False)
    before = state.src[start - 1] if start else " "
    after = state.src[start + found.length : start + found.length + 1]
    opens = found.can_open and (before.isspace() or before in _OPENING)
    closes = found.can_close and after not in _BRACKETS
    if marker == "_" and found.length > 1:  # __init__ is a name
        opens = closes = False
    for _ in range(found.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=found.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=opens,
                close=closes,
            )
        )
    state.pos += found.length
    return True


class _Writer:
    """Turns the tokens of one text into markup, counting its formulas."""

    def __init__(self) -> None:
        self._formulas = 0
        self._line = 0
        """Characters since the line began."""

    def written(self, tokens: Sequence[Token]) -> Iterator[str]:
        """The pieces of the page, in order."""
        for token in tokens:
            if token.type == "inline":
                self._line = 0
                yield from self.written(token.children or ())
            elif token.type.endswith(("_open", "_close")):
                yield self._edge(token)
            else:
                yield self._piece(token)

    def _edge(self, token: Token) -> str:
        """The start or the end of an element."""
        kind, _, side = token.type.rpartition("_")
        tag = _BLOCKS.get(kind)
        if tag is None:
            return ""
        if tag == "p" and token.hidden:  # of a list without empty lines: its items hold plain text
            return "" if side == "open" else "\n"
        end = "</div>\n" if kind == "table" else ""
        if side == "close":
            return f"</{tag}>{end}"
        if kind == "table":
            return '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>'
        return f"<{tag}{self._attributes(kind, token)}>"

    def _attributes(self, kind: str, token: Token) -> str:
        if kind in ("paragraph", "list_item"):
            return ' dir="auto"'
        if kind == "heading":
            return ' class="heading" dir="auto"'
        if kind == "ordered_list":
            start = token.attrGet("start")
            return f' start="{int(start)}"' if start is not None else ""
        if kind in ("th", "td"):
            scope = ' scope="col"' if kind == "th" else ""
            found = _ALIGNED.fullmatch(str(token.attrGet("style") or ""))
            return scope + (f' class="{found[1]}"' if found else "")
        return ""

    def _piece(self, token: Token) -> str:
        """Something that holds no other elements."""
        from markupsafe import escape

        kind, content = token.type, clean(token.content)
        if kind in ("softbreak", "hardbreak"):
            short, self._line = self._line < WRAPPED, 0
            return "<br>" if short or kind == "hardbreak" else "\n"
        self._line += len(content)
        if kind == "hr":
            return "<hr>"
        if kind == "code_inline":
            return f"<code>{escape(content)}</code>"
        if kind in ("fence", "code_block"):
            if kind == "fence" and token.info.strip() in ("math", "latex", "tex"):
                return self._formula(token.content, display=True)
            return f'<pre dir="ltr"><code>{escape(content)}</code></pre>'
        if kind.startswith(("math", "amsmath", "eqn")):
            return self._formula(
                token.content, display="block" in kind or "double" in kind or "ams" in kind
            )
        return str(escape(content))

    def _formula(self, tex: str, *, display: bool) -> str:
        from markupsafe import escape

        self._formulas += 1
        if self._formulas > MOST_FORMULAS:
            return f'<code class="tex">{escape(clean(tex))}</code>'
        return str(formula(tex, display=display))
