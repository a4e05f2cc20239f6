"""The briefing as PDF and PNG: map pages and sections in the order that was chosen, set by Typst from one template.

The PDF has bookmarks, is PDF/UA-1 (tagged, with a text for every picture), and holds its fonts; the same input gives
the same bytes.
"""

from __future__ import annotations

from dataclasses import asdict

from geo.export import prose, setting
from geo.export.atlas import maps
from geo.export.carried import in_png, manifest_text
from geo.export.changes import changes
from geo.export.layout import MARGIN_MM, PAGES, SIDE_MM
from geo.export.legend_marks import symbol
from geo.export.logo import picture_of
from geo.export.map_page import map_page, told_by
from geo.export.marginalia import FLOW_RULE, METHOD, Marginalia, marginalia
from geo.export.options import SECTIONS, Options
from geo.export.records import event_rows, movement_rows, source_rows
from geo.export.scene import Scene
from geo.export.selection import Selection, gather
from geo.export.timeline import timeline
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

MAX_ROWS = 200
MAX_SOURCES = 500
"""Of events and sources listed; the data files hold all."""
WEB_PX = 1600
"""Width of the picture for web pages and messages."""


def pdf(store: Store, chosen: Filter, options: Options) -> bytes:
    """The map pages and the sections behind them."""
    held = gather(store, chosen, options)
    data = {**whole(store, held), "manifest": manifest_text(store, held, "pdf", options)}
    return setting.pdf_of(data, options.timestamp)


def png(store: Store, chosen: Filter, options: Options) -> bytes:
    """The map page as a picture at `options.dpi`."""
    return _png(store, chosen, options, "png", options.dpi)


def web_png(store: Store, chosen: Filter, options: Options) -> bytes:
    """The map page as a picture of about WEB_PX pixels across, for web pages and messages."""
    dpi = round(WEB_PX / (PAGES[options.page].width_mm / 25.4))
    return _png(store, chosen, options, "png-web", max(72, dpi))


def _png(store: Store, chosen: Filter, options: Options, name: str, dpi: int) -> bytes:
    held = gather(store, chosen, options)
    data = front(held)
    picture = setting.one(setting.BRIEFING, data, format="png", ppi=float(dpi))
    told, title = told_by(data["maps"][0]), data["full"]["title"]
    return setting.with_dpi(in_png(picture, manifest_text(store, held, name, options), title, told), dpi)


def pictures(store: Store, chosen: Filter, options: Options, *, every: bool) -> list[bytes]:
    """The pages of the PDF as PNG at `options.dpi`: the first, or every one."""
    held = gather(store, chosen, options)
    is_map = options.sections[:1] in (("map",), ("inset",)) and "map" in options.sections
    data = whole(store, held) if every or not is_map else front(held)
    made = setting.each(setting.BRIEFING, data, format="png", ppi=float(options.dpi))
    return made if every else made[:1]


def front(held: Selection, drawn: Scene | None = None) -> Json:
    """The first map page alone."""
    words = marginalia(held)
    return {**_frame_of(held, words), "maps": [map_page(held, drawn)], "groups": [{"kind": "map", "sections": []}]}


def whole(store: Store, held: Selection) -> Json:
    """Everything that the template shows, as JSON."""
    words = marginalia(held)
    told = _frame_of(held, words) | {"groups": _groups(held.options.sections), "maps": [], "flow_rule": FLOW_RULE}
    if "map" in held.options.sections:
        told["maps"] = [map_page(each) for each in maps(store, held)]
    rows = event_rows(held, MAX_ROWS)
    return told | {
        "events": [{**row, "svg": symbol(row["type"], "round")} for row in rows],
        "more": max(0, sum(1 for _ in held.listable()) - MAX_ROWS),
        "withheld": list(held.unlisted()),
        "movements": movement_rows(held),
        "sources": source_rows(held, MAX_SOURCES),
        "more_sources": max(0, len(held.sources()) - MAX_SOURCES),
        "timeline": _timeline(held),
        "changes": changes(held),
        "projection": told["maps"][0]["projection"] if told["maps"] else "",
        "method": METHOD,
    }


def _frame_of(held: Selection, words: Marginalia) -> Json:
    """The sheet, the title and what every page shows."""
    options, sheet = held.options, PAGES[held.options.page]
    wide, high = sheet.sheet_mm
    return {
        "sheet": {
            "width": sheet.width_mm, "height": sheet.height_mm, "zoom": sheet.zoom, "wide": wide, "high": high,
            "margin": MARGIN_MM, "side": SIDE_MM, "foot": sheet.foot_mm, "below": sheet.below,
            "screen": sheet.name == "slide",
        },
        "full": asdict(words),
        "author": options.author,
        "description": f"{words.summary} {words.filters}. {words.as_of}.",
        "titles": dict(SECTIONS),
        "texts": {name: prose.as_json(text) for name, text in options.texts if name != "map"},
        "logo": picture_of(options.logo),
    }  # fmt: skip


def _groups(sections: tuple[str, ...]) -> list[Json]:
    """Runs of sections that share pages: maps have pages of their own."""
    held: list[Json] = []
    for section in sections:
        if section == "inset":
            continue
        kind = "map" if section == "map" else "flow"
        if not held or held[-1]["kind"] != kind:
            held.append({"kind": kind, "sections": []})
        held[-1]["sections"].append(section)
    return held


def _timeline(held: Selection) -> Json:
    told = timeline(held, min(260.0, PAGES[held.options.page].width_mm - 44))
    told["types"] = [{"svg": symbol(kind, "round"), "words": words} for kind, words in told["types"]]
    return told
