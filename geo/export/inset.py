"""The inset of a printed map: the crowded part of it, larger, in the emptiest corner.

In come the sites and the main frame; out comes the inset's own frame, the corner it stands in and the part of the main
map that it shows. No inset where nothing is crowded or where it would not enlarge at least twofold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from geo.export import basemap
from geo.export.frame import Frame, LonLat, Xy, fitted
from geo.export.labels import Rect
from geo.export.sites import Site

NEAR_MM = 8.0
LEAST_SITES = 3
SIZE_MM = (74.0, 62.0)
EDGE_MM = 2.0
FOOT_MM = 16.0
"""Height at the bottom left that the scale bar and the north arrow need."""


@dataclass(frozen=True, slots=True)
class Inset:
    """A frame of its own at (x, y) of the main map; `shown` is the part of the main map (mm) that it enlarges."""

    frame: Frame
    sites: tuple[Site, ...]
    x: float
    y: float
    shown: Rect

    @property
    def rect(self) -> Rect:
        """Where it stands on the main map."""
        return Rect(self.x, self.y, self.x + self.frame.width_mm, self.y + self.frame.height_mm)


def inset(found: Sequence[Site], others: Sequence[LonLat], frame: Frame, country: str | None) -> Inset | None:
    """The Inset of the most crowded group of sites; `others` are ends of flows, taken in where they lie close by."""
    inside = [(site, xy) for site in found if frame.holds(xy := frame.xy([site.lonlat])[0])]
    crowd = _crowd(inside)
    if len(crowd) < LEAST_SITES:
        return None
    spots = [frame.xy([site.lonlat])[0] for site in crowd]
    close = [each for each in others if any(math.dist(frame.xy([each])[0], spot) < NEAR_MM for spot in spots)]
    own = fitted([*(site.lonlat for site in crowd), *close], SIZE_MM, min_width_m=12_000.0, pad=0.13)
    if own.m_per_mm * 2 > frame.m_per_mm:
        return None
    shown = _shown(own, frame)
    rest = [xy for site, xy in inside if site not in crowd]
    x, y = _corner(frame, shown, rest, country)
    members = tuple(site for site, xy in inside if shown.holds(xy))
    return Inset(own, members, x, y, shown)


def _crowd(held: Sequence[tuple[Site, Xy]]) -> list[Site]:
    """The largest group of sites in which each lies within NEAR_MM of another; areas with a polygon apart."""
    open_ = [pair for pair in held if pair[0].area is None]
    best: list[Site] = []
    while open_:
        group = [open_.pop(0)]
        for _, xy in group:
            joined = [pair for pair in open_ if math.dist(pair[1], xy) < NEAR_MM]
            open_ = [pair for pair in open_ if pair not in joined]
            group += joined
        best = max(best, [site for site, _ in group], key=len)
    return best


def _shown(own: Frame, frame: Frame) -> Rect:
    corners = [(0.0, 0.0), (own.width_mm, 0.0), (0.0, own.height_mm), (own.width_mm, own.height_mm)]
    xs, ys = zip(*frame.xy(own.back(corners)), strict=True)
    return Rect(min(xs), min(ys), max(xs), max(ys))


def _corner(frame: Frame, shown: Rect, rest: Sequence[Xy], country: str | None) -> Xy:
    """The corner that covers fewest sites, then least of the country."""
    wide, high = SIZE_MM
    right, low = frame.width_mm - wide - EDGE_MM, frame.height_mm - high - EDGE_MM
    outline = basemap.home(country)
    home = shapely.make_valid(frame.drawn(outline)) if outline is not None else shapely.Point()

    def price(corner: Xy) -> tuple[float, float]:
        x, y = corner
        box = Rect(x - 3, y - 3, x + wide + 3, y + high + 3)
        covered = sum(box.holds(xy) for xy in rest) + 10 * (box.overlap(shown) > 0)
        return covered, float(home.intersection(shapely.box(x, y, x + wide, y + high)).area)

    lifted = low - FOOT_MM
    return min([(right, low), (right, EDGE_MM), (EDGE_MM, EDGE_MM), (EDGE_MM, lifted)], key=price)


def cost(cut: Inset, found: Sequence[Site], frame: Frame, country: str | None) -> float:
    """How much of the map the inset covers: sites first, then the country's area (mm²)."""
    outline = basemap.home(country)
    home = shapely.make_valid(frame.drawn(outline)) if outline is not None else shapely.Point()
    box = Rect(cut.rect.left - 3, cut.rect.top - 3, cut.rect.right + 3, cut.rect.bottom + 3)
    covered = sum(box.holds(frame.xy([site.lonlat])[0]) for site in found if site not in cut.sites)
    return covered * 1e5 + float(home.intersection(shapely.box(*_edges(cut.rect))).area)


def _edges(rect: Rect) -> tuple[float, float, float, float]:
    return rect.left, rect.top, rect.right, rect.bottom
