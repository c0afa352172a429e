"""Places that exist on the student's computer only."""

from __future__ import annotations

import pytest
from ahead_looks import cells, look, only

HERE = "where this is graded"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("data = open('/home/ann/hw/data.csv').read()\n", "/home/ann/hw/data.csv"),
        ("import numpy as np\nx = np.load('/Users/ann/x.npy')\n", "/Users/ann/x.npy"),
        ("x = open('/content/drive/MyDrive/my hw/x.txt')\n", "/content/drive/MyDrive/my hw/x.txt"),
        ("x = open(r'C:\\Users\\Ann Lee\\x.txt')\n", "C:\\Users\\Ann Lee\\x.txt"),
        ("x = open('D:/school/x.txt')\n", "D:/school/x.txt"),
        ("x = open('~/x.txt')\n", "~/x.txt"),
        ("x = open('/mnt/data/x.txt')\n", "/mnt/data/x.txt"),
        ("x = open('/kaggle/input/digits/x.txt')\n", "/kaggle/input/digits/x.txt"),
        ("from pathlib import Path\nx = Path('/home/ann/x.txt').read_text()\n", "/home/ann/x.txt"),
        ("DATA = '/home/ann/x.txt'\ndef f():\n    return open(DATA)\n", "/home/ann/x.txt"),
        ("def f(path='/home/ann/x.txt'):\n    return open(path)\n", "/home/ann/x.txt"),
        (
            "class A:\n    at = '/home/ann/x.txt'\n    def f(self): open(self.at)\n",
            "/home/ann/x.txt",
        ),
        ("cfg = {'data': '/home/ann/x.txt'}\nopen(cfg['data'])\n", "/home/ann/x.txt"),
        ("import os\nx = open(os.path.join('/home/ann', 'x.txt'))\n", "/home/ann"),
        ("n = 1\nx = open(f'/home/ann/{n}.txt')\n", "/home/ann/"),
        ("n = 'x'\nx = open('/home/ann/' + n)\n", "/home/ann/"),
    ],
)
def test_a_place_of_this_computer(text: str, path: str) -> None:
    """Wherever it is used as a path; the sentence begins with it."""
    warning = only(look(text), "path")
    assert warning.sentence.startswith(f"There is no '{path}' {HERE}: ")
    assert f"{warning.where}" == f"hw.py, line {warning.line}"


@pytest.mark.parametrize(
    "text",
    [
        '"""Data: /home/ann/data.csv"""\n',
        "def f():\n    '/home/ann/data.csv'\n",
        "# /home/ann/data.csv\n",
        "print('/home/ann/data.csv')\n",
        "url = 'https://example.org/home/ann/x'\nopen(url)\n",
        "import re\nre.findall('/home/ann', 'x')\nre.compile(r'C:\\\\Users')\n",
        "x = 'a'.replace('/home/ann', '')\ny = 'a'.startswith('/Users/ann')\n",
        "x = 'y' == '/home/ann/x'\n",
        "raise ValueError('/home/ann/x is missing')\n",
        "x = open('data/x.csv')\n",
        "x = open('/tmp/x.csv', 'w')\n",
        "x = open('/dev/null')\n",
        "x = '/home'\nopen(x)\n",
        "x = 'ratio: 1/2'\nopen(x)\n",
        "x = 'loss / home / away'\nopen(x)\n",
        "plot = 'k:'\nlabel = r'a:\\b'\nopen(plot + label)\n",
        "from google.colab import drive\ndrive.mount('/content/drive')\n",
        "import matplotlib.pyplot as plt\nplt.savefig('/home/ann/x.png')\n",
        "import numpy as np\nnp.save('/home/ann/x.npy', 1)\n",
        "import logging\nlogging.basicConfig(filename='/home/ann/run.log')\n",
        "import os\nif os.path.exists('/home/ann'):\n    open('/home/ann/x')\n",
        "import os\nx = open('/home/ann/x') if os.path.isfile('/home/ann/x') else None\n",
        "IN_COLAB = False\nif IN_COLAB:\n    open('/content/drive/x')\n",
        "import sys\nif 'google.colab' in sys.modules:\n    open('/content/drive/x')\n",
        "try:\n    open('/home/ann/x')\nexcept OSError:\n    pass\n",
        "if __name__ == '__main__':\n    open('/home/ann/x')\n",
        "DATA = '/home/ann/x'\nif __name__ == '__main__':\n    open(DATA)\n",
        "def main():\n    open('/home/ann/x')\nif __name__ == '__main__':\n    main()\n",
        "DATA = '/home/ann/x'\n",
        "x = 'one\\n/home/ann/x'\nopen(x)\n",
        "text = '/home/ann is where I live. It is warm there.'\nlen(text)\n",
        "import sys\nsys.path.append('..')\n",
        "x = '../x.csv'\n",
    ],
)
def test_strings_that_are_no_such_place(text: str) -> None:
    """Prose, patterns, words, what is asked for first, caught, written or never run."""
    assert look(text) == ()


def test_what_to_write_instead() -> None:
    """The file's own name; where it is handed in or brought, the path that finds it."""
    text = "x = open('/home/ann/data.csv')\n"
    assert only(look(text), "path").sentence.endswith(
        f"{HERE}: put the file beside your code and write 'data.csv'."
    )
    given = look({"hw.py": text, "data/data.csv": "1"})
    assert only(given, "path").sentence.endswith("write 'data/data.csv', which is there.")
    brought = look(text, brings=["digits/data.csv"])
    assert only(brought, "path").sentence.endswith("write 'digits/data.csv', which is there.")


def test_a_folder() -> None:
    """It has no name to write."""
    warning = only(look("ROOT = '/home/ann/hw'\ndef f(): return ROOT\n"), "path")
    assert warning.sentence.endswith(
        "put the files beside your code and use paths that start there."
    )


def test_changing_the_folder() -> None:
    """The line can go: grading starts in the right one."""
    warning = only(cells("import os\nos.chdir('/content/drive/MyDrive/hw')"), "path")
    assert "leave this line out. Grading starts in the folder of your files" in warning.sentence
    assert warning.where == "hw.ipynb, cell 1, line 2"


@pytest.mark.parametrize("call", ["append('/home/ann/lib')", "insert(0, '/home/ann/lib')"])
def test_adding_to_the_search_path(call: str) -> None:
    """The files that it is for have to be handed in."""
    warning = only(look(f"import sys\nsys.path.{call}\n"), "path")
    assert "leave this line out, and hand in the files that it is for" in warning.sentence


def test_writing_in_a_function() -> None:
    """There it ends the function, and with it the check."""
    text = "import numpy as np\ndef f(x):\n    np.save('/home/ann/x.npy', x)\n    return x\n"
    warning = only(look(text), "path")
    assert warning.sentence.endswith("write 'x.npy', a path that starts beside your code.")
    opened = look("def f():\n    return open('/home/ann/log.txt', 'w')\n")
    assert "write 'log.txt', a path" in only(opened, "path").sentence


def test_a_path_that_climbs_out() -> None:
    """Only what is below the submission's folder is handed in."""
    warning = only(look("x = open('../shared/x.csv')\n"), "path")
    assert warning.sentence.startswith("'../shared/x.csv' lies outside of what is handed in: ")


def test_one_path_at_several_places_is_told_once() -> None:
    """With the count."""
    warning = only(look("x = open('/home/ann/x')\ny = open('/home/ann/x')\n"), "path")
    assert warning.line == 1
    assert warning.sentence.endswith("(and 1 more place)")
