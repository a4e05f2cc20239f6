"""A table of origins by destinations whose cells are coloured by people: the rows to draw, and the chart.

Colour follows one declared bound, the lower figure (the best estimate where there is none); the words of each cell say
all that is known. A cell whose movements give no number is grey ("?"), never the colour of few.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import log1p
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

_CELL_PX = 34
_AXIS_AND_LEGEND_PX = 275
"""Room for slanted names above the cells and the legend below them."""
_LINES = "split(replace(replace(datum.label, / or /g, ' or\\n'), ', split', ',\\nsplit'), '\\n')"
"""An end of several places is told in lines, so that none is cut off."""
_PADDING = {"left": 5, "top": 5, "bottom": 5, "right": 70}
"""Room on the right for the end of the last slanted name."""
_STRONG = 0.55
"""Where on the scale the text on a cell changes its colour."""
_MOST_DIGITS = 10_000


class Palette(NamedTuple):
    """Colours of a theme: least and most people, no number, and text on a weak and on a strong cell."""

    least: str
    most: str
    unknown: str
    on_weak: str
    on_strong: str


PALETTES = {
    "light": Palette("#dce9f6", "#0b4a86", "#d3d3d3", "#10243a", "#ffffff"),
    "dark": Palette("#1d3247", "#8fc4f7", "#555a63", "#f2f6fb", "#0b1722"),
}


class Cell(NamedTuple):
    """One cell: where it stands, the names of its ends, people, and everything in words.

    `people` is the number that the colour follows, None where no lower figure is given; `most` is told in its stead.
    `sign` says how the number bounds what it counts: "≥", ">", or "" where it is the number itself.
    """

    row: int
    column: int
    origin: str
    destination: str
    people: int | None
    most: int | None
    sign: str
    words: str
    movements: int


def heat_rows(cells: Iterable[Cell]) -> pd.DataFrame:
    """The rows that `heat_table` draws; `row` and `column` order its axes."""
    held = list(cells)
    top = log1p(max((cell.people for cell in held if cell.people is not None), default=0))
    return pd.DataFrame(
        {
            "row": [cell.row for cell in held],
            "column": [cell.column for cell in held],
            "from": [cell.origin for cell in held],
            "to": [cell.destination for cell in held],
            "people": pd.array([cell.people for cell in held], "Int64"),
            "words": [cell.words for cell in held],
            "movements": [cell.movements for cell in held],
            "label": [label(cell) for cell in held],
            "strong": [bool(top) and log1p(cell.people or 0) / top > _STRONG for cell in held],
        }
    )


def label(cell: Cell) -> str:
    """The number in few characters, with a sign where it is a bound; "?" where there is none.

    >>> [label(Cell(0, 0, "a", "b", low, most, "≥", "", 1)) for low, most in ((3000, None), (None, 60), (None, None))]
    ['≥3,000', '≤60', '?']
    """
    if cell.people is not None:
        return f"{cell.sign}{_told(cell.people)}"
    return "?" if cell.most is None else f"≤{_told(cell.most)}"


def _told(people: int) -> str:
    return f"{people:,}" if people < _MOST_DIGITS else _short(people)


def _short(people: int) -> str:
    """
    >>> _short(18832), _short(1_250_000)
    ('18.8k', '1.2M')
    """
    for least, size, unit in ((999_500, 1e6, "M"), (0, 1e3, "k")):
        if people >= least:
            return f"{people / size:.{int(people / size < 99.95)}f}{unit}"
    raise AssertionError(people)


@cache
def heat_table(origins: int, theme: str) -> dict[str, Any]:
    """The Vega-Lite specification for so many rows; `theme` is a key of PALETTES."""
    colours = PALETTES[theme]
    x = alt.X(
        "to:N", title="To", sort=alt.EncodingSortField("column", op="min"),
        axis=alt.Axis(
            orient="top", labelAngle=-60, labelPadding=8, labelLimit=190, domain=False, ticks=False, labelOverlap=False,
            labelExpr=_LINES,
        ),
    )  # fmt: skip
    y = alt.Y(
        "from:N", title="From", sort=alt.EncodingSortField("row", op="min"),
        axis=alt.Axis(labelLimit=150, domain=False, ticks=False, labelExpr=_LINES),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("from:N", title="From"), alt.Tooltip("to:N", title="To"), alt.Tooltip("words:N", title="People"),
        alt.Tooltip("movements:Q", title="Movements", format=","),
    ]  # fmt: skip
    scale = alt.Scale(type="symlog", range=[colours.least, colours.most], domainMin=0)
    legend = alt.Legend(title="People (lower or best)", orient="bottom", gradientLength=200, format="~s", tickCount=4)
    known = alt.Color("people:Q", scale=scale, legend=legend)
    base = alt.Chart(alt.NamedData(name="cells")).encode(x=x, y=y, tooltip=tooltip)
    squares = base.mark_rect(cornerRadius=2).encode(
        color=alt.condition("isValid(datum.people)", known, alt.value(colours.unknown))
    )
    said = base.mark_text(fontSize=11).encode(
        text="label:N", color=alt.condition("datum.strong", alt.value(colours.on_strong), alt.value(colours.on_weak))
    )
    height = origins * _CELL_PX + _AXIS_AND_LEGEND_PX
    spec: dict[str, Any] = alt.layer(squares, said).properties(height=height, padding=_PADDING).to_dict()
    spec.pop("data", None)
    return spec
