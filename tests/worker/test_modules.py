"""The submission's modules import each other as on the student's machine, each executed once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from worker_session import Asked, process_kept, submission

Make = Callable[..., Asked]

CUT_OFF = "cut off after 0.1 s: what takes long at the top level is not waited for; put it into a function"
NOT_INSTALLED = "it was not handed in and is not installed where this is graded; what does not need it is graded"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes a session: `make({"work.py": source})`."""
    with process_kept():
        os.chdir(tmp_path)
        yield lambda files, **more: Asked(submission(files, **more))


def test_modules_are_executed_when_needed_and_once(make: Make) -> None:
    """Nothing runs before it is asked for, and the import of another module is the same object."""
    asked = make(
        {
            "a.py": "import b\nimport log\nlog.seen.append('a')\n",
            "b.py": "import log\nlog.seen.append('b')\n",
            "log.py": "seen = []\n",
        }
    )
    assert "log" not in sys.modules
    assert asked.get("seen", module="log") == []
    asked.get("b", module="a")
    asked.get("log", module="b")
    assert asked.get("seen", module="log") == ["b", "a"]


def test_star_import_takes_what_a_broken_module_still_defines(make: Make) -> None:
    """A failing statement is noted with its own module, and the importing module goes on."""
    asked = make(
        {
            "mlp.py": "from modules import *\ndef f(): return g()\n",
            "modules.py": "import nothing_like_it\ndef g(): return 3\n",
        }
    )
    assert asked.notes("mlp") == [
        ["modules", 1, f"ModuleNotFoundError: No module named 'nothing_like_it' ({NOT_INSTALLED})"]
    ]
    assert asked.call("f", module="mlp") == 3


def test_circular_imports(make: Make) -> None:
    """Two modules that import each other load as they do in plain Python."""
    asked = make(
        {
            "a.py": "import b\ndef f(): return b.g() + 1\ndef h(): return 10\n",
            "b.py": "import a\ndef g(): return a.h()\n",
        }
    )
    assert asked.call("f", module="a") == 11
    assert asked.notes("b") == []


def test_a_name_from_a_circle_that_is_not_there_yet_is_noted(make: Make) -> None:
    """The import that fails in plain Python fails here too, and costs that statement only."""
    asked = make(
        {"a.py": "from b import g\ndef h(): return 1\n", "b.py": "from a import h\ng = 2\n"}
    )
    notes = asked.notes("a")
    assert [note[:2] for note in notes] == [["b", 1]]
    assert "cannot import name 'h'" in notes[0][2]
    assert asked.get("g", module="a") == 2


def test_packages_and_relative_imports(make: Make) -> None:
    """`from . import`, `from .x import`, `from ..x import` and absolute imports of a package."""
    asked = make(
        {
            "nets/__init__.py": "from .mlp import MLP\n",
            "nets/mlp.py": "from . import layers\nfrom .deep.more import z\nclass MLP: x = layers.y + z\n",
            "nets/layers.py": "y = 3\n",
            "nets/deep/more.py": "from ..layers import y\nz = 10 * y\n",
            "work.py": "import nets.layers\nfrom nets import MLP, layers\nimport nets as n\n"
            "def f(): return MLP.x, nets.layers is layers, n is nets\n",
        }
    )
    assert asked.call("f") == (33, True, True)
    assert asked.get("__package__", module="nets.deep.more") == "nets.deep"


def test_folders_without_init_work_like_scripts_run_there(make: Make) -> None:
    """A file imports its neighbours by their bare names, and they are not executed twice."""
    asked = make(
        {
            "code_1/mlp.py": "from modules import f\nimport modules\nimport importlib\n"
            "def same(): return importlib.import_module('modules') is modules\n",
            "code_1/modules.py": "import builtins\n"
            "builtins.runs_of_it = getattr(builtins, 'runs_of_it', 0) + 1\ndef f(): return 1\n",
        }
    )
    assert asked.call("f", module="code_1.mlp") == 1
    assert asked.call("same", module="code_1.mlp") is True
    assert asked.call("f", module="code_1.modules") == 1
    assert sys.modules["builtins"].__dict__["runs_of_it"] == 1


def test_neighbours_of_one_name_in_two_folders(make: Make) -> None:
    """Each folder's files get the neighbour from their own folder."""
    files = {}
    for folder in ("numpy_part", "torch_part"):
        files[f"{folder}/mlp.py"] = (
            "from modules import where\nimport modules as m\nimport modules\n"
        )
        files[f"{folder}/modules.py"] = f"where = '{folder}'\n"
    asked = make(files)
    for folder in ("torch_part", "numpy_part"):
        assert asked.get("where", module=f"{folder}.mlp") == folder
        assert asked.get("m", "where", module=f"{folder}.mlp") == folder
        assert asked.get("modules", "where", module=f"{folder}.mlp") == folder


def test_two_files_with_the_same_class(make: Make) -> None:
    """Names of different files do not get into each other's way."""
    asked = make(
        {
            "mlp_numpy.py": "class MLP:\n    kind = 'numpy'\n",
            "mlp_pytorch.py": "class MLP:\n    kind = 'torch'\n",
        }
    )
    assert asked.get("MLP", "kind", module="mlp_pytorch") == "torch"
    assert asked.get("MLP", "kind", module="mlp_numpy") == "numpy"


@pytest.mark.parametrize("name", ["random", "types", "code", "statistics", "calendar", "numpy"])
def test_files_that_bear_the_name_of_a_library(make: Make, name: str) -> None:
    """The submission gets its own file, everybody else the library."""
    library = sys.modules.get(name)
    asked = make(
        {
            f"{name}.py": "def ours(): return 'ours'\n",
            "work.py": f"from {name} import ours\nimport {name} as x\nimport {name}\n"
            f"def f(): return x.ours(), {name}.ours()\n",
        }
    )
    assert asked.notes() == []
    assert asked.call("f") == ("ours", "ours")
    assert asked.call("ours", module=name) == "ours"
    assert sys.modules.get(name) is library


def test_a_file_named_like_the_library_it_imports(make: Make) -> None:
    """`numpy.py` that imports numpy gets the library, not itself."""
    asked = make({"numpy.py": "import numpy as np\ndef f(): return np.zeros(2).sum()\n"})
    assert asked.call("f", module="numpy") == 0


def test_a_package_named_like_a_library(make: Make) -> None:
    """`import numpy` in a package `numpy` is the library, `from numpy.net import` the package."""
    asked = make(
        {
            "numpy/__init__.py": "import numpy as np\nfrom numpy.net import f\nzero = np.zeros(1)[0]\n",
            "numpy/net.py": "import numpy as np\ndef f(): return np.ones(2).sum()\n",
        }
    )
    assert asked.notes("numpy") == []
    assert asked.call("f", module="numpy") == 2
    assert asked.get("zero", module="numpy") == 0


def test_folders_named_like_libraries(make: Make) -> None:
    """`numpy/mlp.py` and `code/mlp.py` load, with their relative and neighbourly imports."""
    asked = make(
        {
            "numpy/mlp.py": "import numpy as np\nfrom modules import f\nfrom .modules import f as g\n"
            "def same(): return f is g and np.ones(2).sum() == 2\n",
            "numpy/modules.py": "def f(): pass\n",
            "code/work.py": "from code.helper import h\nfrom helper import h as k\n"
            "import code.helper\ndef f(): return h is k is code.helper.h\n",
            "code/helper.py": "def h(): pass\n",
        }
    )
    assert asked.notes("numpy.mlp") == []
    assert asked.call("same", module="numpy.mlp") is True
    assert asked.notes("code.work") == []
    assert asked.call("f", module="code.work") is True


def test_inside_a_package_the_top_comes_first(make: Make) -> None:
    """A package with a file `numpy.py` of its own still gets the library by `import numpy`."""
    asked = make(
        {
            "nets/__init__.py": "",
            "nets/numpy.py": "mine = True\n",
            "nets/tool.py": "where = 'package'\n",
            "tool.py": "where = 'top'\n",
            "nets/mlp.py": "import numpy\nimport tool\nfrom .numpy import mine\n"
            "def f(): return numpy.ones(2).sum(), tool.where, mine\n",
        }
    )
    assert asked.call("f", module="nets.mlp") == (2, "top", True)


def test_a_missing_submodule_is_an_import_error(make: Make) -> None:
    """Importing what a folder does not hold fails as in plain Python."""
    asked = make({"work.py": "import part.none\nfrom part import none\n", "part/a.py": "x = 1\n"})
    notes = asked.notes()
    assert [note[:2] for note in notes] == [["work", 1], ["work", 2]]
    assert "No module named" in notes[0][2]
    assert "cannot import name 'none'" in notes[1][2]


def test_notebooks_are_modules(make: Make) -> None:
    """A notebook is importable, its shell does nothing, and a failing line costs itself."""
    source = (
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        "import nothing_like_it\n"
        "kept = 1\n"
        "def f(): return 3\n"
        "display(f())\n"
    )
    asked = make(
        {"hw.ipynb": source, "work.py": "from hw import f\n"}, blocks={"hw.ipynb": [1, 2, 4]}
    )
    assert asked.notes("work") == [
        ["hw", 2, f"ModuleNotFoundError: No module named 'nothing_like_it' ({NOT_INSTALLED})"]
    ]
    assert asked.call("f") == 3
    assert asked.get("kept", module="hw") == 1


def test_scripts_have_no_shell(make: Make) -> None:
    """Without a notebook, code that asks whether it runs in one hears no."""
    asked = make(
        {
            "work.py": """
                try:
                    get_ipython()
                    notebook = True
                except NameError:
                    notebook = False
            """
        }
    )
    assert asked.get("notebook") is False


def test_a_source_that_does_not_parse(make: Make) -> None:
    """A load that fails wholesale says so each time, with the line; an import of it is noted."""
    asked = make({"bad.py": "x = 1\ndef f(:\n", "work.py": "import bad\ny = 2\n"})
    for _ in range(2):
        answer = asked.ask("load", module="bad")
        assert (answer["ok"], answer["why"], answer["type"]) == (False, "load", "SyntaxError")
        assert answer["frames"] == [["bad.py", 2, "<module>"]]
    notes = asked.notes()
    assert notes[0][:2] == ["work", 1]
    assert notes[0][2].startswith("SyntaxError")
    assert asked.get("y") == 2


def test_names_from_failed_imports_with_a_plan_b(make: Make) -> None:
    """`try: import ... except ImportError:` works as written, without a note."""
    asked = make(
        {
            "work.py": """
                try:
                    from fast_things import f
                except ImportError:
                    def f(): return 'slow'
                globals()['g' + 'h'] = lambda: 4
                for name in ('p', 'q'):
                    exec(f'def {name}(): return {name!r}')
            """
        }
    )
    assert asked.notes() == []
    assert (asked.call("f"), asked.call("gh"), asked.call("q")) == ("slow", 4, "q")


def test_sources_can_be_inspected(make: Make) -> None:
    """`inspect.getsource` and tracebacks see what was executed, for notebooks too."""
    asked = make(
        {
            "work.py": "import inspect\ndef f():\n    return 1  # seen\n"
            "def g(): return inspect.getsource(f)\n",
            "hw.ipynb": "import inspect\nclass A:\n    x = 1  # seen\n"
            "def g(): return inspect.getsource(A)\n",
        },
        blocks={"hw.ipynb": [1, 2]},
    )
    assert "return 1  # seen" in asked.call("g")
    assert "x = 1  # seen" in asked.call("g", module="hw")


def test_a_script_sees_no_arguments(make: Make) -> None:
    """argparse at the top level gets its defaults."""
    asked = make(
        {
            "work.py": """
                import argparse
                parser = argparse.ArgumentParser()
                parser.add_argument("--rate", type=float, default=0.5)
                rate = parser.parse_args().rate
            """
        }
    )
    assert asked.get("rate") == 0.5


def test_training_at_import_is_cut_off(make: Make) -> None:
    """`import_s` of the first message bounds each statement; the rest of the module is there."""
    asked = make(
        {
            "train.py": "from net import Net\nwhile True:\n    Net()\n\ndef after(): return 'here'\n",
            "net.py": "class Net: pass\n",
        },
        import_s=0.1,
    )
    assert asked.notes("train") == [["train", 2, CUT_OFF]]
    assert asked.call("after", module="train") == "here"


def test_notes_are_told_once_and_not_without_end(make: Make) -> None:
    """A module of which every line fails is told with 50 lines, in the answer that loaded it."""
    asked = make({"work.py": "".join(f"undefined_{n}\n" for n in range(90))})
    assert len(asked.notes()) == 50
    assert asked.notes() == []


def test_a_module_may_replace_itself(make: Make) -> None:
    """What stands in sys.modules after the execution is the module, as in plain Python."""
    asked = make(
        {
            "work.py": """
                import sys
                class Me:
                    x = 5
                sys.modules[__name__] = Me()
            """
        }
    )
    assert asked.get("x") == 5


def test_odd_file_names(make: Make) -> None:
    """Names that no import statement could spell are loaded all the same."""
    asked = make({"2-layer net (final).py": "x = 1\n", "Übung.py": "x = 2\n"})
    assert asked.get("x", module="2-layer net (final)") == 1
    assert asked.get("x", module="Übung") == 2
