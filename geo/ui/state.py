"""The filter and view of a session: from the address to the widgets and back.

The address wins when it says something that this session did not write (first load, pasted link, Back) and no widget
was touched; else the widgets do. Where the map stands (`at`) always comes from the address, because the map itself
writes it there without a rerun. See docs/decisions/004-address-and-session.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from geo.errors import Problem
from geo.filter import Filter, View, parse

_FILTER, _VIEW, _PROBLEMS, _WRITTEN, _TOUCHED = "_filter", "_view", "_url_problems", "_written", "_touched"
_PAGE = "_page"

Setter = Callable[[Filter], dict[str, Any]]


def touched() -> None:
    """Marks that a widget changed in this run; give it to every widget as `on_change`."""
    st.session_state[_TOUCHED] = True


def read(keys_of: Setter, page: str) -> tuple[Filter, View]:
    """The filter and view to draw the widgets with; `keys_of` tells the widget values of a filter.

    A link to another page carries the filter alone; what is selected goes along in the session.
    """
    pairs = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    parsed = parse(_grouped(pairs))
    was_touched = st.session_state.pop(_TOUCHED, False)
    followed = st.session_state.get(_PAGE, page) != page and _filter_part(pairs) == sorted(chosen().pairs())
    st.session_state[_PAGE] = page
    is_news = not followed and not was_touched and _filter_part(pairs) != st.session_state.get(_WRITTEN)
    if is_news or _FILTER not in st.session_state:
        held, seen = parsed.filter, parsed.view
        st.session_state[_PROBLEMS] = parsed.problems
        st.session_state.update(keys_of(held))
    else:
        held, seen = chosen(), replace(view(), at=parsed.view.at or view().at)
        st.session_state[_PROBLEMS] = () if was_touched else st.session_state.get(_PROBLEMS, ())
        for key, value in keys_of(held).items():
            st.session_state[key] = st.session_state.get(key, value)
    st.session_state[_FILTER], st.session_state[_VIEW] = held, seen
    return held, seen


def announce(chosen: Filter) -> None:
    """Makes `chosen` the filter of the run that is about to begin, and puts it into the address now; for callbacks."""
    write(chosen, _view_here())
    touched()


def follow() -> tuple[Filter, View]:
    """The filter and view, in the address too; for a part of the page that is drawn again without the rest."""
    st.session_state.pop(_TOUCHED, None)
    write(chosen(), _view_here())
    return chosen(), view()


def _view_here() -> View:
    """The view, at the place where the map stands by the address."""
    at = parse({"at": st.query_params.get_all("at")}).view.at
    return replace(view(), at=at or view().at)


def write(chosen: Filter, view: View) -> None:
    """Keeps the filter and view and puts them into the address."""
    st.session_state[_FILTER], st.session_state[_VIEW] = chosen, view
    pairs = chosen.pairs() + view.pairs()
    st.session_state[_WRITTEN] = _filter_part(pairs)
    here = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    if sorted(here) != sorted(pairs):
        st.query_params.from_dict(_grouped(pairs))


def view() -> View:
    """The view of this session."""
    held = st.session_state.get(_VIEW)
    return held if isinstance(held, View) else View()


def chosen() -> Filter:
    """The filter of this session."""
    held = st.session_state.get(_FILTER)
    return held if isinstance(held, Filter) else Filter()


def move(at: tuple[float, float, float]) -> None:
    """Sends the map to latitude, longitude and zoom; for callbacks."""
    write(chosen(), replace(view(), at=at))
    touched()


def select(**selection: Any) -> None:
    """Changes the selection (event, place_sel, movement) or the step of this session; for callbacks."""
    st.session_state[_VIEW] = replace(view(), **selection)
    touched()


def link() -> dict[str, list[str]]:
    """The current filter as query parameters, for links between pages."""
    return _grouped(chosen().pairs())


def url_problems() -> tuple[Problem, ...]:
    """What the address asked for that could not be used."""
    held: tuple[Problem, ...] = st.session_state.get(_PROBLEMS, ())
    return held


def _filter_part(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pair for pair in pairs if pair[0] != "at")


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key, value in pairs:
        grouped.setdefault(key, []).append(value)
    return grouped
