"""What the student's process is asked during a self-check: never the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handout_built import near
from handout_contents import _numbers

from grader.handout.write import handout_files
from grader.load.from_text import load_text
from grader.material import load_solution
from grader.sandbox.plain import PlainWorker
from grader.selfcheck.handout import read_handout
from grader.selfcheck.run import SelfCheck
from grader.truth import Replay

HOMEWORKS = Path(__file__).resolve().parents[3] / "assignments"
