"""The page's own files: nothing from the network, nothing inline, no key without a line of help."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REVIEW = ROOT / "grader" / "review"
SCRIPTS = sorted((REVIEW / "static").glob("*.js"))
PAGE = (REVIEW / "templates" / "review.html").read_text("utf-8")


def test_nothing_comes_from_elsewhere() -> None:
    """No address in any file but the server's own paths."""
    files = [*SCRIPTS, *(REVIEW / "static").glob("*.css"), *(REVIEW / "templates").glob("*.html")]
    assert len(files) > 10
    for path in files:
        assert not re.search(r"https?:|//[a-z]+\.", path.read_text("utf-8")), path.name


def test_nothing_is_inline() -> None:
    """The policy allows scripts and styles from files only."""
    for path in (REVIEW / "templates").glob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\son[a-z]+=|\sstyle=|<style|<script(?! type=\"module\" src)", text)


def test_every_place_that_a_script_names_is_on_the_page() -> None:
    """Ids are spelt alike on both sides."""
    there = set(re.findall(r'\bid="([^"]+)"', PAGE))
    named = {
        found
        for path in SCRIPTS
        for found in re.findall(r'(?:byId|getElementById)\("([^"]+)"\)', path.read_text("utf-8"))
    }
    assert len(named) > 20
    assert named <= there


def test_every_key_stands_in_the_help() -> None:
    """And in docs/marking.md."""
    keys = (REVIEW / "static" / "keys.js").read_text("utf-8")
    table = keys.split("ACTIONS = {")[1].split("};")[0]
    pressed = re.findall(r'(?:"([^"]+)"|(\w+)): "', table)
    help_ = PAGE.split('<dl class="keys">')[1].split("</dl>")[0]
    manual = (ROOT / "docs" / "marking.md").read_text("utf-8")
    shown = {"ArrowRight": "→", "ArrowLeft": "←", "Q": "Shift q"}
    assert len(pressed) > 20
    for quoted, plain in pressed:
        key = shown.get(quoted or plain, quoted or plain)
        assert f"<kbd>{key}</kbd>" in help_, key
        assert f"`{key}`" in manual or key in "?h", key


def test_scripts_are_small() -> None:
    """One idea each."""
    for path in SCRIPTS:
        assert len(path.read_text("utf-8").splitlines()) <= 200, path.name
        assert path.read_text("utf-8").startswith("// "), path.name


def test_only_the_server_knows_flask() -> None:
    """Everything else of the program does without it."""
    knowing = {"app.py", "gate.py", "quiet.py", "serve.py"}
    for path in sorted((ROOT / "grader").rglob("*.py")):
        names = {
            alias.name if isinstance(node, ast.Import) else str(node.module)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        if any(name.split(".")[0] in ("flask", "werkzeug") for name in names):
            assert path.parent == REVIEW, path
            assert path.name in knowing, path
