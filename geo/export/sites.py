"""Where the events of a selection stand on the printed map, and which of them stand nowhere on it.

A Site is one point with all events there. A governorate without a point of its own gets its polygon and label point
from the base map. Countries and places without a point give no site: their events are listed by name instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapely.geometry import shape as geometry_of
from shapely.geometry.base import BaseGeometry

from geo.areas import imported_outline
from geo.errors import BadInput
from geo.export import basemap
from geo.export.frame import Frame, LonLat, fitted, of_view
from geo.export.selection import Selection
from geo.model import Event, EventPlace, Place

WHOLE_SHARE = 0.5
"""From this share of the country's width or height on, the whole country is shown."""
MIN_WIDTH_M = 110_000.0
ABROAD_WIDTH_M = 1_200_000.0
_Row = tuple[Place, int, str, str]
WORLD: list[LonLat] = [(-20.0, -10.0), (70.0, 55.0)]


@dataclass(frozen=True, slots=True)
class Site:
    """One point in degrees with the numbers and types of its events, in the order of the event table."""

    place: Place
    lonlat: LonLat
    numbers: tuple[int, ...]
    types: tuple[str, ...]
    abroad: bool
    area: BaseGeometry | None = None
    near: bool = False

    @property
    def name(self) -> str:
        """The place's name, with "near" where every event is said to be near it only."""
        return f"near {self.place.name}" if self.near else self.place.name

    @property
    def leading(self) -> str:
        """The most frequent type; the first of equals."""
        return max(dict.fromkeys(self.types), key=self.types.count)


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An event that is not on the map, and why."""

    number: int
    title: str
    reason: str


def sites(held: Selection) -> tuple[Site, ...]:
    """All sites of the selection in the order of their first event's number; abroad ones included."""
    found: dict[LonLat, list[_Row]] = {}
    for number, event in held.numbered():
        for at in _own_places(held, event):
            point = point_of(at.place)
            if point is not None:
                key = round(point[0], 6), round(point[1], 6)
                found.setdefault(key, []).append((at.place, number, event.type, at.role))
    return tuple(_site(held, point, rows) for point, rows in found.items())


def _own_places(held: Selection, event: Event) -> Iterator[EventPlace]:
    """The event's places; the ends of a movement that is drawn as an arrow anyway are left to the arrow."""
    arrows = {p.id for m in held.movements if m.event_id == event.id for p in m.destinations}
    return (at for at in event.places if not (at.role == "destination" and at.place.id in arrows))


def _site(held: Selection, point: LonLat, rows: list[_Row]) -> Site:
    once = {number: kind for _, number, kind, _ in rows}
    place = rows[0][0]
    near = all(role == "near" for *_, role in rows)
    return Site(place, point, tuple(once), tuple(once.values()), held.abroad(place), area_of(place), near)


def point_of(place: Place) -> LonLat | None:
    """The published point or label point in degrees; a governorate's label point from the base map; None without."""
    if place.lon is not None and place.lat is not None:
        return place.lon, place.lat
    if place.precision == "governorate":
        for _, p in basemap.layer("governorates").shapes:
            if p["pcode"] == place.admin1_pcode:
                return p["label_lon"], p["label_lat"]
    return None


def area_of(place: Place) -> BaseGeometry | None:
    """The polygon of an area in degrees: its own, or that of its governorate; None where neither is there."""
    if not place.is_area:
        return None
    if place.geometry and place.geometry["type"] in ("Polygon", "MultiPolygon"):
        return geometry_of(place.geometry)
    if (outline := imported_outline(place)) is not None:
        return geometry_of(outline)
    if place.precision == "governorate":
        shapes = basemap.layer("governorates").shapes
        return next((g for g, p in shapes if p["pcode"] == place.admin1_pcode), None)
    return None


def main_frame(held: Selection, found: tuple[Site, ...], size_mm: tuple[float, float]) -> Frame:
    """The frame of the map: the chosen one, else what the sites in the country need, those abroad, or all of it."""
    if held.options.box is not None:
        west, south, east, north = held.options.box
        return fitted([(west, south), (east, north), (west, north), (east, south)], size_mm, min_width_m=500, pad=0)
    if held.options.area:
        return fitted(_corners(_governorate(held.options.area)), size_mm, min_width_m=500, pad=0.03)
    if held.options.view.at is not None:
        return of_view(held.options.view.at, size_mm)
    inside = [point for site in found if not site.abroad for point in _extent(site)]
    inside += [p for m in held.movements for place in (*m.origins, *m.destinations) if (p := point_of(place))]
    outline = basemap.home(held.country)
    corners = _corners(outline) if outline is not None else WORLD
    if not inside:
        points = [site.lonlat for site in found]
        return fitted(points or corners, size_mm, min_width_m=ABROAD_WIDTH_M if points else MIN_WIDTH_M, pad=0.05)
    if outline is not None and _covers(inside, outline):
        return fitted([*inside, *corners], size_mm, min_width_m=MIN_WIDTH_M, pad=0.03)
    return fitted(inside, size_mm, min_width_m=MIN_WIDTH_M, pad=0.14)


def is_chosen(held: Selection) -> bool:
    """Whether the reader chose the frame: then it is not moved."""
    options = held.options
    return bool(options.area) or options.box is not None or options.view.at is not None


def _governorate(pcode: str) -> BaseGeometry:
    """The outline of a governorate in degrees; BadInput where the base map has none."""
    found = {p["pcode"]: g for g, p in basemap.layer("governorates").shapes}
    if pcode not in found:
        want = f"a p-code of the base map: {', '.join(sorted(found))}"
        raise BadInput("area", got=pcode, want=want, where="the frame of the map", cure="Choose one of these.")
    return found[pcode]


def _extent(site: Site) -> list[LonLat]:
    return _corners(site.area) if site.area is not None else [site.lonlat]


def _corners(geometry: BaseGeometry) -> list[LonLat]:
    west, south, east, north = geometry.bounds
    return [(west, south), (east, north), (west, north), (east, south)]


def _covers(points: list[LonLat], outline: BaseGeometry) -> bool:
    west, south, east, north = outline.bounds
    lons, lats = zip(*points, strict=True)
    wide = (max(lons) - min(lons)) / float(east - west)
    high = (max(lats) - min(lats)) / float(north - south)
    return bool(max(wide, high) > WHOLE_SHARE)


def unmapped(held: Selection, found: tuple[Site, ...], frame: Frame) -> list[Unmapped]:
    """The events with no site inside the frame, each with the reason."""
    drawn = {n for site in found if frame.holds(frame.xy([site.lonlat])[0]) for n in site.numbers}
    outside = {n: site.place.name for site in found for n in site.numbers}
    return [
        Unmapped(number, event.title, _reason(event, outside.get(number)))
        for number, event in held.numbered()
        if number not in drawn
    ]


def _reason(event: Event, outside: str | None) -> str:
    if outside is not None:
        return f"{outside}, outside this map"
    names = ", ".join(at.place.name for at in event.places)
    return f"{names}: no point" if names else "place not known"
