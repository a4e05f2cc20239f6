"""Values as Altair charts. Colours come from geo.style; a chart never holds outside text as markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

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


def timeline(bars: Sequence[DayBar], *, height_px: int = 140) -> alt.Chart:
    """Stacked bars of events by day, coloured by type, with an interval to brush along the days (UTC dates)."""
    slugs = [slug for slug in EVENT_TYPES if any(bar.type == slug for bar in bars)]
    words = {slug: short(EVENT_TYPES, slug) for slug in slugs}
    rows = pd.DataFrame(
        {
            "day": [bar.day.isoformat() for bar in bars],
            "end": [bar.day.isoformat() + "T23:59:59Z" for bar in bars],
            "type": [words[bar.type] for bar in bars],
            "n": [bar.n for bar in bars],
        }
    )
    colours = alt.Scale(domain=list(words.values()), range=[type_style(slug).color for slug in slugs])
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    chart: alt.Chart = (
        alt.Chart(rows, height=height_px)
        .mark_bar(cornerRadius=1, stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("utcyearmonthdate(day):T", title=None, axis=alt.Axis(format="%-d %b %Y", labelOverlap=True)),
            y=alt.Y("sum(n):Q", title="Events", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("type:N", title=None, scale=colours, legend=None),
            tooltip=[alt.Tooltip("utcyearmonthdate(day):T", title="Day"), "type:N", "n:Q"],
            opacity=alt.condition(brush, alt.value(1), alt.value(0.5)),
        )
        .add_params(brush)
    )
    return chart
