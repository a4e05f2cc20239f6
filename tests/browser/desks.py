"""Browser sessions that tests take in turn, and what is noted of each: other hosts asked, errors, dialogs.

A session keeps its cache of scripts from test to test: loading and compiling Streamlit's own was most of what a test
took. Nothing else is kept: pages are closed, cookies and storage cleared. Two readers of one test never share one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

Settings = dict[str, Any]
_LOCAL_SCHEMES = ("data", "blob", "about", "chrome-error", "file")
_STORED = "cookies,local_storage,indexeddb,websql,service_workers,cache_storage,file_systems"


@dataclass
class Watch:
    """What a page did that no page of ours may do."""

    host: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._url(socket.url)))

    def forget(self) -> None:
        for noted in (self.outside, self.errors, self.dialogs):
            noted.clear()

    def assert_quiet(self) -> None:
        assert not self.outside, f"asked of other hosts: {self.outside}"
        assert not self.dialogs, f"dialogs: {self.dialogs}"
        assert not self.errors, "errors in the browser:\n" + "\n".join(self.errors)

    def _is_local(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in _LOCAL_SCHEMES or parts.netloc == self.host

    def _request(self, request: Request) -> None:
        self._url(request.url)

    def _url(self, url: str) -> None:
        if not self._is_local(url):
            self.outside.append(url)

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error":
            self.errors.append(f"{message.text} ({where})")


@dataclass
class Desk:
    """One browser session, and what it may speak to: one host."""

    context: BrowserContext
    watch: Watch

    def sweep(self) -> None:
        for page in self.context.pages[1:]:
            page.close()
        for page in self.context.pages:
            session = self.context.new_cdp_session(page)
            session.send("Storage.clearDataForOrigin", {"origin": f"http://{self.watch.host}", "storageTypes": _STORED})
            page.close()
        self.context.clear_cookies()
        self.watch.forget()


@dataclass
class Desks:
    """The sessions that no test has at the moment, by host and settings; `new` makes one where there is none."""

    new: Callable[[Settings], BrowserContext]
    free: dict[str, list[Desk]] = field(default_factory=dict)

    @contextmanager
    def taken(self, host: str, settings: Settings) -> Iterator[Desk]:
        """A session of one's own, which must have been quiet when it is given back."""
        pile = self.free.setdefault(f"{host} {sorted(settings.items())}", [])
        desk = pile.pop() if pile else self._made(host, settings)
        yield desk
        desk.watch.assert_quiet()
        desk.sweep()
        pile.append(desk)

    def _made(self, host: str, settings: Settings) -> Desk:
        desk = Desk(self.new(settings), Watch(host))
        desk.watch.attach(desk.context)
        return desk
