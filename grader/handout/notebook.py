"""The starter as one notebook: the same names as in the files, a cell for each definition.

Where two files define the same name, the notebook has names of its own for them
(`[notebook]` in assignment.toml). The same starter gives the same bytes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.assignment import Assignment
from grader.errors import UsageError
from grader.handout.renaming import renamed
from grader.patching import Files
from grader.source_text import bound_names, first_line, text_lines


def notebook_text(assignment: Assignment, starter: Files) -> str:
    """The starter files and the written questions as one notebook, as JSON.

    Args:
        assignment: its title, written answers and names for the notebook.
        starter: relative path -> text; the `.py` files of it.

    Raises:
        UsageError: when two files define a name that the notebook can have only once.
    """
    sources = {path: text for path, text in starter.items() if path.endswith(".py")}
    modules = {path.removesuffix(".py").partition("/")[0] for path in sources}
    head = (
        f"# {assignment.title}\n\nFill in every cell that says `raise NotImplementedError`, and every "
        "`None` in `answers`. Keep the names. The instructions are in README.md."
    )
    cells = [new_markdown_cell(head)]
    if imports := _imports(sources, modules):
        cells.append(new_code_cell("\n".join(imports)))
    owner: dict[str, str] = {}
    for path, text in sources.items():
        module = path.removesuffix(".py").replace("/", ".")
        own = renamed(text, module, assignment.notebook)
        _claim(owner, path, own)
        cells += _cells(own)
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


def _claim(owner: dict[str, str], path: str, text: str) -> None:
    """Notes whose names these are."""
    for name in {name for node in ast.parse(text).body for name in bound_names(node)}:
        if owner.setdefault(name, path) != path:
            known = f"{path.removesuffix('.py').replace('/', '.')}.{name}"
            raise UsageError(
                f"{owner[name]} and {path} both define {name}: give it a name of its own in the "
                f"notebook, [notebook] {known!r} in assignment.toml."
            )


def _imports(sources: Files, own: set[str]) -> list[str]:
    """Every import of the files but those of each other, each once."""
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
    lines = text_lines(text)
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
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        is_definition = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not (is_docstring or is_import or is_definition):
            plain.append(node)
            continue
        if plain:
            yield plain
            plain = []
        if is_definition:
            yield [node]
    if plain:
        yield plain
