"""Hostile files: each is refused with words, or read as harmless text; nothing is followed, run or left behind.

Every file is made here. After all of them the memory of the process is where it was.
"""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely.geometry import Point

from geo.errors import BadInput
from geo.read import LIMITS, TABLE_READERS, open_table
from geo.read import apart as apart_module
from geo.read.apart import DRIVERS
from geo.read.sniff import NAMES, safe_name

MB = 2**20
PLACEMARK = "<Placemark><name>&a;</name></Placemark>"
VRT = """<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>CSV:/etc/passwd</SrcDataSource>
<SrcLayer>passwd</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f"]><kml>{PLACEMARK}</kml>"
)
OUTSIDE = f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>{PLACEMARK}</kml>'


def zipped(entries: dict[str, bytes | str], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compress) as archive:
        for name, raw in entries.items():
            archive.writestr(name, raw)
    return held.getvalue()


def linked() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        entry = zipfile.ZipInfo("a.shp")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return held.getvalue()


def encrypted() -> bytes:
    raw = bytearray(zipped({"doc.kml": "<kml/>"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    return bytes(raw)


def lying_zip() -> bytes:
    """The directory says 10 bytes; the entry unpacks to 50 MB."""
    raw = bytearray(zipped({"doc.kml": b"<kml>" + b" " * 50 * MB + b"</kml>"}))
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(raw)


def xlsx_bomb() -> bytes:
    held = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        b"<worksheet><sheetData>" + b"<row></row>" * 6 * MB + b"</sheetData></worksheet>"
    )
    return zipped(dict(parts))


def xlsx_far_row() -> bytes:
    held = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "x"
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'r="1"', b'r="99999999999"').replace(
        b'r="A1"', b'r="A99999999999"'
    )
    return zipped(dict(parts))


FILES: dict[str, tuple[str, Callable[[], bytes | str], str]] = {
    "vrt as geojson": ("x.geojson", lambda: VRT, "XML or HTML"),
    "vrt as csv": ("x.csv", lambda: VRT, "XML or HTML"),
    "vrt as kml": ("x.kml", lambda: VRT, "XML or HTML"),
    "vrt as shapefile": ("x.zip", lambda: zipped({"a.shp": VRT, "a.shx": VRT, "a.dbf": VRT}), ""),
    "page as csv": ("x.csv", lambda: "<!DOCTYPE html><html><body>401</body></html>", "HTML"),
    "png as csv": ("x.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(90), "PNG"),
    "program as csv": ("x.csv", lambda: bytes(range(32)) * 30, "no text"),
    "pdf as json": ("x.json", lambda: "%PDF-1.7", "PDF"),
    "gzip": ("x.csv.gz", lambda: b"\x1f\x8b\x08\x00" + bytes(20), "gzip"),
    "old excel": ("x.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "Office"),
    "nothing": ("x.csv", lambda: "", "no bytes"),
    "only space": ("x.csv", lambda: " \n \n", "no text"),
    "only a mark": ("x.csv", lambda: "\ufeff", "no text"),
    "csv as geopackage": ("x.gpkg", lambda: "a,b\n1,2\n", "under this name"),
    "sqlite without gpkg": ("x.gpkg", lambda: b"SQLite format 3\0" + bytes(90), ""),
    "entities": ("x.kml", lambda: LAUGHS, "entity"),
    "outside entity": ("x.kml", lambda: OUTSIDE, "entity"),
    "entities in gpx": ("x.gpx", lambda: LAUGHS.replace("kml", "gpx"), "entity"),
    "deep kml": ("x.kml", lambda: "<kml>" + "<Folder>" * 9_000 + "</Folder>" * 9_000 + "</kml>", "levels"),
    "cut kml": ("x.kml", lambda: "<kml><Placemark><name>x</na", ""),
    "deep json": ("x.json", lambda: "[" * 100_000, "levels"),
    "deep json in a feature": (
        "x.geojson",
        lambda: '{"type":"Feature","geometry":null,"properties":{"a":' + "[" * 500 + "]" * 500 + "}}",
        "levels",
    ),
    "many members": ("x.json", lambda: json.dumps({str(n): n for n in range(20_000)}), "members"),
    "cut json": ("x.json", lambda: '[{"a": 1}, {"a": ', "ends inside"),
    "cut text in json": ("x.json", lambda: '[{"a": "x', "ends inside"),
    "json without comma": ("x.json", lambda: '[{"a": 1} {"a": 2}]', "JSON"),
    "json with comma too many": ("x.json", lambda: '[{"a": 1},]', "JSON"),
    "topojson": ("x.json", lambda: '{"type":"Topology","objects":{},"arcs":[[[1,2]]]}', "TopoJSON"),
    "esri json": ("x.json", lambda: '{"geometryType":"esriGeometryPoint","features":[{"attributes":{}}]}', "Esri"),
    "kmz bomb": ("x.kmz", lambda: zipped({"doc.kml": b"<kml>" + b" " * 90 * MB + b"</kml>"}), "ratio"),
    "lying kmz": ("x.kmz", lying_zip, ""),
    "kmz without kml": ("x.kmz", lambda: zipped({"a.txt": "x"}), "a.txt"),
    "xlsx bomb": ("x.xlsx", xlsx_bomb, "ratio"),
    "xlsx with a far row": ("x.xlsx", xlsx_far_row, "row of the sheet"),
    "zip that climbs": ("x.zip", lambda: zipped({"../../a.shp": "x", "a.shx": "x"}), "leads out"),
    "zip with a root": ("x.zip", lambda: zipped({"/etc/a.shp": "x"}), "leads out"),
    "zip with a drive": ("x.zip", lambda: zipped({"C:\\a.shp": "x"}), "leads out"),
    "zip with a link": ("x.zip", linked, "link"),
    "encrypted zip": ("x.kmz", encrypted, "encrypted"),
    "zip in a zip": ("x.zip", lambda: zipped({"a.shp": "x", "b.zip": zipped({"a.shp": "y"})}), "archive inside"),
    "many entries": ("x.zip", lambda: zipped({f"{n}.shp": "" for n in range(6_000)}), "files in the zip"),
    "cut zip": ("x.zip", lambda: zipped({"a.shp": "x" * 99})[:60], ""),
    "cut parquet": ("x.parquet", lambda: b"PAR1" + bytes(50) + b"PAR1", ""),
    "unpacked shapefile": ("x.shp", lambda: b"\x00\x00\x27\x0a" + bytes(96), "one zip"),
    "broken shapefile": ("x.zip", lambda: zipped({"a.shp": b"\xff" * 300, "a.shx": b"\xff" * 300}), ""),
    "shapefile in utf-16": (
        "x.zip",
        lambda: zipped({"a.shp": b"x", "a.shx": b"x", "a.dbf": b"\x03" * 40, "a.cpg": "UTF-16"}),
        "UTF-16",
    ),
    "empty geodatabase": ("x.zip", lambda: zipped({"a.gdb/a00000001.gdbtable": bytes(99)}), ""),
}


@pytest.mark.parametrize("case", FILES)
def test_it_is_refused_with_words(tmp_path: Path, case: str) -> None:
    name, make, words = FILES[case]
    raw = make()
    path = tmp_path / "upload"
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    with pytest.raises(BadInput) as caught:
        list(open_table(path, name).batches())
    assert words in str(caught.value)
    assert caught.value.where == name
    assert caught.value.cure.endswith(".")
    assert "/tmp" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["/vsizip/x.zip/a.csv", "/vsicurl/http://127.0.0.1/a.csv", "../../a.csv", "..\\..\\a.csv", "C:\\x\\a.csv"]
)
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "upload"
    path.write_text("a,b\n1,2\n")
    assert open_table(path, name).name == "a.csv"
    assert safe_name("a\u202e\n.csv") == "a.csv"
    assert safe_name("/") == "file"


def test_geojson_that_looks_like_a_path_is_text(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    feature = {"type": "Feature", "geometry": None, "properties": {"a": "/vsicurl/http://127.0.0.1/x", "b": "=cmd|x"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    table = open_table(path, "a.geojson")
    assert [row["c0"] for batch in table.batches() for row in batch.to_pylist()] == ["/vsicurl/http://127.0.0.1/x"]


def geopackage(path: Path) -> sqlite3.Connection:
    frame = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[Point(36, 33), Point(37, 34)], crs="EPSG:4326")
    frame.to_file(path, layer="events", driver="GPKG")
    return sqlite3.connect(path)


ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS fid, NULL AS geom FROM r"


@pytest.mark.parametrize("what", ["view", "contents", "generated", "trigger"])
def test_sql_in_a_geopackage_never_runs(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.gpkg"
    con = geopackage(path)
    if what == "view":
        con.execute(f"CREATE VIEW endless AS {ENDLESS}")
        con.execute("UPDATE gpkg_contents SET table_name = 'endless'")
    elif what == "contents":
        con.execute("ALTER TABLE gpkg_contents RENAME TO held")
        con.execute(f"CREATE VIEW gpkg_contents AS {ENDLESS}")
    elif what == "generated":
        con.execute("ALTER TABLE events ADD COLUMN bomb GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL")
    else:
        con.execute("CREATE TRIGGER t AFTER UPDATE ON events BEGIN DELETE FROM events; END")
    con.commit()
    con.close()
    before, raw = time.monotonic(), path.read_bytes()
    if what in ("view", "contents"):
        with pytest.raises(BadInput):
            open_table(path, "a.gpkg")
    else:
        table = open_table(path, "a.gpkg")
        assert sum(batch.num_rows for batch in table.batches()) == table.n_in == 2
        assert table.columns == ("fid", "name")
    assert time.monotonic() - before < 20
    assert path.read_bytes() == raw
    assert [each.name for each in tmp_path.iterdir()] == ["a.gpkg"]


@pytest.mark.parametrize(
    ("size", "words"), [(2_000_000, "memory|alloc|malloc|bounds"), (200_000, "bytes in 2,000 rows")]
)
def test_a_parquet_that_unpacks_to_gigabytes_is_stopped(tmp_path: Path, size: int, words: str) -> None:
    path = tmp_path / "a.parquet"
    held = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), pa.array(["x" * size]))
    pq.write_table(pa.table({"a": held}), path, compression="zstd")
    assert path.stat().st_size < MB
    with pytest.raises(BadInput, match=words):
        list(open_table(path, "a.parquet", limits=replace(LIMITS, max_memory_bytes=1200 * MB)).batches())
    with pytest.raises(BadInput, match="unpacked size"):
        open_table(path, "a.parquet", limits=replace(LIMITS, max_parquet_bytes=1_000))


def test_a_parquet_of_more_text_than_the_bound_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": pa.array(["x" * 1_000] * 5_000)}), path)
    with pytest.raises(BadInput, match="unpacked size"):
        list(open_table(path, "a.parquet", limits=replace(LIMITS, max_text_bytes=3_000_000)).batches())


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(BadInput, match="time"):
        open_table(path, "a.parquet", limits=replace(LIMITS, max_seconds=0))


def test_gdal_knows_one_driver_only() -> None:
    code = "import pyogrio; print(sorted(pyogrio.list_drivers()))"
    skip = ",".join(driver for driver in DRIVERS if driver != "OpenFileGDB")
    held = subprocess.run(
        [sys.executable, "-I", "-c", code], env={"OGR_SKIP": skip}, capture_output=True, text=True, check=True
    )
    assert held.stdout.strip() == "['OpenFileGDB']"


def test_a_driver_that_is_not_in_the_list_is_left_out_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer GDAL may know more: the worker starts again without what it should not know."""
    monkeypatch.setattr(apart_module, "DRIVERS", ["CSV"])
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.gdb/a00000001.gdbtable": bytes(99)}))
    with pytest.raises(BadInput) as caught:
        open_table(path, "a.zip")
    assert "drivers" not in str(caught.value)


@pytest.mark.parametrize("form", NAMES)
def test_every_format_refuses_bytes_that_are_none(tmp_path: Path, form: str) -> None:
    assert set(NAMES) == set(TABLE_READERS)
    path = tmp_path / "upload"
    path.write_bytes(bytes(200))
    with pytest.raises(BadInput):
        open_table(path, "x", format=form)


def test_an_unknown_format_and_layer_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    for how in ({"format": "dwg"}, {"layer": "x"}, {"format": "kml"}):
        with pytest.raises(BadInput):
            open_table(path, "a.csv", **how)  # type: ignore[arg-type]


def test_reading_leaves_no_file_and_no_memory_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    path = tmp_path / "upload"
    names = ["kmz bomb", "xlsx bomb", "lying kmz", "deep json", "shapefile in utf-16"]

    def once() -> None:
        for name in names:
            path.write_bytes(
                FILES[name][1]() if not isinstance(FILES[name][1](), str) else str(FILES[name][1]()).encode()
            )
            with pytest.raises(BadInput):
                list(open_table(path, FILES[name][0]).batches())

    once()
    gc.collect()
    before = resident()
    once()
    gc.collect()
    assert resident() - before < 60 * MB
    assert list(scratch.iterdir()) == []


def resident() -> int:
    """Bytes of memory that this process holds now."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
