"""How requests are answered: without a line for each in a log, where tokens and names would stand."""

from __future__ import annotations

import sys
from typing import Any

from werkzeug.serving import WSGIRequestHandler


class Quiet(WSGIRequestHandler):
    """Says errors, and nothing else."""

    server_version = "grader"
    sys_version = ""

    def version_string(self) -> str:
        """What the header `Server` says: no versions."""
        return self.server_version

    def log(self, type: str, message: str, *args: Any) -> None:
        """Takes every line; only errors of the server come through."""
        if type == "error":
            print(f"grader review: {message % args}", file=sys.stderr)
