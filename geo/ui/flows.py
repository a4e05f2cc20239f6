"""The displacement page's pieces: what is shown in words, the panel of each movement, totals and table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.dates import interval_in_words
from geo.figures import in_words, movement_totals
from geo.filter import Filter
from geo.filter_words import clauses
from geo.markdown import escaped
from geo.model import Movement, Place
from geo.payload_flows import DRAWN_WHOLE
from geo.safe_text import printable
from geo.ui import cached, state
from geo.ui.details import claims, grade, sources
from geo.ui.frame import Frame
from geo.ui.summary import bullets
from geo.vocab import GROUPS, MOVES, label, short

_KEY = "movements-table"
_PAGE = "_movements_page"
ROWS = 100
"""Movements on a page of the table."""
_PANELS = 10
_ENDS = 8


def movement_filter(chosen: Filter) -> Filter:
    """`chosen` without what only events have (type, killed): those are kept in the address, not applied here."""
    return replace(chosen, types=(), min_killed=None)


def _held(at: Frame) -> list[Movement]:
    """The movements of the page of the table, wholes before their parts."""
    page = cached.movements(at.store, at.revision, movement_filter(at.chosen), ROWS, _page(at) * ROWS)
    return sorted(page, key=lambda movement: movement.part_of is not None)


def _shown(at: Frame) -> int:
    return cached.n_movements(at.store, at.revision, movement_filter(at.chosen))


def _page(at: Frame) -> int:
    """The page of the table, from 0; another filter begins at the first again."""
    chosen, wanted = st.session_state.get(_PAGE, (None, 0))
    page: int = min(wanted if chosen == at.chosen else 0, max(0, -(-_shown(at) // ROWS) - 1))
    st.session_state[_PAGE] = (at.chosen, page)
    return page


def flow_sentence(at: Frame) -> None:
    """Says in words which movements are shown."""
    chosen = movement_filter(at.chosen)
    total = cached.n_movements(at.store, at.revision, Filter(sensitivities=chosen.sensitivities))
    said = [f"Showing {_shown(at):,} of {total:,} movements", *clauses(chosen, at.store.places())]
    with st.container(key="summary"):
        st.markdown(f"**{escaped(', '.join(said))}**")
        if chosen != at.chosen:
            st.caption(
                "The filters for event type and number killed do not apply to movements; the map page keeps them."
            )
        if _shown(at) > DRAWN_WHOLE:
            st.caption(
                "The map adds up movements between the same places, draws places near each other as one, "
                "and folds small flows. A movement with several destinations stays whole."
            )


def flow_totals(at: Frame) -> None:
    """People moved with both bounds; what is part of another movement is left out and named."""
    with st.container(key="totals"):
        st.subheader("Totals", anchor=False)
        if _shown(at) > ROWS:
            _many_totals(at)
            return
        listed = _held(at)
        held = movement_totals(listed)
        lines = [held.kinds["displaced"].sentence("movement")]
        lines += [f"Not added: {each.title}, because it is {each.reason}" for each in held.excluded]
        if any(not movement.split_known and len(movement.destinations) > 1 for movement in listed):
            lines.append("No total per destination: the sources do not say how many people went where.")
        bullets(lines)


def _many_totals(at: Frame) -> None:
    """Sums by the store, each kind of movement apart, and the ends with most people."""
    held = at.store.movement_totals(movement_filter(at.chosen))
    lines = [f"{short(MOVES, move)}: {people.total().sentence('movement')}" for move, people in held.moves.items()]
    if held.n_left_out:
        lines.append(f"Not added: {held.n_left_out:,} that are part of another one that is shown, or a copy of it")
    bullets(lines)
    ends = [*held.origins[:_ENDS], *held.destinations[:_ENDS]]
    names = at.store.seen_places(at.chosen, [end.place for end in ends if end.place is not None])
    left, right = st.columns(2)
    for column, heading, rows in ((left, "Left from", held.origins), (right, "Came to", held.destinations)):
        with column:
            st.markdown(f"**{heading}** ({len(rows):,} places, the first {min(_ENDS, len(rows))})")
            bullets([f"{_name_of(end.place, names)}, {short(MOVES, end.move)}: {end.words()}" for end in rows[:_ENDS]])


def _name_of(place_id: str | None, places: Mapping[str, Place]) -> str:
    if place_id is None:
        return "A place that is not told"
    return places[place_id].name if place_id in places else place_id


def flow_details(at: Frame) -> None:
    """A panel per movement: the selected one, or the first ones."""
    held = _held(at)
    one = at.store.movement(at.view.movement, at.chosen) if at.view.movement else None
    titles = {other.id: other.title for other in held}
    with st.container(key="flow-details"):
        if at.view.movement and all(movement.id != at.view.movement for movement in held):
            st.info("The selected movement does not pass the filter, or stands on another page of the table.")
        for movement in [one] if one else held[:_PANELS]:
            _panel(movement, titles)
        if one is None and _shown(at) > _PANELS:
            st.caption(f"The first {_PANELS} of {_shown(at):,}. Click a flow, or choose a movement in the table below.")
        if not held:
            st.info("No movement passes the filter. Clear the filter to see all.")
        if at.view.movement:
            st.button("Show all movements", key="flow-close", on_click=_select, args=(None,), icon=":material/close:")


def _panel(movement: Movement, titles: dict[str, str]) -> None:
    with st.container(border=True):
        st.markdown(f"##### {escaped(movement.title)}")
        when = interval_in_words(movement.date_start, movement.date_end, movement.date_precision)
        st.markdown(f"**{escaped(_people(movement))}** · {escaped(when)} · {escaped(label(GROUPS, movement.group))}")
        st.markdown(_route(movement))
        if movement.part_of:
            whole = titles.get(movement.part_of, movement.part_of)
            st.markdown(f"Part of “{escaped(whole)}”: already counted there, never added to it.")
        if movement.note:
            st.markdown(escaped(movement.note))
        for claimant, term in movement.terms:
            st.markdown(f"{escaped(claimant)} calls it: {escaped(term)}")
        claims(movement.claims)
        grade(movement)
        sources(movement.sources)


def _people(movement: Movement) -> str:
    figure = movement.people
    if figure is None or not figure.has_number:
        return f"People moved: {in_words(figure)}"
    return in_words(figure if figure.who else replace(figure, who="people"))


def _route(movement: Movement) -> str:
    origins = ", ".join(place.name for place in movement.origins)
    ends = " or ".join(place.name for place in movement.destinations)
    through = ", ".join(place.name for place in movement.transit)
    share = "share of each known" if movement.split_known else "share of each not known"
    many = f" ({share})" if len(movement.destinations) > 1 else ""
    lines = [f"From {escaped(origins)} to {escaped(ends)}{many}"]
    if movement.shares:
        lines += [f"{escaped(key)}: {escaped(in_words(share))}" for key, share in movement.shares.items()]
    if through:
        lines.append(f"Transit point: {escaped(through)}")
    return "  \n".join(lines)


def movements_table(at: Frame) -> None:
    """The movements as a table and, for the keyboard, as a list; selecting one opens its panel alone."""
    held = _held(at)
    st.subheader("Movements", anchor=False)
    _pager(_page(at), len(held), _shown(at))
    titles = {movement.id: printable(movement.title) for movement in held}
    st.session_state["movement-chooser"] = at.view.movement if at.view.movement in titles else None
    st.selectbox(
        "Select a movement", list(titles), key="movement-chooser", index=None, placeholder="Type or choose",
        format_func=lambda key: titles.get(key, key), on_change=_chosen_in_list,
    )  # fmt: skip
    st.session_state["_movement_ids"] = list(titles)
    st.dataframe(
        _frame(held, titles), key=_KEY, on_select=_chosen_in_table, selection_mode="single-row", hide_index=True,
        alt="Table of the movements shown, with dates, ends, people, group and grade",
    )  # fmt: skip


def _pager(page: int, n_here: int, shown: int) -> None:
    """Where the page of the table stands among all, and the ways to the next and the one before."""
    if shown <= ROWS:
        return
    first = page * ROWS
    with st.container(key="movements-pages", horizontal=True, vertical_alignment="center"):
        st.button("Newer", key="movements-newer", disabled=page == 0, on_click=_turn, args=(page - 1,))
        st.markdown(f"Movements {first + 1:,} to {first + n_here:,} of {shown:,}, newest first")
        st.button(
            "Older", key="movements-older", disabled=first + n_here >= shown, on_click=_turn, args=(page + 1,)
        )  # fmt: skip


def _turn(page: int) -> None:
    st.session_state[_PAGE] = (st.session_state[_PAGE][0], page)


def _frame(held: list[Movement], titles: dict[str, str]) -> pd.DataFrame:
    dates = [interval_in_words(m.date_start, m.date_end, m.date_precision) for m in held]
    return pd.DataFrame(
        {
            "Starts": [movement.date_start for movement in held],
            "Date": dates,
            "Movement": [printable(movement.title) for movement in held],
            "From": [printable(", ".join(place.name for place in movement.origins)) for movement in held],
            "To": [printable(" or ".join(place.name for place in movement.destinations)) for movement in held],
            "Split": ["known" if movement.split_known else "share unknown" for movement in held],
            "People": [printable(in_words(movement.people)) for movement in held],
            "Group": [short(GROUPS, movement.group) for movement in held],
            "Part of": [printable(titles.get(movement.part_of or "", movement.part_of or "")) for movement in held],
            "Grade": [movement.grade or "not assessed" for movement in held],
        }
    )


def _select(movement_id: str | None) -> None:
    state.select(movement=movement_id)


def _chosen_in_list() -> None:
    _select(st.session_state["movement-chooser"])


def _chosen_in_table() -> None:
    rows, ids = st.session_state[_KEY]["selection"]["rows"], st.session_state["_movement_ids"]
    _select(ids[rows[0]] if rows and rows[0] < len(ids) else None)
