"""One map page as values for the template: the drawn scene, its legend, its scale and the words around it.

In come a Selection and its number among the maps of a document; out comes JSON in millimetres of the virtual sheet.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache

from geo.export import graticule, prose, setting
from geo.export.frame import Frame, bar
from geo.export.layout import PAGES, Layout
from geo.export.legend_marks import legend_row
from geo.export.locator import LOCATOR_MM
from geo.export.marginalia import FLOW_RULE, Marginalia, marginalia, projection
from geo.export.safe import printable
from geo.export.scene import Panel, Scene, scene
from geo.export.selection import Selection
from geo.model import Json

MAX_LISTED = 8
LIMITS = {
    "title": 110,
    "subtitle": 150,
    "summary": 260,
    "filters": 260,
    "sources": 430,
    "licences": 420,
    "producer": 90,
}
"""Characters of each item on the map page; the whole text stands on the pages behind."""


def map_page(held: Selection, drawn: Scene | None = None) -> Json:
    """Everything that one map page shows; `drawn` is its scene where it is there already."""
    drawn, words = drawn or scene(held), marginalia(held)
    return {
        "words": _on_map_page(words),
        "projection": projection_of(drawn.main.frame, PAGES[held.options.page]),
        "alt": alt(words, drawn),
        "main": {**panel(drawn.main), "bar": _bar(drawn.main.frame)},
        "north": graticule.north_is_up(drawn.main.frame),
        "inset": _inset(drawn, PAGES[held.options.page]),
        "locator": {"svg": drawn.locator, "width": LOCATOR_MM[0], "height": LOCATOR_MM[1]},
        "legend": [legend_row(entry) for entry in drawn.legend],
        "flow_rule": FLOW_RULE if drawn.main.flows or (drawn.inset and drawn.inset.flows) else "",
        "unmapped": _unmapped(drawn),
        "text": prose.as_json(held.options.text("map")),
    }


def _on_map_page(words: Marginalia) -> Json:
    held = asdict(words)
    held["sources"] = _first(held["sources"], LIMITS["sources"])
    for key, limit in LIMITS.items():
        held[key] = printable(held[key].replace("\u200b", ""), limit)
    held["totals"] = [printable(text.replace("\u200b", ""), 300) for text in held["totals"]]
    held["contact"] = printable(held["contact"].replace("\u200b", ""), 90)
    return held


def _first(listed: str, limit: int) -> str:
    """The first of "a; b; c" within `limit` characters, and how many more there are."""
    if len(listed) <= limit:
        return listed
    kept = listed[: limit - 50].rpartition("; ")[0]
    if not kept:
        return listed
    rest = listed.count("; ") - kept.count("; ")
    return f"{kept}; and {rest} more, listed in the PDF and the data files"


def alt(words: Marginalia, drawn: Scene) -> str:
    """The map in words, for who does not see it."""
    marked = len(drawn.main.marks) + (len(drawn.inset.marks) if drawn.inset else 0)
    where = "Every event is listed in the table behind the map."
    return f"Map of {words.country} with {marked} marked places. {words.summary} {where}"


def panel(held: Panel) -> Json:
    """A map with the outlines of its names as a picture of its own, so that each name is text only once."""
    told = held.as_json()
    return {**told, "halo": halo(json.dumps({key: told[key] for key in ("texts", "width", "height")}))}


@lru_cache(maxsize=32)
def halo(told: str) -> str:
    """The outlines of the names of a map as SVG."""
    return setting.one(setting.HALO, json.loads(told), format="svg").decode()


def projection_of(frame: Frame, sheet: Layout) -> str:
    """The projection in words, with the scale of the map on the real sheet."""
    scale = "" if sheet.name == "slide" else f"Scale 1:{scale_on(frame, sheet):,} on {sheet.words}, true at the centre."
    return projection(frame.lon, frame.lat, scale or "The scale bar is true at the centre.")


def scale_on(frame: Frame, sheet: Layout) -> int:
    """The N of 1:N on the real sheet, to three figures."""
    exact = frame.scale / sheet.zoom
    return int(float(f"{exact:.3g}"))


def _bar(frame: Frame) -> Json:
    km, mm = bar(frame, 42.0)
    return {"mm": mm, "half": f"{km / 2:g}", "whole": f"{km:g}"}


def _inset(drawn: Scene, sheet: Layout) -> Json | None:
    if drawn.inset is None or drawn.inset_at is None:
        return None
    km, mm = bar(drawn.inset.frame, 18.0)
    told = {"x": drawn.inset_at.x, "y": drawn.inset_at.y, "bar": {"mm": mm, "whole": f"{km:g}"}}
    return {**panel(drawn.inset), **told, "scale": f"1:{scale_on(drawn.inset.frame, sheet):,}"}


def _unmapped(drawn: Scene) -> Json:
    rows = [f"{each.number} {printable(each.title, 70)} ({printable(each.reason, 50)})" for each in drawn.unmapped]
    rest = len(rows) - MAX_LISTED
    return {"rows": rows[:MAX_LISTED], "more": f"and {rest} more, see the table" if rest > 0 else ""}


LOCATION = "Location: the red frame shows where the main map lies"


def told_by(page: Json) -> str:
    """Every item of the margin of a map page as text."""
    words = page["words"]
    items = [
        words["title"], words["subtitle"], words["summary"], words["country"], words["number"], words["as_of"],
        words["filters"], "Legend", *(entry["label"] for entry in page["legend"]), page["flow_rule"],
        f"Scale bar: {page['main']['bar']['whole']} km", "North arrow: N" if page["north"] else "",
        f"Inset {page['inset']['scale']}" if page["inset"] else "", LOCATION,
        "Not on this map: " + ("; ".join(page["unmapped"]["rows"]) or "none; every event shown is on it"),
        page["unmapped"]["more"], words["shown"], words["grades"], *words["totals"], words["sources"],
        words["licences"], page["projection"], words["disclaimer"], words["produced"], words["software"],
        words["producer"], words["contact"],
    ]  # fmt: skip
    return "\n".join(item for item in items if item)
