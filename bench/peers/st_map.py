"""Peer: Streamlit's own map of points."""

import streamlit as st
from events import HEIGHT_PX, WIDTH_PX, ZOOM, chosen_events

st.set_page_config(layout="wide")
with st.container(width=WIDTH_PX):
    st.map(chosen_events(), latitude="lat", longitude="lon", zoom=ZOOM, height=HEIGHT_PX)
