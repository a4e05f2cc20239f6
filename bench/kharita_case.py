"""What only Kharita is asked: pan, zoom, click to details, controls inside the map, bytes per view, heap.

The same frames and the same clock as for all apps (screen.py). Where a control is not there, the measure says so and
the rest goes on. CSS of the map's controls stands here and nowhere else.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from math import atan, degrees, pi, sinh
from typing import TYPE_CHECKING

import numpy as np
from driven import Bytes
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Frame, Locator
from screen import Overdue, Unchanged

if TYPE_CHECKING:
    from map_case import Reader, Result

DETAILS = ".st-key-details"
LEGEND = ".kharita-legend"
LEGEND_TOGGLE = ".kharita-toggle"
SLIDER_BOX = ".kharita-time"
SLIDER = "input[type=range]"
SLIDES, TRIES = 8, 20
FIT = ".kharita-fit"
CANVAS = '[data-drawn="canvas"]'
MARKER = "button.kharita-marker"
NOTHING = "/?from=1900-01-01&to=1900-01-02"
SPOTS = 5
STACK_RUNS, STACK_ZOOM = 5, 14
_TO_PIXEL = """([mx, my]) => {
    const map = Object.values(window).find((each) => window.L && each instanceof L.Map);
    if (!map) return null;
    const world = 2 ** 32, size = map.getSize();
    const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * my / world))) * 180 / Math.PI;
    const { x, y } = map.latLngToContainerPoint([lat, mx / world * 360 - 180]);
    return x > 60 && y > 60 && x < size.x - 60 && y < size.y - 60 ? [x, y] : null;
}"""


@dataclass
class Inside:
    """The measures of one session, one after the other; each is told as soon as it is there."""

    reader: Reader
    result: Result
    runs: int

    def each(self, measure: str, acts: Generator[float]) -> None:
        """Notes the times of `acts`; what goes wrong ends this measure and no other."""
        values: list[float] = []
        note = ""
        try:
            with closing(acts):
                values.extend(islice(acts, self.runs))  # what came before an error stays
        except (Overdue, Unchanged) as error:
            note = "over" if isinstance(error, Overdue) else "no change seen"
        except (BrowserError, LookupError, ValueError) as error:
            note = f"failed: {str(error)[:200]}"
        self.result.add(measure, values, "ms", note if note or values else "no change seen")
        with suppress(Overdue):
            self.reader.screen.settle()

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.reader.page.frames if "streamlit_folium" in frame.url)


def inside(reader: Reader, result: Result, runs: int) -> None:
    at = Inside(reader, result, runs)
    reader.load()
    bodies = _watch_cells(reader)
    came = Bytes()
    came.listen(reader.page.context.new_cdp_session(reader.page))
    reader.load()
    result.add("first view, map data", [float(_map_bytes(came))], "bytes")
    at.each("click to details", _clicks(at, bodies))
    at.each("click to details, fullest point", _stack_clicks(at, bodies))
    reader.load()
    came.clear()
    at.each("pan", _pans(at))
    at.each("zoom, first frame", _zooms(at, first=True))
    at.each("zoom", _zooms(at, first=False))
    result.add("pan or zoom, map data (mean)", [_map_bytes(came) / max(1, 3 * runs)], "bytes")
    for measure, acts in (("legend toggle", _toggles), ("time slider", _slides)):
        rest: list[float] = []
        at.each(measure, acts(at, rest))
        result.add(f"{measure}, all at rest", rest)
    from map_case import heap_mb

    full = heap_mb(reader)
    reader.load(NOTHING)
    empty = heap_mb(reader)
    result.add("browser heap, after all", [full], "MB")
    result.add("browser heap, empty map", [empty], "MB")
    result.add("browser heap over an empty map", [full - empty], "MB")


def _map_bytes(came: Bytes) -> int:
    return came.below("/map/cells", "/map/places", "/map/place")


def _pans(at: Inside) -> Generator[float]:
    """Moves with the mouse held, a good part of the map at a time: to the first frame that follows."""
    x, y, wide, high = at.reader.box()
    mouse = at.reader.page.mouse
    mouse.move(x + wide * 0.5, y + high * 0.85)
    mouse.down()
    mouse.move(x + wide * 0.5 + 20, y + high * 0.85)
    try:
        for way in cycle((0.3, 0.7)):
            at.reader.screen.settle()
            there = x + wide * way
            yield at.reader.screen.seen(
                lambda to=there: mouse.move(to, y + high * 0.85), at.reader.box, "mousemove"
            ).first_ms
    finally:
        mouse.up()


def _zooms(at: Inside, *, first: bool) -> Generator[float]:
    for name in cycle(("in", "in", "out", "out")):
        button = at.frame.locator(f".leaflet-control-zoom-{name}").first
        at.reader.screen.settle()
        seen = at.reader.screen.seen(button.click, at.reader.box, "click")
        yield seen.first_ms if first else seen.last_ms


def _clicks(at: Inside, bodies: list[bytes]) -> Generator[float]:
    """Clicks the spots with most events, one after the other; to the last change in the panel."""
    spots = _spots(at, bodies)
    if not spots:
        raise LookupError("no marker found to click")
    at.result.add("events at the spots that were clicked", [spot.n for spot in spots], "events")
    for spot in islice(cycle(spots), TRIES):
        at.reader.page.keyboard.press("Escape")  # a popup moves the map, and covers others
        fit = at.frame.locator(FIT)
        if fit.count():
            fit.first.click()
        at.reader.screen.settle()
        place = spot.where()
        if place is None:
            raise LookupError("the marker is no longer in view")
        act: Callable[[], object] = lambda to=place: at.reader.page.mouse.click(*to)  # noqa: E731
        with suppress(Unchanged):
            yield at.reader.screen.seen(act, lambda: at.reader.box_of(DETAILS), "click").last_ms


def _stack_clicks(at: Inside, bodies: list[bytes]) -> Generator[float]:
    """Clicks the point with most events of all, from close by, each time on a page newly loaded."""
    if not bodies:
        raise LookupError("the map asked for no cells")
    mx, my, _ = max(_fullest(bodies[0]), key=lambda row: row[2])
    lat, lon = degrees(atan(sinh(pi * (1 - 2 * my / 2**32)))), mx / 2**32 * 360 - 180
    for _ in range(STACK_RUNS):
        at.reader.load(f"/?at={lat:.5f},{lon:.5f},{STACK_ZOOM}")
        near = [row for row in _fullest(bodies[-1]) if _pixel(at, row)]
        row = max(near, key=lambda each: each[2])
        at.result.add("events at the fullest point", [row[2]], "events")
        spot = _pixel(at, row)
        if spot is None:
            raise LookupError("the point is not in view")
        act: Callable[[], object] = lambda to=spot: at.reader.page.mouse.click(*to)  # noqa: E731
        with suppress(Unchanged):
            yield at.reader.screen.seen(act, lambda: at.reader.box_of(DETAILS), "click").last_ms


def _toggles(at: Inside, rest: list[float]) -> Generator[float]:
    """The legend's types, one after the other; the legend itself is taken out of the picture."""
    toggles = _opened(at, LEGEND, LEGEND_TOGGLE)
    for number in islice(cycle(range(max(1, toggles.count() - 1))), TRIES):
        with suppress(Unchanged):
            yield _control(at, toggles.nth(number).click, LEGEND, "click", rest)


def _slides(at: Inside, rest: list[float]) -> Generator[float]:
    """Moves the first day by a tenth of all days at a time, by keyboard; the slider is taken out of the picture."""
    first = _opened(at, SLIDER_BOX, SLIDER).first
    first.focus()
    for _ in range(SLIDES):
        with suppress(Unchanged):
            yield _control(at, lambda: first.press("PageUp"), SLIDER_BOX, "keydown", rest)


def _opened(at: Inside, box: str, controls: str) -> Locator:
    """The controls inside a box of the map that may be folded."""
    if at.frame.locator(f"{box}:not([open]) summary").count():
        at.frame.locator(f"{box} summary").first.click()
        at.reader.screen.settle()
    found = at.frame.locator(f"{box} {controls}")
    if not found.count():
        raise LookupError("there is no such control on the map")
    return found


def _control(at: Inside, act: Callable[[], object], own: str, event: str, rest: list[float]) -> float:
    """To the new picture inside the map; `rest` gets the time to the last change, after the page has followed."""
    at.reader.screen.settle()
    seen = at.reader.screen.seen(act, at.reader.box, event, without=_box(at, own), limit_ms=10_000)
    rest.append(seen.last_ms)
    return seen.first_ms


def _box(at: Inside, css: str) -> list[tuple[int, int, int, int]]:
    found = at.frame.locator(css).first.bounding_box(timeout=2_000) if at.frame.locator(css).count() else None
    return [(int(found["x"]), int(found["y"]), int(found["width"]), int(found["height"]))] if found else []


def _watch_cells(reader: Reader) -> list[bytes]:
    """The answers of the map's own requests, as they come."""
    bodies: list[bytes] = []

    def finished(request: object) -> None:
        if "/map/cells" in request.url:  # type: ignore[attr-defined]
            with suppress(BrowserError):
                bodies.append(request.response().body())  # type: ignore[attr-defined]

    reader.page.on("requestfinished", finished)
    return bodies


@dataclass(frozen=True, slots=True)
class Spot:
    """A marker: how many events are there, and where it is on the page now."""

    n: float
    where: Callable[[], tuple[float, float] | None]


def _spots(at: Inside, bodies: list[bytes]) -> list[Spot]:
    """The fullest markers in view, from the map's data or, where few are drawn as elements, those that come first."""
    if not bodies or not at.frame.locator(CANVAS).count():
        buttons = at.frame.locator(MARKER)
        return [Spot(0, lambda n=n: _middle(buttons.nth(n))) for n in range(min(SPOTS, buttons.count()))]
    rows = [row for row in _fullest(bodies[-1]) if _pixel(at, row)]
    return [Spot(row[2], lambda one=row: _pixel(at, one)) for row in rows[:SPOTS]]


def _middle(button: Locator) -> tuple[float, float] | None:
    box = button.bounding_box(timeout=2_000)
    return (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) if box else None


def _pixel(at: Inside, row: list[int]) -> tuple[float, float] | None:
    x0, y0, *_ = at.reader.box()
    found = at.frame.evaluate(_TO_PIXEL, row)
    return (x0 + found[0], y0 + found[1]) if found else None


def _fullest(body: bytes) -> list[list[int]]:
    """mx, my and n out of an answer of /map/cells (KHC1): the fullest rows whose events are all at one point, then the
    fullest of all but areas."""
    if body[:4] != b"KHC1":
        raise ValueError("an answer of /map/cells that does not begin with KHC1")
    length = struct.unpack_from("<I", body, 4)[0]
    head = json.loads(body[8 : 8 + length])
    rows, pairs = int(head["rows"]), int(head["pairs"])
    at = 8 + length
    mx, my, n = (np.frombuffer(body, "<u4", rows, at + 4 * rows * column) for column in range(3))
    flags = np.frombuffer(body, "u1", rows, at + 16 * rows + 4 * pairs)
    point, most = (flags & 2) == 0, n.astype(np.int64)
    order = np.lexsort((most, (flags & 1) == 1, point))[::-1]
    first, fullest = order[:50], np.argsort(np.where(point, most, -1))[::-1][:1]
    return [[int(mx[row]), int(my[row]), int(n[row])] for row in (*first, *fullest)]
