"""Which sources a gazetteer asks: `gazetteer(records, workspace)`, and `current()` for this process.

A gazetteer is made anew when the records or the imported gazetteers of the workspace change.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from geo.gazetteer.entries import Entry
from geo.gazetteer.geonames import towns
from geo.gazetteer.lookup import Gazetteer
from geo.gazetteer.own import own_entries
from geo.gazetteer.units import country_entries, governorate_entries
from geo.paths import records_dir, workspace_dir

HOME = ("SY",)
"""Countries whose towns are asked when a question names no country: those whose units the base data holds."""


def current() -> Gazetteer:
    """The gazetteer of this process: its records and its workspace, as they are now."""
    return gazetteer(records_dir(), workspace_dir())


def gazetteer(records: Path, workspace: Path | None = None) -> Gazetteer:
    """The gazetteer of the records in a folder and of a workspace's imports."""
    return _made(records, _stamp(records / "places.geojson"))


@lru_cache(maxsize=4)
def _made(records: Path, _: int) -> Gazetteer:
    def groups() -> Sequence[Sequence[Entry]]:
        return [own_entries(records), governorate_entries(), country_entries()]

    return Gazetteer(groups, home=HOME, towns=towns)


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
