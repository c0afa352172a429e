"""Whom a policy names, against a class."""

from __future__ import annotations

from collections.abc import Callable

from grader.policy import Policy, class_notes, slip_days_used, unused_extensions

Make = Callable[[str], Policy]
DUE = 'due = 2026-11-20T23:59:00\ntimezone = "Europe/Berlin"\n'
CLASS = [("ann", "Ann Lee", "ann@uni.example"), ("bob", "Bob Ray", ""), ("b2", "Bob Ray", "17")]


def test_an_extension_that_fits_nobody_is_listed_with_a_near_name(make_policy: Make) -> None:
    """A typing mistake shows before the marks do."""
    policy = make_policy(
        DUE + '[extensions]\nann = "1 day"\n"an@uni.example" = "1 day"\nzoe = "1 day"'
    )
    assert unused_extensions(policy, [n for names in CLASS for n in names]) == (
        "an@uni.example",
        "zoe",
    )
    assert class_notes(policy, CLASS) == (
        "The extension of 'an@uni.example' fits nobody of the class; is 'ann@uni.example' meant?",
        "The extension of 'zoe' fits nobody of the class.",
    )


def test_a_name_that_two_students_have_is_listed(make_policy: Make) -> None:
    """It holds for both until an id is written."""
    policy = make_policy(DUE + '[extensions]\n"bob ray" = "1 day"\n17 = "2 days"')
    assert class_notes(policy, CLASS) == (
        "'bob ray' in the policy fits 2 students; it holds for all of them. Write an id instead.",
        "'bob ray' and '17' are extensions of the same student; the longest holds.",
    )


def test_used_slip_days_of_nobody_are_listed(make_policy: Make) -> None:
    """As extensions are."""
    policy = make_policy(DUE + "[slip]\ndays = 3\nused = { anne = 1, bob = 1 }")
    assert class_notes(policy, CLASS) == (
        "The slip days used by 'anne' fit nobody of the class; is 'ann' meant?",
    )


def test_a_policy_that_fits_has_no_notes(make_policy: Make) -> None:
    """Silence means that every name was found."""
    assert class_notes(make_policy(DUE + '[extensions]\nANN = "1 day"'), CLASS) == ()


def test_slip_days_written_down_are_counted_by_any_name(make_policy: Make) -> None:
    """Those of others are not, and without slip days there are none."""
    policy = make_policy(DUE + '[slip]\ndays = 3\nused = { ann = 1, "ann lee" = 1, bob = 3 }')
    assert slip_days_used(policy, ("Ann", "Ann Lee")) == 2
    assert slip_days_used(policy, ("", "cy")) == 0
    assert slip_days_used(make_policy(DUE), ("ann",)) == 0
