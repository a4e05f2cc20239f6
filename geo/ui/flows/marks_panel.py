"""What the map added up in a mark of several places or in an arrow between marks: its flows, each with its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import streamlit as st

from geo.flow_inside import At, Between, Chosen, Inside, Pair, inside
from geo.markdown import escaped
from geo.model import Movement
from geo.ui import filters, state
from geo.ui.frame import Frame
from geo.ui.pager import Pager
from geo.ui.summary import bullets
from geo.vocab import MOVES, short

_ROWS, _EACH, _NAMED, _CHUNK = 5, 3, 12, 50
_PARTS = {
    "left": "left from here", "came": "came here", "within": "moved within",
    "part left": "left, an unknown part of them from here", "part came": "came, an unknown part of them here",
}  # fmt: skip
Draw = Callable[[Frame, Movement], None]


def marks_panel(at: Frame, marks: Chosen, draw: Draw) -> None:
    """The figures of the marks and, in pages, the flows inside; `draw` draws one movement with claims and sources."""
    held = inside(at.store, at.chosen, marks)
    if held is None or not (held.pairs or held.forks):
        st.info("No movement that passes the filter is inside this mark. Clear the filter or choose another one.")
        return
    names = _names(at, held)
    if isinstance(marks, At):
        _of_mark(marks, held, names)
    else:
        _of_arrow(marks, held, names)
    n = len(held.forks) + len(held.pairs)
    pages = Pager("flows", (at.chosen, marks), n, _ROWS, "largest first", ("Larger", "Smaller"))
    st.markdown(f"**Flows inside: {n:,}**" if n > 1 else "**One flow inside**")
    every: list[Movement | Pair] = [*held.forks, *held.pairs]
    shown = every[pages.offset : pages.offset + _ROWS]
    pages.draw(len(shown))
    for each in shown:
        if isinstance(each, Pair):
            _pair(at, each, names, draw)
        else:
            draw(at, each)


def _names(at: Frame, held: Inside) -> dict[str, str]:
    ids = {end for pair in held.pairs for end in (pair.origin, pair.destination)} | set(held.members)
    ids |= {place for place, _ in held.titles.values()}
    return {key: place.name for key, place in at.store.seen_places(at.chosen, sorted(ids)).items()}


def _of_mark(marks: At, held: Inside, names: dict[str, str]) -> None:
    st.subheader(escaped(_title(marks.middle, held, names)), anchor=False)
    st.caption("Places that the map draws as one at this zoom. Kinds of movement are never added to each other.")
    bullets([f"{short(MOVES, end.move)}: {end.people.words()} {_PARTS[end.part]}" for end in held.ends])
    with st.container(horizontal=True, gap="small"):
        for key in held.members[:_NAMED]:
            st.button(
                escaped(names.get(key, key)),
                key=f"flow-member-{key}",
                type="tertiary",
                on_click=_select_place,
                args=(key,),
            )
    if len(held.members) > _NAMED:
        st.caption(f"{len(held.members) - _NAMED:,} more places are in this mark. Zoom in to see them apart.")


def _of_arrow(marks: Between, held: Inside, names: dict[str, str]) -> None:
    here, there = (
        " or ".join(_title(each, held, names) for each in side) for side in (marks.origins, marks.destinations)
    )
    st.subheader(escaped(f"{here} to {there}"), anchor=False)
    st.caption(f"{short(MOVES, marks.move)}, between places that the map draws as one at this zoom.")


def _title(middle: str | None, held: Inside, names: dict[str, str]) -> str:
    """A mark as the map names it."""
    if middle is None or middle not in held.titles:
        return "a place without a point"
    place, n = held.titles[middle]
    return names.get(place, place) + (f" and {n - 1:,} near it" if n > 1 else "")


def _pair(at: Frame, pair: Pair, names: dict[str, str], draw: Draw) -> None:
    here, there = (names.get(each, each) for each in (pair.origin, pair.destination))
    st.markdown(f"**{escaped(f'{here} to {there}, {short(MOVES, pair.move).lower()}: {pair.people.words()}')}**")
    key = f"flow-pair-{pair.origin}>{pair.destination}-{pair.move}"
    pages = Pager("movements", (at.chosen, pair), pair.people.n, _EACH, key=f"{key}-of")
    held = list(islice(_of_pair(at, pair), pages.offset, pages.offset + _EACH))
    pages.draw(len(held))
    for movement in held:
        draw(at, movement)
    if pair.people.n > _EACH:
        st.button(
            f"Show all {pair.people.n:,} movements of this pair", type="tertiary", icon=":material/filter_alt:",
            key=key, on_click=_only_pair, args=(pair,),
        )  # fmt: skip


def _of_pair(at: Frame, pair: Pair) -> Iterator[Movement]:
    """The movements that the pair adds up, newest first."""
    only = replace(at.chosen, origins=(pair.origin,), destinations=(pair.destination,), moves=(pair.move,))
    for offset in range(0, at.store.n_movements(only), _CHUNK):
        yield from (each for each in at.store.movements(only, limit=_CHUNK, offset=offset) if _is_between(each, pair))


def _is_between(movement: Movement, pair: Pair) -> bool:
    """Not one that begins or ends at a place inside of these, which is a pair of its own."""
    begins, ends = ([place.id for place in side] for side in (movement.origins, movement.destinations))
    return begins == [pair.origin] and ends == [pair.destination] and movement.part_of is None


def _only_pair(pair: Pair) -> None:
    state.select(movement=None, place_sel=None)
    filters.choose(origins=(pair.origin,), destinations=(pair.destination,), moves=(pair.move,))


def _select_place(place_id: str) -> None:
    state.select(movement=None, place_sel=place_id)
