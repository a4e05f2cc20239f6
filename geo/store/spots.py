"""The rows of the table `spots` for native events: an event at a place, as published and as recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geo import codes
from geo.mercator import interleaved, to_mercator
from geo.model import Place

Numbered = tuple[Place, int]


@dataclass(frozen=True, slots=True)
class _Side:
    """A place of an event as one of the two sets of columns. x, y, z are None where it adds no point to the event."""

    place: Place
    number: int
    kind: int
    first: int
    x: int | None
    y: int | None
    z: int | None


@dataclass(frozen=True, slots=True)
class Spot:
    """One row. `hot` are the columns up to killed_low."""

    hot: tuple[Any, ...]
    role: int
    published: _Side
    recorded: _Side

    @classmethod
    def of_event(cls, hot: tuple[Any, ...], kind: str, ends: Sequence[tuple[str, Numbered, Numbered]]) -> list[Spot]:
        """The rows of one event; `ends` are (role, published place, recorded place), places with their numbers."""
        number = codes.code(codes.TYPES, kind)
        pub = _sides(number, [published for _, published, _ in ends])
        own = _sides(number, [recorded for _, _, recorded in ends])
        roles = (codes.code(codes.ROLES, role) for role, _, _ in ends)
        return [cls(hot, role, p, o) for role, p, o in zip(roles, pub, own, strict=True)]

    @property
    def pub(self) -> Place:
        return self.published.place

    @property
    def own(self) -> Place:
        return self.recorded.place

    @property
    def pub_z(self) -> int | None:
        return self.published.z

    @property
    def own_z(self) -> int | None:
        return self.recorded.z


def _sides(kind: int, held: Sequence[Numbered]) -> list[_Side]:
    places: set[int] = set()
    admins: set[str | None] = set()
    points: set[tuple[bool, int | None]] = set()
    rows = []
    for place, number in held:
        admin = place.pcode[:4] if place.pcode else None
        first = codes.FIRST_AT_PLACE * (number not in places) + codes.FIRST_IN_ADMIN * (admin not in admins)
        x, y, z = _point(place)
        if (place.is_area, z) in points:
            x = y = z = None
        points.add((place.is_area, z))
        places.add(number)
        admins.add(admin)
        rows.append(_Side(place, number, kind + codes.AREA * place.is_area, first, x, y, z))
    return rows


def _point(place: Place) -> tuple[int | None, int | None, int | None]:
    if place.lon is None or place.lat is None:
        return None, None, None
    x, y = to_mercator(place.lon, place.lat)
    return x, y, interleaved(x, y)


def spot_rows(spots: Sequence[Spot]) -> list[tuple[Any, ...]]:
    """The rows in the order of the table's columns."""
    weights = [Counter(spot.pub_z for spot in spots), Counter(spot.own_z for spot in spots)]
    rows = []
    for spot in spots:
        sides: list[Any] = []
        for side, weight in zip((spot.published, spot.recorded), weights, strict=True):
            pick = None if side.z is None else weight[side.z] << 32 | side.number
            sides += [side.number, side.kind, side.first, side.x, side.y, side.z, pick]
        rows.append((*spot.hot, spot.role, *sides))
    return rows
