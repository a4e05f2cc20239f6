"""Displacement on the printed map: a trunk by total, forking into dashed branches while the split is unknown.

In come movements and a frame; out come SVG and the words to set beside each trunk. A line joins origin and
destination and is no route. Never is a total drawn on a branch, nor a share invented. A branch whose end lies in an
inset is drawn there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.dates import interval_in_words
from geo.export import svg
from geo.export.frame import Frame, Xy
from geo.export.labels import Rect, around
from geo.export.sites import area_of, point_of
from geo.figures import in_words
from geo.model import Figure, Movement, Place
from geo.style import PALETTES, trunk_width_px

PRINT = PALETTES["print"]
PX_MM = 0.13
BEND = 0.14
HEAD_MM, SMALL_HEAD_MM = 2.2, 1.5
CASING_MM = {False: 0.7, True: 0.35}
"""White about a line, of few and of many."""
STEP_MM, MAX_STEPS = 1.2, 2000
SHORTEST_MM = 13.0
"""A branch shorter than this on paper is drawn with this length, as the legend says."""


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line from `start` over `bend` to `end` (mm), `width` wide; `dashed` where the share is unknown.

    `head`: it ends at a destination.
    """

    start: Xy
    bend: Xy
    end: Xy
    width: float
    dashed: bool
    head: bool = True

    def point(self, t: float) -> Xy:
        """The point at `t` (0…1) of the curve."""
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        return (
            a * self.start[0] + b * self.bend[0] + c * self.end[0],
            a * self.start[1] + b * self.bend[1] + c * self.end[1],
        )


@dataclass(frozen=True, slots=True)
class Flow:
    """The lines of one movement, where its words go, and the words; no line where people stayed in one place.

    `crowded`: one of many, with thin casings and marks for areas.
    """

    movement: Movement
    lines: tuple[Line, ...]
    ends: tuple[Place, ...]
    label_at: Xy
    words: tuple[str, str]
    color: str = PRINT.flow
    crowded: bool = False

    def exits(self, frame: Frame) -> list[tuple[Place, Xy]]:
        """Where the lines to destinations outside `frame` leave it, 4 mm from the edge."""
        steps = [i / 60 for i in range(61)]
        found = []
        for end, line in zip(self.ends, self.lines[-len(self.ends) :], strict=True):
            inside = [line.point(t) for t in steps if frame.holds(line.point(t), 4.0)]
            if not frame.holds(line.end) and inside:
                found.append((end, inside[-1]))
        return found


def flows(held: Iterable[Movement], frame: Frame, hidden: Rect | None = None) -> list[Flow]:
    """The movements with at least one end in `frame`. Ends inside `hidden` (an inset shows them) are not drawn."""
    movements = list(held)
    largest = max((low for m in movements if (low := people_drawn(m.people)) is not None), default=0)
    return [found for m in movements if (found := flow(m, frame, largest, hidden))]


def people_drawn(figure: Figure | None) -> int | None:
    """The figure that the width of a trunk follows, as the legend says: the minimum, else the best estimate."""
    if figure is None:
        return None
    return figure.best if figure.min is None else figure.min


def flow(movement: Movement, frame: Frame, largest: int, hidden: Rect | None) -> Flow | None:
    """The flow of one movement, its width against that of `largest` people; None where nothing of it is in `frame`."""
    starts = [xy for place in movement.origins if (xy := _xy(place, frame)) is not None]
    ends = [(place, xy) for place in movement.destinations if (xy := _xy(place, frame)) is not None]
    if not starts or not ends:
        return None
    start = (sum(x for x, _ in starts) / len(starts), sum(y for _, y in starts) / len(starts))
    if {place.id for place in movement.origins} == {place.id for place in movement.destinations}:
        return Flow(movement, (), (), start, words(movement)) if len(starts) == 1 and frame.holds(start) else None
    outside = [(place, xy) for place, xy in ends if hidden is None or not hidden.holds(xy)]
    if not outside or not any(frame.holds(xy) for xy in (*starts, *(xy for _, xy in outside))):
        return None
    people = people_drawn(movement.people)
    width = trunk_width_px(people, largest) * PX_MM
    targets = [_far_enough(start, xy) for _, xy in outside]
    if len(movement.destinations) == 1:
        lines = [_curve(start, targets[0], width, dashed=False)]
    elif movement.split_known and movement.shares:
        sizes = [trunk_width_px(people_drawn(movement.shares.get(p.id)), largest) * PX_MM for p, _ in outside]
        lines = [_curve(start, target, size, dashed=False) for target, size in zip(targets, sizes, strict=True)]
    else:
        lines = _fork(start, targets, width)
    return Flow(
        movement,
        (*_gathered(starts, start), *lines),
        tuple(p for p, _ in outside),
        lines[0].point(0.5),
        words(movement, len(outside) < len(ends)),
    )


def _gathered(starts: Sequence[Xy], joint: Xy) -> list[Line]:
    """Where people left several places and no source says how many each, a dashed branch from each to one trunk."""
    if len(starts) == 1:
        return []
    return [Line(start, bent(start, joint), joint, 0.75, dashed=True, head=False) for start in starts]


def _fork(start: Xy, ends: Sequence[Xy], width: float) -> list[Line]:
    """A solid trunk towards the middle of the ends' directions, then one dashed branch to each end."""
    shortest = min(math.dist(start, end) for end in ends)
    length = max(6.5, min(0.4 * shortest, 16.0))
    turn = [math.atan2(end[1] - start[1], end[0] - start[0]) for end in ends]
    x, y = sum(map(math.cos, turn)), sum(map(math.sin, turn))
    middle = math.atan2(y, x) if math.hypot(x, y) > 0.2 else turn[0] + math.pi / 2
    fork = (start[0] + length * math.cos(middle), start[1] + length * math.sin(middle))
    trunk = Line(start, ((start[0] + fork[0]) / 2, (start[1] + fork[1]) / 2), fork, width, dashed=False, head=False)
    ahead = (fork[0] + length * 0.8 * math.cos(middle), fork[1] + length * 0.8 * math.sin(middle))
    return [trunk, *(Line(fork, ahead if len(ends) > 1 else bent(fork, end), end, 0.75, dashed=True) for end in ends)]


def _curve(start: Xy, end: Xy, width: float, *, dashed: bool) -> Line:
    return Line(start, bent(start, end), end, width, dashed)


def bent(start: Xy, end: Xy, by: float = BEND) -> Xy:
    """The point that a line bends over: beside its middle by this share of its length, to the left."""
    return (
        (start[0] + end[0]) / 2 + (end[1] - start[1]) * by,
        (start[1] + end[1]) / 2 - (end[0] - start[0]) * by,
    )


def _far_enough(start: Xy, end: Xy) -> Xy:
    far = math.dist(start, end)
    if far >= SHORTEST_MM:
        return end
    turn = math.atan2(end[1] - start[1], end[0] - start[0]) if far > 0 else 0.0
    return start[0] + SHORTEST_MM * math.cos(turn), start[1] + SHORTEST_MM * math.sin(turn)


def is_stretched(flow: Flow) -> bool:
    """Whether some end is drawn farther off than it is."""
    if not flow.lines:
        return False
    start = next(line for line in flow.lines if line.head or not line.dashed).start
    return any(abs(math.dist(start, line.end) - SHORTEST_MM) < 1e-6 for line in flow.lines)


def _xy(place: Place, frame: Frame) -> Xy | None:
    point = point_of(place)
    return None if point is None else frame.xy([point])[0]


def words(movement: Movement, partly: bool = False) -> tuple[str, str]:
    """Two lines: ("more than 3,000 people, 14–15 May 2017", "share of each destination unknown")."""
    when = interval_in_words(movement.date_start, movement.date_end, movement.date_precision)
    people = movement.people
    noun = " people" if people and people.has_number and not people.who else ""
    split = "share of each destination unknown" if len(movement.destinations) > 1 and not movement.split_known else ""
    left = "share of each origin unknown" if len(movement.origins) > 1 else ""
    if left and split:
        left, split = "", "shares of origins and destinations unknown"
    within = "within one place" if movement.origins == movement.destinations else ""
    rest = "other branch in the inset" if partly else ""
    return f"{in_words(people)}{noun}, {when}", "; ".join(filter(None, (left, split, within, rest)))


def drawn(held: Sequence[Flow], frame: Frame) -> str:
    """Areas that are destinations, then all lines with a casing; an arrow head at each end that is a destination."""
    ends = {place.id: place for flow in held for place in flow.ends}
    crowded = any(flow.crowded for flow in held)
    areas = "" if crowded else "".join(_area(place, frame) for place in ends.values())
    lines = "".join(_line(line, flow.color, crowded=flow.crowded) for flow in held for line in flow.lines)
    return areas + lines + ("".join(_marked(flow, frame) for flow in held) if crowded else "")


def _marked(flow: Flow, frame: Frame) -> str:
    """A hollow mark at the point of each end that is an area: many of them would hide the ground."""
    places = {place.id: place for place in (*flow.movement.origins, *flow.ends) if place.is_area}
    points = [xy for place in places.values() if (xy := _xy(place, frame)) is not None]
    return "".join(
        svg.element("circle", cx=x, cy=y, r=0.9, fill=PRINT.casing, stroke=PRINT.flow, stroke_width=0.45)
        for x, y in points
    )


def _area(place: Place, frame: Frame) -> str:
    area = area_of(place)
    if area is None:
        return ""
    d = svg.path(frame.drawn(area))
    return svg.shape(
        d, fill=PRINT.flow, fill_opacity=0.13, stroke=PRINT.flow, stroke_width=0.3, stroke_dasharray="0.9 0.7"
    )


def _line(line: Line, own: str, *, crowded: bool) -> str:
    least = SMALL_HEAD_MM if crowded else HEAD_MM
    head = 0.0 if not line.head else max(least, line.width * 1.5)
    stop = 1 - head * 0.8 / max(math.dist(line.start, line.end), head)
    end = line.point(stop)
    bend = line.point(stop / 2)
    mid = tuple(2 * m - (a + b) / 2 for m, a, b in zip(bend, line.start, end, strict=True))
    d = f"M{line.start[0]:.2f} {line.start[1]:.2f}Q{mid[0]:.2f} {mid[1]:.2f} {end[0]:.2f} {end[1]:.2f}"
    color = PRINT.flow_unknown if line.dashed else own
    dash: svg.Attributes = {"stroke_dasharray": "1.8 1"} if line.dashed else {}
    casing = svg.shape(
        d, fill="none", stroke=PRINT.casing, stroke_width=line.width + CASING_MM[crowded], stroke_opacity=0.85
    )
    body = svg.shape(d, fill="none", stroke=color, stroke_width=line.width, **dash)
    return casing + body + (_head(line, stop, head, color) if line.head else "")


def _head(line: Line, stop: float, size: float, color: str) -> str:
    foot, tip = line.point(stop), line.end
    turn = math.atan2(tip[1] - foot[1], tip[0] - foot[0])
    side = (size * 0.55 * math.sin(turn), -size * 0.55 * math.cos(turn))
    d = svg.through((tip, (foot[0] + side[0], foot[1] + side[1]), (foot[0] - side[0], foot[1] - side[1]))) + "Z"
    return svg.shape(d, fill=color, stroke=PRINT.casing, stroke_width=0.25)


def taken(held: Sequence[Flow], frame: Frame) -> list[Rect]:
    """Small squares along the lines inside `frame`, for labels to keep off."""
    points = ((line, xy) for flow in held for line in flow.lines for xy in _along(line))
    heads = [around(_middle(line), HEAD_MM / 2 + 0.1) for flow in held for line in flow.lines[-len(flow.ends) :]]
    return heads + [around(xy, max(0.6, line.width / 2)) for line, xy in points if frame.holds(xy, -1)]


def _middle(line: Line) -> Xy:
    """The middle of the arrow head."""
    return line.point(1 - HEAD_MM / 2 / max(math.dist(line.start, line.end), HEAD_MM))


def _along(line: Line) -> list[Xy]:
    """Points of the line about STEP_MM apart."""
    n = min(MAX_STEPS, 2 + int((math.dist(line.start, line.bend) + math.dist(line.bend, line.end)) / STEP_MM))
    return [line.point(i / (n - 1)) for i in range(n)]
