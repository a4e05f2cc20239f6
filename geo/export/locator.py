"""The locator of a printed map: where its frame lies, the country in colour, as SVG without text."""

from __future__ import annotations

from dataclasses import replace

import shapely

from geo.export import basemap, svg
from geo.export.frame import Frame, fitted
from geo.style import PALETTES

LOCATOR_MM = (34.0, 27.0)
LOCATOR_WIDTH_M = 3_400_000.0
PRINT = PALETTES["print"]
HERE = "#c2410c"


def locator(frame: Frame, country: str | None) -> str:
    """A small map of where the frame lies, the country in colour."""
    around_it = fitted([(frame.lon, frame.lat)], LOCATOR_MM, min_width_m=LOCATOR_WIDTH_M, pad=0)
    wide = max(around_it.m_per_mm, frame.m_per_mm * frame.width_mm * 1.6 / LOCATOR_MM[0])
    small = replace(around_it, m_per_mm=min(wide, 12_000_000 / LOCATOR_MM[0]))
    lands = [
        svg.shape(
            svg.path(shapely.simplify(small.drawn(g), 0.05)),
            fill="#e9c9a6" if basemap.is_home(p, country) else PRINT.neighbour_land,
            stroke=PRINT.border,
            stroke_width=0.1,
        )
        for g, p in basemap.layer("world").shapes
    ]
    factor = frame.m_per_mm / small.m_per_mm
    wide_mm, high_mm = max(1.2, frame.width_mm * factor), max(0.9, frame.height_mm * factor)
    x, y = small.xy([(frame.lon, frame.lat)])[0]
    box = svg.element(
        "rect", x=x - wide_mm / 2, y=y - high_mm / 2, width=wide_mm, height=high_mm,
        fill=HERE, fill_opacity=0.08, stroke=HERE, stroke_width=0.4,
    )  # fmt: skip
    return svg.picture("".join(lands) + box, *LOCATOR_MM, PRINT.sea)
