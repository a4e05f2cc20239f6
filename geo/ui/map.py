"""The two maps on the page. What is clicked there becomes the selection of the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import streamlit as st
from streamlit_folium import st_folium

from geo import layers
from geo.filter import Filter, View
from geo.flow_tables import flow_bounds
from geo.map_data import awaited, wait_for_a_question
from geo.markdown import escaped
from geo.payload import drawn_at, opening_bounds
from geo.payload_flow_map import pair_of
from geo.store import Store, current
from geo.tiles import offered
from geo.ui import filters, state
from geo.ui.frame import Frame

_HEIGHT_PX = 560
_MAP_WAIT_S, _FLOWS_DRAWN_S = 1.5, 0.6
_BUILT_IN = "built-in"

_OPENED = "_flows_opened"
"""Key of the session: what the map of movements opened with, and of which data."""


def events_map(at: Frame) -> None:
    """One marker per place; a click selects the place."""
    st.session_state[filters.MAP_HERE] = bool(st.context.headers)
    view, spot = _highlighted(at)
    group = layers.query_group(at.chosen, view, _theme(), _seen("_map_click"), spot=spot)
    _draw("map", layers.build_map(_options(at.store, at.revision)), group, _map_used)


def map_first() -> None:
    """Lets a browser that has just come draw the map before it gets charts and tables.

    Their code keeps the browser busy for longer than the map's; see docs/decisions/006-first-map.md.
    """
    if _is_first("_map_drawn"):
        wait_for_a_question(_MAP_WAIT_S)


def _flows_first(chosen: Filter) -> None:
    """The same for the map of movements, until `chosen` is on the screen: its arrows take the browser longer, and the
    panel beside it as long again."""
    if _is_first("_flows_drawn"):
        with awaited(chosen, anew=True) as drawing:
            drawing.wait(_MAP_WAIT_S, _MAP_WAIT_S, _FLOWS_DRAWN_S)


def _is_first(key: str) -> bool:
    """Whether a browser comes to a map for the first time in its session."""
    seen = st.session_state.get(key)
    st.session_state[key] = True
    return not seen and bool(st.context.headers)


def flows_map(at: Frame) -> None:
    """Arrows and forks of the movements; a click selects the movement or the place."""
    st.session_state[filters.MAP_HERE] = bool(st.context.headers)
    chosen = at.chosen.of_movements()
    group = layers.flow_group(chosen, at.view, _theme(), _seen("_flow_click"))
    _draw("flows-map", layers.build_flow_map(_flow_options(at.store, at.revision, chosen)), group, _movement_clicked)
    _flows_first(chosen)


def _draw(key: str, base: layers.KharitaMap, group: layers.MapMessage, clicked: Callable[[], None]) -> None:
    st_folium(
        base, key=key, height=_HEIGHT_PX, use_container_width=True, returned_objects=list(layers.RETURNED),
        feature_group_to_add=group, on_change=clicked,
    )  # fmt: skip


@st.cache_data(max_entries=4, show_spinner=False)
def _bounds(_store: Store, revision: str) -> tuple[layers.Bounds | None, str | None]:
    return opening_bounds(_store), _store.count(Filter()).country


@st.cache_data(max_entries=16, show_spinner=False)
def _flow_bounds(_store: Store, revision: str, chosen: Filter) -> layers.Bounds | None:
    return flow_bounds(_store, chosen)


def _flow_options(store: Store, revision: str, chosen: Filter) -> layers.MapOptions:
    """The map opens with the places of the movements shown, and the country around them.

    It keeps this view for the session, whatever is filtered later: other options would be another map.
    """
    opened = st.session_state.get(_OPENED)
    if opened is None or opened[0] != revision:
        opened = st.session_state[_OPENED] = (revision, _flow_bounds(store, revision, chosen))
    held = _options(store, revision)
    return replace(held, bounds=_with_country(held.bounds, opened[1]))


def _with_country(country: layers.Bounds | None, flows: layers.Bounds | None) -> layers.Bounds | None:
    """The country where it holds all flows, else the box of the flows."""
    if country is None or flows is None:
        return flows or country
    inside = flows[0] >= country[0] and flows[1] >= country[1] and flows[2] <= country[2] and flows[3] <= country[3]
    return country if inside else flows


def _options(store: Store, revision: str) -> layers.MapOptions:
    bounds, country = _bounds(store, revision)
    return layers.MapOptions(bounds=bounds, country=country)


def _highlighted(at: Frame) -> tuple[View, layers.Spot | None]:
    """The view with the place of a selected event as the place to highlight, and where that place is drawn."""
    key = at.view.place_sel
    if key is None and at.view.event:
        event = at.store.event(at.view.event, at.chosen)
        key = next((place.id for place in [event and event.main_place] if place and place.has_point), None)
    place = at.store.seen_places(at.chosen, [key]).get(key) if key else None
    where = place and drawn_at(place)
    spot = layers.Spot(*where, place.is_area) if place and where else None
    return replace(at.view, place_sel=key), spot


def _theme() -> Literal["light", "dark"]:
    return "dark" if st.context.theme.type == "dark" else "light"


def _seen(click_key: str) -> layers.Seen:
    """The numbers that the next click and the next choice of a map must be above to be news."""
    click = st.session_state.get(click_key)
    return layers.Seen(click[1] if click else 0, st.session_state.get("_map_choice", 0))


def _map_used() -> None:
    """A click selects its place; types and days that were chosen inside the map become the filter."""
    _place_clicked()
    choice = layers.chosen_in_map(st.session_state["map"])
    if choice and st.session_state.get("_map_choice", 0) != choice.number:
        st.session_state["_map_choice"] = choice.number
        filters.choose(by_map=True, types=choice.types, date_from=choice.date_from, date_to=choice.date_to)


def _place_clicked() -> None:
    value = st.session_state["map"]
    found = layers.clicked(value, "place_id") or _named(layers.clicked_number(value))
    if found and st.session_state.get("_map_click") != found:
        st.session_state["_map_click"] = found
        st.session_state["details-page"] = 1
        state.select(place_sel=found[0], event=None)


def _named(clicked: layers.Numbered | None) -> tuple[str, int] | None:
    """The id of a place that was clicked by its number; None where the data have changed since it was drawn."""
    held = current()
    if clicked is None or clicked.revision != held.revision:
        return None
    place_id = held.place_ids([clicked.number]).get(clicked.number)
    return None if place_id is None else (place_id, clicked.seq)


def _movement_clicked() -> None:
    """A click on a flow selects its movement, on a place that place; a pair of several movements becomes the filter."""
    value = st.session_state["flows-map"]
    flow, place = layers.clicked(value, "movement_id"), layers.clicked(value, "place_id")
    found = flow or place
    if found is None or st.session_state.get("_flow_click") == found:
        return
    st.session_state["_flow_click"] = found
    if flow is None:
        state.select(place_sel=found[0], movement=None)
        return
    pair = pair_of(found[0])
    one = found[0] if pair is None else _only_movement(*pair)
    if one is not None:
        state.select(movement=one, place_sel=None)
    elif pair is not None:
        filters.choose(origins=(pair[0],), destinations=(pair[1],))


def _only_movement(origin: str, destination: str) -> str | None:
    """The movement between two places where it is the only one that the filter shows."""
    between = replace(state.chosen().of_movements(), origins=(origin,), destinations=(destination,))
    held = current().movements(between, limit=2)
    return held[0].id if len(held) == 1 else None


def base_map(at: Frame) -> None:
    """The choice of the base map, in the sidebar: beside the map it would be drawn again with every click."""
    names = {
        _BUILT_IN: "Built-in map, works offline",
        **{name: f"{tiles.label} (online)" for name, tiles in offered().items()},
    }
    st.session_state["map-tiles"] = at.view.tiles if at.view.tiles in names else _BUILT_IN
    st.sidebar.selectbox(
        "Base map", list(names), key="map-tiles", format_func=lambda name: names[name], on_change=_tiles_chosen,
        help="An online base map tells its host which area you look at. The built-in map asks no one.",
    )  # fmt: skip
    if at.view.tiles and at.view.tiles not in names:
        st.warning(f"The link asks for the base map {escaped(at.view.tiles)}, which is not offered.")


def _tiles_chosen() -> None:
    chosen = st.session_state["map-tiles"]
    state.select(tiles=None if chosen == _BUILT_IN else chosen)
