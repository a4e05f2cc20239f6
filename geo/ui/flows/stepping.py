"""Stepping through the movements by day, week, month or year: the buttons, the timer's turn, and what a step means.

A step narrows the dates of what map, panel and table show, and stands in the address as `step=`; the filter stays as it
is. A movement is shown in every step that it overlaps, whole, so nothing is ever added over steps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import monotonic

import streamlit as st

from geo.filter import Filter
from geo.markdown import escaped
from geo.steps import UNITS, Step, n_steps, steps
from geo.store import FlowSpan
from geo.ui import cached, filters, state
from geo.ui.frame import Frame
from geo.vocab import MOVED

PACE_S = 1.6
"""From one step to the next while it plays: time to look at the picture, and for the slowest map to draw it."""
MOST_STEPS = 400
"""A unit that cuts the span into more steps is not offered."""
_ALL = "all"
_PLAYING, _SINCE = "_steps_playing", "_steps_since"


def is_playing() -> bool:
    return bool(st.session_state.get(_PLAYING)) and state.view().step is not None


def within(chosen: Filter, step: Step | None) -> Filter:
    """`chosen` as it applies to movements, narrowed to the days of the step."""
    held = chosen.of_movements()
    if step is None:
        return held
    first = step.first if held.date_from is None else max(step.first, held.date_from)
    last = step.last if held.date_to is None else min(step.last, held.date_to)
    return replace(held, date_from=first, date_to=last)


def step_controls(at: Frame) -> Step | None:
    """Draws the units and, where one is chosen, the ways through its steps; answers the step to show."""
    span = at.store.movement_span(at.chosen.of_movements())
    step = _turned(at.view.step, span)
    if span.first is None or span.last is None:
        st.session_state[_PLAYING] = False
        return step
    offered = [unit for unit in UNITS if n_steps(unit, span.first, span.last) <= MOST_STEPS]
    if step and step.unit not in offered:
        offered.append(step.unit)
    st.session_state["flow-step-unit"] = step.unit if step else _ALL
    with st.container(key="flow-steps", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control(
            "Step through the dates", [_ALL, *offered], key="flow-step-unit", on_change=_unit_chosen,
            args=(span.first,), format_func=lambda unit: UNITS.get(unit, "All dates"), required=True,
            help=f"A unit is offered where it makes at most {MOST_STEPS} steps: narrow the dates for finer ones.",
        )  # fmt: skip
        if step:
            _ways(at, step, span.first, span.last)
    return step


def _turned(step: Step | None, span: FlowSpan) -> Step | None:
    """The step, or the next one where the timer ran out; the last one ends the play."""
    if step is None or span.last is None or not is_playing():
        return step
    if monotonic() - st.session_state.get(_SINCE, 0.0) < PACE_S * 0.7:
        return step
    if step.last >= span.last:
        st.session_state[_PLAYING] = False
        st.rerun(scope="app")
    following = step.moved(1)
    st.session_state[_SINCE] = monotonic()
    state.select(step=following)
    state.follow()
    return following


def _ways(at: Frame, step: Step, first: date, last: date) -> None:
    playing = is_playing()
    st.button(
        "Earlier", key="flow-step-back", icon=":material/chevron_left:", on_click=_go, args=(step.moved(-1),),
        disabled=step.first <= first,
    )  # fmt: skip
    st.button(
        "Pause" if playing else "Play", key="flow-step-play", on_click=_play, args=(step, first, last),
        icon=":material/pause:" if playing else ":material/play_arrow:", disabled=n_steps(step.unit, first, last) < 2,
    )  # fmt: skip
    st.button(
        "Later", key="flow-step-on", icon=":material/chevron_right:", on_click=_go, args=(step.moved(1),),
        disabled=step.last >= last,
    )  # fmt: skip
    if 1 < n_steps(step.unit, first, last) <= MOST_STEPS:
        held = sorted({*steps(step.unit, first, last), step}, key=lambda each: each.first)
        counts = dict(zip(held, at.store.step_counts(at.chosen.of_movements(), held), strict=True))
        st.session_state["flow-step-at"] = step
        st.select_slider(
            "Step, with the number of movements", held, key="flow-step-at", on_change=_slid, width=360,
            format_func=lambda each: f"{each.words()} · {counts[each]:,}",
        )  # fmt: skip
    st.button(
        "Keep as date filter", key="flow-step-keep", on_click=_keep, args=(step,), icon=":material/filter_alt:",
        help="Makes the days of this step the From and To of the filter, for totals, exports and links too.",
    )  # fmt: skip


def step_sentence(at: Frame) -> None:
    """What the step shows, and that its figures are no part of a sum."""
    step = at.view.step
    if step is None:
        return
    span = at.store.movement_span(replace(at.chosen, date_from=None, date_to=None))
    held = at.store.movement_totals(at.chosen)
    parts = f", {held.n_left_out:,} of them part or copy of another" if held.n_left_out else ""
    told = f"{step.words()}: {_movements(cached.n_movements(at.store, at.revision, at.chosen))}{parts}"
    people = [f"{people.words()} {MOVED[move]}" for move, people in held.moves.items()]
    with st.container(key="flow-step-words"):
        st.markdown(f"**{escaped('; '.join([told, *people]))}**")
        longer = (
            "A movement is shown whole, with its whole figure, in every step that it overlaps: figures of steps are "
            "never added."
        )
        undated = f" {_movements(span.n_open)} without a start or an end may lie in any step and stand in each."
        st.caption(longer + (escaped(undated) if span.n_open else ""))


def _movements(n: int) -> str:
    return "1 movement" if n == 1 else f"{n:,} movements"


def _unit_chosen(first: date) -> None:
    unit, step = st.session_state["flow-step-unit"], state.view().step
    st.session_state[_PLAYING] = False
    state.select(step=None if unit in (None, _ALL) else Step(unit, step.first if step else first))


def _slid() -> None:
    _go(st.session_state["flow-step-at"])


def _go(step: Step) -> None:
    st.session_state[_SINCE] = monotonic()
    state.select(step=step)


def _play(step: Step, first: date, last: date) -> None:
    playing = not is_playing()
    st.session_state[_PLAYING], st.session_state[_SINCE] = playing, monotonic()
    state.select(step=Step(step.unit, first) if playing and step.last >= last else step)


def _keep(step: Step) -> None:
    st.session_state[_PLAYING] = False
    state.select(step=None)
    filters.set_dates(step.first, step.last)
