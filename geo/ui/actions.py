"""What buttons of the data page do to the workspace; what could not be done is said at the head of the page, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo.errors import GeoError
from geo.markdown import escaped


def told(act: Callable[..., Any], *words: object) -> None:
    """Runs an action and keeps what went wrong for the next drawing of the page; for callbacks."""
    try:
        act(*words)
    except GeoError as error:
        failed(error)


def failed(error: GeoError) -> None:
    """Keeps what went wrong for the next drawing of the page."""
    st.session_state["_data_error"] = str(error)


def what_went_wrong() -> None:
    """Shows what the last action could not do, once."""
    if held := st.session_state.pop("_data_error", None):
        st.error(escaped(held))
