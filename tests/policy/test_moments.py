"""Moments in time zones, above all where clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.policy import moments
from grader.policy.moments import (
    after,
    days_and_seconds,
    elapsed,
    find_zone,
    in_zone,
    parse_instant,
    read_moment,
    say,
)
from grader.policy.spans import Span

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # clocks change by half an hour
ZONES = st.sampled_from(
    [BERLIN, NEW_YORK, LORD_HOWE, UTC, timezone(timedelta(hours=5, minutes=45))]
)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def test_a_local_time_gets_the_offset_of_its_season() -> None:
    """Berlin is one hour before UTC in winter, two in summer."""
    assert in_zone(datetime(2026, 11, 20, 23, 59), BERLIN).utcoffset() == timedelta(hours=1)
    assert in_zone(datetime(2026, 7, 20, 23, 59), BERLIN).utcoffset() == timedelta(hours=2)


def test_a_skipped_time_is_refused_with_the_times_around_it() -> None:
    """On 29 March 2026 clocks in Berlin go from 2:00 to 3:00."""
    with pytest.raises(ValueError, match="that clocks in Europe/Berlin skip") as told:
        in_zone(datetime(2026, 3, 29, 2, 30), BERLIN)
    assert "2026-03-29T01:30:00 or 2026-03-29T03:30:00" in str(told.value)


def test_a_time_that_happens_twice_is_refused_with_both_readings() -> None:
    """On 25 October 2026 clocks in Berlin go from 3:00 back to 2:00."""
    with pytest.raises(ValueError, match="happens twice in Europe/Berlin") as told:
        in_zone(datetime(2026, 10, 25, 2, 30), BERLIN)
    assert "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00" in str(told.value)


@settings(deadline=None)
@given(INSTANTS, ZONES)
def test_each_clock_time_means_one_moment_or_is_refused(instant: datetime, zone: ZoneInfo) -> None:
    """Reading a clock and finding the moment leads back, unless the clock shows it twice."""
    wall = instant.astimezone(zone).replace(tzinfo=None)
    try:
        assert elapsed(in_zone(wall, zone), instant) == timedelta(0)
    except ValueError as told:
        assert "happens twice" in str(told)


def test_days_go_by_the_calendar() -> None:
    """Two days after 23:59 it is 23:59, whether or not clocks change; hours are hours."""
    due = in_zone(datetime(2026, 10, 24, 23, 59), BERLIN)
    assert after(due, Span(1)).isoformat() == "2026-10-25T23:59:00+01:00"
    assert elapsed(due, after(due, Span(1))) == timedelta(hours=25)
    assert after(due, Span(0, 24 * 3600)).isoformat() == "2026-10-25T22:59:00+01:00"


@pytest.mark.parametrize(
    ("wall", "offset"),
    [("2026-10-24T02:30:00", "02:30:00+01:00"), ("2026-03-28T02:30:00", "03:30:00+02:00")],
)
def test_where_the_wanted_time_is_unclear_the_later_one_holds(wall: str, offset: str) -> None:
    """Nobody loses an hour because clocks change."""
    due = in_zone(datetime.fromisoformat(wall), BERLIN)
    assert after(due, Span(1)).isoformat().endswith(offset)


@settings(deadline=None)
@given(INSTANTS, ZONES, st.integers(0, 400), st.integers(0, 200_000))
def test_days_and_seconds_lead_from_start_to_end(
    start: datetime, zone: ZoneInfo, days: int, seconds: int
) -> None:
    """Adding what was measured gives the end; no further whole day fits."""
    start = start.astimezone(zone).replace(microsecond=0)
    end = after(after(start, Span(days)), Span(0, seconds))
    found, rest = days_and_seconds(start, end)
    assert elapsed(after(after(start, Span(found)), Span(0, rest)), end) == timedelta(0)
    assert elapsed(after(start, Span(found + 1)), end) < timedelta(0)


def test_before_the_start_there_are_no_days() -> None:
    """Early is zero days and zero seconds."""
    start = datetime(2026, 11, 20, tzinfo=UTC)
    assert days_and_seconds(start, start - timedelta(days=3)) == (0, 0)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (date(2026, 11, 20), "has no time of day: write for example 2026-11-20T23:59:00"),
        (time(23, 59), "has no date: write for example 2026-11-20T23:59:00"),
        ("2026-11-20T23:59:00", "must stand without quotes"),
        (20, "must be a date with a time"),
        (datetime(26, 11, 20, 23, 59), "is in the year 26, which looks like a slip of the pen"),
        (datetime(2026, 11, 20, 23, 59), 'has no time zone: add a line such as timezone = "'),
    ],
)
def test_values_that_are_no_moment(value: object, told: str) -> None:
    """Each ends in what to write instead."""
    with pytest.raises(ValueError, match=told.replace("(", r"\(")):
        read_moment(value, None)


def test_an_offset_is_a_moment_and_is_shown_in_the_policys_zone() -> None:
    """The zone says how to show it, not what it means."""
    value = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    assert read_moment(value, BERLIN).isoformat() == "2026-11-20T23:59:00+01:00"
    assert read_moment(value, None) is value


@pytest.mark.parametrize(
    "text", ["2026-11-20T23:59:00+01:00", "2026-11-20 22:59Z", " 20261120T225900Z "]
)
def test_times_of_submissions(text: str) -> None:
    """ISO 8601 in its usual forms."""
    assert parse_instant(text) == datetime(2026, 11, 20, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-11-20T23:59:00", "does not say in which time zone"),
        ("yesterday", "is no time: write it like 2026-11-20T23:59:00"),
        ("", "is no time"),
        ("0026-11-20T23:59:00Z", "is in the year 26"),
    ],
)
def test_times_of_submissions_that_are_refused(text: str, told: str) -> None:
    """Above all the naive ones: they could be off by a day."""
    with pytest.raises(ValueError, match=told):
        parse_instant(text)


def test_years_that_a_course_may_be_in() -> None:
    """From 2000 to 2199: others are slips of the pen."""
    assert parse_instant("2000-01-01T00:00:00Z").year == 2000
    assert parse_instant("2199-12-31T23:59:59Z").year == 2199
    for year in (1999, 2200):
        with pytest.raises(ValueError, match=f"is in the year {year}"):
            parse_instant(f"{year}-06-01T00:00:00Z")
        with pytest.raises(ValueError, match=f"is in the year {year}"):
            read_moment(datetime(year, 6, 1), BERLIN)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Europe/Berln", "is no known time zone: write it for example as 'Europe/Berlin'"),
        ("europe/berlin", "'Europe/Berlin'"),
        ("Europe", "is no known time zone"),
        ("../../etc/passwd", "is no known time zone"),
        ("", "is no known time zone"),
    ],
)
def test_zones_that_are_not_known(name: str, told: str) -> None:
    """A near name is offered; a path reads no file."""
    with pytest.raises(ValueError, match=told):
        find_zone(name)


def test_a_machine_without_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told what to install."""
    monkeypatch.setattr(moments, "available_timezones", set)
    with pytest.raises(ValueError, match='install the time zones with pip install "tzdata"'):
        find_zone("Nowhere/Atall")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 20, 23, 59, tzinfo=BERLIN), "20 Nov 2026 23:59 CET"),
        (datetime(2026, 7, 1, 8, 0, 5, tzinfo=BERLIN), "1 Jul 2026 08:00:05 CEST"),
        (datetime(2026, 7, 1, 8, tzinfo=ZoneInfo("Asia/Dubai")), "1 Jul 2026 08:00 UTC+04:00"),
        (
            datetime(2026, 7, 1, 8, tzinfo=timezone(timedelta(hours=-3))),
            "1 Jul 2026 08:00 UTC-03:00",
        ),
        (datetime(2026, 7, 1, 8, tzinfo=UTC), "1 Jul 2026 08:00 UTC"),
    ],
)
def test_moments_are_said_with_their_zone(moment: datetime, words: str) -> None:
    """The same words in every locale."""
    assert say(moment) == words


def test_a_moment_is_said_in_the_readers_zone_and_with_the_weekday() -> None:
    """22:59 UTC is 23:59 in Berlin; 20 November 2026 is a Friday."""
    moment = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    assert say(moment, BERLIN, weekday=True) == "Fri 20 Nov 2026 23:59 CET"
