"""The selection as a table of origins by destinations, coloured by people, with every cell in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from geo import charts
from geo.charts.heat import Cell
from geo.filter import Filter
from geo.safe_text import printable
from geo.store import PeopleSum, Store
from geo.store.flow_matrix import MatrixEnd, matrix
from geo.ui.flows.words import NOT_TOLD
from geo.ui.frame import Frame
from geo.vocab import MOVES, short

MOST = 12
"""Ends by name on each side; the others are added up as one."""
_KEPT = 32


def flow_matrix(at: Frame) -> None:
    """One kind of movement at a time; a split that is not known is a destination of its own."""
    chosen = at.chosen.of_movements()
    move = kind_of_movement(at.store.movement_totals(chosen).moves, "flow-matrix-kind")
    if move is None:
        return
    rows, n_rows, folded = _rows(at.store, at.revision, chosen, move)
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.vega_lite_chart(
        rows, charts.heat_table(n_rows, theme), key="flow-matrix", width="stretch",
        alt=f"Origins by destinations of {len(rows)} cells, coloured by people; the same numbers are under By pair",
    )  # fmt: skip
    st.caption(
        "Colour follows the lower figure, or the best estimate where a source gives only that. “≥” and “>” stand "
        "before a number that there may be more than, “≤” before one that there are no more than, “?” for no "
        "figure. Point at a cell for the words. A movement whose split is not known is in a column of its own and in "
        "no other."
        f"{folded}"
    )


def kind_of_movement(moves: Iterable[str], key: str) -> str | None:
    """The kind to show, to choose where there are several; None, with words, where nothing passes the filter."""
    held = list(moves)
    if not held:
        st.info("No movement passes the filter. Clear the filter to see all.")
        return None
    if len(held) == 1:
        return held[0]
    return st.segmented_control(
        "Kind of movement", held, key=key, default=held[0], required=True,
        format_func=lambda kind: short(MOVES, kind), help="Returns are never added to displacements.",
    ) or held[0]  # fmt: skip


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _rows(_store: Store, revision: str, chosen: Filter, move: str) -> tuple[pd.DataFrame, int, str]:
    """The cells to draw row by row, the number of rows, and what is folded in words."""
    held = matrix(_store.pairs(chosen), move, MOST)
    ids = {place for end in (*held.rows, *held.columns) for place in end.places}
    names = {key: printable(place.name) for key, place in _store.seen_places(chosen, sorted(ids)).items()}
    starts, ends = (_names(side, names, who) for side, who in ((held.rows, "origins"), (held.columns, "destinations")))
    cells = [
        Cell(row, column, starts[row], ends[column], people.low, people.max, _sign(people), people.words(), people.n)
        for (row, column), people in sorted(held.cells.items())
    ]
    folded = [f"{end.n_folded:,} other {who}" for side, who in ((held.rows, "origins"), (held.columns, "destinations"))
              for end in side if end.n_folded]  # fmt: skip
    told = f" The smaller ends are added up: {' and '.join(folded)}." if folded else ""
    return charts.heat_rows(cells), len(starts), told


def _names(side: Sequence[MatrixEnd], names: dict[str, str], who: str) -> list[str]:
    """What the axis says of each end; two of one name are told apart by their ids."""
    told = [_name(end, names, who) for end in side]
    return [
        f"{name} ({' or '.join(end.places)})" if told.count(name) > 1 else name
        for name, end in zip(told, side, strict=True)
    ]


def _name(end: MatrixEnd, names: dict[str, str], who: str) -> str:
    if end.n_folded:
        return f"{end.n_folded:,} other {who}"
    if not end.places:
        return NOT_TOLD
    told = " or ".join(names.get(place, place) for place in end.places)
    return f"{told}, split unknown" if len(end.places) > 1 else told


def _sign(people: PeopleSum) -> str:
    """How the number that the colour follows bounds what it counts."""
    if people.more_than:
        return ">"
    one_number = people.low == people.high and people.n_min in (0, people.n_max)
    return "" if one_number and people.n_given == people.n else "≥"
