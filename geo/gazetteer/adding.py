"""A boundary file or a table of places from outside → a gazetteer of the workspace, with its account.

Read through geo.read like any other file, so it is bounded and hostile files are refused. Rows in = loaded + rejected.
Outlines are simplified together, so that neighbours still share their border, and none is left out.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import shapely

from geo.errors import BadInput
from geo.gazetteer import stored
from geo.gazetteer.columns import Layout, layout_of, level_in
from geo.gazetteer.rows import Rows, without_points
from geo.gazetteer.stored import About
from geo.gazetteer.units import country_code
from geo.read import Table, open_table
from geo.read.table import outlines_kept

TOLERANCE_DEG = 0.002
_DECIMALS = 5
_MOST_PLACES = 300_000
_MOST_REJECTS = 100
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Look:
    """A file that was read and understood, before it is part of the workspace."""

    about: About
    rows: Rows


def look(
    path: Path, name: str, *, title: str | None = None, licence: str | None = None, layer: str | None = None
) -> Look:
    """What the file at `path`, called `name`, would bring; raises BadInput where it holds no places."""
    table = open_table(path, name, layer=layer)
    with outlines_kept():
        rows, n_in = _read(table)
    if not rows.entries:
        got = rows.rejected[0] if rows.rejected else None
        told = f"none of {n_in:,} rows" + (f", the first because of its {got.what}: {got.got}" if got else "")
        raise BadInput("places", got=told, want="rows with names", where=table.name, cure="Look at its columns.")
    notes = [problem.sentence() for problem in table.problems]
    if bad := sum(not shapely.is_valid(shapely.from_wkb(each)) for each in rows.outlines.values()):
        notes.append(f"{bad:,} outlines cross themselves; they are kept as they are.")
    rejects = [*(f"row {each.row:,}: {each.what}: got {each.got}. {each.cure}" for each in rows.rejected)]
    rejects += [f"row {each.row:,}: {each.what}: got {each.got}. {each.cure}" for each in table.rejected]
    about = About(
        id=_id(title or Path(table.name).stem),
        title=(title or Path(table.name).stem)[:120],
        file_name=table.name,
        file_sha256=_sha256(path),
        format=table.format_words,
        layout=rows.layout.words,
        added_at=datetime.now(UTC),
        licence=licence,
        n_in=n_in,
        n_loaded=len(rows.entries),
        n_rejected=len(rejects),
        n_points=len(rows.entries) - without_points(rows.entries),
        n_outlines=len(rows.outlines),
        countries=tuple(sorted({entry.country for entry in rows.entries if entry.country})),
        kinds=dict(Counter(entry.kind for entry in rows.entries).most_common()),
        rejects=tuple(rejects[:_MOST_REJECTS]),
        notes=tuple(dict.fromkeys(notes)),
    )
    return Look(about, rows)


def add(seen: Look, workspace: Path, *, title: str | None = None, licence: str | None = None) -> About:
    """Makes it part of the workspace. A file that is there already under this name is replaced."""
    about = seen.about
    if title:
        about = replace(about, title=title[:120], id=_id(title))
    about = replace(about, licence=licence or about.licence)
    others = {each.id: each for each in stored.listed(workspace)[0]}
    about = replace(about, id=_free(about, others))
    source = f"{about.title}{f' ({about.licence})' if about.licence else ''}"
    prefix = seen.rows.prefix
    held = [replace(each, id=each.id.replace(prefix, about.id, 1), source=source) for each in seen.rows.entries]
    shapes = {id_.replace(prefix, about.id, 1): shape for id_, shape in simplified(seen.rows.outlines).items()}
    stored.write(workspace, about, held, shapes)
    return about


def simplified(outlines: Mapping[str, bytes]) -> dict[str, Mapping[str, Any]]:
    """GeoJSON geometries by id, simplified by about 200 m as one coverage; each keeps all that can be seen of it."""
    ids = list(outlines)
    raw = shapely.from_wkb([outlines[id_] for id_ in ids])
    whole = [at for at, each in enumerate(raw) if shapely.is_valid(each)]
    if whole:
        for at, each in zip(whole, shapely.coverage_simplify(raw[whole], TOLERANCE_DEG), strict=True):
            if shapely.is_valid(each) and not each.is_empty:
                raw[at] = each
    rounded = [shapely.transform(each, lambda xy: xy.round(_DECIMALS)) for each in raw]
    return {id_: json.loads(shapely.to_geojson(each)) for id_, each in zip(ids, rounded, strict=True)}


def _read(table: Table) -> tuple[Rows, int]:
    rows: Rows | None = None
    width = len(table.columns)
    for batch in table.batches():
        columns = [batch.column(f"c{number}").to_pylist() for number in range(width)]
        numbers = batch.column("row").to_pylist()
        spots = [batch.column(each).to_pylist() for each in ("lon", "lat", "outline")] if table.has_geometry else None
        if rows is None and numbers:
            rows = _started(table, {at: column[0] or "" for at, column in enumerate(columns)}, columns)
        for at, row in enumerate(numbers):
            lon, lat, outline = (each[at] for each in spots) if spots else (None, None, None)
            assert rows is not None  # noqa: S101 - a batch with numbers has started it
            rows.take(row, [column[at] for column in columns], (lon, lat), outline)
            if len(rows.entries) > _MOST_PLACES:
                got, want = f"more than {_MOST_PLACES:,}", f"at most {_MOST_PLACES:,} places"
                raise BadInput("places", got=got, want=want, where=table.name, cure="Split the file by country.")
    if rows is None:
        rows = Rows(Layout("no rows", {}), table.name, "new")
    return rows, table.n_in or len(rows.entries) + len(rows.rejected) + len(table.rejected)


def _started(table: Table, sample: Mapping[int, str], columns: list[list[str | None]]) -> Rows:
    kinds = [at for at, name in enumerate(table.columns) if name.lower() == "shapetype"]
    level = level_in(columns[kinds[0]][0] or "") if kinds else None
    level = level_in(table.name) if level is None else level
    layout = layout_of(table.columns, sample, level=level, where=table.name)
    named = re.search(r"(?:^|[-_ ])([a-z]{3})[-_ ]adm(?:in)?[-_ ]?[0-4]", table.name.lower())
    return Rows(layout, table.name, "new", country_code(named[1]) if named else None)


def _id(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "gazetteer"


def _free(about: About, others: Mapping[str, About]) -> str:
    """The id, numbered where another file has it."""
    number, id_ = 1, about.id
    while id_ in others and others[id_].file_name != about.file_name:
        number += 1
        id_ = f"{about.id}-{number}"
    return id_


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
