"""The part of the displacement page that is drawn again by itself: steps, map, panel and table.

Nothing below it depends on what is selected or on the step, so stepping and clicking run nothing else. The timer of a
fragment is fixed when the page is drawn: starting and stopping it draws the page once.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from geo.ui import state
from geo.ui.flows import stepping
from geo.ui.flows.panel import flow_details
from geo.ui.flows.table import movements_table
from geo.ui.frame import Frame, beside
from geo.ui.map import flows_map

_WIDTHS = (13, 7)
"""The map and the panel beside it: the legend of movements takes much room."""


def flow_workspace(at: Frame) -> None:
    """Draws the steps, the map beside the panel, and the table, all of the step where one is chosen."""
    playing = stepping.is_playing()
    st.fragment(_workspace, run_every=stepping.PACE_S if playing else None)(at, playing)


def _workspace(at: Frame, playing: bool) -> None:
    chosen, view = state.follow()
    if chosen != at.chosen or at.is_outdated or stepping.is_playing() != playing:
        st.rerun(scope="app")
    now = replace(at, view=view)
    step = stepping.step_controls(now)
    now = replace(now, chosen=stepping.within(chosen, step), view=replace(view, step=step))
    stepping.step_sentence(now)
    beside(at, now, flows_map, flow_details, widths=_WIDTHS)
    movements_table(now)
