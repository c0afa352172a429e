"""What a kernel tells of what it ran: texts and names, never values."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.selfcheck.notebook.session import Session


class Untouchable:
    """A student's object that nobody may look at."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"somebody asked for {name}")

    def __str__(self) -> str:
        raise AssertionError("somebody printed it")

    __repr__ = __str__


class Shell:
    """As much of IPython's shell as a session uses."""

    def __init__(self) -> None:
        self.history_manager = SimpleNamespace(input_hist_raw=[""])
        self.user_ns: dict[Any, Any] = {"In": [], "_": 0}
        self.user_ns_hidden = {"In": [], "exit": 0}
        self.hooks: dict[str, list[Any]] = {"pre_run_cell": [], "post_run_cell": []}
        self.events = SimpleNamespace(
            register=lambda name, hook: self.hooks[name].append(hook),
            unregister=lambda name, hook: self.hooks[name].remove(hook),
        )
        self.parent: dict[str, Any] = {}

    def get_parent(self) -> dict[str, Any]:
        """The message that asked for the cell."""
        return self.parent

    def run(
        self,
        source: str,
        cell: str | None = None,
        *,
        fails: bool = False,
        stored: bool = True,
        number: int | None = None,
        kept: bool = True,
    ) -> None:
        """Runs a cell as IPython does, with everything that it tells."""
        info = SimpleNamespace(
            raw_cell=source, cell_id=cell, store_history=stored, silent=not stored
        )
        for hook in list(self.hooks["pre_run_cell"]):
            hook(info)
        if stored and kept:
            self.history_manager.input_hist_raw.append(source)
        result = SimpleNamespace(info=info, success=not fails, execution_count=number)
        for hook in list(self.hooks["post_run_cell"]):
            hook(result)


@pytest.fixture
def shell() -> Shell:
    """A new one."""
    return Shell()


def listening(shell: Shell) -> Session:
    """A session that was begun now."""
    session = Session(shell)
    session.listen()
    return session


def cells(session: Session) -> list[tuple[int, str, str | None]]:
    """Number, text and id of what ran."""
    return [(c["number"], c["source"], c["cell"]) for c in session.told()["cells"]]


def test_earlier_runs_come_from_the_history(shell: Shell) -> None:
    """Without ids; the cell that began to listen among them."""
    shell.run("a = 1")
    shell.run("  ")
    shell.history_manager.input_hist_raw.append("%load_ext grader")  # it is stored as it runs
    session = listening(shell)
    shell.run("b = 2", "c1")
    assert cells(session) == [
        (1, "a = 1", None),
        (3, "%load_ext grader", None),
        (4, "b = 2", "c1"),
    ]


def test_the_cell_that_asks_counts(shell: Shell) -> None:
    """`%check` may stand below a definition in the same cell."""
    session = listening(shell)
    seen = []
    shell.events.register("pre_run_cell", lambda info: seen.append(cells(session)))
    shell.run("def f(): pass\n%check", "c1")
    assert seen == [[(1, "def f(): pass\n%check", "c1")]]


def test_what_leaves_no_number_is_no_cell(shell: Shell) -> None:
    """Frontends run things of their own."""
    session = listening(shell)
    shell.run("secret()", stored=False)
    shell.run("x = 1", "")
    assert cells(session) == [(1, "x = 1", None)]


def test_a_run_that_raised_is_marked(shell: Shell) -> None:
    """Also when the frontend ran something of its own after it."""
    session = listening(shell)
    shell.run("x = 1", "a")
    shell.run("x = y", "b", fails=True)
    shell.run("poll()", stored=False, fails=True)
    assert [c["failed"] for c in session.told()["cells"]] == [False, True]


def test_deleted_cells_are_remembered(shell: Shell) -> None:
    """JupyterLab tells them with the next run; a cell that runs again is back."""
    session = listening(shell)
    shell.run("x = 1", "a")
    shell.run("y = 1", "b")
    shell.parent = {"metadata": {"deletedCells": ["a", "b", 3]}}
    shell.run("z = 1", "c")
    shell.parent = {"metadata": {"deletedCells": []}}
    shell.run("y = 1", "b")
    assert session.told()["deleted"] == ["a"]


@pytest.mark.parametrize("parent", [None, {}, {"metadata": None}, {"metadata": {}}, "x"])
def test_frontends_that_tell_nothing_are_fine(shell: Shell, parent: Any) -> None:
    """Whatever the message looks like."""
    shell.parent = parent
    session = listening(shell)
    shell.run("x = 1")
    assert session.told()["deleted"] == []


def test_a_reset_forgets(shell: Shell) -> None:
    """The names are gone, and the counting begins again."""
    session = listening(shell)
    shell.run("a = 1", "a")
    shell.run("%reset -f", "b")
    shell.history_manager.input_hist_raw[:] = [""]
    shell.run("c = 1", "c")
    assert cells(session) == [(1, "c = 1", "c")]


def test_a_cell_that_the_history_leaves_out_is_no_reset(shell: Shell) -> None:
    """IPython does not store `quit`; the numbers are those that the frontend shows."""
    session = listening(shell)
    shell.run("a = 1", "a", number=1)
    shell.run("quit", "b", number=2, kept=False)
    shell.run("c = 1", "c", number=3)
    shell.run("d = 1", "d")
    assert cells(session) == [
        *((1, "a = 1", "a"), (2, "quit", "b"), (3, "c = 1", "c"), (4, "d = 1", "d")),
    ]


def test_names_are_told_and_no_value_is_looked_at(shell: Shell) -> None:
    """Neither hidden names nor those of the shell; everything can travel as JSON."""
    shell.user_ns |= {"net": Untouchable(), "x": Untouchable(), 3: 4, "exit": 0, "_i": 1}
    session = listening(shell)
    told = json.loads(json.dumps(session.told()))
    assert told["alive"] == ["net", "x"]
    assert told["folder"] == os.getcwd()


def test_the_notebook_is_known_where_the_frontend_tells(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VS Code in a name, Jupyter in a variable; a name that is no file any more is none."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    session = listening(shell)
    assert session.told()["notebook"] is None
    (tmp_path / "a.ipynb").write_text("{}")
    (tmp_path / "b.ipynb").write_text("{}")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "a.ipynb"))
    assert session.told()["notebook"] == str(tmp_path / "a.ipynb")
    shell.user_ns["__vsc_ipynb_file__"] = str(tmp_path / "b.ipynb")
    assert session.told()["notebook"] == str(tmp_path / "b.ipynb")
    shell.user_ns["__vsc_ipynb_file__"] = 3
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "gone.ipynb"))
    assert session.told()["notebook"] is None


def test_a_session_that_ended_is_told_nothing_more(shell: Shell) -> None:
    """No hook stays behind."""
    session = listening(shell)
    session.deaf()
    shell.run("x = 1", "a")
    assert shell.hooks == {"pre_run_cell": [], "post_run_cell": []}
