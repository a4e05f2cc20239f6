"""Values as Altair charts. Colours come from geo.style; a chart never holds outside text as markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Protocol

import altair as alt
import pandas as pd

from geo.style import type_style
from geo.vocab import EVENT_TYPES, short

BRUSH = "brush"


class DayBar(Protocol):
    """The events of one type in one day, week, month or year; geo.store.Bar is one."""

    @property
    def day(self) -> date: ...

    @property
    def bucket(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def n(self) -> int: ...


def day_rows(bars: Sequence[DayBar]) -> pd.DataFrame:
    """The rows that `timeline` draws: one per day and type, days as ISO dates, stacked from `low` to `high`."""
    tops: dict[date, int] = {}
    lows = []
    for bar in bars:
        lows.append(tops.get(bar.day, 0))
        tops[bar.day] = lows[-1] + bar.n
    return pd.DataFrame(
        {
            "low": lows,
            "high": [low + bar.n for low, bar in zip(lows, bars, strict=True)],
            "day": [bar.day.isoformat() for bar in bars],
            "end": [_following(bar).isoformat() for bar in bars],
            "type": [short(EVENT_TYPES, bar.type) for bar in bars],
            "n": [bar.n for bar in bars],
        }
    )


def _following(bar: DayBar) -> date:
    """The day after the last one of the bar."""
    if bar.bucket == "week":
        return bar.day + timedelta(days=7)
    if bar.bucket == "month":
        return (bar.day + timedelta(days=31)).replace(day=1)
    return bar.day.replace(year=bar.day.year + 1) if bar.bucket == "year" else bar.day + timedelta(days=1)


@cache
def timeline(bucket: str = "day", *, height_px: int = 140) -> dict[str, Any]:
    """The Vega-Lite specification of stacked bars, coloured by type, with an interval to brush (UTC dates).

    For one bucket it is the same whatever the filter, so that a browser keeps the chart and gets new rows (`day_rows`).
    """
    colours = alt.Scale(
        domain=[short(EVENT_TYPES, slug) for slug in EVENT_TYPES],
        range=[type_style(slug).color for slug in EVENT_TYPES],
    )
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    chart = alt.Chart(alt.NamedData(name="days"), height=height_px)
    marked = _units(chart) if bucket == "day" else _spans(chart, bucket)
    said = alt.Tooltip("utcyearmonthdate(day):T", title="Day" if bucket == "day" else f"{bucket.capitalize()} from")
    spec: dict[str, Any] = (
        marked.encode(
            color=alt.Color("type:N", title=None, scale=colours, legend=None),
            tooltip=[said, alt.Tooltip("type:N", title="Type"), alt.Tooltip("n:Q", title="Events")],
            opacity=alt.condition(brush, alt.value(1), alt.value(0.5)),
        )
        .add_params(brush)
        .to_dict()
    )
    del spec["data"]
    return spec


def _events(shorthand: str) -> alt.Y:
    return alt.Y(shorthand, title="Events", axis=alt.Axis(tickMinStep=1, format="d"))


def _units(chart: alt.Chart) -> Any:
    """Days as units of time, stacked by the browser."""
    axis = alt.Axis(format="%-d %b %Y", labelOverlap=True)
    bars = chart.mark_bar(cornerRadius=1, stroke="white", strokeWidth=1)
    encoded: alt.Chart = bars.encode(
        x=alt.X("utcyearmonthdate(day):T", title=None, axis=axis),
        y=_events("sum(n):Q"),
    )
    return encoded


def _spans(chart: alt.Chart, bucket: str) -> Any:
    """Weeks, months and years from their first day to the next one's: no unit of Vega's begins on a Monday."""
    axis = alt.Axis(format="%-d %b %Y" if bucket == "week" else "%b %Y", labelOverlap=True)
    dated = chart.transform_calculate(begins="toDate(datum.day)", ends="toDate(datum.end)")
    encoded: alt.Chart = dated.mark_rect().encode(
        x=alt.X("begins:T", title=None, axis=axis, scale=alt.Scale(type="utc")),
        x2="ends",
        y=_events("low:Q"),
        y2="high",
    )
    return encoded
