"""The starter as one notebook: the same names as in the files, a cell for each definition.

Where two files define the same name, the notebook has names of its own for them
(`[notebook]` in assignment.toml). The same starter gives the same bytes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.assignment import Assignment
from grader.patching import Files, first_line


def notebook_text(assignment: Assignment, starter: Files) -> str:
    """The starter files and the written questions as one notebook, as JSON.

    Args:
        assignment: its title, written answers and names for the notebook.
        starter: relative path -> text; the `.py` files of it.
    """
    sources = {path: text for path, text in starter.items() if path.endswith(".py")}
    modules = {path.removesuffix(".py") for path in sources}
    head = (
        f"# {assignment.title}\n\nFill in every cell that says `raise NotImplementedError`, and every "
        "`None` in `answers`. Keep the names. The instructions are in README.md."
    )
    cells = [new_markdown_cell(head)]
    if imports := _imports(sources, modules):
        cells.append(new_code_cell("\n".join(imports)))
    for path, text in sources.items():
        renamed = _renamed(text, path.removesuffix(".py"), assignment.notebook)
        cells += _cells(renamed)
    cells += [
        new_markdown_cell(f"## {check.question}\n\n{check.title}\n\n")
        for check in assignment.written
    ]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number:02}"
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook = new_notebook(cells=cells, metadata=metadata)
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"


def _imports(sources: Files, own: set[str]) -> list[str]:
    """Every import of the files but those of each other, each once; a blank line keeps none of them apart."""
    found: dict[str, None] = {}
    for text in sources.values():
        for node in ast.parse(text).body:
            if isinstance(node, ast.Import):
                names = [alias for alias in node.names if alias.name.split(".")[0] not in own]
                found |= {ast.unparse(ast.Import([name])): None for name in names}
            elif isinstance(node, ast.ImportFrom):
                foreign = not node.level and (node.module or "").split(".")[0] not in own
                if foreign and node.module != "__future__":
                    found[ast.unparse(node)] = None
    return sorted(found, key=lambda line: (line.startswith("from"), line))


def _cells(text: str) -> Iterator[nbformat.NotebookNode]:
    """The docstring as prose; then a cell for each definition with the comments above it."""
    tree = ast.parse(text)
    if docstring := ast.get_docstring(tree):
        yield new_markdown_cell(docstring)
    lines = text.splitlines()
    for nodes in _groups(tree.body):
        begin = first_line(nodes[0]) - 1
        while begin and lines[begin - 1].startswith("#"):
            begin -= 1
        yield new_code_cell("\n".join(lines[begin : nodes[-1].end_lineno]))


def _groups(body: Sequence[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Definitions one by one; plain statements that follow each other together."""
    plain: list[ast.stmt] = []
    for n, node in enumerate(body):
        is_docstring = (
            n == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )
        if is_docstring or isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if plain:
                yield plain
                plain = []
            yield [node]
        else:
            plain.append(node)
    if plain:
        yield plain


def _renamed(text: str, module: str, names: Mapping[str, str]) -> str:
    """The text of a module with its own names as the notebook calls them."""
    for known, new in names.items():
        file, _, old = known.rpartition(".")
        if file == module:
            text = re.sub(rf"(?<![\w.]){re.escape(old)}\b", new, text)
    return text
