"""GeoJSON, lines of it, and JSON records: what comes back, what is rejected, what is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from read_case import collection, feature, opened, rows

from geo.errors import BadInput
from geo.read import LIMITS
from geo.read.json_scan import outline
from geo.read.json_values import cell

POINT = {"type": "Point", "coordinates": [36.3, 33.5]}
SQUARE = [[36, 33], [37, 33], [37, 34], [36, 34], [36, 33]]


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
