"""Values as Altair charts. Colours come from geo.style; a chart never holds outside text as markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Protocol

import altair as alt
import pandas as pd

from geo.style import type_style
from geo.vocab import EVENT_TYPES, short

BRUSH = "brush"


class DayBar(Protocol):
    """The events of one type on one day; geo.store.Bar is one."""

    @property
    def day(self) -> date: ...

    @property
    def type(self) -> str: ...

    @property
    def n(self) -> int: ...


def day_rows(bars: Sequence[DayBar]) -> pd.DataFrame:
    """The rows that `timeline` draws: one per day and type, days as ISO dates."""
    return pd.DataFrame(
        {
            "day": [bar.day.isoformat() for bar in bars],
            "type": [short(EVENT_TYPES, bar.type) for bar in bars],
            "n": [bar.n for bar in bars],
        }
    )


@cache
def timeline(*, height_px: int = 140) -> dict[str, Any]:
    """The Vega-Lite specification of stacked bars by day, coloured by type, with an interval to brush (UTC dates).

    It is the same for every filter, so that a browser keeps the chart and only gets new rows (`day_rows`).
    """
    colours = alt.Scale(
        domain=[short(EVENT_TYPES, slug) for slug in EVENT_TYPES],
        range=[type_style(slug).color for slug in EVENT_TYPES],
    )
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    chart = (
        alt.Chart(alt.NamedData(name="days"), height=height_px)
        .mark_bar(cornerRadius=1, stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("utcyearmonthdate(day):T", title=None, axis=alt.Axis(format="%-d %b %Y", labelOverlap=True)),
            y=alt.Y("sum(n):Q", title="Events", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("type:N", title=None, scale=colours, legend=None),
            tooltip=[
                alt.Tooltip("utcyearmonthdate(day):T", title="Day"),
                alt.Tooltip("type:N", title="Type"),
                alt.Tooltip("n:Q", title="Events"),
            ],
            opacity=alt.condition(brush, alt.value(1), alt.value(0.5)),
        )
        .add_params(brush)
    )
    spec: dict[str, Any] = chart.to_dict()
    del spec["data"]
    return spec
