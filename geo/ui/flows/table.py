"""The movements as a table in pages, and as lists of movements and places for the keyboard."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.dates import interval_in_words
from geo.figures import in_words
from geo.model import Movement
from geo.payload_words import distinct
from geo.safe_text import printable
from geo.ui import cached, state
from geo.ui.flows.words import held_page, pages_of, seen
from geo.ui.frame import Frame
from geo.vocab import GROUPS, MOVES, short

_KEY = "movements-table"


def movements_table(at: Frame) -> None:
    """The movements as a table and, for the keyboard, as a list; selecting one opens its panel alone."""
    held = held_page(at)
    st.subheader("Movements", anchor=False)
    pages_of(at).draw(len(held))
    titles = {movement.id: printable(movement.title) for movement in held}
    left, right = st.columns(2)
    with left:
        st.session_state["movement-chooser"] = at.view.movement if at.view.movement in titles else None
        st.selectbox(
            "Select a movement", list(titles), key="movement-chooser", index=None, placeholder="Type or choose",
            format_func=lambda key: titles.get(key, key), on_change=_chosen_in_list,
        )  # fmt: skip
    with right:
        _place_chooser(at)
    st.session_state["_movement_ids"] = list(titles)
    st.dataframe(
        _frame(held, titles), key=_KEY, on_select=_chosen_in_table, selection_mode="single-row", hide_index=True,
        placeholder="–",
        column_config={"Lower or best": st.column_config.NumberColumn(format="localized")},
        alt="Table of the movements shown, with dates, ends, people, group and grade",
    )  # fmt: skip


def _place_chooser(at: Frame) -> None:
    """A way to the panel of a place that needs no map."""
    facets = cached.movement_facets(at.store, at.revision, seen(at))["end"]
    names = distinct({facet.value: printable(facet.label) for facet in facets})
    st.session_state["flow-place-chooser"] = at.view.place_sel if at.view.place_sel in names else None
    st.selectbox(
        "Select a place", sorted(names, key=lambda key: (names[key], key)), key="flow-place-chooser", index=None,
        placeholder="Type or choose", format_func=lambda key: names.get(key, key), on_change=_place_chosen,
    )  # fmt: skip


def _chosen_in_list() -> None:
    _select(st.session_state["movement-chooser"])


def _chosen_in_table() -> None:
    rows, ids = st.session_state[_KEY]["selection"]["rows"], st.session_state["_movement_ids"]
    _select(ids[rows[0]] if rows and rows[0] < len(ids) else None)


def _select(movement_id: str | None) -> None:
    state.select(movement=movement_id, place_sel=None)


def _place_chosen() -> None:
    state.select(movement=None, place_sel=st.session_state["flow-place-chooser"])


def _frame(held: list[Movement], titles: dict[str, str]) -> pd.DataFrame:
    lows = [_lower(movement) for movement in held]
    return pd.DataFrame(
        {
            "Starts": [movement.date_start for movement in held],
            "Date": [interval_in_words(m.date_start, m.date_end, m.date_precision) for m in held],
            "Movement": [printable(movement.title) for movement in held],
            "From": [_names(movement, "origins", ", ") for movement in held],
            "To": [_names(movement, "destinations", " or ") for movement in held],
            "Split": [_split(movement) for movement in held],
            "People": [printable(in_words(movement.people)) for movement in held],
            "Lower or best": pd.array(lows, "Int64"),
            "Kind": [short(MOVES, movement.kind) for movement in held],
            "Group": [short(GROUPS, movement.group) for movement in held],
            "Part of": [printable(titles.get(movement.part_of or "", movement.part_of or "")) for movement in held],
            "Grade": [movement.grade or "not assessed" for movement in held],
        }
    )


def _lower(movement: Movement) -> int | None:
    figure = movement.people
    return None if figure is None else figure.best if figure.min is None else figure.min


def _names(movement: Movement, end: str, joint: str) -> str:
    return printable(joint.join(place.name for place in getattr(movement, end)) or "not told")


def _split(movement: Movement) -> str:
    if len(movement.destinations) < 2:
        return "one destination"
    return "known" if movement.split_known else "share unknown"
