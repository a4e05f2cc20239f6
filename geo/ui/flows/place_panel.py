"""One place on the displacement page: who left, who came, the difference, people present, and the movements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from geo.dates import interval_in_words
from geo.figures import in_words
from geo.filter import Filter
from geo.filter_words import in_words as filter_words
from geo.markdown import escaped
from geo.model import Movement, Place
from geo.store import EndTotal, Stock
from geo.store.flow_balance import balances
from geo.ui import state
from geo.ui.frame import Frame
from geo.ui.summary import bullets
from geo.vocab import GROUPS, MOVES, PLACE_PRECISIONS, STOCK_KINDS, label, short

_LISTED = 10


def place_panel(at: Frame, place_id: str) -> None:
    """All that the filter shows of a place."""
    place = at.store.seen_places(at.chosen, [place_id]).get(place_id)
    if place is None:
        st.warning(f"The link asks for the place {escaped(place_id)}, which these data do not hold.")
        return
    st.subheader(escaped(f"{place.name} · {place.name_ar}" if place.name_ar else place.name), anchor=False)
    st.caption(f"{escaped(_where(place))}. Selected by: {escaped(filter_words(at.chosen, at.store.places()))}.")
    for text in (place.note, place.disagreement):
        if text:
            st.caption(escaped(text))
    _sums(at, place_id)
    _present(at, place_id)
    _movements(at, place_id)


def _where(place: Place) -> str:
    known = f"Placed to the level of {label(PLACE_PRECISIONS, place.precision)}"
    return f"{known}, {place.admin1_name} ({place.admin1_pcode})" if place.admin1_name else known


def _sums(at: Frame, place_id: str) -> None:
    """Per kind of movement what left, what came, and the difference where both exist."""
    totals = at.store.movement_totals(at.chosen)
    lines = [f"{short(MOVES, end.move)}, left from here: {end.words()}" for end in _here(totals.origins, place_id)]
    lines += [f"{short(MOVES, end.move)}, came here: {end.words()}" for end in _here(totals.destinations, place_id)]
    for each in (held for held in balances(at.store.pairs(at.chosen)) if held.place == place_id):
        if each.within.n:
            lines.append(f"{short(MOVES, each.move)}, from here to here, in both of the above: {each.within.words()}")
        if each.has_both:
            why = f" ({each.left_out()})" if each.left_out() else ""
            aside = " (those left aside)" if each.within.n else ""
            lines.append(f"{short(MOVES, each.move)}, came minus left{aside}: {each.words()}{why}")
    if lines:
        bullets(lines)


def _here(held: Sequence[EndTotal], place_id: str) -> list[EndTotal]:
    return [end for end in held if end.place == place_id]


def _present(at: Frame, place_id: str) -> None:
    held = [stock for stock in at.store.stocks(replace(at.chosen, moves=())) if stock.place == place_id]
    if held:
        st.markdown("**People here, by the latest count of each source** (no movement, never added up)")
        titles = {dataset.id: dataset.title for dataset in at.store.datasets()}
        bullets([_stock(stock, titles.get(stock.dataset, stock.dataset)) for stock in held[:_LISTED]])
        if len(held) > _LISTED:
            st.caption(f"{len(held) - _LISTED:,} more are in the table of people present.")


def _stock(stock: Stock, title: str) -> str:
    when = interval_in_words(stock.date_start, stock.date_end, stock.date_precision)
    nth = f", round {stock.round}" if stock.round is not None else ""
    kind, group = short(STOCK_KINDS, stock.kind), short(GROUPS, stock.group).lower()
    return f"{kind} ({group}): {stock.people.words()}, {when}{nth}; {title}"


def _movements(at: Frame, place_id: str) -> None:
    chosen, how = _touching(at.chosen, place_id)
    n = at.store.n_movements(chosen)
    if not n:
        st.info("No movement from or to this place passes the filter. Clear the filter or choose another place.")
        return
    st.markdown(f"**Movements {how}: {n:,}**" if n > 1 else f"**One movement {how}**")
    with st.container(gap=None):
        for movement in at.store.movements(chosen, limit=_LISTED):
            _open(movement)
    if n > _LISTED:
        st.caption(f"The newest {_LISTED} are listed. “Origin or destination” in the filter shows all in the table.")


def _touching(chosen: Filter, place_id: str) -> tuple[Filter, str]:
    """The filter narrowed to a place by a field that it leaves free, and what that selects in words."""
    if not chosen.ends:
        return replace(chosen, ends=(place_id,)), "from or to here, or a place inside it"
    if not chosen.places:
        return replace(chosen, places=(place_id,)), "from, to or through here, or a place inside it"
    return chosen, "that pass the filter"


def _open(movement: Movement) -> None:
    when = interval_in_words(movement.date_start, movement.date_end, movement.date_precision)
    words = f"{movement.title}: {in_words(movement.people)}, {when}"
    st.button(escaped(words), key=f"flow-place-{movement.id}", type="tertiary", on_click=_select, args=(movement.id,))


def _select(movement_id: str) -> None:
    state.select(movement=movement_id, place_sel=None)
