"""What the four peers share: the same generated events and the same filter, applied in pandas."""

from __future__ import annotations

import os

import pandas as pd
import streamlit as st

CENTRE_LON, CENTRE_LAT, ZOOM = 38.6, 34.8, 6
WIDTH_PX, HEIGHT_PX = 484, 560
"""As large as Kharita's map in the benchmark's window."""
COLOURS = ("#c0392b", "#d35400", "#2980b9", "#16a085", "#8e44ad", "#7f8c8d", "#2c3e50", "#b7950b")


@st.cache_data(show_spinner=False)
def _events() -> pd.DataFrame:
    """lon, lat and type of every event; read once for the life of the server."""
    return pd.read_parquet(os.environ["KHARITA_BENCH_EVENTS"]).rename(
        columns={"longitude": "lon", "latitude": "lat", "sub_event_type": "type"}
    )


@st.cache_data(show_spinner=False)
def types() -> list[str]:
    return sorted(_events()["type"].unique())


def chosen_events() -> pd.DataFrame:
    """Draws the widget and answers the events of the types chosen there; all of them when none is."""
    chosen = st.sidebar.multiselect("Type", types(), key="types")
    events = _events()
    return events[events["type"].isin(chosen)] if chosen else events
