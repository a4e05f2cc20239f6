"""One marker per place with the ids of its events, for files that hold all events whole. Maps ask for cells instead."""

from __future__ import annotations

from collections.abc import Mapping

from geo.codes import TYPES
from geo.filter import Filter
from geo.filter_sql import SPOTS, place_columns
from geo.model import Place
from geo.store.attached import Attached
from geo.store.cells import place_ids
from geo.store.places import PlaceBook
from geo.store.protocol import Marker
from geo.store.records import Records


def markers(at: Attached, records: Records, places: PlaceBook, chosen: Filter) -> list[Marker]:
    """The markers, those with most events first; `places` as the filter may see them."""
    condition, values = at.where(chosen, SPOTS)
    prefix = place_columns(chosen)
    sql = f"""
        SELECT e.{prefix}place, e.type, list(DISTINCT e.num) FROM spots e JOIN places q ON q.place = e.{prefix}place
        WHERE q.lon IS NOT NULL AND {condition} GROUP BY ALL"""
    held: dict[int, dict[int, list[int]]] = {}
    for place, kind, nums in at.rows(sql, values):
        held.setdefault(place, {})[kind] = nums
    wanted = {num for kinds in held.values() for nums in kinds.values() for num in nums}
    ids = {num: key for num, (key, _) in records.titles([*wanted]).items()}
    numbers = place_ids(at, list(held))
    places.fetch(numbers.values())
    found = [_marker(places[numbers[place]], kinds, ids) for place, kinds in held.items()]
    return sorted(found, key=lambda marker: (-marker.n, marker.place.id))


def _marker(place: Place, kinds: Mapping[int, list[int]], ids: Mapping[int, str]) -> Marker:
    types = sorted(((kind, len(nums)) for kind, nums in kinds.items()), key=lambda pair: (-pair[1], pair[0]))
    held = tuple(sorted(ids[num] for nums in kinds.values() for num in nums))
    return Marker(place, len(held), tuple((TYPES[kind], n) for kind, n in types), held)
