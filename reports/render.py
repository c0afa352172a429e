"""The template engine: every page passes through here, and only here does text become HTML.

Two things hold for every `{{ ... }}` of every template, so that no template can forget them:
the text is cleaned (text.py), and it is escaped.
"""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING, Any

from reports import words
from reports.text import clean

if TYPE_CHECKING:
    from jinja2 import Environment

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_NOWHERE = "; base-uri 'none'; form-action 'none'"


def page(template: str, **context: Any) -> str:
    """Render one template of the package into a self-contained HTML page.

    Args:
        template: File name under `templates/`.
        **context: What the template shows; a name it uses that is not given is an error.
    """
    return _environment().get_template(template).render(context)


@functools.cache
def _environment() -> Environment:
    """The compiled templates; made at the first page, because importing jinja2 takes a while."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,  # whatever the file name: *.html.j2 would not be recognised otherwise
        undefined=StrictUndefined,
        finalize=_visible,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["points"] = words.points
    environment.globals.update(
        policy=_POLICY + _NOWHERE,
        status_words=words.STATUS_WORDS,
        counted_words=words.COUNTED_WORDS,
        count=words.count,
        script=_script,
        script_policy=script_policy,
    )
    return environment


def _visible(value: Any) -> Any:
    """Clean whatever an expression gives; what already is markup of ours stays."""
    return clean(value) if type(value) is str else value


def _script(name: str) -> str:
    """A script of the package as markup: the one text of a page that is not escaped."""
    from importlib import resources

    from markupsafe import Markup

    return Markup(resources.files("reports").joinpath("templates", name).read_text("utf-8"))


def script_policy(script: str) -> str:
    """The policy of a page that carries exactly this one inline script, named by its hash."""
    import hashlib

    digest = hashlib.sha256(script.encode()).digest()
    return f"{_POLICY}; script-src 'sha256-{base64.b64encode(digest).decode()}'{_NOWHERE}"
