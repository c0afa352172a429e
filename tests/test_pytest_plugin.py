"""Collecting checks with pytest and running them many times."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests_shared import TOML

from grader.assignment import load_assignment
from grader.errors import UsageError
from grader.pytest_plugin import collect

HEAD = """
import pytest
from grader.checks import check
mark = check(question="q1", points=1, visibility="public")
"""


def suite_of(homework: Callable[..., Path], **files: str):
    """The collected suite of these check files."""
    return collect(load_assignment(homework(**files)))


def test_ids_titles_and_parameters(homework: Callable[..., Path]) -> None:
    """`<file>.<name>`, with the case of a parametrized check."""
    source = HEAD + (
        "@mark\n@pytest.mark.parametrize('n', [1, 2])\ndef test_it(student, n):\n    '''A title.'''\n"
    )
    suite = suite_of(homework, **{"test_linear.py": source})
    shown = [(c.id, c.title) for c in suite.checks if not c.manual]
    assert shown == [("linear.it[1]", "A title. (1)"), ("linear.it[2]", "A title. (2)")]
    suite.close()


def test_fixtures_of_session_scope_are_made_once_and_others_each_time(
    homework: Callable[..., Path],
) -> None:
    """Over many runs of one suite, in any order of checks."""
    source = HEAD + (
        "made = {'session': 0, 'function': 0}\n"
        "@pytest.fixture(scope='session')\ndef dear():\n    made['session'] += 1\n    return made\n"
        "@pytest.fixture\ndef cheap():\n    made['function'] += 1\n    yield\n    made['torn'] = made.get('torn', 0) + 1\n"
        "@mark\ndef test_a(student, dear, cheap):\n    '''A.'''\n    student.append(dict(dear))\n"
        "@mark\ndef test_b(student, dear):\n    '''B.'''\n    student.append(dict(dear))\n"
    )
    suite = suite_of(homework, **{"test_x.py": source})
    seen: list[dict] = []
    for name in ("x.a", "x.b", "x.a", "x.a"):
        assert suite.run(name, student=seen, rng=None) is None
    assert [s["session"] for s in seen] == [1, 1, 1, 1]
    assert [s["function"] for s in seen] == [1, 1, 2, 3]
    assert seen[-1]["torn"] == 2
    suite.close()


def test_the_fixtures_of_the_harness_warn_about_nothing(homework: Callable[..., Path]) -> None:
    """Where warnings are errors, a warning of pytest's would break every check."""
    body = "student(reference, data)"
    source = HEAD + f"@mark\ndef test_a(student, rng, reference, data):\n    'A.'\n    {body}\n"
    toml = 'reference = ["reference.linear"]\ndata = "digits"\n' + TOML
    suite = suite_of(homework, toml=toml, **{"test_x.py": source})
    seen: list = []
    for _ in range(2):
        ended = suite.run("x.a", student=lambda *got: seen.append(got), rng=1)
        assert ended is None, ended
    (one, data), (two, again) = seen
    assert one is two
    assert data is again
    assert set(data) == {"train", "validation", "test"}
    suite.close()


def test_what_a_check_raises_is_returned(homework: Callable[..., Path]) -> None:
    """Exceptions, SystemExit, and a fixture's own trouble; a run after it is unharmed."""
    source = HEAD + (
        "@pytest.fixture\ndef bad():\n    raise OSError('fixture')\n"
        "@pytest.fixture\ndef untidy():\n    yield\n    raise OSError('tidy')\n"
        "@mark\ndef test_exit(student):\n    '''A.'''\n    raise SystemExit(3)\n"
        "@mark\ndef test_bad(student, bad):\n    '''B.'''\n"
        "@mark\ndef test_untidy(student, untidy):\n    '''C.'''\n"
        "@mark\ndef test_fine(student):\n    '''D.'''\n"
    )
    suite = suite_of(homework, **{"test_x.py": source})
    ends = {c: suite.run(f"x.{c}", student=1, rng=1) for c in ("exit", "bad", "untidy", "fine")}
    assert isinstance(ends["exit"], SystemExit)
    assert str(ends["bad"]) == "fixture"
    assert str(ends["untidy"]) == "tidy"
    assert ends["fine"] is None
    with pytest.raises(KeyboardInterrupt):
        interrupting(homework).run("y.stop", student=1, rng=1)
    suite.close()


def interrupting(homework: Callable[..., Path]):
    """A suite whose check is interrupted by the person at the terminal."""
    source = HEAD + "@mark\ndef test_stop(student):\n    '''A.'''\n    raise KeyboardInterrupt\n"
    return suite_of(homework, **{"test_y.py": source})


def test_two_homeworks_may_use_the_same_file_names(homework: Callable[..., Path]) -> None:
    """Check files and helper modules beside them, in one process."""
    suites = []
    for name in ("one", "two"):
        source = HEAD + (
            f"from values import VALUE\n@mark\ndef test_v(student):\n    '''V.'''\n    assert VALUE == '{name}'\n"
        )
        folder = homework(name=name, **{"test_v.py": source, "values.py": f"VALUE = '{name}'\n"})
        suites.append(collect(load_assignment(folder)))
    for suite in suites:
        assert suite.run("v.v", student=1, rng=1) is None
        suite.close()
    assert "values" not in sys.modules


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"test_x.py": "def test_a(): pass\n"}, "no @check"),
        ({"test_x.py": "import nothing_like_this\n"}, "nothing_like_this"),
        ({"test_x.py": "def broken(:\n"}, "SyntaxError"),
        ({"other.py": "x = 1\n"}, "No check was found"),
        ({"test_x.py": HEAD + "x = 1\n", "conftest.py": "raise RuntimeError('early')\n"}, "early"),
        (
            {"test_x.py": "class TestX:\n    def test_a(self): pass\n"},
            "no @check",
        ),
    ],
)
def test_a_homework_that_cannot_be_collected_is_told(
    homework: Callable[..., Path], files: dict, says: str
) -> None:
    """In one sentence, before anything is graded."""
    with pytest.raises(UsageError, match=says):
        suite_of(homework, **files)


def test_a_homework_without_checks_is_told(homework: Callable[..., Path]) -> None:
    """The folder is missing."""
    folder = homework()
    for path in (folder / "checks").iterdir():
        path.unlink()
    (folder / "checks").rmdir()
    with pytest.raises(UsageError, match="has no folder 'checks'"):
        collect(load_assignment(folder))


def test_the_surroundings_cannot_reach_in(
    homework: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conftest above the homework, an ini file and the environment's options change nothing."""
    (tmp_path / "conftest.py").write_text("raise RuntimeError('outside')\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.chdir(tmp_path)
    suite = suite_of(homework)
    assert [c.id for c in suite.checks if not c.manual] == ["double.double", "double.double_zero"]
    suite.close()


def test_the_reference_namespace_has_names_and_modules(homework: Callable[..., Path]) -> None:
    """Flat for what is unique, by module for what is not."""
    from grader.pytest_plugin import reference_namespace

    space = reference_namespace(("reference.mlp_numpy", "reference.mlp_pytorch"))
    assert space.MLP is space.mlp_numpy.MLP
    assert space.mlp_pytorch.MLP is not space.MLP
