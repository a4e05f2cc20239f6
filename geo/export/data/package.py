"""The data package: one zip with the chosen formats, the manifest beside them, and a text that says what is what.

Events are read once and written as every format; movements likewise where there are any. Files, their order and their
dates depend on the data, the filter and the options alone: the same package twice has the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import IO, cast

import pyarrow as pa

from geo.errors import BadInput, one_of
from geo.export.data.events import Tables, Tick, no_tick, tables
from geo.export.data.formats import EVENTS_LAYER, FROM_TABLES, complete_gpkg, write_gpkg
from geo.export.data.geojson_file import Writing
from geo.export.data.gpkg_apart import Apart
from geo.export.data.reading import Part
from geo.export.data.schemas import EVENTS
from geo.export.data.xlsx import fits
from geo.export.data.zips import member
from geo.export.flows.flowmap import flowmap
from geo.export.flows.package import flows_gpkg
from geo.export.flows.tables import flows_csv, flows_geojson, flows_hxl
from geo.export.geojson import head
from geo.export.manifest import manifest, sealed
from geo.export.options import Options
from geo.export.rows import rows_filter
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

STEM = "kharita"
EVENT_FORMATS = ("gpkg", "geojson", "parquet", "xlsx", "csv", "claims-csv", "kmz", "kml", "hxl")
FLOW_FORMATS = ("flows-gpkg", "flows-geojson", "flows-csv", "flowmap", "flows-hxl")
DEFAULT = ("gpkg", "geojson", "parquet", "xlsx", "csv", "claims-csv", "flows-gpkg", "flows-geojson", "flows-csv")
NAMES = {
    "gpkg": f"{STEM}.gpkg", "geojson": f"{STEM}.geojson", "parquet": f"{STEM}.parquet", "xlsx": f"{STEM}.xlsx",
    "csv": f"{STEM}.events.csv", "claims-csv": f"{STEM}.claims.csv", "kmz": f"{STEM}.kmz", "kml": f"{STEM}.kml",
    "hxl": f"{STEM}.hxl.csv", "flows-gpkg": f"{STEM}.flows.gpkg", "flows-geojson": f"{STEM}.flows.geojson",
    "flows-csv": f"{STEM}.flows.csv", "flowmap": f"{STEM}.flowmap.xlsx", "flows-hxl": f"{STEM}.flows.hxl.csv",
}  # fmt: skip
WORDS = {
    "gpkg": "events, their places and claims for GIS; opens styled in QGIS",
    "geojson": "events for GIS and the web (RFC 7946), claims inside each",
    "parquet": "events for analysis (GeoParquet 1.1), claims as a list in each row",
    "xlsx": "events and claims for spreadsheets",
    "csv": "events as a table",
    "claims-csv": "claims as a table",
    "kmz": "events with symbols for globes",
    "kml": "events for globes",
    "hxl": "events with HXL hashtags",
    "flows-gpkg": "movements: lines, places, figures and claims; opens styled in QGIS",
    "flows-geojson": "movements for GIS and the web, one feature each",
    "flows-csv": "movements, a row per origin and destination",
    "flowmap": "movements for flowmap.blue, with what it cannot say spelled out",
    "flows-hxl": "movements with HXL hashtags",
}
_FLOWS: dict[str, Callable[[Store, Filter, Options], bytes]] = {
    "flows-gpkg": flows_gpkg, "flows-geojson": flows_geojson, "flows-csv": flows_csv, "flowmap": flowmap,
    "flows-hxl": flows_hxl,
}  # fmt: skip
MANIFEST, README = "manifest.json", "README.txt"
WRITERS, _CHUNK = 2, 2**20
APART = 10_000
"""From so many events on the GeoPackage is written by a process of its own, which takes half a second to start."""


def package(
    store: Store, chosen: Filter, options: Options, *, formats: Sequence[str] = DEFAULT, tick: Tick = no_tick
) -> bytes:
    """The zip. `tick` hears what is being done; raises BadInput for a format that a package cannot hold."""
    for name in formats:
        if name not in NAMES:
            cure = "Choose among these."
            raise BadInput("format of a package", got=name, want=one_of(tuple(NAMES)), where="the package", cure=cure)
    wanted = [name for name in NAMES if name in formats]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = _Files(archive)
        asked = _Asked(store, chosen, options, tick)
        _events(files, asked, [name for name in wanted if name in EVENT_FORMATS])
        of_flows = [name for name in wanted if name in FLOW_FORMATS]
        if of_flows and store.n_movements(rows_filter(store, chosen, options)[0]):
            for name in of_flows:
                tick(f"writing {name}", 0, 0)
                files.add(name, _FLOWS[name](store, chosen, options))
        told = sorted(files.told, key=lambda each: wanted.index(str(each["format"])))
        about = sealed(manifest(store, chosen, options, "package") | {"formats": wanted, "files": told})
        archive.writestr(member(MANIFEST), json.dumps(about, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
        archive.writestr(member(README), readme(about).encode("utf-8", "replace"))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Asked:
    store: Store
    chosen: Filter
    options: Options
    tick: Tick


class _Files:
    """The files of a package as they are written, with what the manifest tells of each."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.told: list[Json] = []

    def add(self, name: str, content: bytes) -> None:
        """Writes a whole file."""
        with self.opened(name) as out:
            out.write(content)

    def copy(self, name: str, path: Path) -> None:
        """Writes a file from the disk."""
        with path.open("rb") as source, self.opened(name) as out:
            copyfileobj(source, out, _CHUNK)

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """A file to be written piece by piece, while no other is."""
        packed = not NAMES[name].endswith((".kmz", ".xlsx", ".parquet"))
        with self._archive.open(member(NAMES[name], packed=packed), "w", force_zip64=True) as out:
            counted = _Counted(out)
            yield cast(IO[bytes], counted)
        self._tell(name, counted.size, counted.digest.hexdigest())

    def _tell(self, name: str, size: int, sha256: str) -> None:
        self.told.append({"name": NAMES[name], "format": name, "bytes": size, "sha256": sha256})


class _Counted:
    """Writes on, and knows how much and with which digest."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self.size, self.digest = out, 0, hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._out.write(piece)
        self.digest.update(piece)
        self.size += len(piece)


def _events(files: _Files, asked: _Asked, wanted: Sequence[str]) -> None:
    """One reading serves all formats. The largest are written while the events are read: GeoJSON, and the GeoPackage
    of many events, by a process of its own."""
    if not wanted:
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kharita-")))
        apart = stack.enter_context(Apart(folder / NAMES["gpkg"])) if _is_large(asked, wanted) else None
        held = _read(files, asked, apart, json_too="geojson" in wanted)
        pa.default_memory_pool().release_unused()
        rest = [name for name in wanted if name != "geojson"]
        _of_tables(files, held, rest, _Desk(folder, asked.tick, apart))


def _is_large(asked: _Asked, wanted: Sequence[str]) -> bool:
    return "gpkg" in wanted and asked.store.count(asked.chosen.safe()).shown > APART


def _read(files: _Files, asked: _Asked, apart: Apart | None, *, json_too: bool) -> Tables:
    """The tables, with what is written while they are read."""
    with ExitStack() as stack:
        seers: list[Callable[[Part], object]] = []
        if json_too:
            out = stack.enter_context(files.opened("geojson"))
            about = manifest(asked.store, asked.chosen, asked.options, "geojson")
            seers.append(stack.enter_context(Writing(out, head(about))).add)
        if apart is not None:
            apart.begin(*EVENTS_LAYER, EVENTS.schema)
            seers.append(lambda part: apart.add(part.events))

        def seen(part: Part) -> None:
            for see in seers:
                see(part)

        return tables(asked.store, asked.chosen, asked.options, asked.tick, seen)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where files wait to be packed, who hears of it, and the GeoPackage that is being written."""

    folder: Path
    tick: Tick
    apart: Apart | None


def _of_tables(files: _Files, held: Tables, wanted: Sequence[str], desk: _Desk) -> None:
    """Each format that is written from the tables.

    Two are written at a time: Arrow and zlib do most of it, and neither holds Python's lock.
    """
    if "xlsx" in wanted and not (fits(held.events) and fits(held.claims)):
        desk.tick("xlsx left out: a sheet has no room for so many rows", 0, 0)
        wanted = [name for name in wanted if name != "xlsx"]
    with ThreadPoolExecutor(WRITERS + (desk.apart is not None)) as pool:
        made = {name: pool.submit(_made, held, name, desk) for name in wanted}
        for name in wanted:
            desk.tick(f"writing {name}", 0, 0)
            files.copy(name, made[name].result())


def _made(held: Tables, name: str, desk: _Desk) -> Path:
    """A file, which waits on the disk to be packed: some are as large as all tables in memory."""
    path = desk.folder / NAMES[name]
    if name == "gpkg" and desk.apart is not None:
        return complete_gpkg(held, desk.apart)
    if name == "gpkg":
        write_gpkg(held, path)
    else:
        path.write_bytes(FROM_TABLES[name](held))
    return path


def _lacks_xlsx(about: Json) -> bool:
    return "xlsx" in about["formats"] and all(each["format"] != "xlsx" for each in about["files"])


def readme(about: Json) -> str:
    """What the package holds, of what, and how to check it, in plain words."""
    counts, left = about["counts"], about["exclusions"]
    lines = [
        about["title"], "=" * len(about["title"]), "",
        about["filter"]["summary"] + ".", f"Filter: {about['filter']['words']} ({about['filter']['query'] or 'all'})",
        f"Situation as of {about['as_of'] or 'not given'}; produced on {about['produced_on']}.",
        f"Producer: {about['producer'] or 'not given'}. Contact: {about['contact'] or 'not given'}.",
        f"{counts['shown']:,} events and {counts['movements']:,} movements match.", "",
        "Totals", *(f"- {each}" for each in about["totals"]["sentences"]), "",
        "Files", *(f"- {each['name']}: {WORDS[each['format']]}" for each in about["files"]),
        *(["- no XLSX: a sheet has no room for so many rows"] if _lacks_xlsx(about) else []),
        f"- {MANIFEST}: what was made from what, with digests", "",
        "Left out", *([f"- from {e['from']}: {e['n']:,} ({e['reason']})" for e in left] or ["- nothing"]), "",
        "Data sets",
        *(f"- {e['title']}; licence: {e['licence'] or 'not given'}; SHA-256 {e['sha256']}" for e in about["datasets"]),
        "", "How to read it",
        "- Unknown is empty, never 0. Minimum, best estimate and maximum are apart; “up to 60” has no minimum.",
        "- A denial stands in the claims beside what it denies.",
        "- A line of a movement is no route. A split that is not known has its total once and no shares.",
        "- Boundaries and names imply no endorsement.", "",
        "To check that nothing was changed: kharita verify PACKAGE.zip, or one of its files.", "",
    ]  # fmt: skip
    return "\r\n".join(lines)
