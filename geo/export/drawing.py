"""The map page as one SVG whose layers have names: for editing in a drawing program, and as it is for a web page.

Lines and symbols of the map are layers of their own; letters are outlines, so that both scripts look the same on every
machine. What the letters say stands in the title and description of the picture and of its layers, where text search
and screen readers find it. No script, no link, no font and no picture from elsewhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from geo.export import setting, svg
from geo.export.carried import manifest_text
from geo.export.document import front
from geo.export.layout import HEAD_MM, MARGIN_MM, PAGES
from geo.export.map_page import told_by
from geo.export.options import Options
from geo.export.scene import PRINT, Panel, scene
from geo.export.selection import gather
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

_ID = re.compile(r'(?<=\sid=")|(?<=href="#)|(?<=url\(#)')
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
)


def drawing(store: Store, chosen: Filter, options: Options) -> bytes:
    """The SVG as UTF-8."""
    held = gather(store, chosen, options)
    drawn, sheet = scene(held), PAGES[options.page]
    data = front(held, drawn)
    page = data["maps"][0]
    margin, names = (_typeset(data, layer) for layer in ("margin", "names"))
    layers = [_layer("Title, legend and margin", margin, told_by(page))]
    layers += _panel_layers("Main map", drawn.main, (MARGIN_MM, MARGIN_MM + HEAD_MM), sheet.zoom)
    if drawn.inset is not None and drawn.inset_at is not None:
        at = (MARGIN_MM + drawn.inset_at.x, MARGIN_MM + HEAD_MM + drawn.inset_at.y)
        layers += _panel_layers("Inset", drawn.inset, at, sheet.zoom)
    layers.append(_layer("Names, scale bar and frame of the maps", names, _names(page)))
    wide, high = f"{sheet.width_mm:g}", f"{sheet.height_mm:g}"
    size = f'width="{wide}mm" height="{high}mm" viewBox="0 0 {wide} {high}"'
    about = html.escape(manifest_text(store, held, "svg", options), quote=False)
    back = svg.element("rect", width=sheet.width_mm, height=sheet.height_mm, fill="#ffffff")
    head = f"<title>{_escaped(data['full']['title'])}</title><desc>{_escaped(page['alt'])}</desc>"
    head += f'<metadata id="kharita-manifest">{about}</metadata>'
    return f'<svg {_NAMESPACES} {size} role="img">{head}{back}{"".join(layers)}</svg>\n'.encode("utf-8", "replace")


def _typeset(data: Json, layer: str) -> str:
    """One layer of the template's page as shapes in millimetres, its ids its own."""
    made = setting.one(setting.BRIEFING, {**data, "layer": layer}, format="svg").decode()
    found = _BODY.search(made)
    body = found[1] if found else ""
    return f'<g transform="scale({25.4 / 72:.6f})">{_ID.sub(f"{layer}-", body)}</g>'


def _panel_layers(name: str, panel: Panel, at: tuple[float, float], zoom: float) -> list[str]:
    """The layers of one map where it stands on the page, cut at its edge."""
    key = name.lower().replace(" ", "-")
    frame = panel.frame
    clip = f'<clipPath id="{key}-edge"><rect width="{frame.width_mm:g}" height="{frame.height_mm:g}"/></clipPath>'
    move = f'transform="scale({zoom:g}) translate({at[0]:g} {at[1]:g})" clip-path="url(#{key}-edge)"'
    sea = svg.element("rect", width=frame.width_mm, height=frame.height_mm, fill=PRINT.sea)
    held = [_layer(f"{name}: sea", f"<defs>{clip}</defs><g {move}>{sea}</g>", "")]
    drawn = ((what, shapes) for what, shapes in panel.layers if shapes)
    return held + [_layer(f"{name}: {what.lower()}", f"<g {move}>{shapes}</g>", "") for what, shapes in drawn]


def _layer(name: str, content: str, words: str) -> str:
    """A group that drawing programs show as a layer of this name."""
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    told = f"<desc>{_escaped(words)}</desc>" if words else ""
    attributes = f'id="{key}" inkscape:groupmode="layer" inkscape:label="{_escaped(name)}"'
    return f"<g {attributes}><title>{_escaped(name)}</title>{told}{content}</g>"


def _names(page: Json) -> str:
    return "\n".join(_lines(panel["texts"]) for panel in (page["main"], page["inset"]) if panel)


def _lines(texts: Iterable[Json]) -> str:
    parts = (" ".join(filter(None, (t["key"], t["text"].replace("\n", " "), t["sub"]))) for t in texts)
    return "\n".join(parts)


def _escaped(text: str) -> str:
    return html.escape(text.replace("\u200b", ""), quote=True)
