"""Peer: folium's MarkerCluster with one marker per event, through st_folium, without popups and without way back."""

import folium
import streamlit as st
from events import CENTRE_LAT, CENTRE_LON, HEIGHT_PX, WIDTH_PX, ZOOM, chosen_events
from folium.plugins import MarkerCluster
from streamlit_folium import st_folium

st.set_page_config(layout="wide")
events = chosen_events()
shown = folium.Map((CENTRE_LAT, CENTRE_LON), zoom_start=ZOOM, prefer_canvas=True)
MarkerCluster(list(zip(events["lat"], events["lon"], strict=True))).add_to(shown)
with st.container(width=WIDTH_PX):
    st_folium(shown, key="map", height=HEIGHT_PX, use_container_width=True, returned_objects=[])
