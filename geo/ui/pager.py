"""Pages of a long table: which one is shown, where it stands among all, and the ways to the next and the one before.

A Pager is the rows of one table under one filter; another filter begins at the first page again.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True, slots=True)
class Pager:
    """`name` ("events") is what the widgets are called by and, with a capital, what people read; `n` rows in all."""

    name: str
    chosen: object
    n: int
    rows: int = 100
    order: str = "newest first"
    ways: tuple[str, str] = ("Newer", "Older")
    key: str = ""
    """What the widgets are called by where several tables of one name stand on a page."""

    @property
    def page(self) -> int:
        """The page to show, from 0."""
        chosen, wanted = st.session_state.get(self._key, (None, 0))
        last = max(0, -(-self.n // self.rows) - 1)
        page: int = min(wanted if chosen == self.chosen else 0, last)
        return page

    @property
    def offset(self) -> int:
        return self.page * self.rows

    def draw(self, n_here: int) -> None:
        """Where the page stands, with buttons; nothing where one page holds all."""
        page, first = self.page, self.offset
        if self.n <= self.rows:
            return
        with st.container(key=f"{self._called}-pages", horizontal=True, vertical_alignment="center"):
            self._button(self.ways[0], "left", page - 1, disabled=page == 0)
            st.markdown(f"{self.name.capitalize()} {first + 1:,} to {first + n_here:,} of {self.n:,}, {self.order}")
            self._button(self.ways[1], "right", page + 1, disabled=first + n_here >= self.n)

    @property
    def _called(self) -> str:
        return self.key or self.name

    @property
    def _key(self) -> str:
        return f"_{self._called}_page"

    def _button(self, words: str, side: str, page: int, *, disabled: bool) -> None:
        st.button(
            words, key=f"{self._called}-{words.lower()}", disabled=disabled, icon=f":material/chevron_{side}:",
            on_click=_turn, args=(self._key, self.chosen, page),
        )  # fmt: skip


def _turn(key: str, chosen: object, page: int) -> None:
    st.session_state[key] = (chosen, page)
