"""The ground of a printed map as SVG: sea, land, neighbours, governorates, water and boundaries.

Reads the layers of data/basemap once per process. Everything is cut and projected per frame. The country of the map
is drawn light and its neighbours grey; boundaries that are not international ones in the source are dashed, and no
solid line runs below them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape as geometry_of
from shapely.geometry.base import BaseGeometry

from geo.export import svg
from geo.export.frame import Frame
from geo.paths import DATA_DIR
from geo.payload import WINDOW
from geo.style import PALETTES

BASEMAP = DATA_DIR / "basemap"
PRINT = PALETTES["print"]
LAKE = "#cfe0ea"
DISPUTED = "disputed-boundaries"
ON_LINE_DEG = {"countries": 0.0015, "world": 0.15}
"""How far a border of each layer may run from a disputed line and still be that line."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One file: geometries in degrees with their properties, and what must be said of the source."""

    shapes: tuple[tuple[BaseGeometry, dict[str, Any]], ...]
    attribution: str


@lru_cache(maxsize=16)
def layer(name: str, folder: Path = BASEMAP) -> Layer:
    """The layer `name` of the base map; an empty one where the file is absent."""
    file = folder / f"{name}.geojson"
    if not file.exists():
        return Layer((), "")
    raw = json.loads(file.read_text(encoding="utf-8"))
    held = tuple((geometry_of(f["geometry"]), f["properties"]) for f in raw["features"])
    return Layer(held, str(raw.get("attribution", "")))


def attributions() -> list[str]:
    """What the sources of the base map want said, each once."""
    names = ("countries", "governorates", "rivers", "lakes", "towns")
    return list(dict.fromkeys(text for name in names if (text := layer(name).attribution)))


def ground(frame: Frame, country: str | None) -> str:
    """Land, water and boundaries as SVG."""
    held = [(frame.drawn(g), p) for g, p in lands(frame)]
    parts = [_land(thin(g), PRINT.land if is_home(p, country) else PRINT.neighbour_land) for g, p in held]
    parts += [*_inner(frame), *_water(frame)]
    parts += [_border(thin(frame.drawn(g))) for g in _solid(_lands_name(frame))]
    return "".join(parts) + "".join(_border(g, stroke_dasharray="1.2 0.9") for g in disputed(frame))


def _land(area: BaseGeometry, fill: str) -> str:
    """A country without a border; its own colour closes the hairline towards its neighbours."""
    return svg.shape(svg.path(area), fill=fill, stroke=fill, stroke_width=0.08)


def _border(line: BaseGeometry, **more: str | float) -> str:
    return svg.shape(svg.path(line), fill="none", stroke=PRINT.border, stroke_width=0.28, **more)


def disputed(frame: Frame) -> list[BaseGeometry]:
    """The lines in `frame` (mm) that the source does not class as international boundaries."""
    held = (frame.drawn(g) for g, _ in layer(DISPUTED).shapes)
    return [line for line in held if not line.is_empty]


@lru_cache(maxsize=2)
def _solid(name: str) -> tuple[BaseGeometry, ...]:
    """The borders of the layer `name` in degrees, without what runs along a disputed line."""
    lines = [g for g, _ in layer(DISPUTED).shapes]
    near = shapely.buffer(shapely.union_all(lines), ON_LINE_DEG[name])
    return tuple(shapely.difference(shapely.boundary(g), near) for g, _ in layer(name).shapes)


def _lands_name(frame: Frame) -> str:
    """The detailed countries where they reach all over the frame, else the world."""
    west, south, east, north = frame.degrees()
    inside = west >= WINDOW[0] and south >= WINDOW[1] and east <= WINDOW[2] and north <= WINDOW[3]
    return "countries" if inside else "world"


def lands(frame: Frame) -> tuple[tuple[BaseGeometry, dict[str, Any]], ...]:
    """The countries that a map of this frame shows, in degrees, with their properties."""
    return layer(_lands_name(frame)).shapes


def is_home(properties: dict[str, Any], country: str | None) -> bool:
    """Whether these are the properties of the map's country, which may be given by name or code."""
    return country is not None and country.casefold() in (
        str(properties.get("name")).casefold(),
        str(properties.get("iso2")).casefold(),
    )


def country_name(country: str | None) -> str:
    """The country's name in words; what was given where the base map does not know it."""
    found = (p for _, p in layer("world").shapes if is_home(p, country))
    return next((str(p["name"]) for p in found), country or "country not given")


def home(country: str | None) -> BaseGeometry | None:
    """The outline of the country in degrees, None where the base map lacks it."""
    both = (*layer("countries").shapes, *layer("world").shapes)
    return next((g for g, p in both if is_home(p, country)), None)


@lru_cache(maxsize=1)
def _between() -> BaseGeometry:
    """The lines between governorates in degrees; the outer ones are borders."""
    areas = [g for g, _ in layer("governorates").shapes]
    outer = shapely.buffer(shapely.boundary(shapely.union_all(areas)), 1e-4)
    return shapely.difference(shapely.union_all(shapely.boundary(areas)), outer)


def between(frame: Frame) -> BaseGeometry:
    """The lines between governorates in millimetres."""
    return thin(shapely.line_merge(frame.drawn(_between())))


def _inner(frame: Frame) -> list[str]:
    line = svg.path(between(frame))
    style: svg.Attributes = {"stroke_width": 0.2, "stroke_dasharray": "1.6 0.7 0.4 0.7"}
    return [svg.shape(line, fill="none", stroke=PRINT.governorate_border, **style)]


def _water(frame: Frame) -> list[str]:
    limit = 4 if frame.scale < 1_500_000 else 3
    widths = {1: 0.4, 2: 0.28, 3: 0.2, 4: 0.15}
    parts = [
        svg.shape(svg.path(frame.drawn(g)), fill="none", stroke=PRINT.river, stroke_width=widths.get(p["rank"], 0.15))
        for g, p in layer("rivers").shapes
        if p["rank"] <= limit
    ]
    lakes = (frame.drawn(g) for g, _ in layer("lakes").shapes)
    return parts + [svg.shape(svg.path(thin(g)), fill=LAKE, stroke=PRINT.river, stroke_width=0.12) for g in lakes]


def thin(geometry: BaseGeometry) -> BaseGeometry:
    """Without detail below 0.06 mm."""
    return shapely.simplify(geometry, 0.06, preserve_topology=False)
