"""Names on a printed map: where each one goes so that none covers another, a symbol or the edge.

In come wishes in order of importance and rectangles that are taken, all in millimetres; out come texts with a corner
and an alignment, to be set by Typst. A wish that finds no room is left out unless it is a `must`. Widths are estimated
from the number of characters, generously; the same input always gives the same places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geo.export.lettering import size_mm
from geo.export.settle import settled

Xy = tuple[float, float]
Floats = NDArray[np.float64]
Align = Literal["left", "center", "right"]
APART_MM = (0.8, 0.8)
"""Kept free beside each name, and above and below it together."""
EDGE_MM = 0.2
NEAR_MM = 1.0
"""A name that stands farther than this from its symbol is tied to it by a line."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A name that wants a place near `at`, at least `clear_mm` from it. `sub` is the second line (the Arabic name).

    A `must` is placed in any case, a `free` one may stand farther off. With `spots` the name is centred on one of
    them; `instead` are wishes to try in turn where this one finds no room.
    """

    at: Xy
    clear_mm: float
    text: str
    sub: str = ""
    size_pt: float = 7.0
    fill: str = "#000000"
    key: str = ""
    dot: bool = False
    bold: bool = False
    must: bool = False
    free: bool = False
    spots: tuple[Xy, ...] = ()
    instead: Iterable[Wish] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Rect) -> float:
        """The shared area in mm²."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0

    def nearest(self, xy: Xy) -> Xy:
        """The point of the rectangle nearest to `xy`."""
        return min(max(xy[0], self.left), self.right), min(max(xy[1], self.top), self.bottom)

    def holds(self, xy: Xy) -> bool:
        """Whether a point lies inside."""
        return self.left <= xy[0] <= self.right and self.top <= xy[1] <= self.bottom

    def meets(self, points: Iterable[Xy]) -> bool:
        """Whether any of the points lies inside."""
        return any(self.holds(xy) for xy in points)


@dataclass(frozen=True, slots=True)
class Text:
    """A name with its place: (x, y) is the top of its box at the side named by `align`."""

    x: float
    y: float
    align: Align
    text: str
    sub: str
    key: str
    size: float
    fill: str
    bold: bool
    rtl: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def around(at: Xy, radius_mm: float) -> Rect:
    """The square about a point."""
    return Rect(at[0] - radius_mm, at[1] - radius_mm, at[0] + radius_mm, at[1] + radius_mm)


@dataclass(frozen=True, slots=True)
class Placed:
    """The texts that found room, the points of those that want a dot, and lines from names that stand off."""

    texts: tuple[Text, ...]
    dots: tuple[Xy, ...]
    ties: tuple[tuple[Xy, Xy], ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a name may stand; `tie` are points of the line that leads to it from its symbol, () where it needs none."""

    align: Align
    box: Rect
    tie: tuple[Xy, ...] = ()

    def clash(self, other: _Spot) -> float:
        """What it costs to stand beside `other`: mm² of overlap, and much for a line through a name."""
        shared = self.box.overlap(other.box)
        cut = self._over(other) + other._over(self) + (shared > FREE_MM2)
        return 2 * shared + CUT_COST * cut

    def _over(self, other: _Spot) -> bool:
        """Whether this box stands on the line of the other; most lie far from it, which their ends tell."""
        if not other.tie:
            return False
        (ax, ay), (bx, by), box = other.tie[0], other.tie[-1], self.box
        if max(ax, bx) < box.left or min(ax, bx) > box.right or max(ay, by) < box.top or min(ay, by) > box.bottom:
            return False
        return box.meets(other.tie)


CUT_COST = 6.0
TIED_DOUBT = 0.6
"""Share of the cost of standing near another symbol that is left where a line tells whose name it is."""
CHOICES = 36
"""So many of the cheapest spots of each name are weighed against those of the others."""
FREE_MM2 = 0.05
"""Overlap that is no overlap."""


def place(wishes: Iterable[Wish], taken: Sequence[Rect], size_mm: Xy) -> Placed:
    """Where the names go; `taken` is kept free if at all possible."""
    held, edge = list(wishes), Rect(EDGE_MM, EDGE_MM, size_mm[0] - EDGE_MM, size_mm[1] - EDGE_MM)
    musts = [wish for wish in held if wish.must]
    stands = _settled(musts, taken, edge)
    boxes = [*(spot.box for spot in stands), *taken, *(around(xy, 0.3) for spot in stands for xy in spot.tie)]
    texts = [_text(wish, spot) for wish, spot in zip(musts, stands, strict=True)]
    dots = list[Xy]()
    for wanted in (each for each in held if not each.must):
        found = _first(wanted, boxes, edge)
        if found is None:
            continue
        wish, spot = found
        boxes.append(spot.box)
        texts.append(_text(wish, spot))
        if wish.dot:
            dots.append(wish.at)
            boxes.append(around(wish.at, 0.6))
    ties = ((wish.at, spot.tie[-1]) for wish, spot in zip(musts, stands, strict=True) if spot.tie)
    return Placed(tuple(texts), tuple(dots), tuple(ties))


def _settled(musts: Sequence[Wish], taken: Sequence[Rect], edge: Rect) -> list[_Spot]:
    """A spot for each name."""
    anchors, edges = [wish.at for wish in musts], _edges([*taken, edge])
    choices = [_priced(wish, edges, anchors) for wish in musts]
    chosen = settled(
        [[price for price, _ in row] for row in choices],
        lambda i, a, j, b: choices[i][a][1].clash(choices[j][b][1]),
    )
    return [row[a][1] for row, a in zip(choices, chosen, strict=True)]


def _priced(wish: Wish, taken: Floats, anchors: Sequence[Xy]) -> list[tuple[float, _Spot]]:
    """Each spot with what it costs whatever the other names do; the first ones are liked best.

    `taken` are the edges of what is to be kept free, and last those of the map.
    """
    held = [_Spot(spot.align, spot.box, _tie(wish, spot.box)) for spot in _spots(wish)]
    shared, outside = _covered([spot.box for spot in held], taken)
    # Symbols count six times, the part beyond the edge eight times.
    alone = outside * 8 + 6 * shared.sum(axis=1) + 2 * CUT_COST * _cuts(held, taken[:, :-1])
    priced = [(float(alone[i]) + _astray(wish, spot, anchors) + 0.05 * (i % 8), spot) for i, spot in enumerate(held)]
    return sorted(priced, key=lambda each: each[0])[:CHOICES]


def _cuts(spots: Sequence[_Spot], taken: Floats) -> Floats:
    """How many boxes the line of each spot is led over."""
    points = np.array([xy for spot in spots for xy in spot.tie], dtype=float).reshape(-1, 2)
    x, y = points[:, :1], points[:, 1:]
    inside = (taken[0] <= x) & (x <= taken[2]) & (taken[1] <= y) & (y <= taken[3])
    ends = np.cumsum([len(spot.tie) for spot in spots])
    parts = np.split(inside, ends[:-1])
    return np.array([part.any(axis=0).sum() if len(part) else 0 for part in parts], dtype=float)


def _tie(wish: Wish, box: Rect) -> tuple[Xy, ...]:
    """Points along the line from the edge of the symbol to a box that does not lie beside it."""
    end = box.nearest(wish.at)
    far = math.dist(end, wish.at)
    if not wish.key or far <= wish.clear_mm + NEAR_MM:
        return ()
    steps = max(2, math.ceil((far - wish.clear_mm) / 0.7))
    shares = [(wish.clear_mm + 0.3 + (far - wish.clear_mm - 0.3) * i / steps) / far for i in range(steps + 1)]
    return tuple((wish.at[0] + s * (end[0] - wish.at[0]), wish.at[1] + s * (end[1] - wish.at[1])) for s in shares)


def _first(wanted: Wish, boxes: Sequence[Rect], edge: Rect) -> tuple[Wish, _Spot] | None:
    """The first of the wish and what it asks for instead that finds free room, and where."""
    if wanted.dot and any(around(wanted.at, 0.4).overlap(other) > 0 for other in boxes):
        return None
    for wish in (wanted, *wanted.instead):
        spot, cost = _best(wish, boxes, edge)
        if cost <= FREE_MM2:
            return wish, spot
    return None


def _best(wish: Wish, others: Sequence[Rect], edge: Rect) -> tuple[_Spot, float]:
    """The spot that costs least, the first of equals, and what it costs. One table of spots by boxes, not a loop."""
    spots = _spots(wish)
    shared, outside = _covered([spot.box for spot in spots], _edges([*others, edge]))
    costs = outside * 8 + shared.sum(axis=1)
    at = int(np.argmin(np.round(costs, 2)))
    return spots[at], float(costs[at])


def _covered(boxes: Sequence[Rect], others: Floats) -> tuple[Floats, Floats]:
    """The area (mm²) that each box shares with each of the others but the last, and that it has beyond the last."""
    left, top, right, bottom = _edges(boxes)[:, :, None]
    wide = np.minimum(right, others[2]) - np.maximum(left, others[0])
    high = np.minimum(bottom, others[3]) - np.maximum(top, others[1])
    shared = np.where((wide > 0) & (high > 0), wide * high, 0.0)
    return shared[:, :-1], ((right - left) * (bottom - top))[:, 0] - shared[:, -1]


def _edges(boxes: Sequence[Rect]) -> Floats:
    """Left, top, right and bottom of boxes, a row each."""
    return np.array([(box.left, box.top, box.right, box.bottom) for box in boxes], dtype=float).T


def _astray(wish: Wish, spot: _Spot, anchors: Sequence[Xy]) -> float:
    """What it costs to stand off, and much more to stand as near to a symbol of another name without a line."""
    own = math.dist(spot.box.nearest(wish.at), wish.at)
    other = min((math.dist(spot.box.nearest(each), each) for each in anchors if each != wish.at), default=math.inf)
    doubt = 15.0 if other < 0.8 * own else 6.0 if other < own + 0.8 else 0.0
    return 2.0 * own + doubt * (TIED_DOUBT if spot.tie else 1.0)


def size_of(wish: Wish) -> Xy:
    """The estimated width and height of a wish in millimetres, with what keeps it apart from others."""
    wide, high = size_mm(f"{wish.key} {wish.text}".strip(), wish.sub, wish.size_pt)
    return wide + APART_MM[0], high + APART_MM[1]


def _spots(wish: Wish) -> list[_Spot]:
    """Candidates in order of preference: right, left, the corners, below, above; or only about the point."""
    wide, high = size_of(wish)
    gap = wish.clear_mm + 0.7
    if wish.spots:
        return [_Spot("center", _box(left - wide / 2, top - high / 2, wide, high)) for left, top in wish.spots]
    steps = tuple(1.0 + 0.9 * i for i in range(9 if wish.free else 5)) if wish.must else (1.0,)
    return [_Spot(*spot) for i, step in enumerate(steps) for spot in _star(wish.at, gap * step, (wide, high), i > 0)]


def _star(at: Xy, side: float, size: Xy, full: bool) -> list[tuple[Align, Rect]]:
    """Eight places around a point, `side` millimetres from it; four more between them where `full`."""
    (x, y), (wide, high), near = at, size, side * 0.75
    held: list[tuple[Align, Rect]] = [
        ("left", _box(x + side, y - high / 2, wide, high)),
        ("right", _box(x - side - wide, y - high / 2, wide, high)),
        ("left", _box(x + near, y - high - near * 0.4, wide, high)),
        ("left", _box(x + near, y + near * 0.4, wide, high)),
        ("right", _box(x - near - wide, y - high - near * 0.4, wide, high)),
        ("right", _box(x - near - wide, y + near * 0.4, wide, high)),
        ("center", _box(x - wide / 2, y + side, wide, high)),
        ("center", _box(x - wide / 2, y - side - high, wide, high)),
    ]
    slant = side * 0.4
    return (
        held
        + [
            ("left", _box(x + slant, y + side, wide, high)),
            ("right", _box(x - slant - wide, y + side, wide, high)),
            ("left", _box(x + slant, y - side - high, wide, high)),
            ("right", _box(x - slant - wide, y - side - high, wide, high)),
        ]
        * full
    )


def _box(left: float, top: float, wide: float, high: float) -> Rect:
    return Rect(left, top, left + wide, top + high)


def _text(wish: Wish, spot: _Spot) -> Text:
    align, box = spot.align, spot.box
    x = {"left": box.left, "right": box.right, "center": (box.left + box.right) / 2}[align]
    rounded = round(x, 2), round(box.top + APART_MM[1] / 2, 2)
    arabic = any("\u0600" <= c <= "\u06ff" for c in wish.sub)
    return Text(*rounded, align, wish.text, wish.sub, wish.key, wish.size_pt, wish.fill, wish.bold, arabic)
