"""The data part of the briefing page: a button per format, grouped, what stays out of rows, and the data package."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geo.export import EXPORTS, Export, Options, filename
from geo.export.rows import rows_filter
from geo.filter import Filter
from geo.markdown import escaped
from geo.store import Store
from geo.ui.frame import Frame

GROUPS = {
    "Events": ("csv", "claims-csv", "xlsx", "gpkg", "geojson", "parquet", "kmz", "kml", "hxl"),
    "Movements": ("flows-csv", "flows-gpkg", "flows-geojson", "flowmap", "flows-hxl"),
}
LARGE = 5_000
"""Events from which on the package is made with its progress shown, before it is offered."""
_HELD = "_package"


def button(export: Export, at: Frame, chosen: Filter, options: Options, *, disabled: bool = False) -> None:
    """A download that is made from the filter when it is clicked."""
    st.download_button(
        export.label, data=_maker(export, at.store, chosen, options), key=f"export-{export.name}",
        file_name=filename(at.store, chosen, options, export), mime=export.media_type, on_click="ignore",
        width="stretch", icon=":material/download:", disabled=disabled,
    )  # fmt: skip


def _maker(export: Export, store: Store, chosen: Filter, options: Options) -> Callable[[], bytes]:
    return lambda: export.make(store, chosen, options)


def data_downloads(at: Frame, options: Options, shown: int) -> None:
    """The groups; `shown` is the number of events."""
    chosen = at.chosen.safe()
    _, withheld = rows_filter(at.store, chosen, options)
    for each in withheld:
        st.warning(f"Not in data files: {escaped(each.sentence())} Maps, counts and totals may be handed out.")
    _package(at, chosen, options, shown)
    moved = at.store.n_movements(chosen)
    for title, names in GROUPS.items():
        with st.expander(title, expanded=title == "Events"):
            for name in names:
                button(EXPORTS[name], at, chosen, options, disabled=title == "Movements" and not moved)
    st.caption("`kharita verify FILE` tells whether a file is still what the data give, or what was changed.")


def _package(at: Frame, chosen: Filter, options: Options, shown: int) -> None:
    if shown < LARGE:
        button(EXPORTS["package"], at, chosen, options)
        return
    key = (at.revision, chosen, options)
    if st.button(f"Make the data package of {shown:,} events", key="make-package", width="stretch"):
        st.session_state[_HELD] = (key, _with_progress(at.store, chosen, options))
    held = st.session_state.get(_HELD)
    if held is not None and held[0] == key:
        export = EXPORTS["package"]
        name = filename(at.store, chosen, options, export)
        st.download_button(
            export.label, data=held[1], key="export-package", file_name=name, mime=export.media_type,
            on_click="ignore", width="stretch", icon=":material/download:",
        )  # fmt: skip


def _with_progress(store: Store, chosen: Filter, options: Options) -> bytes:
    # Late: the writers of data take half a second to import.
    from geo.export.data.package import package  # noqa: PLC0415

    bar = st.progress(0.0, text="Reading …")

    def tick(what: str, done: int, total: int) -> None:
        bar.progress(min(1.0, done / total) if total else 1.0, text=f"{what[:1].upper()}{what[1:]} …")

    made = package(store, chosen, options, tick=tick)
    bar.empty()
    return made
