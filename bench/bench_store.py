"""How long the store takes to open, with and without a database in the workspace, and to answer the pages' questions.

No question is cached here; the pages keep the answers by filter.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from machine import ROOT, described
from report import Timed, report

sys.path.insert(0, str(ROOT))

from geo import payload
from geo.filter import Filter, parse
from geo.paths import DATA_DIR
from geo.payload_flows import flows_payload
from geo.store import Store, open_store

OPENINGS, RUNS = 5, 60
QUERIES = (
    "",
    "type=airstrike",
    "from=2017-05-14&to=2017-05-16",
    "grade=contested",
    "q=البوكمال",
    "place=qaboun&stance=denies",
)
PLACE = "qaboun"
QUESTIONS: dict[str, Callable[[Store, Filter], object]] = {
    "count": lambda store, chosen: store.count(chosen),
    "markers": lambda store, chosen: store.markers(chosen),
    "facets": lambda store, chosen: store.facets(chosen),
    "totals": lambda store, chosen: store.totals(chosen),
    "at (one place)": lambda store, chosen: store.at(chosen, PLACE),
    "events": lambda store, chosen: store.events(chosen),
    "timeline": lambda store, chosen: store.timeline(chosen),
    "movements": lambda store, chosen: store.movements(chosen),
    "check": lambda store, chosen: store.check(chosen),
    "payload of the map (count, markers, shapes)": payload.places_payload,
    "payload of a popup": lambda store, chosen: payload.place_payload(store, chosen, PLACE),
    "payload of the flows": flows_payload,
}


def main() -> int:
    machine = described()
    with tempfile.TemporaryDirectory(prefix="kharita-bench-") as folder:
        empty = [_opening(Path(folder) / f"new-{n}") for n in range(OPENINGS)]
        built = [_opening(Path(folder) / f"new-{n}") for n in range(OPENINGS)]
        memory = [_opening(None) for _ in range(OPENINGS)]
        store = open_store(DATA_DIR, Path(folder) / "new-0")
        rows = [
            Timed("open, empty workspace: read, check, build", empty),
            Timed("open, database in the workspace", built),
            Timed("open without a workspace, in memory", memory),
            *(Timed(name, _asked(store, ask)) for name, ask in QUESTIONS.items()),
        ]
        store.close()
    asked = ", ".join(f"`{query}`" if query else "none" for query in QUERIES)
    below = f"Each question is asked of the shipped data with each filter in turn: {asked}."
    return report("store", "The store", machine, rows, below=below)


def _opening(workspace: Path | None) -> float:
    began = perf_counter()
    store = open_store(DATA_DIR, workspace)
    spent = perf_counter() - began
    store.close()
    return spent * 1000


def _asked(store: Store, ask: Callable[[Store, Filter], object]) -> list[float]:
    filters = [parse(query).filter for query in QUERIES]
    for chosen in filters:
        ask(store, chosen)
    return [_timed(store, ask, chosen) for chosen in islice(cycle(filters), RUNS)]


def _timed(store: Store, ask: Callable[[Store, Filter], object], chosen: Filter) -> float:
    began = perf_counter()
    ask(store, chosen)
    return (perf_counter() - began) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
