"""Tables of the selection that sort: people per place, per pair of places, and came minus left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from geo.filter import Filter
from geo.model import Movement, Place
from geo.safe_text import printable
from geo.store import EndTotal, Pair, PeopleSum, Store
from geo.store.flow_balance import Balance, balances
from geo.store.flow_sums import added, people_of
from geo.store.flow_values import NOTHING
from geo.ui import filters, state
from geo.ui.flows.words import NOT_TOLD
from geo.ui.frame import Frame
from geo.vocab import MOVES, short

MOST = 1000
"""Rows of a table; what lies below is counted."""
OPENED = "_flow_opened"
"""Key of the session: something was chosen here that other parts of the page show."""
_KEPT = 32
Table = tuple[pd.DataFrame, list[Any], int]
"""Rows to show, what each row stands for, and how many there are in all."""


def places_table(at: Frame) -> None:
    """Two tables: who left from where, who came where; a row opens the panel of its place."""
    chosen = at.chosen.of_movements()
    for words, end in (("Left from", "origins"), ("Came to", "destinations")):
        st.markdown(f"**{words}**")
        _table(_ends(at.store, at.revision, chosen, end), f"flow-{end}", _place_chosen, f"{words}: people by place")
    st.caption(
        "A movement with several destinations has no share per place: it stands under “Unknown part of” at each of "
        "them, and is not in the other columns. Returns are never added to displacements. Select a row to open a place."
    )


def pairs_table(at: Frame) -> None:
    """The pairs of places, those with most people first; a row makes its two ends the filter."""
    held = _pairs(at.store, at.revision, at.chosen.of_movements())
    _table(held, "flow-pairs", _pair_chosen, "People by pair of places")
    st.caption(
        "A movement with several destinations that no source splits is one row with all of them. Select a row to "
        "filter by its ends."
    )


def balance_table(at: Frame) -> None:
    """Came minus left, per place and kind, as a range; only where both directions exist."""
    held = _balances(at.store, at.revision, at.chosen.of_movements())
    if held[2]:
        _table(held, "flow-balance", _place_chosen, "Came minus left by place")
    else:
        st.info("No place has movements of one kind in both directions, so there is no difference to tell.")
    st.caption(
        "The least and the most that “came minus left” can be by the figures: where a movement has no upper figure, "
        "its side has no bound, and a movement of which an unknown part came counts from nobody to all. Best "
        "estimates are told apart and are no bounds. Movements from a place to itself are on neither side. "
        "Places with one direction only are not listed; a movement between a place and one inside it counts for both; "
        "displacements and returns are never set against each other."
    )


def _table(held: Table, key: str, chosen: Callable[[str], None], alt: str) -> None:
    frame, ids, n = held
    st.session_state[f"_{key}"] = ids
    st.dataframe(
        frame, key=key, on_select=lambda: chosen(key), selection_mode="single-row", hide_index=True, alt=alt,
        placeholder="–", column_config=columns_of(frame),
    )  # fmt: skip
    if n > len(ids):
        st.caption(f"The first {len(ids):,} of {n:,} rows. Narrow the filter to see the others.")


def columns_of(frame: pd.DataFrame) -> dict[str, Any]:
    """Whole numbers with separators, the reasons with room."""
    whole = {name: st.column_config.NumberColumn(format="localized") for name in frame.select_dtypes("number").columns}
    return {**whole, "Why it is open": st.column_config.TextColumn(width="large")}


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _ends(_store: Store, revision: str, chosen: Filter, end: str) -> Table:
    every: Sequence[EndTotal] = getattr(_store.movement_totals(chosen), end)
    held = every[:MOST]
    shared = [each.shared.words() if each.shared.n else "" for each in held]
    columns = {"Unknown part of": shared} if any(shared) else {}
    told = [each.people.words() if each.people.n else "" for each in held]
    numbers = _numbers([each.people for each in held], [each.shared for each in held])
    frame = _frame(_store, chosen, held, {"People": told, **columns, **numbers})
    return frame, [each.place for each in held], len(every)


class _Row(NamedTuple):
    """A pair of places, or of what stands at each end where the split is not known."""

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    move: str
    people: PeopleSum
    first: date | None
    last: date | None


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _pairs(_store: Store, revision: str, chosen: Filter) -> Table:
    every = _store.pairs(chosen)
    forks = _forks(every.forks)
    rows = [*(_row_of(pair) for pair in every.pairs[:MOST]), *forks]
    held = sorted(rows, key=lambda row: -(row.people.low or -1))[:MOST]
    names = names_of(_store, chosen, [place for row in held for place in (*row.origins, *row.destinations)])
    frame = pd.DataFrame(
        {
            "From": [_told(row.origins, names, ", ") for row in held],
            "To": [_told(row.destinations, names, " or ") for row in held],
            "Kind": [short(MOVES, row.move) for row in held],
            "People": [row.people.words() for row in held],
            **_numbers([row.people for row in held], [NOTHING] * len(held)),
            "First day": [row.first for row in held],
            "Last day": [row.last for row in held],
        }
    )
    return frame, [(row.origins, row.destinations) for row in held], len(every.pairs) + len(forks)


def _row_of(pair: Pair) -> _Row:
    origin, destination = (() if end is None else (end,) for end in (pair.origin, pair.destination))
    return _Row(origin, destination, pair.move, pair.people, pair.first, pair.last)


def _forks(held: Sequence[Movement]) -> list[_Row]:
    """The movements with several ends, added up where all of their ends are the same."""
    found: dict[Any, _Row] = {}
    for fork in held:
        origins, destinations = (_ids(each) for each in (fork.origins, fork.destinations))
        key, people = (origins, destinations, fork.kind), people_of(fork.people)
        before = found.get(key)
        days = [day for day in (fork.date_start, fork.date_end, *(before[4:] if before else ())) if day is not None]
        total = added(before.people, people) if before else people
        found[key] = _Row(*key, total, min(days, default=None), max(days, default=None))
    return list(found.values())


def _ids(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(sorted({place.id for place in places}))


def _told(ends: Sequence[str], names: Mapping[str | None, str], joint: str) -> str:
    told = joint.join(names[end] for end in ends) or NOT_TOLD
    return f"{told}, split unknown" if len(ends) > 1 else told


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _balances(_store: Store, revision: str, chosen: Filter) -> Table:
    every = [each for each in balances(_store.pairs(chosen)) if each.has_both and each.place is not None]
    held = every[:MOST]
    columns = {
        "Came minus left": [each.words() for each in held],
        **_known({"At least": [each.low for each in held], "At most": [each.high for each in held]}),
        **_known({"Best estimates": [each.best for each in held]}),
        "Came": [_side(each.came, each.came_part) for each in held],
        "Left": [_side(each.left, each.left_part) for each in held],
        "From the place to itself": [each.within.words() if each.within.n else "" for each in held],
        "Why it is open": [each.left_out() for each in held],
    }
    return _frame(_store, chosen, held, columns), [each.place for each in held], len(every)


def _side(whole: PeopleSum, part: PeopleSum) -> str:
    return EndTotal(None, "", whole, part).words()


def _frame(store: Store, chosen: Filter, held: Sequence[EndTotal | Balance], columns: dict[str, Any]) -> pd.DataFrame:
    names = names_of(store, chosen, [each.place for each in held])
    ends = {"Place": [names[each.place] for each in held], "Kind": [short(MOVES, each.move) for each in held]}
    return pd.DataFrame({**ends, **columns})


def _numbers(sums: Sequence[PeopleSum], parts: Sequence[PeopleSum]) -> dict[str, Any]:
    """Each bound as a column that sorts, left out where nothing gives it; how many movements there are."""
    columns = {
        "Lower figures": [people.min for people in sums],
        "Best estimates": [people.best for people in sums],
        "Upper figures": [people.max if people.n_max == people.n_given else None for people in sums],
    }
    both = list(zip(sums, parts, strict=True))
    without = [people.n_without_figure + part.n_without_figure for people, part in both]
    counts = {"Movements": [people.n + part.n for people, part in both]}
    return {**_known(columns), **counts, **({"Without a figure": without} if any(without) else {})}


def _known(columns: dict[str, list[int | None]]) -> dict[str, Any]:
    """The columns in which anything is known."""
    return {name: pd.array(held, "Int64") for name, held in columns.items() if any(each is not None for each in held)}


def names_of(store: Store, chosen: Filter, ids: Sequence[str | None]) -> dict[str | None, str]:
    known = [key for key in dict.fromkeys(ids) if key is not None]
    places = store.seen_places(chosen, known)
    return {**{key: printable(places[key].name) if key in places else key for key in known}, None: NOT_TOLD}


def _row(key: str) -> Any:
    """What the selected row stands for; None where none is selected."""
    rows, held = st.session_state[key]["selection"]["rows"], st.session_state[f"_{key}"]
    return held[rows[0]] if rows and rows[0] < len(held) else None


def _place_chosen(key: str) -> None:
    place = _row(key)
    st.session_state[OPENED] = True
    state.select(movement=None, place_sel=place)


def _pair_chosen(key: str) -> None:
    origins, destinations = _row(key) or ((), ())
    if origins and destinations:
        filters.choose(origins=origins, destinations=destinations)
