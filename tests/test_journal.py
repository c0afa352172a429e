"""The file that makes a killed batch resume."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from grader.journal import Entry, Journal


def entry(student: str, key: str = "k") -> Entry:
    """A finished submission."""
    return Entry(
        student=student, key=key, earned=1.5, possible=3.0, statuses={"passed": 2}, sandbox="1"
    )


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    """The last line about a student counts."""
    journal = Journal(tmp_path / "journal")
    assert journal.entries() == {}
    for e in (entry("ann"), entry("bob"), entry("ann", "k2")):
        journal.append(e)
    assert Journal(tmp_path / "journal").entries() == {
        ("ann", 0): entry("ann", "k2"),
        ("bob", 0): entry("bob"),
    }


@given(st.text(max_size=30), st.integers(0, 400))
def test_a_journal_cut_anywhere_loses_at_most_its_last_line(name: str, cut: int) -> None:
    """As a kill in the middle of a write leaves it; what is appended afterwards is read."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal"
        journal = Journal(path)
        journal.append(entry("first"))
        whole = path.stat().st_size
        journal.append(entry(name + "x"))
        data = path.read_bytes()
        path.write_bytes(data[: max(whole, len(data) - cut)])
        assert journal.entries()["first", 0] == entry("first")
        journal.append(entry("last"))
        found = journal.entries()
        assert found["first", 0] == entry("first")
        assert found["last", 0] == entry("last")


def test_damaged_lines_are_passed_over(tmp_path: Path) -> None:
    """Anything that is not a whole entry counts for nothing."""
    path = tmp_path / "journal"
    path.write_bytes(b'{"student": "x"}\n\xff\xfe\n[]\n3\n\n')
    journal = Journal(path)
    assert journal.entries() == {}
    journal.append(entry("ann"))
    assert list(journal.entries()) == [("ann", 0)]


def test_rewriting_leaves_exactly_these_lines(tmp_path: Path) -> None:
    """And no other file beside it."""
    journal = Journal(tmp_path / "journal")
    journal.append(entry("gone"))
    journal.rewrite([entry("ann"), entry("bob")])
    assert list(journal.entries()) == [("ann", 0), ("bob", 0)]
    assert [p.name for p in tmp_path.iterdir()] == ["journal"]
