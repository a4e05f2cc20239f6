"""The data formats of events: all say the same, hold to their standards, and hand on no row that they may not."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import DATA
from defusedxml import ElementTree
from incoming import event, imported, place

from geo.errors import BadInput
from geo.export import EXPORTS, Options
from geo.export.checking.contents import CONTENTS
from geo.export.checking.manifests import manifest_in
from geo.export.data.package import DEFAULT, NAMES, package
from geo.export.manifest import is_sealed
from geo.filter import Filter
from geo.intake import look
from geo.store import open_store
from geo.store.embedded import EmbeddedStore
from geo.store.ledger import About

OPTIONS = Options(produced_on=date(2017, 5, 17), title="Formats")
ABU_KAMAL = "abu-kamal-airstrike-2017-05-15"
NAMES_OF_EVENTS = ("csv", "xlsx", "gpkg", "geojson", "parquet", "kml", "kmz", "hxl")
CARRY_ONE = [name for name in EXPORTS if not EXPORTS[name].whole and "csv" not in name and "hxl" not in name]


def make(store: EmbeddedStore, name: str, chosen: Filter = Filter()) -> bytes:  # noqa: B008
    return EXPORTS[name].make(store, chosen, OPTIONS)


@pytest.mark.parametrize("name", NAMES_OF_EVENTS)
def test_every_format_holds_the_filtered_events(store: EmbeddedStore, name: str) -> None:
    chosen = Filter(types=("airstrike", "capitulation", "statement"))
    held = CONTENTS[name](make(store, name, chosen))
    events = held.get("events", held.get(""))
    assert events is not None
    assert [key for key in events if not key.startswith("#")] == sorted(
        (each.id for each in store.events(chosen)), key=list(events).index
    )
    strike = events[ABU_KAMAL]
    low, high = ("killed.min", "killed.max") if name == "geojson" else ("killed_min", "killed_max")
    assert strike.get(low) in (None, "")
    assert str(strike[high]) == "60"
    assert "Coalition" in str(strike)
    assert "denies" in str(strike)


@pytest.mark.parametrize("name", CARRY_ONE)
def test_each_file_carries_its_manifest(store: EmbeddedStore, name: str) -> None:
    told = manifest_in(make(store, name, Filter(types=("airstrike",))))
    assert told is not None
    assert is_sealed(told)
    assert (told["export"], told["filter"]["query"]) == (name, "type=airstrike")


def test_parquet_has_types_and_geometry(store: EmbeddedStore) -> None:
    made = io.BytesIO(make(store, "parquet"))
    table = pq.read_table(made)
    kinds = {name: table.schema.field(name).type for name in ("killed_min", "date_start", "geometry", "is_summary")}
    assert kinds == {
        "killed_min": pa.int64(),
        "date_start": pa.date32(),
        "geometry": pa.binary(),
        "is_summary": pa.bool_(),
    }
    geo = json.loads(pq.read_metadata(made).metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    west, south, east, north = geo["columns"]["geometry"]["bbox"]
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    claims = {row["id"]: row["claim_records"] for row in table.to_pylist()}
    assert {key: len(each) for key, each in claims.items()} == {e.id: len(e.claims) for e in store.events(Filter())}
    assert claims[ABU_KAMAL][0].keys() >= {"claimant", "stance", "about", "text", "said_on", "killed_max"}


def test_geojson_follows_the_rfc(store: EmbeddedStore) -> None:
    """RFC 7946: no crs, lon before lat within bounds, three members of a feature, geometry of a kind or null."""
    made = json.loads(make(store, "geojson"), parse_constant=lambda text: pytest.fail(f"{text} is no JSON"))
    assert made["type"] == "FeatureCollection"
    assert not {"crs", "coordinates", "geometry", "properties"} & made.keys()
    for feature in made["features"]:
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        shape = feature["geometry"]
        if shape is None:
            continue
        points = [shape["coordinates"]] if shape["type"] == "Point" else shape["coordinates"]
        assert shape["type"] in ("Point", "MultiPoint")
        for point in points:
            assert len(point) == 2
            assert -180 <= point[0] <= 180
            assert -90 <= point[1] <= 90
            assert all(round(number, 6) == number for number in point)


def _gpkg(made: bytes) -> sqlite3.Connection:
    con = sqlite3.connect(":memory:")
    con.deserialize(made)
    return con


@pytest.mark.parametrize(
    ("name", "styled"), [("gpkg", ["events", "event_places"]), ("flows-gpkg", ["lines", "places"])]
)
def test_geopackage_is_one_and_brings_its_styles(
    store: EmbeddedStore, tmp_path: Path, name: str, styled: list[str]
) -> None:
    made = make(store, name)
    con = _gpkg(made)
    assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert con.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    rows = con.execute("SELECT f_table_name, styleQML, useAsDefault FROM layer_styles ORDER BY id").fetchall()
    assert [row[0] for row in rows] == styled
    for _, qml, default in rows:
        tree = ElementTree.fromstring(qml.partition("\n")[2])
        symbols = {each.get("name") for each in tree.iter("symbol")}
        assert {each.get("symbol") for each in tree.iter("category")} <= symbols
        assert default == 1
        assert "http" not in qml.partition("\n")[2]
    days = con.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
    assert days == [("2017-05-17T00:00:00.000Z",)]
    con.close()
    if shutil.which("ogrinfo"):
        path = tmp_path / "file.gpkg"
        path.write_bytes(made)
        told = subprocess.run(["ogrinfo", "-so", "-al", path], capture_output=True, check=True, text=True)
        assert "WGS 84" in told.stdout
        assert "ERROR" not in told.stderr


def test_workbook_cells_are_what_they_are(records: Path, change: Any) -> None:
    def alter(held: dict[str, Any]) -> None:
        held["events"][0] |= {"title": '=HYPERLINK("http://owned.example")', "grade_reason": 'café & <b> "q"'}

    change("events.json", alter)
    store = open_store(records, None)
    first = store.event(json.loads((records / "events.json").read_text())["events"][0]["id"])
    assert first is not None
    book = openpyxl.load_workbook(io.BytesIO(make(store, "xlsx")))
    assert book.sheetnames == ["about", "overview", "events", "claims", "manifest"]
    head, *rows = list(book["events"].iter_rows())
    names = [cell.value for cell in head]
    row = next(row for row in rows if row[names.index("id")].value == first.id)
    cells = dict(zip(names, row, strict=True))
    assert (cells["title"].value, cells["title"].data_type) == ('=HYPERLINK("http://owned.example")', "s")
    assert cells["grade_reason"].value == 'café & <b> "q"'
    dated = next(row for row in rows if row[names.index("date_start")].value is not None)[names.index("date_start")]
    assert (dated.is_date, dated.number_format) == (True, r"yyyy\-mm\-dd")
    assert all(cell.data_type != "f" for row in rows for cell in row)
    store.close()


@pytest.mark.parametrize("name", ["kml", "kmz"])
def test_kml_fetches_nothing_and_marks_areas_as_areas(store: EmbeddedStore, name: str) -> None:
    made = make(store, name)
    pictures: set[str] = set()
    if name == "kmz":
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            pictures = {each for each in archive.namelist() if each.startswith("symbols/")}
            assert all(archive.read(each).startswith(b"\x89PNG") for each in pictures)
            made = archive.read("doc.kml")
    tree = ElementTree.fromstring(made)
    space = "{http://www.opengis.net/kml/2.2}"
    assert {each.text for each in tree.iter(f"{space}href")} == pictures
    styles = {each.get("id") for each in tree.iter(f"{space}Style")}
    marks = list(tree.iter(f"{space}Placemark"))
    assert len(marks) == 15
    for mark in marks:
        style = mark.findtext(f"{space}styleUrl", "").removeprefix("#")
        assert style in styles
        told = {each.get("name"): each.findtext(f"{space}value") for each in mark.iter(f"{space}Data")}
        if told["precision"] in ("governorate", "area", "country"):
            assert style.endswith("-hollow")


def test_hxl_is_known_by_its_tags(store: EmbeddedStore, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(make(store, "hxl"))
    seen = look(path, "events.csv")
    assert seen.profile == "hxl"
    assert seen.mapping.of("killed_max") == ("killed_max",)
    assert all(re.fullmatch(r"#[a-z0-9]+(\+[a-z0-9_]+)*", tag) for tag in seen.tags if tag)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert len(rows) == 2 + 15


@pytest.fixture
def mixed(tmp_path: Path) -> Iterator[tuple[EmbeddedStore, str]]:
    """Beside the shipped events a data set whose rows may not be handed on; its id."""
    about = About("Closed set", n_in=2, n_loaded=2, redistribution="raw rows may not be redistributed")
    rows = [event(title="Secretrow one"), event(row=3, id="e2", fingerprint=2, title="Secretrow two")]
    entry = imported(tmp_path, rows, [place(name="Secretrow place")], about=about)
    store = open_store(DATA, tmp_path)
    yield store, entry.id
    store.close()


@pytest.mark.parametrize("name", [name for name in EXPORTS if not EXPORTS[name].whole])
def test_rows_that_may_not_be_handed_on_stay_out(mixed: tuple[EmbeddedStore, str], name: str) -> None:
    store, closed = mixed
    made = make(store, name)
    texts = [made]
    if made.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            texts += [archive.read(each) for each in archive.namelist()]
    assert not any(b"Secretrow" in text for text in texts)
    told = manifest_in(made)
    if told is not None:
        left = [each for each in told["exclusions"] if each["from"] == "rows of data files"]
        assert [(each["dataset"], each["n"], each["reason"]) for each in left] == [
            (closed, 2, "raw rows may not be redistributed")
        ]
        assert told["counts"]["shown"] == 17
    widened = Options(produced_on=OPTIONS.produced_on, widened=(("rows", "permission of 1 May 2017"),))
    if name == "csv":
        assert b"Secretrow one" in EXPORTS[name].make(store, Filter(), widened)


def test_a_package_holds_files_manifest_and_words(store: EmbeddedStore) -> None:
    steps: list[str] = []
    made = package(store, Filter(), OPTIONS, tick=lambda what, _done, _total: steps.append(what))
    assert made == make(store, "package")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    told = json.loads(held["manifest.json"])
    assert is_sealed(told)
    assert [each["name"] for each in told["files"]] == [NAMES[name] for name in NAMES if name in DEFAULT]
    for each in told["files"]:
        assert hashlib.sha256(held[each["name"]]).hexdigest() == each["sha256"]
        assert each["name"] in held["README.txt"].decode()
    assert held["kharita.gpkg"] == make(store, "gpkg")
    assert held["kharita.geojson"] == make(store, "geojson")
    assert held["kharita.events.csv"] == make(store, "csv")
    assert "writing gpkg" in steps


def test_a_package_of_unknown_formats_is_refused(store: EmbeddedStore) -> None:
    with pytest.raises(BadInput, match="format of a package"):
        package(store, Filter(), OPTIONS, formats=("gpkg", "pdf"))


def test_no_events_are_a_file_too(store: EmbeddedStore) -> None:
    chosen = Filter(text="nothingholdsthis")
    for name in EXPORTS:
        if not EXPORTS[name].whole:
            assert make(store, name, chosen), name
