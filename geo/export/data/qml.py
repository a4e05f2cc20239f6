"""Styles for QGIS (QML) from the style table: the symbols, colours and dashes of Kharita's own maps.

One category per value of an expression; its symbol is a picture that stands in the style itself, so that nothing is
fetched. Read by QGIS 3.22 and later. See the QGIS manual on styles and `layer_styles` in GeoPackage.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from geo.export.marks import glyph
from geo.style import PALETTES, PRECISION_STYLES, TYPE_STYLES

PRINT = PALETTES["print"]
SYMBOL_MM = 5.2
LABELS_FROM = 5_000_000
"""The scale (1 to so many) from which on places are named."""
PLATE_WORDS = {"square": "facility", "round": "settlement", "hollow": "area, or not known exactly"}
_BOX = 24.0
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_EXPRESSION = "coalesce(\"type\", 'other') || ':' || CASE {cases} ELSE 'hollow' END"


@dataclass(frozen=True, slots=True)
class Category:
    """One value, its words in the legend, and the layers of its symbol."""

    value: str
    label: str
    symbol: str


def events_qml(shown: Iterable[tuple[str, str]], name: str = "") -> str:
    """The style of events for the pairs (type, precision) that are there, in the order of the vocabulary.

    With `name`, points are named by that column and, in Arabic, by `name`_ar, from LABELS_FROM on; QGIS keeps names
    apart. Rows with several points have no name for all of them.
    """
    held = {(kind, PRECISION_STYLES[precision].plate) for kind, precision in shown if precision in PRECISION_STYLES}
    held |= {(kind, "hollow") for kind, precision in shown if precision not in PRECISION_STYLES}
    categories = [
        Category(f"{kind}:{plate}", f"{style.label} ({words})", _picture(symbol_svg(kind, plate)))
        for kind, style in TYPE_STYLES.items()
        for plate, words in PLATE_WORDS.items()
        if (kind, plate) in held
    ]
    cases = " ".join(f"WHEN \"precision\" = '{slug}' THEN '{style.plate}'" for slug, style in PRECISION_STYLES.items())
    return _categorised("marker", _EXPRESSION.format(cases=cases), categories, _labels(name) if name else "")


def symbol_svg(kind: str, plate: str) -> str:
    """The symbol of an event type on its plate, as an SVG picture of 24 by 24."""
    body = glyph(kind, plate, (_BOX / 2, _BOX / 2), _BOX * 0.46)
    size = f'width="{_BOX:g}" height="{_BOX:g}" viewBox="0 0 {_BOX:g} {_BOX:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'


def flows_qml() -> str:
    """Arrows: whole lines where a pair has its own figure, dashed where its share is not known."""
    rows = (
        ("one pair", "Movement between two places (no route)", PRINT.flow, "solid"),
        ("known", "One of several ends, its share known", PRINT.flow, "solid"),
        ("unknown", "One of several ends, share unknown: the total stands once, in split_total", PRINT.flow_unknown,
         "dash"),
    )  # fmt: skip
    made = [Category(value, label, _arrow(color, dash)) for value, label, color, dash in rows]
    return _categorised("line", '"split"', made)


def places_qml() -> str:
    """Dots for the ends; hollow where the place is an area or not known exactly."""
    cases = " ".join(
        f"WHEN \"precision\" = '{slug}' THEN '{'area' if style.plate == 'hollow' else 'point'}'"
        for slug, style in PRECISION_STYLES.items()
    )
    dots = [
        Category("point", "A place at its own or reference point", _dot(PRINT.flow, PRINT.flow)),
        Category("area", "An area, or a place not known exactly", _dot("#ffffff", PRINT.flow)),
    ]
    return _categorised("marker", f"CASE {cases} ELSE 'area' END", dots)


def _labels(name: str) -> str:
    """Names of places in both scripts with a halo, for maps of a country and larger."""
    words = f"coalesce(\"{name}\", '') || coalesce('\\n' || \"{name}_ar\", '')"
    return (
        f'<labeling type="simple"><settings><text-style fieldName={quoteattr(words)} isExpression="1" '
        f'fontFamily="Noto Sans" fontSize="8" fontSizeUnit="Point" textColor="{_rgb(PRINT.label)}">'
        f'<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="{_rgb(PRINT.casing)}"/>'
        '</text-style><placement placement="6" offsetType="1" dist="0.6" distUnits="MM"/>'
        f'<rendering drawLabels="1" obstacle="1" scaleVisibility="1" scaleMin="{LABELS_FROM}" scaleMax="0"/>'
        "</settings></labeling>"
    )


def _rgb(color: str) -> str:
    """A colour as QGIS writes it.

    >>> _rgb("#ff8000")
    '255,128,0,255'
    """
    return ",".join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def _categorised(kind: str, expression: str, categories: Iterable[Category], labels: str = "") -> str:
    held = list(categories)
    rows = "".join(
        f'<category value={quoteattr(each.value)} symbol="{n}" label={quoteattr(each.label)} render="true"/>'
        for n, each in enumerate(held)
    )
    symbols = "".join(
        f'<symbol type="{kind}" name="{n}" alpha="1" clip_to_extent="1" force_rhr="0">{each.symbol}</symbol>'
        for n, each in enumerate(held)
    )
    return (
        f'{_HEAD}<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="{int(bool(labels))}">'
        f'<renderer-v2 type="categorizedSymbol" attr={quoteattr(expression)} symbollevels="0" enableorderby="0" '
        f'forceraster="0"><categories>{rows}</categories><symbols>{symbols}</symbols></renderer-v2>'
        f"{labels}<blendMode>0</blendMode></qgis>\n"
    )


def _layer(kind: str, values: Mapping[str, str], inner: str = "") -> str:
    options = "".join(
        f'<Option type="QString" name={quoteattr(key)} value={quoteattr(value)}/>' for key, value in values.items()
    )
    props = "".join(f"<prop k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in values.items())
    head = f'<layer class="{kind}" enabled="1" pass="0" locked="0">'
    return f'{head}<Option type="Map">{options}</Option>{props}{inner}</layer>'


def _picture(picture: str) -> str:
    name = f"base64:{base64.b64encode(picture.encode()).decode()}"
    return _layer("SvgMarker", {"name": name, "size": f"{SYMBOL_MM:g}", "size_unit": "MM", "outline_width": "0"})


def _dot(fill: str, line: str) -> str:
    values = {"name": "circle", "color": fill, "outline_color": line, "outline_width": "0.4", "size": "2.2"}
    return _layer("SimpleMarker", values | {"size_unit": "MM"})


def _arrow(color: str, dash: str) -> str:
    line = _layer(
        "SimpleLine",
        {"line_color": color, "line_width": "0.7", "line_width_unit": "MM", "line_style": dash, "capstyle": "round"},
    )
    head = _layer("SimpleMarker", {"name": "filled_arrowhead", "color": color, "outline_style": "no", "size": "3"})
    marker = f'<symbol type="marker" name="@0@1" alpha="1" clip_to_extent="1" force_rhr="0">{head}</symbol>'
    placed = {"placement": "lastvertex", "rotate": "1", "interval": "3", "interval_unit": "MM"}
    return line + _layer("MarkerLine", placed, marker)
