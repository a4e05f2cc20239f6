"""People present at places: the latest count of each source, with its date, never a movement and never added up."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.dates import day_in_words, interval_in_words
from geo.filter import Filter
from geo.safe_text import printable
from geo.store import Stock, Store
from geo.ui import state
from geo.ui.flows.by_place import MOST, OPENED, Table, columns_of, names_of
from geo.ui.frame import Frame
from geo.vocab import GROUPS, STOCK_KINDS, short

_KEPT = 32
_KEY = "flow-present"


def stocks_table(at: Frame) -> None:
    """The latest round per place and source that the filter shows, as of its last day where it names one."""
    frame, ids, n = _stocks(at.store, at.revision, at.chosen.of_movements())
    if not n:
        st.info("No count of people present at a place passes the filter.")
    else:
        st.markdown(f"**{_until(at.chosen)}**")
        st.session_state[f"_{_KEY}"] = ids
        st.dataframe(
            frame, key=_KEY, on_select=_chosen, selection_mode="single-row", hide_index=True, placeholder="–",
            column_config=columns_of(frame),
            alt="People present at places, each with its source and date",
        )  # fmt: skip
        if n > len(ids):
            st.caption(f"The first {len(ids):,} of {n:,} rows. Narrow the filter to see the others.")
    st.caption(
        "A count of people at a place is no movement: none is drawn as an arrow, and rounds, sources and places that "
        "may lie in each other are never added. Set To in the filter for the latest count up to a day."
    )


def _until(chosen: Filter) -> str:
    last = min((day for day in (chosen.date_to, chosen.as_of) if day is not None), default=None)
    return "Latest count of each place and source" + (f" up to {day_in_words(last)}" if last else "")


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _stocks(_store: Store, revision: str, chosen: Filter) -> Table:
    every = _store.stocks(chosen)
    held = every[:MOST]
    names = names_of(_store, chosen, [place for stock in held for place in (stock.place, stock.origin)])
    titles = {dataset.id: printable(dataset.title) for dataset in _store.datasets()}
    origins = [names[stock.origin] if stock.origin else "" for stock in held]
    frame = pd.DataFrame(
        {
            "Place": [names[stock.place] for stock in held],
            "What is counted": [short(STOCK_KINDS, stock.kind) for stock in held],
            "People": [stock.people.words() for stock in held],
            "Lower or best": pd.array([stock.people.low for stock in held], "Int64"),
            "Date": [_date(stock) for stock in held],
            "Last day": [stock.date_end or stock.date_start for stock in held],
            "Round": [_round(stock) for stock in held],
            **({"Said to come from": origins} if any(origins) else {}),
            "Group": [short(GROUPS, stock.group) for stock in held],
            "Data set": [titles.get(stock.dataset, stock.dataset) for stock in held],
        }
    )
    return frame, [stock.place for stock in held], len(every)


def _date(stock: Stock) -> str:
    return interval_in_words(stock.date_start, stock.date_end, stock.date_precision)


def _round(stock: Stock) -> str:
    of = f"latest of {stock.n_rounds}" if stock.n_rounds > 1 else "the only one"
    return of if stock.round is None else f"{stock.round} ({of})"


def _chosen() -> None:
    rows, held = st.session_state[_KEY]["selection"]["rows"], st.session_state[f"_{_KEY}"]
    st.session_state[OPENED] = True
    state.select(movement=None, place_sel=held[rows[0]] if rows and rows[0] < len(held) else None)
