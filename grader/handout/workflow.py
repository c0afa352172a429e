"""The workflow file with which GitHub runs the public checks at every push of a student.

It is an ordinary GitHub Actions workflow: it needs no account, secret or service beside the
repository, and no right in it but to read.

Source: GitHub's documentation of workflow syntax, and the README files of actions/checkout and
actions/setup-python for their inputs.
"""

from __future__ import annotations

PATH = ".github/workflows/check.yml"
"""Where GitHub looks for it, from the root of the repository."""

_MINUTES = 15
_MINUTES_WITH_TORCH = 30

_TEXT = """\
# Runs the public checks at every push: see "Actions" on your repository's page on GitHub.
name: Public checks

on:
  push:
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: ${{{{ github.workflow }}}}-${{{{ github.ref }}}}
  cancel-in-progress: true

jobs:
  check:
    name: Public checks
    runs-on: ubuntu-latest
    timeout-minutes: {minutes}
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false

      - uses: actions/setup-python@v6
        with:
          python-version: "3.12"
          cache: pip
          cache-dependency-path: "**/deep_grader-*.whl"
{torch}
      - name: Install the checks
        run: python -m pip install ./{wheel}

      - name: Check
        run: grader check --github
"""

_TORCH = """
      - name: Install PyTorch for the CPU
        run: python -m pip install torch --index-url https://download.pytorch.org/whl/cpu
"""


def workflow_text(*, wheel: str, torch: bool) -> str:
    """Writes `.github/workflows/check.yml`.

    Args:
        wheel: file name of the student's part of the program, which lies in the repository's root.
        torch: whether a question needs PyTorch; else its 200 MB are not fetched.

    Returns:
        YAML; the same arguments give the same text.
    """
    return _TEXT.format(
        minutes=_MINUTES_WITH_TORCH if torch else _MINUTES,
        wheel=wheel,
        torch=_TORCH if torch else "",
    )
