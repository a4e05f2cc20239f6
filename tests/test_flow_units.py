"""People by unit: nobody lost, nobody twice, no share of an unknown split; outlines imported and those that ship."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from brought_flows import Bring, bringing

from geo.areas import Unit, flattened, imported_outline, units
from geo.charts import Area, shaded_map
from geo.export.sites import area_of
from geo.flow_units import by_unit
from geo.gazetteer import adding
from geo.model import Place
from geo.payload import spot


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    yield from bringing(tmp_path)


def box(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


HEADERS = (
    ("ADM{}_PCODE", "ADM{}_EN", "ADM{}_AR"),
    ("admin{}Pcode", "admin{}Name_en", "admin{}Name_ar"),
    ("adm{}_pcode", "adm{}_name", "adm{}_name1"),
)
"""COD-AB in its three spellings."""


def boundaries(code: str, name: str, name_ar: str) -> bytes:
    rows = [
        ("SD90", "Alphastan", "ألفاستان", box(30, 13, 31, 14)),
        ("SD91", "Betaland", "بيتالاند", box(31, 13, 32, 14)),
    ]
    features = [
        {
            "type": "Feature",
            "properties": {code.format(1): p, name.format(1): en, name_ar.format(1): ar, code.format(0): "SD"},
            "geometry": {"type": "Polygon", "coordinates": shape},
        }
        for p, en, ar, shape in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture(params=HEADERS, ids=lambda names: names[0])
def added(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a boundary file of two made-up states of Sudan."""
    file = tmp_path / "sdn_admin1.geojson"
    file.write_bytes(boundaries(*request.param))
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path / "w"))
    adding.add(adding.look(file, file.name), tmp_path / "w")
    return tmp_path / "w"


def test_imported_outlines_serve_for_names_areas_shading_and_the_swap_check(added: Path, bring: Bring) -> None:
    flows = "Origin state,Destination state,People\nAlphastan,بيتالاند,4000\nSD91,Alphastan,more than 300\n"
    found = bring("flows.csv", flows)
    assert found.account.questions == ()
    ends = [found.place(pair.origin) for pair in found.pairs().values()]
    place = next(place for place in ends if place is not None and place.name == "Alphastan")
    assert (place.precision, place.admin1_pcode, place.lon, place.lat) == ("governorate", "SD90", 30.5, 13.5)
    assert spot(place)["geometry"] == imported_outline(place) is not None
    outline = area_of(place)
    assert outline is not None
    assert outline.bounds == (30, 13, 31, 14)
    totals = found.store.movement_totals(found.chosen).destinations
    held = by_unit(totals, found.store.places(), units("governorate"), "governorate")
    assert {row.unit.name: row.people.low for row in held.units} == {"Alphastan": 300, "Betaland": 4000}
    events = bring(
        "events.csv",
        "date,type,title,admin1,lat,lon\n2023-06-01,airstrike,One,Alphastan,13.3,30.4\n"
        "2023-06-01,airstrike,Two,Alphastan,30.4,13.3\n2023-06-01,airstrike,Three,Alphastan,13.3,31.4\n",
    )
    assert events.kinds() == {"point_swapped": 1, "point_outside_admin": 1}
    ends = "from,from admin1,from lat,from lon,to,people\nCamp,Alphastan,30.4,13.3,Betaland,5\n"
    assert bring("points.csv", ends).kinds() == {"point_swapped": 1}


def test_a_boundary_file_among_events_is_told_where_it_belongs(bring: Bring) -> None:
    found = bring("sdn_admin1.geojson", boundaries(*HEADERS[0]))
    assert found.told("kind of file")[:1] == ["units with p-codes or names, and nothing that happened"]


def test_nobody_is_lost_or_counted_twice_and_no_split_is_shared_out(bring: Bring) -> None:
    found = bring(
        "a.csv",
        "from,to,people\nAzaz,Idlib,100\nAleppo,Idlib Governorate,50\nQaboun,East Ghouta | Idlib Governorate,3000\n"
        "Geneva,Azaz,7\nAzaz,Nowhere at all,20\nHoms,Idlib,several\n",
    )
    totals = found.store.movement_totals(found.chosen).destinations
    held = by_unit(totals, found.store.places(), units("governorate"), "governorate")
    rows = {row.unit.pcode: row for row in held.units}
    assert (rows["SY07"].people.low, rows["SY07"].n_parts) == (150, 1)
    assert rows["SY07"].words.endswith("; an unknown part of 1 more")
    assert sum(row.people.low or 0 for row in held.units) + (held.rest.low or 0) == 100 + 50 + 7 + 20
    assert len(rows) == 14, "units without movements are drawn in outline"


def test_the_chart_draws_each_unit_with_its_words() -> None:
    square = {"type": "Polygon", "coordinates": box(36, 33, 37, 34)}
    flat = flattened([square] * 3)
    assert [round(each.part, 3) for each in flat] == [0.333] * 3
    told = [("A", 3000, "more than 3,000", 1), ("B", None, "no figure", 2), ("C", None, "", 0)]
    areas = [Area(*words, each.shape, each.part, each.x, each.y) for words, each in zip(told, flat, strict=True)]
    spec = shaded_map(areas, "light")
    held = [each["properties"] for each in spec["data"]["values"]]
    assert [each["label"] for each in held] == ["A\n3,000", "B\n?", "C"]
    assert spec["projection"] == {"type": "identity", "reflectY": True}
    assert shaded_map([], "dark")["data"]["values"] == []


def test_a_place_that_is_no_unit_has_no_outline() -> None:
    assert imported_outline(Place("a", "A", "city", admin1_pcode="SY07")) is None
    unit = Unit("SY07", "Idleb", {"type": "Polygon", "coordinates": box(36, 35, 37, 36)})
    assert by_unit([], {}, [unit], "governorate").units == ()
