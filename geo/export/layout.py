"""Sheets of paper and screens, and how much of each the map takes, in millimetres.

A map page is laid out on a virtual sheet and enlarged by `zoom`, so that letters on A3 and on a slide are larger than
on A4. Sizes of the map and its margin are those of the virtual sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MARGIN_MM = 7.0
HEAD_MM = 15.0
GAP_MM = 2.0
SIDE_MM = 67.0
"""Width of the column beside the map on a landscape sheet."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet: `width_mm` × `height_mm`; `foot_mm` is the height of what stands below the map.

    `below` says that the legend stands below the map too (portrait), else beside it.
    """

    name: str
    words: str
    width_mm: float
    height_mm: float
    zoom: float
    foot_mm: float
    below: bool = False

    @property
    def sheet_mm(self) -> tuple[float, float]:
        """Width and height of the virtual sheet."""
        return self.width_mm / self.zoom, self.height_mm / self.zoom

    @property
    def map_mm(self) -> tuple[float, float]:
        """Width and height of the map on the virtual sheet.

        >>> PAGES["a4-landscape"].map_mm
        (212.0, 141.0)
        """
        wide, high = self.sheet_mm
        beside = 0.0 if self.below else SIDE_MM + 2 * GAP_MM
        high -= 2 * MARGIN_MM + HEAD_MM + GAP_MM + self.foot_mm
        return round(wide - 2 * MARGIN_MM - beside, 1), round(high, 1)


PAGES: Mapping[str, Layout] = {
    row.name: row
    for row in (
        Layout("a4-landscape", "A4 landscape", 297, 210, 1.0, 38),
        Layout("a4-portrait", "A4 portrait", 210, 297, 1.0, 112, below=True),
        Layout("a3-landscape", "A3 landscape", 420, 297, 1.25, 38),
        Layout("a3-portrait", "A3 portrait", 297, 420, 1.25, 112, below=True),
        Layout("letter-landscape", "Letter landscape", 279.4, 215.9, 1.0, 38),
        Layout("letter-portrait", "Letter portrait", 215.9, 279.4, 1.0, 108, below=True),
        Layout("slide", "Screen 16:9", 338.67, 190.5, 1.12, 30),
    )
}
"""By name, in the order in which they are offered."""
