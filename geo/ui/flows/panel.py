"""The panel beside the map: one movement with claims and sources, one place with all that is known of it, or a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import streamlit as st

from geo.dates import interval_in_words
from geo.figures import in_words
from geo.flow_inside import chosen_marks
from geo.markdown import escaped
from geo.model import Movement, Place
from geo.ui import state
from geo.ui.details import claims, grade, sources
from geo.ui.flows.marks_panel import marks_panel
from geo.ui.flows.place_panel import place_panel
from geo.ui.flows.words import held_page, n_shown
from geo.ui.frame import Frame
from geo.vocab import GROUPS, MOVES, PLACE_PRECISIONS, SENSITIVITIES, label, short

_PANELS, _OF_MANY = 10, 5
"""So many movements are told whole without a choice; of more, so many: each is a dozen elements for the browser."""
_SEVERAL = 2


def flow_details(at: Frame) -> None:
    """The selected movement or place; without a selection the first movements of the page."""
    with st.container(key="flow-details"):
        marks = chosen_marks(at.view.movement)
        if marks:
            marks_panel(at, marks, movement_panel)
        elif at.view.movement:
            _selected(at, at.view.movement)
        elif at.view.place_sel:
            place_panel(at, at.view.place_sel)
        else:
            _first(at)
        if at.view.movement or at.view.place_sel:
            st.button("Show all movements", key="flow-close", on_click=_close, icon=":material/close:")


def _selected(at: Frame, movement_id: str) -> None:
    movement = at.store.movement(movement_id, at.chosen)
    if movement is None:
        st.warning(f"The link asks for the movement {escaped(movement_id)}, which these data do not hold.")
        return
    if all(held.id != movement_id for held in held_page(at)):
        st.info("The selected movement does not pass the filter, or stands on another page of the table.")
    movement_panel(at, movement, linked=True)


def _first(at: Frame) -> None:
    held = held_page(at)
    some = held if n_shown(at) <= _PANELS else held[:_OF_MANY]
    for movement in some:
        movement_panel(at, movement)
    if n_shown(at) > _PANELS:
        st.caption(f"The first {len(some)} of {n_shown(at):,}. Click a flow, or choose a movement in the table below.")
    if not held:
        counts = len(at.store.stocks(at.chosen.of_movements()))
        told = f" {counts:,} counts of people at a place do: circles on the map, and “People present” below."
        st.info(f"No movement passes the filter.{told if counts else ' Clear the filter to see all.'}")


def movement_panel(at: Frame, movement: Movement, *, linked: bool = False) -> None:
    """A movement whole; `linked` adds ways to what it is part of and to its own parts."""
    with st.container(border=True):
        st.markdown(f"##### {escaped(movement.title)}")
        when = interval_in_words(movement.date_start, movement.date_end, movement.date_precision)
        told = [f"**{escaped(people_words(movement))}**", escaped(when), escaped(short(MOVES, movement.kind))]
        st.markdown(" · ".join([*told, escaped(label(GROUPS, movement.group))]))
        st.markdown(_route(movement))
        _links(at, movement, linked=linked)
        if movement.note:
            st.markdown(escaped(movement.note))
        if movement.terms:
            st.markdown("\n".join(f"- {escaped(who)} calls it: {escaped(term)}" for who, term in movement.terms))
        claims(movement.claims)
        grade(movement)
        if movement.sensitivity != "public":
            st.caption(f"{escaped(label(SENSITIVITIES, movement.sensitivity))}.")
        sources(movement.sources)
        st.caption(f"Data set: {escaped(_dataset(at, movement.dataset))}")


def people_words(movement: Movement) -> str:
    """The figure with what it counts."""
    figure = movement.people
    if figure is None or not figure.has_number:
        return f"People moved: {in_words(figure)}"
    return in_words(figure if figure.who else replace(figure, who="people"))


def _dataset(at: Frame, dataset_id: str) -> str:
    return next((each.title for each in at.store.datasets() if each.id == dataset_id), dataset_id)


def _route(movement: Movement) -> str:
    share = "share of each known" if movement.split_known else "share of each not known"
    many = f" ({share})" if len(movement.destinations) >= _SEVERAL else ""
    lines = [f"From {_ends(movement.origins, ', ')} to {_ends(movement.destinations, ' or ')}{many}"]
    names = {place.id: place.name for place in movement.destinations}
    shares = movement.shares or {}
    lines += [f"{escaped(names.get(key, key))}: {escaped(in_words(part))}" for key, part in shares.items()]
    if movement.transit:
        lines.append(f"Transit point: {_ends(movement.transit, ', ')}")
    known = dict.fromkeys(f"{place.name} to the level of {label(PLACE_PRECISIONS, place.precision)}"
                          for place in (*movement.origins, *movement.destinations, *movement.transit))  # fmt: skip
    if known:
        lines.append(f":small[Places known: {escaped('; '.join(known))}]")
    return "  \n".join(lines)


def _ends(places: Iterable[Place], joint: str) -> str:
    return escaped(joint.join(place.name for place in places) or "a place that is not told")


def _links(at: Frame, movement: Movement, *, linked: bool) -> None:
    """What it is part or copy of, and what is part or copy of it: counted once, never added to each other."""
    for other_id, how in ((movement.part_of, "Part of"), (movement.duplicate_of, "Same as")):
        if other_id:
            other = at.store.movement(other_id, at.chosen)
            title = other.title if other else other_id
            st.markdown(f"{how} “{escaped(title)}”: already counted there, never added to it.")
            if linked and other:
                _open(other, f"flow-open-{how}")
    parts = at.store.linked_movements(movement.id, at.chosen) if linked else []
    if parts:
        st.markdown(f"{_holds(parts)}, counted in this one and never added to it:")
        for part in parts[:_PANELS]:
            _open(part, f"flow-open-{part.id}")


def _holds(parts: Sequence[Movement]) -> str:
    return "1 other is part of it or a copy" if len(parts) == 1 else f"{len(parts):,} others are part of it or copies"


def _open(movement: Movement, key: str) -> None:
    words = f"{escaped(movement.title)} ({escaped(in_words(movement.people))})"
    st.button(
        words,
        key=key,
        type="tertiary",
        on_click=_select,
        args=(movement.id,),
        icon=":material/subdirectory_arrow_right:",
    )


def _select(movement_id: str) -> None:
    state.select(movement=movement_id, place_sel=None)


def _close() -> None:
    state.select(movement=None, place_sel=None)
