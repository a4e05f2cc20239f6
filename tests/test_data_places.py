"""The shipped places and base map: as the domain guide says, valid, and where they belong."""

import hashlib
import json
import re
from itertools import pairwise

import pytest
import shapely
from shapely.geometry import Point, shape
from shipped import BASEMAP, DATA, PLACE, Json, load

# Domain guide, section 6: latitude, longitude, precision, the finest p-code. None: drawn as an area, no point.
TABLE: dict[str, tuple[float | None, float | None, str, str | None]] = {
    "sednaya-prison": (33.66472, 36.32972, "facility", "SY0304"),
    "mezzeh-airbase": (33.4775, 36.2234, "facility", "SY01"),
    "abu-kamal": (34.45463, 40.91156, "town", "SY090200"),
    "azaz": (36.58487, 37.04316, "town", "SY020400"),
    "ahli-hospital-azaz": (36.58487, 37.04316, "town", "SY020400"),
    "qaboun": (33.54611, 36.33778, "neighbourhood", "SY010000"),
    "barzeh": (33.55678, 36.32050, "neighbourhood", "SY010000"),
    "tishreen": (33.553, 36.333, "neighbourhood", "SY010000"),
    "east-ghouta": (33.538, 36.367, "area", "SY03"),
    "hamouriya": (33.52737, 36.38605, "town", "SY030105"),
    "idlib-city": (35.92901, 36.63528, "city", "SY070000"),
    "idlib-governorate": (None, None, "governorate", "SY07"),
    "akayrsh": (35.85439, 39.13164, "village", "SY110101"),
    "raqqa": (35.95307, 39.00606, "city", "SY11"),
    "darayya": (33.45704, 36.23967, "town", "SY030900"),
    "moadamiya": (33.45920, 36.19179, "town", "SY030900"),
    "wadi-barada": (33.62417, 36.10556, "area", "SY03"),
    "qalaat-al-madiq": (35.41439, 36.38895, "town", "SY050204"),
    "damascus": (33.5102, 36.29128, "city", "SY01"),
    "geneva": (46.20222, 6.14569, "city", None),
}

SPELLINGS = """
sednaya-prison: Sednaya Saydnaya Saidnaya Sidnaya Seidnaya صيدنايا
mezzeh-airbase: Mezzeh Mazzeh Mezze al-Mazzah المزة
abu-kamal: Abu_Kamal Albu_Kamal Al-Bukamal Bukamal Boukamal البوكمال أبو_كمال
azaz: Azaz A'zaz Aazaz I'zaz Ezaz أعزاز اعزاز عزاز
qaboun: Qaboun Qabun Al-Qabun Kaboun القابون
barzeh: Barzeh Barza Berzeh Barzah برزة
tishreen: Tishreen Teshreen Tishrin حي_تشرين
east-ghouta: East_Ghouta Eastern_Ghouta Ghota Ghutah الغوطة_الشرقية
hamouriya: Hamouriya Hammura Hamoryah Hamouria Hamoria Hammuriyah حمورية
idlib-city: Idlib Idleb Edlib إدلب ادلب
akayrsh: Akayrsh Akeirshi Ukayrishi 'Ukayrishah Okayrshi Akershi العكيرشي عكيرشي
darayya: Darayya Daraya Darya داريا
moadamiya: Moadamiya Muadamiyat_al-Sham Madamiyet_Elsham Moadamiyeh معضمية_الشام المعضمية
wadi-barada: Wadi_Barada Barada_Valley وادي_بردى
qalaat-al-madiq: Qalaat_al-Madiq Qalat_al-Mudiq Madiq_Castle قلعة_المضيق
"""


@pytest.mark.parametrize("slug", TABLE)
def test_place_is_as_the_domain_guide_says(slug: str) -> None:
    lat, lon, precision, pcode = TABLE[slug]
    place = PLACE[slug]["properties"]
    finest = place["admin3_pcode"] or place["admin2_pcode"] or place["admin1_pcode"]
    assert (place["id"], place["lat"], place["lon"], place["precision"], finest) == (slug, lat, lon, precision, pcode)
    if PLACE[slug]["geometry"]["type"] == "Point":
        assert PLACE[slug]["geometry"]["coordinates"] == [lon, lat]


@pytest.mark.parametrize("line", SPELLINGS.strip().splitlines(), ids=lambda line: line.split(":")[0])
def test_every_spelling_is_known(line: str) -> None:
    slug, _, names = line.partition(":")
    place = PLACE[slug]["properties"]
    known = {place["name"], place["name_ar"], *place["aliases"]}
    assert {n.replace("_", " ") for n in names.split()} <= known


def test_there_are_no_other_places() -> None:
    assert set(PLACE) == {*TABLE, "syria", "north-east-syria", "washington", "barzeh-homs"}


def test_pcodes_nest_by_prefix() -> None:
    for feature in PLACE.values():
        place = feature["properties"]
        codes = [c for c in (place["admin1_pcode"], place["admin2_pcode"], place["admin3_pcode"]) if c]
        assert all(fine.startswith(coarse) for coarse, fine in pairwise(codes))
        assert all(code.startswith(place["admin1_pcode"]) for code in place["covers_pcodes"])


def test_governorate_names_agree_with_the_basemap() -> None:
    names = {g["pcode"]: (g["name"], g["name_ar"]) for g in basemap_properties("governorates")}
    for feature in PLACE.values():
        place = feature["properties"]
        if place["admin1_pcode"]:
            assert names[place["admin1_pcode"]] == (place["admin1_name"], place["admin1_name_ar"])


def test_areas_hold_what_lies_in_them() -> None:
    inside = {"east-ghouta": ["east-ghouta", "hamouriya"], "wadi-barada": ["wadi-barada"]}
    for area, slugs in inside.items():
        for slug in slugs:
            assert shape(PLACE[area]["geometry"]).contains(point(slug))
    idlib = shape(PLACE["idlib-governorate"]["geometry"])
    assert idlib.contains(point("idlib-city"))
    assert not idlib.contains(point("qalaat-al-madiq"))


def test_points_lie_in_their_governorate() -> None:
    areas = {f["properties"]["pcode"]: shape(f["geometry"]) for f in load("basemap/governorates.geojson")["features"]}
    for slug in set(TABLE) - {"geneva", "idlib-governorate"}:
        pcode = PLACE[slug]["properties"]["admin1_pcode"]
        # Natural Earth draws Damascus coarsely: its suburbs may fall a little outside.
        assert areas[pcode].distance(point(slug)) < 0.05, (slug, pcode)


def point(slug: str) -> Point:
    place = PLACE[slug]["properties"]
    return Point(place["lon"], place["lat"])


def basemap_properties(name: str) -> list[Json]:
    return [f["properties"] for f in load(f"basemap/{name}.geojson")["features"]]


@pytest.mark.parametrize("name", ["places.geojson", *(f"basemap/{n}.geojson" for n in BASEMAP)])
def test_geometry_is_valid_right_handed_and_short(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    assert not re.search(r'"coordinates": ?[\[\d\-., ]*\.\d{6}', text)
    for feature in json.loads(text)["features"]:
        if feature["geometry"] is not None:
            geometry = shape(feature["geometry"])
            assert geometry.is_valid
            assert not geometry.is_empty
            assert rings_turn_left(geometry)


def rings_turn_left(geometry: shapely.Geometry) -> bool:
    polygons = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"]
    return all(p.exterior.is_ccw and not any(r.is_ccw for r in p.interiors) for p in polygons)


def test_governorates_fill_the_country() -> None:
    governorates = load("basemap/governorates.geojson")["features"]
    syria = next(f for f in load("basemap/countries.geojson")["features"] if f["properties"]["iso2"] == "SY")
    shapes = [shape(f["geometry"]) for f in governorates]
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).symmetric_difference(shape(syria["geometry"])).area < 1e-9
    assert [f["properties"]["pcode"] for f in governorates] == [f"SY{n:02}" for n in range(1, 15)]


def test_basemap_is_small_and_its_sources_hold() -> None:
    record = load("basemap/SOURCES.json")
    assert set(record["files"]) == {f"{n}.geojson" for n in BASEMAP}
    for name, facts in record["files"].items():
        assert hashlib.sha256((DATA / "basemap" / name).read_bytes()).hexdigest() == facts["sha256"], name
    assert sum(p.stat().st_size for p in (DATA / "basemap").iterdir()) <= 700_000
    assert (DATA / "places.geojson").stat().st_size < 60_000


def test_towns_stand_on_the_points_of_the_gazetteer() -> None:
    for town in load("basemap/towns.geojson")["features"]:
        if slug := town["properties"]["place_id"]:
            assert town["geometry"] == PLACE[slug]["geometry"]
