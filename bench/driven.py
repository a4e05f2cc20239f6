"""The running app under the eyes of bench/probe.js: acts of a reader, each with the times that the browser noted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from machine import ROOT, chromium
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

sys.path.insert(0, str(ROOT / "tests" / "browser"))

from driver import MAP_FRAME, Reader

LEAST_MARKERS = 11
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
_FLAGS_QUIET = ("--disable-component-update", "--disable-sync")
_MAP_IS_UP = f"() => window.kharitaBench?.markersShown() >= {LEAST_MARKERS} ? Date.now() : 0"
_SETTLED = """() => {
    const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
    return state === 'notRunning' ? Date.now() : 0;
}"""
_SEEN = """() => [document.body.innerText, ...[...document.querySelectorAll('iframe')].map(
    (frame) => frame.contentDocument?.body?.innerText)].join('\\n---\\n').slice(0, 2000)"""
_QUIET_MS = 150
_PATIENCE_MS = 60_000

Times = dict[str, float]


@contextmanager
def headless() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*_FLAGS, *_FLAGS_QUIET])
        yield browser
        browser.close()


@dataclass
class Bytes:
    """What came over the wire, as it was encoded: by path of HTTP requests, and over the WebSocket."""

    http: dict[str, int] = field(default_factory=dict)
    socket: int = 0
    _paths: dict[str, str] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", lambda e: self._paths.update({e["requestId"]: e["request"]["url"]}))
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._frame)
        session.send("Network.enable")

    def _loaded(self, event: dict[str, object]) -> None:
        path = urlsplit(self._paths.get(str(event["requestId"]), "")).path
        self.http[path] = self.http.get(path, 0) + int(str(event["encodedDataLength"]).split(".")[0])

    def _frame(self, event: dict[str, dict[str, str | int]]) -> None:
        data, binary = str(event["response"]["payloadData"]), event["response"]["opcode"] == 2
        self.socket += len(data) * 3 // 4 if binary else len(data.encode())

    def below(self, *prefixes: str) -> int:
        """HTTP bytes of paths that begin so."""
        return sum(size for path, size in self.http.items() if path.startswith(prefixes))

    def all_http(self) -> int:
        return sum(self.http.values())

    def clear(self) -> None:
        self.http.clear()
        self.socket = 0


class Driven(Reader):
    """A reader whose acts are timed in the browser."""

    def timed(self, act_event: str, change: str, act: Callable[[], object], wanted: str = "") -> Times:
        """Does `act` and answers the browser's times, all in milliseconds since the act; waits until all is quiet."""
        self.page.evaluate("asked => kharitaBench.arm(...asked)", [act_event, change, wanted])
        act()
        noted = self.page.evaluate("() => kharitaBench.done()")
        self.quiet()
        noted["settled"] = self.page.evaluate("() => kharitaBench.settledAt()")
        began = noted["began"]
        server = noted.pop("server")
        since = {name: at - began for name, at in noted.items() if at is not None}
        return since if server is None else since | {"server": server}

    def quiet(self) -> None:
        """Until the script has run to its end, and a moment more for what comes after it."""
        self.settle()
        self.page.wait_for_timeout(_QUIET_MS)
        self.settle()

    def map_is_up(self) -> float:
        """When enough markers were visible, in milliseconds since 1970."""
        return self._when(_MAP_IS_UP)

    def script_has_ended(self) -> float:
        return self._when(_SETTLED)

    def _when(self, holds: str) -> float:
        try:
            return float(self.page.wait_for_function(holds, polling="raf", timeout=_PATIENCE_MS).json_value())
        except TooLate as error:
            seen = self.page.evaluate(_SEEN)
            message = f"Not seen within {_PATIENCE_MS / 1000:.0f} s: {holds}\nThe page instead: {seen}"
            raise SystemExit(message) from error


def new_context(browser: Browser) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", timezone_id="UTC", locale="en-GB"
    )
    context.set_default_timeout(20_000)
    context.add_init_script(path=Path(__file__).with_name("probe.js"))
    return context


def new_page(browser: Browser) -> Page:
    return new_context(browser).new_page()


def watched_bytes(page: Page) -> Bytes:
    held = Bytes()
    held.listen(page.context.new_cdp_session(page))
    return held


__all__ = ["MAP_FRAME", "Bytes", "Driven", "Times", "headless", "new_page", "watched_bytes"]
