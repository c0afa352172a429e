"""What a student typed into a learning system's text field: its HTML as Markdown.

Only what `written` and the pages need: headings, bold lines, lists, code and line ends. Nothing of
it is executed, fetched or kept as HTML. The parser of the standard library is not used, because it
takes minutes for a hostile page of 200 KB; this one looks at each character a few times.
"""

from __future__ import annotations

import html
import re

LONGEST = 1_000_000
"""Characters that are read."""

_TOKEN = re.compile(
    r"<!--|-->|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[^<>]*)>|<![^<>]*>"
)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MATH = re.compile(
    r"\\\((?P<line>(?:(?!\\[()]).)+)\\\)|\\\[(?P<block>(?:(?!\\[\[\]]).)+)\\\]", re.DOTALL
)
_BLOCKS = frozenset("p div section article table tr ul ol blockquote dl dt dd hr figure".split())
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_SILENT = frozenset("script style head title template".split())


def markdown(text: str) -> str:
    """The text of an HTML page as Markdown; formulas as `$x$` and `$$x$$`.

    >>> markdown("<h2>s1.a</h2><p>Because <b>x</b> &lt; 1,<br>and \\\\(x^2\\\\).</p>")
    '## s1.a\\n\\nBecause **x** < 1,\\nand $x^2$.'
    """
    writer = _Writer()
    text = text[:LONGEST]
    here, comment = 0, False
    for token in _TOKEN.finditer(text):
        if not comment:
            writer.data(text[here : token.start()])
        if token[0] == "<!--":
            comment = True
        elif token[0] == "-->":
            comment = False
        elif not comment and token["tag"]:
            writer.tag(token["tag"].lower(), bool(token["end"]), token["rest"])
        here = token.end()
    if not comment:
        writer.data(text[here:])
    return writer.text()


class _Writer:
    """Writes down text and the few tags that mean something."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._silent = self._code = self._bold = 0

    def text(self) -> str:
        """What was written, without ragged lines."""
        joined = "\n".join(line.rstrip() for line in "".join(self._parts).split("\n"))
        plain = _MATH.sub(lambda m: f"${m['line']}$" if m["line"] else f"$${m['block']}$$", joined)
        return re.sub(r"\n{3,}", "\n\n", plain).strip()

    def tag(self, tag: str, is_end: bool, rest: str) -> None:
        """A tag that opens or closes something."""
        if tag in _SILENT:
            self._silent = max(0, self._silent + (-1 if is_end else 1))
        elif tag in _BLOCKS:
            self._write("\n\n")
        elif tag in _HEADINGS:
            self._write("\n\n" if is_end else "\n\n" + "#" * int(tag[1]) + " ")
        elif tag in ("br", "li") and not is_end:
            self._write("\n" if tag == "br" else "\n- ")
        elif tag in ("td", "th") and is_end:
            self._write(" ")
        elif tag in ("b", "strong"):
            self._bold_or_not(is_end)
        elif tag == "pre":
            self._code_or_not(is_end)
        elif tag == "img" and (alt := _ALT.search(rest)):  # TeX filters keep the formula there
            self._write(_unescaped(alt[1] or alt[2] or ""))

    def _bold_or_not(self, is_end: bool) -> None:
        if not is_end or self._bold:
            self._bold += -1 if is_end else 1
            self._write("**")

    def _code_or_not(self, is_end: bool) -> None:
        if not is_end or self._code:
            self._code += -1 if is_end else 1
            self._write("\n```\n\n" if is_end else "\n\n```\n")

    def data(self, raw: str) -> None:
        """Text between tags; outside of code its line ends are spaces."""
        text = _unescaped(raw)
        if not self._code:
            text = re.sub(r"\s+", " ", text)
            if not self._parts or self._parts[-1].endswith(("\n", "# ", "- ")):
                text = text.lstrip()
        self._write(text)

    def _write(self, text: str) -> None:
        if text and not self._silent:
            self._parts.append(text)


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a reference by a number of thousands of digits
        return text
