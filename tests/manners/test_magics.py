"""What only a notebook understands: magics, shell lines, widgets, bars, drives, questions."""

from __future__ import annotations

import json

import pytest
from handing_in import (
    ANSWERS,
    BLOCK,
    CELLS,
    ENTROPY,
    IMPORTS,
    SCRIPT,
    SIZES,
    SOFTMAX,
    handed_in,
    lost,
    notebook,
    told,
)

HELPER, JACOBIAN = SOFTMAX.split("\n\n")
LEFT_OUT = "hw.ipynb: left out what only a notebook can run: "

LINES: dict[str, tuple[str, str]] = {
    "%matplotlib": ("%matplotlib inline", LEFT_OUT + "%matplotlib inline (cell 1)"),
    "%load_ext": ("%load_ext autoreload\n%autoreload 2", LEFT_OUT + "%load_ext autoreload"),
    "%cd": ("%cd /content/drive/MyDrive/hw", LEFT_OUT + "%cd"),
    "!pip": ("!pip install -q torch", LEFT_OUT + "!pip install -q torch (cell 1)"),
    "pip": ("pip install torch", LEFT_OUT + "pip install torch"),
    "shell result": ("files = !ls\nfor f in files:\n    print(f)", LEFT_OUT + "files = !ls"),
    "help": ("np.dot?\n?np.dot", LEFT_OUT + "np.dot?"),
    "%time": ("%time x = 1\nassert x == 1", LEFT_OUT + "%time x = 1"),
    "%timeit": ("%timeit -n 3 sum([1])", LEFT_OUT + "%timeit"),
    "%env and %config": ("%env A=1\n%config InlineBackend.figure_format = 'svg'", LEFT_OUT),
    "get_ipython": (
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        "files = get_ipython().getoutput('ls')\nassert files == []",
        LEFT_OUT + "get_ipython()",
    ),
    "display": ("display(1)\nfrom IPython.display import HTML\ndisplay(HTML('<b>a</b>'))", ""),
    "%%html": ("%%html\n<b>x</b>", LEFT_OUT + "%%html (cell 1)"),
    "%%bash": ("%%bash\nls -la", LEFT_OUT + "%%bash"),
    "%%javascript": ("%%javascript\nalert('x')", LEFT_OUT + "%%javascript"),
    "%%capture": ("%%capture out\nprint(1)", LEFT_OUT + "%%capture out"),
    "in one cell with a mount": (
        "from google.colab import drive, files\ndrive.mount('/content/drive')\n"
        "uploaded = files.upload()\nfor name in uploaded.keys():\n    print(name)\n"
        "import sys\nsys.path.append('/content/drive/MyDrive')",
        "google.colab is not installed where this is graded: what it would do is left out",
    ),
    "a folder of Colab": (
        "import os\nos.chdir('/content/drive/MyDrive/hw')",
        "cell 1, line 2: FileNotFoundError: [Errno 2] No such file or directory: "
        "'/content/drive/MyDrive/hw' (there is no /content/drive/MyDrive/hw where this is graded: "
        "use paths that start beside your file)",
    ),
    "widgets": (
        "import ipywidgets as widgets\nfrom ipywidgets import interact\n"
        "slider = widgets.IntSlider(min=0, max=3)\ndisplay(slider)\n"
        "@interact(x=(0, 5))\ndef show(x=1):\n    return x\nslider.observe(show, names='value')",
        "",
    ),
    "input()": (
        "n = int(input('How many? '))\nprint(n)",
        "cell 1, line 1: EOFError: EOF when reading a line (nobody answers input() where this is "
        "graded: write the value into the code)",
    ),
    "bars": (
        "from tqdm.notebook import tqdm, trange\nfor i in tqdm(range(3), desc='e'):\n    pass\n"
        "with tqdm(total=3) as bar:\n    bar.update(1)\n    bar.set_postfix(loss=1.0)\n"
        "for i in trange(2):\n    pass\ndone = True\nassert i == 1",
        "",
    ),
}


@pytest.mark.parametrize("manner", LINES)
def test_lines_of_notebooks_cost_nothing(manner: str) -> None:
    """They do nothing or what they can, they are told, and the definitions below them are there."""
    line, sentence = LINES[manner]
    ways = [notebook(line, *CELLS)]
    if not line.startswith("%%"):  # a cell of another language holds nothing else
        ways.append(notebook(line + "\n" + SCRIPT))
    for way in ways:
        result = handed_in({"hw.ipynb": way})
        assert lost(result) == set()
        assert sentence in told(result)
        assert "AssertionError" not in told(result)


AROUND: dict[str, tuple[str, ...]] = {
    "%%time": ("%%time\n" + IMPORTS, *CELLS[1:]),
    "%%capture": ("%%capture\n" + SCRIPT,),
    "%%timeit": (IMPORTS, "%%timeit -n 1 -r 1\n" + "\n".join(CELLS[1:])),
    "a comment first": ("# my imports\n%%time\n" + IMPORTS, *CELLS[1:]),
    "one above the other": ("%%capture\n%%time\n" + SCRIPT,),
    "a magic that nobody knows": ("%%my_timer --loud\n" + SCRIPT,),
    "%%writefile": ("%%writefile basics.py\n" + SCRIPT,),
    "%%writefile, and imported": ("%%writefile basics.py\n" + SCRIPT, "from basics import *"),
    "%%writefile, and run": ("%%writefile basics.py\n" + SCRIPT, "%run basics.py"),
    "%%writefile -a": (
        "%%writefile basics.py\n" + "\n".join(CELLS[:3]),
        "%%writefile -a basics.py\n" + "\n".join(CELLS[3:]),
    ),
}


@pytest.mark.parametrize("manner", AROUND)
def test_magics_around_a_cell_cost_nothing(manner: str) -> None:
    """What stands below them is code of the notebook, or a file that it writes."""
    assert lost(handed_in({"hw.ipynb": notebook(*AROUND[manner])})) == set()


@pytest.mark.parametrize(
    "line", ["%run helper.py", "%run ./helper.py", "%run -i 'helper.py'", "%run helper"]
)
@pytest.mark.parametrize("kind", ["script", "notebook"])
def test_run_takes_over_the_names_of_another_file(line: str, kind: str) -> None:
    """As in the notebook itself: the functions below use what the other file defines."""
    cells = (line, ANSWERS, BLOCK, SIZES, JACOBIAN, ENTROPY)
    if kind == "script":
        other: dict[str, str | bytes] = {"helper.py": IMPORTS + HELPER}
    else:
        other = {"helper.ipynb": notebook(IMPORTS, HELPER)}
        cells = (line.replace("helper.py", "helper.ipynb"), *cells[1:])
    # `np` is the helper's, too: a star hands it on.
    assert lost(handed_in({"hw.ipynb": notebook(*cells), **other})) == set()


def test_pylab_binds_what_it_always_did() -> None:
    """`np`, `plt` and the names of both, without those that Python has itself."""
    cells = (
        "%pylab inline",
        HELPER.replace("np.exp", "exp"),
        JACOBIAN,
        ENTROPY,
        "plot([1, max(2, 3)])",
    )
    result = handed_in({"hw.ipynb": notebook(*cells)}, only=["s3.T4.1", "s3.T4.2", "s3.T4.3"])
    assert lost(result) == set()
    assert [line for line in told(result).splitlines() if "hw.ipynb" in line] in (
        [],  # with matplotlib
        [
            "hw.ipynb, cell 1, line 1: matplotlib is not installed where this is graded: plots are left out"
        ],
    )


def test_run_of_a_file_that_was_not_handed_in_names_it() -> None:
    """It costs what needs it, and says so."""
    result = handed_in({"hw.ipynb": notebook("%run missing.py", *CELLS)})
    assert lost(result) == set()
    assert "No module named 'missing' (it was not handed in and is not installed" in told(result)


def test_a_script_saved_out_of_a_notebook() -> None:
    """`jupyter nbconvert --to script`: magics as calls, cells as comments, display as it was."""
    text = (
        "#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\n\n"
        "get_ipython().run_line_magic('matplotlib', 'inline')\n"
        "get_ipython().system('pip install torch')\ndisplay(3)\n" + "\n\n# In[ ]:\n\n\n".join(CELLS)
    )
    result = handed_in({"hw.py": text})
    assert lost(result) == set()
    assert "NameError" not in told(result)


def test_outputs_of_100_megabytes_are_not_read() -> None:
    """The notebook is graded by its code, whatever running it left behind."""
    cells = json.loads(notebook(*CELLS))["cells"]
    cells[0]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["x" * (1 << 20)] * 100}
    ]
    data = notebook(*cells)
    assert len(data) > 100 << 20
    assert lost(handed_in({"hw.ipynb": data})) == set()
