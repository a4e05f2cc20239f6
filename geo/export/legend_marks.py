"""The signs of a printed legend as small SVG pictures without text."""

from __future__ import annotations

from geo.export import marks, svg
from geo.export.arrows import PRINT
from geo.export.marks import glyph
from geo.model import Json
from geo.style import MOVE_COLORS, LegendEntry, type_style

MARK_MM = 4.6
TWO = "M1.85 1.95A0.47 0.47 0 1 1 2.68 2.25L1.85 3.0L2.8 3.0"
"""A figure 2 for the badge: pictures of the legend hold no text."""


def legend_row(entry: LegendEntry) -> Json:
    draw = {"type": _type_entry, "precision": _plate_entry}.get(entry.kind, _note_entry)
    return {"kind": entry.kind, "label": entry.label, "svg": draw(entry)}


def _type_entry(entry: LegendEntry) -> str:
    return symbol(entry.slug, "round")


def _plate_entry(entry: LegendEntry) -> str:
    return symbol("other", entry.plate or "round")


def symbol(kind: str, plate: str) -> str:
    body = glyph(kind, plate, (MARK_MM / 2, MARK_MM / 2), MARK_MM * 0.44)
    return _small(body)


def _small(body: str) -> str:
    size = f'width="{MARK_MM}mm" height="{MARK_MM}mm" viewBox="0 0 {MARK_MM} {MARK_MM}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'


def _note_entry(entry: LegendEntry) -> str:
    m = MARK_MM / 2
    line: svg.Attributes = {"fill": "none", "stroke": PRINT.flow}
    drawings = {
        "leader": svg.shape(svg.through(((0.8, 3.9), (3.6, 1))), fill="none", stroke=PRINT.label, stroke_width=0.22)
        + svg.element("circle", cx=0.8, cy=3.9, r=0.55, fill=PRINT.label),
        "radius": svg.element(
            "circle", cx=m, cy=m, r=1.9, fill="none", stroke=PRINT.label, stroke_width=0.3, stroke_dasharray="1 0.7"
        ),
        "masked": glyph("other", "hollow", (m, m), 1.1)
        + svg.element(
            "circle", cx=m, cy=m, r=2.0, fill="none", stroke=PRINT.label, stroke_width=0.25, stroke_dasharray="0.8 0.6"
        ),
        "count": svg.element("circle", cx=m, cy=m, r=1.5, fill=PRINT.label)
        + svg.shape(TWO, fill="none", stroke=PRINT.casing, stroke_width=0.32, stroke_linecap="round"),
        "types": glyph("other", "round", (m, m), 1.3)
        + "".join(
            svg.element(
                "circle",
                cx=m,
                cy=m,
                r=1.8,
                fill="none",
                stroke=type_style(kind).color,
                stroke_width=0.65,
                stroke_dasharray="5.3 11.31",
                stroke_dashoffset=start,
            )
            for kind, start in (("airstrike", 0), ("execution", -5.65))
        ),
        "units": svg.shape(
            svg.through(((0, m), (4.6, m))),
            fill="none",
            stroke=PRINT.governorate_border,
            stroke_width=0.3,
            stroke_dasharray="1.6 0.7 0.4 0.7",
        ),
        "flow": svg.shape(svg.through(((0, m), (3, m))), stroke_width=0.7, **line)
        + svg.shape("M4.6 2.3L2.8 1.2L2.8 3.4Z", fill=PRINT.flow),
        "flow-unknown": svg.shape(
            svg.through(((0, m), (4.6, m))), stroke_width=0.7, stroke_dasharray="1.4 0.8", **line
        ),
        "merged": glyph("other", "round", (m - 0.5, m + 0.3), 1.3) + glyph("other", "round", (m + 0.7, m - 0.4), 1.3),
        "flow-short": svg.shape(svg.through(((0.4, m), (2.6, m))), stroke_width=0.7, **line)
        + svg.shape("M4.4 2.3L2.4 1.1L2.4 3.5Z", fill=PRINT.flow),
        "disputed": svg.shape(
            svg.through(((0, m), (4.6, m))),
            fill="none",
            stroke=PRINT.border,
            stroke_width=0.28,
            stroke_dasharray="1.2 0.9",
        ),
        "figure-least": marks.circle((m, m), (m - 0.4, 0), PRINT.label),
        "figure-most": marks.circle((m, m), (0, m - 0.4), PRINT.label),
        "figure-none": glyph("other", "round", (m, m), 1.5),
        **{
            f"move-{kind}": svg.shape(
                svg.through(((0, m), (4.6, m))), fill="none", stroke=getattr(PRINT, color), stroke_width=0.9
            )
            for kind, color in MOVE_COLORS.items()
        },
        "flow-width": svg.shape("M0.2 3.2L4.4 4L4.4 0.8L0.2 2.4Z", fill=PRINT.flow),
    }
    return _small(drawings.get(entry.slug, ""))
