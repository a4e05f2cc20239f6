"""Units shaded by people, as a chart of their outlines: flat shapes go in, a Vega-Lite specification comes out.

Colour follows one declared bound, the lower figure (the best estimate where there is none). A unit whose movements give
no number is grey, one without movements is only drawn in outline. Nothing is drawn that has no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import altair as alt

from geo.charts.heat import PALETTES

_HEIGHT_PX = 430
_LEAST_LABELLED = 0.012
"""A unit smaller than this part of all has no label: the table has its number."""
_STRONG = 0.3
"""Where on the scale the text on a unit changes its colour."""
_LINES = {"light": "#5c6b7a", "dark": "#94a3b3"}


class Area(NamedTuple):
    """One unit: its name, people (None without a number), everything in words, how many movements.

    `shape` is its outline on a plane as GeoJSON, `part` its part of the area of all, `x`, `y` the point for its label.
    """

    name: str
    people: int | None
    words: str
    movements: int
    shape: Mapping[str, Any]
    part: float
    x: float
    y: float


def shaded_map(areas: Iterable[Area], theme: str) -> dict[str, Any]:
    """The specification with its shapes; `theme` is a key of PALETTES. North is up."""
    held = list(areas)
    colours = PALETTES[theme]
    features = _features(held)
    scale = alt.Scale(type="sqrt", range=[colours.least, colours.most], domainMin=0)
    legend = alt.Legend(title="People (lower or best)", orient="bottom", gradientLength=220, format="~s", tickCount=4)
    known = alt.Fill("properties.people:Q", scale=scale, legend=legend)
    tooltip = [
        alt.Tooltip("properties.name:N", title="Unit"), alt.Tooltip("properties.words:N", title="People"),
        alt.Tooltip("properties.movements:Q", title="Movements", format=","),
    ]  # fmt: skip
    base = alt.Chart(alt.NamedData(name="units"))
    outline = base.mark_geoshape(stroke=_LINES[theme], strokeWidth=0.8)
    moved = alt.condition("datum.properties.movements > 0", alt.value(colours.unknown), alt.value("transparent"))
    filled = outline.encode(fill=known, tooltip=tooltip).transform_filter("isValid(datum.properties.people)")
    said = base.mark_text(fontSize=11, lineBreak="\n", baseline="middle").encode(
        longitude="properties.x:Q", latitude="properties.y:Q", text="properties.label:N",
        color=alt.condition("datum.properties.strong", alt.value(colours.on_strong), alt.value(colours.on_weak)),
    )  # fmt: skip
    # A label that is wider than its unit is read on a ground of its own.
    ground = alt.condition("datum.properties.strong", alt.value(colours.most), alt.value(colours.least))
    halo = said.encode(stroke=ground, strokeWidth=alt.value(3), color=ground)
    chart = alt.layer(outline.encode(fill=moved, tooltip=tooltip), filled, halo, said)
    spec: dict[str, Any] = chart.project(type="identity", reflectY=True).properties(height=_HEIGHT_PX).to_dict()
    spec["data"] = {"values": features}
    for layer in spec["layer"]:
        layer.pop("data", None)
    return spec


def _features(areas: list[Area]) -> list[dict[str, Any]]:
    most = max((area.people or 0 for area in areas), default=0) or 1
    return [
        {
            "type": "Feature",
            "geometry": area.shape,
            "properties": {
                "name": area.name, "people": area.people, "words": area.words, "movements": area.movements,
                "label": _label(area) if area.part > _LEAST_LABELLED else "", "x": area.x, "y": area.y,
                "strong": (area.people or 0) / most > _STRONG,
            },
        }
        for area in areas
    ]  # fmt: skip


def _label(area: Area) -> str:
    if not area.movements:
        return area.name
    return f"{area.name}\n{'?' if area.people is None else f'{area.people:,}'}"
