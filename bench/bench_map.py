"""Kharita and four peers side by side, in headless Chromium, at growing numbers of events.

    python bench/bench_map.py [--sizes 1e3,1e4] [--full] [--apps kharita,st_map] [--runs 9] [--keep]

Every app at every size runs in processes of its own (map_case.py), which end when their time is over. The section of
the document is written again after each of them, so that a run that is stopped leaves what it knew. A peer that did
not answer within the limit is not asked again at larger sizes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from apps import APPS
from cache import cache_dir, size_options
from generate import generated
from machine import described
from map_report import DEFAULT, FULL, Results, text_of
from prepared import NotPrepared, workspace_with
from report import write
from servers import group

CASE_S = 1_500
KEPT_S = 24 * 3600


def main() -> int:
    given = _asked()
    machine = described()
    results: Results = {}
    silent: set[str] = set()
    for rows in given.sizes:
        generated(rows)
        for name in given.apps:
            if name in silent:
                results[name, rows] = {"end": {"values": [], "note": "skipped"}}
            else:
                kept = _kept(name, rows) if given.keep else {}
                results[name, rows] = kept or _case(name, rows, given.runs)
            if not APPS[name].ours and _is_silent(results[name, rows]):
                silent.add(name)
            tables, missed = text_of(results, given.sizes, given.apps)
            write("map", "The map at any size", machine, tables)
    if missed:
        print(f"Limit missed: {'; '.join(missed)}")
    return 1 if missed else 0


def _asked() -> argparse.Namespace:
    asked = size_options(__doc__, DEFAULT, FULL, "up to ten million events")
    asked.add_argument("--apps", type=lambda text: tuple(text.split(",")), default=tuple(APPS))
    asked.add_argument("--runs", type=int, default=9, help="of each measure; for peers at most 5")
    asked.add_argument("--keep", action="store_true", help="take what a run of the last day measured")
    return asked.parse_args()


def _kept(name: str, rows: int) -> dict[str, dict]:
    """What an earlier run measured, for a table whose cases would not fit into one sitting."""
    result = _result(name, rows)
    fresh = result.exists() and time.time() - result.stat().st_mtime < KEPT_S
    return _lines(result) if fresh else {}


def _result(name: str, rows: int) -> Path:
    return cache_dir("results") / f"map-{name}-{rows}.jsonl"


def _case(name: str, rows: int, runs: int) -> dict[str, dict]:
    """What one app did at one size, by measure; why it ended early stands under "end"."""
    result = _result(name, rows)
    result.unlink(missing_ok=True)
    ours = APPS[name].ours
    script = Path(__file__).with_name("map_case.py")
    command = [sys.executable, str(script), name, str(rows), str(result), "--runs", str(runs if ours else min(5, runs))]
    print(f"… {name}, {rows:,} events", flush=True)
    end = ""
    try:
        if ours:
            workspace_with(rows)
        with group(command, {}) as process:
            process.wait(CASE_S)
    except subprocess.TimeoutExpired:
        end = "over: the whole case"
    except NotPrepared as error:
        end = f"failed: {error}"
    except OSError as error:
        end = f"failed: {error}"
    held = _lines(result)
    return held | ({"end": {"values": [], "note": end}} if end else {})


def _lines(result: Path) -> dict[str, dict]:
    if not result.exists():
        return {"end": {"values": [], "note": "failed: the case left no result"}}
    lines = [json.loads(line) for line in result.read_text("utf-8").splitlines() if line.startswith("{")]
    return {line.pop("measure"): line for line in lines}


def _is_silent(held: dict[str, dict]) -> bool:
    """Whether a peer passed a limit, or broke."""
    return any(line.get("note", "").startswith(("over", "failed")) for line in held.values())


if __name__ == "__main__":
    raise SystemExit(main())
