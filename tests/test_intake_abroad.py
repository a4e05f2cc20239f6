"""Rows from outside Syria are compared with units that ship; files as others wrote them say what they hold."""

# ruff: noqa: F811  fixtures of another module are arguments here
from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas
import openpyxl
import pytest
import shapely
from intake_case import Imported, imported, table  # noqa: F401
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from geo.intake.abroad import country_outline, unit_of
from geo.read import open_table

HEAD = "id,date,country,governorate,latitude,longitude,killed\n"


@pytest.mark.parametrize(
    ("row", "kinds"),
    [
        ("Yemen,Taiz,13.58,44.02", {}),
        ("Yemen,Taizz,44.02,13.58", {"point_swapped": 1}),
        ("Yemen,محافظة تعز,15.35,44.2", {"point_outside_admin": 1}),
        ("Yemen,Aleppo,13.58,44.02", {"admin_unlisted": 1}),
        ("Yemen,Taiz,48.85,2.35", {"point_outside_country": 1}),
        ("Sudan,South Darfur,12.05,24.88", {}),
        ("Sudan,South Darfur,24.88,12.05", {"point_swapped": 1}),
        ("Iraq,Kerbala,36.34,43.13", {"point_outside_admin": 1}),
        ("Somalia,Lower Shabelle,1.75,44.74", {}),
        ("Ukraine,Crimea,44.95,34.1", {}),
        ("Russia,Crimea,44.95,34.1", {}),
    ],
)
def test_point_and_unit_abroad(
    imported: Callable[..., Imported], table: Callable[[str], Path], row: str, kinds: dict[str, int]
) -> None:
    found = imported(table(HEAD + f"1,2017-05-10,{row},2\n"))
    assert found.kinds() == kinds
    assert found.account.n_in == found.account.n_loaded == 1


def test_units_are_known_by_the_spellings_of_the_field() -> None:
    same = (("IQ", "Ninewa", "Nineveh"), ("IQ", "Thi Qar", "ذي قار"), ("YE", "Al Hodeidah", "Al Hudaydah Governorate"))
    assert all(unit_of(code, one) == unit_of(code, other) is not None for code, one, other in same)
    assert unit_of("YE", "Atlantis") is None
    outline = country_outline("UA")
    assert outline is not None
    assert outline.is_valid
    assert outline.contains(shapely.Point(34.1, 44.95))


def test_zero_is_not_known_where_the_words_say_so(
    imported: Callable[..., Imported], table: Callable[[str], Path]
) -> None:
    text = "event_id_cnty,event_date,event_type,sub_event_type,country,latitude,longitude,fatalities,notes\n"
    rows = (
        "0,Casualties unknown.",
        "0,There were no casualties.",
        "0,Fatalities are not known.",
        "4,Casualties unknown.",
    )
    held = [f"A{at},2025-04-03,Battles,Armed clash,Somalia,2.98,46.29,{row}\n" for at, row in enumerate(rows)]
    found = imported(table(text + "".join(held)))
    figures = {each["id"][-2:]: each["killed"] for each in found.events.values()}
    assert [figures[f"A{at}"]["best"] for at in range(4)] == [None, 0, None, 4]
    assert found.kinds() == {"figure_zero": 2}


def test_day_numbers_of_a_workbook_from_1904(imported: Callable[..., Imported], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["date", "type", "lat", "lon", "killed"])
    book.active.append([41403, "airstrike", 36.58, 37.04, 41403])
    book.save(tmp_path / "mac.xlsx")
    (event,) = imported(tmp_path / "mac.xlsx").events.values()
    assert (event["date_start"], event["killed"]["best"]) == (date(2017, 5, 10), 41403)


def test_only_day_numbers_in_columns_of_dates_are_counted_on_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["StartDate", "end_date", "candidates"])
    book.active.append([41403.5, 12, 41403])
    book.save(tmp_path / "mac.xlsx")
    (row,) = next(open_table(tmp_path / "mac.xlsx", "mac.xlsx").batches()).to_pylist()
    assert [row[f"c{at}"] for at in range(3)] == ["42865.5", "12", "41403"]


def test_shapefile_without_code_page_and_second_layer(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"type": ["قصف"]}, geometry=[shapely.Point(37, 36.5)], crs=4326)
    for name in ("one", "two"):
        frame.to_file(tmp_path / f"{name}.shp", encoding="UTF-8")
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        for each in sorted(tmp_path.iterdir()):
            if each.suffix not in {".cpg", ".zip"}:
                archive.write(each, each.name)
    held = open_table(tmp_path / "both.zip", "both.zip")
    assert next(held.batches()).column("c0").to_pylist() == ["قصف"]
    assert [each.got for each in held.problems if each.what == "other layers or sheets"] == ["two"]


def test_ring_over_the_date_line_keeps_its_point_there(tmp_path: Path) -> None:
    ring = "[[170,10],[-170,10],[-170,20],[170,20],[170,10]]"
    path = tmp_path / "a.geojson"
    path.write_text(f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}')
    batch = next(open_table(path, path.name).batches())
    lon = batch.column("lon").to_pylist()[0]
    assert abs(abs(lon) - 180) < 10
