"""What must hold for every policy, however it is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.policy import Handed, Policy, settle
from grader.policy.amounts import Amount, exact
from grader.policy.moments import in_zone
from grader.policy.penalty import Lateness, Penalty
from grader.policy.record import Extension, SlipDays
from grader.policy.spans import Span

BERLIN = ZoneInfo("Europe/Berlin")
DUE = in_zone(datetime(2026, 10, 24, 23, 59), BERLIN)  # the night before clocks are set back

cents = st.integers(0, 6000).map(lambda n: n / 100)
per_cents = st.integers(0, 10_000).map(lambda n: Amount(Decimal(n) / 100))
amounts = st.one_of(per_cents, st.integers(0, 80).map(lambda n: Amount(Decimal(n), "points")))
bounds = st.none() | amounts
curves = st.sampled_from(["steps", "linear"])
wholes = st.sampled_from(["earned", "possible"])
rates = st.builds(
    Penalty,
    curve=curves,
    per=st.sampled_from(["day", "hour"]),
    rate=amounts,
    of=wholes,
    most=bounds,
    least=bounds,
)


@st.composite
def tables(draw: st.DrawFn) -> Penalty:
    """A table with rising times and rising percentages."""
    hours = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=4)))
    takes = sorted(draw(st.lists(st.integers(0, 100), min_size=len(hours), max_size=len(hours))))
    rows = tuple((Span(0, h * 3600), Amount(Decimal(t))) for h, t in zip(hours, takes, strict=True))
    return Penalty(
        curve=draw(curves), table=rows, of=draw(wholes), most=draw(bounds), least=draw(bounds)
    )


slips = st.none() | st.builds(
    SlipDays, days=st.integers(0, 5), max_per_homework=st.none() | st.integers(0, 3)
)
policies = st.builds(
    Policy,
    path=st.just(Path("policy.toml")),
    due=st.just(DUE),
    zone=st.just(BERLIN),
    grace=st.sampled_from([Span(), Span(0, 900)]),
    closes=st.sampled_from([None, Span(3), Span(7), DUE.replace(day=28)]),
    slip=slips,
    penalty=st.none() | rates | tables(),
    attempts=st.sampled_from(["last", "best", "first"]),
)
delays = st.one_of(
    st.integers(-3 * 86400, 12 * 86400),
    st.integers(-1, 10).map(lambda n: n * 86400),
    st.integers(-1, 10).map(lambda n: n * 86400 + 1),
)


@st.composite
def attempts(draw: st.DrawFn) -> Handed:
    """One attempt with a known time."""
    possible = draw(cents)
    when = DUE.astimezone(UTC) + timedelta(seconds=draw(delays))
    earned = draw(st.floats(0, possible))
    return Handed(
        draw(st.integers(1, 5)), when.isoformat(), None, earned, possible, draw(st.booleans())
    )


def mark(policy: Policy, *handed: Handed, used: int = 0) -> float:
    """The mark, which is known where all times are."""
    done = settle(policy, names=("ann",), handed=handed, slip_used=used)
    assert done.final is not None
    return done.final


def later(attempt: Handed, seconds: int) -> Handed:
    """The same, handed in that much later."""
    assert attempt.submitted_at is not None
    moved = datetime.fromisoformat(attempt.submitted_at) + timedelta(seconds=seconds)
    return replace(attempt, submitted_at=moved.isoformat())


@settings(deadline=None)
@given(policies, attempts())
def test_nothing_below_zero_and_nothing_above_what_was_earned(
    policy: Policy, attempt: Handed
) -> None:
    """What is taken off lies in 0 to earned, and with the mark it makes what was earned."""
    done = settle(policy, names=(), handed=[attempt], slip_used=0)
    assert done.adjustment is not None
    assert done.final is not None
    assert 0 <= done.adjustment["taken_off"] <= attempt.earned
    assert 0 <= done.final <= attempt.earned
    assert abs(done.final + done.adjustment["taken_off"] - attempt.earned) < 1e-9


@settings(deadline=None)
@given(policies, attempts(), st.integers(0, 5 * 86400))
def test_later_never_gives_more(policy: Policy, attempt: Handed, seconds: int) -> None:
    """Waiting is never rewarded."""
    assert mark(policy, later(attempt, seconds)) <= mark(policy, attempt)


@settings(deadline=None)
@given(policies, attempts(), st.sampled_from([Span(0, 3600), Span(1), Span(5), None]))
def test_an_extension_never_gives_less(policy: Policy, attempt: Handed, until: Span | None) -> None:
    """Whatever its length."""
    extended = replace(policy, extensions=(Extension(students=("ann",), until=until),))
    assert mark(extended, attempt) >= mark(policy, attempt)


@settings(deadline=None)
@given(policies, attempts(), st.integers(0, 5))
def test_slip_days_never_give_less(policy: Policy, attempt: Handed, used: int) -> None:
    """Neither having some nor having used fewer before."""
    bare = mark(replace(policy, slip=None), attempt)
    assert mark(policy, attempt, used=used) >= bare
    assert mark(policy, attempt) >= mark(policy, attempt, used=used)


@settings(deadline=None)
@given(policies, st.lists(attempts(), min_size=1, max_size=4))
def test_the_best_is_at_least_the_last_and_the_first(policy: Policy, handed: list[Handed]) -> None:
    """No rule gives more than the best."""
    best, last, first = (
        mark(replace(policy, attempts=rule), *handed) for rule in ("best", "last", "first")
    )
    assert best >= max(last, first)


@settings(deadline=None)
@given(policies, st.lists(attempts(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(policy: Policy, handed: list[Handed], random: object) -> None:
    """Also with equal times and equal numbers; twice the same gives twice the same."""
    shuffled = list(handed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = settle(policy, names=("ann",), handed=handed, slip_used=1)
    other = settle(policy, names=("ann",), handed=shuffled, slip_used=1)
    assert one == settle(policy, names=("ann",), handed=handed, slip_used=1)
    assert (one.final, one.adjustment) == (other.final, other.adjustment)
    assert handed[one.counted].number == shuffled[other.counted].number


@settings(deadline=None)
@given(policies, attempts(), st.sampled_from([None, True]))
def test_a_mark_without_a_time_is_what_every_time_would_give(
    policy: Policy, attempt: Handed, late: bool | None
) -> None:
    """It is only known where it is the same at every moment that could be meant."""
    unknown = replace(attempt, submitted_at=None, late=late)
    done = settle(policy, names=(), handed=[unknown], slip_used=0)
    if done.final is None:
        return
    start = DUE.astimezone(UTC)
    for seconds in (1, 600, 86_401, 10 * 86_400, 300 * 86_400):
        moment = (start + timedelta(seconds=seconds)).isoformat()
        assert mark(policy, replace(attempt, submitted_at=moment)) == done.final
    if late is None:
        assert mark(policy, replace(attempt, submitted_at=start.isoformat())) == done.final


@settings(deadline=None)
@given(policies, attempts())
def test_slip_days_are_the_fewest_that_give_the_most(policy: Policy, attempt: Handed) -> None:
    """Against trying all numbers of days: fewer would cost more, more would gain nothing."""
    attempt = replace(attempt, complete=True)
    terms = policy.for_student((), 0)
    done = settle(policy, names=(), handed=[attempt], slip_used=0)
    assert done.adjustment is not None
    used = done.adjustment["slip_days"]
    if policy.penalty is None or not done.adjustment["accepted"]:
        assert used == 0
        return
    assert attempt.submitted_at is not None
    when = datetime.fromisoformat(attempt.submitted_at)
    losses = [
        policy.penalty.in_points(
            policy.penalty.amount(Lateness(terms.on_time_until(days), when)),
            earned=exact(attempt.earned),
            possible=exact(attempt.possible),
        )
        for days in range(terms.usable_slip + 1)
    ]
    assert all(loss > losses[used] for loss in losses[:used])
    assert all(loss >= losses[used] for loss in losses[used:])
