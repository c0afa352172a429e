"""Which of the cells that ran still stand, and in which order."""

from __future__ import annotations

from grader.selfcheck.notebook.saved import Saved
from grader.selfcheck.notebook.session import Ran
from grader.selfcheck.notebook.standing import standing


def ran(*cells: str | tuple[str, str], failed: tuple[int, ...] = ()) -> list[Ran]:
    """Runs in order, from In [1]: a text, or an id with a text."""
    out = []
    for number, cell in enumerate(cells, 1):
        id, source = (None, cell) if isinstance(cell, str) else cell
        out.append(Ran(number=number, source=source, cell=id, failed=number in failed, at=100.0))
    return out


def numbers(runs: list[Ran], **more: object) -> list[int]:
    """The execution counts of the cells that stand."""
    return [run.number for run in standing(runs, **more)]  # type: ignore[arg-type]


def file(*cells: tuple[str, str], at: float = 0.0) -> Saved:
    """A saved notebook with these code cells."""
    return Saved(
        order={id: n for n, (id, _) in enumerate(cells)},
        sources=dict(cells),
        at=at,
    )


def test_the_newest_version_of_a_cell_counts_in_its_place() -> None:
    """A cell that was edited and rerun replaces its earlier run; the one below follows it."""
    runs = ran(("a", "import x"), ("b", "def f(): 1"), ("c", "y = f()"), ("b", "def f(): 2"))
    assert numbers(runs) == [1, 4, 3]


def test_a_version_that_binds_other_names_replaces_too() -> None:
    """It is the same cell, whatever stands in it."""
    assert numbers(ran(("a", "foo = 1"), ("a", "bar = 2"))) == [2]


def test_the_newest_version_counts_even_if_it_does_not_parse() -> None:
    """Grading would read just that."""
    assert numbers(ran(("a", "def f(): 1"), ("a", "def f(: 1"))) == [2]


def test_a_cell_that_raised_is_there_as_far_as_it_ran() -> None:
    """Grading runs it too; its place is that of its first run that worked."""
    assert numbers(ran(("b", "y = f()"), ("a", "def f(): 1"), failed=(1,))) == [1, 2]
    runs = ran(("b", "y = f()"), ("a", "def f(): 1"), ("b", "y = f()"), failed=(1,))
    assert numbers(runs) == [2, 3]


def test_without_ids_a_run_is_replaced_by_one_that_binds_all_of_it() -> None:
    """Cells that ran before the extension was loaded have no ids."""
    assert numbers(ran("import x", "def f(): 1", "def f(): 2")) == [1, 3]
    assert numbers(ran("a = 1\nb = 2", "a = 3")) == [1, 2]
    assert numbers(ran("a = 1", "a = 3\nb = 4")) == [2]


def test_a_run_without_an_id_is_replaced_by_a_cell_with_one() -> None:
    """The extension was loaded in between."""
    assert numbers(ran("def f(): 1", ("c1", "def f(): 2"))) == [2]


def test_what_something_in_between_reads_is_kept() -> None:
    """Else a cell that worked would fail: the later run overrides it anyhow."""
    assert numbers(ran("def f(): 1", "y = f()", "def f(): 2")) == [1, 2, 3]
    assert numbers(ran("x = 1", "x = x + 1")) == [1, 2]


def test_the_same_text_is_the_same_cell() -> None:
    """Run twice it counts once, in its first place, with its newest number."""
    assert numbers(ran("x = train()", "print(x)", "x = train()")) == [3, 2]
    assert numbers(ran("x = 1", "z = 0", ("a", "x = 1"))) == [3, 2]


def test_a_wrong_line_in_a_terminal_is_forgotten_once_it_is_corrected() -> None:
    """It never ran."""
    assert numbers(ran("def f(: 1", "def f(): 1")) == [2]
    assert numbers(ran("1 +", "x = 1")) == [2]


def test_a_wrong_cell_that_was_never_corrected_stands() -> None:
    """Its name is missing, and the loader says why."""
    assert numbers(ran("def f(: 1", "x = 1")) == [1, 2]


def test_a_run_that_binds_nothing_stands() -> None:
    """It may change what others bound."""
    assert numbers(ran("params = {}", "params['W'] = 1", "print(params)")) == [1, 2, 3]


def test_lines_for_the_kernel_are_no_cells() -> None:
    """Loading, checking and installing are nothing to judge."""
    runs = ran("%load_ext grader", "x = 1", "%check 2a", "!pip install y", "import grader")
    assert numbers(runs) == [2]


def test_deleted_cells_are_gone() -> None:
    """JupyterLab tells their ids."""
    runs = ran(("a", "x = 1"), ("b", "y = 2"))
    assert numbers(runs, deleted=["a"]) == [2]


def test_the_order_of_the_file_counts() -> None:
    """Whatever the order in which the cells ran."""
    runs = ran(("c", "z = 3"), ("a", "x = 1"), ("b", "y = 2"))
    saved = file(("a", "x = 1"), ("b", "y = 2"), ("c", "z = 3"))
    assert numbers(runs, saved=saved) == [2, 3, 1]


def test_cells_that_the_file_does_not_have_yet_stay_where_they_ran() -> None:
    """They are new."""
    runs = ran(("c", "z = 3"), ("new", "n = 0"), ("a", "x = 1"))
    assert numbers(runs, saved=file(("a", "x = 1"), ("c", "z = 3"))) == [3, 2, 1]


def test_a_cell_that_ran_before_the_file_was_saved_and_is_not_in_it_was_deleted() -> None:
    """If the file speaks of the same ids at all."""
    runs = ran(("a", "x = 1"), ("gone", "y = 2"))
    assert numbers(runs, saved=file(("a", "x = 1"), at=200.0)) == [1]
    assert numbers(runs, saved=file(("a", "x = 1"), at=50.0)) == [1, 2]
    assert numbers(runs, saved=file(("other", "q = 1"), at=200.0)) == [1, 2]


def test_runs_without_ids_are_found_in_the_file_by_their_text() -> None:
    """Where one cell has it: so the order is known though the extension was loaded last."""
    runs = ran("z = 3", "x = 1", "%load_ext grader")
    assert numbers(runs, saved=file(("a", "x = 1"), ("c", "z = 3"))) == [2, 1]
    twice = file(("a", "x = 1"), ("b", "x = 1"), ("c", "z = 3"))
    assert numbers(ran("x = 1"), saved=twice) == [1]


def test_ids_of_another_kind_are_found_by_their_text_too() -> None:
    """VS Code has ids of its own for the cells of the same file."""
    runs = ran(("vscode:2", "z = 3"), ("vscode:1", "x = 1"))
    assert numbers(runs, saved=file(("a", "x = 1"), ("c", "z = 3"), at=200.0)) == [2, 1]


def test_without_a_file_a_cell_follows_what_it_needs() -> None:
    """A cell that was changed to use a new one ran after it, and worked."""
    runs = ran(("a", "x = 1"), ("b", "y = 2"), ("new", "k = 5"), ("a", "x = k"))
    assert numbers(runs) == [2, 3, 4]


def test_a_circle_ends() -> None:
    """Cells that need each other are left in some order; nothing hangs."""
    runs = ran(("a", "x = 1"), ("b", "y = x"), ("a", "x = y"))
    assert sorted(numbers(runs)) == [2, 3]


def test_nothing_ran() -> None:
    """No cells are no cells."""
    assert standing([]) == []
