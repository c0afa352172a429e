"""From attempts and a policy to the mark and its sentence, against sums done by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from grader.errors import UsageError
from grader.policy import Handed, Policy, Settled, settle

Make = Callable[[str], Policy]
DUE = 'due = 2026-11-20T23:59:00\ntimezone = "Europe/Berlin"\n'
TEN = DUE + '[penalty]\nper_day = "10 %"\n'
AT = datetime.fromisoformat("2026-11-20T23:59:00+01:00")
DUE_WORDS = "(due 20 Nov 2026 23:59 CET)"


def handed(
    earned: float = 47,
    *,
    after: timedelta | None = timedelta(0),
    late: bool | None = None,
    number: int = 1,
    possible: float = 60,
    complete: bool = True,
) -> Handed:
    """An attempt, so long after the due date; None: nobody knows when."""
    when = None if after is None else (AT + after).isoformat()
    return Handed(number, when, late, earned, possible, complete)


def one(
    policy: Policy, attempt: Handed, *, names: tuple[str, ...] = ("ann",), used: int = 0
) -> Settled:
    """A single attempt, settled."""
    return settle(policy, names=names, handed=[attempt], slip_used=used)


def adjusted(settled: Settled) -> dict:
    """Its adjustment, which must be there."""
    assert settled.adjustment is not None
    return settled.adjustment


def days(n: float) -> timedelta:
    """Days of 24 hours."""
    return timedelta(days=n)


def test_on_time_keeps_all_and_says_so(make_policy: Make) -> None:
    """The last moment is on time."""
    settled = one(make_policy(TEN), handed(after=days(0)))
    assert (settled.counted, settled.rule, settled.final) == (0, "last", 47)
    assert adjusted(settled) == {
        "sentence": f"Handed in on time, 20 Nov 2026 23:59 CET {DUE_WORDS}.",
        "taken_off": 0,
        "due": "2026-11-20T23:59:00+01:00",
        "extension": None,
        "late_s": 0,
        "slip_days": 0,
        "accepted": True,
    }


def test_ten_per_cent_a_day_for_three_days_is_exact(make_policy: Make) -> None:
    """Three tenths of 47 points are 14.1, and 32.9 are left: to the last bit of the float."""
    settled = one(make_policy(TEN), handed(after=days(3)))
    assert settled.final == 32.9
    assert adjusted(settled)["taken_off"] == 14.1
    assert adjusted(settled)["sentence"] == (
        f"Handed in 3 days late {DUE_WORDS}. "
        "14.1 points taken off for 3 started days: 30 % of the 47 points earned."
    )


def test_a_tenth_of_a_per_cent_a_day_is_exact(make_policy: Make) -> None:
    """0.3 % of 47 points are 0.141; the mark is rounded once, half up."""
    settled = one(make_policy(TEN.replace("10 %", "0.1 %")), handed(after=days(3)))
    assert settled.final == 46.86
    assert adjusted(settled)["taken_off"] == 0.14


@pytest.mark.parametrize(
    ("section", "after", "final", "told"),
    [
        ('per_day = "10 %"', timedelta(hours=27), 37.6,
         "Handed in 1 day 3 h late {due}. 9.4 points taken off for 2 started days: 20 % of the 47 "
         "points earned."),
        ('per_hour = "1 %"', timedelta(minutes=1), 46.53,
         "Handed in 1 min late {due}. 0.47 points taken off for 1 started hour: 1 % of the 47 points "
         "earned."),
        ('per_day = "10 %"\ncurve = "linear"', timedelta(hours=12), 44.65,
         "Handed in 12 h late {due}. 2.35 points taken off at 10 % per day: 5 % of the 47 points "
         "earned."),
        ('per_day = "10 %"\nof = "possible"', days(1), 41,
         "Handed in 1 day late {due}. 6 points taken off for 1 started day: 10 % of the 60 possible "
         "points."),
        ('per_day = "1 point"', days(1), 46,
         "Handed in 1 day late {due}. 1 point taken off for 1 started day."),
        ('per_day = "30 points"', days(2), 0,
         "Handed in 2 days late {due}. 47 points taken off for 2 started days: all that was earned."),
        ('per_day = "10 %"\nmost = "50 %"', days(9), 23.5,
         "Handed in 9 days late {due}. 23.5 points taken off for 9 started days: 50 % of the 47 "
         "points earned, and not more is taken off."),
        ('per_day = "10 %"\nmost = "5 points"', days(9), 42,
         "Handed in 9 days late {due}. 5 points taken off for 9 started days: 5 points, and not more "
         "is taken off."),
        ('per_day = "10 %"\nleast = "50 %"', days(9), 30,
         "Handed in 9 days late {due}. 17 points taken off for 9 started days: the mark does not fall "
         "below 30 points for being late."),
        ('per_day = "10 %"\nleast = "100 %"', days(9), 47,
         "Handed in 9 days late {due}. Nothing is taken off."),
        ('table = [["1 day", "10 %"], ["3 days", "50 %"]]', days(2), 23.5,
         "Handed in 2 days late {due}. 23.5 points taken off: 50 % of the 47 points earned."),
        ('per_day = "10 %"\nmost = "20 %"', days(2), 37.6,
         "Handed in 2 days late {due}. 9.4 points taken off for 2 started days: 20 % of the 47 points "
         "earned."),
        ('per_day = "10 %"\nof = "possible"\nmost = "20 points"', days(4), 27,
         "Handed in 4 days late {due}. 20 points taken off for 4 started days: 20 points, and not more "
         "is taken off."),
        ('per_day = "10 points"\nleast = "37 points"', days(1), 37,
         "Handed in 1 day late {due}. 10 points taken off for 1 started day."),
        ('per_day = "47 points"', days(1), 0,
         "Handed in 1 day late {due}. 47 points taken off for 1 started day."),
        ('per_day = "0.001 %"', days(1), 47,
         "Handed in 1 day late {due}. Nothing is taken off."),
    ],
)  # fmt: skip
def test_curves(make_policy: Make, section: str, after: timedelta, final: float, told: str) -> None:
    """The mark, and a sentence that says how long, how much and why."""
    settled = one(make_policy(f"{DUE}[penalty]\n{section}\n"), handed(after=after))
    assert settled.final == final
    assert adjusted(settled)["sentence"] == told.format(due=DUE_WORDS)


def test_what_is_known_so_far_is_said(make_policy: Make) -> None:
    """While a written answer waits, the share is of the points known."""
    settled = one(make_policy(TEN), handed(30, after=days(1), complete=False))
    assert settled.final == 27
    assert "10 % of the 30 points known so far" in adjusted(settled)["sentence"]


def test_seconds_are_whole_unless_the_time_has_a_fraction(make_policy: Make) -> None:
    """An integer in the result file where it is one."""
    whole = adjusted(one(make_policy(TEN), handed(after=timedelta(seconds=90))))["late_s"]
    part = adjusted(one(make_policy(TEN), handed(after=timedelta(milliseconds=1500))))["late_s"]
    assert (whole, type(whole)) == (90, int)
    assert part == 1.5


def test_long_decimals_stay_when_nothing_is_taken(make_policy: Make) -> None:
    """On time the mark is what was earned; late it has two decimals and is never above."""
    policy = make_policy(TEN)
    assert one(policy, handed(10 / 3)).final == 10 / 3
    settled = one(policy, handed(10 / 3, after=days(1)))
    assert settled.final == 3
    assert adjusted(settled)["taken_off"] == pytest.approx(1 / 3)
    tiny = make_policy(TEN.replace("10 %", "0.01 %"))
    assert one(tiny, handed(3.337, after=days(1))).final == 3.337


def test_grace_counts_as_on_time_and_shifts_what_follows(make_policy: Make) -> None:
    """Within it nothing is taken; behind it every day ends that much later."""
    policy = make_policy(TEN.replace("[penalty]", 'grace = "15 min"\n[penalty]'))
    within = one(policy, handed(after=timedelta(minutes=15)))
    assert (within.final, adjusted(within)["late_s"]) == (47, 900)
    assert adjusted(within)["sentence"] == (
        f"Handed in 15 min late {DUE_WORDS}, within the 15 min that still count as on time."
    )
    assert one(policy, handed(after=timedelta(minutes=16))).final == 42.3
    assert one(policy, handed(after=timedelta(days=1, minutes=15))).final == 42.3
    assert one(policy, handed(after=timedelta(days=1, minutes=16))).final == 37.6


def test_late_without_a_penalty(make_policy: Make) -> None:
    """Being late costs nothing where nothing says so."""
    settled = one(make_policy(DUE), handed(after=days(40)))
    assert settled.final == 47
    assert (
        adjusted(settled)["sentence"]
        == f"Handed in 40 days late {DUE_WORDS}. Nothing is taken off."
    )


def test_after_closing_nothing_is_accepted(make_policy: Make) -> None:
    """The last moment is; the next is not, and the sentence says when it closed."""
    policy = make_policy(DUE + 'closes = "7 days"')
    assert one(policy, handed(after=days(7))).final == 47
    closed = one(policy, handed(after=days(7) + timedelta(seconds=1)))
    assert closed.final == 0
    assert adjusted(closed)["accepted"] is False
    assert adjusted(closed)["taken_off"] == 47
    assert adjusted(closed)["sentence"] == (
        f"Handed in 7 days 1 s late {DUE_WORDS}, after it had closed on 27 Nov 2026 23:59 CET: "
        "it is not accepted and counts 0 points."
    )


def test_an_extension_moves_the_due_date_and_the_closing_after_it(make_policy: Make) -> None:
    """By key, in whatever capitals; the sentence says that it is the student's own date."""
    policy = make_policy(
        DUE + 'closes = "1 day"\n[extensions]\nAnn = "2 days"\n[penalty]\nper_day = "10 %"'
    )
    on_time = one(policy, handed(after=days(2)))
    assert on_time.final == 47
    assert adjusted(on_time)["due"] == "2026-11-20T23:59:00+01:00"
    assert adjusted(on_time)["extension"] == "2026-11-22T23:59:00+01:00"
    assert adjusted(on_time)["late_s"] == 0
    assert adjusted(on_time)["sentence"] == (
        "Handed in on time, 22 Nov 2026 23:59 CET (due 22 Nov 2026 23:59 CET with your extension)."
    )
    late = one(policy, handed(after=days(3)))
    assert (late.final, adjusted(late)["late_s"]) == (42.3, 86400)
    assert one(policy, handed(after=days(3.1))).final == 0
    assert one(policy, handed(after=days(2)), names=("bob",)).final == 0


def test_an_absolute_closing_waits_for_a_longer_extension(make_policy: Make) -> None:
    """Who may hand in until Friday is not shut out on Wednesday."""
    policy = make_policy(DUE + 'closes = 2026-11-22T00:00:00\n[extensions]\nann = "5 days"')
    assert one(policy, handed(after=days(5))).final == 47
    assert one(policy, handed(after=days(5.1))).final == 0
    assert one(policy, handed(after=days(2)), names=("bob",)).final == 0


@pytest.mark.parametrize("names", [("ann", "Ann Lee"), ("x", "ann@uni.example"), ("ann", "", "7")])
def test_an_extension_may_stand_under_any_name(make_policy: Make, names: tuple[str, ...]) -> None:
    """Of two that fit the same student the longer holds."""
    policy = make_policy(
        TEN
        + '[extensions]\nann = "1 day"\n" ANN@uni.example" = "1 day"\n7 = "3 days"\n"ann lee" = "1 day"'
    )
    assert one(policy, handed(after=days(1)), names=names).final == 47
    assert one(policy, handed(after=days(3)), names=names).final == (47 if "7" in names else 37.6)


def test_nobody_without_a_name_has_an_extension(make_policy: Make) -> None:
    """An unknown name is empty and fits nothing."""
    policy = make_policy(TEN + '[extensions]\nann = "5 days"')
    assert one(policy, handed(after=days(1)), names=("",)).final == 42.3


def test_an_extension_without_an_end(make_policy: Make) -> None:
    """Nothing is late and nothing closes, whether or not the time is known."""
    policy = make_policy(
        TEN.replace("[pen", 'closes = "1 day"\n[pen') + '[extensions]\nann = "no limit"'
    )
    late = one(policy, handed(after=days(90)))
    assert late.final == 47
    assert adjusted(late)["extension"] is None
    assert adjusted(late)["sentence"] == (
        "Handed in on 18 Feb 2027 23:59 CET. Your extension has no end: nothing is taken off."
    )
    unknown = one(policy, handed(after=None, late=True))
    assert (unknown.final, adjusted(unknown)["late_s"]) == (47, 0)
    assert adjusted(unknown)["sentence"] == "Your extension has no end: nothing is taken off."


SLIP = TEN.replace("[penalty]", "[slip]\ndays = 3\n[penalty]")


@pytest.mark.parametrize(
    ("after", "used", "slip", "final", "told"),
    [
        (days(0), 0, 0, 47, "Handed in on time, 20 Nov 2026 23:59 CET {due}."),
        (timedelta(minutes=1), 0, 1, 47, "Handed in 1 min late {due}. 1 slip day makes up for it: "
         "nothing is taken off. That leaves you 2 of 3 slip days."),
        (timedelta(hours=27), 0, 2, 47, "Handed in 1 day 3 h late {due}. 2 slip days make up for it: "
         "nothing is taken off. That leaves you 1 of 3 slip days."),
        (timedelta(hours=27), 2, 1, 42.3, "Handed in 1 day 3 h late {due}. 1 slip day takes 1 day off "
         "that. 4.7 points taken off for 1 started day: 10 % of the 47 points earned. That leaves you 0 "
         "of 3 slip days."),
        (timedelta(hours=27), 3, 0, 37.6, "Handed in 1 day 3 h late {due}. 9.4 points taken off for 2 "
         "started days: 20 % of the 47 points earned."),
        (timedelta(hours=27), 7, 0, 37.6, "Handed in 1 day 3 h late {due}. 9.4 points taken off for 2 "
         "started days: 20 % of the 47 points earned."),
        (days(5), 0, 3, 37.6, "Handed in 5 days late {due}. 3 slip days take 3 days off that. 9.4 "
         "points taken off for 2 started days: 20 % of the 47 points earned. That leaves you 0 of 3 "
         "slip days."),
    ],
)  # fmt: skip
def test_slip_days_are_used_before_anything_is_taken(
    make_policy: Make, after: timedelta, used: int, slip: int, final: float, told: str
) -> None:
    """Whole days, as many as needed and as are left."""
    settled = one(make_policy(SLIP), handed(after=after), used=used)
    assert (adjusted(settled)["slip_days"], settled.final) == (slip, final)
    assert adjusted(settled)["sentence"] == told.format(due=DUE_WORDS)


def test_a_homework_takes_at_most_so_many_slip_days(make_policy: Make) -> None:
    """The rest of the lateness costs points."""
    policy = make_policy(SLIP.replace("days = 3", "days = 3\nmax_per_homework = 1"))
    settled = one(policy, handed(after=days(3)))
    assert (adjusted(settled)["slip_days"], settled.final) == (1, 37.6)


@pytest.mark.parametrize(
    ("section", "after", "earned", "slip"),
    [
        ('table = [["1 day", "20 %"]]', days(5), 47, 0),  # as much for 2 days as for 5
        ('table = [["1 day", "20 %"]]', days(3), 47, 3),
        ('per_day = "10 %"\nmost = "10 %"', days(9), 47, 0),
        ('per_day = "10 %"\nmost = "70 %"', days(9), 47, 3),  # 60 % instead of 70 %
        ('per_day = "10 %"\nmost = "65 %"', days(10), 47, 0),  # 7 days cost as much as 10
        ('per_day = "10 %"', days(2), 0, 0),
        ("per_day = 0", days(2), 47, 0),
    ],
)
def test_slip_days_are_kept_where_they_do_not_help(
    make_policy: Make, section: str, after: timedelta, earned: float, slip: int
) -> None:
    """A day that changes nothing stays for the next homework."""
    policy = make_policy(f"{DUE}[slip]\ndays = 3\n[penalty]\n{section}\n")
    assert adjusted(one(policy, handed(earned, after=after)))["slip_days"] == slip


def test_slip_days_without_a_penalty_are_kept(make_policy: Make) -> None:
    """There is nothing to make up for."""
    policy = make_policy(DUE + "[slip]\ndays = 3")
    assert adjusted(one(policy, handed(after=days(2))))["slip_days"] == 0


def test_while_marks_are_missing_slip_days_are_used_where_they_may_help(make_policy: Make) -> None:
    """Nothing is known yet, so all points are at stake."""
    settled = one(make_policy(SLIP), handed(0, after=days(1), complete=False))
    assert adjusted(settled)["slip_days"] == 1


def test_slip_days_do_not_move_the_closing(make_policy: Make) -> None:
    """What closes after a day stays closed."""
    policy = make_policy(SLIP.replace("[slip]", 'closes = "1 day"\n[slip]'))
    assert one(policy, handed(after=days(1.5))).final == 0


def test_without_a_due_date_nothing_is_adjusted(make_policy: Make) -> None:
    """The rule about attempts holds; the mark is what was earned."""
    settled = settle(
        make_policy('attempts = "best"'),
        names=("ann",),
        handed=[handed(40, number=1), handed(30, number=2, after=None)],
        slip_used=0,
    )
    assert (settled.counted, settled.rule, settled.final) == (0, "best", 40)
    assert settled.adjustment is None


UNKNOWN = (
    "The instructor can settle it with a file of times, with the columns student,submitted_at."
)


@pytest.mark.parametrize(
    ("text", "late", "told"),
    [
        (TEN, None, f"No mark yet: nobody knows when this was handed in {DUE_WORDS}. {UNKNOWN}"),
        (TEN, True, "No mark yet: this was handed in late, but nobody knows by how much "
         f"{DUE_WORDS}. {UNKNOWN}"),
        (DUE + 'closes = "7 days"', True, "No mark yet: this was handed in late, but nobody knows by "
         f"how much {DUE_WORDS}. {UNKNOWN}"),
        (SLIP, True, "No mark yet: this was handed in late"),
        (TEN + 'most = "50 %"', True, "No mark yet: this was handed in late"),
        (DUE + '[penalty]\ntable = [["1 day", "20 %"]]', None, "No mark yet: nobody knows when"),
        (DUE + 'grace = "1 min"\n[penalty]\ntable = [["1 day", "20 %"]]', True, "No mark yet: "),
        (DUE + '[penalty]\ntable = [["1 day", "20 %"]]\n[extensions]\nann = "1 day"', True, "No mark yet"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("earned", [0, 47])
def test_an_unknown_time_gives_no_mark(
    make_policy: Make, text: str, late: bool | None, told: str, earned: float
) -> None:
    """Neither a zero nor a pass; the sentence says what settles it."""
    settled = one(make_policy(text), handed(earned, after=None, late=late))
    assert settled.final is None
    assert adjusted(settled)["sentence"].startswith(told)
    assert adjusted(settled)["late_s"] is None
    assert (adjusted(settled)["taken_off"], adjusted(settled)["slip_days"]) == (0, 0)
    assert adjusted(settled)["accepted"] is True


def test_on_time_by_the_word_of_the_system(make_policy: Make) -> None:
    """Not marked as late is on time."""
    settled = one(make_policy(TEN), handed(after=None, late=False))
    assert (settled.final, adjusted(settled)["late_s"]) == (47, 0)
    assert adjusted(settled)["taken_off"] == 0
    assert adjusted(settled)["sentence"] == (
        f"Handed in on time, as the system says that it was handed in to {DUE_WORDS}."
    )


def test_a_known_time_is_worth_more_than_the_word_of_the_system(make_policy: Make) -> None:
    """Its due date may be another one."""
    assert one(make_policy(TEN), handed(after=days(1), late=False)).final == 42.3
    assert one(make_policy(TEN), handed(after=days(0), late=True)).final == 47


def test_an_unknown_time_that_makes_no_difference(make_policy: Make) -> None:
    """Where every lateness costs the same, the mark is known."""
    flat = one(
        make_policy(DUE + '[penalty]\ntable = [["1 day", "20 %"]]'), handed(after=None, late=True)
    )
    assert (flat.final, adjusted(flat)["taken_off"]) == (37.6, 9.4)
    assert adjusted(flat)["sentence"] == (
        f"Handed in late, nobody knows by how much {DUE_WORDS}. "
        "9.4 points taken off: 20 % of the 47 points earned."
    )
    free = one(make_policy(DUE), handed(after=None))
    assert free.final == 47
    assert adjusted(free)["sentence"] == (
        f"Nobody knows when this was handed in {DUE_WORDS}, but nothing is taken off for it."
    )
    late = one(make_policy(DUE), handed(after=None, late=True))
    assert late.final == 47
    assert adjusted(late)["sentence"] == (
        f"Handed in late, nobody knows by how much {DUE_WORDS}. Nothing is taken off."
    )


@pytest.mark.parametrize(
    ("section", "final", "told"),
    [
        (
            'per_day = "50 %"\nmost = "40 %"',
            28.2,
            "18.8 points taken off: 40 % of the 47 points earned, and not more is taken off.",
        ),
        ("per_day = 100", 0, "47 points taken off: all that was earned."),
        (
            'per_day = "50 %"\nleast = "60 %"',
            36,
            "11 points taken off: the mark does not fall below 36",
        ),
    ],
)
def test_an_unknown_lateness_that_is_beyond_the_bounds_at_once(
    make_policy: Make, section: str, final: float, told: str
) -> None:
    """The first started day takes as much as any number of days."""
    policy = make_policy(f"{DUE}[penalty]\n{section}\n")
    settled = one(policy, handed(after=None, late=True))
    assert settled.final == final
    assert told in adjusted(settled)["sentence"]


def test_a_bound_that_holds_for_all_points_may_not_hold_for_fewer(make_policy: Make) -> None:
    """Half of 60 points is more than 30, and so is any more; of 47 the first day takes 23.5."""
    policy = make_policy(f'{DUE}[penalty]\nper_day = "50 %"\nmost = "30 points"\n')
    assert one(policy, handed(60, after=None, late=True)).final == 30
    assert one(policy, handed(47, after=None, late=True)).final is None


def test_a_time_without_an_offset_is_refused(make_policy: Make) -> None:
    """It could be off by hours, and nobody would see it."""
    attempt = Handed(1, "2026-11-20T23:59:00", None, 47, 60, True)
    with pytest.raises(
        UsageError, match="The time of a submission, '2026-11-20T23:59:00', does not say"
    ):
        one(make_policy(TEN), attempt)


def test_there_must_be_an_attempt(make_policy: Make) -> None:
    """A caller's slip is not taken for a student without points."""
    with pytest.raises(ValueError, match="no attempt to settle"):
        settle(make_policy(TEN), names=("ann",), handed=[], slip_used=0)


def test_a_moved_date_gives_another_mark_of_the_same_results(make_policy: Make) -> None:
    """Settling is pure: with a later date nothing is lost, with the first again the same is."""
    attempt = handed(after=days(2))
    first = one(make_policy(TEN), attempt)
    moved = one(make_policy(TEN.replace("2026-11-20", "2026-11-22")), attempt)
    again = one(make_policy(TEN), attempt)
    assert (first.final, moved.final) == (37.6, 47)
    assert again == first


def test_a_day_ends_when_the_clock_shows_the_same_time(make_policy: Make) -> None:
    """Also the day of 25 hours on which clocks are set back."""
    policy = make_policy(TEN.replace("2026-11-20", "2026-10-24"))
    attempt = Handed(1, "2026-10-25T23:59:00+01:00", None, 47, 60, True)
    settled = one(policy, attempt)
    assert settled.final == 42.3
    assert adjusted(settled)["late_s"] == 25 * 3600
    assert adjusted(settled)["sentence"].startswith(
        "Handed in 1 day late (due 24 Oct 2026 23:59 CEST)"
    )


def test_times_of_other_zones_are_said_in_the_policys(make_policy: Make) -> None:
    """A student abroad reads the same clock as the others."""
    attempt = Handed(1, "2026-11-21T04:28:00+05:30", None, 47, 60, True)
    assert adjusted(one(make_policy(TEN), attempt))["sentence"] == (
        f"Handed in on time, 20 Nov 2026 23:58 CET {DUE_WORDS}."
    )
