"""Movements at scale: importing UNHCR's flows by year and a table of 10,000 pairs, adding them up by filter, the map.

The rows of UNHCR are the real file where ../shared (or KHARITA_SHARED) has it, else as many made-up rows in the same
columns. Answers are asked of the store without what it keeps between questions.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

from flow_map import measured
from machine import ROOT, described
from pairs import N_PAIRS, N_PLACES, write_pairs
from report import Timed, report

sys.path.insert(0, str(ROOT))

from geo.filter import Filter
from geo.flows import Box
from geo.intake import prepare
from geo.paths import DATA_DIR
from geo.payload_flow_map import FlowView
from geo.payload_flows import MOST_FLOWS, flows_payload
from geo.store import open_store
from geo.store.embedded import EmbeddedStore

N_ROWS = 105_868
IMPORTS, RUNS = 3, 20
IMPORT_MS, ANSWER_MS = 10_000, 100
SHARED = Path(os.environ.get("KHARITA_SHARED") or ROOT.parent / "shared")
Ask = Callable[[EmbeddedStore, Filter], object]


def main() -> int:
    machine = described()
    with tempfile.TemporaryDirectory(prefix="kharita-bench-") as folder:
        base = Path(folder)
        source = _unhcr(base)
        times = [_imported(source, base / f"w{n}") for n in range(IMPORTS)]
        _imported(write_pairs(base / "pairs.csv"), base / "w0")
        store = open_store(DATA_DIR, base / "w0")
        filters = _filters(store)
        rows = [Timed(f"import of {N_ROWS:,} rows of UNHCR, to the end", times, IMPORT_MS)]
        asked: dict[str, Ask] = {
            "pairs": lambda held, chosen: held.flows.pairs(chosen),
            "totals per origin and destination": lambda held, chosen: held.flows.totals(chosen),
        }
        rows += [
            Timed(f"{what}, {words}", _times(store, ask, chosen), ANSWER_MS)
            for what, ask in asked.items()
            for words, chosen in filters.items()
        ]
        rows.append(Timed("one page of 100 movements", _times(store, _page, Filter()), ANSWER_MS))
        rows += [Timed(f"map of {words}", _times(store, _drawn, chosen), ANSWER_MS) for words, chosen in _views(store)]
        n_pairs = {words: len(store.pairs(chosen).pairs) for words, chosen in filters.items()}
        pairs = store.datasets()[2].id
        store.close()
        rows += measured(base / "w0", f"dataset={pairs}")
    per_second = N_ROWS / (sorted(times)[len(times) // 2] / 1000)
    counted = "; ".join(f"{words}: {n:,} pairs" for words, n in n_pairs.items())
    kind = "the real file" if source.name.endswith(".gz") else "made-up rows in its columns"
    below = f"{per_second:,.0f} rows per second ({kind}). {counted}. {N_PAIRS:,} pairs over {N_PLACES:,} places beside."
    return report("flows", "Movements", machine, rows, below=below)


def _page(store: EmbeddedStore, chosen: Filter) -> object:
    return store.movements(chosen, limit=100)


def _views(store: EmbeddedStore) -> list[tuple[str, Filter]]:
    """The whole of each data set: what a map asks for on its first view, all kept answers forgotten but the pairs."""
    return [
        (f"{dataset.title}, marks and the largest flows", Filter(datasets=(dataset.id,)))
        for dataset in store.datasets()[1:]
    ]


def _drawn(store: EmbeddedStore, chosen: Filter) -> object:
    return flows_payload(store, chosen, FlowView(6, Box(0, 0, 2**32, 2**32), MOST_FLOWS))


def _filters(store: EmbeddedStore) -> dict[str, Filter]:
    of_unhcr = Filter(datasets=(store.datasets()[1].id,))
    largest = store.pairs(of_unhcr).pairs[0].origin or ""
    return {
        "no filter": Filter(),
        "five years": Filter(date_from=date(2010, 1, 1), date_to=date(2014, 12, 31)),
        "one origin": Filter(origins=(largest,)),
        "either end": Filter(ends=(largest,)),
        "at least 1,000 people": Filter(min_people=1_000),
        "a map section": Filter(bbox=(20.0, 20.0, 60.0, 45.0)),
    }


def _times(store: EmbeddedStore, ask: Ask, chosen: Filter) -> list[float]:
    ask(store, chosen)
    found = []
    for _ in range(RUNS):
        began = perf_counter()
        ask(store, chosen)
        found.append((perf_counter() - began) * 1000)
    return found


def _imported(source: Path, workspace: Path) -> float:
    began = perf_counter()
    with prepare(source, source.name, workspace=workspace) as prepared:
        assert prepared.account.n_rejected == 0
        prepared.apply()
    return (perf_counter() - began) * 1000


def _unhcr(base: Path) -> Path:
    real = SHARED / "data" / "flows" / "unhcr-refugee-flows.csv.gz"
    if real.exists():
        return Path(shutil.copy(real, base))
    rng = random.Random(7)
    codes = [f"{a}{b}A" for a in "ABCDEFGH" for b in "FGLNRU"]  # some of them are countries
    lines = ["year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,refugee_like,oip"]
    for n in range(N_ROWS):
        a, b = rng.sample(codes, 2)
        lines.append(f"{1962 + n % 60}.0,{a},{a},{a},{b},{b},{b},{rng.randint(1, 9999)}.0,{n},,")
    path = base / "unhcr-made-up.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


if __name__ == "__main__":
    raise SystemExit(main())
