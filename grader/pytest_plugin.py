"""The one file that knows pytest: collects a homework's checks once and runs them many times.

pytest gives check authors what they know (fixtures, parametrize, readable asserts). Its runner
hooks, plugins and ini files stay out: a submission's conftest is never near, plugin autoload is
off, and each function is set up, called and torn down by `Suite.run`.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from _pytest.config import Config, _prepareconfig
from _pytest.main import Session

from grader.assignment import Assignment
from grader.checks import make_check, order
from grader.errors import HarnessFault, UsageError
from grader.truth import Book, Truths, asked_reference, asking
from grader.types import Check

_OFF = (
    "cacheprovider capture doctest faulthandler junitxml logging nose pastebin recwarn setuponly"
    " setupplan stepwise threadexception unittest unraisableexception warnings debugging"
).split()


@dataclass(slots=True)
class _Current:
    """What the check that runs right now gets."""

    student: Any = None
    rng: Any = None


def _fixtures(
    assignment: Assignment, data_folder: Path | None, current: _Current, truths: Truths
) -> ModuleType:
    """A plugin with the fixtures that every check may ask for."""

    @pytest.fixture
    def student() -> Any:
        """The submission: see grader/student.py."""
        return current.student

    @pytest.fixture
    def rng() -> Any:
        """A numpy Generator of the batch seed and the check's id."""
        return current.rng

    @pytest.fixture(scope="session")
    def reference() -> SimpleNamespace:
        """The public names of the homework's reference modules, and the modules by name."""
        if truths.reference is not None:
            return truths.reference
        space = reference_namespace(assignment.reference)
        return space if truths.book is None else asked_reference(space)

    @pytest.fixture(scope="session")
    def data() -> Mapping[str, Any]:
        """`train`, `validation`, `test` of (x float64 (N, D), t int64 (N,))."""
        if truths.data is not None:
            return truths.data
        if assignment.data is None:
            raise HarnessFault(f"{assignment.id} names no data set in its assignment.toml.")
        from grader.data import dataset_in, load_dataset

        # A course that has a set of its own grades with that one.
        name = assignment.data if data_folder is None else dataset_in(data_folder)
        return load_dataset(name, data_folder)

    plugin = ModuleType("grader_fixtures")
    vars(plugin).update(student=student, rng=rng, reference=reference, data=data)
    return plugin


def reference_namespace(modules: tuple[str, ...]) -> SimpleNamespace:
    """Public names of all modules, the first that defines a name wins; each module by its last name."""
    space: dict[str, Any] = {}
    loaded = [importlib.import_module(name) for name in modules]
    for module in loaded:
        for name in getattr(module, "__all__", None) or vars(module):
            if not name.startswith("_"):
                space.setdefault(name, getattr(module, name))
    for module in loaded:
        # Last: a module may share its name with a function of it.
        space.setdefault(module.__name__.rpartition(".")[2], module)
    return SimpleNamespace(**space)


class Suite:
    """The collected checks of one homework, ready to be run for any number of submissions."""

    def __init__(
        self,
        config: Config,
        session: Session,
        items: Mapping[str, pytest.Function],
        checks: tuple[Check, ...],
        current: _Current,
        book: Book | None,
    ) -> None:
        self.checks = checks
        self._book = book
        self._config = config
        self._session = session
        self._items = items
        self._current = current

    def function(self, check: str) -> Any:
        """The function behind a check, as its file defines it."""
        return self._items[check].function

    def run(self, check: str, *, student: Any, rng: Any) -> BaseException | None:
        """Runs one check; returns what ended it, or None when it ran to its last line.

        A keyboard interrupt of the person at the terminal is raised, everything else returned.
        """
        with asking(self._book):
            return self._run(check, student, rng)

    def _run(self, check: str, student: Any, rng: Any) -> BaseException | None:
        item = self._items[check]
        self._current.student, self._current.rng = student, rng
        state = self._session._setupstate
        raised: BaseException | None = None
        try:
            # Leaves what the coming item shares with the last one: its session, perhaps its module.
            state.teardown_exact(_parent(item))
            item._initrequest()  # fresh values for function-scoped fixtures
            state.setup(item)
            item.runtest()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - every end of a check is a verdict; engine.py tells which
            raised = error
        try:
            state.teardown_exact(_parent(item))
        except BaseException as error:  # noqa: BLE001 - as above: a fixture of the homework failed to tidy up
            raised = raised or error
        self._current.student = self._current.rng = None
        return raised

    def close(self) -> None:
        """Ends session-scoped fixtures."""
        self._session._setupstate.teardown_exact(None)
        self._config._ensure_unconfigure()


def _parent(item: pytest.Item) -> Any:
    # teardown_exact keeps the nodes of the "next item"; the parent's chain is all but the item itself.
    return item.parent


def collect(
    assignment: Assignment, *, data_folder: Path | None = None, truths: Truths | None = None
) -> Suite:
    """Imports the homework's check files and pairs every function with its record.

    Args:
        assignment: the homework, or the public part of it in a handout.
        data_folder: of a course that grades with a data set of its own.
        truths: where right answers come from, if not from the homework's reference.

    Raises:
        UsageError: when a file cannot be imported, nothing is there, or the checks contradict
            themselves; the sentence names the file.
    """
    folder = assignment.checks_folder
    if not folder.is_dir():
        raise UsageError(
            f"{assignment.folder} has no folder 'checks', so there is nothing to grade."
        )
    current, truths = _Current(), truths or Truths()
    fixtures = _fixtures(assignment, data_folder, current, truths)
    with _alone(folder):
        config = _configure(assignment, fixtures)
        session = Session.from_config(config)
        try:
            config.hook.pytest_sessionstart(session=session)
            items = _collect_items(session, folder)
            checks = _records(items, assignment)
        except BaseException:
            config._ensure_unconfigure()
            raise
        session.items = list(items.values())
    ordered = order(checks, assignment, whole=truths.reference is None)
    return Suite(config, session, items, ordered, current, truths.book)


def _configure(assignment: Assignment, fixtures: ModuleType) -> Config:
    folder = assignment.checks_folder
    arguments = [str(folder), "-c", os.devnull, "--import-mode=importlib", "-q"]
    arguments += [f"--rootdir={assignment.folder.parent}", f"--confcutdir={folder}"]
    for plugin in _OFF:
        arguments += ["-p", f"no:{plugin}"]
    try:
        config = _prepareconfig(arguments, plugins=[fixtures])
        config._do_configure()
    except Exception as error:
        raise UsageError(f"The checks in {folder} cannot be set up: {_reason(error)}.") from error
    return config


def _collect_items(session: Session, folder: Path) -> dict[str, pytest.Function]:
    problems: list[str] = []

    class Watcher:
        """Collection errors arrive as reports, not as exceptions."""

        def pytest_collectreport(self, report: pytest.CollectReport) -> None:
            if report.failed:
                problems.append(_last_line(str(report.longrepr)))

    session.config.pluginmanager.register(Watcher())
    try:
        found = session.perform_collect()
    except Exception as error:
        raise UsageError(
            f"The checks in {folder} cannot be collected: {_reason(error)}."
        ) from error
    if problems:
        raise UsageError(f"The checks in {folder} cannot be collected: {problems[0]}.")
    items: dict[str, pytest.Function] = {}
    for item in found:
        if not isinstance(item, pytest.Function):
            raise UsageError(f"{item.nodeid} is no function; a check is a plain test function.")
        items[_id(item)] = item
    if not items:
        raise UsageError(
            f"No check was found in {folder}: write functions test_* in files test_*.py."
        )
    return items


def _id(item: pytest.Function) -> str:
    file = item.path.stem.removeprefix("test_")
    return f"{file}.{item.name.removeprefix('test_')}"


def _records(items: Mapping[str, pytest.Function], assignment: Assignment) -> list[Check]:
    records = []
    for id, item in items.items():
        place = f"{item.path.name}, line {item.function.__code__.co_firstlineno}"
        record = make_check(item.function, id=id, place=place, limits=assignment.limits)
        if "[" in item.name:
            # The cases of a parametrized check share its text and divide nothing: each earns `points`.
            record = replace(record, title=f"{record.title} ({item.name.partition('[')[2][:-1]})")
        records.append(record)
    return records


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While collecting: helper modules beside the checks importable, the environment's pytest settings not.

    Afterwards the helpers leave `sys.modules`, so that two homeworks may both have one of that name.
    """
    saved = {k: os.environ.pop(k) for k in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS") if k in os.environ}
    autoload = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    folder = folder.resolve()
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and Path(file).parent == folder:
                del sys.modules[name]
        if autoload is None:
            del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        else:
            os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = autoload
        os.environ.update(saved)


def _reason(error: BaseException) -> str:
    return _last_line(str(error)) or type(error).__name__


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[-1] if lines else "").removeprefix("E ").strip().rstrip(".")
