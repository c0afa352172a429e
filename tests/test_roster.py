"""The list of a class: read from each system's table, and joined to who handed in.

Canvas: the gradebook of lib/gradebook_exporter.rb in github.com/instructure/canvas-lms (headings, the
"Manual Posting" and "    Points Possible" rows); its table of groups (spec/apis/v1/
group_categories_api_spec.rb, "export"). Moodle: the grading worksheet of mod/assign (headings as in
mod/assign/gradingtable.php of github.com/moodle/moodle). Gradescope: the roster columns of "Adding
Students and Staff", guides.gradescope.com. GitHub Classroom: `identifier,github_username,github_id,name`
of classroom_roster.csv.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake import read_submissions
from grader.load.roster import Entry, Person
from grader.roster import Joined, Roster, read_roster

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,HW1 (77),Final Score\n"
    ",,,,,Manual Posting,\n"
    "    Points Possible,,,,,10.0,(read only)\n"
    '"Lee, Ann",340934,S-1,alee@x.edu,DL-01,,\n'
    '"O\'Connor, Bob",334244,S-2,boc,DL-01,,\n'
    '"Student, Test",999,,,DL-01,,\n'
)
MOODLE = (
    "Identifier,Full name,ID number,Email address,Status,Group,Grade\n"
    "Participant 12345,Ann Lee,S-1,ann@x.edu,No submission - ,Group A,\n"
    "Participant 12346,Bob O'Connor,S-2,bob@x.edu,Submitted for grading - ,Group A,\n"
)
GERMAN = (
    "ID;Vollständiger Name;ID-Nummer;E-Mail-Adresse;Status;Gruppe\n"
    "Teilnehmer/in12345;Änne Lehmann;0099;aenne@x.de;Zur Bewertung abgegeben;Gruppe 1\n"
)
GRADESCOPE = (
    "First Name,Last Name,SID,Email,Role,Section\n"
    "Ann,Lee,0101,ann@x.edu,Student,1\n"
    "Bob,O'Connor,0102,bob@x.edu,Student,1\n"
)
GITHUB = "identifier,github_username,github_id,name\nann@x.edu,ann-lee,1001,Ann Lee\nS-2,,,\n"


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes a table."""

    def make(text: str, name: str = "class.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make


def people(roster: Roster) -> list[tuple[str, str, dict[str, str]]]:
    """What is in a roster, for comparing."""
    return [(p.student, p.name, dict(p.ids)) for p in roster.people]


def test_a_gradebook_of_canvas(table: Callable[..., Path]) -> None:
    """`ID` is the user id of the file names; rows that name nobody are passed over."""
    ann = {"canvas": "340934", "sis": "S-1", "login": "alee@x.edu", "email": "alee@x.edu"}
    assert people(read_roster(table(CANVAS))) == [
        ("alee@x.edu", "Lee, Ann", ann),
        ("boc", "O'Connor, Bob", {"canvas": "334244", "sis": "S-2", "login": "boc"}),
        ("Student, Test", "Student, Test", {"canvas": "999"}),
    ]


def test_the_groups_of_canvas(table: Callable[..., Path]) -> None:
    """The export of a group set; `user_id` is the SIS id there, and a login elsewhere."""
    text = (
        "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
        "Ann Lee,265892,S-1,alee,DL 1,Team 1,404005,\nBo Li,265893,S-2,bli,DL 1,Team 1,404005,\n"
    )
    roster = read_roster(table(text))
    assert people(roster)[0] == (
        "alee",
        "Ann Lee",
        {"canvas": "265892", "sis": "S-1", "login": "alee"},
    )
    assert [p.student for p in roster.groups["Team 1"]] == ["alee", "bli"]
    other = read_roster(table("Name,User ID\nAnn Lee,alee\n"))
    assert dict(other.people[0].ids) == {"login": "alee"}


def test_canvas_with_first_and_last_names(table: Callable[..., Path]) -> None:
    """The setting that splits names gives LastName and FirstName."""
    text = "LastName,FirstName,ID,SIS Login ID,Section\nLee,Ann Maria,340934,alee,DL\n"
    assert people(read_roster(table(text))) == [
        ("alee", "Ann Maria Lee", {"canvas": "340934", "login": "alee"})
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_worksheet_of_moodle(table: Callable[..., Path], encoding: str) -> None:
    """The number of the participant is that of the folder names; groups are read."""
    roster = read_roster(table(MOODLE, encoding=encoding))
    assert people(roster) == [
        ("Ann Lee", "Ann Lee", {"moodle": "12345", "sid": "S-1", "email": "ann@x.edu"}),
        ("Bob O'Connor", "Bob O'Connor", {"moodle": "12346", "sid": "S-2", "email": "bob@x.edu"}),
    ]
    assert {name: [p.student for p in who] for name, who in roster.groups.items()} == {
        "Group A": ["Ann Lee", "Bob O'Connor"]
    }


def test_the_participants_of_moodle(table: Callable[..., Path]) -> None:
    """Their list has first and last names, and all groups of a person in one cell."""
    text = (
        '"First name","Last name","Email address",Groups\n'
        'Ann,Lee,ann@x.edu,"Group A, Lab 3"\nBo,Li,bo@x.edu,"Group A, Lab 4"\nCy,Ma,cy@x.edu,\n'
    )
    roster = read_roster(table(text))
    assert {name: [p.name for p in who] for name, who in roster.groups.items()} == {
        "Group A": ["Ann Lee", "Bo Li"],
        "Lab 3": ["Ann Lee"],
        "Lab 4": ["Bo Li"],
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-16"])
def test_a_german_table(table: Callable[..., Path], encoding: str) -> None:
    """Semicolons, German headings, leading zeros."""
    roster = read_roster(table(GERMAN, encoding=encoding))
    assert people(roster) == [
        (
            "Änne Lehmann",
            "Änne Lehmann",
            {"moodle": "12345", "sid": "0099", "email": "aenne@x.de"},
        )
    ]
    assert set(roster.groups) == {"Gruppe 1"}


def test_the_number_of_a_participant_is_no_student_number(table: Callable[..., Path]) -> None:
    """German worksheets call the column ID; a student number that looks alike stays one."""
    worksheet = read_roster(table("ID;Vollständiger Name\nTeilnehmer/in7;Ann Lee\n"))
    assert people(worksheet) == [("Ann Lee", "Ann Lee", {"moodle": "7"})]
    made = read_roster(table("ID;Name\nstudent7;Ann Lee\n"))
    assert people(made) == [("Ann Lee", "Ann Lee", {"sid": "student7"})]


def test_a_roster_of_gradescope(table: Callable[..., Path]) -> None:
    """First and last names become one."""
    assert people(read_roster(table(GRADESCOPE))) == [
        ("Ann Lee", "Ann Lee", {"sid": "0101", "email": "ann@x.edu"}),
        ("Bob O'Connor", "Bob O'Connor", {"sid": "0102", "email": "bob@x.edu"}),
    ]


def test_a_roster_of_github(table: Callable[..., Path]) -> None:
    """The identifier is an address when it looks like one, else a number; some are not linked."""
    assert people(read_roster(table(GITHUB))) == [
        ("ann-lee", "Ann Lee", {"github": "ann-lee", "email": "ann@x.edu"}),
        ("S-2", "", {"sid": "S-2"}),
    ]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("ID", "sid"),
        ("Student ID", "sid"),
        ("Matrikel-Nr.", "sid"),
        ("E-Mail", "email"),
        ("Mail", "email"),
        ("Adresse de courriel", "email"),
        ("Benutzername", "login"),
        ("NetID", "login"),
        ("GitHub", "github"),
        ("canvas_user_id", "canvas"),
    ],
)
def test_headings_that_people_write(table: Callable[..., Path], head: str, kind: str) -> None:
    """The usual names of the columns, in several languages."""
    (person,) = read_roster(table(f"Name;{head}\nAnn Lee;x7\n")).people
    assert (person.name, dict(person.ids)) == ("Ann Lee", {kind: "x7"})


@pytest.mark.parametrize("head", ["Vorname;Nachname", "First name;Surname", "Prénom;Nom"])
def test_headings_of_names(table: Callable[..., Path], head: str) -> None:
    """First and last name in several languages."""
    assert read_roster(table(f"{head}\nAnn;Lee\n")).people[0].name == "Ann Lee"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "foo,bar\n1,2\n",
            "no column is known; the first line says foo and bar. Name the columns name, "
            "first name, last name, email, sid, login, github or student.",
        ),
        ("***\nx\n", "no column is known; the first line says nothing."),
        ("Name,Email\n,\n", "names nobody below its first line."),
        (
            "Name,Email\nAnn,A@x.edu\nBo,b@x.edu\nAnn Lee,a@X.edu\n",
            "lines 2 and 4 have the same e-mail, a@x.edu; keep one of them or correct it.",
        ),
        (
            "Name,SID\nAnn,7\nBo,7\n",
            "lines 2 and 3 have the same student number, 7; keep one of them or correct it.",
        ),
        (
            "Name\nAnn Lee\nann  lee\n",
            "lines 2 and 3 have the same name, ann lee; keep one of them or correct it.",
        ),
        (
            "Student,Github\nann,a\nAnn,b\n",
            "",
        ),
    ],
)
def test_what_is_no_roster(table: Callable[..., Path], text: str, sentence: str) -> None:
    """One sentence with the lines; people of one key with different ids are no mistake."""
    path = table(text)
    if not sentence:
        assert [p.student for p in read_roster(path).people] == ["ann_a", "Ann_b"]
        return
    with pytest.raises(UsageError) as error:
        read_roster(path)
    assert str(error.value).startswith(str(path))
    assert sentence in str(error.value)


def test_rows_that_cannot_be_told_apart(table: Callable[..., Path]) -> None:
    """A number of one that is the address of another: one key would stand for both."""
    path = table("Student,SID,Email\nann,7,\nann,,7\n")
    with pytest.raises(UsageError, match="lines 2 and 3 cannot be told apart; give each an id"):
        read_roster(path)


@pytest.fixture
def join(table: Callable[..., Path]) -> Callable[..., Joined]:
    """Joins people to a table."""

    def joined(text: str, *given: Person) -> Joined:
        return read_roster(table(text)).join(given)

    return joined


def test_by_id_then_mail_then_login_then_name(join: Callable[..., Joined]) -> None:
    """Each is enough; the key stays that of the submission, and ids of both sides are kept."""
    text = (
        "name,canvas id,email,login\n"
        "Ann Lee,11,ann@x.edu,alee\nBo Li,12,bo@x.edu,bli\nCy Ma,13,cy@x.edu,cma\nDi No,14,,dno\n"
        "Ed Oh,15,,\n"
    )
    joined = join(
        text,
        Person("k1", "", {"canvas": "11", "gradescope": "g"}),
        Person("k2", "Somebody", {"email": "BO@x.edu"}),
        Person("k3", "", {"login": "CMA"}),
        Person("k4", "di  no"),
        Person("k5", "", {"canvas": "99"}),
    )
    assert {k: (p.student, p.name) for k, p in joined.people.items()} == {
        "k1": ("k1", "Ann Lee"),
        "k2": ("k2", "Bo Li"),
        "k3": ("k3", "Cy Ma"),
        "k4": ("k4", "Di No"),
        "k5": ("k5", ""),
    }
    assert joined.people["k1"].ids == {
        "canvas": "11",
        "gradescope": "g",
        "email": "ann@x.edu",
        "login": "alee",
    }
    assert joined.not_on_roster == ("k5",)
    assert [p.name for p in joined.without_submission] == ["Ed Oh"]
    assert (joined.unclear, joined.undecided) == ((), ())


@pytest.mark.parametrize(
    "key", ["Ann Lee", "ANN LEE", "ann@x.edu", "alee", "ann-lee", "0077", "Anne", "S-5"]
)
def test_a_folder_may_be_named_by_anything_that_is_known(
    join: Callable[..., Joined], key: str
) -> None:
    """A plain key is compared with the key, all ids and the name, exactly."""
    text = (
        "student,name,email,login,github,sid,sis user id\n"
        "Anne,Ann Lee,ann@x.edu,alee,ann-lee,0077,S-5\nBo,Bo Li,bo@x.edu,bo,bo,78,S-6\n"
    )
    joined = join(text, Person(key))
    assert joined.people[key].name == "Ann Lee"


@pytest.mark.parametrize("key", ["ann", "lee", "Ann Le", "Lee Ann", "77", "alee1", "ann@x"])
def test_nothing_is_guessed(join: Callable[..., Joined], key: str) -> None:
    """What is only similar is not on the roster."""
    text = "name,email,login,sid\nAnn Lee,ann@x.edu,alee,0077\n"
    assert join(text, Person(key)).not_on_roster == (key,)


def test_last_name_first(join: Callable[..., Joined]) -> None:
    """`Lee, Ann` is Ann Lee."""
    assert join('name\n"Lee, Ann"\n', Person("Ann Lee")).people["Ann Lee"].name == "Lee, Ann"


def test_two_of_one_name_are_unclear(join: Callable[..., Joined]) -> None:
    """The sentence says who they may be and what would decide; nobody is lost."""
    text = "name,email\nAnn Lee,a1@x.edu\nAnn Lee,a2@x.edu\nBo Li,b@x.edu\n"
    joined = join(text, Person("Ann Lee"))
    assert joined.unclear == (
        "Ann Lee may be Ann Lee (a1@x.edu) and Ann Lee (a2@x.edu) in class.csv (by name); "
        "an id or an e-mail address would decide.",
    )
    assert [p.name for p in joined.undecided] == ["Ann Lee", "Ann Lee"]
    assert [p.name for p in joined.without_submission] == ["Bo Li"]
    assert joined.people["Ann Lee"] == Person("Ann Lee")


def test_an_id_that_differs_rules_a_name_out(join: Callable[..., Joined]) -> None:
    """Of two of one name, the one whose id is known to be another is not meant."""
    text = "name,moodle id\nAnn Lee,5\nAnn Lee,6\n"
    joined = join(text, Person("a", "Ann Lee", {"moodle": "6"}), Person("b", "Ann Lee"))
    assert joined.people["a"].ids["moodle"] == "6"
    assert "b may be" in joined.unclear[0]


def test_ids_that_say_two_people(join: Callable[..., Joined]) -> None:
    """An id of one and the address of another decide nothing."""
    text = "name,canvas id,email\nAnn Lee,11,ann@x.edu\nBo Li,12,bo@x.edu\n"
    joined = join(text, Person("k", "", {"canvas": "11", "email": "bo@x.edu"}))
    assert joined.unclear == (
        "k may be Ann Lee (ann@x.edu) and Bo Li (bo@x.edu) in class.csv (by canvas id and "
        "e-mail); ids that agree would decide.",
    )


def test_two_submissions_of_one_person(join: Callable[..., Joined]) -> None:
    """Both say so, and neither counts as theirs."""
    text = "name,login\nAnn Lee,alee\nBo Li,bli\n"
    joined = join(text, Person("alee"), Person("Ann Lee"))
    assert joined.unclear == (
        "alee and Ann Lee are both Ann Lee (alee) in class.csv (by login); "
        "keep the submission that counts.",
        "Ann Lee and alee are both Ann Lee (alee) in class.csv (by name); "
        "keep the submission that counts.",
    )
    assert [p.name for p in joined.undecided] == ["Ann Lee"]


def test_the_number_of_a_moodle_group_is_nobodys_id(join: Callable[..., Joined]) -> None:
    """Groups and people are numbered alike; a name that differs says that it is a group."""
    text = "Identifier,Full name\nParticipant 77,Ann Lee\n"
    group = Person("Group A", "Group A", {"moodle": "77"})
    assert join(text, group).not_on_roster == ("Group A",)
    blind = Person("Participant_77", "", {"moodle": "77"})
    assert join(text, blind).people["Participant_77"].name == "Ann Lee"
    old = Person("g", "Group A-Ann Lee", {"moodle": "77"})
    assert join(text, old).people["g"].name == "Ann Lee"


def test_canvas_names_without_the_id(join: Callable[..., Joined]) -> None:
    """A roster without Canvas's ids is joined by the name as Canvas squeezes it, exactly."""
    text = "First name,Last name,Email\nAnn Maria,O'Neill-Lee,ann@x.edu\nBo,Li,bo@x.edu\n"
    ann = Person("oneillleeannmaria", "", {"canvas": "5"})
    joined = join(text, ann, Person("lib", "", {"canvas": "6"}))
    assert joined.people["oneillleeannmaria"].ids == {"canvas": "5", "email": "ann@x.edu"}
    assert joined.not_on_roster == ("lib",)


def test_a_download_and_the_gradebook_of_one_canvas_course(
    tmp_path: Path, table: Callable[..., Path]
) -> None:
    """From file names and gradebook to names and who handed in nothing."""
    root = tmp_path / "submissions"
    root.mkdir()
    for name in ("leeann_340934_208490284_hw1.py", "evans_LATE_555555_208490285_hw1.py"):
        (root / name).write_text("x = 1\n")
    entries = read_submissions(root).entries
    joined = read_roster(table(CANVAS)).join(p for e in entries for p in e.people)
    assert joined.people["leeann"].name == "Lee, Ann"
    assert joined.not_on_roster == ("evans",)
    assert [p.name for p in joined.without_submission] == ["O'Connor, Bob", "Student, Test"]


@pytest.mark.parametrize(
    ("student", "name", "ids"),
    [
        ("group1", "", {"canvas": "5"}),
        ("Group 1", "Group 1", {"moodle": "77"}),
        ("group-1", "", {"github": "group-1"}),
        ("Group 1", "", {}),
    ],
)
def test_group_work_gets_its_members(
    table: Callable[..., Path], student: str, name: str, ids: dict[str, str]
) -> None:
    """An entry that is named like a group is of all its members, as every system writes it."""
    text = "name,email,group\nAnn Lee,a@x.edu,Group 1\nBo Li,b@x.edu,Group 1\nCy Ma,c@x.edu,\n"
    roster = read_roster(table(text))
    entry = Entry(student, Path("x"), people=(Person(student, name, ids),), late=True)
    (shared,) = roster.with_members([entry])
    assert (shared.student, shared.late) == ("Ann Lee", True)
    assert shared.people == roster.people[:2]
    joined = roster.join(shared.people)
    assert [p.name for p in joined.without_submission] == ["Cy Ma"]


def test_a_download_read_with_the_roster(tmp_path: Path, table: Callable[..., Path]) -> None:
    """One call gives the entries of groups with their members, from a folder or a zip."""
    path = table("name,email,group\nAnn Lee,a@x.edu,Team 1\nBo Li,b@x.edu,Team 1\n")
    names = ("team1_55551_1_hw.py", "madiana_55552_2_hw.py")
    root = tmp_path / "submissions"
    root.mkdir()
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in names:
            (root / name).write_text("x = 1\n")
            archive.write(root / name, name)
    for place in (root, tmp_path / "all.zip"):
        with read_submissions(place, roster=path) as found:
            assert [[p.student for p in e.people] for e in found.entries] == [
                ["Ann Lee", "Bo Li"],
                ["madiana"],
            ]


def test_a_roster_that_cannot_be_read_leaves_nothing_unpacked(tmp_path: Path) -> None:
    """The zip was unpacked before; it is removed again."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("ann.py", "x = 1")
    with pytest.raises(UsageError, match="none.csv cannot be read"):
        read_submissions(tmp_path / "all.zip", within=tmp_path / "b", roster=tmp_path / "none.csv")
    assert list((tmp_path / "b").iterdir()) == []


def test_what_is_no_group_work(table: Callable[..., Path]) -> None:
    """People, groups that are told already, and groups nobody knows stay as they are."""
    text = "name,email,group\nTeam,a@x.edu,\nBo Li,b@x.edu,Team\nCy,c@x.edu,Rest\n"
    roster = read_roster(table(text))
    entries = (
        Entry("Bo Li", Path("x"), people=(Person("Bo Li"), Person("Cy"))),
        Entry("other", Path("x")),
        Entry("Team", Path("x")),
    )
    assert roster.with_members(entries) == entries


def test_a_member_who_also_handed_in_alone(table: Callable[..., Path]) -> None:
    """Two submissions of one key: both say so."""
    roster = read_roster(table("name,email,group\nAnn Lee,a@x.edu,Team\nBo,b@x.edu,Team\n"))
    found = roster.with_members([Entry("Team", Path("x")), Entry("Ann Lee", Path("y"))])
    assert {e.error for e in found} == {
        "There is more than one submission of Ann Lee; keep the one that counts."
    }


NAMES = st.sampled_from(["", "Ann Lee", "ann lee", "Lee, Ann", "Bo Li", "Zo\u00eb", "x"])
IDS = st.dictionaries(
    st.sampled_from(["canvas", "moodle", "email", "login", "sid", "sis", "github"]),
    st.sampled_from(["1", "2", "3", "a@x.edu", "A@x.edu"]),
    max_size=3,
)
PEOPLE = st.lists(
    st.builds(Person, st.sampled_from(["Ann Lee", "1", "2", "a@x.edu", "k", "l", "m"]), NAMES, IDS),
    max_size=8,
    unique_by=lambda person: person.student,
)


@given(PEOPLE, PEOPLE)
def test_joining_never_loses_anybody(given_people: list[Person], known: list[Person]) -> None:
    """Whoever handed in is joined, missing or unclear; whoever is on the roster likewise."""
    joined = Roster(tuple(known)).join(given_people)
    assert list(joined.people) == [person.student for person in given_people]
    missing = set(joined.not_on_roster)
    unclear = {s.split(" may be ")[0].split(" and ")[0] for s in joined.unclear}
    assert len(joined.unclear) == len(unclear)
    assert not missing & unclear
    matched = [s for s in joined.people if s not in missing | unclear]
    absent = [p.student for p in joined.without_submission]
    undecided = [p.student for p in joined.undecided]
    assert len(matched) + len(absent) + len(undecided) == len(known)
    assert len(set(absent) | set(undecided)) == len(absent) + len(undecided)
    for person in given_people:
        after = joined.people[person.student]
        assert set(person.ids) <= set(after.ids)
        if person.student not in matched:
            assert after == person


@given(PEOPLE)
def test_a_class_joins_itself(known: list[Person]) -> None:
    """Everybody with an id of their own is found again by it, however the others are called."""
    one_each = [Person(p.student, p.name, {"canvas": f"c{i}"}) for i, p in enumerate(known)]
    joined = Roster(tuple(one_each)).join(
        [Person(f"k{i}", "", {"canvas": f"C{i}"}) for i in range(len(known))]
    )
    assert [p.name for p in joined.people.values()] == [p.name for p in known]
    assert joined.without_submission == joined.unclear == joined.not_on_roster == ()
