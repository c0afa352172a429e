"""Places as a student of a notebook finds them."""

from __future__ import annotations

from grader.selfcheck.notebook.places import Places
from grader.types import Module, Verdict

PLACES = Places("my work (1).ipynb", [3, 12, 5])


def verdict(**fields: object) -> Verdict:
    """A failed verdict."""
    told = {"check": "a.b", "question": "q", "title": "t", "status": "failed", "earned": 0.0}
    return Verdict(points=1.0, visibility="public", **{**told, **fields})  # type: ignore[arg-type]


def module(**fields: object) -> Module:
    """The notebook as loaded."""
    told = {"name": "w", "path": "my work (1).ipynb", "source": "a\nb\nc\nd", "names": ()}
    return Module(cells=((1, 1), (2, 2), (3, 4)), **{**told, **fields})  # type: ignore[arg-type]


def test_a_modules_places_say_the_execution_count() -> None:
    """Also where the counts do not ascend."""
    numbered = PLACES.numbered(module())
    told = [PLACES.told(numbered.where(line)) for line in (1, 2, 3, 4)]
    assert told == ["In [3], line 1", "In [12], line 1", "In [12], line 2", "In [5], line 1"]


def test_everything_in_a_verdict_is_told_so() -> None:
    """Message, frames, remarks; texts that only look alike stay."""
    where = "my work (1).ipynb, cell 12, line 3"
    frames = [{"where": where, "function": "f", "code": "x = 1"}]
    told = PLACES.verdict(
        verdict(
            message=f"f raised at {where}",
            evidence={"frames": frames, "curves": {"loss": [1.0, None]}, "pair": (where, 2)},
            remarks=(f"see {where}", "other.ipynb, cell 2, line 1"),
        )
    )
    assert told.message == "f raised at In [12], line 3"
    assert told.evidence["frames"] == [
        {"where": "In [12], line 3", "function": "f", "code": "x = 1"}
    ]
    assert told.evidence["curves"] == {"loss": [1.0, None]}
    assert told.evidence["pair"] == ("In [12], line 3", 2)
    assert told.remarks == ("see In [12], line 3", "other.ipynb, cell 2, line 1")


def test_the_loaders_cells_are_numbered_too() -> None:
    """It counts them from 1; what is about another file stays."""
    note = "my work (1).ipynb: cell 2 does not parse: invalid syntax, line 1."
    assert PLACES.of_loader(note) == "In [12] does not parse: invalid syntax, line 1."
    assert PLACES.of_loader("basics.py: cell 2") == "basics.py: cell 2"
    assert PLACES.of_loader("my work (1).ipynb: 3 more cells do not parse.") == (
        "3 more cells do not parse."
    )
    assert PLACES.of_loader("my work (1).ipynb: cell 99 is strange.") == "In [99] is strange."
