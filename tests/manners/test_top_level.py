"""What runs when a file is imported: training, plots, paths, arguments, exits, processes, warnings."""

from __future__ import annotations

import pytest
from handing_in import CELLS, SCRIPT, handed_in, lost, notebook, told

AT = "    p = softmax(h)\n"
NO_PATH = "use paths that start beside your file"

PROGRAMS: dict[str, tuple[str, str]] = {
    "a main function": ("def main():\n    1 / 0\nif __name__ == '__main__':\n    main()\n", ""),
    "a data file that is not there": (
        "import numpy as np\ndata = np.loadtxt('data/train.csv')\nmean = data.mean()\n",
        "FileNotFoundError: data/train.csv not found (the file was not handed in",
    ),
    "a home folder": (
        "data = open('/home/me/hw/data.txt').read()\n",
        f"'/home/me/hw/data.txt' (there is no /home/me/hw/data.txt where this is graded: {NO_PATH})",
    ),
    "a drive of Windows": (
        "data = open(r'C:\\Users\\me\\data.txt').read()\n",
        NO_PATH,
    ),
    "another folder": ("import os\nos.chdir('/home/me/hw')\n", NO_PATH),
    "another folder that is there": ("import os\nos.chdir('..')\n", ""),
    "arguments with defaults": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', default=1)\n"
        "lr = p.parse_args().lr\nassert lr == 1\n",
        "",
    ),
    "arguments that are required": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', required=True)\n"
        "args = p.parse_args()\nlr = args.lr\n",
        "SystemExit: 2 (no command-line arguments are given where this is graded: give every option "
        "a default)",
    ),
    "arguments by hand": ("import sys\nn = int(sys.argv[1])\n", "IndexError: list index out of range"),
    "exits": (
        "import sys\nsys.exit()\nexit()\nquit()\n",
        "hw.py, line 2: the program would end here; the lines below it were run all the same",
    ),
    "a question": (
        "name = input('Your name: ')\n",
        "nobody answers input() where this is graded: write the value into the code",
    ),
    "processes": (
        "import multiprocessing as mp\npool = mp.Pool(4)\npool.map(abs, [1])\n",
        "",
    ),
    "seeds": (
        "import numpy as np, random\nnp.random.seed(0)\nrandom.seed(0)\n"
        "rng = np.random.default_rng(1)\n",
        "",
    ),
    "a log": (
        "import logging\nlogging.basicConfig(filename='run.log', level=logging.DEBUG)\n"
        "logging.info('start')\n",
        "",
    ),
    "a log elsewhere": (
        "import logging\nlogging.basicConfig(filename='/home/me/run.log')\n",
        NO_PATH,
    ),
    "warnings as errors": (
        "import warnings, numpy as np\nwarnings.simplefilter('error')\nnp.seterr(all='raise')\n"
        "np.set_printoptions(precision=2)\n",
        "",
    ),
    "17 kB of output": ("for i in range(1000):\n    print('epoch', i, 'done')\n", ""),
    "output in colours": ("print('\\033[31mred\\033[0m\\a')\n", ""),
    "a progress bar": (
        "from tqdm import tqdm, trange\nfor i in tqdm(range(3)):\n    pass\nassert i == 2\n",
        "",
    ),
    "a class defined twice": ("class Net:\n    a = 1\nclass Net:\n    b = 2\nassert Net.b\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("manner", PROGRAMS)
@pytest.mark.parametrize("kind", ["script", "notebook"])
def test_top_levels_cost_nothing(manner: str, kind: str) -> None:
    """What stands below a line that fails is there; the line is told with what to do."""
    text, sentence = PROGRAMS[manner]
    if kind == "script":
        files: dict[str, str | bytes] = {"hw.py": text + SCRIPT}
    else:
        files = {"hw.ipynb": notebook(text, *CELLS)}
    result = handed_in(files)
    assert lost(result) == set()
    assert sentence.replace("hw.py, line 2", "line 2") in told(result)
    assert "AssertionError" not in told(result)


PLOTS = {
    "to a screen": (
        "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\n"
        "plt.plot([1, 2])\nplt.show(block=True)\n"
    ),
    "in a style that is gone": (
        "import matplotlib.pyplot as plt\nplt.style.use('seaborn-whitegrid')\n"
        "figure, (a, b) = plt.subplots(1, 2)\na.imshow([[1]])\nplt.savefig('figure.png')\n"
    ),
    "in three dimensions": (
        "from mpl_toolkits.mplot3d import Axes3D\nimport matplotlib.pyplot as plt\n"
        "axis = plt.figure().add_subplot(projection='3d')\nplt.close('all')\n"
    ),
}


def test_plots_inside_of_a_function_cost_nothing() -> None:
    """Nothing waits for a window, and a style or a screen that is not there raises nothing."""
    lines = (
        "plt.style.use('seaborn-whitegrid')", "plt.switch_backend('TkAgg')", "plt.plot(p)",
        "plt.show(block=True)", "plt.pause(100)",
    )  # fmt: skip
    text = SCRIPT.replace(AT, AT + "".join(f"    {line}\n" for line in lines))
    result = handed_in({"hw.py": "import matplotlib.pyplot as plt\n" + text})
    assert lost(result) == set()


@pytest.mark.parametrize("manner", PLOTS)
def test_plots_cost_nothing(manner: str) -> None:
    """With matplotlib and without, whatever screen they were meant for."""
    result = handed_in({"hw.py": PLOTS[manner] + SCRIPT})
    assert lost(result) == set()


def test_training_at_the_top_level_is_cut_off() -> None:
    """What is defined below it is there, and it is said what was cut off and why."""
    training = "loss = 1.0\nfor epoch in iter(int, 1):\n    loss *= 0.999\n"
    result = handed_in({"hw.py": CELLS[0] + training + "".join(CELLS[1:])}, only=["s3.T3"])
    assert lost(result) == set()
    assert "hw.py, line 3: cut off after " in told(result)
    assert "what takes long at the top level is not waited for; put it into a function" in told(
        result
    )


INDENTED = "".join(f"    {line}\n" for line in SCRIPT.split("\n"))


def test_definitions_below_the_main_guard_count() -> None:
    """They were meant to be handed in; that they stand in the wrong place is told."""
    result = handed_in({"hw.py": f"if __name__ == '__main__':\n{INDENTED}"})
    assert lost(result) == set()
    assert 'hw.py, line 1: defined only below if __name__ == "__main__"' in told(result)
    assert "move it to the left margin" in told(result)


@pytest.mark.parametrize("head", ["def main():", "def solution():", "class Solution:"])
def test_definitions_inside_of_something_are_told(head: str) -> None:
    """Nothing outside can reach them; the sentence names the line and what to do."""
    result = handed_in({"hw.py": f"{head}\n{INDENTED}"})
    assert {v.status for v in result.verdicts} == {"failed", "manual"}
    assert (
        "residual_block is not defined at the top level: hw.py, line 12 defines it inside of a "
        "function or class, where nothing else can find it; move it to the left margin."
    ) in told(result)


def test_names_made_at_run_time_count() -> None:
    """`globals().update(solution())`: functions and answers are found all the same."""
    text = f"def solution():\n{INDENTED}    return locals()\nglobals().update(solution())\n"
    assert lost(handed_in({"hw.py": text})) == set()
