"""The head of every page: title, links that carry the filter, the filter itself, and whatever went wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from geo import assets
from geo import store as stores
from geo.errors import Problem
from geo.filter import Filter, View
from geo.filter_words import describe
from geo.markdown import escaped
from geo.ui import cached, filters, search, state

PAGES = (
    ("app.py", "Map", ":material/map:"),
    ("pages/1_Displacement.py", "Displacement", ":material/trending_flat:"),
    ("pages/2_Briefing.py", "Briefing", ":material/print:"),
    ("pages/3_Data.py", "Data", ":material/upload_file:"),
    ("pages/4_Method.py", "Method", ":material/menu_book:"),
)

_FINDINGS_SHOWN = 50
Widths = tuple[int, int]
"""How the width of the page is shared by two columns."""
_DRAWN = "_drawn_side_by_side"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page starts from."""

    store: stores.Store
    chosen: Filter
    view: View

    @property
    def revision(self) -> str:
        return self.store.revision

    @property
    def is_outdated(self) -> bool:
        """Whether the data have changed since the page was drawn."""
        return stores.current() is not self.store


def frame(title: str, lead: str, *, movements: bool = False) -> Frame:
    """Draws the head of a page and answers what is chosen.

    `lead` is one sentence that says what the page is for; `movements` adds the filters that only movements have.
    """
    _stop_without_assets()
    st.set_page_config(
        page_title=f"{title} – Kharita", page_icon=assets.read("kharita-icon.svg").decode(), layout="wide"
    )
    st.html(f"<style>{_page_css()}</style>")
    held = stores.current()
    st.session_state[filters.MAP_HERE] = False
    before, view = state.read(filters.keys_of, title)
    # Counts of all records, not of the shown: labels that change with each filter have the browser draw all lists
    # again, which costs more than the map (docs/decisions/006-first-map.md).
    ask = cached.movement_facets if movements else cached.facets
    facets = ask(held, held.revision, Filter(sensitivities=before.sensitivities))
    with st.sidebar:
        st.markdown("**Kharita**  ·  conflict-event map")
        search.search(held, held.revision)
        chosen = filters.draw(held, facets, before, movements=movements)
    state.write(chosen, view)
    _links()
    st.title(title, anchor=False)
    st.caption(lead)
    _problems(held, chosen)
    return Frame(held, chosen, view)


@cache
def _page_css() -> str:
    return assets.inline("kharita-page.css")


def _links() -> None:
    """Links that carry the filter; what is selected goes along in the session, so that a selection draws no link."""
    with st.container(key="nav", horizontal=True, horizontal_alignment="left", gap="small"):
        for path, label, icon in PAGES:
            # A page run by itself (streamlit run pages/…, AppTest) has no other pages to link to.
            with suppress(StreamlitPageNotFoundError):
                st.page_link(path, label=label, icon=icon, query_params=state.link())


def sentence(at: Frame) -> None:
    """Says in words what is shown."""
    counted = cached.count(at.store, at.revision, at.chosen)
    with st.container(key="summary"):
        st.markdown(f"**{escaped(describe(at.chosen, counted, at.store.places()))}**")
        if at.chosen != at.chosen.of_events():
            st.caption("Filters of movements alone select no event; the Displacement page keeps them.")


def _stop_without_assets() -> None:
    broken = assets.check()
    for problem in broken:
        _say(problem)
    if broken:
        st.stop()


def _problems(held: stores.Store, chosen: Filter) -> None:
    for problem in (*state.url_problems(), *held.check(chosen)):
        _say(problem)
    told = held.problems
    if not told:
        return
    if len(told) == 1:
        _say(told[0])
        return
    with st.expander(f"{len(told)} findings while the data were read", icon=":material/report:", expanded=True):
        for problem in told[:_FINDINGS_SHOWN]:
            _say(problem)
        if len(told) > _FINDINGS_SHOWN:
            st.warning(f"{len(told) - _FINDINGS_SHOWN} further findings are not shown. Mend these first.")


def _say(problem: Problem) -> None:
    show = {"error": st.error, "warning": st.warning}.get(problem.severity, st.info)
    show(escaped(problem.sentence()))


@st.fragment
def side_by_side(at: Frame, wide: Callable[[Frame], None], narrow: Callable[[Frame], None]) -> None:
    """Draws `wide` beside `narrow`; one under the other on a phone.

    What is used in the two draws them again and nothing else, unless the rest of the page depends on what was chosen.
    """
    chosen, view = state.follow()
    if (chosen, view.event, view.movement) != (at.chosen, at.view.event, at.view.movement) or at.is_outdated:
        st.rerun(scope="app")
    beside(at, replace(at, view=view), wide, narrow)


def beside(
    at: Frame, now: Frame, wide: Callable[[Frame], None], narrow: Callable[[Frame], None], *, widths: Widths = (11, 9)
) -> None:
    """Two columns of a fragment: `at` is what the page was drawn with, `now` what the two are drawn with."""
    again = st.session_state.get(_DRAWN) is at
    st.session_state[_DRAWN] = at
    left, right = st.columns(list(widths), gap="medium")
    # Whoever used one of the two waits for the narrow one, which is text; the first map comes before all else.
    for column, draw in ((right, narrow), (left, wide)) if again else ((left, wide), (right, narrow)):
        with column:
            draw(now)
