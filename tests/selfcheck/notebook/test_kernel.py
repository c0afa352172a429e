"""`%check` in a real kernel, with a real handout."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("default")  # of Jupyter's own libraries

Start = Callable[[Path], Any]
Right = Callable[[str], str]

WRONG = "def layer_outputs(sizes, batch):\n    rows = [n for n in sizes]\n    return rows[5]"


@pytest.fixture
def session(kernel: Start, handout_folder: Path) -> Any:
    """A kernel in the handout's folder with the extension loaded."""
    started = kernel(handout_folder)
    assert started.run("%load_ext grader") == ""
    return started


def passed(text: str) -> tuple[int, int]:
    """The numbers of the sum."""
    if found := re.search(r"All (\d+) public checks passed", text):
        return int(found[1]), int(found[1])
    if found := re.search(r"The public check (passed|did not pass)", text):
        return int(found[1] == "passed"), 1
    found = re.search(r"(\d+) of (\d+) public checks passed", text)
    assert found, text
    return int(found[1]), int(found[2])


def test_a_wrong_cell_is_shown_where_it_is_and_passes_once_it_is_mended(
    session: Any, right: Right
) -> None:
    """The whole way: load, check, read, edit, check."""
    session.run("import numpy as np", "a")
    session.run(WRONG, "b")
    said = session.run("%check T2")
    assert passed(said) == (0, 3)
    assert said.startswith("raised   s3.T2.A")
    assert "IndexError" in said
    assert "In [3], line 3, in layer_outputs: return rows[5]" in said
    assert "Grading also runs checks that are not public." in said
    assert "2 cells of network_basics.ipynb as last run, In [2] to In [3]" in said
    assert "<b" in session.html
    session.run(right("layer_outputs"), "b")
    assert passed(session.run("%check t2")) == (3, 3)


def test_the_function_is_the_same_as_the_magic(session: Any, right: Right) -> None:
    """And does not show its result twice."""
    session.run(right("layer_outputs"), "b")
    said = session.run("import grader\ngrader.check('T2.A')")
    assert passed(said) == (1, 1)
    assert "None" not in said


def test_the_function_works_without_loading_anything(
    kernel: Start, handout_folder: Path, right: Right
) -> None:
    """It begins to listen by itself; earlier cells come from the history."""
    started = kernel(handout_folder)
    started.run(right("layer_outputs"))
    assert passed(started.run("import grader; grader.check('T2')")) == (3, 3)
    started.run(WRONG, "c")
    assert passed(started.run("grader.check('T2')")) == (0, 3)


def test_a_definition_above_the_magic_in_the_same_cell_counts(session: Any, right: Right) -> None:
    """Checks run on what the cell defines."""
    assert passed(session.run(right("layer_outputs") + "\n%check T2", "b")) == (3, 3)


def test_the_students_variables_stay_as_they_are(session: Any, right: Right) -> None:
    """Nothing live is called, changed, read or added; not the random state, not the modules."""
    session.run("import numpy as np, sys, random, os")
    session.run(
        "class Trap:\n"
        "    def __getattribute__(self, name): raise SystemExit(name)\n"
        "answers = {'x': Trap()}; trap = Trap(); calls = []\n"
        "data = np.arange(6.0)\n"
        "problems = 'mine'"
    )
    session.run(right("layer_outputs").replace('"""', '"""', 1) + "\nlive = layer_outputs")
    state = (
        "print(sorted(k for k in globals() if k[:1] != '_'), sorted(sys.modules), sys.path,"
        " os.getcwd(), random.getstate(), np.random.get_state(), np.geterr(), os.environ,"
        " live is layer_outputs, data, calls, sep='\\n')"
    )
    session.run(state)  # printing may import something itself
    before = session.run(state)
    session.run("%check T2")
    assert session.run(state) == before


def test_what_was_done_to_this_interpreter_reaches_no_check(session: Any, right: Right) -> None:
    """A patched library, an error state, a module of a helper's name, a broken print."""
    session.run(
        "import numpy as np, sys, builtins, json\n"
        "np.seterr(all='raise'); np.allclose = np.array = np.isclose = None\n"
        "sys.modules['problems'] = sys.modules['grader.engine'] = 3; open = sum = len = None"
    )
    session.run(right("layer_outputs"), "b")
    assert passed(session.run("%check T2")) == (3, 3)


def test_files_of_the_folder_that_are_called_like_libraries_harm_nothing(
    kernel: Start, handout_folder: Path, right: Right
) -> None:
    """They are the student's, and not what Python or the checks need."""
    for name in ("json", "queue", "pytest", "random", "grader_fixtures"):
        (handout_folder / f"{name}_.py").write_text("raise SystemExit('shadow')")
    (handout_folder / "pytest.py").write_text("raise SystemExit('shadow')")
    (handout_folder / "secrets.py").write_text("raise SystemExit('shadow')")
    started = kernel(handout_folder)
    started.run("%load_ext grader")
    started.run(right("layer_outputs"))
    assert passed(started.run("%check T2")) == (3, 3)


def test_student_code_is_loaded_afresh_each_time(session: Any, tmp_path: Path) -> None:
    """What a check left behind in the student's process is gone at the next."""
    session.run(
        "count = []\n"
        "def layer_outputs(sizes, batch):\n"
        "    count.append(1)\n"
        "    raise ValueError(len(count))",
        "b",
    )
    first = session.run("%check T2.A")
    assert "ValueError: 1" in first
    assert session.run("%check T2.A") == first
    assert session.run("print(count)").strip() == "[]"


def test_a_deleted_cell_is_not_judged_and_its_name_is_told(session: Any, right: Right) -> None:
    """It still lives in the kernel; grading will not have it."""
    session.run(right("layer_outputs"), "a")
    session.run("def parameter_count(sizes):\n    return 0", "b")
    assert passed(session.run("%check T2", "c")) == (3, 3)
    said = session.run("%check T2", "c", deleted=("a",))
    assert passed(said) == (0, 3)
    assert "layer_outputs is still in the kernel's memory" in said


def test_cells_that_raised_or_do_not_parse_cost_only_themselves(session: Any, right: Right) -> None:
    """As in grading."""
    session.run("x = 1 / 0", "a")
    session.run("def broken(:\n    pass", "b")
    session.run(right("layer_outputs"), "c")
    said = session.run("%check T2")
    assert passed(said) == (3, 3)
    assert "  In [3] does not parse" in said


def test_lines_for_the_kernel_leave_no_notes(session: Any, right: Right) -> None:
    """Nobody needs to read that `%check` is no Python."""
    session.run("%config InlineBackend.figure_format = 'png'\n" + right("layer_outputs"), "c")
    session.run("import grader; grader.check('T2')", "d")
    assert "Before you hand in" not in session.run("%check T2")


def test_questions_are_found_by_few_letters_and_strange_ones_refused(session: Any) -> None:
    """One sentence; the kernel goes on."""
    session.run(WRONG, "b")
    assert passed(session.run("%check t2.a T2.B"))[1] == 2
    said = session.run("%check T9")
    assert said.startswith("There is no question or check 'T9'")
    assert "s3.T2.A" in said
    assert session.run("%check --only T2").startswith("%check has no option --only")
    assert session.run("%check 'T2").startswith("%check 'T2 cannot be read")
    assert session.run("%check T2 --handout").startswith("--handout needs a folder")


def test_help_is_there(session: Any) -> None:
    """`%check?` shows what it takes."""
    session.client.execute("%check?")
    reply = session.client.get_shell_msg(timeout=60)
    while not reply["content"].get("payload"):
        reply = session.client.get_shell_msg(timeout=60)
    assert "%check --handout FOLDER" in reply["content"]["payload"][0]["data"]["text/plain"]


def test_outside_of_a_handout_it_says_what_to_do(kernel: Start, tmp_path: Path) -> None:
    """One sentence."""
    (tmp_path / "elsewhere").mkdir()
    started = kernel(tmp_path / "elsewhere")
    started.run("%load_ext grader")
    assert "is in no handout" in started.run("%check")


def test_the_handout_may_lie_just_below_or_be_named(
    kernel: Start, handout_folder: Path, tmp_path: Path, right: Right
) -> None:
    """As in Colab, where the working directory is /content."""
    started = kernel(tmp_path)
    started.run("%load_ext grader")
    started.run(right("layer_outputs"))
    assert passed(started.run("%check T2")) == (3, 3)
    (tmp_path / "other" / "checks").mkdir(parents=True)
    (tmp_path / "other" / "checks" / "handout.json").write_text("{}")
    said = started.run("%check T2")
    assert said.startswith("There are several handouts in")
    assert "homework, other" in said
    assert passed(started.run(f"%check T2 --handout {handout_folder}")) == (3, 3)
    assert passed(started.run("%check T2")) == (3, 3)  # it is remembered
    assert "damaged" in started.run("%check T2 --handout other")


def test_work_in_files_is_judged_where_no_cell_has_any(
    kernel: Start, handout_folder: Path, right: Right
) -> None:
    """A scratch notebook beside filled-in files; it says what was judged."""
    starter = (handout_folder / "basics.py").read_text()
    (handout_folder / "basics.py").write_text(starter + "\n\n" + right("layer_outputs") + "\n")
    started = kernel(handout_folder)
    started.run("%load_ext grader")
    started.run("import numpy as np")
    said = started.run("%check T2")
    assert passed(said) == (3, 3)
    assert f"Judged: the files in {handout_folder}" in said


def test_the_display_grows_while_checks_run(session: Any) -> None:
    """One display, changed in place, and not at every verdict."""
    session.run(
        "import time\n"
        "def layer_outputs(sizes, batch):\n"
        "    time.sleep(0.6)\n"
        "    return [n * batch for n in sizes[1:]]",
        "b",
    )
    assert passed(session.run("%check T2")) == (3, 3)
    assert 3 <= session.shows <= 6


def test_an_interrupt_ends_the_students_code_and_leaves_the_kernel_sane(
    session: Any, tmp_path: Path, right: Right, eventually: Any
) -> None:
    """The process with their code is gone, the variables are there, the next check works."""
    pid = tmp_path / "pid"
    session.run("keep = 42")
    session.run(
        "def layer_outputs(sizes, batch):\n"
        "    import os, time\n"
        f"    open({str(pid)!r}, 'w').write(str(os.getpid()))\n"
        "    time.sleep(600)",
        "b",
    )
    request = session.start("%check T2", "c")
    number = int(eventually(lambda: pid.exists() and pid.read_text()))
    session.manager.interrupt_kernel()
    said = session.end_of(request)
    assert "Stopped" in said
    assert "Traceback" not in said
    eventually(lambda: not Path(f"/proc/{number}").exists())
    assert session.run("print(keep)").strip() == "42"
    session.run(right("layer_outputs"), "b")
    assert passed(session.run("%check T2")) == (3, 3)


def test_nothing_goes_on_when_the_kernel_is_killed(
    session: Any, tmp_path: Path, eventually: Any
) -> None:
    """Neither the process that judges nor the student's."""
    pid = tmp_path / "pid"
    session.run(
        "def layer_outputs(sizes, batch):\n"
        "    import os\n"
        f"    open({str(pid)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}')\n"
        "    while True: pass",
        "b",
    )
    session.start("%check T2", "c")
    numbers = eventually(lambda: pid.exists() and pid.read_text().split())
    session.manager.shutdown_kernel(now=True)
    for number in numbers:
        eventually(lambda number=number: not Path(f"/proc/{number}").exists())


def test_a_judging_process_that_died_is_said_and_replaced(session: Any, right: Right) -> None:
    """The next check starts another."""
    session.run(right("layer_outputs"), "b")
    session.run("%check T2")
    said = session.run(
        "import os, signal\n"
        "magic = get_ipython().magics_manager.magics['line']['check'].__self__\n"
        "os.kill(magic._process._process.pid, signal.SIGKILL)\n"
        "magic._process._process.poll = lambda: None\n"
        "%check T2"
    )
    assert "ended unexpectedly" in said
    assert passed(session.run("%check T2")) == (3, 3)


def test_the_extension_can_be_reloaded_and_taken_away(session: Any, right: Right) -> None:
    """Nothing is registered twice, and nothing is left."""
    session.run(right("layer_outputs"), "b")
    session.run("%reload_ext grader")
    assert passed(session.run("%check T2")) == (3, 3)
    session.run("%unload_ext grader")
    assert "not found" in session.run("%check T2")


def test_variables_called_like_the_magic_are_the_students(session: Any) -> None:
    """`check` is a name like any other."""
    assert session.run("check = 3\nprint(check)").strip() == "3"
    assert passed(session.run("%check T2"))[1] == 3
