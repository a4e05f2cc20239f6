"""The briefing page's pieces: the fields around the map, what leaves and what stays, and one download per format."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import streamlit as st

from geo.export import EXPORTS, Options, filename
from geo.filter import Filter
from geo.markdown import escaped
from geo.store import WHOLE_EVENTS, Store
from geo.ui import cached
from geo.ui.data_downloads import button, data_downloads
from geo.ui.frame import Frame

_FIELDS = {
    "title": ("Title", "Conflict events"),
    "subtitle": ("Subtitle", ""),
    "author": ("Author or producer", ""),
    "contact": ("Contact", ""),
    "map_number": ("Map number", "1"),
    "version": ("Version", "1"),
}
_MAX = 200
_PREVIEW_DPI = 110


def fields(at: Frame) -> Options:
    """The words around the map; what is typed stays while the session lasts."""
    typed = st.session_state.setdefault("_briefing", {name: default for name, (_, default) in _FIELDS.items()})
    columns = st.columns(2)
    for number, (name, (label, _)) in enumerate(_FIELDS.items()):
        key = f"briefing-{name}"
        st.session_state[key] = st.session_state.get(key, typed[name])
        with columns[number % 2]:
            typed[name] = st.text_input(label, key=key, max_chars=_MAX)
    words = {name: value.strip() or _FIELDS[name][1] for name, value in typed.items()}
    return Options(
        produced_on=datetime.now().astimezone().date(),
        title=words["title"],
        subtitle=words["subtitle"],
        author=words["author"],
        contact=words["contact"],
        map_number=words["map_number"],
        version=words["version"],
        view=at.view,
    )


def what_goes_out(at: Frame) -> None:
    """Says what stays behind: internal records, exact points of restricted places."""
    counted = cached.count(at.store, at.revision, at.chosen.safe())
    lines = [f"{counted.shown} of {counted.total} events go into each file, with all of their claims and denials."]
    if counted.coarsened:
        lines.append(
            f"{counted.coarsened} at a restricted place: published at town level or coarser, exact point left out."
        )
    if counted.withheld:
        lines.append(f"{counted.withheld} internal: left out.")
    if counted.without_point:
        lines.append(f"{counted.without_point} without a point: listed on the map, never drawn.")
    st.info("  \n".join(escaped(line) for line in lines), icon=":material/shield:")


def offers(at: Frame, options: Options) -> None:
    """A preview of the print, then a button per format. Each file is made from the filter when it is clicked."""
    chosen = at.chosen.safe()
    shown = cached.count(at.store, at.revision, chosen).shown
    too_many = shown > WHOLE_EVENTS
    if too_many:
        st.warning(
            f"{shown:,} events are too many for a map or page to hand out (at most {WHOLE_EVENTS:,}). "
            "Narrow the filter by place, date or type; the tables and GeoJSON below take any number."
        )
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("Documents", anchor=False)
        for export in EXPORTS.values():
            if export.whole:
                button(export, at, chosen, options, disabled=too_many)
        st.subheader("Data", anchor=False)
        data_downloads(at, options, shown)
        name = Path(filename(store=at.store, chosen=chosen, options=options, export=EXPORTS["csv"])).stem
        st.caption(
            f"The files are called {escaped(name)}. Every one names its filter, its situation date and its sources. "
            "None needs the internet."
        )
    if not too_many:
        with right:
            _preview(at, chosen, options)


def _preview(at: Frame, chosen: Filter, options: Options) -> None:
    st.subheader("Preview of the print", anchor=False)
    with st.spinner("Drawing the map …"):
        picture = _picture(at.store, at.revision, chosen, replace(options, dpi=_PREVIEW_DPI))
    st.image(picture, caption="The first page of the PDF, and the PNG", width="stretch")


@st.cache_data(max_entries=8, show_spinner=False, hash_funcs={})
def _picture(_store: Store, revision: str, chosen: Filter, options: Options) -> bytes:
    return EXPORTS["png"].make(_store, chosen, options)
