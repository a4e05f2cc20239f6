"""Small data sets for tests: rows for the incoming tables, and a draft that holds them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from geo.store.datasets import draft
from geo.store.ledger import About, Entry

PLACES = (
    "key", "name", "name_ar", "precision", "lon", "lat", "radius_m", "country", "admin1_pcode", "admin1_name",
    "admin2_pcode", "admin3_pcode", "sensitivity", "publish_key", "note",
)  # fmt: skip
PLACE = {
    "key": 1, "name": "Al-Bab", "name_ar": "الباب", "precision": "town", "lon": 37.5156, "lat": 36.3705,
    "radius_m": None, "country": "SY", "admin1_pcode": "SY02", "admin1_name": "Aleppo",
    "admin2_pcode": None, "admin3_pcode": None, "sensitivity": "public", "publish_key": None, "note": None,
}  # fmt: skip
EVENT = {
    "row": 2, "id": "e1", "fingerprint": 1, "title": "Shelling of Al-Bab", "type": "shelling", "tags": [],
    "summary_text": None, "date_start": date(2017, 5, 14), "date_end": date(2017, 5, 14), "date_precision": "day",
    "date_text": None, "place_key": 1, "role": "location", "precision": "town", "location_text": None, "killed": None,
    "injured": None, "displaced": None, "grade": None, "grade_reason": None, "sensitivity": "public",
    "is_summary": False, "part_of": None, "duplicate_of": None, "claims": [], "sources": [],
}  # fmt: skip
ABOUT = About("A data set", publisher="Someone", n_in=1, n_loaded=1)


def place(**changes: Any) -> dict[str, Any]:
    return PLACE | changes


def event(**changes: Any) -> dict[str, Any]:
    return EVENT | changes


def figure(least: int | None = None, best: int | None = None, most: int | None = None, **more: Any) -> dict[str, Any]:
    return {"min": least, "best": best, "max": most, "qualifier": None, "text": None, "who": None} | more


def claim(**changes: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("claimant_role", "quote", "said_on", "said_precision", "term", "source", "responds_to"))
    return empty | {"claimant": "Someone", "stance": "asserts", "about": "occurrence", "text": "It was."} | changes


Rows = list[dict[str, Any]]


def fill(con: duckdb.DuckDBPyConnection, places: Rows, events: Rows, **more: Rows) -> None:
    """Rows into the incoming tables of a draft, `more` by the name of the table, in one transaction."""
    con.begin()
    for table, rows in {"places": places, "events": events, **more}.items():
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            con.execute(f"INSERT INTO incoming_{table} ({names}) VALUES ({marks})", list(row.values()))
    con.commit()


def imported(
    workspace: Path,
    events: list[dict[str, Any]] | None = None,
    places: list[dict[str, Any]] | None = None,
    *,
    about: About = ABOUT,
    dataset: str | None = None,
) -> Entry:
    """The entry of a data set with these rows."""
    with draft(workspace, dataset) as held:
        fill(held.con, places or [place()], events or [event()])
        held.finish(about)
        return held.apply()
