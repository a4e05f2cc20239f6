"""The names that the ground of a printed map would like to carry: towns, governorates and neighbouring countries.

In come a frame and what lies over it; out come wishes, most important first, for `geo.export.labels` to place. What
the events name themselves is left to them. Nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo.export import area_names
from geo.export.area_names import AreaName
from geo.export.basemap import PRINT, home, is_home, lands, layer, thin
from geo.export.frame import Frame
from geo.export.labels import Wish
from geo.export.lettering import spoken

QUIET = "#7c766c"
COUNTRY_PT = (9.0, 7.6, 6.4)
LEAST_MM2 = 60.0
"""Visible area from which on a country is named; parts without an ISO code of their own never are."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is named: the ground of `frame`, a map of `country`, in "en", "ar" or "both"."""

    frame: Frame
    country: str | None
    language: str = "both"

    def words(self, name: str, name_ar: str | None) -> tuple[str, str]:
        return spoken(name, name_ar or "", self.language)


def wishes(ground: Ground, taken: frozenset[str], hidden: BaseGeometry) -> list[Wish]:
    """What the ground would like to carry.

    `taken` names and p-codes are left to the events; `hidden` (mm) is covered.
    """
    return [
        *_towns(ground, taken),
        *_governorates(ground, taken, hidden),
        *_countries(ground, hidden),
    ]


def _towns(ground: Ground, taken: frozenset[str]) -> list[Wish]:
    frame, country = ground.frame, ground.country
    limit = 2 if frame.scale > 2_500_000 else 3 if frame.scale > 900_000 else 4
    held, outline = [], home(country)
    for point, p in layer("towns").shapes:
        abroad = outline is None or not outline.contains(point)
        at = frame.xy([(point.x, point.y)])[0]
        if p["rank"] > limit - (1 if abroad else 0) or p["name"] in taken or not frame.holds(at, 1):
            continue
        size = 6.6 if p["rank"] == 1 else 6.0
        fill = QUIET if abroad else PRINT.label_minor
        held.append(Wish(at, 0.8, *ground.words(p["name"], p.get("name_ar")), size, fill, dot=True))
    return held


def _governorates(ground: Ground, taken: frozenset[str], hidden: BaseGeometry) -> list[Wish]:
    frame = ground.frame
    sizes = (7.0, 6.0) if frame.scale > 900_000 else (8.0, 6.8, 6.0)
    held = []
    for geometry, p in layer("governorates").shapes:
        if p["name"] in taken or p["pcode"] in taken:
            continue
        area = area_names.visible(thin(frame.drawn(geometry)), (frame.width_mm, frame.height_mm))
        name = AreaName(*ground.words(p["name"].upper(), p.get("name_ar")), sizes, QUIET)
        held.append(area_names.wish(area, hidden, name))
    return [each for each in held if each is not None]


def _countries(ground: Ground, hidden: BaseGeometry) -> list[Wish]:
    frame, country = ground.frame, ground.country
    held = []
    for geometry, p in lands(frame):
        drawn = thin(frame.drawn(geometry))
        if is_home(p, country) or p["iso2"] is None or drawn.area < LEAST_MM2:
            continue
        area = area_names.visible(shapely.make_valid(drawn), (frame.width_mm, frame.height_mm))
        name = AreaName(*ground.words(str(p["name"]).upper(), p.get("name_ar")), COUNTRY_PT, QUIET)
        held.append(area_names.wish(area, hidden, name))
    return [each for each in held if each is not None]
