"""Reading a policy file: what it may say, and a sentence for whatever is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.policy import Policy, load_policy
from grader.policy.amounts import Amount
from grader.policy.spans import Span

Make = Callable[[str], Policy]
DUE = 'due = 2026-11-20T23:59:00\ntimezone = "Europe/Berlin"\n'
ROOT = Path(__file__).resolve().parents[2]


def test_a_whole_policy(make_policy: Make) -> None:
    """Every line ends in its field."""
    policy = make_policy(
        DUE
        + """
        grace = "15 min"
        closes = "7 days"
        attempts = "best"
        time = "files"
        [extensions]
        ann = "2 days"
        "bob@uni.example" = 2026-11-27T12:00:00
        [[extension]]
        student = ["cy", "dora"]
        until = "No limit"
        note = "letter of 3 November"
        [slip]
        days = 3
        max_per_homework = 2
        used = { eve = 1 }
        [penalty]
        per_hour = "0.1 %"
        curve = "linear"
        of = "possible"
        most = "50 %"
        least = "20 points"
        """
    )
    assert policy.due == datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    assert (policy.grace, policy.closes) == (Span(0, 900), Span(7))
    assert (policy.attempts, policy.time) == ("best", "files")
    ann, bob, cy = policy.extensions
    assert (ann.students, ann.until) == (("ann",), Span(2))
    assert bob.until == datetime(2026, 11, 27, 11, tzinfo=UTC)
    assert (cy.students, cy.until, cy.note) == (("cy", "dora"), None, "letter of 3 November")
    assert policy.slip is not None
    assert (policy.slip.days, policy.slip.max_per_homework) == (3, 2)
    assert policy.slip.used == (("eve", 1),)
    penalty = policy.penalty
    assert penalty is not None
    assert (penalty.per, penalty.rate) == ("hour", Amount(Decimal("0.1")))
    assert (penalty.curve, penalty.of) == ("linear", "possible")
    assert (penalty.most, penalty.least) == (Amount(Decimal(50)), Amount(Decimal(20), "points"))


def test_an_extension_with_a_note_may_stand_on_a_line(make_policy: Make) -> None:
    """As an inline table, beside the short ones."""
    policy = make_policy(
        DUE + '[extensions]\nann = { until = "2 days", note = "mail" }\nbob = "1 day"'
    )
    ann, bob = policy.extensions
    assert (ann.students, ann.until, ann.note) == (("ann",), Span(2), "mail")
    assert (bob.students, bob.until, bob.note) == (("bob",), Span(1), "")


def test_an_empty_policy_has_no_due_date(make_policy: Make) -> None:
    """The last attempt counts, and nothing is late."""
    policy = make_policy("")
    assert (policy.due, policy.attempts, policy.penalty, policy.time) == (
        None,
        "last",
        None,
        "system",
    )


def test_a_due_date_with_an_offset_needs_no_zone(make_policy: Make) -> None:
    """Its offset is the zone of all other times of the file."""
    policy = make_policy("due = 2026-11-20T23:59:00+01:00\ncloses = 2026-11-21T23:59:00")
    assert policy.due == datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    assert policy.closes == datetime(2026, 11, 21, 22, 59, tzinfo=UTC)
    assert policy.zone is not None
    assert policy.zone.utcoffset(None) == timedelta(hours=1)


def test_a_table_takes_hours_and_lengths(make_policy: Make) -> None:
    """A number is hours, a text has its unit; a number of per cent may stand beside a text."""
    policy = make_policy(DUE + '[penalty]\ntable = [[12, 10], ["1 day", "20 %"], [36.5, 30.5]]')
    assert policy.penalty is not None
    assert [span for span, _ in policy.penalty.table] == [Span(0, 43200), Span(1), Span(0, 131400)]
    assert [take.value for _, take in policy.penalty.table] == [10, 20, Decimal("30.5")]


def test_the_example_of_the_documentation() -> None:
    """It can be read as it stands."""
    policy = load_policy(ROOT / "docs/examples/policy.toml")
    assert policy.due is not None
    assert policy.penalty is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("due = ", "policy.toml is not valid TOML: "),
        ("deu = 3", "unknown key 'deu'; known are due, timezone"),
        ('attempts = "newest"', '\'attempts\' must be "last" or "best" or "first"'),
        ('time = "commits"', '\'time\' must be "system" or "files"'),
        ('grace = "5 min"', "'grace' needs a due date: add a line such as due = 2026-11-20T23:59"),
        ("[penalty]\nper_day = 10", "'penalty' needs a due date"),
        ("due = 2026-11-20T23:59:00", "'due' (2026-11-20T23:59:00) has no time zone: add a line"),
        ("due = 2026-11-20", "'due' (2026-11-20) has no time of day"),
        ("due = 23:59:00", "'due' (23:59:00) has no date"),
        ('due = "2026-11-20T23:59:00"', "must stand without quotes, like 2026-11-20T23:59:00"),
        ('due = "2 days"', "'due' must be a date with a time"),
        ("due = 5", "'due' (5) must be a date with a time"),
        ("due = 2062-13-20T23:59:00", "is not valid TOML"),
        ("due = 1926-11-20T23:59:00Z", "is in the year 1926, which looks like a slip of the pen"),
        (
            'due = 2026-03-29T02:30:00\ntimezone = "Europe/Berlin"',
            "'due' (2026-03-29T02:30:00) is a time that clocks in Europe/Berlin skip",
        ),
        (
            'due = 2026-10-25T02:30:00\ntimezone = "Europe/Berlin"',
            "happens twice in Europe/Berlin, because clocks are set back then: write which one",
        ),
        (
            'timezone = "Europe/Berln"',
            "is no known time zone: write it for example as 'Europe/Berlin'",
        ),
        ("timezone = 1", "'timezone' must be a name in quotes, like \"Europe/Berlin\""),
        (DUE + "grace = 15", "'grace' must be a time such as \"15 min\""),
        (DUE + 'grace = "15"', "'grace' (\"15\") has no unit"),
        (DUE + 'closes = "soon"', "'closes' (\"soon\") is no length of time"),
        (
            DUE + "closes = 2026-11-20T12:00:00",
            "'closes' (20 Nov 2026 12:00 CET) is before the end of the time to hand in "
            "(20 Nov 2026 23:59 CET): write a later time",
        ),
        (DUE + 'grace = "1 h"\ncloses = "30 min"', "is before the end of the time to hand in"),
        (DUE + "extensions = 3", "'extensions' must be a section: write [extensions]"),
        (
            DUE + '[extensions]\nann.lee = "2 days"',
            "[extensions]: 'ann' has a dot behind it: put the whole name in quotes, \"ann.lee\"",
        ),
        (
            DUE + '[extensions]\nann = { until = "2 days", days = 3 }',
            "[extensions], ann: unknown key 'days'; known are until, note",
        ),
        (DUE + '[extensions]\n"" = "2 days"', "a line has no name: write whose extension it is"),
        (DUE + "[extensions]\nann = 2", "'ann' (2) must be a date with a time"),
        (DUE + '[extensions]\nann = "two days"', "'ann' (\"two days\") is no length of time"),
        (DUE + '[extensions]\nann = "1 day"\nAnn = "2 days"', "'Ann' has two extensions: keep one"),
        (
            DUE + "[extensions]\nann = 2026-11-19T23:59:00",
            "the extension of ann (19 Nov 2026 23:59 CET) ends before the due date "
            "(20 Nov 2026 23:59 CET): write a later time",
        ),
        (DUE + "extension = 3", "'extension' must be written as [[extension]], one for each"),
        (DUE + '[extension]\nann = "1 day"', "'extension' must be written as [[extension]]"),
        (
            DUE + '[[extension]]\nuntil = "1 day"',
            "[[extension]] number 1: 'student' must be a name",
        ),
        (
            DUE + '[[extension]]\nstudent = []\nuntil = "1 day"',
            "'student' must be a name, an id or",
        ),
        (DUE + '[[extension]]\nstudent = "ann"', "'until' is missing: write for example until = "),
        (
            DUE + '[[extension]]\nstudent = "ann"\nuntil = "1 day"\nnote = 3',
            "'note' must be a text",
        ),
        (DUE + '[[extension]]\nstudent = "ann"\ndays = 2', "unknown key 'days'; known are student"),
        (DUE + "slip = 3", "'slip' must be a section: write [slip] on a line of its own"),
        (
            DUE + "[slip]\nmax_per_homework = 2",
            "[slip]: 'days' is missing: write for example days = 3",
        ),
        (DUE + "[slip]\ndays = 2.5", "'days' must be a whole number of days, 0 to 1000"),
        (DUE + '[slip]\ndays = "3"', "'days' must be a whole number of days"),
        (DUE + "[slip]\ndays = -1", "'days' must be a whole number of days"),
        (DUE + "[slip]\ndays = true", "'days' must be a whole number of days"),
        (DUE + "[slip]\ndays = 3\nused = 3", "'used' must give a number of days for each name"),
        (
            DUE + "[slip]\ndays = 3\nused = { ann = 1.5 }",
            "'used.ann' must be a whole number of days",
        ),
        (DUE + '[slip]\ndays = 3\nearlier = "hw1"', "'earlier' must be a list of folders"),
        (DUE + '[slip]\ndays = 3\nearlier = ["hw1"]', "holds no results of an earlier homework"),
        (DUE + "[slip]\ndays = 3\nper_day = 1", "unknown key 'per_day'; known are days, max_per"),
        (
            DUE + "[penalty]\n",
            "there is nothing, but exactly one must say what is taken off: 'per_day'",
        ),
        (
            DUE + "[penalty]\nper_day = 10\nper_hour = 2",
            "there is 'per_day' and 'per_hour', but exactly",
        ),
        (DUE + "[penalty]\nper_day = 0.1", '\'per_day\' (0.1) may mean "0.1 %" or "10 %"'),
        (DUE + '[penalty]\nper_day = "ten"', '\'per_day\' ("ten") must be written like "10 %"'),
        (DUE + "[penalty]\nper_day = 10\nmost = 150", "'most' (150) is more than 100 %"),
        (DUE + "[penalty]\nper_day = 10\ncurve = 3", '\'curve\' must be "steps" or "linear"'),
        (DUE + '[penalty]\nper_day = 10\nof = "all"', '\'of\' must be "earned" or "possible"'),
        (
            DUE + '[penalty]\nper_day = 10\nattempts = "best"',
            "[penalty]: 'attempts' belongs above the first line in square brackets",
        ),
        (DUE + "[penalty]\nper_day = 10\nrate = 3", "unknown key 'rate'; known are per_day"),
        (
            DUE + '[penalty]\nper_day = "2 points"\nof = "earned"',
            "'of' is the whole of a percentage, but points are taken off: leave it out",
        ),
        (
            DUE + "[penalty]\ntable = []",
            "'table' must be rows of a time and what is taken off, like [[",
        ),
        (DUE + "[penalty]\ntable = [24, 10]", "'table' must be rows of a time"),
        (DUE + "[penalty]\ntable = [[24]]", "'table' must be rows of a time"),
        (DUE + "[penalty]\ntable = [[true, 10]]", "'table' must be a time such as"),
        (
            DUE + "[penalty]\ntable = [[-1, 10]]",
            "'table' (-1) must be a number of hours, 0 or more",
        ),
        (DUE + "[penalty]\ntable = [[nan, 10]]", "'table' (NaN) must be a number of hours"),
        (
            DUE + "[penalty]\ntable = [[48, 10], [24, 20]]",
            "must go on to later times, but 24 h follows 48",
        ),
        (
            DUE + "[penalty]\ntable = [[24, 20], [48, 10]]",
            "must not take off less for more time, but 10 %",
        ),
        (
            DUE + '[penalty]\ntable = [[24, 20], [48, "30 points"]]',
            "'table' mixes per cent and points",
        ),
        (
            DUE + "[penalty]\ntable = [[0, 10], [24, 30]]",
            "the first row of 'table' is for 0 h late",
        ),
    ],
)
def test_whatever_is_wrong_ends_in_one_sentence(make_policy: Make, text: str, told: str) -> None:
    """With the file in front, the section and the key, and what to write."""
    with pytest.raises(UsageError, match=re.escape(told)) as error:
        make_policy(text)
    assert "policy.toml" in str(error.value)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The path and the reason."""
    with pytest.raises(UsageError, match="none.toml cannot be read: No such file or directory"):
        load_policy(tmp_path / "none.toml")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    """A file of another editor."""
    (tmp_path / "policy.toml").write_bytes(b"# \xe4\n")
    with pytest.raises(UsageError, match="is not UTF-8 text; save it as UTF-8"):
        load_policy(tmp_path / "policy.toml")
