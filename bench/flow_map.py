"""The displacement page with very many flows, under the eyes of the screen (screen.py): first drawing, zoom, filter.

In goes a workspace that holds the pairs, out come the milliseconds to the last frame in which the map changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path

from apps import App, close_choice, open_choice
from cache import cache_dir
from map_case import Reader, browser_at_work, reader_of
from playwright.sync_api import Frame
from report import Timed
from screen import Unchanged
from servers import serving

PAGE = "/Displacement"
FIRST_MS, CHANGE_MS = 1_500, 300
LOADS, CHANGES, TRIES = 7, 11, 24
_APP = App("Kharita", "app.py", 'iframe[title="streamlit_folium.st_folium"]', ".st-key-filter-origin", ours=True)
_NAMES = tuple(f"Place {n}" for n in range(101, 113))


def measured(workspace: Path, query: str) -> list[Timed]:
    """What a reader waits for, with the pairs that `query` selects."""
    with served(workspace) as (address, browser), reader_of(_APP, address, browser) as reader:
        reader.load(f"{PAGE}?{query}")
        loads = [reader.load(f"{PAGE}?{query}") for _ in range(LOADS)]
        zooms = list(islice(_zooms(reader), CHANGES))
        reader.load(f"{PAGE}?{query}")
        filters = list(islice(_filters(reader), CHANGES))
    return [
        Timed("page with the map of all pairs, to the last change of the picture", loads, FIRST_MS),
        Timed("zoom of the map, to the last change of the picture", zooms, CHANGE_MS),
        Timed("change of the filter by origin, to the last change of the picture", filters, CHANGE_MS),
    ]


@contextmanager
def served(workspace: Path) -> Iterator[tuple[str, object]]:
    log = cache_dir("logs") / "flow-map.log"
    with serving("app.py", log, {"KHARITA_WORKSPACE": str(workspace)}) as server, browser_at_work() as browser:
        yield server.address, browser


def _zooms(reader: Reader) -> Iterator[float]:
    frame: Frame = next(frame for frame in reader.page.frames if "streamlit_folium" in frame.url)
    for way in cycle(("in", "in", "in", "out", "out", "out")):
        button = frame.locator(f".leaflet-control-zoom-{way}").first
        reader.screen.settle()
        yield reader.screen.seen(button.click, reader.box, "click").last_ms


def _filters(reader: Reader) -> Iterator[float]:
    """Adds origin after origin: no filter comes twice in a session."""
    for name in islice(_NAMES, TRIES):
        click: Callable[[], object] = open_choice(reader.page, _APP, name)
        reader.screen.settle()
        with suppress(Unchanged):
            yield reader.screen.seen(click, reader.box, "pointerup").last_ms
        close_choice(reader.page)
        reader.screen.settle()
