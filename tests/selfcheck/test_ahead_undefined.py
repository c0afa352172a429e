"""Names that nothing in a script defines; those of notebooks are in test_ahead_order.py."""

from __future__ import annotations

import pytest
from ahead_looks import look, only


def test_an_import_that_is_missing() -> None:
    """It worked where the console had it; the line to add is told."""
    warning = only(look("def f(x):\n    return np.exp(x)\n\ny = np.pi\n"), "undefined")
    assert warning.sentence == (
        "`np` is used, and nothing in this file defines it: write `import numpy as np` at the top."
    )
    assert warning.where == "hw.py, line 2"


def test_a_helper_that_is_missing() -> None:
    """Something else has to define it."""
    warning = only(
        look({"a.py": "def f(x):\n    return helper(x)\n", "b.py": "helper = 1\n"}), "undefined"
    )
    assert warning.sentence.startswith(
        "`helper` is used, and nothing in this file defines it: define or import it here."
    )


def test_a_slip_of_the_hand() -> None:
    """The name that was meant is told."""
    warning = only(look("def softmax(x):\n    return x\nsofmax(1)\n"), "undefined")
    assert warning.sentence.endswith("did you mean `softmax`?")


@pytest.mark.parametrize(
    "text",
    [
        "import numpy as np\ndef f(x):\n    return np.exp(x)\n",
        "def f():\n    return g()\ndef g():\n    return f\n",
        "from numpy import *\nx = exp(1)\n",
        "globals()['x'] = 1\nprint(x)\n",
        "try:\n    unicode\nexcept NameError:\n    unicode = str\n",
        "try:\n    get_ipython()\n    x = colab_only\nexcept NameError:\n    pass\n",
        "print(__file__, __name__, xrange)\n",
        "if __name__ == '__main__':\n    print(undefined)\n",
        "def main():\n    print(undefined)\nif __name__ == '__main__':\n    main()\n",
        "if __name__ == '__main__':\n    scale = 2\ndef f():\n    return scale\n",
        "def f(x: Undefined) -> Unheard:\n    return x\n",
        "def f():\n    global count\n    count = 1\ndef g():\n    return count\n",
        "W = 1\ndel W\nprint(W)\n",
    ],
)
def test_programs_that_define_what_they_use(text: str) -> None:
    """Somewhere, at some time, out of sight, or where grading never looks."""
    assert look(text) == ()
