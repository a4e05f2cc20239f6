"""The filtered map as one HTML file: opens from a disk without any network, and can reach none.

The page's own policy allows only the scripts and styles that are in it, by their hashes, and no connection. All data
lies in one JSON block, escaped for a script element; the page sets every text with textContent. The words that Python
writes into the page are HTML-escaped. The same input gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from geo import assets
from geo.export import circles, records
from geo.export.carried import manifest_text
from geo.export.layout import PAGES
from geo.export.locator import locator
from geo.export.marginalia import FLOW_RULE, METHOD, Marginalia, marginalia
from geo.export.masking import at_masked_points
from geo.export.options import Options
from geo.export.safe import assert_places_publishable
from geo.export.selection import Selection, gather
from geo.export.sites import WORLD, main_frame, point_of, sites, unmapped
from geo.filter import Filter
from geo.model import Event, Json, Place
from geo.payload import basemap_payload, place_payload, places_payload
from geo.payload_flows import flows_payload
from geo.safe_text import plain
from geo.store.protocol import PAGE_SIZE, Page, Store
from geo.style import style_json

FOLDER = Path(__file__).parent
MAX_EVENTS = 1_000
NO_FONTS = "kharita-fonts.css"
"""Left out: the fonts alone would weigh 3 MB, and every system has its own."""
PROJECTION = (
    "Web Mercator (EPSG:3857), datum WGS 84; north is up everywhere; the scale bar is true at the map's centre."
)
_SCRIPT_ESCAPES = (
    ("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("\u200b", ""),
)  # fmt: skip


def page(store: Store, chosen: Filter, options: Options) -> bytes:
    """The whole page as UTF-8."""
    store = at_masked_points(store, options)
    held = gather(store, chosen, options)
    assert_places_publishable(marker.place for marker in store.markers(held.chosen))
    scripts = [*(_inline(name) for name in assets.SCRIPTS), _own("circles.js"), _own("page.js")]
    style = "\n".join([*(_inline(name) for name in assets.STYLES if name != NO_FONTS), _own("page.css")])
    parts = {
        **_words(held),
        "CSP": html.escape(policy(scripts, [style]), quote=True),
        "STYLE": style,
        "MANIFEST": _in_script(manifest_text(store, held, "html", options)),
        "DATA": script_json(_data(store, held)),
        "SCRIPTS": "\n".join(f"<script>{text}</script>" for text in scripts),
    }
    template = _own("page.html")
    return re.sub(r"%%([A-Z_]+)%%", lambda found: parts[found[1]], template).encode("utf-8", "replace")


def _inline(name: str) -> str:
    """A script or style with the line ends that an HTML parser gives it before it takes the hash."""
    return assets.inline(name).replace("\r\n", "\n").replace("\r", "\n")


def script_json(value: Json) -> str:
    """JSON that is safe inside a script element, whatever the texts hold.

    >>> script_json({"a": "</script>"})
    '{"a":"\\\\u003c/script\\\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=list)
    return _in_script(text)


def _in_script(text: str) -> str:
    for sign, escape in _SCRIPT_ESCAPES:
        text = text.replace(sign, escape)
    return text


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The content security policy of a page with these scripts and styles: nothing else, and no connection."""
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _hashes(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _own(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _data(store: Store, held: Selection) -> Json:
    """What the page's script reads: rows for the panel, and what the map layer asks its source for."""
    places = places_payload(store, held.chosen)
    rows = records.event_rows(held, MAX_EVENTS)
    for row, (_, event) in zip(rows, held.listable(), strict=False):
        row["places"] = [at.place.id for at in event.places]
    shown = {m.id for m in held.movements}
    flows: Json = flows_payload(store, Filter()) if held.movements else {"flows": [], "largest": 0}
    flows["flows"] = [flow for flow in flows["flows"] if flow["id"] in shown]
    flows["largest"] = max((f["people"] for f in flows["flows"] if f["people"] is not None), default=0)
    shelf = cast("Store", _Shelf(held))
    details = {row["id"]: place_payload(shelf, held.chosen, row["id"]) for row in places["places"]}
    return {
        "events": rows,
        "more": max(0, sum(1 for _ in held.listable()) - MAX_EVENTS),
        "movements": records.movement_rows(held),
        "sources": records.source_rows(held),
        "country": held.country,
        "at": held.options.view.at,
        "circles": circles.on_screen(held, sites(held)),
        "bounds": {"places": _bounds(held), "flows": _flow_bounds(held)},
        "map": {
            "style": style_json(), "basemap": basemap_payload(), "places": _clean(places), "place": _clean(details),
            "flows": _clean(flows),
        },
    }  # fmt: skip


class _Shelf:
    """The part of a Store that popups ask for, answered from the selection: one question for all, not one a place."""

    def __init__(self, held: Selection) -> None:
        self._places = held.places
        self._own = {at.place.id: at.place for event in held.events for at in event.places}
        self._events: dict[str, dict[str, Event]] = {}
        for _, event in held.listable():
            for at in event.places:
                self._events.setdefault(at.place.id, {})[event.id] = event

    def places(self) -> Mapping[str, Place]:
        return self._places

    def at(self, _chosen: Filter, place_id: str, page: int = 0) -> Page:
        events = tuple(self._events.get(place_id, {}).values())
        shown = events[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        return Page(shown, page, len(events), self._own.get(place_id) or self._places.get(place_id))


def _clean(value: Json) -> Json:
    """The same JSON with every text free of controls and direction overrides."""

    return {key: _clean_value(inner) for key, inner in value.items()}


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return _clean(value)
    return [_clean_value(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _bounds(held: Selection) -> list[float]:
    """West, south, east, north of the printed map's frame: both show the same."""
    frame = main_frame(held, sites(held), PAGES[held.options.page].map_mm)
    wide, high = PAGES[held.options.page].map_mm
    edges = [(0.0, 0.0), (wide, 0.0), (0.0, high), (wide, high), (wide / 2, 0.0), (wide / 2, high)]
    lons, lats = zip(*frame.back(edges), strict=True)
    if not all(abs(value) < 1000 for value in (*lons, *lats)):
        return [WORLD[0][0], WORLD[0][1], WORLD[1][0], WORLD[1][1]]
    inset = 0.04
    wide, high = max(lons) - min(lons), max(lats) - min(lats)
    return [min(lons) + wide * inset, min(lats) + high * inset, max(lons) - wide * inset, max(lats) - high * inset]


def _flow_bounds(held: Selection) -> list[float] | None:
    ends = [p for m in held.movements for place in (*m.origins, *m.destinations) if (p := point_of(place))]
    if not ends:
        return None
    lons, lats = zip(*ends, strict=True)
    pad = max(max(lons) - min(lons), max(lats) - min(lats), 0.2) * 0.3
    return [min(lons) - pad, min(lats) - pad, max(lons) + pad, max(lats) + pad]


def _words(held: Selection) -> dict[str, str]:
    """The texts that stand in the page itself, escaped."""
    words = marginalia(held)
    found = sites(held)
    frame = main_frame(held, found, PAGES[held.options.page].map_mm)
    missing = [f"{each.number} {plain(each.title)} ({plain(each.reason)})" for each in unmapped(held, found, frame)]
    simple = ("title", "subtitle", "summary", "country", "number", "as_of", "filters")
    return {
        **{key.upper(): _escaped(getattr(words, key)) for key in simple},
        "FLOW_RULE": _escaped(FLOW_RULE),
        "METHOD": _escaped(METHOD),
        "TOTALS": _items(words.totals),
        "UNMAPPED": _items(missing[:MAX_EVENTS] or ["none: every event shown is on the map"]),
        "ABOUT": _about(words),
        "LOCATOR": locator(frame, held.country),
    }


def _about(words: Marginalia) -> str:
    rows = (
        ("Situation", words.as_of), ("Produced on", words.produced), ("Shown", words.shown),
        ("Grades included in totals", words.grades),
        ("Filters", words.filters), ("Projection", PROJECTION), ("Precision", PRECISION_KEY),
        ("Sources", words.sources),
        ("Licences", words.licences), ("Boundaries", words.disclaimer), ("Producer", words.producer),
        ("Contact", words.contact), ("Software", words.software),
    )  # fmt: skip
    return "".join(f'<dt>{_escaped(name)}</dt><dd dir="auto">{_escaped(_after(text))}</dd>' for name, text in rows)


def _after(text: str) -> str:
    """`text` without the words that the row's name says already: "Producer not given" is "not given"."""
    for start in ("Filters: ", "Sources: ", "Producer: ", "Contact: ", "Producer ", "Contact ", "Situation as "):
        if text.startswith(start):
            return text.removeprefix(start)
    return re.sub("^(Produced on|Grades included in totals:) ", "", text)


PRECISION_KEY = (
    "Square: a facility at its own point. Round: a settlement or neighbourhood at its reference point. "
    "Hollow and dashed: an area or a place not known exactly. A thin line leads from a moved symbol to its true place."
)


def _items(texts: Iterable[str]) -> str:
    return "".join(f'<li dir="auto">{_escaped(text)}</li>' for text in texts)


def _escaped(text: str) -> str:
    return html.escape(text.replace("\u200b", ""), quote=True)
