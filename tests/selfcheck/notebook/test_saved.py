"""What the notebook's own file says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.selfcheck.notebook.saved import Saved, read_saved


def test_cells_come_with_ids_places_and_texts(tmp_path: Path) -> None:
    """Sources as one text or as lines; cells without an id have no place."""
    path = tmp_path / "a.ipynb"
    cells = [
        {"cell_type": "markdown", "source": ["# A\n", "b"]},
        {"cell_type": "code", "id": "x", "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "code", "source": "c = 3"},
        {"cell_type": "code", "id": "y", "source": "d = 4"},
    ]
    path.write_text(json.dumps({"cells": cells}))
    saved = read_saved(path)
    assert saved.texts == ("# A\nb",)
    assert sorted(saved.order, key=lambda id: saved.order[id]) == ["x", "y"]
    assert saved.sources == {"x": "a = 1\nb = 2", "y": "d = 4"}
    assert saved.only_cell("d = 4\n") == "y"
    assert saved.only_cell("nothing") is None
    assert saved.at == path.stat().st_mtime


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"cells": 3}', '{"cells": [3, null, {"cell_type": "code", "id": 3}]}'],
)
def test_what_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    """Anything may be in a file of that name."""
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    saved = read_saved(path)
    assert (saved.order, saved.sources, saved.texts) == ({}, {}, ())


def test_a_missing_file_says_nothing(tmp_path: Path) -> None:
    """It was renamed since the kernel started."""
    assert read_saved(tmp_path / "a.ipynb") == Saved()
