"""Rows of movements and stocks for the incoming tables of a draft, and a data set that holds them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from incoming import fill, place

from geo.store.datasets import draft
from geo.store.ledger import About, Entry

MOVEMENT = {
    "row": 2, "id": "m1", "fingerprint": 1, "title": "Al-Bab → Idlib", "move": "displacement", "origins": [1],
    "destinations": [2], "transit": [], "split_known": False, "shares": None, "date_start": date(2017, 5, 14),
    "date_end": date(2017, 5, 15), "date_precision": "days", "people": None, "grp": "unknown", "group_text": None,
    "terms": None, "note": None, "grade": None, "grade_reason": None, "sensitivity": "public", "part_of": None,
    "duplicate_of": None, "claimant": "Someone", "said": "They left.", "said_on": None, "source": None,
}  # fmt: skip
STOCK = {
    "row": 2, "id": "s1", "fingerprint": 1, "stock": "present", "place_key": 1, "origin_key": None,
    "date_start": date(2017, 5, 1), "date_end": date(2017, 5, 1), "date_precision": "day", "round": None,
    "people": None, "grp": "unknown", "sensitivity": "public", "note": None,
}  # fmt: skip
PLACES = [
    place(key=1),
    place(key=2, name="Idlib", name_ar="إدلب", precision="city", lon=36.63, lat=35.93, admin1_pcode="SY07"),
    place(key=3, name="East Ghouta", name_ar=None, precision="area", lon=36.4, lat=33.5, admin1_pcode="SY03"),
]


def movement(**changes: Any) -> dict[str, Any]:
    return MOVEMENT | changes


def stock(**changes: Any) -> dict[str, Any]:
    return STOCK | changes


def imported_flows(
    workspace: Path,
    movements: list[dict[str, Any]] | None = None,
    stocks: list[dict[str, Any]] | None = None,
    places: list[dict[str, Any]] | None = None,
    title: str = "Flows",
) -> Entry:
    """The entry of a data set with these rows."""
    with draft(workspace) as held:
        fill(held.con, PLACES if places is None else places, [], movements=movements or [], stocks=stocks or [])
        held.finish(About(title, publisher="Someone", n_in=1, n_loaded=1))
        return held.apply()
