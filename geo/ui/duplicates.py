"""Events that may be one and the same, side by side, for a person to decide; nothing is merged by itself."""

from __future__ import annotations

import streamlit as st

from geo.dates import interval_in_words
from geo.figures import figures_line
from geo.intake.candidates import Candidate, Candidates, candidates
from geo.markdown import escaped
from geo.model import Event
from geo.paths import workspace_dir
from geo.store import datasets as ledger
from geo.store.ledger import read_ledger
from geo.ui import actions
from geo.ui.frame import Frame

_PAIRS = 10


def duplicates(at: Frame) -> None:
    """A button that looks for candidates, the pairs, and what was decided so far with a way back."""
    st.subheader("Possible duplicates", anchor=False)
    st.caption(
        "The same event told by two sources is counted twice. Kharita looks for events near one another, on "
        "overlapping days, with figures that can both be true. You decide; nothing is merged, both stay on the "
        "map, and totals that hold both count the original only."
    )
    st.button("Look for possible duplicates", key="duplicates-look", on_click=_look, icon=":material/content_copy:")
    if st.session_state.get("_duplicates_wanted"):
        with st.spinner("Comparing places, days and figures …"):
            _pairs(at, _found(at.store, at.revision))
    _decided(at)


def _look() -> None:
    st.session_state["_duplicates_wanted"] = True


@st.cache_data(max_entries=2, show_spinner=False)
def _found(_store: object, revision: str) -> Candidates:
    return candidates(_store.attached)  # type: ignore[attr-defined]


def _pairs(at: Frame, found: Candidates) -> None:
    if not found.pairs:
        st.info("No pair of events looks like one event told twice.")
        return
    reach = "" if found.wide else " With so many events only those at one point or of one place name were compared."
    st.markdown(f"{found.total:,} pairs, the likeliest first.{reach}")
    pages = -(-len(found.pairs) // _PAIRS)
    number = st.number_input(f"Page of {pages}", 1, pages, key="duplicates-page") if pages > 1 else 1
    shown = found.pairs[(number - 1) * _PAIRS : number * _PAIRS]
    events = at.store.numbered([num for pair in shown for num in (pair.event, pair.original)], at.chosen)
    for place, pair in enumerate(shown):
        event, original = events.get(pair.event), events.get(pair.original)
        if event and original:
            with st.container(border=True, key=f"duplicate-{place}"):
                _pair(pair, event, original, place)


def _pair(pair: Candidate, event: Event, original: Event, place: int) -> None:
    apart = "same place name" if pair.distance_m is None else f"{pair.distance_m:,.0f} m apart"
    days = "same days" if pair.same_day else "overlapping days"
    figures = "same figure" if pair.same_figure else "figures that can both be true"
    st.caption(f"{apart} · {days} · {figures}" + ("" if pair.same_type else " · of different types"))
    left, right = st.columns(2)
    for column, held in ((left, original), (right, event)):
        with column:
            st.markdown(_told(held))
    with st.container(horizontal=True):
        _same("The right one is a copy of the left", f"duplicate-right-{place}", event, original)
        _same("The left one is a copy of the right", f"duplicate-left-{place}", original, event)


def _same(label: str, key: str, copy: Event, original: Event) -> None:
    st.button(
        label, key=key, on_click=actions.told, args=(ledger.accept_duplicate, workspace_dir(), copy.id, original.id)
    )


def _told(event: Event) -> str:
    where = event.main_place.name if event.main_place else "no place given"
    lines = [
        f"**{escaped(event.title)}**",
        escaped(f"{interval_in_words(event.date_start, event.date_end, event.date_precision)} · {where}"),
        escaped(figures_line(event)),
        escaped(f"Data set: {event.dataset}"),
        *(escaped(f"Says: {claim.claimant}") for claim in event.claims[:2]),
    ]
    return "  \n".join(lines)


def _decided(at: Frame) -> None:
    held = read_ledger(workspace_dir()).duplicates
    if not held:
        return
    with st.expander(f"Taken for copies: {len(held):,}"):
        for number, (event_id, original_id) in enumerate(held[:200]):
            names = [event.title if (event := at.store.event(each)) else each for each in (event_id, original_id)]
            st.markdown(f"{escaped(names[0])} is a copy of {escaped(names[1])}")
            st.button(
                "Undo", key=f"duplicate-undo-{number}", on_click=actions.told,
                args=(ledger.undo_duplicate, workspace_dir(), event_id),
            )  # fmt: skip
