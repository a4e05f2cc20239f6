"""The events over time, with an interval to brush that becomes the date filter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from geo import charts
from geo.filter import Filter
from geo.store import Store
from geo.ui import cached
from geo.ui.filters import set_dates
from geo.ui.frame import Frame

_KEY = "timeline"
_KEPT = 128


def timeline(at: Frame) -> None:
    """Bars for events known to the day, in weeks, months or years over long spans; how many have none is said."""
    wide = replace(at.chosen, date_from=None, date_to=None)
    bucket, rows = _rows(at.store, at.revision, wide)
    coarse = cached.n_undated(at.store, at.revision, wide)
    st.subheader(f"By {bucket}", anchor=False)
    if len(rows):
        # A new interval draws the chart anew, without the brush; any other filter only changes its rows. Not as a
        # description: Streamlit 1.67 writes a stack trace into the log in every run that gives both that and `alt`.
        spec = charts.timeline(bucket) | {"usermeta": {"interval": f"{at.chosen.date_from} to {at.chosen.date_to}"}}
        st.vega_lite_chart(
            rows, spec, key=_KEY, on_select=_brushed, width="stretch",
            alt=f"Events by {bucket}, stacked by type; the same events are in the table",
        )  # fmt: skip
    st.caption(
        f"Drag across the bars to choose days, or set From and To in the filter. {coarse:,} further "
        f"{'event is' if coarse == 1 else 'events are'} known only to the month, year or with an open end: no bar, "
        "but kept by every interval they overlap."
    )


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _rows(_store: Store, revision: str, chosen: Filter) -> tuple[str, pd.DataFrame]:
    """What one bar stands for, and the rows to draw, which are only to be read."""
    bars = _store.timeline(chosen)
    return bars[0].bucket if bars else "day", charts.day_rows(bars)


def _brushed() -> None:
    held = st.session_state[_KEY]["selection"].get(charts.BRUSH) or {}
    span = next((value for value in held.values() if isinstance(value, list) and len(value) >= 2), None)
    if span:
        start, end = (datetime.fromtimestamp(ms / 1000, tz=UTC).date() for ms in (span[0], span[-1]))
        set_dates(start, end)
