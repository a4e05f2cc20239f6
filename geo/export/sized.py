"""Marks with their circles by figure: one scale for the main map and its inset.

In come the marks of each map at their true positions; out come the same with radii, the rows of the legend and the box
of sizes. Where circles would push too many symbols aside, the small ones are left out, and the legend says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.export import circle_key, circles, marks
from geo.export.frame import Frame
from geo.export.labels import Rect, around
from geo.export.layout import PAGES
from geo.export.marks import Mark
from geo.export.selection import Selection
from geo.export.sites import Site
from geo.style import LegendEntry

RING_STEPS = 24
SPARE_MM = 4.0
"""Kept free about symbols and circles by the box of sizes: names stand there."""
MAX_ASIDE = 8
"""At most so many symbols stand aside of circles that they would hide."""


@dataclass(frozen=True, slots=True)
class Sized:
    """The marks of the main map and of the inset with their circles, one scale for both."""

    figures: circles.Figures
    scale: circles.Scale | None
    marks: tuple[tuple[Mark, ...], ...]
    notes: tuple[LegendEntry, ...] = ()

    def words(self, mark: Mark) -> str:
        """The figure that the circles of a mark follow, in words; "" where there is none."""
        amount = self.figures.of(mark.site.numbers) if self.scale else None
        return amount.words if amount else ""


def sized_marks(held: Selection, found: Sequence[Site], panels: Sequence[Sequence[Mark]]) -> Sized:
    """The marks of each panel with their circles, and what the legend says of them."""
    given = circles.figures(held, found)
    amounts = [[given.of(mark.site.numbers) for mark in panel] for panel in panels]
    every = [amount for panel in amounts for amount in panel]
    scale = circles.scale(every, len(every), PAGES[held.options.page].map_mm[1])
    if scale is None:
        return Sized(given, None, tuple(tuple(panel) for panel in panels))
    drawn = _with_circles(panels, amounts, scale)
    if sum(1 for panel in drawn for mark in panel if mark.reach) > MAX_ASIDE:
        # So many symbols aside of their places would be read by nobody: circles below them are left out instead.
        scale = replace(scale, least_mm=max(mark.radius for panel in panels for mark in panel) + marks.GAP_MM)
        drawn = _with_circles(panels, amounts, scale)
    return Sized(given, scale, drawn, tuple(circles.notes(given, scale, every)))


def _with_circles(
    panels: Sequence[Sequence[Mark]], amounts: Sequence[Sequence[circles.Amount | None]], scale: circles.Scale
) -> tuple[tuple[Mark, ...], ...]:
    return tuple(
        tuple(
            replace(mark, disc=scale.radius(a.low), ring=scale.radius(a.high), counted=_types(mark, a)) if a else mark
            for mark, a in zip(panel, row, strict=True)
        )
        for panel, row in zip(panels, amounts, strict=True)
    )


def _types(mark: Mark, amount: circles.Amount) -> tuple[str, ...]:
    """The types of the events that give the figure."""
    kinds = dict(zip(mark.site.numbers, mark.site.types, strict=True))
    return tuple(dict.fromkeys(kinds[n] for n in amount.numbers))


def size_key(sized: Sized, frame: Frame, taken: Sequence[Rect]) -> circle_key.Key | None:
    """The box of sizes; None where no circle is drawn."""
    busy = [around(m.true, max(m.radius, m.disc, m.ring) + SPARE_MM) for m in sized.marks[0]]
    every = [mark for panel in sized.marks for mark in panel]
    discs, rings = any(mark.disc for mark in every), any(mark.ring for mark in every)
    if sized.scale is None or not (discs or rings):
        return None
    return circle_key.box(circle_key.Drawn(sized.figures.kind, sized.scale, discs, rings), frame, busy, taken)


def circle_taken(mark: Mark) -> list[Rect]:
    """Small circles whole, and of large ones the ring."""
    if mark.reach:
        return [around(mark.true, mark.reach + 0.3)]
    steps = [2 * math.pi * i / RING_STEPS for i in range(RING_STEPS if mark.ring else 0)]
    x, y = mark.true
    return [around((x + mark.ring * math.cos(turn), y + mark.ring * math.sin(turn)), 0.3) for turn in steps]
