"""The briefing map as PDF and PNG: the scene and its words, set by Typst from one template.

All words and pictures reach Typst as one JSON text through `sys_inputs`; nothing is pasted into Typst source, so no
text can run as code. The date of production is the PDF's time stamp: the same input gives the same bytes. The PDF is
PDF/UA-1 (tagged, with a text for the map) unless some text holds characters that the two fonts lack.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from geo import assets
from geo.export import records, svg
from geo.export.arrows import PRINT
from geo.export.frame import Frame, bar
from geo.export.marginalia import FLOW_RULE, METHOD, Marginalia, marginalia, projection
from geo.export.marks import glyph
from geo.export.options import Options
from geo.export.safe import printable
from geo.export.scene import LOCATOR_MM, Panel, Scene, scene
from geo.export.selection import Selection, gather
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store
from geo.style import LegendEntry

TEMPLATE = Path(__file__).with_name("briefing.typ")
HALO = TEMPLATE.with_name("halo.typ")
MAX_ROWS = 200
MAX_LISTED = 8
MARK_MM = 4.6
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


def pdf(store: Store, chosen: Filter, options: Options) -> bytes:
    """The map page and the table pages, A4 landscape."""
    held = gather(store, chosen, options)
    return _compiled(_data(held, pages="all"), options)


def png(store: Store, chosen: Filter, options: Options) -> bytes:
    """The map page as a picture at `options.dpi`."""
    held = gather(store, chosen, options)
    return with_dpi(_typst(TEMPLATE, _data(held, pages="map"), format="png", ppi=float(options.dpi)), options.dpi)


def _compiled(data: str, options: Options) -> bytes:
    try:
        return _typst(TEMPLATE, data, format="pdf", timestamp=options.timestamp, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _typst(TEMPLATE, data, format="pdf", timestamp=options.timestamp)


def _typst(template: Path, data: str, **more: Any) -> bytes:
    """What Typst makes of a template of ours and one JSON text, with our fonts only."""
    fonts = _font_book(assets.fonts_dir())
    inputs = {"data": data}
    done = typst.compile(
        template, sys_inputs=inputs, root=str(template.parent), font_paths=fonts, ignore_system_fonts=True, **more
    )
    if not isinstance(done, bytes):
        raise TypeError(f"Typst answered {type(done).__name__} for a template of one page run")
    return done


@lru_cache(maxsize=1)
def _font_book(folder: Path) -> typst.Fonts:
    """The fonts read once per process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _data(held: Selection, pages: str) -> str:
    """Everything that the template shows, as JSON."""
    drawn = scene(held)
    words = marginalia(held)
    told: Json = {
        "pages": pages,
        "words": _on_map_page(words),
        "full": asdict(words),
        "projection": projection(drawn.main.frame.lon, drawn.main.frame.lat, drawn.main.frame.scale),
        "method": METHOD,
        "alt": _alt(words, drawn),
        "main": {**_panel(drawn.main), "bar": _bar(drawn.main.frame)},
        "inset": _inset(drawn),
        "locator": {"svg": drawn.locator, "width": LOCATOR_MM[0], "height": LOCATOR_MM[1]},
        "legend": [_legend_row(entry) for entry in drawn.legend],
        "flow_rule": FLOW_RULE if drawn.main.flows or (drawn.inset and drawn.inset.flows) else "",
        "unmapped": _unmapped(drawn),
    }
    if pages == "all":
        told |= {
            "events": [{**row, "svg": _symbol(row["type"], "round")} for row in records.event_rows(held, MAX_ROWS)],
            "more": max(0, len(held.events) - MAX_ROWS),
            "movements": records.movement_rows(held),
            "sources": records.source_rows(held),
        }
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


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


def _alt(words: Marginalia, drawn: Scene) -> str:
    marked = len(drawn.main.marks) + (len(drawn.inset.marks) if drawn.inset else 0)
    where = "Every event is listed in the table behind the map."
    return f"Map of {words.country} with {marked} marked places. {words.summary} {where}"


def _panel(panel: Panel) -> Json:
    """A map with the outlines of its names as a picture of its own, so that each name is text only once."""
    told = panel.as_json()
    data = json.dumps({key: told[key] for key in ("texts", "width", "height")}, ensure_ascii=False)
    return {**told, "halo": _typst(HALO, data, format="svg").decode()}


def _bar(frame: Frame) -> Json:
    km, mm = bar(frame, 42.0)
    return {"mm": mm, "half": f"{km / 2:g}", "whole": f"{km:g}", "scale": f"1:{frame.scale:,}"}


def _inset(drawn: Scene) -> Json | None:
    if drawn.inset is None or drawn.inset_at is None:
        return None
    km, mm = bar(drawn.inset.frame, 18.0)
    told = {"x": drawn.inset_at.x, "y": drawn.inset_at.y, "bar": {"mm": mm, "whole": f"{km:g}"}}
    return {**_panel(drawn.inset), **told, "scale": f"1:{drawn.inset.frame.scale:,}"}


def _unmapped(drawn: Scene) -> Json:
    rows = [f"{each.number} {printable(each.title, 70)} ({printable(each.reason, 50)})" for each in drawn.unmapped]
    rest = len(rows) - MAX_LISTED
    return {"rows": rows[:MAX_LISTED], "more": f"and {rest} more, see the table" if rest > 0 else ""}


def _legend_row(entry: LegendEntry) -> Json:
    draw = {"type": _symbol_entry, "precision": _plate_entry}.get(entry.kind, _note_entry)
    return {"kind": entry.kind, "label": entry.label, "svg": draw(entry)}


def _symbol_entry(entry: LegendEntry) -> str:
    return _symbol(entry.slug, "round")


def _plate_entry(entry: LegendEntry) -> str:
    return _symbol("other", entry.plate or "round")


def _symbol(kind: str, plate: str) -> str:
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
        "count": svg.element("circle", cx=m, cy=m, r=1.3, fill=PRINT.label),
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
        "flow-width": svg.shape("M0.2 3.2L4.4 4L4.4 0.8L0.2 2.4Z", fill=PRINT.flow),
    }
    return _small(drawings.get(entry.slug, ""))


def with_dpi(data: bytes, dpi: int) -> bytes:
    """The PNG with its resolution told in one pHYs chunk (pixels per metre), any other such chunk removed.

    https://www.w3.org/TR/png-3/#11pHYs
    """
    out, at = bytearray(data[:8]), 8
    per_metre = round(dpi / 0.0254)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body))
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big") + 12
        kind = data[at + 4 : at + 8]
        if kind != b"pHYs":
            out += data[at : at + size]
        if kind == b"IHDR":
            out += chunk
        at += size
    return bytes(out)
