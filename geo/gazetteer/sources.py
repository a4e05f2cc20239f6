"""Which sources a gazetteer asks: `gazetteer(records, workspace)`, and `current()` for this process.

A gazetteer is made anew when the records or the imported gazetteers of the workspace change.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from geo.gazetteer import stored
from geo.gazetteer.entries import Entry
from geo.gazetteer.geonames import towns
from geo.gazetteer.lookup import Gazetteer
from geo.gazetteer.own import own_entries
from geo.gazetteer.units import country_entries, governorate_entries
from geo.paths import records_dir, workspace_dir

HOME = ("SY",)
"""Countries whose towns are asked when a question names no country: those whose units the base data holds."""
_MOST_COUNTRIES = 5


def current() -> Gazetteer:
    """The gazetteer of this process: its records and its workspace, as they are now."""
    return gazetteer(records_dir(), workspace_dir())


def gazetteer(records: Path, workspace: Path | None = None) -> Gazetteer:
    """The gazetteer of the records in a folder and of a workspace's imports."""
    return _made(records, workspace, _stamp(records / "places.geojson"), stored.stamp(workspace) if workspace else ())


@lru_cache(maxsize=4)
def _made(records: Path, workspace: Path | None, _: int, __: tuple[str, ...]) -> Gazetteer:
    imported = stored.listed(workspace)[0] if workspace else ()

    def groups() -> Sequence[Sequence[Entry]]:
        # Whoever adds a second file adds it because the first was not enough: the newest leads.
        added = [stored.entries(workspace, each.id) for each in reversed(imported)] if workspace else []
        return [own_entries(records), *added, governorate_entries(), country_entries()]

    countries = sorted({country for each in imported for country in each.countries} - {*HOME})
    # A file of the whole world makes no country one in use.
    return Gazetteer(groups, home=(*HOME, *(countries if len(countries) <= _MOST_COUNTRIES else ())), towns=towns)


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
