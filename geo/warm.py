"""Gets a server ready while the first browser still loads Streamlit's page.

Importing the packages of the pages and opening the store takes longer than all else in the first answer. `lifespan`
does both in a thread of its own once the server runs; a page that comes earlier waits for the same imports, as it would
have without. A fault there is left to the page to tell. At the server's end no copy of a dropped file stays behind.
"""

from __future__ import annotations

import gc
import importlib
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

_SERVER_WAIT_S = 30
_SWITCH_S = 0.0005
"""How long one thread may keep Python's lock: with the usual 5 ms an answer for the map, which changes threads several
times, waits behind the scripts of pages at every change."""


def lifespan(
    first: Sequence[str], then: Sequence[str], *, running: Callable[[], bool]
) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """What `st.App` takes as `lifespan`: imports `first` at once, opens the store, then imports `then`.

    `then` waits until `running()` says that the server runs: caches would else be made for a script without a server.
    A module that declares a Streamlit component must not be among them: it counts only inside a script's run.
    """

    @asynccontextmanager
    async def ready(_: Any) -> AsyncIterator[None]:
        work = (tuple(first), tuple(then), running)
        sys.setswitchinterval(_SWITCH_S)
        threading.Thread(target=_prepare, args=work, name="kharita-warm", daemon=True).start()
        yield
        importlib.import_module("geo.read.scratch").remove_all()

    return ready


def _prepare(first: tuple[str, ...], then: tuple[str, ...], running: Callable[[], bool]) -> None:
    _import(first)
    with suppress(Exception):
        importlib.import_module("geo.store").current()
    until = time.monotonic() + _SERVER_WAIT_S
    while not running():
        if time.monotonic() > until:
            return
        time.sleep(0.01)
    _import(then)
    # What is there now stays: no collection looks at it again. A full one takes 60 to 140 ms of every thread else.
    gc.collect()
    gc.freeze()


def _import(modules: tuple[str, ...]) -> None:
    for name in modules:
        with suppress(Exception):
            importlib.import_module(name)
