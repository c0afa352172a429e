"""Imports that work on the student's computer only."""

from __future__ import annotations

import pytest
from ahead_looks import look, notebook, only

LOST = "what needs it will not work when graded."


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("import pandas as pd\nframe = pd.DataFrame()\n", "pandas"),
        (
            "from sklearn.datasets import load_digits\nX, y = load_digits(return_X_y=True)\n",
            "sklearn",
        ),
        ("import scipy.special\ndef f(x):\n    return scipy.special.expit(x)\n", "scipy"),
        ("def f(x):\n    import cv2\n    return cv2.resize(x)\n", "cv2"),
        ("from torchvision import datasets\ndata = datasets.MNIST('.')\n", "torchvision"),
        ("import tensorflow as tf, math\nx = tf.zeros(3) + math.pi\n", "tensorflow"),
        ("from jax.numpy import *\ny = asinh2(1)\n", "jax"),
    ],
)
def test_a_package_that_grading_does_not_have(text: str, package: str) -> None:
    """It is named, with what is there instead."""
    warning = only(look(text), "package")
    assert warning.sentence == (
        f"Grading does not have the package `{package}`, only numpy and torch: {LOST}"
    )
    assert warning.line == next(
        n for n, line in enumerate(text.splitlines(), 1) if "import" in line
    )


@pytest.mark.parametrize(
    "text",
    [
        "import numpy as np, torch\nfrom torch import nn\nx = np.pi, nn.ReLU, torch\n",
        "from __future__ import annotations\nimport os.path, dataclasses\nx = os, dataclasses\n",
        "import sympy\nfrom typing_extensions import override\nx = sympy.Symbol('x'), override\n",
        "import matplotlib.pyplot as plt\nplt.plot([1])\n",
        "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)): pass\n",
        "from google.colab import drive, files\ndrive.mount('/content/drive')\nfiles.upload()\n",
        "from IPython.display import display\ndisplay(1)\n",
        "import seaborn as sns\nsns.set()\n",
        "from numba import njit\n@njit\ndef f(x): return x\n",
        "from torch.utils.tensorboard import SummaryWriter\nSummaryWriter()\n",
        "import pandas as pd\n",
        "import pandas as pd\nif __name__ == '__main__':\n    print(pd.DataFrame())\n",
        "if __name__ == '__main__':\n    import pandas as pd\n    print(pd.DataFrame())\n",
        "import pandas as pd\ndef main(): print(pd.DataFrame())\nif __name__ == '__main__':\n    main()\n",
        "try:\n    import cupy as xp\nexcept ImportError:\n    import numpy as xp\nx = xp.zeros(3)\n",
        "from contextlib import suppress\nwith suppress(ImportError):\n    import pandas\nx = pandas\n",
        "import importlib.util\nif importlib.util.find_spec('pandas'):\n    import pandas\n    pandas.x\n",
        "import sys\nif 'google.colab' in sys.modules:\n    import gdown\n    gdown.download('x')\n",
        "from jaxtyping import Float\ndef f(x: Float) -> Float: return x\n",
        "from typeguard import typechecked\n@typechecked\ndef f(x): return x\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas as pd\ndef f(x: pd.X): x\n",
        "import grader\ngrader.check('q1')\n",
        "from my_helpers import *\nx = 1\n",
        "import cPickle as pickle\npickle.dumps(1)\n",
    ],
)
def test_imports_that_cost_nothing(text: str) -> None:
    """What is installed, has a stand-in, is caught, or is used by nothing that grading runs."""
    assert look(text) == ()


def test_without_a_list_of_packages() -> None:
    """A homework of plain Python says so."""
    warning = only(look("import numpy\nx = numpy.pi\n", packages=()), "package")
    assert "only nothing beside the standard library" in warning.sentence


def test_a_package_of_windows() -> None:
    """It is of the standard library, and yet not there."""
    warning = only(look("import winsound\nwinsound.Beep(1, 2)\n"), "package")
    assert warning.sentence == f"`winsound` exists on Windows only: {LOST}"


def test_a_file_that_was_not_handed_in() -> None:
    """A name that no package is known by is a file of theirs."""
    warning = only(look("from my_utils import softmax\ny = softmax(1)\n"), "file")
    assert warning.sentence == (
        "my_utils.py is not among the files, and grading has no package `my_utils`: "
        f"hand the file in beside hw.py; {LOST}"
    )
    assert warning.where == "hw.py, line 1"


def test_a_relative_import_of_a_file_that_was_not_handed_in() -> None:
    """No package can be meant."""
    files = {"net/__init__.py": "", "net/model.py": "from .layers import Linear\nx = Linear()\n"}
    warning = only(look({**files, "main.py": "import net.model\nnet.model.x\n"}), "file")
    assert warning.sentence == (
        f"layers.py is not among the files: hand it in beside net/model.py; {LOST}"
    )


@pytest.mark.parametrize(
    "files",
    [
        {"hw.py": "from layers import Linear\nLinear()\n", "layers.py": "class Linear: pass\n"},
        {"hw.py": "from layers import Linear\nLinear()\n", "src/layers.py": "class Linear: pass\n"},
        {"hw.py": "from . import layers\nlayers.x\n", "layers.py": "x = 1\n"},
        {"hw.py": "from .layers import x\nprint(x)\n", "layers.py": "x = 1\n"},
        {
            "net/__init__.py": "from .layers import x\n",
            "net/layers.py": "from . import other\nfrom .. import hw\nx = other, hw\n",
            "net/other.py": "",
            "hw.py": "import net.layers as l\nl.x\n",
        },
        {"hw.py": "import notes\nnotes.x\n", "notes.ipynb": notebook("x = 1\n")},
    ],
)
def test_files_of_the_submission_are_found(files: dict[str, str]) -> None:
    """By their names, from beside them, relatively, in folders, and in notebooks."""
    assert look(files) == ()


def test_a_file_that_the_handout_brings_is_there() -> None:
    """Helpers of the course need not be handed in."""
    assert look("import course_data\ncourse_data.x\n", brings=["course_data.py"]) == ()
    assert len(look("import course_data\ncourse_data.x\n")) == 1


def test_a_name_that_another_file_takes_counts_as_used() -> None:
    """`common.py` imports it for everybody."""
    files = {"common.py": "import pandas as pd\n", "hw.py": "from common import pd\npd.x\n"}
    assert only(look(files), "package").path == "common.py"
    assert look({**files, "hw.py": "import common\n"}) == ()


def test_the_same_package_in_several_files_is_told_once() -> None:
    """With the number of the other places."""
    files = {f"{name}.py": "import pandas as pd\npd.x\n" for name in "abc"}
    warning = only(look(files), "package")
    assert warning.path == "a.py"
    assert warning.sentence.endswith("(and 2 more places)")
