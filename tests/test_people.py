"""Who is in the class: gathered from entries, kept in `people.json`, read back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.load.roster import Entry, Person
from grader.people import HandIn, People, dated, gather, names_of, newest_file, read_people

ANN = Person("ann", "Ann Lee", {"email": "ann@uni.example"})
BOB = Person("bob", "Bob Roe", {"moodle": "77"})


def test_attempts_and_groups_are_gathered() -> None:
    """Attempts of one student in order; every member of a group handed in what the group did."""
    people, groups, handed = gather(
        [
            Entry("ann", Path("a1"), None, (ANN, BOB), 1, "2026-11-20T10:00:00+00:00", False),
            Entry("ann", Path("a2"), None, (ANN, BOB), 2, "2026-11-21T10:00:00+00:00", True),
            Entry("cyd", Path("c")),
        ]
    )
    assert people == {"ann": ANN, "bob": BOB, "cyd": Person("cyd")}
    assert groups == {"ann": ("ann", "bob"), "bob": ("ann", "bob")}
    assert handed["bob"] == handed["ann"]
    assert [h.attempt for h in handed["ann"]] == [1, 2]
    assert handed["ann"][1] == HandIn(
        attempt=2, submitted_at="2026-11-21T10:00:00+00:00", late=True
    )
    assert handed["cyd"] == (HandIn(),)


@pytest.mark.parametrize("name", ["ann", "Ann Lee", "ann@uni.example"])
def test_a_table_of_times_is_believed_over_the_download(name: str) -> None:
    """Under any name; only where a student has one attempt, because it does not say of which."""
    when = "2026-11-20T23:00:00+01:00"
    one = {"ann": (HandIn(late=True),)}
    assert dated(one, {"ann": ANN}, {name: when}) == ({"ann": (HandIn(submitted_at=when),)}, ())
    two = {"ann": (HandIn(attempt=1), HandIn(attempt=2))}
    handed, told = dated(two, {"ann": ANN}, {name: when})
    assert handed == two
    assert "is not used: there are several attempts" in told[0]


def test_a_line_of_the_table_that_fits_nobody_is_told() -> None:
    """Nothing of it is dropped in silence."""
    when = "2026-11-20T23:00:00+01:00"
    handed, told = dated({"ann": (HandIn(),)}, {}, {"bob": when})
    assert handed == {"ann": (HandIn(),)}
    assert told == ("The time of 'bob' fits nobody who handed in.",)


texts = st.text(max_size=8)
persons = st.builds(Person, texts, texts, st.dictionaries(texts, texts, max_size=3))


@settings(deadline=None)
@given(
    st.dictionaries(texts, persons, max_size=3),
    st.lists(texts, max_size=3).map(tuple),
    st.lists(persons, max_size=3).map(tuple),
)
def test_what_is_saved_is_read_back(
    people: dict[str, Person], lists: tuple[str, ...], missing: tuple[Person, ...]
) -> None:
    """Whatever the names are."""
    import tempfile

    people = {s: Person(s, p.name, p.ids) for s, p in people.items()}
    known = People(
        system="moodle",
        people=people,
        groups=dict.fromkeys(people, lists),
        handed_in=dict.fromkeys(people, (HandIn(attempt=1, late=True), HandIn(attempt=2))),
        not_on_roster=lists,
        without_submission=missing,
        unclear=lists,
        left_over=lists,
    )
    with tempfile.TemporaryDirectory() as folder:
        known.save(Path(folder))
        assert read_people(Path(folder)) == known


def test_a_folder_without_the_file_knows_nobody(tmp_path: Path) -> None:
    """Then a student is called by the key, and has one attempt."""
    people = read_people(tmp_path)
    assert people == People()
    assert people.person("x") == Person("x")
    assert people.hand_ins("x") == (HandIn(),)


@pytest.mark.parametrize("damage", ["{", "[]", '{"system": "plain"}', "\xff"])
def test_a_damaged_file_is_told(tmp_path: Path, damage: str) -> None:
    """With what to do."""
    (tmp_path / "people.json").write_text(damage, "latin-1")
    with pytest.raises(UsageError, match=r"people.json is damaged; `grader grade` .* writes it"):
        read_people(tmp_path)


def test_unchanged_people_are_not_written_again(tmp_path: Path) -> None:
    """A second run leaves the file alone."""
    People(people={"ann": ANN}).save(tmp_path)
    before = (tmp_path / "people.json").stat().st_mtime_ns, (tmp_path / "people.json").stat().st_ino
    People(people={"ann": ANN}).save(tmp_path)
    after = (tmp_path / "people.json").stat().st_mtime_ns, (tmp_path / "people.json").stat().st_ino
    assert before == after


def test_the_newest_file_dates_a_submission(tmp_path: Path) -> None:
    """Of a folder the files inside, not the folder, which a copy makes anew."""
    work = tmp_path / "ann"
    (work / "sub").mkdir(parents=True)
    for name, when in (("a.py", 1_700_000_000), ("sub/b.py", 1_700_000_600)):
        (work / name).write_text("x")
        os.utime(work / name, (when, when))
    os.utime(work, (1_800_000_000, 1_800_000_000))
    os.utime(work / "sub", (1_800_000_000, 1_800_000_000))
    assert newest_file(work) == "2023-11-14T22:23:20+00:00"
    assert newest_file(work / "a.py") == "2023-11-14T22:13:20+00:00"
    assert newest_file((work / "a.py", work / "sub" / "b.py")) == "2023-11-14T22:23:20+00:00"
    (tmp_path / "empty").mkdir()
    assert newest_file(tmp_path / "empty") is None


def test_names_of_a_person() -> None:
    """Everything a table may call somebody by, without empty ones."""
    assert names_of(ANN) == ("ann", "Ann Lee", "ann@uni.example")
    assert names_of(Person("cyd")) == ("cyd",)
