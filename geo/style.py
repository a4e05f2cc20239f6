"""Colours, shapes, sizes and legend entries as values: one table for the screen, the exports and print.

Colour tells the family of an event type and never a side; the shape alone tells the type, so that a greyscale print
loses nothing. The plate below the shape tells how well the place is known. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import log2
from types import MappingProxyType
from typing import Any, Literal

from geo.style_shapes import SHAPES
from geo.vocab import EVENT_TYPES, GRADES, MOVES, PLACE_PRECISIONS, STANCES, Vocabulary, short

Plate = Literal["square", "round", "hollow"]

FAMILY_COLORS: Mapping[str, str] = MappingProxyType(
    {
        "attack": "#bb350e",
        "custody": "#a03fae",
        "movement": "#2a83cc",
        "civil": "#129374",
        "words": "#a8850a",
        "other": "#626973",
    }
)
"""After Okabe and Ito (https://jfly.uni-koeln.de/color/), moved in lightness until each reaches 3:1 (WCAG 1.4.11) on
the light land, the dark land and under a white shape, and each pair keeps apart for red-green colour blindness."""

GLYPH = "#ffffff"
"""The shape on a filled plate, in every theme."""


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """How one event type looks. `path` is SVG path data in a box of -10 to 10, fill rule even-odd."""

    slug: str
    label: str
    color: str
    shape: str
    path: str
    family: str


_TYPES = {
    "airstrike": ("attack", "plane"),
    "shelling": ("attack", "shell"),
    "strike_unspecified": ("attack", "burst"),
    "ground_offensive": ("attack", "crossed"),
    "siege": ("attack", "encircled"),
    "chemical": ("attack", "flask"),
    "explosion_ied": ("attack", "bomb"),
    "execution": ("custody", "stone"),
    "detention_abuse": ("custody", "bars"),
    "allegation": ("words", "question"),
    "forced_displacement": ("movement", "arrow"),
    "transit": ("movement", "bus"),
    "capitulation": ("movement", "flag"),
    "labour_action": ("civil", "gear"),
    "health_service": ("civil", "plus"),
    "diplomacy": ("words", "table"),
    "statement": ("words", "bubble"),
    "protest": ("civil", "megaphone"),
    "abduction": ("custody", "person"),
    "other": ("other", "disc"),
}

TYPE_STYLES: Mapping[str, TypeStyle] = MappingProxyType(
    {
        slug: TypeStyle(slug, EVENT_TYPES[slug], FAMILY_COLORS[family], shape, SHAPES[shape], family)
        for slug, (family, shape) in _TYPES.items()
    }
)


def type_style(slug: str) -> TypeStyle:
    """The style of the event type `slug`; that of "other" for a slug outside the vocabulary.

    >>> type_style("airstrike").shape
    'plane'
    """
    return TYPE_STYLES.get(slug, TYPE_STYLES["other"])


@dataclass(frozen=True, slots=True)
class PrecisionStyle:
    """How well a place is known, as it is drawn.

    `plate` lies below the shape: "square" and "round" are filled with the type's colour under a white shape; "hollow"
    is white with a dashed outline and the shape in the type's colour. `hatched` areas are drawn with their polygon;
    where there is none, a dashed ring stands for the area.
    """

    slug: str
    label: str
    plate: Plate
    hatched: bool


def _precision(slug: str) -> PrecisionStyle:
    if slug == "facility":
        return PrecisionStyle(slug, "A facility: its own point", "square", hatched=False)
    if slug in ("neighbourhood", "village", "town", "city"):
        return PrecisionStyle(slug, f"{_capital(PLACE_PRECISIONS[slug])}: the place's point", "round", hatched=False)
    if slug == "unknown":
        return PrecisionStyle(slug, "Precision not known", "hollow", hatched=False)
    return PrecisionStyle(slug, f"{_capital(PLACE_PRECISIONS[slug])}: no exact point", "hollow", hatched=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


PRECISION_STYLES: Mapping[str, PrecisionStyle] = MappingProxyType({slug: _precision(slug) for slug in PLACE_PRECISIONS})


def precision_style(slug: str) -> PrecisionStyle:
    """The style of the location precision `slug`; that of "unknown" outside the vocabulary."""
    return PRECISION_STYLES.get(slug, PRECISION_STYLES["unknown"])


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one map background, each as "#rrggbb"."""

    land: str
    sea: str
    neighbour_land: str
    border: str
    governorate_border: str
    river: str
    label: str
    label_minor: str
    halo: str
    casing: str
    plate: str
    hatch: str
    selection: str
    flow: str
    flow_unknown: str
    flow_return: str
    flow_other: str
    stock: str


PALETTES: Mapping[str, Palette] = MappingProxyType(
    {
        "light": Palette(
            land="#f5f2ea", sea="#cfdfe7", neighbour_land="#e7e4dc", border="#8f877a", governorate_border="#cbc3b4",
            river="#a8c8da", label="#3d3a34", label_minor="#6b655b", halo="#f8f6f0", casing="#ffffff", plate="#ffffff",
            hatch="#6d655a", selection="#111827", flow="#1c5f9e", flow_unknown="#3d6d99",
            flow_return="#0d7a5c", flow_other="#6f4fa0", stock="#96610a",
        ),
        "dark": Palette(
            land="#14181d", sea="#10283a", neighbour_land="#0c0f13", border="#76808b", governorate_border="#323a44",
            river="#2a536f", label="#d5dbe1", label_minor="#98a2ad", halo="#0e1216", casing="#0b0e12", plate="#f2f4f6",
            hatch="#98a2ad", selection="#ffffff", flow="#6bb3f0", flow_unknown="#8fb9dc",
            flow_return="#4fcba2", flow_other="#b49ae6", stock="#e0aa4a",
        ),
        "print": Palette(
            land="#faf8f3", sea="#dbe7ee", neighbour_land="#eeece6", border="#7d766a", governorate_border="#bdb5a6",
            river="#9fc0d4", label="#2b2925", label_minor="#57524a", halo="#ffffff", casing="#ffffff", plate="#ffffff",
            hatch="#6d655a", selection="#000000", flow="#1c5f9e", flow_unknown="#3d6d99",
            flow_return="#0d7a5c", flow_other="#6f4fa0", stock="#96610a",
        ),
    }
)  # fmt: skip

TRUNK_WIDTHS_PX = (3.0, 12.0)
"""Least and greatest width of a flow's trunk, in CSS pixels."""

MIN_FLOW_PX = 88.0
"""Shorter flows are drawn with this length, turned about their origin's true place."""

FLOW_WIDTHS_PX = (1.2, 13.0)
"""Least width of an arrow, and that of a round figure at or above the largest one (`scale_top`), in CSS pixels."""
CROWD_WIDTHS_PX = (0.8, 7.0)
"""The same on a map with more arrows than lie apart."""
SHORTEST_ARROW_PX = 34.0
"""Shorter arrows of a map with many are drawn with this length."""
MOVE_COLORS: Mapping[str, str] = MappingProxyType(
    {"displacement": "flow", "return": "flow_return", "movement": "flow_other"}
)
"""Kind of movement → its colour in a Palette. Colour never means a side."""
STOCK_RADIUS_PX = 26.0
"""Radius of the circle of `scale_top` people present; the area follows the figure."""


def marker_radius_px(n: int) -> float:
    """The radius in CSS pixels of the plate of a place with `n` events: 12 for one, at most 18.

    The size only helps to find busy places; the number stands in the badge. It follows no figure of people.

    >>> marker_radius_px(1), marker_radius_px(1000)
    (12.0, 18.0)
    """
    return min(18.0, 12.0 + 1.5 * log2(max(1, n)))


def trunk_width_px(people: int | None, largest: int) -> float:
    """The width of a trunk for `people` of at most `largest`: proportional, within TRUNK_WIDTHS_PX.

    Without a figure it is the least width, which the legend says.
    """
    least, most = TRUNK_WIDTHS_PX
    if people is None or largest <= 0:
        return least
    return max(least, most * min(people, largest) / largest)


def scale_top(largest: int) -> int:
    """The round figure (1, 2 or 5 times a power of ten) at or above `largest` that the greatest width stands for.

    >>> scale_top(18_832), scale_top(3_000), scale_top(0)
    (20000, 5000, 1)
    """
    unit = int("1" + "0" * (len(str(max(1, largest))) - 1))
    return next(top for top in (unit, 2 * unit, 5 * unit, 10 * unit) if top >= largest)


def flow_width_px(people: int | None, top: int) -> float:
    """The width of an arrow for `people` where the greatest width stands for `top`: linear, never below the least.

    >>> flow_width_px(10_000, 20_000), flow_width_px(None, 20_000)
    (6.5, 1.2)
    """
    least, most = FLOW_WIDTHS_PX
    return least if people is None else min(most, max(least, most * people / top))


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend. `kind` is "type", "precision" or "note"; `slug` names the row of its table or the mark."""

    kind: Literal["type", "precision", "note"]
    slug: str
    label: str
    color: str = ""
    path: str = ""
    plate: Plate | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


LEADER_NOTE = LegendEntry("note", "leader", "A thin line leads to the true place")
RING_NOTE = LegendEntry("note", "radius", "Dashed ring: the place lies within it")
TYPES_NOTE = LegendEntry("note", "types", "Ring in several colours: the types of its events")
UNITS_NOTE = LegendEntry("note", "units", "Boundary of governorates")
COUNT_NOTE = LegendEntry("note", "count", "Number: events at this place")
SEVERAL_NOTE = LegendEntry("note", "several", "Larger: more events. Of several places: click to zoom in")
FLOW_NOTES = (
    LegendEntry("note", "flow", "Joins origin and destination; not a route"),
    LegendEntry("note", "flow-unknown", "Dashed: share of each destination unknown"),
    LegendEntry("note", "flow-width", "Width: the minimum that is said, else the best estimate"),
    LegendEntry("note", "flow-short", "Short flows are drawn longer than they are"),
    LegendEntry("note", "transit", "Passed through or gathered at"),
)
FLOW_MAP_NOTES = (
    LegendEntry("note", "flow-halo", "Pale: the largest number that is said"),
    LegendEntry("note", "flow-least", "Thinnest: few, or no figure"),
    LegendEntry("note", "flow-marks", "Number of places near each other, drawn as one; zoom in to part them"),
    LegendEntry("note", "flow-area", "An area: its label point stands for it"),
    LegendEntry("note", "stock", "People present, latest round: the area follows the minimum, else the best estimate"),
    LegendEntry("note", "stock-most", "Ring: the largest number that is said"),
)
"""What only the map on the screen has."""


def legend(types: Iterable[str], precisions: Iterable[str] = ()) -> tuple[LegendEntry, ...]:
    """The entries for what a map shows: its types in the order of the vocabulary, then how well places are known.

    One entry stands for each plate, named after the coarsest reading it has among `precisions`.

    >>> [entry.label for entry in legend(["siege", "airstrike"], ["town"])]
    ['Airstrike', 'Siege', 'A settlement or neighbourhood: its reference point']
    """
    shown = set(types)
    entries = [
        LegendEntry("type", style.slug, style.label, style.color, style.path)
        for style in TYPE_STYLES.values()
        if style.slug in shown
    ]
    plates = {precision_style(slug).plate for slug in precisions}
    entries += [LegendEntry("precision", plate, label, plate=plate) for plate, label in _PLATES if plate in plates]
    return tuple(entries)


_PLATES: tuple[tuple[Plate, str], ...] = (
    ("square", "A facility: its own point"),
    ("round", "A settlement or neighbourhood: its reference point"),
    ("hollow", "An area (hatched) or a place not known exactly"),
)


_WIDGETS: dict[str, tuple[str, Vocabulary]] = {
    "filter-type": ("type", EVENT_TYPES),
    "filter-grade": ("grade", GRADES),
    "filter-stance": ("stance", STANCES),
}
"""Lists of the page that the map reads itself (web/kharita-widgets.js): key of the widget, field of the address."""


def style_json() -> dict[str, Any]:
    """The whole table as JSON for our own map layer."""
    return {
        "types": {s.slug: {"label": s.label, "color": s.color, "path": s.path} for s in TYPE_STYLES.values()},
        "precisions": {s.slug: {"plate": s.plate, "hatched": s.hatched} for s in PRECISION_STYLES.values()},
        "palettes": {name: asdict(palette) for name, palette in PALETTES.items()},
        "legend": {
            "plates": [[plate, label] for plate, label in _PLATES],
            "notes": {
                n.slug: n.label
                for n in (LEADER_NOTE, RING_NOTE, COUNT_NOTE, SEVERAL_NOTE, *FLOW_NOTES, *FLOW_MAP_NOTES)
            },
        },
        "widgets": {
            key: {"field": name, "words": {text: slug for slug in words for text in (short(words, slug), words[slug])}}
            for key, (name, words) in _WIDGETS.items()
        },
        "trunk_px": list(TRUNK_WIDTHS_PX),
        "min_flow_px": MIN_FLOW_PX,
        "flow_px": list(FLOW_WIDTHS_PX),
        "crowd_px": list(CROWD_WIDTHS_PX),
        "shortest_arrow_px": SHORTEST_ARROW_PX,
        "stock_px": STOCK_RADIUS_PX,
        "moves": {slug: {"label": label, "color": MOVE_COLORS[slug]} for slug, label in MOVES.items()},
    }
