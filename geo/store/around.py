"""What lies around an event: the areas that hold its places, and the ends of its movements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo.model import Event, EventPlace, Movement, Place
from geo.publish import published_movement


def within(places: Mapping[str, Place]) -> list[tuple[str, str]]:
    """(area, place) for each place that lies in an area by its p-codes (they nest by prefix)."""
    rows = []
    for area in places.values():
        codes = area.covers_pcodes or ((area.pcode,) if area.is_area and area.pcode else ())
        for place in places.values():
            inside = place.pcode is not None and any(place.pcode.startswith(code) for code in codes)
            if inside and place.id != area.id:
                rows.append((area.id, place.id))
    return rows


def ends_of(movement: Movement) -> list[EventPlace]:
    """The origins, destinations and transit places of a movement with their roles."""
    roles = {"origin": movement.origins, "destination": movement.destinations, "transit": movement.transit}
    return [EventPlace(place, role) for role, held in roles.items() for place in held]


class Around:
    """The places under which a text filter finds an event: its own, the areas that hold them, its movements' ends."""

    def __init__(self, places: Mapping[str, Place], movements: Iterable[Movement]) -> None:
        self._places = places
        self._areas: dict[str, list[Place]] = {}
        for area_id, place_id in within(places):
            self._areas.setdefault(place_id, []).append(places[area_id])
        self._moved: dict[str | None, list[Movement]] = {}
        for movement in movements:
            if movement.sensitivity != "internal":
                self._moved.setdefault(movement.event_id, []).append(movement)

    def own(self, event: Event) -> list[Place]:
        """For an event as it was recorded."""
        return self._with_areas(event, self._moved.get(event.id, []))

    def published(self, event: Event) -> list[Place]:
        """For an event as it is published: no name of a place that is withheld."""
        moved = [published_movement(movement, self._places) for movement in self._moved.get(event.id, [])]
        return [place for place in self._with_areas(event, moved) if place.sensitivity == "public"]

    def _with_areas(self, event: Event, movements: Iterable[Movement]) -> list[Place]:
        ends = [at.place for movement in movements for at in ends_of(movement)]
        held = {place.id: place for place in (*(at.place for at in event.places), *ends)}
        areas = {area.id: area for place_id in held for area in self._areas.get(place_id, [])}
        return list({**areas, **held}.values())
