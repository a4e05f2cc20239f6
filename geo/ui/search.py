"""The search box of every page: a name in either script, at most twelve places, and the map goes to the one chosen.

It is a fragment: typing reruns nothing else, and no gazetteer is read before something is typed. What it lists is for
a person to choose from, so names that are only alike may be among it.
"""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

import streamlit as st

from geo.filter import Filter
from geo.markdown import escaped
from geo.store import Store
from geo.ui import cached, filters, state
from geo.vocab import PLACE_PRECISIONS, short

if TYPE_CHECKING:
    from geo.gazetteer import Entry

RESULTS = 12
_ZOOM = {
    "facility": 15, "neighbourhood": 14, "village": 13, "town": 13, "city": 12, "area": 11, "subdistrict": 11,
    "district": 10, "governorate": 8, "country": 6, "unknown": 13,
}  # fmt: skip
_BOX_PX, _TILE_PX = 400, 256
_WIDEST_ZOOM, _CLOSEST_ZOOM = 3.0, 15.0
_CHOSEN, _MOVES, _NEWS = "_search_chosen", "_search_moves", "_search_news"


@st.fragment
def search(store: Store, revision: str) -> None:
    """Draws the box, what was found, and what can be done with the place that was chosen."""
    if st.session_state.pop(_NEWS, False):
        st.rerun()
    st.text_input(
        "Find a place", key="search-text", max_chars=100, placeholder="Idlib or إدلب", on_change=_typed,
        help="Towns, neighbourhoods, governorates, countries, and what you imported on the Data page. Enter searches.",
    )  # fmt: skip
    chosen: Entry | None = st.session_state.get(_CHOSEN)
    if chosen is not None:
        _chosen(store, revision, chosen)
    elif text := st.session_state.get("search-text", "").strip():
        _results(text, cached.count(store, revision, Filter()).country)


def _results(text: str, country: str | None) -> None:
    """What is called so, with the towns of the country that most events lie in."""
    # Late: the first map of a session waits for no gazetteer.
    from geo.gazetteer import Ambiguous, current  # noqa: PLC0415

    with st.spinner("Looking it up …"):
        found = current().ranked(text, RESULTS, country=country)
        answer = current().lookup(text)
    if not found:
        st.caption(f"No place is called {escaped(text)} or anything like it.")
        return
    apart: dict[str, float | None] = {}
    if isinstance(answer, Ambiguous):
        apart = {each.entry.id: each.distance_km for each in answer.candidates}
        st.caption(f"{len(apart)} places are called {escaped(text)}: choose the one that is meant.")
    with st.container(key="search-results", gap=None):
        for number, (entry, only_like) in enumerate(found):
            if only_like and (number == 0 or not found[number - 1][1]):
                st.caption("Spelt in another way, perhaps:")
            st.button(
                _label(entry) + _distance(entry, apart),
                key=f"search-result-{number}",
                type="tertiary",
                on_click=_go,
                args=(entry,),
            )


def _chosen(store: Store, revision: str, entry: Entry) -> None:
    words = "The map is there." if entry.point else "No source gives its point, so the map stays where it was."
    st.caption(f"{_label(entry)}  \n{words} Source: {escaped(entry.source)}")
    if entry.place_id is None:
        return
    only = Filter(places=(entry.place_id,), sensitivities=state.chosen().sensitivities)
    n = cached.count(store, revision, only).shown
    if n:
        events = "1 event" if n == 1 else f"{n:,} events"
        st.button(f"Show only its {events}", key="search-filter", on_click=_only, args=(entry.place_id,))


def _distance(entry: Entry, apart: dict[str, float | None]) -> str:
    """How far a place lies from the next of those that share the name."""
    if entry.id not in apart:
        return ""
    held = apart[entry.id]
    if held is not None:
        return f" · {held:,.1f} km from the next"
    return " · no point known" if entry.point is None else " · how far from the other is not known"


def _label(entry: Entry) -> str:
    from geo.gazetteer.units import governorate_name  # noqa: PLC0415 - late, as above

    kind = "a populated place" if entry.kind == "unknown" else short(PLACE_PRECISIONS, entry.kind)
    where = governorate_name(entry.admin1_pcode) if entry.kind != "governorate" else None
    place = ", ".join(filter(None, [kind, where, entry.country if entry.kind != "country" else None]))
    return f"**{escaped(entry.name)}**{f' {escaped(entry.name_ar)}' if entry.name_ar else ''} · {escaped(place)}"


def _typed() -> None:
    st.session_state.pop(_CHOSEN, None)


def _go(entry: Entry) -> None:
    """Moves the map; a callback. The page is drawn again as a whole by the fragment's next run."""
    st.session_state[_CHOSEN] = entry
    if entry.lat is None or entry.lon is None:
        return
    st.session_state[_MOVES] = moves = st.session_state.get(_MOVES, 0) + 1
    # A map never goes back to a view that it has seen (web/kharita-boot.js): about a metre makes it another.
    lat = round(max(-85.0, min(85.0, entry.lat)) + moves % 100 * 1e-5, 5)
    state.move((lat, round(entry.lon, 5), zoom_of(entry)))
    st.session_state[_NEWS] = True


def _only(place_id: str) -> None:
    filters.choose(by_map=False, places=(place_id,))
    st.session_state[_NEWS] = True


def zoom_of(entry: Entry) -> float:
    """The zoom that shows the place: its outline where there is one, else by its kind."""
    if entry.box is None:
        return float(_ZOOM[entry.kind])
    west, south, east, north = entry.box
    widest = max(east - west, 2 * (north - south), 1e-6)
    return min(_CLOSEST_ZOOM, max(_WIDEST_ZOOM, round(log2(_BOX_PX / _TILE_PX * 360 / widest), 1)))
