"""The shipped records: valid by schema, whole, referring only to what exists, and true to the domain guide."""

import copy
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import shapely
from shapely.geometry import Point, shape

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = {"events": "events.json", "movements": "movements.json", "places": "places.geojson"}
BASEMAP = ("countries", "disputed-boundaries", "governorates", "lakes", "rivers", "towns", "world", "world-borders")

Json = dict[str, Any]


def load(name: str) -> Json:
    document: Json = json.loads((DATA / name).read_text(encoding="utf-8"), parse_constant=pytest.fail)
    return document


EVENTS, MOVEMENTS, PLACES = load("events.json"), load("movements.json"), load("places.geojson")
DOCUMENTS = {"events": EVENTS, "movements": MOVEMENTS, "places": PLACES}
EVENT = {e["id"]: e for e in EVENTS["events"]}
NUMBER = {e["number"]: e for e in EVENTS["events"]}
MOVEMENT = {m["id"]: m for m in MOVEMENTS["movements"]}
PLACE = {f["id"]: f for f in PLACES["features"]}
SOURCE = {s["id"]: s for s in EVENTS["sources"]}
RECORDS = [*EVENT.values(), *MOVEMENT.values()]

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

# Domain guide, section 2: number, type, first and last day, date precision, grade.
EVENT_TABLE = [
    (1, "allegation", "2017-05-15", "2017-05-15", "day", "contested"),
    (2, "execution", "2011-01-01", "2015-12-31", "year", "weak"),
    (3, "detention_abuse", None, "2013-08-31", "month", "weak"),
    (4, "allegation", "2013-01-01", None, "open", "weak"),
    (5, "airstrike", "2017-05-15", "2017-05-15", "day", "contested"),
    (6, "airstrike", "2017-05-14", "2017-05-14", "day", "weak"),
    (7, "labour_action", "2017-05-16", None, "open", "weak"),
    (8, "diplomacy", "2017-05-16", "2017-05-19", "days", "confirmed"),
    (9, "ground_offensive", "2017-02-01", "2017-05-16", "month", "weak"),
    (10, "forced_displacement", "2017-05-14", "2017-05-15", "days", "weak"),
    (11, "strike_unspecified", "2017-05-01", "2017-05-16", "month", "weak"),
    (12, "capitulation", "2016-08-01", "2017-05-16", "month", "weak"),
    (13, "transit", "2017-05-01", "2017-05-16", "month", "weak"),
    (14, "strike_unspecified", "2017-01-01", "2017-05-16", "year", "weak"),
    (15, "statement", "2017-05-15", "2017-05-15", "day", None),
]


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = load(f"{name}.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def walk(value: object) -> Iterator[object]:
    """Every value inside a JSON document, itself included."""
    yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from walk(child)


def figures() -> Iterator[Json]:
    return (v for d in (EVENTS, MOVEMENTS) for v in walk(d) if isinstance(v, dict) and "qualifier" in v)


def claim(record: Json, claimant: str) -> Json:
    return next(c for c in record["claims"] if claimant in c["claimant"])


def bounds(figure: Json) -> tuple[int | None, int | None, int | None, str | None]:
    return figure["min"], figure["best"], figure["max"], figure["qualifier"]


@pytest.mark.parametrize("name", FILES)
def test_file_is_valid_by_its_schema(name: str) -> None:
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator(name).iter_errors(DOCUMENTS[name])]
    assert errors == []


@pytest.mark.parametrize("name", ["events", "movements"])
def test_schemas_agree_on_claims_and_figures(name: str) -> None:
    definitions = load(f"{name}.schema.json")["$defs"]
    reference = load("events.schema.json")["$defs"]
    assert [definitions[k] for k in ("claim", "figure")] == [reference[k] for k in ("claim", "figure")]


def test_ids_are_unique() -> None:
    assert len(EVENT) == len(EVENTS["events"]) == len(NUMBER)
    assert len(MOVEMENT) == len(MOVEMENTS["movements"])
    assert len(PLACE) == len(PLACES["features"])
    assert len(SOURCE) == len(EVENTS["sources"])
    claims = [c["id"] for r in RECORDS for c in r["claims"]]
    assert len(set(claims)) == len(claims)


def test_every_reference_exists() -> None:
    for event in EVENT.values():
        assert {p["place_id"] for p in event["places"]} <= set(PLACE)
        assert {event[k] for k in ("part_of", "duplicate_of", "responds_to")} <= {None, *EVENT}
    for movement in MOVEMENT.values():
        assert {*movement["origins"], *movement["destinations"], *movement["transit"]} <= set(PLACE)
        assert movement["event_id"] in {None, *EVENT}
        assert {movement["part_of"], movement["duplicate_of"]} <= {None, *MOVEMENT}
    for record in RECORDS:
        own = {c["id"] for c in record["claims"]}
        assert {c["responds_to"] for c in record["claims"]} <= {None, *own}
        assert {c["source_id"] for c in record["claims"]} <= set(record["source_ids"]) <= set(SOURCE)
    assert {s["via"] for s in SOURCE.values()} <= {None, *SOURCE}
    assert {f["properties"]["publish_as"] for f in PLACE.values()} <= {None, *PLACE}
    assert MOVEMENTS["dataset"] == EVENTS["dataset"]["id"]
    assert EVENTS["dataset"]["source_id"] in SOURCE


def test_no_claim_answers_itself_and_no_source_stands_idle() -> None:
    assert all(c["responds_to"] != c["id"] for r in RECORDS for c in r["claims"])
    assert {i for r in RECORDS for i in r["source_ids"]} == set(SOURCE)


def test_figures_are_in_order_and_never_zero() -> None:
    for figure in figures():
        known = [figure[k] for k in ("min", "best", "max") if figure[k] is not None]
        assert known == sorted(known)
        assert 0 not in known


def test_dates_are_in_order() -> None:
    for record in RECORDS:
        if record["date_start"] and record["date_end"]:
            assert record["date_start"] <= record["date_end"]


@pytest.mark.parametrize("row", EVENT_TABLE, ids=[str(r[0]) for r in EVENT_TABLE])
def test_event_is_as_the_domain_guide_says(row: tuple[object, ...]) -> None:
    event = NUMBER[row[0]]
    assert tuple(event[k] for k in ("number", "type", "date_start", "date_end", "date_precision", "grade")) == row


def test_there_are_exactly_fifteen_events() -> None:
    assert sorted(NUMBER) == list(range(1, 16))


def test_figures_of_the_events() -> None:
    assert bounds(NUMBER[2]["killed"]) == (5000, None, 13000, None)
    assert bounds(NUMBER[3]["killed"]) == (6786, None, None, "at least")
    assert bounds(NUMBER[5]["killed"]) == (None, None, 60, "up to")
    assert bounds(NUMBER[6]["killed"]) == bounds(NUMBER[6]["injured"]) == (12, 12, 12, "exact")
    assert NUMBER[6]["killed"]["who"] == "women"
    assert bounds(NUMBER[10]["displaced"]) == (3000, None, None, "more than")
    assert bounds(NUMBER[14]["killed"]) == (None, None, None, None)
    assert NUMBER[14]["killed"]["text"] == "hundreds"
    assert "several" in NUMBER[11]["injured"]["text"]


@pytest.mark.parametrize("number", [1, 4, 7, 8, 9, 12, 13, 15])
def test_event_has_no_figure_of_its_own(number: int) -> None:
    assert [NUMBER[number][k] for k in ("killed", "injured", "displaced")] == [None, None, None]


def test_the_labour_strike_is_no_attack_and_hides_the_hospital() -> None:
    event, hospital, town = NUMBER[7], PLACE["ahli-hospital-azaz"], PLACE["azaz"]
    assert (event["type"], event["tags"], event["sensitivity"]) == ("labour_action", ["health_service"], "restricted")
    assert hospital["geometry"] == town["geometry"]
    assert (hospital["properties"]["sensitivity"], hospital["properties"]["publish_as"]) == ("restricted", "azaz")


def test_the_two_counts_from_qaboun_are_never_added() -> None:
    assert not re.search(r"4[.,]?300", json.dumps([EVENTS, MOVEMENTS]))
    whole, monday = MOVEMENT["qaboun-removals-2017-05-14-15"], MOVEMENT["qaboun-removals-2017-05-15"]
    assert bounds(whole["people"]) == (3000, None, None, "more than")
    assert bounds(monday["people"]) == (None, 1300, None, "about")
    assert (whole["part_of"], monday["part_of"]) == (None, whole["id"])
    for movement in (whole, monday):
        assert (movement["split_known"], movement["shares"], movement["group"]) == (False, None, "mixed")
        assert movement["origins"] == ["qaboun"]
        assert set(movement["destinations"]) == {"idlib-governorate", "east-ghouta"}
    assert whole["transit"] == ["qalaat-al-madiq"]
    assert "said to be" in whole["note"]


def test_only_the_summary_is_a_summary() -> None:
    assert [e["number"] for e in EVENT.values() if e["is_summary"]] == [14]
    assert [p["place_id"] for p in NUMBER[14]["places"]] == ["north-east-syria"]
    assert PLACE["north-east-syria"]["geometry"] is None


def test_denials_and_doubts_are_kept() -> None:
    coalition = claim(NUMBER[5], "Coalition")
    assert (coalition["stance"], coalition["about"]) == ("denies", "perpetrator")
    assert coalition["responds_to"] == claim(NUMBER[5], "Local accounts")["id"]
    stances = {c["claimant"].split(",")[0]: c["stance"] for c in NUMBER[1]["claims"]}
    assert stances == {
        "Stuart Jones": "asserts",
        "Nikki Haley": "asserts",
        "Human rights groups (not named)": "disputes",
        "Geoffrey Mock": "could_not_verify",
        "Paulo Pinheiro": "could_not_verify",
    }
    assert claim(NUMBER[4], "People living nearby")["stance"] == "could_not_verify"
    assert claim(NUMBER[15], "Robert Ford")["stance"] == "disputes"
    assert claim(NUMBER[10], "Syrian military")["term"] == "returned peace and security"


@pytest.mark.parametrize(
    "name",
    [
        "Jones",
        "Haley",
        "Amnesty",
        "Mock",
        "Pinheiro",
        "Human rights groups",
        "Caesar",
        "former detainees",
        "People living nearby",
        "Local accounts",
        "Coalition",
        "Local sources",
        "Staff of the Ahli",
        "Abdul Ghani",
        "Mistura",
        "Assad",
        "Syrian military",
        "STEP",
        "Footage",
        "Ford",
    ],
)
def test_no_claimant_is_lost(name: str) -> None:
    assert any(name in c["claimant"] for r in RECORDS for c in r["claims"])


@pytest.mark.parametrize("words", ["International Medical Corps", "Bashar al-Ja'afari", "Russia and Iran"])
def test_no_party_is_lost(words: str) -> None:
    assert words in json.dumps(EVENTS, ensure_ascii=False)


def test_a_statement_is_not_put_where_it_was_made() -> None:
    assert NUMBER[15]["places"] == [{"place_id": "syria", "role": "location"}]
    assert not any(p["place_id"] == "washington" for e in EVENT.values() for p in e["places"])


def test_every_origin_is_cited_by_way_of_the_briefing() -> None:
    briefing = SOURCE[EVENTS["dataset"]["source_id"]]
    assert (briefing["via"], briefing["publisher"]) == (None, None)
    assert {s["via"] for s in SOURCE.values() if s is not briefing} == {briefing["id"]}
    assert {s["url"] for s in SOURCE.values()} == {None}


def test_quotations_are_short_and_stand_in_the_briefing() -> None:
    quotes = [c["quote"] for r in RECORDS for c in r["claims"] if c["quote"]]
    assert max(len(q.split()) for q in quotes) <= 25
    path = DATA.parents[1] / "shared" / "source-briefing-2017-05-16.txt"
    if not path.exists():
        pytest.skip("the briefing itself is not part of this repository: ../shared is absent")
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == SOURCE[EVENTS["dataset"]["source_id"]]["sha256"]
    assert [q for q in quotes if q not in content.decode("utf-8")] == []


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


Mutation = Callable[[Json], object]
BAD: dict[str, tuple[str, Mutation]] = {
    "an unknown event type": ("events", lambda d: d["events"][0].update(type="Airstrike")),
    "a field more": ("events", lambda d: d["events"][0].update(colour="red")),
    "a field less": ("events", lambda d: d["events"][0].pop("grade")),
    "an event without a claim": ("events", lambda d: d["events"][0].update(claims=[])),
    "an event without a place": ("events", lambda d: d["events"][0].update(places=[])),
    "a stance that is none": ("events", lambda d: d["events"][0]["claims"][0].update(stance="says")),
    "a figure that is a number": ("events", lambda d: d["events"][4].update(killed=60)),
    "a figure that is text": ("events", lambda d: d["events"][4]["killed"].update(max="60")),
    "a figure below zero": ("events", lambda d: d["events"][4]["killed"].update(max=-1)),
    "up to, with a minimum": ("events", lambda d: d["events"][4]["killed"].update(min=1)),
    "at least, with a maximum": ("events", lambda d: d["events"][2]["killed"].update(max=9000)),
    "a figure without number or word": ("events", lambda d: d["events"][13]["killed"].update(text=None)),
    "casualties of a labour strike": ("events", lambda d: d["events"][6].update(killed=d["events"][4]["killed"])),
    "a date out of the calendar": ("events", lambda d: d["events"][4].update(date_start="2017-02-30")),
    "a date with a time": ("events", lambda d: d["events"][4].update(date_start="2017-05-15T00:00")),
    "no date at all": ("events", lambda d: d["events"][3].update(date_start=None)),
    "a grade without a reason": ("events", lambda d: d["events"][0].update(grade_reason=None)),
    "a precision without a date": ("events", lambda d: d["events"][4]["claims"][0].update(said_precision="day")),
    "a checksum that is none": ("events", lambda d: d["sources"][0].update(sha256="abc")),
    "shares of an unknown split": ("movements", lambda d: d["movements"][0].update(shares={"east-ghouta": {}})),
    "a split without shares": ("movements", lambda d: d["movements"][0].update(split_known=True)),
    "a movement from nowhere": ("movements", lambda d: d["movements"][0].update(origins=[])),
    "a group that is none": ("movements", lambda d: d["movements"][0].update(group="rebels")),
    "a latitude of 95": ("places", lambda d: d["features"][0]["properties"].update(lat=95.2)),
    "a latitude without longitude": ("places", lambda d: d["features"][0]["properties"].update(lon=None)),
    "a p-code of the wrong length": ("places", lambda d: d["features"][0]["properties"].update(admin1_pcode="SY0304")),
    "a restricted place as itself": ("places", lambda d: d["features"][4]["properties"].update(publish_as=None)),
    "a governorate as a pin": ("places", lambda d: d["features"][11].update(geometry=d["features"][0]["geometry"])),
    "an open ring": ("places", lambda d: d["features"][11]["geometry"].update(coordinates=[[[36, 35], [37, 35]]])),
    "three coordinates": ("places", lambda d: d["features"][0]["geometry"].update(coordinates=[36.3, 33.6, 9])),
}


@pytest.mark.parametrize("case", BAD)
def test_schema_refuses(case: str) -> None:
    name, mutate = BAD[case]
    document = copy.deepcopy(DOCUMENTS[name])
    mutate(document)
    with pytest.raises(jsonschema.ValidationError):
        validator(name).validate(document)


def test_no_file_names_a_machine() -> None:
    for path in DATA.rglob("*"):
        if path.is_file():
            assert not re.search(r"/(tmp|home|root|work)/|localhost|127\.0\.0\.1", path.read_text(encoding="utf-8")), (
                path
            )
