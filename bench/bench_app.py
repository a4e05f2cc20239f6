"""What a reader of the app waits for, in headless Chromium on the real app with the shipped data.

The first map is timed from the start of the process; everything else inside the browser (bench/probe.js), from the
reader's own event to the frame that shows the change.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Literal

from driven import MAP_FRAME, Bytes, Driven, Times, headless, new_page, watched_bytes
from machine import described
from playwright.sync_api import Browser, expect
from report import Timed, report, table
from server import serving

COLD_RUNS = 3
RUNS = 20
RELOADS = 5
FIRST_MAP_MS = 4_000
FILTER_CHANGE_MS = 300
TYPES = (
    "Airstrike", "Allegation", "Strike", "Capitulation", "Abuse in detention", "Diplomacy", "Execution",
    "Forced displacement", "Ground offensive", "Labour strike", "Transit of displaced people",
)  # fmt: skip
"""All types of the shipped data with a point; each changes the markers."""
PLACES = {
    "azaz": ("Azaz", "Patience has run out"),
    "abu-kamal": ("Abu Kamal", "did not conduct air strikes on Abu Kamal"),
    "qalaat-al-madiq": ("Qalaat al-Madiq", "People gather near buses"),
}
"""By id: the name on the popup, and words of a claim in the panel."""
HOP_PX = 6

COLD_STAGES = {
    "process until it answers": ("began", "answered"),
    "Streamlit's page until it connects": ("answered", "sent"),
    "script until the map's frame begins": ("sent", "framed"),
    "the map's files until it asks for places": ("framed", "asked"),
    "places until markers are visible": ("asked", "map"),
}
STAGES = {
    "click until the message to the server": ("began", "sent"),
    "Streamlit until the map asks": ("sent", "asked"),
    "the map's request": ("asked", "answered"),
    "answer to pixels": ("answered", "painted"),
}

NOTES = """\
- *First map*: from the start of `streamlit run app.py` with an empty workspace, the browser already open, until eleven
  markers are visible. Packages are installed and compiled, files are in the page cache of the system.
- *Filter change*: from the click in the event-type widget to the frame after the markers have changed. “New” filters
  were never asked for before in that process; “known” ones go to and fro between two whose answers the server has kept.
- The rows that begin with “of it” are the stages of the row above them, each with its own median. “Streamlit until the
  map asks” is the script up to the map, the way back to the browser and the component.
- *Zoom* includes the quarter of a second of Leaflet's animation.
- Sizes are HTTP bytes as sent, with headers, and the payload of the WebSocket."""


def main() -> int:
    machine = described()
    with tempfile.TemporaryDirectory(prefix="kharita-bench-") as folder, headless() as browser:
        cold = [_cold(browser, Path(folder) / f"cold-{n}") for n in range(COLD_RUNS)]
        rows = [
            Timed("first map, from the start of the process", _part(cold, "map"), FIRST_MAP_MS),
            *(Timed(f"of it, {words}", _between(cold, *ends)) for words, ends in COLD_STAGES.items()),
            Timed("map and end of the script, from the start of the process", _part(cold, "page")),
        ]
        with serving(Path(folder) / "warm") as address:
            warm, sizes = _warm(browser, address)
    return report("app", "The app", machine, [*rows, *warm], below=f"{sizes}\n\n{NOTES}")


def _cold(browser: Browser, workspace: Path) -> Times:
    """One start, in milliseconds since it: until the server answers, the map can be used, and the script has ended."""
    page = new_page(browser)
    began = _now()
    with serving(workspace) as address:
        reader = Driven(page, address)
        answered = _now()
        page.goto(address, wait_until="commit")
        up = reader.map_is_up()
        noted = {"began": began, "answered": answered, "map": up, "page": max(up, reader.script_has_ended())}
        noted |= page.evaluate("() => kharitaBench.opening()")
    page.context.close()
    return {name: at - began for name, at in noted.items()}


def _now() -> float:
    """Milliseconds since 1970, as the browser counts them."""
    return time.time() * 1000


def _warm(browser: Browser, address: str) -> tuple[list[Timed], str]:
    """Everything in one session of a running app, and the sizes of what it sent."""
    reader = Driven(new_page(browser), address)
    came = watched_bytes(reader.page)
    reader.page.goto(address, wait_until="commit")
    reader.map_is_up()
    reader.quiet()
    first = _size("first view, nothing cached", came)
    again = [_reload(reader, came) for _ in range(RELOADS)]
    second = _size("the same view again", came)
    new, filter_size = _measured(came, "a filter change", _new_filters(reader))
    known = _known_filters(reader)
    clicks, click_size = _measured(came, "a click on a marker", _clicks(reader, "details"))
    popups = list(_clicks(reader, "popup"))
    pans, pan_size = _measured(came, "a pan", _pans(reader))
    zooms, zoom_size = _measured(came, "a zoom", _zooms(reader))
    rows = [
        Timed("first map of a running app, files cached by the browser", again),
        Timed("filter change, new filter", _part(new, "painted"), FILTER_CHANGE_MS),
        *(Timed(f"of it, {words}", _between(new, *ends)) for words, ends in STAGES.items()),
        Timed("of the request, inside the route (Server-Timing)", _part(new, "server")),
        Timed("new filter, until the script has ended", _part(new, "settled")),
        Timed("filter change, known filter", _part(known, "painted"), FILTER_CHANGE_MS),
        Timed("known filter, until the script has ended", _part(known, "settled")),
        Timed("click on a marker to its claims in the panel", _part(clicks, "painted")),
        Timed("click on a marker to its full popup", _part(popups, "painted")),
        Timed("pan to pixels", _part(pans, "painted")),
        Timed("zoom to its last frame", _part(zooms, "painted")),
    ]
    head = ("Sent for", "HTTP: map data", "HTTP: our files", "HTTP: all", "WebSocket")
    return rows, table(head, [first, second, filter_size, click_size, pan_size, zoom_size])


def _between(times: Iterable[Times], start: str, end: str) -> list[float]:
    return [each[end] - each[start] for each in times]


def _part(times: Iterable[Times], name: str) -> list[float]:
    return [each[name] for each in times]


def _reload(reader: Driven, came: Bytes) -> float:
    """Loads the page again: from the call to the visible markers."""
    came.clear()
    began = _now()
    reader.page.reload(wait_until="commit")
    up = reader.map_is_up()
    reader.quiet()
    return up - began


def _measured(came: Bytes, what: str, acts: Iterator[Times]) -> tuple[list[Times], tuple[str, ...]]:
    """All times, and the mean size of one act."""
    came.clear()
    times = list(acts)
    return times, _size(f"{what} (mean)", came, len(times))


def _size(what: str, came: Bytes, acts: int = 1) -> tuple[str, ...]:
    sizes = (came.below("/map/"), came.below("/assets/"), came.all_http(), came.socket)
    return (what, *(f"{size / acts / 1000:,.1f} kB" for size in sizes))


def _new_filters(reader: Driven) -> Iterator[Times]:
    """Adds every type, then takes away all but two in the same order: no filter comes twice."""
    for words in TYPES:
        yield _add(reader, words)
    for words in TYPES[: RUNS - len(TYPES)]:
        yield _remove(reader, words)
    reader.page.locator(".st-key-filter-clear button").click()
    reader.quiet()


def _known_filters(reader: Driven) -> list[Times]:
    """Back and forth between all events and one type; the first round makes both known."""
    acts: list[Callable[[], Times]] = [lambda: _add(reader, TYPES[0]), lambda: _remove(reader, TYPES[0])]
    for act in acts:
        act()
    return [act() for act in islice(cycle(acts), RUNS)]


def _add(reader: Driven, words: str) -> Times:
    reader.page.locator(".st-key-filter-type").get_by_role("combobox").click()
    option = reader.page.get_by_role("option", name=f"{words} (").first
    expect(option).to_be_visible()
    times = reader.timed("pointerup", "markers", option.click)
    reader.page.keyboard.press("Escape")
    return times


def _remove(reader: Driven, words: str) -> Times:
    button = reader.page.locator(f'.st-key-filter-type .react-aria-ComboBox button[aria-label^="Remove {words} ("]')
    return reader.timed("pointerup", "markers", button.click)


def _clicks(reader: Driven, change: Literal["details", "popup"]) -> Iterator[Times]:
    """Clicks one marker after the other, never the same one twice in a row."""
    for place_id, (name, claim) in islice(cycle(PLACES.items()), RUNS):
        _as_opened(reader)
        yield reader.timed("click", change, reader.marker(place_id).click, claim if change == "details" else name)


def _as_opened(reader: Driven) -> None:
    """Closes the popup and shows the whole map: popups move it, and a marker at the border cannot be clicked safely."""
    close = reader.map.locator(".leaflet-popup-close-button")
    if close.count():
        close.first.click()
    expect(reader.map.locator(".kharita-popup")).to_have_count(0)
    reader.map.locator(".kharita-fit").click()
    reader.quiet()


def _pans(reader: Driven) -> Iterator[Times]:
    """Moves the map with the mouse held, a few pixels to and fro."""
    x, y = _quiet_spot(reader)
    mouse = reader.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 20, y)
    for step in islice(cycle((1, -1)), RUNS):
        yield reader.timed("mousemove", "pan", lambda to=x + 20 + HOP_PX * step: mouse.move(to, y))
    mouse.up()


def _quiet_spot(reader: Driven) -> tuple[float, float]:
    _as_opened(reader)
    box = reader.page.locator(MAP_FRAME).bounding_box()
    assert box
    return box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.85


def _zooms(reader: Driven) -> Iterator[Times]:
    for name in islice(cycle(("in", "out")), RUNS):
        yield reader.timed("click", "zoom", reader.map.locator(f".leaflet-control-zoom-{name}").click)


if __name__ == "__main__":
    raise SystemExit(main())
