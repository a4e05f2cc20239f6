"""Symbols of a printed map: apart from each other, each tied to its true place.

In come sites and a frame; out come marks in millimetres. A symbol that would cover another is moved to the nearest
free spot on a fixed star of directions and keeps a line to a dot at its true position. Nothing is random. Where there
are more sites than fit, those that share a cell are one mark with their number.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from geo.export import svg
from geo.export.frame import Frame, Xy
from geo.export.labels import Rect, around
from geo.export.sites import Site
from geo.style import GLYPH, PALETTES, marker_radius_px, precision_style, type_style

PRINT = PALETTES["print"]
PX_MM = 0.19
"""Millimetres on paper per CSS pixel of the screen's sizes."""
MANY = 90
CELL_MM = 5.5
GAP_MM = 0.5
DIRECTIONS = 16
DISC_OPACITY, RING_LINE_MM = 0.36, 0.4
TYPES_MM = 0.65
"""Width of the ring that tells the types at a place with several."""
RING_MM = 6.0
"""Radius of the ring for an area without a polygon."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol: its true position, where it is drawn, its radius (mm), its site and how many sites it stands for.

    `disc` and `ring` are the radii (mm) of the circles of its minimum and maximum about the true position; 0 for none.
    `counted` are the types of the events that give the figure.
    """

    site: Site
    true: Xy
    at: Xy
    radius: float
    n_sites: int = 1
    disc: float = 0.0
    ring: float = 0.0
    counted: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """How many events."""
        return len(self.site.numbers)

    @property
    def moved(self) -> bool:
        return self.true != self.at

    @property
    def reach(self) -> float:
        """The radius (mm) of what is drawn at the true position and the symbol would hide."""
        outer = max(self.disc, self.ring)
        return outer if 0 < outer < self.radius + GAP_MM else 0.0


def marks(found: Iterable[Site], frame: Frame) -> list[Mark]:
    """The marks of the sites inside `frame`, spread apart."""
    return apart(gathered(found, frame), frame)


def gathered(found: Iterable[Site], frame: Frame) -> list[Mark]:
    """The marks at their true positions; those that share a cell are one where there are too many."""
    held = [(site, frame.xy([site.lonlat])[0]) for site in found]
    inside = [Mark(site, xy, xy, marker_radius_px(len(site.numbers)) * PX_MM) for site, xy in held if frame.holds(xy)]
    if len(inside) > MANY:
        return _merged(inside)
    return inside


def apart(held: Sequence[Mark], frame: Frame, taken: Sequence[Rect] = ()) -> list[Mark]:
    """The same marks where none covers another, nor the small circle of any; one that moves keeps off `taken`."""
    return list(held) if any(mark.n_sites > 1 for mark in held) else _spread(held, frame, taken)


def _merged(held: Sequence[Mark]) -> list[Mark]:
    """One mark per cell of CELL_MM at its busiest place, then the busiest of those take in what they would cover."""
    cells: dict[tuple[int, int], list[Mark]] = {}
    for mark in held:
        cells.setdefault((int(mark.true[0] // CELL_MM), int(mark.true[1] // CELL_MM)), []).append(mark)
    rest = sorted((_one(group) for group in cells.values()), key=lambda m: (-m.n, m.true))
    done: list[Mark] = []
    while rest:
        near = [mark for mark in rest if math.dist(mark.true, rest[0].true) < CELL_MM]
        rest = [mark for mark in rest if math.dist(mark.true, rest[0].true) >= CELL_MM]
        done.append(_one(near))
    return done


def _one(group: Sequence[Mark]) -> Mark:
    first = max(group, key=lambda mark: mark.n)
    kinds = {n: kind for mark in group for n, kind in zip(mark.site.numbers, mark.site.types, strict=True)}
    site = replace(first.site, numbers=tuple(kinds), types=tuple(kinds.values()), area=None)
    return replace(
        first,
        site=site,
        radius=min(2.4, marker_radius_px(len(kinds)) * PX_MM),
        n_sites=sum(mark.n_sites for mark in group),
    )


def _spread(held: Sequence[Mark], frame: Frame, taken: Sequence[Rect]) -> list[Mark]:
    """Busy sites stay; others give way outwards from the middle of their neighbours."""
    done: list[Mark] = []
    for mark in sorted(held, key=lambda m: (-m.n, m.site.numbers, m.true)):
        done.append(replace(mark, at=_free(mark, (done, held), frame, taken)))
    return done


def _free(mark: Mark, others: tuple[Sequence[Mark], Sequence[Mark]], frame: Frame, taken: Sequence[Rect]) -> Xy:
    """A spot for `mark` beside those that stand already and all that are to stand, which `others` holds."""
    done, held = others
    if not mark.reach and _fits(mark.true, mark, done, [other for other in held if other.reach and other is not mark]):
        return mark.true
    dots = [other for other in held if other is not mark]
    near = [xy for xy in (other.true for other in dots) if math.dist(xy, mark.true) < 25] or [mark.true]
    middle = (sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near))
    away = math.atan2(mark.true[1] - middle[1], mark.true[0] - middle[0])
    for ring in range(1, 14):
        far = mark.radius * (1.6 + 0.55 * ring)
        for step in range(DIRECTIONS):
            turn = away + (step + 1) // 2 * (-1) ** step * 2 * math.pi / DIRECTIONS
            spot = (round(mark.true[0] + far * math.cos(turn), 2), round(mark.true[1] + far * math.sin(turn), 2))
            if far < mark.radius + mark.reach + GAP_MM or any(r.overlap(around(spot, mark.radius)) for r in taken):
                continue
            if frame.holds(spot, mark.radius + 0.5) and _fits(spot, mark, done, dots):
                return spot
    return mark.true


def _fits(spot: Xy, mark: Mark, done: Sequence[Mark], dots: Sequence[Mark]) -> bool:
    """Whether the symbol at `spot` covers no other symbol or dot and its line crosses none."""
    if any(math.dist(spot, other.at) < mark.radius + other.radius + GAP_MM for other in done):
        return False
    if any(math.dist(spot, dot.true) < mark.radius + max(0.6, dot.reach) for dot in dots):
        return False
    return spot == mark.true or not any(_crosses((mark.true, spot), other) for other in done)


def _crosses(line: tuple[Xy, Xy], other: Mark) -> bool:
    own = shapely.LineString(line)
    if own.distance(shapely.Point(other.at)) < other.radius + 0.2 and math.dist(line[0], other.at) > other.radius:
        return True
    return other.moved and own.crosses(shapely.LineString((other.true, other.at)))


def drawn(held: Sequence[Mark], frame: Frame) -> str:
    """Areas, rings, leader lines and symbols as SVG, the less busy on top."""
    areas = "".join(_area(mark, frame) for mark in held)
    lines = "".join(_leader(mark) for mark in held if mark.moved)
    return areas + lines + "".join(_symbol(mark) for mark in sorted(held, key=lambda m: -m.n))


def circles(held: Sequence[Mark]) -> str:
    """Discs and rings by figure, the largest below."""
    return "".join(_circle(mark) for mark in sorted(held, key=lambda m: (-max(m.disc, m.ring), m.true)))


def _circle(mark: Mark) -> str:
    """In the colour of the events that give the figure; of several types in none of theirs."""
    color = type_style(mark.counted[0]).color if len(mark.counted) == 1 else PRINT.label_minor
    return circle(mark.true, (mark.disc, mark.ring), color)


def circle(at: Xy, radii: tuple[float, float], color: str) -> str:
    """A disc for the least and a ring for the largest number that is said, each by its radius; 0 draws none."""
    disc, ring = radii
    place: svg.Attributes = {"cx": at[0], "cy": at[1]}
    filled = svg.element("circle", r=disc, fill=color, fill_opacity=DISC_OPACITY, **place) if disc else ""
    if not ring:
        return filled
    casing = svg.element("circle", r=ring, fill="none", stroke=PRINT.casing, stroke_width=0.8, **place)
    return (
        filled + casing + svg.element("circle", r=ring, fill="none", stroke=color, stroke_width=RING_LINE_MM, **place)
    )


def _area(mark: Mark, frame: Frame) -> str:
    place, color = mark.site.place, type_style(mark.site.leading).color
    if mark.site.area is not None:
        area = shapely.make_valid(frame.drawn(mark.site.area))
        return _hatched(area, color) + svg.shape(svg.path(area), fill="none", stroke=color, stroke_width=0.35)
    if place.radius_m is not None and place.radius_m / frame.m_per_mm > mark.radius:
        return _ring(mark.true, place.radius_m / frame.m_per_mm, color)
    if place.radius_m is not None and place.is_area:  # smaller than its symbol at this scale
        return _ring(mark.true, mark.radius + GAP_MM, color)
    if precision_style(place.precision).hatched:
        circle = shapely.Point(mark.true).buffer(RING_MM)
        return _hatched(circle, color) + _ring(mark.true, RING_MM, color)
    return ""


def _hatched(area: BaseGeometry, color: str) -> str:
    return svg.shape(svg.path(svg.hatch(area)), fill="none", stroke=color, stroke_width=0.13, stroke_opacity=0.55)


def _ring(at: Xy, radius: float, color: str) -> str:
    return svg.element(
        "circle", cx=at[0], cy=at[1], r=radius, fill="none", stroke=color, stroke_width=0.3, stroke_dasharray="1 0.7"
    )


def _leader(mark: Mark) -> str:
    if mark.reach:
        share = mark.reach / math.dist(mark.true, mark.at)
        edge = tuple(t + share * (a - t) for t, a in zip(mark.true, mark.at, strict=True))
        return svg.shape(svg.through(((edge[0], edge[1]), mark.at)), fill="none", stroke=PRINT.label, stroke_width=0.22)
    line = svg.through((mark.true, mark.at))
    dot = svg.element(
        "circle", cx=mark.true[0], cy=mark.true[1], r=0.55, fill=PRINT.label, stroke=PRINT.casing, stroke_width=0.2
    )
    casing = svg.shape(line, fill="none", stroke=PRINT.casing, stroke_width=0.7)
    return casing + svg.shape(line, fill="none", stroke=PRINT.label, stroke_width=0.22) + dot


def _symbol(mark: Mark) -> str:
    plate = precision_style(mark.site.place.precision).plate if mark.n_sites == 1 else "round"
    body = _types(mark) + glyph(mark.site.leading, plate, mark.at, mark.radius)
    if mark.n == 1:
        return body
    x, y, r = badge(mark)
    return body + svg.element("circle", cx=x, cy=y, r=r, fill=PRINT.label, stroke=PRINT.casing, stroke_width=0.25)


def _types(mark: Mark) -> str:
    """A ring about the symbol, split by the types of its events, as on the screen; "" where there is one type."""
    counts = Counter(mark.site.types)
    if len(counts) < 2:
        return ""
    (x, y), r = mark.at, mark.radius + TYPES_MM / 2
    length, done = 2 * math.pi * r, 0.0
    held = svg.element("circle", cx=x, cy=y, r=r, fill="none", stroke=PRINT.casing, stroke_width=TYPES_MM + 0.3)
    for kind, n in counts.most_common():
        part = n / len(mark.site.types) * length
        held += svg.element(
            "circle", cx=x, cy=y, r=r, fill="none", stroke=type_style(kind).color, stroke_width=TYPES_MM,
            stroke_dasharray=f"{max(0.15, part - 0.35):.2f} {length:.2f}", stroke_dashoffset=f"{-done:.2f}",
            transform=f"rotate(-90 {x:.2f} {y:.2f})",
        )  # fmt: skip
        done += part
    return held


def badge(mark: Mark) -> tuple[float, float, float]:
    """Centre and radius of the disc that carries the number of events."""
    digits = len(str(mark.n))
    return mark.at[0] + mark.radius * 0.85, mark.at[1] - mark.radius * 0.85, 1.15 + 0.35 * (digits - 1)


def glyph(kind: str, plate: str, at: Xy, radius: float) -> str:
    """One symbol: the plate that tells the precision, and the shape that tells the type."""
    style = type_style(kind)
    x, y = at
    filled: svg.Attributes = {"fill": style.color, "stroke": PRINT.casing, "stroke_width": 0.3}
    hollow: svg.Attributes = {
        "fill": PRINT.plate, "stroke": style.color, "stroke_width": 0.35, "stroke_dasharray": "0.9 0.45",
    }  # fmt: skip
    if plate == "square":
        side = radius * 1.8
        back = svg.element("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, rx=0.4, **filled)
    else:
        back = svg.element("circle", cx=x, cy=y, r=radius, **(hollow if plate == "hollow" else filled))
    scale = radius * 0.062
    ink = style.color if plate == "hollow" else GLYPH
    return back + svg.shape(
        style.path, fill=ink, fill_rule="evenodd", transform=f"translate({x:.2f} {y:.2f}) scale({scale:.4f})"
    )
