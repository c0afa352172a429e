"""`checks/expected.rec`: there and back, and every way in which it cannot be read."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_handout import built

from grader import wire
from grader.errors import UsageError
from grader.recording import read_frames
from grader.selfcheck import expected as module
from grader.selfcheck.expected import NAME, Expected, packed, read_expected
from grader.selfcheck.handout import read_handout
from grader.truth import Recorder, Replay, asking, recorded

KNOWN = {"homework": "small", "seed": 7}
DAMAGED = "cannot be read (it is damaged); unpack the handout again, all files together."


@recorded
def double(x: Any) -> Any:
    """A truth."""
    return 2 * x


def made() -> Expected:
    """All that a file can hold."""
    recorder = Recorder()
    with asking(recorder):
        double(np.arange(3.0))
        double(4)
    sealed = {"b.two": [{"cell": 0.5, "text": b"x"}], "a.one": [{"cell": 0.25, "text": b"y"}]}
    x, t = np.arange(6.0).reshape(3, 2), np.arange(3)
    data = {"train": (x, t), "test": (x[:1], t[:1])}
    return Expected(truths=recorder.entries(), sealed=sealed, data=data)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with it."""
    path = tmp_path / NAME
    path.write_bytes(packed(made(), **KNOWN))
    return path


def refused(path: Path, **other: Any) -> str:
    """The sentence after the path."""
    with pytest.raises(UsageError) as raised:
        read_expected(path, **(KNOWN | other))
    assert str(raised.value).startswith(f"{path} ")
    return str(raised.value).removeprefix(f"{path} ")


def frames_of(path: Path) -> list[dict[str, Any]]:
    """What is in a file."""
    return read_frames(gzip.decompress(path.read_bytes()))


def write_frames(path: Path, frames: list[dict[str, Any]]) -> None:
    """A file of these."""
    path.write_bytes(gzip.compress(b"".join(bytes(b) for f in frames for b in wire.encode(f))))


def test_what_is_packed_is_read(file: Path) -> None:
    """Answers, sealed sentences, the data set with its dtypes."""
    read = read_expected(file, **KNOWN)
    with asking(Replay(read.truths)):
        assert double(np.arange(3.0)).tolist() == [0.0, 2.0, 4.0]
        assert double(4) == 8
    assert read.sealed == made().sealed
    assert read.data is not None
    assert list(read.data) == ["train", "test"]
    for name, (x, t) in (made().data or {}).items():
        assert np.array_equal(read.data[name][0], x)
        assert read.data[name][1].dtype == t.dtype
    assert isinstance(read.data["train"], tuple)


def test_the_same_content_gives_the_same_bytes() -> None:
    """Whenever it is packed, and in whatever order the checks were sealed."""
    turned = made()
    sealed = dict(reversed(turned.sealed.items()))
    assert packed(made(), **KNOWN) == packed(
        Expected(truths=turned.truths, sealed=sealed, data=turned.data), **KNOWN
    )


def test_nothing_at_all_can_be_packed(tmp_path: Path) -> None:
    """Checks may compare with what stands in them."""
    path = tmp_path / NAME
    path.write_bytes(packed(Expected(truths=[], sealed={"a.b": []}), **KNOWN))
    read = read_expected(path, **KNOWN)
    assert (read.truths, read.sealed, read.data) == ([], {}, None)


def test_what_the_wire_cannot_carry_is_refused() -> None:
    """The handout is not made then."""
    entry = made().truths[0] | {"value": object()}
    with pytest.raises(wire.WireError):
        packed(Expected(truths=[entry]), **KNOWN)


def test_a_missing_one(file: Path) -> None:
    """As when only some of the files were copied."""
    file.unlink()
    assert refused(file) == (
        "cannot be read (it is missing); unpack the handout again, all files together."
    )


@pytest.mark.parametrize("other", [{"homework": "large"}, {"seed": 8}])
def test_one_of_another_handout(file: Path, other: dict[str, Any]) -> None:
    """Its numbers would fail right work."""
    assert refused(file, **other) == (
        "belongs to another handout; unpack the handout again, all files together."
    )


def test_one_of_a_newer_program(file: Path) -> None:
    """Before anything else of it is believed."""
    rest = frames_of(file)[1:]
    write_frames(file, [{"format": 2}, *rest])
    assert refused(file) == (
        "was made by a newer program; install the wheel that came with this handout."
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"\x1f\x8b",
        gzip.compress(b"x", mtime=0),
        gzip.compress(b"", mtime=0),
        b"version https://",
    ],
)
def test_bytes_that_are_no_such_file(file: Path, data: bytes) -> None:
    """A placeholder of git-lfs among them."""
    file.write_bytes(data)
    assert refused(file) == DAMAGED


def test_a_folder_in_its_place(file: Path) -> None:
    """Or whatever else cannot be opened."""
    file.unlink()
    file.mkdir()
    assert refused(file) == DAMAGED


def test_one_that_would_fill_the_memory(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read up to a limit."""
    monkeypatch.setattr(module, "_MOST", 1000)
    assert refused(file) == DAMAGED
    file.write_bytes(gzip.compress(bytes(10_000_000)))
    assert refused(file) == DAMAGED


@pytest.mark.parametrize(
    "frame",
    [
        {"truth": None},
        {"truth": {}},
        {
            "truth": {
                "name": "f",
                "form": "1",
                "digest": "x",
                "numbers": "y",
                "scales": "z",
                "value": 1,
            }
        },
        {"truth": {"name": 1, "form": "1", "digest": "x", "numbers": [], "scales": [], "value": 1}},
        {
            "truth": {
                "name": "f",
                "form": "1",
                "digest": "x",
                "numbers": [1.0],
                "scales": [],
                "value": 1,
            }
        },
        {
            "truth": {
                "name": "f",
                "form": "1",
                "digest": "x",
                "numbers": 1.0,
                "scales": 1.0,
                "value": 1,
            }
        },
        {"truth": {"name": "f", "form": "1", "digest": "x", "numbers": [], "scales": []}},
        {
            "truth": {
                "name": "f",
                "form": "1",
                "digest": "x",
                "numbers": [],
                "scales": [],
                "value": {"record": "A", "names": ["a", "b"], "values": [1]},
            }
        },
        {"sealed": []},
        {"sealed": 1, "check": "a"},
        {"sealed": [], "check": []},
        {"data": "train"},
        {"data": [], "part": 1},
        {"data": "train", "part": {"dict": [[[1], 2, 3]]}},
        {"data": "train", "part": {"dict": [[{"list": []}, 2]]}},
        {"data": "train", "part": {"neither": 1}},
        {"data": "train", "part": {"record": 1, "names": 2, "values": 3}},
    ],
)
def test_frames_that_are_not_what_they_should_be(file: Path, frame: dict[str, Any]) -> None:
    """A whole archive with something else in it: told when it is read, not in the middle of a check."""
    write_frames(file, [*frames_of(file), frame])
    assert refused(file) == DAMAGED


@settings(max_examples=150)
@given(data=st.data())
def test_any_damage_is_told(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A file of a real handout, cut, with bytes changed inside of the archive or outside of it."""
    handout = read_handout(built())
    whole = (built() / "checks" / NAME).read_bytes()
    inside = data.draw(st.booleans())
    bytes_ = bytearray(gzip.decompress(whole) if inside else whole)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(bytes_) - 1))
        bytes_[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del bytes_[data.draw(st.integers(0, len(bytes_))) :]
    path = tmp_path_factory.getbasetemp() / NAME
    path.write_bytes(gzip.compress(bytes(bytes_), 1) if inside else bytes(bytes_))
    try:
        read = read_expected(path, homework=handout.assignment.id, seed=handout.seed)
    except UsageError as error:
        assert str(error).startswith(str(path))
    else:  # the damage may be in a number
        Replay(read.truths)
