"""A large GeoPackage is written by a process of its own: into the same bytes, and its faults are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from geo.export import Options
from geo.export.data import package as packages
from geo.export.data.gpkg_apart import Apart
from geo.export.data.schemas import EVENTS
from geo.filter import Filter
from geo.store.embedded import EmbeddedStore

OPTIONS = Options(produced_on=date(2017, 5, 17), title="Apart")


@pytest.mark.parametrize("chosen", [Filter(), Filter(types=("airstrike",)), Filter(types=("abduction",))])
def test_the_bytes_are_those_of_one_process(
    store: EmbeddedStore, chosen: Filter, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = packages.package(store, chosen, OPTIONS, formats=("gpkg", "geojson", "csv"))
    monkeypatch.setattr(packages, "APART", -1)
    assert packages.package(store, chosen, OPTIONS, formats=("gpkg", "geojson", "csv")) == together


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    rows = pa.Table.from_batches([], EVENTS.schema)
    with Apart(tmp_path / "missing" / "a.gpkg") as apart:
        apart.layer("events", "MultiPoint", rows)
        with pytest.raises(RuntimeError, match="could not be written"):
            apart.done()
    assert not (tmp_path / "missing").exists()
