"""Fifty browsers that filter once a second on one server.

    python bench/bench_load.py [--sizes 1e4,1e6] [--full] [--browsers 50] [--seconds 60]

Fifty Chromiums would measure this machine and not the server, so one is real (load_page.py, click to pixels) and the
others are sessions of Streamlit's own protocol that ask for the map's data as the map does (load_session.py).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from apps import APPS, names_for
from cache import as_power, cache_dir, size_options
from load_session import Answered, Session
from machine import described
from prepared import NotPrepared, workspace_with
from report import in_words, table, write
from servers import Server, group, memory_mb, serving

DEFAULT, FULL = (10_000,), (10_000, 1_000_000)
LIMIT_MS = 2_000
LIMIT_AT = 1_000_000
WARM_S, PAGE_S, ARRIVAL_S = 45, 120, 0.1
NOTES = """\
- One browser is a real Chromium page, timed from click to the quiet picture as in the table of the map; the others
  speak Streamlit's protocol: the widget's new value over the WebSocket, the script's run, the message with the map's
  query, then the map's own request. Their time is from the message sent to the last byte of that data. What fifty
  browsers do with their processors (React, drawing) is left out: two cores that run them all would measure that alone.
- Each sends its next filter a second after the one before, or as soon as that one was answered when it took longer;
  *filters per second* says what the server was really asked. The first 45 seconds are not counted: fifty first
  visits at once take that long.
- All run on the cores of the server: it has fewer for itself than it would have with real readers."""


@dataclass
class Load:
    """What came of one size."""

    rows: int
    answered: list[Answered] = field(default_factory=list)
    page_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    memory_mb: float = 0.0


def main() -> int:
    given = _asked()
    machine = described()
    done: list[Load] = []
    remarks: list[str] = []
    missed: list[str] = []
    for rows in given.sizes:
        print(f"… {given.browsers} browsers, {rows:,} events", flush=True)
        try:
            done.append(_loaded(rows, given.browsers, given.seconds))
        except (NotPrepared, OSError, RuntimeError) as error:
            remarks.append(f"- {as_power(rows)}: {error}")
        text, missed = _text(done, given.browsers, remarks)
        if done:
            write("load", "Many browsers on one server", machine, text)
    print("\n".join(remarks))
    if missed:
        print(f"Limit missed: {'; '.join(missed)}")
    return 1 if missed else 0


def _asked() -> argparse.Namespace:
    asked = size_options(__doc__, DEFAULT, FULL, "at a million events too")
    asked.add_argument("--browsers", type=int, default=50)
    asked.add_argument("--seconds", type=int, default=60)
    return asked.parse_args()


def _loaded(rows: int, browsers: int, seconds: int) -> Load:
    env = {"KHARITA_WORKSPACE": str(workspace_with(rows))}
    with tempfile.TemporaryDirectory(prefix="kharita-bench-") as folder:
        page = Path(folder) / "page.jsonl"
        script = Path(__file__).with_name("load_page.py")
        with (
            serving("app.py", cache_dir("logs") / f"load-{rows}.log", env) as server,
            group([sys.executable, str(script), server.address, str(page)], {}) as process,
        ):
            map_url = _map_url(page, process)
            found = asyncio.run(_visits(server, map_url, rows, browsers - 1, seconds))
            found.memory_mb = memory_mb(server.pid)[1]
        for line in page.read_text("utf-8").splitlines()[1:]:
            noted = json.loads(line)
            if "ms" in noted:
                found.page_ms.append(noted["ms"])
            else:
                found.errors[f"page: {noted['error']}"] += 1
    return found


def _map_url(page: Path, process: subprocess.Popen[bytes]) -> str:
    """The request that the real page's map made, as soon as its first map was there."""
    until = time.monotonic() + PAGE_S
    while time.monotonic() < until and process.poll() is None:
        lines = page.read_text("utf-8").splitlines() if page.exists() else []
        if lines:
            return str(json.loads(lines[0])["map"])
        time.sleep(0.1)
    raise RuntimeError("the real page did not show its first map")


async def _visits(server: Server, map_url: str, rows: int, number: int, seconds: int) -> Load:
    stop = asyncio.Event()
    names = names_for(APPS["kharita"], rows)
    sessions = [Session(server.address, map_url) for _ in range(number)]
    tasks = []
    for offset, session in enumerate(sessions):
        tasks.append(asyncio.create_task(session.visit(stop, names, offset)))
        await asyncio.sleep(ARRIVAL_S)
    await asyncio.sleep(WARM_S)
    began = time.monotonic()
    await asyncio.sleep(seconds)
    ended = time.monotonic()
    stop.set()
    await asyncio.wait(tasks, timeout=45)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    load = Load(rows, seconds=ended - began)
    for each in (answer for session in sessions for answer in session.answered):
        if each.error:
            load.errors[each.error] += 1
        elif began <= each.at < ended:
            load.answered.append(each)
    return load


def _text(done: list[Load], browsers: int, remarks: list[str]) -> tuple[str, list[str]]:
    head = (
        "Events", "Filters per second", "Filter to new data: median", "95th percentile", "Most", "Limit (95th)", "",
        "Script ended: 95th", "Real page, click to pixels: median", "Most", "Errors", "Server memory",
    )  # fmt: skip
    rows, missed = [], []
    for load in done:
        times = sorted(each.data_s * 1000 for each in load.answered)
        scripts = sorted(each.script_s * 1000 for each in load.answered)
        wrong = sum(load.errors.values())
        limited = load.rows == LIMIT_AT
        kept = bool(times) and _percentile(times) <= LIMIT_MS and not wrong
        if limited and not kept:
            missed.append(f"{browsers} browsers at {as_power(load.rows)}")
        pages = (in_words(median(load.page_ms)), in_words(max(load.page_ms))) if load.page_ms else ("–", "–")
        spread = (in_words(median(times)), in_words(_percentile(times)), in_words(times[-1])) if times else ("–",) * 3
        rows.append((
            as_power(load.rows), f"{len(times) / load.seconds:.1f}", *spread, in_words(LIMIT_MS) if limited else "",
            ("kept" if kept else "missed") if limited else "", in_words(_percentile(scripts)) if scripts else "–",
            *pages, str(wrong), f"{load.memory_mb:,.0f} MB",
        ))  # fmt: skip
    told = [
        f"- {as_power(load.rows)}: {count} × {error}" for load in done for error, count in load.errors.most_common(5)
    ]
    parts = (f"{browsers} browsers.", table(head, rows), "\n".join([*told, *remarks]), NOTES)
    return "\n\n".join(part for part in parts if part), missed


def _percentile(ordered: list[float], share: float = 0.95) -> float:
    """The smallest value that `share` of all do not exceed."""
    return ordered[max(0, min(len(ordered) - 1, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


if __name__ == "__main__":
    raise SystemExit(main())
