"""Files made in a test, opened by the readers: what the tests of the readers share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geo.read import Table, open_table


def opened(tmp_path: Path, raw: Any, name: str, **how: Any) -> Table:
    path = tmp_path / name
    path.write_bytes(raw if isinstance(raw, bytes) else (raw if isinstance(raw, str) else json.dumps(raw)).encode())
    return open_table(path, name, **how)


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows with the names of their columns; asserts the law."""
    names = ["row", *table.columns, *(("lon", "lat", "geometry_kind") if table.has_geometry else ())]
    held = [dict(zip(names, row.values(), strict=True)) for batch in table.batches() for row in batch.to_pylist()]
    assert table.n_in == len(held) + len(table.rejected)
    return held


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}
