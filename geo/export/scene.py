"""The picture of a selection: the main map, an inset of its crowded part, a locator, and what the legend must explain.

In comes a Selection; out come SVG strings without text and the texts with their places, all in millimetres. Typst (or
any other setter) puts the two together. Nothing here knows pages or words of marginalia.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from geo.export import arrows, basemap, circle_key, circles, graticule, ground_names, many_flows, map_legend, marks, svg
from geo.export.frame import Frame, LonLat, Xy, moved
from geo.export.inset import SIZE_MM, Inset, cost, inset
from geo.export.labels import Rect, Text, Wish, around, place
from geo.export.layout import PAGES
from geo.export.lettering import spoken, wrapped
from geo.export.locator import locator
from geo.export.marks import Mark
from geo.export.options import Options
from geo.export.safe import printable
from geo.export.selection import Selection
from geo.export.sites import Site, Unmapped, area_of, is_chosen, main_frame, point_of, sites, unmapped
from geo.export.sized import Sized, circle_taken, size_key, sized_marks
from geo.filter import View
from geo.model import Json, Place
from geo.style import PALETTES, LegendEntry

FOOT_MM = (62.0, 13.0)
"""Kept free for the scale bar and north arrow at the bottom left."""
INSET_TAKEN = (Rect(0, 0, 22, 4), Rect(0, SIZE_MM[1] - 7, 22, SIZE_MM[1]))
"""The inset's title and scale bar."""
SHIFTS = [(dx, dy) for dy in (0, -8, -14, -20, 8, 14, 20) for dx in (0, -12, -24, 12, 24) if (dx, dy) != (0, 0)]
MAX_NAME = 34
MAX_LABELS = 60
MAX_FIGURE = 24
"""Longest figure in one line of a label."""
PRINT = PALETTES["print"]


@dataclass(frozen=True, slots=True)
class Panel:
    """One map: its frame, its SVG, its texts, and the counts in the badges as (x, y, number)."""

    frame: Frame
    layers: tuple[tuple[str, str], ...]
    """(name, shapes as SVG), from below."""
    texts: tuple[Text, ...]
    badges: tuple[tuple[float, float, int], ...]
    marks: tuple[Mark, ...]
    flows: tuple[arrows.Flow, ...]

    @property
    def svg(self) -> str:
        """All layers as one picture."""
        content = "".join(shapes for _, shapes in self.layers)
        return svg.picture(content, self.frame.width_mm, self.frame.height_mm, PRINT.sea)

    def as_json(self) -> Json:
        return {
            "svg": self.svg,
            "texts": [text.as_json() for text in self.texts],
            "badges": [{"x": x, "y": y, "n": str(n)} for x, y, n in self.badges],
            "width": self.frame.width_mm,
            "height": self.frame.height_mm,
        }


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything drawn on the map page."""

    main: Panel
    inset: Panel | None
    inset_at: Inset | None
    locator: str
    unmapped: tuple[Unmapped, ...]
    legend: tuple[LegendEntry, ...]


def scene(held: Selection) -> Scene:
    """The Scene of a selection; also a proper one for no event, one event, or events abroad only.

    The last few are kept: preview, print, picture and slides of one briefing show the same.
    """
    options = held.options
    look = replace(Options(options.produced_on), page=options.page, language=options.language, area=options.area)
    look = replace(look, box=options.box, graticule=options.graticule, view=View(at=options.view.at))
    look = replace(look, circles=options.circles, masked=options.masked)
    insets, widened = "inset" in options.sections, options.widened
    return _kept(_Ask((held.revision, held.chosen, held.numbers, look, insets, widened), held))


@dataclass(frozen=True, slots=True)
class _Ask:
    """A selection, and all of it that its picture depends on."""

    key: tuple[Hashable, ...]
    held: Selection = field(compare=False)


@lru_cache(maxsize=4)
def _kept(ask: _Ask) -> Scene:
    held = ask.held
    found = sites(held)
    frame = main_frame(held, found, PAGES[held.options.page].map_mm)
    ends = [p for m in held.movements for each in (*m.origins, *m.destinations) if (p := point_of(each))]
    frame, cut = _with_inset(held, found, ends, frame)
    outside = [site for site in found if cut is None or site not in cut.sites]
    sized = sized_marks(
        held, found, [marks.gathered(outside, frame), marks.gathered(cut.sites, cut.frame) if cut else []]
    )
    taken = (_foot(frame), *((cut.rect, cut.shown) if cut else ()))
    key = size_key(sized, frame, taken)
    taken = (*taken, *((key.rect,) if key else ()))
    main = _panel(held, sized.marks[0], _Sheet(frame, cut, taken, sized=sized, key=key))
    told = frozenset(flow.movement.id for flow in main.flows)
    small = _panel(held, sized.marks[1], _Sheet(cut.frame, None, INSET_TAKEN, told, sized)) if cut else None
    panels = [main, small] if small else [main]
    drawn, flows = ([each for panel in panels for each in getattr(panel, name)] for name in ("marks", "flows"))
    rows = map_legend.notes(drawn, flows, [panel.frame for panel in panels])
    rows = (*rows, *many_flows.notes(held.movements, flows), *sized.notes)
    return Scene(main, small, cut, locator(frame, held.country), tuple(unmapped(held, found, frame)), rows)


def _foot(frame: Frame) -> Rect:
    return Rect(0, frame.height_mm - FOOT_MM[1], FOOT_MM[0], frame.height_mm)


def _with_inset(
    held: Selection, found: Sequence[Site], ends: Sequence[LonLat], frame: Frame
) -> tuple[Frame, Inset | None]:
    """The frame, moved within its spare room so that the inset covers as little as possible; and the inset."""
    if len(found) > marks.MANY or "inset" not in held.options.sections:
        return frame, None
    cut = inset(found, ends, frame, held.country)
    if cut is None or is_chosen(held):
        return frame, cut
    best = frame, cut
    least = cost(cut, found, frame, held.country)
    kept = [site.lonlat for site in found if frame.holds(frame.xy([site.lonlat])[0])] + _outline_corners(held, frame)
    for dx, dy in SHIFTS:
        other = moved(frame, dx, dy)
        if not all(other.holds(xy, 2.5) for xy in other.xy(kept)):
            continue
        new = inset(found, ends, other, held.country)
        if new is not None and (price := cost(new, found, other, held.country)) < least - 1:
            best, least = (other, new), price
    return best


def _outline_corners(held: Selection, frame: Frame) -> list[LonLat]:
    """The outermost points of the country where the frame shows all of it."""
    outline = basemap.home(held.country)
    if outline is None:
        return []
    points = list(shapely.get_coordinates(shapely.convex_hull(outline)))
    corners = [(float(lon), float(lat)) for lon, lat in points]
    return corners if all(frame.holds(xy, -1) for xy in frame.xy(corners)) else []


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What one map is drawn on: its frame, the inset that lies on it, and rectangles to keep free.

    The words of the movements in `told` stand on another map already.
    """

    frame: Frame
    cut: Inset | None
    reserved: tuple[Rect, ...]
    told: frozenset[str] = frozenset()
    sized: Sized | None = None
    key: circle_key.Key | None = None


def _panel(held: Selection, found: Sequence[Mark], sheet: _Sheet) -> Panel:
    frame, cut, key = sheet.frame, sheet.cut, sheet.key
    drawn = marks.apart(found, frame, sheet.reserved)
    flows = many_flows.flows(held.movements, frame, cut.shown if cut else None)
    badges = tuple((*marks.badge(mark)[:2], mark.n) for mark in drawn if mark.n > 1)
    taken = [*sheet.reserved, *_taken(drawn, flows, frame)]
    placed = place(_wishes(held, drawn, flows, sheet), taken, (frame.width_mm, frame.height_mm))
    ties = "".join(_tie(tie) for tie in placed.ties)
    grid = graticule.lines(frame) if held.options.graticule or not graticule.north_is_up(frame) else graticule.NONE
    layers = (
        ("Ground", basemap.ground(frame, held.country)),
        ("Graticule", grid.svg),
        ("Towns", "".join(_town(dot) for dot in placed.dots)),
        ("Circles by figure", marks.circles(drawn)),
        ("Movements", arrows.drawn(flows, frame)),
        ("Events", ties + marks.drawn(drawn, frame)),
        ("Frame of the inset", _cut_out(cut) if cut else ""),
        ("Sizes of circles", key.shapes if key else ""),
    )
    return Panel(
        frame, layers, (*placed.texts, *grid.texts, *(key.texts if key else ())), badges, tuple(drawn), tuple(flows)
    )


def _tie(ends: tuple[Xy, Xy]) -> str:
    """A thin line from a symbol to its name."""
    line = svg.through(ends)
    casing = svg.shape(line, fill="none", stroke=PRINT.casing, stroke_width=0.7)
    return casing + svg.shape(line, fill="none", stroke=PRINT.label_minor, stroke_width=0.22)


def _taken(drawn: Sequence[Mark], flows: Sequence[arrows.Flow], frame: Frame) -> list[Rect]:
    held = [around(mark.at, mark.radius + 0.2) for mark in drawn] + [around(m.true, 0.7) for m in drawn if m.moved]
    held += [around(marks.badge(mark)[:2], marks.badge(mark)[2]) for mark in drawn if mark.n > 1]
    held += [rect for mark in drawn for rect in circle_taken(mark)]
    return held + arrows.taken(flows, frame)


def _wishes(held: Selection, drawn: Sequence[Mark], flows: Sequence[arrows.Flow], sheet: _Sheet) -> list[Wish]:
    frame, cut = sheet.frame, sheet.cut
    language = held.options.language
    must, sized = len(drawn) <= MAX_LABELS, sheet.sized
    own = [_label(mark, language, sized.words(mark) if must and sized else "", must=must) for mark in drawn]
    ends = _ends(flows, drawn, sheet, language)
    words = [
        Wish(flow.label_at, 2.2, printable(flow.words[0], 70), flow.words[1], 6.4, flow.color, must=True, free=True)
        for flow in flows
        if flow.words[0] and flow.movement.id not in sheet.told
    ]
    extra = [_cut_label(cut)] if cut else []
    ground = ground_names.Ground(frame, held.country, language)
    rest = ground_names.wishes(ground, _named(drawn, flows), _hidden(drawn, flows, sheet))
    return [*own, *extra, *ends, *words, *rest]


def _hidden(drawn: Sequence[Mark], flows: Sequence[arrows.Flow], sheet: _Sheet) -> BaseGeometry:
    """What lies over the ground (mm): the rectangles kept free, and the areas of events and flows."""
    areas = [m.site.area for m in drawn] + [area_of(end) for flow in flows if not flow.crowded for end in flow.ends]
    boxes = [shapely.box(each.left, each.top, each.right, each.bottom) for each in sheet.reserved]
    drawn_areas = [shapely.make_valid(sheet.frame.drawn(area)) for area in areas if area is not None]
    return shapely.union_all([*boxes, *drawn_areas])


def _named(drawn: Sequence[Mark], flows: Sequence[arrows.Flow]) -> frozenset[str]:
    """Names, and p-codes of governorates, that the events and flows write themselves."""
    places = [mark.site.place for mark in drawn] + [p for f in flows for p in (*f.movement.origins, *f.ends)]
    pcodes = (p.admin1_pcode for p in places if p.precision == "governorate")
    return frozenset(p.name for p in places) | frozenset(filter(None, pcodes))


def _label(mark: Mark, language: str, figure: str, *, must: bool) -> Wish:
    numbers = [str(n) for n in mark.site.numbers]
    named = circles.NUMBERED
    key = ", ".join(numbers[:named]) + (f" +{len(numbers) - named}" if len(numbers) > named else "")
    more = f" and {mark.n_sites - 1} more places" if mark.n_sites > 1 else ""
    near = _NEAR if mark.site.near else ("", "")
    name, sub = _both(mark.site.place, language, near)
    text = f"{wrapped(name)}{more}\n{wrapped(figure, MAX_FIGURE)}" if figure else wrapped(name) + more
    return Wish(mark.at, mark.radius + 0.3, text, sub, 7.2, PRINT.label, key=key, bold=True, must=must)


_NEAR, _TO = ("near ", "قرب "), ("to ", "إلى ")
"""Said before a name, in English and in Arabic."""


def _both(place: Place, language: str, before: tuple[str, str] = ("", "")) -> tuple[str, str]:
    """The first and the second line of a place's label; a name that lacks in a language stands in the other."""
    name, name_ar = _short(place.name), _short(place.name_ar)
    first, second = spoken(name, name_ar, language)
    return before[1 if first == name_ar and name_ar else 0] + first, second


def _ends(flows: Sequence[arrows.Flow], drawn: Sequence[Mark], sheet: _Sheet, language: str) -> list[Wish]:
    """Names of ends of flows that no symbol names, and of those beyond the edge where their line leaves."""
    frame, cut = sheet.frame, sheet.cut
    named = {mark.site.place.id for mark in drawn}
    # A unit of the gazetteer and a place of the records may be one: its name stands once.
    ends = {(p.name, p.admin1_pcode, p.precision): p for f in flows for p in (*f.movement.origins, *f.ends)}
    points = [(p, frame.xy([point])[0]) for p in ends.values() if p.id not in named and (point := point_of(p))]
    inside = [(p, xy) for p, xy in points if frame.holds(xy) and not (cut and cut.shown.holds(xy))]
    # Of many flows each would write its end at the edge: forks alone do.
    exits = [pair for flow in flows if not flow.crowded or len(flow.lines) > 1 for pair in flow.exits(frame)]
    spots = [(p, xy, ("", "")) for p, xy in inside] + [(p, xy, _TO) for p, xy in exits]
    return [
        Wish(xy, 1.6, *_both(p, language, before), 7.0, PRINT.flow, bold=True, must=True) for p, xy, before in spots
    ]


def _short(name: str | None) -> str:
    """A name as one line of at most MAX_NAME characters."""
    line = printable(name or "").replace("\u200b", "")
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1] + "…"


def _cut_label(cut: Inset) -> Wish:
    middle = ((cut.shown.left + cut.shown.right) / 2, (cut.shown.top + cut.shown.bottom) / 2)
    n_events = len({n for site in cut.sites for n in site.numbers})
    words = f"{len(cut.sites)} places, {n_events} events: see inset"
    half = max(cut.shown.right - cut.shown.left, cut.shown.bottom - cut.shown.top) / 2
    return Wish(middle, half + 0.3, words, "", 6.6, PRINT.label, bold=True, must=True)


def _town(at: Xy) -> str:
    return svg.element(
        "circle", cx=at[0], cy=at[1], r=0.45, fill=PRINT.casing, stroke=PRINT.label_minor, stroke_width=0.22
    )


def _cut_out(cut: Inset) -> str:
    """The frame of the inset's part on the main map, its places as dots, and lines to the inset."""
    a, b = cut.shown, cut.rect
    style: svg.Attributes = {"fill": "none", "stroke": PRINT.label, "stroke_width": 0.3}
    box = svg.element("rect", x=a.left, y=a.top, width=a.right - a.left, height=a.bottom - a.top, **style)
    start, end = ((a.right, a.top), (b.left, b.top)) if b.left > a.right else ((a.left, a.top), (b.right, b.top))
    low_start = (a.right if b.left > a.right else a.left, a.bottom)
    low_end = (b.left if b.left > a.right else b.right, b.bottom)
    line: svg.Attributes = {
        "fill": "none",
        "stroke": PRINT.label_minor,
        "stroke_width": 0.15,
        "stroke_dasharray": "1 0.8",
    }
    return svg.shape(svg.through((start, end)), **line) + svg.shape(svg.through((low_start, low_end)), **line) + box
