"""How fast files come in: real UCDP events, and made-up ACLED files of growing size, each in a process of its own.

    python bench/bench_import.py [--sizes 1e5,1e6] [--full] [--runs 3]

Each run is `kharita import FILE --json` into an empty workspace, then the same once more, which changes nothing. Time
is from the start of the process to its end; memory is the highest resident size that the system noted for it
(getrusage).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from cache import as_power, shared_dir, size_options
from generate import generated
from machine import ROOT, described
from prepared import LIMIT_S, NO_IMPORT, can_import, import_command
from report import in_words, table, write
from servers import die_with_us

DEFAULT, FULL = (100_000, 1_000_000), (100_000, 1_000_000, 10_000_000)
UCDP = Path("data", "events", "ucdp-ged191-syria.csv")
UCDP_ROWS = 16_566
LIMITS_MS = {UCDP_ROWS: 3_000, 1_000_000: 40_000, 10_000_000: 420_000}
MEMORY_MB = 3_072
AGAIN_SHARE = 0.5
NOTES = """\
- *Import*: `kharita import FILE --json` with all checks into an empty workspace, from the start of the process to its
  end. *Again*: the same file once more, which changes nothing; its limit is half of the limit of the import, and the
  ratio is of what was measured. The file is in the page cache of the system.
- *Memory*: the highest resident size that the system noted for the importing process.
- *Rows in = loaded + rejected + duplicates* is checked on what the command answers; a run whose account does not add
  up is no result."""


@dataclass
class File:
    """One file and what its imports took."""

    words: str
    rows: int
    path: Path
    first_ms: list[float] = field(default_factory=list)
    again_ms: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    account: str = ""
    wrong: str = ""


def main() -> int:
    given = _asked()
    machine = described()
    skipped: list[str] = []
    done: list[File] = []
    missed: list[str] = []
    if not can_import():
        print(f"Skipped: {NO_IMPORT}")
        return 0
    for file in _files(given.sizes, skipped):
        print(f"… {file.words}", flush=True)
        for _ in range(given.runs if file.rows < 10_000_000 else min(given.runs, 2)):
            _measure(file)
        done.append(file)
        tables, missed = _text(done, skipped)
        write("import", "Import", machine, tables)
    if missed:
        print(f"Limit missed: {'; '.join(missed)}")
    return 1 if missed else 0


def _asked() -> argparse.Namespace:
    asked = size_options(__doc__, DEFAULT, FULL, "up to ten million rows")
    asked.add_argument("--runs", type=int, default=3, help="of each file; of ten million rows at most 2")
    return asked.parse_args()


def _files(sizes: tuple[int, ...], skipped: list[str]) -> Iterator[File]:
    real = shared_dir() / UCDP
    if real.exists():
        yield File("UCDP GED 19.1, Syria", UCDP_ROWS, real)
    else:
        skipped.append(
            f"{UCDP.name} is not here: set KHARITA_SHARED to the folder that holds {UCDP.parent.as_posix()}."
        )
    for rows in sizes:
        yield File(f"made up, {as_power(rows)} rows", rows, generated(rows))


def _measure(file: File) -> None:
    """One import and one that changes nothing, in a workspace of their own."""
    with tempfile.TemporaryDirectory(prefix="kharita-bench-", ignore_cleanup_errors=True) as folder:
        first = _imported(file.path, Path(folder), ())
        problem = _problem(first, file.rows)
        if problem:
            file.wrong = problem
            return
        file.first_ms.append(first.ms)
        file.memory_mb.append(first.memory_mb)
        file.account = _in_words(first.answer)
        known = _value(first.answer, "dataset", "dataset_id")
        again = _imported(file.path, Path(folder), ("--dataset", str(known)) if isinstance(known, str) else ())
        problem = _problem(again, file.rows) or _changes(again.answer)
        if problem:
            file.wrong = f"the second import: {problem}"
            return
        file.again_ms.append(again.ms)
        file.memory_mb.append(again.memory_mb)


@dataclass(frozen=True, slots=True)
class Run:
    """One process: how it ended, how long it took, what it held at most, what it answered."""

    status: int
    ms: float
    memory_mb: float
    answer: Any
    said: str


def _imported(path: Path, workspace: Path, more: tuple[str, ...]) -> Run:
    """Runs the command, with a limit of time, and reaps it alone, so that the memory is its own."""
    env = {key: value for key, value in os.environ.items() if key != "KHARITA_DATA"}
    env["KHARITA_WORKSPACE"] = str(workspace)
    with (workspace / "out").open("w+b") as out, (workspace / "err").open("w+b") as err:
        began = perf_counter()
        process = subprocess.Popen(
            [*import_command(path), *more], cwd=ROOT, env=env, stdout=out, stderr=err, start_new_session=True,
            preexec_fn=die_with_us,  # noqa: PLW1509  # no threads here when a process is started
        )  # fmt: skip
        clock = threading.Timer(LIMIT_S, os.killpg, (process.pid, signal.SIGKILL))
        clock.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            clock.cancel()
        ms = (perf_counter() - began) * 1000
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        text, said = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")
    scale = 1024 if sys.platform == "linux" else 1024 * 1024  # kilobytes, elsewhere bytes
    return Run(process.returncode, ms, used.ru_maxrss / scale, _json(text), said)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _problem(run: Run, rows: int) -> str:
    """Why a run is no result; empty where it is one."""
    if run.status < 0:
        return f"ended by signal {-run.status} (limit {LIMIT_S} s)"
    if run.status not in {0, 1}:
        return f"exit status {run.status}: {run.said.strip()[-200:]}"
    counts = {name: _value(run.answer, f"n_{name}", name) for name in ("in", "loaded", "rejected", "duplicates")}
    if not all(isinstance(count, int) for count in counts.values()):
        return f"its JSON has no counts: {counts}"
    if counts["in"] != counts["loaded"] + counts["rejected"] + counts["duplicates"] or counts["in"] != rows:
        return f"its counts do not add up to {rows:,}: {counts}"
    return ""


def _changes(answer: Any) -> str:
    """What a second import changed although the file is the same; empty where nothing."""
    counts = {name: _value(answer, f"n_{name}", name) for name in ("new", "changed", "gone")}
    return "" if not any(counts.values()) else f"it changed something: {counts}"


def _value(answer: Any, *names: str) -> Any:
    """The first value by one of these names, anywhere in the answer, the outermost first."""
    level = [answer]
    while level:
        for each in level:
            if isinstance(each, dict):
                for name in names:
                    if name in each and not isinstance(each[name], list | dict):
                        return each[name]
        below = [each for each in level if isinstance(each, dict | list)]
        level = [child for each in below for child in (each.values() if isinstance(each, dict) else each[:3])]
    return None


def _in_words(answer: Any) -> str:
    names = ("loaded", "rejected", "duplicates")
    return ", ".join(f"{_value(answer, f'n_{name}', name):,} {name}" for name in names)


def _text(files: list[File], skipped: list[str]) -> tuple[str, list[str]]:
    rows, missed, remarks = [], [], list(skipped)
    for file in files:
        if not file.first_ms:
            rows.append((file.words, *["–"] * 7))
        else:
            rows.append(_row(file, missed))
        if file.wrong:
            missed.append(f"{file.words}: no result")
            remarks.append(f"{file.words}: {file.wrong}")
    head = ("File", "Import", "Limit", "Rows per second", "Again", "Again ÷ import", "Memory, at most", "Runs")
    accounts = [f"- {file.words}: {file.account}." for file in files if file.account]
    told = "\n".join(f"- {remark}" for remark in remarks)
    return "\n\n".join(part for part in (table(head, rows), told, "\n".join(accounts), NOTES) if part), missed


def _row(file: File, missed: list[str]) -> tuple[str, ...]:
    took, limit = median(file.first_ms), LIMITS_MS.get(file.rows)
    again = median(file.again_ms) if file.again_ms else None
    most = max(file.memory_mb)
    if limit and took > limit:
        missed.append(f"{file.words} in {in_words(limit)}")
    if limit and again and again > limit * AGAIN_SHARE:
        missed.append(f"{file.words}, again in {in_words(limit * AGAIN_SHARE)}")
    if most > MEMORY_MB:
        missed.append(f"{file.words}, memory under {MEMORY_MB} MB")
    return (
        file.words, in_words(took), in_words(limit) if limit else "", f"{file.rows / took * 1000:,.0f}",
        in_words(again) if again else "–", f"{again / took:.2f}" if again else "–", f"{most:,.0f} MB",
        str(len(file.first_ms)),
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
