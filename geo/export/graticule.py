"""Meridians and parallels of a printed map with their degrees at the edge, and whether north is up all over it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from geo.export import svg
from geo.export.frame import Frame
from geo.export.labels import Text

STEPS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
LINES = 5
"""About so many lines across."""
MOST_TURN_DEG = 12.0
"""A north arrow is drawn where no meridian on the map turns from it by more."""
INK = "#8b8478"


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines as SVG, and the degrees that name them."""

    svg: str
    texts: tuple[Text, ...]


NONE = Grid("", ())


def north_is_up(frame: Frame) -> bool:
    """Whether one arrow is true enough for all of the map.

    >>> north_is_up(Frame(38.0, 35.0, 212, 141, 5000.0)), north_is_up(Frame(38.0, 35.0, 212, 141, 40_000.0))
    (True, False)
    """
    wide, high = frame.width_mm, frame.height_mm
    for x, y in ((1.0, 1.0), (wide - 1, 1.0), (1.0, high - 1), (wide - 1, high - 1)):
        lon, lat = frame.back([(x, y)])[0]
        if not math.isfinite(lat) or not math.isfinite(lon) or abs(lat) > 85:
            return False
        (x0, y0), (x1, y1) = frame.xy([(lon, lat), (lon, lat + 0.05)])
        if abs(math.degrees(math.atan2(x1 - x0, y0 - y1))) > MOST_TURN_DEG:
            return False
    return True


def lines(frame: Frame) -> Grid:
    """The graticule of a frame at a round step."""
    west, south, east, north = frame.degrees()
    south, north = max(south, -89.0), min(north, 89.0)
    span = min(east - west, (north - south) * 1.4)
    step = next((each for each in STEPS if span / each <= LINES * 1.6), STEPS[-1])
    meridians = [(lon, "lon") for lon in np.arange(math.ceil(west / step) * step, east, step)]
    parallels = [(lat, "lat") for lat in np.arange(math.ceil(south / step) * step, north, step)]
    drawn, texts = "", list[Text]()
    for value, kind in (*meridians, *parallels):
        along = np.linspace(south, north, 60) if kind == "lon" else np.linspace(west, east, 60)
        points = [(float(value), float(t)) if kind == "lon" else (float(t), float(value)) for t in along]
        held = [xy for xy in frame.xy(points) if math.isfinite(xy[0]) and math.isfinite(xy[1])]
        if len(held) < 2:
            continue
        line = shapely.clip_by_rect(shapely.LineString(held), 0, 0, frame.width_mm, frame.height_mm)
        if line.is_empty:
            continue
        drawn += svg.shape(svg.path(line), fill="none", stroke=INK, stroke_width=0.12, stroke_opacity=0.7)
        texts.append(_named(line, float(value), kind))
    return Grid(drawn, tuple(texts))


def _named(line: shapely.Geometry, value: float, kind: str) -> Text:
    """The degrees at the top end of a meridian, at the right end of a parallel."""
    ends = shapely.get_coordinates(line)
    at = min(ends, key=lambda xy: xy[1]) if kind == "lon" else max(ends, key=lambda xy: xy[0])
    x, y = float(at[0]), float(at[1])
    words = degrees_in_words(value, kind)
    if kind == "lon":
        return Text(x, y + 0.5, "center", words, "", "", 5.4, INK, bold=False, rtl=False)
    return Text(x - 0.6, y - 1.9, "right", words, "", "", 5.4, INK, bold=False, rtl=False)


def degrees_in_words(value: float, kind: str) -> str:
    """
    >>> degrees_in_words(36.5, "lat"), degrees_in_words(-3.0, "lon")
    ('36.5° N', '3° W')
    """
    sides = ("E", "W") if kind == "lon" else ("N", "S")
    return f"{round(abs(value), 3):g}° {sides[value < 0]}" if value else "0°"
