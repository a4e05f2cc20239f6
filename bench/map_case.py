"""One app at one number of events, in a process of its own: every measure as one JSON line, as soon as it is there.

    python bench/map_case.py kharita 100000 RESULT.jsonl [--runs 5]

A line: {"measure": …, "values": […], "unit": "ms" | "bytes" | "MB", "note": …}. `values` is empty when nothing could be
measured, and `note` says why: "over" where the limit of a measure passed, else what went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from apps import APPS, App, close_choice, names_for, open_choice, open_removal
from cache import cache_dir
from driven import Bytes
from generate import generated, path_of
from machine import chromium
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from prepared import workspace_with
from screen import Box, Overdue, Screen, Unchanged
from servers import Server, memory_mb, serving
from weblibs import Outside, node_modules

FLAGS = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-gpu", "--enable-unsafe-swiftshader",
)  # fmt: skip
"""Pictures and WebGL are drawn by the processor, for all apps alike: there is no graphics card here."""
FILTER_MEASURES = {
    "filter": "ms", "filter, first change": "ms", "filter, HTTP": "bytes", "filter, WebSocket": "bytes",
}  # fmt: skip
"""Measures of a filter change, each with its unit."""
SIZE = {"width": 1280, "height": 900}


@dataclass
class Result:
    """Where the lines go."""

    path: Path

    def add(self, measure: str, values: list[float], unit: str = "ms", note: str = "") -> None:
        line = {"measure": measure, "values": [round(value, 2) for value in values], "unit": unit, "note": note}
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


@dataclass
class Reader:
    """One page of one app under the eyes of the screen."""

    app: App
    address: str
    page: Page
    screen: Screen
    outside: Outside

    def box(self) -> Box:
        """Where the map is, in pixels of the page; the middle of the page while there is none."""
        return self.box_of(self.app.map_css) or (320, 100, 900, 560)

    def box_of(self, css: str) -> Box | None:
        try:
            held = self.page.locator(css).first.bounding_box(timeout=2_000)
        except BrowserError:
            return None
        if held is None:
            return None
        x, y = max(0, int(held["x"])), max(0, int(held["y"]))
        return x, y, min(int(held["width"]), SIZE["width"] - x), min(int(held["height"]), SIZE["height"] - y)

    def load(self, path: str = "/") -> float:
        """Milliseconds from the call to the quiet first map."""
        act = lambda: self.page.goto(self.address + path, wait_until="commit", timeout=60_000)  # noqa: E731
        return self.screen.seen(act, self.box, lit=True).last_ms


def run(name: str, rows: int, result: Result, runs: int) -> None:
    app = APPS[name]
    generated(rows)
    env = {"KHARITA_BENCH_EVENTS": str(path_of(rows, "parquet"))}
    if app.ours:
        env["KHARITA_WORKSPACE"] = str(workspace_with(rows))
    log = cache_dir("logs") / f"{name}-{rows}.log"
    with serving(app.script, log, env) as server, browser_at_work() as browser:
        _first_maps(app, server, browser, result, runs)
        with reader_of(app, server.address, browser) as reader:
            reader.load()
            _filters(reader, result, rows, runs)
            result.add("browser heap", [heap_mb(reader)], "MB")
            if app.ours:
                from kharita_case import inside

                inside(reader, result, runs)
        now, most = memory_mb(server.pid)
        result.add("server memory", [now], "MB")
        result.add("server memory, at most", [most], "MB")


def _first_maps(app: App, server: Server, browser: Browser, result: Result, runs: int) -> None:
    """Page loads: one that nobody counts, some with nothing cached, `runs` with the files in the browser's cache."""
    with reader_of(app, server.address, browser) as reader:
        try:
            reader.load()
        except Overdue:
            reader.page.goto("about:blank")
        fresh: list[float] = []
        for _ in range(runs if app.ours else 1):
            with reader_of(app, server.address, browser) as another:
                fresh.append(_or_over(result, "first map, nothing cached", another.load))
        result.add("first map, nothing cached", fresh)
        cached = [_or_over(result, "first map", reader.load) for _ in range(runs)]
        result.add("first map", cached)
        if reader.outside.refused:
            result.add("refused addresses", [], "", ", ".join(sorted(set(reader.outside.refused))[:5]))


def _or_over(result: Result, measure: str, act: Callable[[], float]) -> float:
    """The time of `act`; where the limit passes, that is noted and the case ends."""
    try:
        return act()
    except Overdue:
        result.add(measure, [], note="over")
        raise


def _filters(reader: Reader, result: Result, rows: int, runs: int) -> None:
    """Adds type after type, then takes them away in the same order: no filter comes twice in a session."""
    came = Bytes()
    came.listen(reader.page.context.new_cdp_session(reader.page))
    names = names_for(reader.app, rows)
    steps = [*((open_choice, name) for name in names), *((open_removal, name) for name in names[:-1])]
    held: dict[str, list[float]] = {name: [] for name in FILTER_MEASURES}
    same: list[str] = []
    for ready, name in steps[:runs]:
        click = ready(reader.page, reader.app, name)
        reader.screen.settle()
        came.clear()
        try:
            seen = reader.screen.seen(click, reader.box, "pointerup")
        except Unchanged:
            same.append(name)
        except Overdue:
            result.add("filter", held["filter"], note="over")
            raise
        else:
            got = (seen.last_ms, seen.first_ms, float(came.all_http()), float(came.socket))
            for measure, value in zip(FILTER_MEASURES, got, strict=True):
                held[measure].append(value)
        close_choice(reader.page)
        reader.screen.settle()
    for measure, unit in FILTER_MEASURES.items():
        result.add(measure, held[measure], unit, f"same picture: {', '.join(same)}" if same else "")


def heap_mb(reader: Reader) -> float:
    """What scripts of the page and of its frames hold, after garbage was collected."""
    session = reader.screen.session
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 2**20


@contextmanager
def browser_at_work() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def reader_of(app: App, address: str, browser: Browser) -> Iterator[Reader]:
    context: BrowserContext = browser.new_context(
        viewport=SIZE, reduced_motion="reduce", timezone_id="UTC", locale="en-GB"
    )  # fmt: skip
    context.set_default_timeout(20_000)
    page = context.new_page()
    screen, outside = Screen(page), Outside(Path() if app.ours else node_modules())
    outside.answer_for(screen.session)
    yield Reader(app, address, page, screen, outside)
    context.close()


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("app", choices=APPS)
    asked.add_argument("rows", type=lambda text: int(float(text)))
    asked.add_argument("result", type=Path)
    asked.add_argument("--runs", type=int, default=9, help="at most 9 filter changes")
    given = asked.parse_args()
    result = Result(given.result)
    try:
        run(given.app, given.rows, result, given.runs)
    except Overdue as error:
        result.add("end", [], "", f"over: {error}")
    except Exception as error:
        result.add("end", [], "", f"failed: {type(error).__name__}: {str(error)[:300]}")
    os._exit(0)  # a browser that hangs keeps nobody waiting: whoever started this ends the group


if __name__ == "__main__":
    raise SystemExit(main())
