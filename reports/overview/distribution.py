"""The marks of a class as a few numbers and as bars, before and after the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import words
from reports.overview.histogram import Histogram, histogram
from reports.overview.late import final_mark
from reports.overview.roll import Figure, Roll

Mark = tuple[int, float, bool]
"""Position in the class, points, whether they are final."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    """One number about all marks; `figure` where it stands for certain students."""

    label: str
    value: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One kind of mark over the class."""

    title: str
    axis: str
    """What the horizontal axis counts."""
    stats: tuple[Stat, ...]
    histogram: Histogram

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every number of it that stands for certain students."""
        stated = [stat.figure for stat in self.stats if stat.figure]
        counted = [bar.figure for bar in self.histogram.bars if bar.count]
        return tuple(figure for figure in (*counted, *stated) if figure.count)


def distributions(roll: Roll, possible: float) -> tuple[Distribution, ...]:
    """The points, and the marks after the policy where those differ for anybody."""
    raw = [
        (place, float(result["earned"]), bool(result["complete"]))
        for place, result in enumerate(roll.results)
    ]
    found = [
        Distribution(
            title="Points earned" if adjusted(roll) else "Distribution of marks",
            axis=f"points earned, of {words.points(possible)}",
            stats=(*_stats(roll, raw, "points"), *_settled(roll, raw)),
            histogram=histogram(raw, possible, name="mark"),
        )
    ]
    if adjusted(roll):
        final = [
            (place, mark, complete)
            for place, _, complete in raw
            if (mark := final_mark(roll.results[place])) is not None
        ]
        found.append(
            Distribution(
                title="Marks after the policy",
                axis=f"points after the policy, of {words.points(possible)}",
                stats=_stats(roll, final, "final"),
                histogram=histogram(final, possible, name="final", unit="points after the policy"),
            )
        )
    return tuple(found)


def adjusted(roll: Roll) -> bool:
    """Whether a policy changed, or may change, the mark of anybody."""
    return any(final_mark(result) != float(result["earned"]) for result in roll.results)


def _stats(roll: Roll, marks: Sequence[Mark], name: str) -> tuple[Stat, ...]:
    """Where the middle is and how far the marks reach; nothing for nobody."""
    if not marks:
        return ()
    from statistics import fmean, quantiles  # takes longer to import than all of this package

    values = sorted(value for _, value, _ in marks)
    low, middle, high = (
        quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    )
    return (
        Stat(label="mean", value=words.points(fmean(values))),
        Stat(label="median", value=words.points(middle)),
        Stat(
            label="middle half",
            value=f"{words.points(low)} – {words.points(high)}",
            figure=roll.figure(
                f"{name}:middle",
                f"middle half, {words.points(low)} to {words.points(high)}",
                [place for place, value, _ in marks if low <= value <= high],
            ),
        ),
        _extreme(roll, marks, name, "lowest", values[0]),
        _extreme(roll, marks, name, "highest", values[-1]),
    )


def _extreme(roll: Roll, marks: Sequence[Mark], name: str, label: str, value: float) -> Stat:
    who = [place for place, points, _ in marks if points == value]
    kind = "mark after the policy" if name == "final" else "points"
    text = f"{label} {kind}, {words.points(value)}"
    return Stat(
        label=label,
        value=words.points(value),
        figure=roll.figure(f"{name}:{label}", text, who),
    )


def _settled(roll: Roll, marks: Sequence[Mark]) -> tuple[Stat, ...]:
    """How many marks can still grow."""
    done = roll.figure("marks:final", "everything has its mark", [p for p, _, c in marks if c])
    open_ = roll.figure("marks:open", "some mark is missing", [p for p, _, c in marks if not c])
    return (
        Stat(label="final marks", value=str(done.count), figure=done),
        Stat(label="not final yet", value=str(open_.count), figure=open_),
    )
