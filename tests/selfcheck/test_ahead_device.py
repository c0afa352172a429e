"""A graphics card without a way out, and code that ends the program."""

from __future__ import annotations

import pytest
from ahead_looks import look, only

TORCH = "import torch\nfrom torch import nn\nnet = nn.Linear(2, 1)\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("net.cuda()\n", "`.cuda()`"),
        ("def f(x):\n    return net(x.cuda())\n", "`.cuda()`"),
        ("net.to('cuda')\n", '`"cuda"`'),
        ("net.to('cuda:0')\n", '`"cuda:0"`'),
        ("x = torch.zeros(3, device='cuda')\n", '`"cuda"`'),
        ("device = torch.device('cuda')\nnet.to(device)\n", '`"cuda"`'),
        ("DEVICE = 'mps'\nnet.to(DEVICE)\n", '`"mps"`'),
        ("x = torch.load('x.pt', map_location='cuda')\n", '`"cuda"`'),
        ("torch.set_default_device('cuda')\n", '`"cuda"`'),
        ("x = torch.cuda.FloatTensor(3)\n", "`torch.cuda.FloatTensor`"),
        ("torch.cuda.set_device(0)\n", "`torch.cuda.set_device()`"),
        ("def train(x, device='cuda'):\n    return x.to(device)\n", '`device="cuda"`'),
    ],
)
def test_a_graphics_card_is_asked_for(text: str, what: str) -> None:
    """What asks for it is told, and how to choose."""
    warnings = look(TORCH + text, starter={"hw.py": ("train",)})
    told = [w for w in warnings if w.kind == "device"]
    assert len(told) == 1
    assert told[0].sentence.startswith(f"{what} needs a graphics card, and there is none")
    assert '"cuda" if torch.cuda.is_available() else "cpu"' in told[0].sentence


@pytest.mark.parametrize(
    "text",
    [
        "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\nnet.to(device)\n",
        "device = 'cuda' if torch.cuda.is_available() else 'cpu'\nnet.to(device)\n",
        "if torch.cuda.is_available():\n    net.cuda()\n",
        "use_cuda = torch.cuda.is_available()\nif use_cuda:\n    net = net.cuda()\n",
        "gpu = False\nx = net.cuda() if gpu else net\n",
        "device = 'cpu'\nif torch.cuda.is_available():\n    device = 'cuda'\nnet.to(device)\n",
        "device = 'cuda'\nif not torch.cuda.is_available():\n    device = 'cpu'\nnet.to(device)\n",
        "device = torch.device('cuda')\nif not torch.cuda.is_available():\n"
        "    device = torch.device('cpu')\nnet.to(device)\n",
        "def f(x):\n    if not torch.cuda.is_available():\n        return x\n    return x.cuda()\n",
        "try:\n    net.cuda()\nexcept (AssertionError, RuntimeError):\n    pass\n",
        "torch.cuda.manual_seed_all(0)\ntorch.backends.cudnn.deterministic = True\n",
        "torch.cuda.empty_cache()\nprint(torch.cuda.device_count())\n",
        "net.to('cpu')\nnet.to(torch.float64)\n",
        "def helper(x, device='cuda'):\n    return x\nhelper(1, device='cpu')\n",
        "if __name__ == '__main__':\n    net.cuda()\n",
        "if net.weight.device == torch.device('cuda'):\n    print(1)\n",
        "print('cuda')\nname = 'cuda'\n",
    ],
)
def test_programs_that_run_without_one(text: str) -> None:
    """They ask first, have another way, or never run that when graded."""
    assert look(TORCH + text) == ()


def test_without_torch_the_word_means_something_else() -> None:
    """Only PyTorch has devices."""
    assert look("x = len\nx.to('cuda')\n") == ()


@pytest.mark.parametrize("call", ["os._exit(0)", "os.abort()"])
def test_what_ends_the_program(call: str) -> None:
    """At the top level it ends every check."""
    warning = only(look(f"import os\n{call}\n"), "exit")
    assert warning.sentence.startswith(f"`{call.partition('(')[0]}()` ends the whole program")


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nsys.exit()\n",
        "exit()\nquit(1)\n",
        "raise SystemExit\n",
        "import os\ndef f():\n    os._exit(0)\n",
        "import os\nif __name__ == '__main__':\n    os._exit(0)\n",
    ],
)
def test_what_ends_a_statement_only(text: str) -> None:
    """Grading runs the lines below it all the same."""
    assert look(text) == ()
