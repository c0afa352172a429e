"""Makes the helpers beside these tests importable: `verdicts`, and the solutions of each homework."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
