"""What each data route of the map answers: a function of (store, filter and view) per name, and the process's store.

Kept apart from geo.web so that the server can answer before these packages are imported (geo.warm does it meanwhile).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from geo import payload
from geo.cells import window_of
from geo.errors import BadInput
from geo.filter import Parsed
from geo.payload_cells import cells_payload, numbered_place
from geo.store import Store, current

_asked = threading.Condition()
_running: list[object] = []
"""One entry for each question that is being answered; guarded by `_asked`."""


def answer(name: str, asked: Parsed, own: Mapping[str, str]) -> Any:
    """The values for the route `name` from the store of this process, or bytes; BadInput where there are none.

    `own` holds the parameters of the request that are no filters.
    """
    mine = object()
    with _asked:
        _running.append(mine)
        _asked.notify_all()
    try:
        return ANSWERS[name](current(), asked, own)
    finally:
        with _asked:
            _running.remove(mine)
            _asked.notify_all()


def wait_for_a_question(timeout_s: float) -> bool:
    """Whether some map asked for data within `timeout_s` seconds from now; returns as soon as one does."""
    with _asked:
        return _asked.wait(timeout_s)


def wait_for_an_answer(asked_within_s: float, answered_within_s: float) -> None:
    """Returns when the questions that some map asks within `asked_within_s` are answered, or the time is over.

    A page's script that goes on working meanwhile would hold Python's lock and keep the answer from going out.
    """
    with _asked:
        if _running or _asked.wait(asked_within_s):
            _asked.wait_for(lambda: not _running, answered_within_s)


def _place(held: Store, asked: Parsed, own: Mapping[str, str]) -> Any:
    """The popup of a place by its id, or by the number that a row of cells gives it."""
    place_id, number = asked.view.place_sel, own.get("spot", "")
    found = None
    if number.isascii() and number.isdigit() and len(number) <= 10:
        found = numbered_place(held, asked.filter, int(number), own.get("rev"))
    elif place_id is not None:
        found = payload.place_payload(held, asked.filter, place_id)
    if found is None:
        got = place_id or number or None
        raise BadInput("place", got=got, want="the id of a place", where="place_sel", cure="Choose one.")
    return found


ANSWERS: Mapping[str, Callable[[Store, Parsed, Mapping[str, str]], Any]] = MappingProxyType(
    {
        "cells": lambda held, asked, own: cells_payload(held, asked.filter, window_of(own)),
        "places": lambda held, asked, _: payload.places_payload(held, asked.filter),
        "place": _place,
        "flows": lambda held, asked, _: payload.flows_payload(held, asked.filter),
    }
)
basemap = payload.basemap_payload
