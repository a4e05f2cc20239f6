"""The sizes of the circles of a map, in a box on the map itself: so it is to scale wherever the map is shown.

In come the Scale and what is drawn; out come shapes, numbers as texts and the rectangle that they take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.export import svg
from geo.export.circles import Scale
from geo.export.frame import Frame, Xy
from geo.export.labels import Rect, Text
from geo.export.options import CIRCLES
from geo.style import PALETTES

PRINT = PALETTES["print"]
EDGE_MM, PAD_MM = 2.0, 1.6
TITLE_MM, LINE_MM = 3.6, 2.9
NUMBER_MM = 13.0
LEAST_WIDE_MM = 28.0
TITLE_PT, NUMBER_PT, NOTE_PT = 6.6, 6.0, 5.6
FILLED, RING = "Filled: the minimum", "Ring: the maximum"


@dataclass(frozen=True, slots=True)
class Key:
    """The box of sizes: where it stands, its shapes and its texts."""

    rect: Rect
    shapes: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the box tells of: people of which kind, to which scale, and which of the two circles are on the map."""

    kind: str
    scale: Scale
    discs: bool
    rings: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """A line for each circle that is on the map."""
        return tuple(words for words, there in ((FILLED, self.discs), (RING, self.rings)) if there)


def box(drawn: Drawn, frame: Frame, busy: Sequence[Rect], taken: Sequence[Rect]) -> Key:
    """The Key at the foot of the map or in the corner where it covers least; never over `taken` if it can be helped."""
    shown = drawn.scale
    radii = [shown.radius(n) for n in shown.steps]
    wide = max(LEAST_WIDE_MM, 2 * max(radii) + NUMBER_MM + 3 * PAD_MM)
    high = 2 * max(radii) + TITLE_MM + len(drawn.notes) * LINE_MM + 2 * PAD_MM
    rect = _spot(frame, (wide, high), busy, taken)
    return Key(rect, _shapes(radii, rect), tuple(_texts(drawn, radii, rect)))


def _spot(frame: Frame, size: Xy, busy: Sequence[Rect], taken: Sequence[Rect]) -> Rect:
    right, low = frame.width_mm - size[0] - EDGE_MM, frame.height_mm - size[1] - EDGE_MM
    foot = max((r.right for r in taken if r.bottom > low and r.left < frame.width_mm / 3), default=0.0) + EDGE_MM
    corners = [(foot, low), (right, low), (EDGE_MM, EDGE_MM), (right, EDGE_MM), (EDGE_MM, low - 14.0)]
    spots = [Rect(x, y, x + size[0], y + size[1]) for x, y in corners]
    return min(spots, key=lambda r: (sum(r.overlap(other) for other in taken), sum(r.overlap(other) for other in busy)))


def _shapes(radii: Sequence[float], rect: Rect) -> str:
    back = svg.element(
        "rect", x=rect.left, y=rect.top, width=rect.right - rect.left, height=rect.bottom - rect.top, rx=0.6,
        fill=PRINT.casing, fill_opacity=0.88, stroke=PRINT.border, stroke_width=0.15,
    )  # fmt: skip
    x, floor = rect.left + PAD_MM + max(radii), _floor(radii, rect)
    drawn = back
    for radius in radii:
        top = floor - 2 * radius
        drawn += svg.element(
            "circle", cx=x, cy=floor - radius, r=radius, fill=PRINT.label, fill_opacity=0.12, stroke=PRINT.label,
            stroke_width=0.25,
        )  # fmt: skip
        drawn += svg.shape(
            svg.through(((x, top), (x + max(radii) + PAD_MM, top))), fill="none", stroke=PRINT.label_minor,
            stroke_width=0.15,
        )  # fmt: skip
    return drawn


def _floor(radii: Sequence[float], rect: Rect) -> float:
    """Where the circles stand on."""
    return rect.top + PAD_MM + TITLE_MM + 2 * max(radii)


def _texts(drawn: Drawn, radii: Sequence[float], rect: Rect) -> list[Text]:
    x, floor = rect.left + PAD_MM, _floor(radii, rect)
    held = [_text((x, rect.top + PAD_MM - 0.4), CIRCLES[drawn.kind], TITLE_PT, bold=True)]
    number_x = x + 2 * max(radii) + 1.4 * PAD_MM
    for people, radius in zip(drawn.scale.steps, radii, strict=True):
        held.append(_text((number_x, floor - 2 * radius - 0.8), f"{people:,}", NUMBER_PT))
    held += [_text((x, floor + 1.0 + LINE_MM * i), words, NOTE_PT) for i, words in enumerate(drawn.notes)]
    return held


def _text(at: Xy, words: str, size: float, *, bold: bool = False) -> Text:
    return Text(round(at[0], 2), round(at[1], 2), "left", words, "", "", size, PRINT.label, bold, rtl=False)
