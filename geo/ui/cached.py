"""The questions that pages ask the store, each cached by filter and store revision.

The answers are frozen values that all sessions share: st.cache_data would make each anew out of bytes in every run.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo.figures import Totals
from geo.filter import Filter
from geo.model import Event, Movement
from geo.store import Count, Facets, OffMap, Page, Store

_SIZE = 256
_RECORDS = 32
"""Answers that hold whole records: many objects, which every collection of garbage looks at."""


@st.cache_resource(max_entries=_SIZE, show_spinner=False)
def count(_store: Store, revision: str, chosen: Filter) -> Count:
    return _store.count(chosen)


@st.cache_resource(max_entries=_SIZE, show_spinner=False)
def totals(_store: Store, revision: str, chosen: Filter, listed: int) -> Totals:
    return _store.totals(chosen, listed=listed)


@st.cache_resource(max_entries=_SIZE, show_spinner=False)
def facets(_store: Store, revision: str, chosen: Filter) -> Mapping[str, Facets]:
    return _store.facets(chosen)


@st.cache_resource(max_entries=_SIZE, show_spinner=False)
def movement_facets(_store: Store, revision: str, chosen: Filter) -> Mapping[str, Facets]:
    return _store.movement_facets(chosen)


@st.cache_resource(max_entries=_RECORDS, show_spinner=False)
def events(_store: Store, revision: str, chosen: Filter, limit: int, offset: int = 0) -> list[Event]:
    return _store.events(chosen, limit=limit, offset=offset)


@st.cache_resource(max_entries=_RECORDS, show_spinner=False)
def off_map(_store: Store, revision: str, chosen: Filter) -> OffMap:
    return _store.off_map(chosen)


@st.cache_resource(max_entries=_SIZE, show_spinner=False)
def n_undated(_store: Store, revision: str, chosen: Filter) -> int:
    return _store.n_undated(chosen)


@st.cache_resource(max_entries=_RECORDS, show_spinner=False)
def at(_store: Store, revision: str, chosen: Filter, place_id: str, page: int) -> Page:
    return _store.at(chosen, place_id, page)


@st.cache_resource(max_entries=_RECORDS, show_spinner=False)
def movements(_store: Store, revision: str, chosen: Filter, limit: int, offset: int = 0) -> list[Movement]:
    return _store.movements(chosen, limit=limit, offset=offset)


@st.cache_resource(max_entries=_SIZE, show_spinner=False)
def n_movements(_store: Store, revision: str, chosen: Filter) -> int:
    return _store.n_movements(chosen)
