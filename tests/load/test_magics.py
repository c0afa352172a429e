"""What only a notebook understands becomes Python, line for line."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import magics
from grader.load.magics import WrittenFile
from grader.load.syntax import NotPython, parse


def run(source: str) -> dict[str, object]:
    """The names that a cell binds, executed after its magics are gone."""
    namespace: dict[str, object] = {}
    exec(magics.python(source).source, namespace)  # noqa: S102 - our own test sources
    return namespace


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "%load_ext autoreload",
        "!pip install torch",
        "!!ls",
        "?print",
        "print?",
        "np.linalg.norm??",
        "%%time",
        "/print 1",
        ",print a b",
        ";print a b",
        "pip install torch",
        "cd data",
        "%timeit sum(range(3))",
        "%time",
        "!echo it's",
        '!echo "(',
    ],
)
def test_lines_for_the_notebook_alone_do_nothing(line: str) -> None:
    """A magic, a shell line or a question for help is left out, told, and the rest of it runs."""
    cell = magics.python(f"a = 1\n{line}\nb = 2")
    assert cell.left_out == ((2, line),)
    assert cell.source.split("\n")[1] == f"pass  # {line}"
    assert run(f"a = 1\n{line}\nb = 2")["b"] == 2


def test_magics_inside_a_block_keep_its_indentation() -> None:
    """`pass` stands where the magic stood, so that a block of magics alone is still a block."""
    source = "if True:\n    %matplotlib inline\nfor i in range(2):\n\t!ls\nc = 3"
    assert run(source)["c"] == 3


def test_shell_lines_that_go_on() -> None:
    """A backslash continues a magic into the next lines, which then are no Python either."""
    source = "!pip install a \\\n    b \\\n    c\nx = 1"
    cell = magics.python(source)
    assert cell.left_out == ((1, "!pip install a \\"),)
    assert ast.parse(cell.source).body[-1].lineno == 4


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("x = !ls -l", []),
        ("x = %pwd", None),
        ("x = %env HOME", None),
        ("x = %time 1 + 2", 3),
        ("%time x = 4", 4),
    ],
)
def test_results_of_magics(line: str, value: object) -> None:
    """A shell gives no lines and a magic nothing; what is only timed is executed."""
    assert run(f"{line}\ny = 1")["x"] == value


@pytest.mark.parametrize(
    "source",
    [
        "x = (7\n% 4)",
        "x = 7 \\\n% 4",
        's = """\n!ls\n%time\nwhat?\n"""\nx = 3',
        "s = '''\n\"\"\"\n%time\n'''\nx = 3",
        "s = 'it\\'s (' # don't (\nx = 3",
        "x = [3,  # a (\n 4][0]",
    ],
)
@pytest.mark.parametrize("magic", ["", "\n%time"])
def test_percent_and_exclamation_inside_python_stay(source: str, magic: str) -> None:
    """Inside brackets and strings they are Python, also in a cell that has a real magic."""
    cell = magics.python(source + magic)
    assert cell.source.startswith(source)
    assert run(source + magic)["x"] == 3
    assert len(cell.left_out) == bool(magic)


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "%%timeit -n 3", "\n%%time"])
def test_cell_magics_around_code_keep_the_code(magic: str) -> None:
    """A timed or captured cell defines its names, on the lines where they stood."""
    cell = magics.python(f"{magic}\ndef f():\n    return 1")
    assert cell.tree.body[0].lineno == magic.count("\n") + 2
    assert cell.left_out == ((magic.count("\n") + 1, magic.strip()),)


def test_cell_magics_can_be_stacked() -> None:
    """`%%time` within `%%capture`: both are left out, the code stays."""
    assert run("%%capture\n%%time\nx = 1")["x"] == 1


@pytest.mark.parametrize(
    "magic", ["bash", "html", "javascript", "cython", "R", "script bash", "foo"]
)
def test_cells_in_other_languages_are_left_out_whole(magic: str) -> None:
    """Their body is no Python of the notebook; every line becomes a comment."""
    cell = magics.python(f"%%{magic}\necho hi\n(")
    assert cell.left_out == ((1, f"%%{magic}"),)
    assert cell.tree.body == []
    assert all(line.startswith("# ") for line in cell.source.split("\n"))
    assert cell.source.count("\n") == 2


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("%%writefile m.py", WrittenFile("m.py", "x = 1\n", False)),
        ("%%file 'm.py'", WrittenFile("m.py", "x = 1\n", False)),
        ("%%writefile -a m.py", WrittenFile("m.py", "x = 1\n", True)),
        ("%%writefile", None),
        ("%%bash m.py", None),
    ],
)
def test_cells_that_write_a_file_say_so(head: str, expected: WrittenFile | None) -> None:
    """The body of `%%writefile` is kept aside, since other cells import it."""
    assert magics.python(f"{head}\nx = 1").file == expected


def test_an_indented_cell_is_taken_back() -> None:
    """Notebooks ignore the indentation of a whole cell."""
    assert run("    x = 1\n    if x:\n        x = 2")["x"] == 2


def test_await_outside_of_functions_runs() -> None:
    """What notebooks allow at the top level is run to its end, nested and in place."""
    source = (
        "import asyncio\nasync def f(n):\n    await asyncio.sleep(0)\n    return n + 1\n"
        "x = await f(await f(1))\n"
        "ä, y = 0, [await f(i) for i in (1, 2)]"
    )
    assert run(source)["x"] == 3
    assert run(source)["y"] == [2, 3]
    assert "    await asyncio.sleep(0)" in magics.python(source).source


def test_exported_notebooks() -> None:
    """Calls of the shell that `nbconvert` writes into scripts do nothing any more."""
    source = (
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        "if 'colab' in str(get_ipython()):\n    get_ipython().system(\n        'ls')\n"
        "x = get_ipython()"
    )
    cell = magics.script(source)
    namespace: dict[str, object] = {}
    exec(cell.source, namespace)  # noqa: S102 - our own test source
    assert namespace["x"] is None
    assert cell.source.count("\n") == source.count("\n")
    assert [line for line, _ in cell.left_out] == [1, 2, 3, 5]


def test_a_script_with_magics_is_mended_too() -> None:
    """A `.py` saved out of a notebook runs like one."""
    cell = magics.script("%matplotlib inline\nx = 1")
    assert cell.source == "pass  # %matplotlib inline\nx = 1"


def test_a_mistake_beside_a_magic_has_its_own_line() -> None:
    """Taking magics out does not move the line of a real mistake."""
    with pytest.raises(NotPython) as caught:
        magics.python("%matplotlib inline\nx = 1\ny = )")
    assert caught.value.line == 3


@settings(deadline=None)
@given(st.text(st.sampled_from("ab =%!?(['\"\\\n\t#{)];:.1é"), max_size=60))
def test_any_cell_keeps_its_number_of_lines(source: str) -> None:
    """Whatever stands in a cell: refused, or Python with exactly as many lines."""
    try:
        cell = magics.python(source)
    except NotPython:
        return
    assert cell.source.count("\n") == source.count("\n")
    parse(cell.source)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_commented_text_is_always_python(source: str) -> None:
    """Comments swallow whatever is in a line, as long as lines end in `\\n`."""
    clean = source.replace("\r", "").replace("\0", "").encode("utf-8", "replace").decode()
    assert ast.parse(magics.commented(clean)).body == []
