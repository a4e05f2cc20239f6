"""KML, GPX, binary formats and XLSX: every feature is a row or rejected with a reason; cells are the file's own."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from read_case import collection, feature, opened, rows
from shapely.geometry import LineString, Point, Polygon

from geo.errors import BadInput
from geo.read import open_table, shapes

DAY, NOON = datetime.fromisoformat("2017-05-15"), datetime.fromisoformat("2017-05-15T12:00")
HALF_PAST, NEXT = datetime.fromisoformat("2017-05-15T12:30"), datetime.fromisoformat("2017-05-16T12:30")
POINT = {"type": "Point", "coordinates": [36.3, 33.5]}
SQUARE = [[36, 33], [37, 33], [37, 34], [36, 34], [36, 33]]


KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>D</name><Folder><name>F</name>
<!-- <Placemark/> --><Placemark id="p1"><name>A</name><description><![CDATA[<b>x</b><Placemark>]]></description>
<TimeStamp><when>2017-05-15</when></TimeStamp><ExtendedData><Data name="name"><value>other</value></Data>
<SchemaData><SimpleData name="n">5</SimpleData></SchemaData></ExtendedData>
<Point><coordinates> 36.3,33.5,0 </coordinates></Point></Placemark></Folder>
<Placemark><name>B</name><TimeSpan><begin>2017</begin><end>2018</end></TimeSpan></Placemark>
<Placemark><name>C</name><Point><coordinates>x,33</coordinates></Point></Placemark>
<Placemark><name>E</name><gx:Track><when>2017-01-01</when><gx:coord>36 33 0</gx:coord><gx:coord>37 33 0</gx:coord>
</gx:Track></Placemark></Document></kml>"""


def test_a_count_that_is_known_at_once_is_there_at_once(tmp_path: Path) -> None:
    assert opened(tmp_path, collection(feature(POINT), None), "a.geojson").n_in == 2
    assert opened(tmp_path, KML, "a.kml").n_in == 4


@pytest.mark.parametrize("packed", [False, True])
def test_kml_and_kmz(tmp_path: Path, packed: bool) -> None:
    raw = KML.encode()
    if packed:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("doc.kml", KML)
            archive.writestr("files/icon.png", b"x")
        raw = held.getvalue()
    table = opened(tmp_path, raw, "a.kmz" if packed else "a.kml")
    first, second, third = rows(table)
    assert (first["name"], first["folder"], first["when"], first["name (2)"], first["n"]) == (
        "A",
        "D / F",
        "2017-05-15",
        "other",
        "5",
    )
    assert first["description"] == "<b>x</b><Placemark>"
    assert (first["lon"], first["lat"], first["geometry_kind"]) == (36.3, 33.5, "Point")
    assert (second["begin"], second["end"], second["lon"]) == ("2017", "2018", None)
    assert (third["geometry_kind"], third["begin"]) == ("LineString", "2017-01-01")
    assert [(each.row, each.what) for each in table.rejected] == [(3, "coordinates")]


def test_gpx_layers(tmp_path: Path) -> None:
    text = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="33.5" lon="36.3"><name>A</name>
    <link href="https://x.test"/><extensions><x:kind>well</x:kind></extensions></wpt><wpt lat="133.5" lon="36.3"/>
    <trk><name>T</name><trkseg><trkpt lat="33" lon="36"><time>2017-05-15T00:00:00Z</time></trkpt>
    <trkpt lat="33" lon="37"/></trkseg></trk></gpx>"""
    table = opened(tmp_path, text, "a.gpx")
    assert (table.layers, table.layer) == (("waypoints", "tracks"), "waypoints")
    (row,) = rows(table)
    assert (row["name"], row["link"], row["kind"], row["lon"]) == ("A", "https://x.test", "well", 36.3)
    assert len(table.rejected) == 1
    (track,) = rows(opened(tmp_path, text, "a.gpx", layer="tracks"))
    assert (track["begin"], track["geometry_kind"]) == ("2017-05-15T00:00:00Z", "LineString")
    with pytest.raises(BadInput, match="routes"):
        opened(tmp_path, text, "a.gpx", layer="routes")


def frame(crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    shapes = [Point(36.3, 33.5), Point(37.1, 36.6), None]
    values = {"name": ["حلب", "b", None], "n": pd.array([1, None, 3], "Int64"), "x": [1.5, np.nan, 2.0]}
    days = {"day": [DAY, NEXT, None]}
    return gpd.GeoDataFrame(values | days, geometry=shapes, crs="EPSG:4326").to_crs(crs)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32637"])
@pytest.mark.parametrize("form", ["gpkg", "parquet", "shapefile"])
def test_binary_formats_say_the_same(tmp_path: Path, form: str, crs: str) -> None:
    held = frame(crs)
    if form == "gpkg":
        path = tmp_path / "a.gpkg"
        held.to_file(path, layer="eins", driver="GPKG")
    elif form == "parquet":
        path = tmp_path / "a.parquet"
        held.to_parquet(path)
    else:
        path = zipped_shapefile(tmp_path, held, ["a"])
    table = open_table(path, path.name)
    first, second, third = rows(table)
    assert (first["name"], first["n"], first["x"], first["day"][:10].replace("/", "-")) == (
        "حلب",
        "1",
        "1.5",
        "2017-05-15",
    )
    assert (second["n"], second["x"]) == (None, None)
    assert (third["name"], third["lon"], third["lat"]) == (None, None, None)
    assert [round(first["lon"], 6), round(first["lat"], 6)] == [36.3, 33.5]
    told = [problem.what for problem in table.problems]
    assert told == ([] if crs == "EPSG:4326" else ["coordinate reference system"])


def zipped_shapefile(
    tmp_path: Path, held: gpd.GeoDataFrame, names: Sequence[str], without: Sequence[str] = (), **how: Any
) -> Path:
    folder = tmp_path / "parts"
    folder.mkdir(exist_ok=True)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            with pytest.warns(RuntimeWarning) if "day" in held else nothing():
                held.to_file(folder / f"{name}.shp", driver="ESRI Shapefile", **how)
            for part in folder.glob(f"{name}.*"):
                if part.suffix not in without:
                    archive.write(part, f"in/{part.name.upper() if part.suffix == '.shx' else part.name}")
    return path


class nothing:  # noqa: N801 - a context that does nothing
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def test_shapefiles_of_one_zip_are_layers(tmp_path: Path) -> None:
    held = frame().drop(columns="day")
    table = open_table(zipped_shapefile(tmp_path, held, ["a", "b"]), "a.zip", layer="b")
    assert (table.layers, table.layer, len(rows(table))) == (("a", "b"), "b", 3)


def test_a_shapefile_tells_what_is_missing(tmp_path: Path) -> None:
    held = frame().drop(columns="day")
    table = open_table(zipped_shapefile(tmp_path, held, ["a"], without=[".prj"]), "a.zip")
    assert "no .prj" in [problem.got for problem in table.problems]
    with pytest.raises(BadInput, match="without"):
        open_table(zipped_shapefile(tmp_path, held, ["a"], without=[".shx"]), "a.zip")


def test_letters_of_a_shapefile_without_cpg_are_read_by_evidence(tmp_path: Path) -> None:
    held = frame().drop(columns="day")
    path = zipped_shapefile(tmp_path, held, ["a"], without=[".cpg"], encoding="cp1256")
    table = open_table(path, "a.zip")
    assert rows(table)[0]["name"] == "حلب"


def test_rows_that_a_shapefile_counts_and_gdal_does_not_give_are_rejected(tmp_path: Path) -> None:
    held = frame().drop(columns="day")
    source = zipped_shapefile(tmp_path, held, ["a"])
    target = tmp_path / "b.zip"
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as copy:
        for entry in archive.infolist():
            raw = archive.read(entry)
            if entry.filename.endswith(".dbf"):
                length = raw[10] + 256 * raw[11]
                raw = raw[:4] + (5).to_bytes(4, "little") + raw[8:] + b" " * 2 * length
            copy.writestr(entry, raw)
    table = open_table(target, "b.zip")
    given_rows = rows(table)
    assert table.n_in == 5
    assert len(given_rows) + len(table.rejected) == 5


def test_geopackage_layers_and_what_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    held = frame().drop(columns="day")
    held.iloc[:0].to_file(path, layer="empty", driver="GPKG")
    held.to_file(path, layer="full; --", driver="GPKG")
    con = sqlite3.connect(path)
    con.execute('CREATE VIEW v AS SELECT * FROM "full; --"')
    con.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'features', 'v')")
    for (trigger,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        con.execute(f'DROP TRIGGER "{trigger}"')
    con.execute("UPDATE \"full; --\" SET geom = x'4750ff' WHERE rowid = 2")
    con.commit()
    con.close()
    table = open_table(path, "a.gpkg")
    assert (table.layers, table.layer) == (("empty", "full; --"), "full; --")
    assert [row["row"] for row in rows(table)] == [1, 3]
    assert "view v" in table.problems[0].got


def test_parquet_of_plain_columns(tmp_path: Path) -> None:
    columns = {
        "day": pa.array([date(2017, 5, 15), None]),
        "at": pa.array([NOON, DAY]),
        "x": pa.array([1.0, float("nan")]),
        "list": pa.array([[1, 2], None]),
        "kind": pa.array(["a", "a"]).dictionary_encode(),
    }
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path)
    table = open_table(path, "a.parquet")
    first, second = rows(table)
    assert not table.has_geometry
    assert (first["day"], first["at"][:19], first["list"], first["kind"]) == (
        "2017-05-15",
        "2017-05-15T12:00:00",
        "[1, 2]",
        "a",
    )
    assert (second["day"], second["x"], second["list"]) == (None, None, None)


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "notes"
    data = book.create_sheet("data")
    data.append(["Strikes of May"])
    data.merge_cells("A1:D1")
    data.append([])
    data.append(["Place", "Day", "Killed", "Sum"])
    data.append(["#adm1", "#date", "#affected+killed", ""])
    data.append(["Idlib", DAY, 5, "=C5+1"])
    data.append([])
    data.append(["حلب", HALF_PAST, 1.5, None])
    data.append(["  ", "", None, None])
    data["E7"] = "beyond"
    book.save(path)


def test_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(path)
    table = open_table(path, "a.xlsx")
    assert (table.layers, table.layer) == (("notes", "data"), "data")
    assert table.columns[:4] == ("Place", "Day", "Killed", "Sum")
    assert table.tags[:4] == ("#adm1", "#date", "#affected+killed", None)
    first = rows(table)[0]
    assert list(first.values())[:5] == [5, "Idlib", "2017-05-15", "5", "=C5+1"]
    assert table.n_in == 2
    assert {problem.what for problem in table.problems} == {
        "rows above the column names",
        "merged cells",
        "other layers or sheets",
    }
    with pytest.raises(BadInput, match="notes"):
        open_table(path, "a.xlsx", layer="other")


def test_the_point_of_a_line_is_on_it_whatever_the_format(tmp_path: Path) -> None:
    held = gpd.GeoDataFrame(geometry=[LineString([(36, 33), (37, 33)]), Polygon(SQUARE)], crs="EPSG:4326")
    path = tmp_path / "a.gpkg"
    held.to_file(path, driver="GPKG")
    line, area = rows(open_table(path, "a.gpkg"))
    assert (line["geometry_kind"], line["lat"]) == ("LineString", 33.0)
    assert 36 < area["lon"] < 37


def test_a_curve_is_rejected_with_words_and_its_neighbours_stay() -> None:
    arc = struct.pack("<BII6d", 1, 8, 3, 0, 0, 1, 1, 2, 0)  # CircularString, ISO 13249-3
    with pytest.raises(shapes.Unusable) as told:
        shapes.spot_in_wkb(arc, None, 100)
    assert told.value.why[1] == "a curve"
    assert "CONVERT_TO_LINEAR" in told.value.why[3]
