"""Which ids of a filter the store does not know."""

from __future__ import annotations

from collections.abc import Collection

from geo.errors import Problem, shown
from geo.filter import Filter
from geo.store.attached import Attached

_SHOWN = "SELECT id FROM places WHERE shown AND id IN ({})"
_PLACES = "SELECT id FROM places WHERE (shown OR publish_as IS NOT NULL) AND id IN ({})"
_CLAIMANTS = "SELECT name FROM claimants WHERE name IN ({})"


def unknown_ids(at: Attached, chosen: Filter, datasets: Collection[str]) -> list[Problem]:
    """A Problem for each place, end of a movement, claimant and data set that is not there."""
    asked = {
        "place": (chosen.places, _PLACES),
        "origin": (chosen.origins, _SHOWN),
        "dest": (chosen.destinations, _SHOWN),
        "end": (chosen.ends, _SHOWN),
        "claimant": (chosen.claimants, _CLAIMANTS),
    }
    missing = [(key, value) for key, (values, sql) in asked.items() for value in _missing(at, values, sql)]
    missing += [("dataset", value) for value in chosen.datasets if value not in datasets]
    cure = "It matches nothing; choose one from the list."
    want = "one that the data hold"
    return [Problem("warning", f"unknown {key}", shown(value), want, "the filter", cure) for key, value in missing]


def _missing(at: Attached, values: tuple[str, ...], sql: str) -> list[str]:
    if not values:
        return []
    found = {row[0] for row in at.rows(sql.format(", ".join("?" * len(values))), values)}
    return [value for value in values if value not in found]
