"""Files with geometry, XLSX and JSON: every feature is a row or rejected with a reason; cells are the file's own."""

from __future__ import annotations

import io
import json
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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from geo.errors import BadInput
from geo.read import LIMITS, Table, open_table, shapes
from geo.read.json_scan import outline
from geo.read.json_values import cell

DAY, NOON = datetime.fromisoformat("2017-05-15"), datetime.fromisoformat("2017-05-15T12:00")
HALF_PAST, NEXT = datetime.fromisoformat("2017-05-15T12:30"), datetime.fromisoformat("2017-05-16T12:30")
POINT = {"type": "Point", "coordinates": [36.3, 33.5]}
SQUARE = [[36, 33], [37, 33], [37, 34], [36, 34], [36, 33]]


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


def test_geojson_keeps_numbers_ids_and_other_members(tmp_path: Path) -> None:
    text = (
        '{"features": [{"type": "Feature", "id": 7, "title": "t", "properties": {"n": 1.50, "id": "x", "deep": '
        '{"a": [1e3, null]}, "yes": true, "none": null, "empty": ""}, "geometry": {"type": "Point", '
        '"coordinates": [36.30, 33.5, 9]}}], "type": "FeatureCollection"}'
    )
    (row,) = rows(opened(tmp_path, text, "a.geojson"))
    assert row == {
        "row": 1,
        "n": "1.50",
        "id": "x",
        "deep": '{"a": [1e3, null]}',
        "yes": "true",
        "none": None,
        "empty": None,
        "id (2)": "7",
        "title": "t",
        "lon": 36.3,
        "lat": 33.5,
        "geometry_kind": "Point",
    }


@pytest.mark.parametrize(
    ("geometry", "kind", "inside"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE]}, "Polygon", (36, 33, 37, 34)),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, "Polygon", (36, 33, 37, 34)),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE]]}, "MultiPolygon", (36, 33, 37, 34)),
        ({"type": "LineString", "coordinates": SQUARE[:2]}, "LineString", (36, 33, 37, 33)),
        ({"type": "MultiLineString", "coordinates": [SQUARE[:2]]}, "MultiLineString", (36, 33, 37, 33)),
        ({"type": "MultiPoint", "coordinates": [[36, 33], [37, 33]]}, "MultiPoint", (36, 33, 37, 33)),
        ({"type": "GeometryCollection", "geometries": [POINT]}, "GeometryCollection", (36.3, 33.5, 36.3, 33.5)),
        ({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}, "Polygon", (0, 0, 2, 2)),
        ({"type": "Polygon", "coordinates": []}, "Polygon", None),
        (None, None, None),
    ],
)
def test_a_geometry_stands_at_a_point_on_it(tmp_path: Path, geometry: Any, kind: Any, inside: Any) -> None:
    (row,) = rows(opened(tmp_path, collection(feature(geometry)), "a.geojson"))
    assert row["geometry_kind"] == kind
    if inside is None:
        assert (row["lon"], row["lat"]) == (None, None)
    else:
        assert inside[0] <= row["lon"] <= inside[2]
        assert inside[1] <= row["lat"] <= inside[3]


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (None, "feature"),
        (5, "feature"),
        ({"type": "Featre", "geometry": POINT}, "feature"),
        (collection(), "feature"),
        (feature({"type": "Point", "coordinates": ["1", 2]}), "position"),
        (feature({"type": "Point", "coordinates": [True, 2]}), "position"),
        (feature({"type": "Point", "coordinates": [4239.00416, 35]}), "coordinates"),
        (feature({"type": "Point", "coordinates": [36, 91]}), "coordinates"),
        (feature({"type": "Point", "coordinates": [float("nan"), 2]}), "JSON"),
        (feature(POINT, n=float("inf")), "JSON"),
        (feature({"type": "Point", "coordinates": [1e999, 2]}), "JSON"),
        (feature({"type": "LineString", "coordinates": [[1, 2]]}), "line"),
        (feature({"type": "Polygon", "coordinates": [[[1, 2], [1, 2], [1, 2]]]}), "ring"),
        (feature({"type": "Circle", "coordinates": [1, 2]}), "type of the geometry"),
        (feature("POINT(1 2)"), "geometry"),
        ({"type": "Feature", "properties": [1], "geometry": POINT}, "properties"),
    ],
)
def test_a_bad_feature_is_rejected_and_the_others_stay(tmp_path: Path, bad: Any, what: str) -> None:
    table = opened(tmp_path, collection(feature(POINT, a=1), bad, feature(POINT, a=2)), "a.geojson")
    assert [row["row"] for row in rows(table)] == [1, 3]
    assert [(each.row, each.what) for each in table.rejected] == [(2, what)]
    assert table.rejected[0].raw[0]


def test_a_name_given_twice_and_half_a_letter_are_told(tmp_path: Path) -> None:
    half, twice = json.dumps(feature(POINT, a="\ud800")), '{"type":"Feature","type":"Feature","geometry":null}'
    text = f'{{"type":"FeatureCollection","features":[{twice},{half}]}}'
    table = opened(tmp_path, text, "a.geojson")
    assert rows(table) == []
    assert [each.what for each in table.rejected] == ["JSON", "text"]


def test_old_reference_systems_are_changed_with_a_note(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    point = {"type": "Point", "coordinates": [4040000.0, 3960000.0]}
    table = opened(tmp_path, collection(feature(point), crs=crs), "a.geojson")
    (row,) = rows(table)
    assert (round(row["lon"], 2), round(row["lat"], 2)) == (36.29, 33.49)
    assert [problem.what for problem in table.problems] == ["coordinate reference system"]
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"):
        crs["properties"] = {"name": name}
        assert not opened(tmp_path, collection(feature(POINT), crs=crs), "a.geojson").problems
    crs["properties"] = {"name": "EPSG:999999"}
    with pytest.raises(BadInput, match="999999"):
        opened(tmp_path, collection(feature(POINT), crs=crs), "a.geojson")


@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_lines_of_geojson_with_a_broken_one(tmp_path: Path, mark: str) -> None:
    lines = [json.dumps(feature(POINT, a=1)), '{"type": "Feature", ', json.dumps(feature(POINT, a=2)) + "x", "7"]
    lines.append(json.dumps(feature(POINT, a=3)))
    table = opened(tmp_path, "".join(f"{mark}{line}\n" for line in lines), "a.geojsonl")
    assert [row["a"] for row in rows(table)] == ["1", "3"]
    assert [each.row for each in table.rejected] == [2, 3, 4]


def test_a_geojson_in_utf16_and_one_named_json(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(POINT, name="حلب")), ensure_ascii=False)
    (row,) = rows(opened(tmp_path, text.encode("utf-16"), "a.json"))
    assert row["name"] == "حلب"


@pytest.mark.parametrize(
    ("held", "layers"),
    [
        ([{"a": 1}, {"b": 2.50}, 7], ()),
        ({"status": 200, "data": [{"a": 1}, {"b": 2.50}, 7], "note": "x"}, ()),
        ({"Result": [{"a": 1}, {"b": 2.50}, 7], "TotalPages": 1}, ()),
        ({"one": [{"a": 1}, {"b": 2.50}, 7], "two": [{"z": 1}]}, ("one", "two")),
    ],
)
def test_json_records(tmp_path: Path, held: Any, layers: Any) -> None:
    table = opened(tmp_path, json.dumps(held).replace("2.5", "2.50"), "a.json")
    assert table.layers == layers
    assert [(row["a"], row["b"]) for row in rows(table)] == [("1", None), (None, "2.50")]
    assert [each.row for each in table.rejected] == [3]


def test_json_that_only_holds_geometries_is_a_table(tmp_path: Path) -> None:
    table = opened(tmp_path, {"data": [{"a": 1, "geometry": POINT}]}, "a.json")
    assert [row["a"] for row in rows(table)] == ["1"]


def test_a_count_that_is_known_at_once_is_there_at_once(tmp_path: Path) -> None:
    assert opened(tmp_path, collection(feature(POINT), None), "a.geojson").n_in == 2
    assert opened(tmp_path, KML, "a.kml").n_in == 4


def test_json_rows_as_lists_with_tags(tmp_path: Path) -> None:
    table = opened(tmp_path, [["Place", "N"], ["#adm1", "#affected"], ["Idlib", 5], ["Hama", None]], "a.json")
    assert table.tags == ("#adm1", "#affected")
    assert [(row["row"], row["Place"], row["N"]) for row in rows(table)] == [(3, "Idlib", "5"), (4, "Hama", None)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"\\,:{[', max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.text('xy"\\', min_size=1, max_size=3), JSON, max_size=4), min_size=1, max_size=6))
def test_any_records_come_back(tmp_path: Path, held: list[dict[str, Any]]) -> None:
    if not any(held):
        return
    table = opened(tmp_path, held, "a.json", format="json")
    found = rows(table)
    keys = list(dict.fromkeys(key for record in held for key in record))
    for record, row in zip(held, found, strict=True):
        values = list(row.values())[1:]
        for key, got in zip(keys, values, strict=True):
            value = record.get(key)
            want = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else cell(value)
            assert got == (str(value) if type(value) is int else want)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_the_outline_agrees_with_a_parser(tmp_path: Path, held: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(held, indent=1, ensure_ascii=False), "utf-8")
    found = outline(path, "a.json", LIMITS)
    if isinstance(held, dict):
        assert [member.name for member in found.members] == list(held)
        sizes = [len(value) if isinstance(value, list) else 0 for value in held.values()]
        assert [member.n_items for member in found.members] == sizes
    elif isinstance(held, list):
        assert found.n_items == len(held)


KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>D</name><Folder><name>F</name>
<!-- <Placemark/> --><Placemark id="p1"><name>A</name><description><![CDATA[<b>x</b><Placemark>]]></description>
<TimeStamp><when>2017-05-15</when></TimeStamp><ExtendedData><Data name="name"><value>other</value></Data>
<SchemaData><SimpleData name="n">5</SimpleData></SchemaData></ExtendedData>
<Point><coordinates> 36.3,33.5,0 </coordinates></Point></Placemark></Folder>
<Placemark><name>B</name><TimeSpan><begin>2017</begin><end>2018</end></TimeSpan></Placemark>
<Placemark><name>C</name><Point><coordinates>x,33</coordinates></Point></Placemark>
<Placemark><name>E</name><gx:Track><when>2017-01-01</when><gx:coord>36 33 0</gx:coord><gx:coord>37 33 0</gx:coord>
</gx:Track></Placemark></Document></kml>"""


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
