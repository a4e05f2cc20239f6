"""The numbers of the selection by place, unit and pair, as a matrix, as differences, and people present at places.

One of them is drawn at a time, in a fragment of its own: each is a question to the store, and a page of six is long.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geo.ui import state
from geo.ui.flows.by_place import OPENED, balance_table, pairs_table, places_table
from geo.ui.flows.matrix import flow_matrix
from geo.ui.flows.present import stocks_table
from geo.ui.flows.shaded import shaded_units
from geo.ui.frame import Frame

VIEWS: dict[str, tuple[str, Callable[[Frame], None]]] = {
    "places": ("By place", places_table),
    "units": ("By unit, shaded", shaded_units),
    "matrix": ("From–to matrix", flow_matrix),
    "pairs": ("By pair", pairs_table),
    "balance": ("Net balance", balance_table),
    "present": ("People present", stocks_table),
}
"""Slug → what the switch says, and what draws it."""


@st.fragment
def flow_numbers(at: Frame) -> None:
    """The switch and the view that it stands at."""
    if st.session_state.pop(OPENED, False) or state.chosen() != at.chosen or at.is_outdated:
        st.rerun(scope="app")
    st.subheader("Numbers of the selection", anchor=False)
    st.caption("Of all dates of the filter, whatever step the map shows.")
    st.session_state.setdefault("flow-numbers", next(iter(VIEWS)))
    with st.container(key="flow-view"):
        shown = st.segmented_control(
            "View", list(VIEWS), key="flow-numbers", label_visibility="collapsed", required=True,
            format_func=lambda slug: VIEWS[slug][0],
        )  # fmt: skip
        VIEWS[shown or "places"][1](at)
