"""The questions that pages ask the store, each cached by filter and store revision.

The answers are frozen values that all sessions share: st.cache_data would make each anew out of bytes in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

import streamlit as st

from geo.figures import Totals
from geo.filter import Filter
from geo.model import Event, Movement
from geo.store import Count, Facets, OffMap, Page, Store

P = ParamSpec("P")
R = TypeVar("R")
_SIZE = 256
_RECORDS = 32
"""Answers that hold whole records: many objects, which every collection of garbage looks at."""


def _cached(*, max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A filter is known by its text, which says all of it: Streamlit would walk through its fields in each call."""
    cached: Callable[[Callable[P, R]], Callable[P, R]] = st.cache_resource(
        max_entries=max_entries, show_spinner=False, hash_funcs={Filter: repr}
    )
    return cached


@_cached(max_entries=_SIZE)
def count(_store: Store, revision: str, chosen: Filter) -> Count:
    return _store.count(chosen)


@_cached(max_entries=_SIZE)
def totals(_store: Store, revision: str, chosen: Filter, listed: int) -> Totals:
    return _store.totals(chosen, listed=listed)


@_cached(max_entries=_SIZE)
def facets(_store: Store, revision: str, chosen: Filter) -> Mapping[str, Facets]:
    return _store.facets(chosen)


@_cached(max_entries=_SIZE)
def movement_facets(_store: Store, revision: str, chosen: Filter) -> Mapping[str, Facets]:
    return _store.movement_facets(chosen)


@_cached(max_entries=_RECORDS)
def events(_store: Store, revision: str, chosen: Filter, limit: int, offset: int = 0) -> list[Event]:
    return _store.events(chosen, limit=limit, offset=offset)


@_cached(max_entries=_RECORDS)
def off_map(_store: Store, revision: str, chosen: Filter) -> OffMap:
    return _store.off_map(chosen)


@_cached(max_entries=_SIZE)
def n_undated(_store: Store, revision: str, chosen: Filter) -> int:
    return _store.n_undated(chosen)


@_cached(max_entries=_RECORDS)
def at(_store: Store, revision: str, chosen: Filter, place_id: str, page: int) -> Page:
    return _store.at(chosen, place_id, page)


@_cached(max_entries=_RECORDS)
def movements(_store: Store, revision: str, chosen: Filter, limit: int, offset: int = 0) -> list[Movement]:
    return _store.movements(chosen, limit=limit, offset=offset)


@_cached(max_entries=_SIZE)
def n_movements(_store: Store, revision: str, chosen: Filter) -> int:
    return _store.n_movements(chosen)
