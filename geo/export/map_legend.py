"""What the legend of a printed map must explain: the rows for what is drawn on it, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from geo.export import arrows, basemap
from geo.export.frame import Frame
from geo.export.marks import Mark
from geo.export.masking import WORDS, is_masked
from geo.style import COUNT_NOTE, FLOW_NOTES, LEADER_NOTE, RING_NOTE, TYPES_NOTE, UNITS_NOTE, LegendEntry, legend

DISPUTED_NOTE = LegendEntry("note", "disputed", "Dashed boundary: disputed or not settled")
MASK_NOTE = LegendEntry("note", "masked", WORDS)
MERGED_NOTE = LegendEntry("note", "merged", "Places too close to tell apart share one symbol, at the busiest of them")


def notes(drawn: Sequence[Mark], flows: Sequence[arrows.Flow], frames: Sequence[Frame]) -> tuple[LegendEntry, ...]:
    """The rows for these marks and flows, and for the lines of the ground in these frames."""
    types = (kind for mark in drawn for kind in mark.site.types)
    rows = list(legend(types, (mark.site.place.precision for mark in drawn)))
    rows += [TYPES_NOTE] if any(len(set(mark.site.types)) > 1 for mark in drawn) else []
    rows += [COUNT_NOTE] if any(mark.n > 1 for mark in drawn) else []
    rows += [LEADER_NOTE] if any(mark.moved for mark in drawn) else []
    rows += [RING_NOTE] if any(mark.site.place.radius_m for mark in drawn) else []
    rows += [MASK_NOTE] if any(is_masked(mark.site.place) for mark in drawn) else []
    rows += [MERGED_NOTE] if any(mark.n_sites > 1 for mark in drawn) else []
    if flows:
        dashed = any(line.dashed for flow in flows for line in flow.lines)
        stretched = any(arrows.is_stretched(flow) for flow in flows)
        shown = {"flow", "flow-width", *(["flow-unknown"] if dashed else []), *(["flow-short"] if stretched else [])}
        rows += [n for n in FLOW_NOTES if n.slug in shown]
    rows += [UNITS_NOTE] if any(_shows(basemap.between(frame), frame) for frame in frames) else []
    rows += [DISPUTED_NOTE] if any(_shows(line, frame) for frame in frames for line in basemap.disputed(frame)) else []
    return tuple(rows)


def _shows(line: BaseGeometry, frame: Frame) -> bool:
    return bool(line.intersects(shapely.box(0, 0, frame.width_mm, frame.height_mm)))
