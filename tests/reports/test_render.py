"""reports.render: what holds for every expression of every template."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from importlib import resources

import jinja2
import pytest
from markupsafe import Markup

from reports.render import _environment, script_policy


def rendered(template: str, **context: object) -> str:
    """A template given as text, in the environment of the pages."""
    return _environment().from_string(template).render(context)


def test_text_is_escaped_and_cleaned() -> None:
    """Both happen without the template asking for it, in text and in attributes."""
    assert rendered("<b>{{ x }}</b>", x="<i>\x1b\u202e") == "<b>&lt;i&gt;\\x1b\\u202e</b>"
    assert rendered('<b title="{{ x }}">', x="\"' onload=1") == ('<b title="&#34;&#39; onload=1">')


def test_text_is_never_a_template() -> None:
    """Braces of a student are text."""
    assert rendered("{{ x }}", x="{{ 7 * 7 }}{% for %}") == "{{ 7 * 7 }}{% for %}"


def test_included_files_are_escaped_too() -> None:
    """The names of our templates are not ones that engines escape by default."""
    for entry in resources.files("reports").joinpath("templates").iterdir():
        assert _environment().autoescape is True, entry.name


def test_a_missing_name_is_an_error() -> None:
    """A misspelt field cannot print as nothing."""
    with pytest.raises(jinja2.UndefinedError):
        rendered("{{ misspelt }}")
    with pytest.raises(jinja2.UndefinedError):
        rendered("{{ x.misspelt }}", x=object())


def test_only_constants_are_markup() -> None:
    """`safe`, the way around escaping, is used in the templates for texts of ours only."""
    folder = resources.files("reports").joinpath("templates")
    constant = re.compile(r"""('[^'{}]*'|"[^"{}]*")\|safe\b""")
    for entry in folder.iterdir():
        if entry.name.endswith(".j2"):
            text = constant.sub("", entry.read_text("utf-8"))
            assert not re.search(r"\|\s*safe|Markup|autoescape", text), entry.name


def test_the_policy_names_the_script_by_its_hash() -> None:
    """Exactly this script may run; nothing inline, nothing from elsewhere."""
    script = Markup("alert(1 < 2)")
    digest = base64.b64encode(hashlib.sha256(b"alert(1 < 2)").digest()).decode()
    policy = script_policy(script)
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "script-src 'unsafe-inline'" not in policy


def test_importing_reports_is_light() -> None:
    """The command line can import reports without waiting for what pages need."""
    heavy = {"jinja2", "markdown_it", "latex2mathml", "mdit_py_plugins", "numpy", "pytest"}
    code = f"import sys, reports; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_templates_are_package_data() -> None:
    """Every file a page is made of is found as a resource of the package."""
    names = {entry.name for entry in resources.files("reports").joinpath("templates").iterdir()}
    needed = {"student.html.j2", "class.html.j2", "check.html.j2", "parts.html.j2", "icons.svg"}
    needed |= {"pictures.html.j2"}
    assert needed | {"page.css", "student.css", "class.css", "class.js"} <= names


@pytest.mark.parametrize("name", ["page.css", "student.css", "class.css", "class.js", "icons.svg"])
def test_static_files_are_no_templates(name: str) -> None:
    """They are included as they are: braces pairs in them would be taken for template code."""
    text = resources.files("reports").joinpath("templates", name).read_text("utf-8")
    assert not any(mark in text for mark in ("{{", "{%", "{#", "</script", "</style", "http:"))
