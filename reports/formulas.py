"""Formulas: TeX of a student or a sheet as MathML that no formula can break out of.

latex2mathml reads the TeX and gives a tree; what of it reaches the page is decided in mathml.py.
What cannot be set is shown as its source. Must not import jinja2; latex2mathml is imported at the
first formula.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from reports.mathml import NotSet, written
from reports.text import clean, shorten

if TYPE_CHECKING:
    from markupsafe import Markup

LONGEST = 2000
"""Characters of one formula; longer ones are shown as their source."""
DEEPEST = 24
"""Braces within braces; nobody reads deeper ones."""
LARGEST = 3000
"""Elements of one formula."""

WIDEST = 26
"""Characters of a formula within a line that fit on any phone; longer ones can be scrolled."""

_TAG = re.compile("<[^>]*>|&[a-z0-9#]+;")
_MACROS = re.compile(
    r"\\(?:re)?newcommand|\\[egx]?def(?![a-z])|\\let(?![a-z])|\\DeclareMathOp|\\unicode"
)
_ENVIRONMENTS = (
    (re.compile(r"\\(begin|end)\{(?:aligned|align|eqnarray\*?|alignat\*?|flalign\*?)\}"), "align*"),
    (re.compile(r"\\(begin|end)\{(?:gathered|gather\*?|multline\*?)\}"), "matrix"),
)
_SPELT = (
    (re.compile(r"\\arg(?![a-zA-Z])"), r"\operatorname{arg}"),
    (re.compile(r"\\label\{[^{}]*\}|\\(?:nonumber|notag)(?![a-zA-Z])"), ""),
)
"""Commands that the parser does not know, in those that it does."""
_WRAPPER = re.compile(r"\s*\\begin\{(equation\*?|displaymath|math)\}(.*)\\end\{\1\}\s*", re.DOTALL)


def formula(tex: str, *, display: bool = False) -> Markup:
    r"""One formula as markup.

    Args:
        tex: What stood between the dollars: any text at all.
        display: Whether it stands on a line of its own.

    Returns:
        A <math> element, or the cleaned source in a <code> where it cannot be set.

    >>> str(formula("x^2"))
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    >>> str(formula(r"\frac{1}"))
    '<code class="tex">\\frac{1}</code>'
    """
    from markupsafe import Markup, escape

    try:
        inside = _mathml(tex, display)
    except NotSet:
        source = escape(clean(shorten(tex.strip(), LONGEST)))
        return Markup('<code class="tex">%s</code>') % source
    if display:
        return Markup(f'<math display="block">{inside}</math>')
    if len(_TAG.sub("", inside)) > WIDEST:
        return Markup(f'<span class="wide"><math>{inside}</math></span>')
    return Markup(f"<math>{inside}</math>")


@functools.lru_cache(maxsize=2048)
def _mathml(tex: str, display: bool) -> str:
    """The inside of a <math> element, as text that needs no further escaping.

    Raises:
        NotSet: It is no formula that can be set.
    """
    tex = _prepared(tex)
    if not tex or len(tex) > LONGEST or _depth(tex) > DEEPEST or _MACROS.search(tex):
        raise NotSet
    from latex2mathml.converter import Converter

    try:
        tree = Converter(display="block" if display else "inline").convert_to_element(tex)
        if sum(1 for _ in tree.iter()) > LARGEST:
            raise NotSet
        inside = written(tree[0])
    except Exception as wrong:  # a parser of someone else's on a text of someone else's
        raise NotSet from wrong
    if not inside:
        raise NotSet
    return inside


def _prepared(tex: str) -> str:
    """The same formula in the words that the parser knows."""
    if wrapped := _WRAPPER.fullmatch(tex):
        tex = wrapped[2]
    for pattern, name in _ENVIRONMENTS:
        tex = pattern.sub(rf"\\\1{{{name}}}", tex)
    for pattern, spelling in _SPELT:
        tex = pattern.sub(spelling.replace("\\", r"\\"), tex)
    return clean(tex).strip()


def _depth(tex: str) -> int:
    deepest = depth = 0
    for found in re.finditer(r"\\[{}]|[{}]|\\(?:left|right|begin|end)(?![a-zA-Z])", tex):
        if found[0] in ("{", r"\left", r"\begin"):
            depth += 1
        elif found[0] in ("}", r"\right", r"\end"):
            depth -= 1
        deepest = max(deepest, depth)
    return deepest
