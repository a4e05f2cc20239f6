"""Boundary files and tables of places: rows in = loaded + rejected, outlines whole, removed without a trace."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape
from shared_files import shared
from typer.testing import CliRunner

from geo.cli import app
from geo.errors import BadInput
from geo.gazetteer import Ambiguous, Found, gazetteer, stored
from geo.gazetteer.adding import add, look, simplified
from geo.gazetteer.stored import About
from geo.intake.boundaries import INSIDE, OUTSIDE_ADMIN, SWAPPED, verdicts
from geo.paths import DATA_DIR


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path / "workspace"))
    return CliRunner()


def brought(path: Path, workspace: Path, **known: str) -> About:
    about = add(look(path, path.name), workspace, **known)
    assert about.n_in == about.n_loaded + about.n_rejected
    return about


def csv_file(folder: Path, text: str, name: str = "places.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def square(lon: float, lat: float, size: float = 1.0) -> dict[str, object]:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def boundary_file(folder: Path, rows: list[dict[str, str]], name: str = "units.geojson") -> Path:
    features = [
        {"type": "Feature", "properties": row, "geometry": square(36.0 + at, 33.0)} for at, row in enumerate(rows)
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


SPELLINGS_OF_HEADERS = [
    ("ADM2_PCODE", "ADM2_EN", "ADM2_AR", "ADM1_PCODE", "ADM1_EN", "ADM0_PCODE"),
    ("admin2Pcode", "admin2Name_en", "admin2Name_ar", "admin1Pcode", "admin1Name_en", "admin0Pcode"),
    ("adm2_pcode", "adm2_name", "adm2_name1", "adm1_pcode", "adm1_name", "adm0_pcode"),
]


@pytest.mark.parametrize("heads", SPELLINGS_OF_HEADERS, ids=lambda heads: heads[0])
def test_cod_ab_in_its_three_spellings(tmp_path: Path, heads: tuple[str, ...]) -> None:
    cells = [
        ("SY9901", "Testville", "تستفيل", "SY99", "Upper", "SY"),
        ("SY9902", "Probe", "بروبي", "SY99", "Upper", "SY"),
    ]
    path = boundary_file(tmp_path, [dict(zip(heads, row, strict=True)) for row in cells])
    about = brought(path, tmp_path / "w", licence="CC BY 3.0 IGO")
    assert (about.layout, about.kinds, about.n_outlines) == ("COD-AB, level 2", {"district": 2}, 2)
    held = gazetteer(DATA_DIR, tmp_path / "w")
    for asked in ("Testville", "تستفيل", "SY9901", "Testville District"):
        answer = held.lookup(asked)
        assert isinstance(answer, Found)
        assert answer.entry.pcodes == ("SY9901", "SY99", "SY")
        assert answer.entry.kind == "district"
        assert "CC BY 3.0 IGO" in answer.entry.source


def test_geoboundaries_say_their_level_in_the_file_or_its_name(tmp_path: Path) -> None:
    path = boundary_file(
        tmp_path, [{"shapeName": "Idlib"}, {"shapeName": "Elsewhere"}], "geoboundaries-syr-adm1.geojson"
    )
    about = brought(path, tmp_path / "w")
    assert about.kinds == {"governorate": 2}
    assert about.countries == ("SY",)
    merged = gazetteer(DATA_DIR, tmp_path / "w").lookup("Idlib Governorate")
    assert isinstance(merged, Found)
    assert merged.entry.place_id == "idlib-governorate"
    typed = [{"shapeName": "Elsewhere", "shapeType": "ADM3", "shapeGroup": "SYR"}]
    assert brought(boundary_file(tmp_path, typed, "x.geojson"), tmp_path / "w").kinds == {"subdistrict": 1}


def test_a_table_of_places_is_told_row_by_row(tmp_path: Path) -> None:
    text = (
        "name,name_ar,aliases,lat,lon,pcode,admin\n"
        "Testville,تستفيل,Teestville|Testvil,35.5,38.5,C9001,SY11\n"
        ",,,35.5,38.5,C9002,SY11\n"
        "Swapped,,,238.5,35.5,C9003,SY11\n"
        "No degrees,,,north,35.5,C9004,SY11\n"
        "Zero,,,0,0,C9005,SY11\n"
        "Twice,,,35.6,38.6,C9001,SY11\n"
        "No point,,,,,C9007,الرقة\n"
        '"Comma, decimal",,,"35,75","38,25",C9008,Ar-Raqqa\n'
    )
    about = brought(csv_file(tmp_path, text), tmp_path / "w")
    assert (about.n_in, about.n_loaded, about.n_rejected, about.n_points) == (8, 3, 5, 2)
    assert [each.split(":")[0] for each in about.rejects] == ["row 3", "row 4", "row 5", "row 6", "row 7"]
    assert "C9001, as in row 2" in about.rejects[-1]
    held = gazetteer(DATA_DIR, tmp_path / "w")
    found = held.lookup("Teestville", admin="Ar-Raqqa")
    assert isinstance(found, Found)
    assert found.entry.codes == ("C9001",)
    empty = held.lookup("No point")
    assert isinstance(empty, Found)
    assert empty.entry.point is None
    assert empty.entry.admin1_pcode == "SY11"
    assert held.search("testv")[0].id == found.entry.id


def test_an_imported_homonym_makes_a_name_ambiguous(tmp_path: Path) -> None:
    text = "name,name_ar,lat,lon,admin\nQaboun,القابون,35.0,40.0,SY09\n"
    brought(csv_file(tmp_path, text), tmp_path / "w")
    answer = gazetteer(DATA_DIR, tmp_path / "w").lookup("القابون")
    assert isinstance(answer, Ambiguous)
    assert {each.entry.place_id for each in answer.candidates} == {"qaboun", None}
    assert all(each.distance_km and each.distance_km > 300 for each in answer.candidates)


def test_the_same_file_again_replaces_and_another_stands_beside(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    path = csv_file(tmp_path, "name,lat,lon\nOne,35,38\n")
    assert brought(path, workspace).id == "places"
    csv_file(tmp_path, "name,lat,lon\nOne,35,38\nTwo,35,39\n")
    assert brought(path, workspace).id == "places"
    other = csv_file(tmp_path, "name,lat,lon\nThree,35,38\n", "other.csv")
    assert brought(other, workspace, title="Places").id == "places-2"
    assert [each.n_loaded for each in stored.listed(workspace)[0]] == [2, 1]
    stored.remove(workspace, "places")
    stored.remove(workspace, "places-2")
    assert list((workspace / stored.FOLDER).iterdir()) == []
    with pytest.raises(BadInput):
        stored.remove(workspace, "../w")


def test_a_broken_folder_is_told_and_left_alone(tmp_path: Path) -> None:
    brought(csv_file(tmp_path, "name,lat,lon\nTestville,35,38\n"), tmp_path / "w")
    (tmp_path / "w" / stored.FOLDER / "broken").mkdir()
    found, problems = stored.listed(tmp_path / "w")
    assert [each.id for each in found] == ["places"]
    assert [problem.where for problem in problems] == ["broken"]
    assert isinstance(gazetteer(DATA_DIR, tmp_path / "w").lookup("Testville"), Found)


def test_hostile_files_and_names(tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)>{{7*7}}\u202e"
    text = f'name,lat,lon,aliases\n"{nasty}",35,38,"=1+1|../../etc"\n'
    about = brought(csv_file(tmp_path, text, "..%2f..%2fx.csv"), tmp_path / "w", title="../../<b>x</b>")
    assert about.id == "b-x-b"
    assert sorted(each.name for each in (tmp_path / "w" / stored.FOLDER / about.id).iterdir()) == [
        "about.json",
        "entries.json",
    ]
    entry = stored.entries(tmp_path / "w", about.id)[0]
    assert "\u202e" not in entry.name
    for content in ("no columns here\n", "", "a,b\n1,2\n"):
        with pytest.raises(BadInput):
            look(csv_file(tmp_path, content, "bad.csv"), "bad.csv")
    assert [each.id for each in stored.listed(tmp_path / "w")[0]] == ["b-x-b"]


def test_outlines_stay_whole_and_share_their_border() -> None:
    xs = np.linspace(0, 1, 400)
    wiggle = [(x, 0.5 + 0.0005 * np.sin(60 * x)) for x in xs]
    south = shapely.Polygon([(0, 0), *wiggle, (1, 0)][::1])
    north = shapely.Polygon([(0, 1), *wiggle, (1, 1)])
    held = simplified({"s": shapely.to_wkb(south), "n": shapely.to_wkb(north)})
    below, above = shape(held["s"]), shape(held["n"])
    assert shapely.get_num_coordinates(below) < shapely.get_num_coordinates(south) / 4
    assert below.intersection(above).area == pytest.approx(0, abs=1e-9)
    assert below.union(above).area == pytest.approx(1, abs=1e-4)


def test_imported_outlines_serve_the_check_of_points(tmp_path: Path) -> None:
    brought(boundary_file(tmp_path, [{"ADM1_PCODE": "SY99", "ADM1_EN": "Testland"}]), tmp_path / "w")
    outlines = stored.outlines(tmp_path / "w", "governorate")
    assert set(outlines) == {"SY99"}
    lon, lat = np.array([36.5, 33.5, 38.5]), np.array([33.5, 36.5, 33.5])
    found = verdicts(lon, lat, ["SY99"] * 3, [None] * 3, outlines=outlines)
    assert list(found) == [INSIDE, SWAPPED, OUTSIDE_ADMIN]
    assert list(verdicts(lon, lat, ["SY99"] * 3, [None] * 3)) == [INSIDE] * 3, "without the file nothing is known"


def test_an_import_of_events_is_checked_by_them(run: CliRunner, tmp_path: Path) -> None:
    units = boundary_file(tmp_path, [{"ADM1_PCODE": "SY99", "ADM1_EN": "Testland"}])
    events = csv_file(
        tmp_path,
        "id,date,title,place,admin1_pcode,country,lat,lon\n"
        "1,2017-05-14,In,A,SY99,Syria,33.5,36.5\n"
        "2,2017-05-14,Out,B,SY99,Syria,35.5,38.5\n",
        "events.csv",
    )

    def told() -> set[str]:
        answer = json.loads(run.invoke(app, ["import", str(events), "--dry-run", "--json"]).stdout)
        return {each["kind"] for each in answer[0]["findings"]}

    assert "point_outside_admin" not in told()
    assert run.invoke(app, ["gazetteer", "add", str(units)]).exit_code == 0
    assert "point_outside_admin" in told()


CELLS = st.text(st.characters(codec="utf-8", exclude_characters='\r\n",\x00'), max_size=12)


@settings(max_examples=40)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=8))
def test_rows_in_are_loaded_or_rejected(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    lines = ["name,lat,lon,pcode", "Known,35,38,C1", *(",".join(row) for row in rows)]
    path = csv_file(tmp_path_factory.mktemp("rows"), "\n".join(lines))
    seen = look(path, path.name)
    assert seen.about.n_in == seen.about.n_loaded + seen.about.n_rejected
    assert seen.about.n_loaded == len({entry.id for entry in seen.rows.entries})


@pytest.mark.parametrize(
    ("relative", "kind", "n"),
    [
        ("boundaries/geoboundaries-syr-adm1.geojson", "governorate", 14),
        ("boundaries/geoboundaries-syr-adm2.geojson", "district", 61),
        ("boundaries/geoboundaries-syr-adm3.geojson", "subdistrict", 272),
        ("boundaries/natural-earth-10m-admin1-syr.json", "governorate", 15),
        ("boundaries/cod-ab-2024/syr_admin1.shp", "governorate", 14),
        ("boundaries/cod-ab-2024/syr_admin2.shp", "district", 62),
        ("boundaries/cod-ab-2024/syr_admin3.shp", "subdistrict", 272),
        ("boundaries/cod-ab-2024/syr_neighborhoods.shp", "neighbourhood", 414),
        ("gazetteer/geonames-cities500-sy.tsv", "unknown", 290),
    ],
)
def test_real_files(tmp_path: Path, relative: str, kind: str, n: int) -> None:
    path = shared(f"data/{relative}")
    if path.suffix == ".shp":
        packed = tmp_path / f"{path.stem}.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for part in path.parent.glob(f"{path.stem}.*"):
                archive.write(part, part.name)
        path = packed
    about = brought(path, tmp_path / "w")
    assert about.kinds == {kind: n}
    assert about.n_rejected == 0
    assert about.n_outlines == (0 if path.suffix == ".tsv" else n)
    held = gazetteer(DATA_DIR, tmp_path / "w")
    for name in ("Azaz", "Idlib", "Qaboun", "Darayya"):
        answer = held.lookup(name)
        assert isinstance(answer, Found), name
        assert answer.entry.place_id is not None, "our own stay the first to answer"


def test_the_command_line(run: CliRunner, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "name,name_ar,lat,lon,pcode\nTestville,تستفيل,35.5,38.5,C9001\n,,1,2,C9\n")
    added = run.invoke(app, ["gazetteer", "add", str(path), "--name", "My places", "--licence", "CC BY 4.0"])
    assert added.exit_code == 1
    assert "2 rows = 1 loaded + 1 rejected" in added.stdout
    assert "My places (Table of places, CC BY 4.0)" in run.invoke(app, ["gazetteer", "list"]).stdout
    one = run.invoke(app, ["gazetteer", "find", "تستفيل", "--json"])
    assert one.exit_code == 0
    assert json.loads(one.stdout)["entry"]["codes"] == ["C9001"]
    several = run.invoke(app, ["gazetteer", "find", "برزة"])
    assert several.exit_code == 1
    assert "ambiguous" in several.stdout
    assert "C2611" in several.stdout
    assert run.invoke(app, ["gazetteer", "find", "برزة", "--admin", "SY01"]).exit_code == 0
    none = run.invoke(app, ["gazetteer", "find", "Testvile"])
    assert none.exit_code == 1
    assert "Did you mean" in none.stdout
    assert run.invoke(app, ["gazetteer", "remove", "my-places"]).exit_code == 0
    assert run.invoke(app, ["gazetteer", "remove", "my-places"]).exit_code == 2
    assert run.invoke(app, ["gazetteer", "add", str(tmp_path / "none.csv")]).exit_code == 2
    assert run.invoke(app, ["gazetteer", "find", "x", "--kind", "castle"]).exit_code == 2
    assert run.invoke(app, ["gazetteer", "list"]).stdout == ""
