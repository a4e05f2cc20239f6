"""One real Chromium page of the load benchmark: filters to and fro until it is ended, each time from click to pixels.

    python bench/load_page.py ADDRESS RESULT.jsonl

The first line of the result is the request that its map made, the others are milliseconds of one filter each.
"""

from __future__ import annotations

import json
import sys
from itertools import cycle
from pathlib import Path

from apps import APPS, FILTERS, close_choice, open_choice, open_removal
from map_case import browser_at_work, reader_of
from playwright.sync_api import Error as BrowserError
from screen import Overdue, Unchanged


def main() -> None:
    address, result = sys.argv[1], Path(sys.argv[2])
    with (
        result.open("w", encoding="utf-8", buffering=1) as out,
        browser_at_work() as browser,
        reader_of(APPS["kharita"], address, browser) as reader,
    ):
        asked: list[str] = []
        reader.page.on("request", lambda request: asked.append(request.url) if "/map/" in request.url else None)
        reader.load()
        own = [url for url in asked if "/map/cells" in url] or [url for url in asked if "/map/places" in url]
        out.write(json.dumps({"map": own[-1]}) + "\n")
        name = FILTERS[0][0]
        for ready in cycle((open_choice, open_removal)):
            try:
                click = ready(reader.page, reader.app, name)
                seen = reader.screen.seen(click, reader.box, "pointerup")
                out.write(json.dumps({"ms": seen.last_ms}) + "\n")
                close_choice(reader.page)
            except (Overdue, Unchanged, BrowserError) as error:
                told = f"{str(error)[:150]}; address {reader.page.url.partition('?')[2] or 'without a filter'}"
                out.write(json.dumps({"error": told}) + "\n")


if __name__ == "__main__":
    main()
