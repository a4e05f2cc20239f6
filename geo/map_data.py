"""What each data route of the map answers: a function of (store, filter and view) per name, and the process's store.

Kept apart from geo.web so that the server can answer before these packages are imported (geo.warm does it meanwhile).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from geo import payload
from geo.errors import BadInput
from geo.filter import Parsed
from geo.store import Store, current

_asked = threading.Condition()


def answer(name: str, asked: Parsed) -> Any:
    """The values for the route `name` from the store of this process; raises BadInput where they cannot be given."""
    with _asked:
        _asked.notify_all()
    return ANSWERS[name](current(), asked)


def wait_for_a_question(timeout_s: float) -> bool:
    """Whether some map asked for data within `timeout_s` seconds from now; returns as soon as one does."""
    with _asked:
        return _asked.wait(timeout_s)


def _place(held: Store, asked: Parsed) -> Any:
    place_id = asked.view.place_sel
    found = None if place_id is None else payload.place_payload(held, asked.filter, place_id)
    if found is None:
        raise BadInput("place", got=place_id, want="the id of a place", where="place_sel", cure="Choose one.")
    return found


ANSWERS: Mapping[str, Callable[[Store, Parsed], Any]] = MappingProxyType(
    {
        "places": lambda held, asked: payload.places_payload(held, asked.filter),
        "place": _place,
        "flows": lambda held, asked: payload.flows_payload(held, asked.filter),
    }
)
basemap = payload.basemap_payload
