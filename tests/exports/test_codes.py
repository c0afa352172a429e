"""grader.exports.codes: stable codes, from a secret that stays with the batch."""

from __future__ import annotations

import csv
import io
import multiprocessing
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exports.codes import SECRET, codes_of, key_file, secret_of
from grader.exports.roll import Row
from grader.types import safe_name

NAMES = st.text(st.characters(exclude_categories=()), max_size=20)


@given(st.lists(NAMES, unique=True, max_size=30), st.binary(min_size=16, max_size=40))
def test_everybody_has_a_code_of_their_own(names: list[str], secret: bytes) -> None:
    """Different for everybody, the same whoever else is there, and a file name as it is."""
    codes = codes_of(names, secret)
    assert list(codes) == names
    assert len(set(codes.values())) == len(names)
    assert codes_of(list(reversed(names)), secret) == codes
    for code in codes.values():
        assert safe_name(code) == code
        assert code.startswith("s-")


def test_another_batch_has_other_codes() -> None:
    """Codes of two batches cannot be compared."""
    assert codes_of(["ann"], b"1" * 32) != codes_of(["ann"], b"2" * 32)


def test_codes_are_longer_where_short_ones_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two students never share one, however unlikely it is."""
    monkeypatch.setattr("grader.exports.codes._LETTERS", "xy")
    names = [f"student{n}" for n in range(100)]
    codes = codes_of(names, b"1" * 32)
    assert len(set(codes.values())) == 100
    assert {len(code) for code in codes.values()} == {26}


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    """It is drawn, kept for its owner only, and the same the next time."""
    first = secret_of(tmp_path)
    assert len(first) == 32
    assert secret_of(tmp_path) == first
    assert stat.S_IMODE((tmp_path / SECRET).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [SECRET]
    other = tmp_path / "other"
    other.mkdir()
    assert secret_of(other) != first


def test_two_at_once_get_the_same_secret(tmp_path: Path) -> None:
    """Whoever is second reads what the first one drew."""
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        found = pool.map(secret_of, [tmp_path] * 8)
    assert len(set(found)) == 1


@pytest.mark.parametrize("text", ["", "zz", "ab" * 8 + "x", "ab" * 15 + "\n\n\xff"])
def test_a_damaged_secret(tmp_path: Path, text: str) -> None:
    """New codes would not fit the old key files: a person decides."""
    (tmp_path / SECRET).write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="is damaged: put back the old one, or remove it"):
        secret_of(tmp_path)


def test_no_place_for_a_secret(tmp_path: Path) -> None:
    """One sentence when the folder is not there."""
    with pytest.raises(UsageError, match="cannot be read or written: No such file"):
        secret_of(tmp_path / "missing")


def test_the_key_file() -> None:
    """Code, key, name and ids of everybody, no formula among them."""
    rows = [Row(student="ann", name="=Ann", ids={"sis": "007"}), Row(student="bo")]
    data = key_file(rows, {"ann": "s-1", "bo": "s-2"})
    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [
        ["code", "student", "name", "sis"],
        ["s-1", "ann", "'=Ann", "007"],
        ["s-2", "bo", "", ""],
    ]
