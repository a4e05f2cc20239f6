"""Which movements are shown, in words, and the page of them that table and panel share."""

from __future__ import annotations

import streamlit as st

from geo.filter import Filter
from geo.filter_words import clauses
from geo.markdown import escaped
from geo.model import Movement
from geo.ui import cached
from geo.ui.frame import Frame
from geo.ui.pager import Pager

ROWS = 100
"""Movements on a page of the table."""
NOT_TOLD = "A place that is not told"


def flow_sentence(at: Frame) -> None:
    """Says in words which movements are shown."""
    chosen = at.chosen.of_movements()
    shown, total = n_shown(at), cached.n_movements(at.store, at.revision, seen(at))
    said = [f"Showing {shown:,} of {total:,} movements", *clauses(chosen, at.store.places())]
    with st.container(key="summary"):
        st.markdown(f"**{escaped(', '.join(said))}**")
        if chosen != at.chosen:
            st.caption(
                "The filters for event type and number killed do not apply to movements; the map page keeps them."
            )


def seen(at: Frame) -> Filter:
    """All movements that the filter may see."""
    return Filter(sensitivities=at.chosen.sensitivities)


def n_shown(at: Frame) -> int:
    return cached.n_movements(at.store, at.revision, at.chosen.of_movements())


def pages_of(at: Frame) -> Pager:
    return Pager("movements", at.chosen, n_shown(at), ROWS)


def held_page(at: Frame) -> list[Movement]:
    """The movements of the page of the table, wholes before their parts."""
    page = cached.movements(at.store, at.revision, at.chosen.of_movements(), ROWS, pages_of(at).offset)
    return sorted(page, key=lambda movement: movement.part_of is not None)
