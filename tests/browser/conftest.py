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
from driver import NewReader, Reader, Watch
from playwright.sync_api import Browser, expect, sync_playwright
from server import serving

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_TIMEOUT_MS = 20_000


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


@pytest.fixture
def reader_at(browser: Browser) -> Iterator[NewReader]:
    """`reader_at(address, color_scheme="dark", ...)` is a new reader in a browser session of its own."""
    with ExitStack() as stack:

        def new(address: str, **options: Any) -> Reader:
            settings = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", **options}
            context = browser.new_context(reduced_motion="reduce", timezone_id="UTC", locale="en-GB", **settings)
            stack.callback(context.close)
            context.set_default_timeout(_TIMEOUT_MS)
            watch = Watch(urlsplit(address).netloc)
            watch.attach(context)
            stack.callback(watch.assert_quiet)
            return Reader(context.new_page(), address)

        yield new


@pytest.fixture
def reader(reader_at: NewReader, app: str) -> Reader:
    """A reader of the shipped data at a desk."""
    return reader_at(app)
