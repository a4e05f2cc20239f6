"""Peer: geopandas.explore(), coloured by type, through st_folium, without tooltips and without way back."""

import geopandas as gpd
import streamlit as st
from events import CENTRE_LAT, CENTRE_LON, HEIGHT_PX, WIDTH_PX, ZOOM, chosen_events
from streamlit_folium import st_folium

st.set_page_config(layout="wide")
events = chosen_events()
points = gpd.GeoDataFrame(
    {"type": events["type"].astype(str)}, geometry=gpd.points_from_xy(events["lon"], events["lat"]), crs=4326
)
shown = points.explore(
    "type",
    location=(CENTRE_LAT, CENTRE_LON),
    zoom_start=ZOOM,
    prefer_canvas=True,
    tooltip=False,
    highlight=False,
    legend=False,
)
with st.container(width=WIDTH_PX):
    st_folium(shown, key="map", height=HEIGHT_PX, use_container_width=True, returned_objects=[])
