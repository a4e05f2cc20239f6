"""Peer: one deck.gl layer of points through st.pydeck_chart, coloured by type."""

import pydeck as pdk
import streamlit as st
from events import CENTRE_LAT, CENTRE_LON, COLOURS, HEIGHT_PX, WIDTH_PX, ZOOM, chosen_events, types

st.set_page_config(layout="wide")
events = chosen_events()
paint = {
    name: [int(colour[at : at + 2], 16) for at in (1, 3, 5)] for name, colour in zip(types(), COLOURS * 3, strict=False)
}
shown = events.assign(colour=events["type"].map(paint))[["lon", "lat", "colour"]]
layer = pdk.Layer(
    "ScatterplotLayer", shown, get_position="[lon, lat]", get_fill_color="colour", radius_min_pixels=3, get_radius=500
)
view = pdk.ViewState(longitude=CENTRE_LON, latitude=CENTRE_LAT, zoom=ZOOM - 1)
with st.container(width=WIDTH_PX):
    st.pydeck_chart(pdk.Deck([layer], initial_view_state=view), height=HEIGHT_PX)
