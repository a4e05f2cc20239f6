"""The tables of bench_map.py: what each app took at each size, ratios, and the targets beside what was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from apps import APPS
from cache import as_power
from report import in_words, table

DEFAULT = (1_000, 10_000, 100_000)
FULL = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)

Results = dict[tuple[str, int], dict[str, dict]]
"""By app and number of events, by measure: {"values": […], "note": …}."""
OVER = "> 60 s"

COMPARED = {
    "filter": ("Filter change to new picture", "ms"),
    "first map": ("First map on a page load, files in the browser's cache", "ms"),
    "first map, nothing cached": ("First map on a page load, nothing cached", "ms"),
    "filter, HTTP": ("Sent for a filter change, HTTP", "bytes"),
    "filter, WebSocket": ("Sent for a filter change, WebSocket", "bytes"),
    "browser heap": ("Browser heap after the filter changes", "MB"),
    "server memory": ("Server memory at the end", "MB"),
}
OURS = {
    "filter, first change": "ms",
    "pan": "ms",
    "zoom, first frame": "ms",
    "zoom": "ms",
    "click to details": "ms",
    "click to details, fullest point": "ms",
    "events at the fullest point": "events",
    "legend toggle": "ms",
    "legend toggle, all at rest": "ms",
    "time slider": "ms",
    "time slider, all at rest": "ms",
    "first view, map data": "bytes",
    "pan or zoom, map data (mean)": "bytes",
    "browser heap, empty map": "MB",
    "browser heap over an empty map": "MB",
    "server memory, at most": "MB",
    "events at the spots that were clicked": "events",
}

NOTES = """\
- *Method, the same for all*: Chromium's own screencast (DevTools) hands out every new frame with the time at which it
  was made. The clock starts at the reader's event inside the page (for page loads: at the call) and stops at the last
  frame in which the pixels of the map changed, before for one second no pixel changed, no request was under way, the
  main thread answered every beat and Streamlit's script had ended. Watching costs some milliseconds, all apps alike.
  All maps have the same size.
- *The events* are made up by bench/generate.py in ACLED's columns; its docstring says how they are spread. Kharita
  imports the CSV with its own command; the peers read the same events as Parquet into pandas, once per server, and
  filter there.
- *The filter* adds type after type in one multiselect of the sidebar and, for Kharita, takes them away again: no filter
  comes twice. Cells: median of at least five runs unless said; “> 60 s”: no quiet picture within the limit; “–”: not
  asked again after that, or not asked at this size.
- *No network*: the peers' libraries (Leaflet 1.9.3, jQuery, Bootstrap, MarkerCluster 1.1.0, Font Awesome,
  awesome-markers) come from npm and are handed out inside the browser; base maps are answered at once with an empty
  style or tile, icon fonts and two style sheets as empty files. That makes the peers faster than they are for a reader.
- *What the peers are spared*: no popups, no tooltips, no way back from the map to Python; explore() draws on a canvas
  and without a legend. WebGL is drawn by the processor, as there is no graphics card: on a card, st.map and pydeck draw
  faster, but the data still has to come.
- *Pan* is to the first frame that follows the mouse; *zoom* to the quiet picture, animation and new data included.
  *Legend* and *time slider* are to the first frame in which the map without the control itself has changed: the map
  draws its new picture in one; *all at rest* is when the page has followed, whose script may move the map. A *view* is
  what the map's own requests brought. *Heap* is after garbage was collected, for the page and its frames."""


@dataclass(frozen=True, slots=True)
class Target:
    """A limit of the issue for Kharita: on the median of one measure, for sizes that `limit_at` gives a limit for."""

    words: str
    measure: str
    limit_at: Callable[[int], float | None]
    unit: str = "ms"


def _to(most: float, at_ten_million: float | None) -> Callable[[int], float | None]:
    return lambda rows: most if rows <= 1_000_000 else at_ten_million


TARGETS = (
    Target("filter change to new picture", "filter", _to(200, 300)),
    Target("first map on a page load", "first map", _to(1_500, 2_000)),
    Target("pan to pixels", "pan", _to(150, 150)),
    Target("zoom to pixels", "zoom", _to(150, 150)),
    Target("click to details", "click to details", _to(250, 250)),
    Target("click to details, fullest point", "click to details, fullest point", _to(250, 250)),
    Target("legend toggle to new picture", "legend toggle", _to(50, None)),
    Target("time slider to new picture", "time slider", _to(50, None)),
    Target("first view, map data", "first view, map data", _to(150_000, 150_000), "bytes"),
    Target("a filter change, HTTP", "filter, HTTP", _to(150_000, 150_000), "bytes"),
    Target("a pan or zoom, map data", "pan or zoom, map data (mean)", _to(150_000, 150_000), "bytes"),
    Target("browser heap over an empty map", "browser heap over an empty map", _to(20, 20), "MB"),
    Target("server memory", "server memory, at most", _to(1_536, 1_536), "MB"),
)
FLAT, FLAT_FROM, FLAT_TO = 2.0, 10_000, 10_000_000
AHEAD, AHEAD_AT = 10.0, 100_000


def text_of(results: Results, sizes: Sequence[int], apps: Sequence[str]) -> tuple[str, list[str]]:
    """All tables, and the targets that were missed."""
    parts = [_compared(results, sizes, apps, measure) for measure in COMPARED]
    parts.append(_ahead(results, sizes, apps))
    if "kharita" in apps:
        head = ("Kharita alone", *(as_power(rows) for rows in sizes))
        rows = [
            (words, *(_cell(results, "kharita", size, words, unit) for size in sizes)) for words, unit in OURS.items()
        ]
        parts.append(table(head, rows))
    targets, missed = _targets(results, sizes)
    parts += [targets, _failures(results), NOTES]
    return "\n\n".join(part for part in parts if part), missed


def _compared(results: Results, sizes: Sequence[int], apps: Sequence[str], measure: str) -> str:
    words, unit = COMPARED[measure]
    rows = [(APPS[app].words, *(_cell(results, app, size, measure, unit) for size in sizes)) for app in apps]
    return table((words, *(as_power(size) for size in sizes)), rows)


def _ahead(results: Results, sizes: Sequence[int], apps: Sequence[str]) -> str:
    """How many times longer the best peer takes than Kharita."""
    cells = []
    for size in sizes:
        ratio = _best_peer_over_kharita(results, size, apps)
        cells.append("–" if ratio is None else ratio)
    return table(("Best peer ÷ Kharita, filter change", *(as_power(size) for size in sizes)), [("times", *cells)])


def _best_peer_over_kharita(results: Results, size: int, apps: Sequence[str]) -> str | None:
    ours = _median(results, "kharita", size, "filter")
    peers = [app for app in apps if not APPS[app].ours and (app, size) in results]
    times = [held for app in peers if (held := _median(results, app, size, "filter")) is not None]
    if ours is None or not peers:
        return None
    return f"{min(times) / ours:.1f}" if times else f"no peer answered (> {60_000 / ours:.0f})"


def _targets(results: Results, sizes: Sequence[int]) -> tuple[str, list[str]]:
    rows, missed = [], []
    asked = [(each, size) for each in TARGETS for size in sizes if ("kharita", size) in results]
    for each, size in asked:
        limit, found = each.limit_at(size), _median(results, "kharita", size, each.measure)
        if limit is None:
            continue
        said = "not measured" if found is None else "kept" if found <= limit else "missed"
        words = f"{each.words} at {as_power(size)}"
        rows.append((words, _said(found, each.unit), _said(limit, each.unit), said))
        missed += [words] if said == "missed" else []
    for words, found, limit, kept in _ratios(results):
        rows.append((words, f"{found:.2f}", limit, "kept" if kept else "missed"))
        missed += [] if kept else [words]
    return table(("Target (medians)", "Measured", "Limit", "Verdict"), rows) if rows else "", missed


def _ratios(results: Results) -> list[tuple[str, float, str, bool]]:
    found: list[tuple[str, float, str, bool]] = []
    low, high = (_median(results, "kharita", size, "filter") for size in (FLAT_FROM, FLAT_TO))
    if low and high:
        words = f"filter change at {as_power(FLAT_TO)} ÷ at {as_power(FLAT_FROM)}"
        found.append((words, high / low, f"≤ {FLAT:.0f}", high / low <= FLAT))
    ours = _median(results, "kharita", AHEAD_AT, "filter")
    peers = [held for app in APPS if app != "kharita" if (held := _median(results, app, AHEAD_AT, "filter"))]
    if ours and peers:
        ratio = min(peers) / ours
        found.append((f"best peer ÷ Kharita at {as_power(AHEAD_AT)}", ratio, f"≥ {AHEAD:.0f}", ratio >= AHEAD))
    return found


def _median(results: Results, app: str, size: int, measure: str) -> float | None:
    """None where nothing was measured, or where one run passed the limit."""
    held = results.get((app, size), {}).get(measure)
    if not held or not held["values"] or held.get("note") == "over":
        return None
    return median(held["values"])


def _cell(results: Results, app: str, size: int, measure: str, unit: str) -> str:
    held = results.get((app, size), {})
    found = _median(results, app, size, measure)
    if found is not None:
        few = len(held[measure]["values"])
        return _said(found, unit) + (f" ({few} run{'s' if few > 1 else ''})" if unit == "ms" and few < 5 else "")
    if held.get(measure, {}).get("note") == "over":
        return OVER
    return "–"


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return {
        "ms": in_words(value), "bytes": f"{value / 1000:,.1f} kB", "MB": f"{value:,.0f} MB", "events": f"{value:,.0f}",
    }[unit]  # fmt: skip


def _failures(results: Results) -> str:
    """What could not be measured, and why; one line each."""
    lines = []
    for (app, size), held in results.items():
        for measure, line in held.items():
            note = line.get("note", "")
            if note and note not in {"over", "skipped"}:
                lines.append(f"- {APPS[app].words}, {as_power(size)}, {measure}: {note.splitlines()[0][:200]}")
    return "Not measured, or with a remark:\n\n" + "\n".join(lines) if lines else ""
