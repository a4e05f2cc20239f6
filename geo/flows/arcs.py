"""The shape of one arrow in the plane: bent to its left, beside the axis where one comes back, never too short.

web/kharita-arcs.js holds the same steps for the screen; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from geo.geometry import Path, Point, curve

BEND = 0.15
MOST_BEND = 90.0
STEPS = 20


@dataclass(frozen=True, slots=True)
class Arc:
    """`path` is the middle line up to the head; `head` its tip, left and right corner. `stretched`: the tip is farther
    from the start than the true end."""

    path: tuple[Point, ...]
    head: tuple[Point, Point, Point]
    stretched: bool


def head_size(width: float) -> tuple[float, float]:
    """Length and half width of the head of an arrow `width` wide."""
    return max(6.0, 1.5 * width + 3.0), max(3.2, 0.8 * width + 1.6)


def aside_of(width: float) -> float:
    """How far from the axis an arrow's middle line must stay so that one that comes back does not touch it."""
    return head_size(width)[1] + 0.75


def arc_between(
    start: Point, end: Point, *, width: float, gaps: tuple[float, float] = (0.0, 0.0), aside: float = 0.0, least: float
) -> Arc:
    """The arrow from `start` to `end`, which leaves `gaps` free at both ends, `aside` of the axis to its left.

    An end nearer than `least` is put at that distance in its true direction. Left is seen in the direction of the arrow
    with y downwards. No point of the arrow lies on the right of the axis where `aside` is at least `aside_of(width)`.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    true = hypot(dx, dy)
    ux, uy = (dx / true, dy / true) if true > 0 else (1.0, 0.0)
    length = max(true, least)
    first, last = _within(length, gaps)

    def at(along: float, left: float) -> Point:
        return start[0] + ux * along + uy * left, start[1] + uy * along - ux * left

    bow = aside + min(BEND * length, MOST_BEND)
    whole = curve(at(first, aside), at((first + last) / 2, bow), at(last, aside), STEPS)
    return _with_head(whole, width, stretched=true < least)


def _within(length: float, gaps: tuple[float, float]) -> tuple[float, float]:
    """Where the arrow begins and ends along the axis: the gaps shrink before the arrow gets shorter than half."""
    shrink = min(1.0, length / 2 / (sum(gaps) or 1.0))
    return gaps[0] * shrink, length - gaps[1] * shrink


def _with_head(whole: Path, width: float, *, stretched: bool) -> Arc:
    long, half = head_size(width)
    tip = whole[-1]
    kept = [point for point in whole if hypot(tip[0] - point[0], tip[1] - point[1]) > long * 0.9] or whole[:1]
    back = kept[-1]
    reach = hypot(tip[0] - back[0], tip[1] - back[1]) or 1.0
    vx, vy = (tip[0] - back[0]) / reach, (tip[1] - back[1]) / reach
    foot = tip[0] - vx * long, tip[1] - vy * long
    neck = tip[0] - vx * long * 0.85, tip[1] - vy * long * 0.85
    corners = (foot[0] + vy * half, foot[1] - vx * half), (foot[0] - vy * half, foot[1] + vx * half)
    return Arc((*kept, neck), (tip, *corners), stretched)
