"""Shapes in millimetres as SVG, without any text: text is set by Typst over the picture.

Every function answers a string made only of numbers and of our own constants, so no outside text can enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

Xy = tuple[float, float]


def path(geometry: BaseGeometry) -> str:
    """The `d` of a path: rings closed, lines open, two decimals (0.01 mm). "" for an empty geometry."""
    parts: list[str] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            parts += [_run(ring.coords, closed=True) for ring in (part.exterior, *part.interiors)]
        elif part.geom_type in ("LineString", "LinearRing"):
            parts.append(_run(part.coords, closed=False))
    return "".join(parts)


def _run(coords: Iterable[Sequence[float]], closed: bool) -> str:
    points = np.round(np.asarray(coords, dtype=float)[:, :2], 2)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points[: -1 if closed else None]) + ("Z" if closed else "")


def through(points: Sequence[Xy]) -> str:
    """A straight line through points."""
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def element(name: str, **attributes: str | float) -> str:
    """One element; underscores in names of attributes become hyphens."""
    held = "".join(f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{held}/>"


def shape(d: str, **attributes: str | float) -> str:
    """A path element, "" where there is nothing to draw."""
    return element("path", d=d, **attributes) if d else ""


def group(content: str, **attributes: str | float) -> str:
    """A group around other elements."""
    held = "".join(f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<g{held}>{content}</g>"


def picture(content: str, width_mm: float, height_mm: float, background: str) -> str:
    """A whole picture of the given size, everything beyond its edges cut off."""
    size = f'width="{width_mm:g}mm" height="{height_mm:g}mm" viewBox="0 0 {width_mm:g} {height_mm:g}"'
    back = element("rect", width=width_mm, height=height_mm, fill=background)
    clip = f'<clipPath id="edge"><rect width="{width_mm:g}" height="{height_mm:g}"/></clipPath>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><defs>{clip}</defs>'
        f'<g clip-path="url(#edge)">{back}{content}</g></svg>'
    )


def hatch(area: BaseGeometry, gap_mm: float = 1.4) -> BaseGeometry:
    """Lines at 45 degrees through `area` (millimetres), `gap_mm` apart, on one grid for the whole map."""
    if area.is_empty:
        return area
    west, north, east, south = area.bounds
    step = gap_mm * 2**0.5
    first, last = np.floor((west + north) / step), np.ceil((east + south) / step)
    lines = [[(west, k * step - west), (east, k * step - east)] for k in np.arange(first, last + 1)]
    return shapely.intersection(shapely.multilinestrings(lines), area)


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.4g}"


Attributes = Mapping[str, str | float]
