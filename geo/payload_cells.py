"""The answer of /map/cells: what the map draws in one window, with the legend's counts and the days to choose from.

In come a Store, a Filter and a Window, out come bytes (geo.cells). Places are described only where each can have a
symbol of its own, or is an area; a click asks for the rest by number.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np

from geo.cells import AREA, lean, pack
from geo.errors import BadInput
from geo.filter import Filter
from geo.model import Place
from geo.payload import Json, place_payload, spot
from geo.store import Cells, Store, Window
from geo.vocab import EVENT_TYPES

MAX_ROWS = 5000
DESCRIBED = 200
"""As many rows as are drawn as buttons with names (web/kharita-map.js)."""
MOST_BYTES = 140_000


def cells_payload(store: Store, chosen: Filter, window: Window) -> bytes:
    """The rows of the window and the header that explains them."""
    cells = store.cells(chosen, window, MAX_ROWS)
    first, last = store.date_span(replace(chosen, types=(), date_from=None, date_to=None))
    legend = _legend(store, chosen)
    header = {
        "revision": store.revision,
        "count": {"shown": sum(n for slug, n in legend if not chosen.types or slug in chosen.types)},
        "legend": legend,
        "first": first and first.isoformat(),
        "last": last and last.isoformat(),
        "places": _described(store, chosen, cells),
    }
    return pack(lean(cells, MOST_BYTES - len(json.dumps(header))), header)


def _legend(store: Store, chosen: Filter) -> list[tuple[str, int]]:
    """Every type that the store holds, with its number under this filter: no row of a legend ever jumps."""
    held = store.type_counts(Filter(sensitivities=chosen.sensitivities))
    shown = store.type_counts(chosen)
    return [(slug, shown.get(slug, 0)) for slug in EVENT_TYPES if held.get(slug)]


def _described(store: Store, chosen: Filter, cells: Cells) -> list[Json]:
    """The places of all rows where these are few, else of the areas: each with the number of its row."""
    rows = np.arange(len(cells.mx)) if len(cells.mx) <= DESCRIBED else np.flatnonzero(cells.flags & AREA)[:DESCRIBED]
    numbers = [int(number) for number in cells.place[rows]]
    ids = store.place_ids(numbers)
    places = store.seen_places(chosen, [*ids.values()])
    held = ((row, places.get(ids.get(number, ""))) for row, number in zip(rows, numbers, strict=True))
    return [{"row": int(row), **_described_place(place)} for row, place in held if place is not None]


def _described_place(place: Place) -> dict[str, Any]:
    """A place without its point, which the row has; a governorate's outline is in the base map by its p-code."""
    told = spot(place)
    del told["lon"], told["lat"]
    if place.precision == "governorate" and place.geometry is None:
        told["geometry"], told["outline"] = None, place.admin1_pcode
    return told


def numbered_place(store: Store, chosen: Filter, number: int, revision: str | None) -> Json | None:
    """The popup of the place that a row of cells has by number; the number must be of this revision of the store."""
    if revision is not None and revision != store.revision:
        cure = "The data have changed. Move the map a little, or reload the page."
        raise BadInput("number of a place", got=revision, want=store.revision, where="rev", cure=cure)
    place_id = store.place_ids([number]).get(number)
    return None if place_id is None else place_payload(store, chosen, place_id)
