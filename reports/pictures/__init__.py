"""Everything of one check that is drawn: matrices, curves, sweeps over rates, layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.pictures import bars, curve, heat, heatmap, sweep


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What the page draws, in its order. Empty, and then false, where there is nothing."""

    layers: bars.Bars | None = None
    map: heatmap.Map | None = None
    tables: tuple[heat.Table, ...] = ()
    charts: tuple[curve.Chart, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.layers or self.map or self.tables or self.charts)


NONE = Pictures()


def pictures(evidence: Mapping[str, Any]) -> Pictures:
    """What can be drawn of the evidence of a check; whatever is malformed costs its picture only.

    Args:
        evidence: From the result file.
    """
    expected, got = _values(evidence, "expected"), _values(evidence, "got")
    curves, error = _mapping(evidence.get("curves")), evidence.get("error")
    return Pictures(
        layers=bars.bars(evidence.get("layers")),
        map=heatmap.from_values(expected, got, error)
        or heatmap.from_blocks(evidence.get("error_map")),
        tables=heat.tables(expected, got, error),
        charts=sweep.charts(evidence.get("sweep"), curves)
        + curve.charts(curves, _mapping(evidence.get("band"))),
    )


def _values(evidence: Mapping[str, Any], name: str) -> Any:
    """The matrix of that name, wherever the check has put it."""
    return evidence.get(f"{name}_values", evidence.get(name))


def _mapping(value: Any) -> Mapping[str, Any]:
    """Evidence is what the author of a check put there: what is no mapping is left out."""
    return value if isinstance(value, Mapping) else {}
