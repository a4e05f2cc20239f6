"""A browser, the app it reads, and what is checked after every test: no error, no dialog, no other host."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from desks import Desks, Settings
from driver import NewReader, Reader
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from server import serving

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)  # fmt: skip
"""The last keeps the browser from every other host. Playwright's own way, a route, would switch its cache off."""
_TIMEOUT_MS = 45_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _chromium() -> str:
    named = os.environ.get("KHARITA_CHROMIUM")
    found = named or next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found and Path(found).is_file():
        return found
    reason = f"no Chromium: KHARITA_CHROMIUM is {named!r}, and none of {', '.join(_NAMES)} is on the PATH"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = _chromium()
    expect.set_options(timeout=_TIMEOUT_MS)
    with sync_playwright() as playwright:
        held = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield held
        held.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app with the shipped data."""
    with serving(tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="session")
def desks(browser: Browser) -> Iterator[Desks]:
    """Browser sessions that are handed from test to test, swept clean in between."""
    with ExitStack() as stack:

        def new(settings: Settings) -> BrowserContext:
            base = {"reduced_motion": "reduce", "timezone_id": "UTC", "locale": "en-GB"}
            context = browser.new_context(**base, **settings)
            stack.callback(context.close)
            context.set_default_timeout(_TIMEOUT_MS)
            return context

        yield Desks(new)


@pytest.fixture
def reader_at(desks: Desks) -> Iterator[NewReader]:
    """`reader_at(address, color_scheme="dark", ...)` is a new reader in a browser session that no other reader has."""
    with ExitStack() as stack:

        def new(address: str, **options: Any) -> Reader:
            settings = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **options}
            desk = stack.enter_context(desks.taken(urlsplit(address).netloc, settings))
            return Reader(desk.context.new_page(), address)

        yield new


@pytest.fixture
def reader(reader_at: NewReader, app: str) -> Reader:
    """A reader of the shipped data at a desk."""
    return reader_at(app)
