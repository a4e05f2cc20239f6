from __future__ import annotations

import csv
from pathlib import Path
from types import MappingProxyType

import pytest

from geo.errors import BadInput
from geo.gazetteer.units import country_code, governorate_pcode
from geo.intake.mapping import TARGETS, Mapping, check, remember, remembered
from geo.intake.names import place_kind
from geo.intake.precision import known
from geo.intake.profiles import PROFILES
from geo.intake.profiles.generic import TARGET_OF
from geo.intake.profiles.hxl import target_of
from geo.intake.profiles.words import type_from_words
from geo.intake.recognise import recognise

FOLDER = Path(__file__).parent / "data" / "intake"


def rows_of(name: str) -> list[list[str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("file", "profile", "reason"),
    [
        ("acled.csv", "acled", "24 ACLED columns"),
        ("acled_old.csv", "acled", "21 ACLED columns"),
        ("ucdp25.csv", "ucdp", "25 UCDP GED columns"),
        ("airwars.csv", "airwars", "19 Airwars-like table columns"),
        ("idmc.csv", "idmc", "22 IDMC IDU columns"),
    ],
)
def test_formats_are_known_by_their_headers_in_any_order(file: str, profile: str, reason: str) -> None:
    columns = rows_of(file)[0]
    found = recognise(columns)
    assert (found.profile, found.reason) == (profile, reason)
    turned = recognise(columns[::-1])
    assert turned.profile == profile
    assert dict(turned.mapping.columns) == dict(found.mapping.columns)


def test_the_flat_json_of_ucdp() -> None:
    fields = (
        "id conflict_id latitude longitude date type_of_violence best civilian_deaths combatant_deaths country region"
    )
    found = recognise(fields.split())
    assert found.profile == "ucdp"
    assert found.mapping.of("date") == ("date",)
    assert found.mapping.of("killed_min") == ()


def test_a_ucdp_file_without_a_header_is_known_by_its_content() -> None:
    rows = rows_of("ucdp25.csv")
    columns = [f"column {number}" for number in range(1, 50)]
    found = recognise(columns, (), rows[1:])
    assert found.profile == "ucdp"
    assert found.reason == "49 columns in the order of UCDP GED 25.1 without a header"
    assert found.mapping.of("killed") == ("column 45",)
    assert recognise(columns, (), [["x"] * 49]).profile == "generic"


def test_hxl_tags_decide_with_attributes_in_any_order() -> None:
    found = recognise(["a", "b", "c", "d"], ["#geo+lat", "#lon+geo", "#affected+f+killed", "#affected+killed"])
    assert found.profile == "hxl"
    assert found.mapping.of("killed") == ("d",)
    assert target_of("#event +v_acled +type") == "type"
    assert target_of("#adm1+code+v_pcode") == "admin1_pcode"
    assert target_of("#adm1+dest+name") == "destination_admin1"
    assert target_of("#date+dest") == "text"


@pytest.mark.parametrize(
    ("headers", "row", "slug"),
    [
        (["Datum", "Ort", "Ereignisart", "Tote", "Verletzte", "Quelle"], "Luftangriff", "airstrike"),
        (["Data do evento", "Cidade", "Tipo", "Mortos", "Feridos", "Fonte"], "Ataque aéreo", "airstrike"),
        (["Дата", "Город", "Тип события", "Погибшие", "Раненые", "Источник"], "Артиллерийский обстрел", "shelling"),
        (["Дата", "Місто", "Тип події", "Загиблі", "Поранені", "Джерело"], "Обстріл", "shelling"),
        (["Tarih", "Yer", "Olay türü", "Ölü sayısı", "Yaralı sayısı", "Kaynak"], "Hava saldırısı", "airstrike"),
    ],
)
def test_usual_headers_and_types_in_more_languages(headers: list[str], row: str, slug: str) -> None:
    found = recognise(headers).mapping
    held = dict(zip(("date", "place", "type", "killed", "injured", "source"), headers, strict=True))
    assert {target: names[0] for target, names in found.columns.items()} == held
    assert type_from_words(row) == (slug, True)


def test_headers_of_any_table_in_four_languages() -> None:
    found = recognise(["Fecha", "Lugar", "Muertos", "Heridos", "Fuente", "Precio"])
    assert {target: names[0] for target, names in found.mapping.columns.items()} == {
        "date": "Fecha", "place": "Lugar", "killed": "Muertos", "injured": "Heridos", "source": "Fuente",
    }  # fmt: skip
    assert recognise(["التاريخ", "المحافظة", "القتلى"]).mapping.of("admin1") == ("المحافظة",)
    assert recognise(["Date de l'événement", "Blessés", "Résumé"]).mapping.of("injured") == ("Blessés",)


def test_what_is_not_sure_stays_unmapped() -> None:
    assert recognise(["x", "y"], (), [["cat", "dog"]]).mapping.columns == {}
    assert recognise(["lat"], (), [["35.9"]]).mapping.columns == {}
    assert recognise(["time", "place"], (), [["breakfast", "Azaz"]]).mapping.of("date") == ()


def test_geometry_stands_in_for_columns_of_coordinates() -> None:
    found = recognise(["name"], has_geometry=True)
    assert found.mapping.of("lat") == ("(geometry: latitude)",)
    own = recognise(["name", "lat", "lon"], (), [["a", "1", "2"]], has_geometry=True)
    assert own.mapping.of("lat") == ("lat",)


def test_every_profile_speaks_of_targets_that_exist() -> None:
    for profile in PROFILES.values():
        assert set(profile.fields) <= set(TARGETS), profile.name
    assert set(TARGET_OF.values()) <= set(TARGETS)


@pytest.mark.parametrize(
    ("profile", "kind", "finer", "slug"),
    [
        ("acled", "Explosions/Remote violence", "Air/drone strike", "airstrike"),
        ("acled", "Explosions/Remote violence", "Shelling/artillery/missile attack", "shelling"),
        ("acled", "Battles", "Armed clash", "ground_offensive"),
        ("acled", "Violence against civilians", "Abduction/forced disappearance", "abduction"),
        ("acled", "Strategic developments", "Non-violent transfer of territory", "other"),
        ("acled", "Battle-Government regains territory", "", "ground_offensive"),
        ("acled", "Riots/Protests", "", "protest"),
        ("ucdp", "1", "", "other"),
        ("ucdp", "3.0", "", "other"),
        ("idmc", "Conflict", "", "forced_displacement"),
        ("generic", "غارة جوية", "", "airstrike"),
        ("generic", "Strike", "", "strike_unspecified"),
        ("generic", "Strike by hospital staff", "", "labour_action"),
        ("generic", "Ground offensive", "", "ground_offensive"),
        ("generic", "forced_displacement", "", "forced_displacement"),
    ],
)
def test_types_become_slugs_and_are_known(profile: str, kind: str, finer: str, slug: str) -> None:
    assert PROFILES[profile].types(kind, finer, False) == (slug, True)


def test_a_type_never_seen_is_other_and_not_known() -> None:
    assert PROFILES["acled"].types("Demostrations", "Peaceful protest", False)[1] is False
    assert type_from_words("Demostrations") == ("other", False)


def test_a_strike_on_workers_is_no_strike_by_workers() -> None:
    assert type_from_words("Airstrike on farm workers", labour=True) == ("airstrike", True)
    assert type_from_words("Strike", labour=True) == ("labour_action", True)


@pytest.mark.parametrize(
    ("codes", "given", "kind", "precision", "role"),
    [
        ("acled", "1", None, "town", "location"),
        ("acled", "2", None, "town", "near"),
        ("acled", "3", None, "governorate", "location"),
        ("ucdp", "1.0", "village", "village", "location"),
        ("ucdp", "2", "town", "town", "near"),
        ("ucdp", "2", None, "area", "near"),
        ("ucdp", "3", None, "district", "location"),
        ("ucdp", "4", None, "governorate", "location"),
        ("ucdp", "5", None, "area", "location"),
        ("ucdp", "6", None, "country", "location"),
        ("ucdp", "7", None, "unknown", "location"),
        ("airwars", "Exact location (via geolocation)", None, "facility", "location"),
        ("airwars", "Nearby landmark", None, "facility", "near"),
        ("airwars", "Subdistrict", None, "subdistrict", "location"),
        ("airwars", "Province/governorate", None, "governorate", "location"),
        ("generic", None, None, "unknown", "location"),
        ("generic", "town", None, "town", "location"),
    ],
)
def test_precision_codes(codes: str, given: str | None, kind: str | None, precision: str, role: str) -> None:
    found = known(PROFILES[codes], given, kind, None, "place", has_point=True)
    assert (found.precision, found.role, found.problem) == (precision, role, None)


def test_precision_never_heard_of_is_told() -> None:
    found = known(PROFILES["acled"], "4", None, None, "place", has_point=True)
    assert (found.precision, found.problem) == ("unknown", "precision_unknown")


def test_medical_places_and_shelters_are_held_back() -> None:
    assert known(PROFILES["generic"], None, "medical", None, "place", has_point=True).restricted
    assert known(PROFILES["acled"], "1", "shelter", None, "place", has_point=True).precision == "facility"
    assert not known(PROFILES["acled"], "3", "medical", None, "place", has_point=True).restricted


def test_names_of_the_field() -> None:
    assert [country_code(name) for name in ("Syria", "SYR", "sy", "Siria", "سوريا", "Yemen (North Yemen)")] == [
        "SY", "SY", "SY", "SY", "SY", "YE",
    ]  # fmt: skip
    for name in ("Rif Dimashq Governorate", "Rural Damascus", "ريف دمشق", "محافظة ريف دمشق"):
        assert governorate_pcode(name) == "SY03"
    assert governorate_pcode("Nowhere") is None
    assert place_kind("Tabqa National Hospital") == "medical"
    assert place_kind("Ein Laroz town") == "town"
    assert place_kind("Azaz") is None


def test_a_mapping_is_remembered_for_the_header(tmp_path: Path) -> None:
    columns = ("Day", "Where it was", "n")
    chosen = Mapping("generic").with_column("date", "Day").with_column("place", "Where it was").with_option(
        "date_order", "mdy"
    ).with_constant("country", "Syria")  # fmt: skip
    assert remembered(tmp_path, columns) is None
    remember(tmp_path, columns, (), chosen)
    held = remembered(tmp_path, ("n", "day", "where it was"))
    assert held is None  # the columns have other names now, and a mapping names columns
    held = remembered(tmp_path, columns[::-1])
    assert held is not None
    assert dict(held.columns) == dict(chosen.columns)
    assert (held.option("date_order"), held.constants["country"]) == ("mdy", "Syria")
    assert held.digest() == chosen.digest()


def test_a_damaged_memory_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "mappings.json").write_text("[1", "utf-8")
    assert remembered(tmp_path, ("a",)) is None
    remember(tmp_path, ("a",), (), Mapping("generic").with_column("title", "a"))
    assert remembered(tmp_path, ("a",)) is not None


@pytest.mark.parametrize(
    "mapping",
    [
        Mapping("generic", MappingProxyType({"nonsense": ("a",)})),
        Mapping("generic", MappingProxyType({"title": ("not there",)})),
        Mapping("generic", MappingProxyType({"lat": ("a", "b")})),
        Mapping("generic", options=MappingProxyType({"date_order": "ymd"})),
        Mapping("generic", constants=MappingProxyType({"nonsense": "x"})),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping: Mapping) -> None:
    with pytest.raises(BadInput):
        check(mapping, ("a", "b"))
