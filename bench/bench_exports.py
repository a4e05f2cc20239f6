"""How long each export takes for all shipped events: in a running process, in one of its own, as a command.

Then documents of UCDP's events in Syria and a page of about 1,000 events, where the shared real data are there.
A data package of 100,000 made-up events is made beside, in time and memory of its own process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from time import perf_counter

from machine import ROOT, described
from prepared import workspace_with
from report import Timed, report, table

sys.path.insert(0, str(ROOT))

from geo.export import EXPORTS, Options
from geo.export import scene as scene_module
from geo.filter import Filter
from geo.paths import DATA_DIR
from geo.store import open_store

WARM_RUNS, COLD_RUNS, LARGE_RUNS = 5, 3, 3
WARM_MS, COMMAND_MS = 2_000, 4_000
LIMITED = ("pdf", "png", "svg")
SHARED = ROOT.parent / "shared" / "data" / "events"
LARGE = (
    ("ucdp-ged191-syria.csv", {"pdf": 5_000, "png": 5_000, "svg": 5_000}),
    ("ucdp-ged231-sample.csv", {"html": 1_000}),
)
"""A file of real events, and the limits of its documents in milliseconds."""
OPTIONS = Options(produced_on=date(2017, 5, 16), title="Conflict events", author="Benchmark")
_ONE_EXPORT = """
import sys
from datetime import date
from geo.export import EXPORTS, Options
from geo.export import scene as scene_module
from geo.filter import Filter
from geo.store import current
options = Options(produced_on=date(2017, 5, 16), title="Conflict events", author="Benchmark")
open(sys.argv[2], "wb").write(EXPORTS[sys.argv[1]].make(current(), Filter().safe(), options))
"""
_COMMAND = "from geo.cli import main; main()"
PACKAGE_EVENTS, PACKAGE_RUNS, PACKAGE_MS, PACKAGE_MB = 100_000, 3, 10_000, 1_000
_ONE_PACKAGE = """
import resource, sys
from datetime import date
from time import perf_counter
from geo.export import Options
from geo.export.data.package import package
from geo.filter import Filter
from geo.store import current
options = Options(produced_on=date(2017, 5, 16), widened=(("rows", "made-up events of a benchmark"),))
store, began = current(), perf_counter()
size = len(package(store, Filter(), options))
print(perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, size / 1e6)
"""
NOTES = """\
- *Warm*: `EXPORTS[format].make` in a process that has made the same file once, as in the running app, the drawn map
  forgotten before each run; a second format of the same selection takes the drawn map from memory and is faster.
- *Cold*: a new Python process that opens the store of a workspace already built, makes one file and ends.
- *Command*: the same through `kharita export`, from start to end. Files are in the page cache of the system."""


def main() -> int:
    machine = described()
    with tempfile.TemporaryDirectory(prefix="kharita-bench-") as folder:
        workspace = Path(folder) / "workspace"
        made = {name: _warm(name, workspace) for name in EXPORTS}
        rows = [Timed(f"{name}, warm", times, _limit(name, WARM_MS)) for name, (times, _) in made.items()]
        for words, start in (("cold", _cold), ("command", _command)):
            rows += [Timed(f"{name}, {words}", start(name, workspace), _limit(name, COMMAND_MS)) for name in EXPORTS]
        for file, limits in LARGE:
            rows += _large(SHARED / file, limits, Path(folder))
        packed = [_package() for _ in range(PACKAGE_RUNS)]
    rows.append(Timed(f"package, {PACKAGE_EVENTS:,} events", [ms for ms, _, _ in packed], PACKAGE_MS))
    peak = max(mb for _, mb, _ in packed)
    below = (
        f"The package of {PACKAGE_EVENTS:,} events has {packed[0][2]:,.1f} MB; its process took {peak:,.0f} MB at most."
    )
    sizes = table(("File", "Size"), [(name, f"{size / 1000:,.1f} kB") for name, (_, size) in made.items()])
    return report("exports", "Exports", machine, rows, below=f"{sizes}\n\n{below}\n\n{NOTES}") or int(peak > PACKAGE_MB)


def _package() -> tuple[float, float, float]:
    """A package of many made-up events in a process of its own: milliseconds, peak memory in MB, size in MB."""
    env = {key: value for key, value in os.environ.items() if key != "KHARITA_DATA"}
    env["KHARITA_WORKSPACE"] = str(workspace_with(PACKAGE_EVENTS))
    done = subprocess.run([sys.executable, "-c", _ONE_PACKAGE], cwd=ROOT, env=env, check=True, capture_output=True)
    seconds, peak_mb, size_mb = map(float, done.stdout.split())
    return seconds * 1000, peak_mb, size_mb


def _limit(name: str, most: float) -> float | None:
    return most if name in LIMITED else None


def _large(file: Path, limits: dict[str, int], folder: Path) -> list[Timed]:
    """The documents of all events of a file of real data; nothing where it is not there."""
    if not file.exists():
        return []
    workspace = folder / file.stem
    subprocess.run(
        [*_kharita(), "import", str(file), "--dataset", "real"],
        cwd=ROOT,
        env=_env(workspace),
        capture_output=True,
        check=False,
    )
    store, chosen = open_store(DATA_DIR, workspace), Filter(datasets=("real",)).safe()
    n_events = store.count(chosen).shown
    rows = []
    for name, most in limits.items():
        EXPORTS[name].make(store, chosen, OPTIONS)
        times = [_drawn_anew(lambda name=name: EXPORTS[name].make(store, chosen, OPTIONS)) for _ in range(LARGE_RUNS)]
        rows.append(Timed(f"{name}, warm, {n_events:,} events", times, most))
    store.close()
    return rows


def _drawn_anew(act: Callable[[], object]) -> float:
    scene_module._kept.cache_clear()  # noqa: SLF001 - what the app keeps between two formats
    return _timed(act)


def _warm(name: str, workspace: Path) -> tuple[list[float], int]:
    """The times of making the file again, and its size."""
    store = open_store(DATA_DIR, workspace)
    size = len(EXPORTS[name].make(store, Filter().safe(), OPTIONS))
    times = [_drawn_anew(lambda: EXPORTS[name].make(store, Filter().safe(), OPTIONS)) for _ in range(WARM_RUNS)]
    store.close()
    return times, size


def _timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def _cold(name: str, workspace: Path) -> list[float]:
    return _processes(workspace, [sys.executable, "-c", _ONE_EXPORT, name, str(workspace / name)])


def _command(name: str, workspace: Path) -> list[float]:
    return _processes(workspace, [*_kharita(), "export", "--format", name, "--out", str(workspace / name)])


def _kharita() -> list[str]:
    installed = Path(sys.executable).with_name("kharita")
    return [str(installed)] if installed.exists() else [sys.executable, "-c", _COMMAND]


def _env(workspace: Path) -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if key != "KHARITA_DATA"}
    return env | {"KHARITA_WORKSPACE": str(workspace)}


def _processes(workspace: Path, command: Iterable[str]) -> list[float]:
    env = _env(workspace)
    return [_timed(lambda: subprocess.run(list(command), cwd=ROOT, env=env, check=True)) for _ in range(COLD_RUNS)]


if __name__ == "__main__":
    raise SystemExit(main())
