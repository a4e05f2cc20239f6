"""The golden account of each format, on rows of our own in the exact columns of the field."""

# ruff: noqa: F811  fixtures of another module are arguments here
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from intake_case import ENDS, FOLDER, Imported, imported, table  # noqa: F401

from geo.intake import look


def test_acled(imported: Callable[..., Imported]) -> None:
    found = imported("acled.csv")
    account = found.account
    assert (account.n_in, account.n_loaded, account.n_rejected, account.n_duplicates) == (8, 5, 1, 2)
    assert found.kinds() == {
        "figure_negative": 1, "figure_imputed": 3, "admin_unknown": 1, "point_swapped": 1, "type_unknown": 1,
        "type_labour": 2, "duplicate": 1, "older_version": 1,
    }  # fmt: skip
    strike = found.events["SYR1"]
    assert (strike["row"], strike["type"], strike["role"]) == (7, "airstrike", "near")
    assert strike["killed"] == {"min": None, "best": 60, "max": None, "qualifier": None, "text": None, "who": None}
    assert strike["title"] == "Air/drone strike, Abu Kamal"
    assert {"Explosions/Remote violence", "Air/drone strike", "Civilian targeting"} <= set(strike["tags"])
    assert "Participants as coded: Unidentified Military Forces; Civilians (Syria)" in strike["summary_text"]
    assert [claim["claimant"] for claim in strike["claims"]] == ["SOHR", "SANA", "ACLED"]
    assert {claim["about"] for claim in strike["claims"]} == {"occurrence", "casualties"}
    labour = found.events["SYR2"]
    assert (labour["type"], labour["killed"]["best"], labour["date_start"]) == ("labour_action", 0, date(2017, 5, 15))
    region = found.events["SYR3"]
    assert (region["date_start"], region["date_end"], region["date_precision"]) == (
        date(2017, 5, 1), date(2017, 5, 31), "month",
    )  # fmt: skip
    assert (region["precision"], found.place("SYR3")["name"]) == ("governorate", "Hama")
    assert (region["killed"]["qualifier"], region["killed"]["text"]) == ("about", "12, imputed (dozens)")
    assert found.events["SYR5"]["date_precision"] == "week"


def test_swapped_coordinates_that_stay_near_the_country_are_found_by_the_governorate(
    imported: Callable[..., Imported],
) -> None:
    for name, event in (("acled.csv", "SYR4"), ("ucdp25.csv", "14")):
        found = imported(name)
        assert found.place(event)["lon"] is None
        assert found.place(event)["name"].startswith("Id")
        assert any(each.kind == "point_swapped" for each in found.account.findings)


def test_the_person_may_say_that_all_points_are_swapped(
    imported: Callable[..., Imported], table: Callable[[str], Path]
) -> None:
    path = table(
        "id,date,place,governorate,country,latitude,longitude\na,2017-05-15,Idlib,Idlib,Syria,36.63528,35.92901\n"
    )
    as_it_is = imported(path)
    assert as_it_is.place("a")["lat"] is None
    mapping = look(path, path.name).mapping.with_option("points", "swap")
    swapped = imported(path, mapping=mapping)
    assert (swapped.place("a")["lat"], swapped.place("a")["lon"]) == (35.92901, 36.63528)
    assert "point_swapped" not in swapped.kinds()


def test_acled_of_the_older_layout(imported: Callable[..., Imported]) -> None:
    found = imported("acled_old.csv")
    assert set(found.events) == {"901SYR", "902SYR"}
    assert found.events["901SYR"]["type"] == "ground_offensive"
    assert "Pro-regime Militia" in found.events["901SYR"]["tags"]
    assert found.events["902SYR"]["date_start"] == date(2017, 2, 2)


def test_ucdp(imported: Callable[..., Imported]) -> None:
    found = imported("ucdp25.csv")
    account = found.account
    assert (account.n_in, account.n_loaded, account.n_rejected, account.n_summaries) == (5, 4, 1, 1)
    assert account.sums["killed"]["loaded"]["best"] + account.sums["killed"]["rejected"]["best"] == 16
    event = found.events["11"]
    assert event["killed"] == {"min": 4, "best": 5, "max": 9, "qualifier": None, "text": None, "who": None}
    assert event["type"] == "other"
    assert [(claim["claimant"], claim["said_on"], claim["text"]) for claim in event["claims"][:2]] == [
        ("SOHR", date(2017, 5, 15), "Bombs on a town"), ("VDC", date(2017, 5, 16), "List of the dead"),
    ]  # fmt: skip
    assert not [claim for claim in event["claims"] if claim["about"] == "perpetrator"]
    assert found.events["12"]["is_summary"]
    assert (found.events["12"]["role"], found.events["12"]["date_precision"]) == ("near", "days")
    assert (found.events["13"]["precision"], found.events["13"]["date_precision"]) == ("governorate", "month")
    rejected = [each for each in account.findings if each.kind == "figure_order"]
    assert [(each.row, each.value) for each in rejected] == [(6, "killed_min 5, killed 3, killed_max 2")]


def test_ucdp_without_a_header(imported: Callable[..., Imported]) -> None:
    found = imported("ucdp_headless.csv")
    assert found.account.n_in == 5
    assert found.events["11"]["killed"]["max"] == 9


def test_airwars_like(imported: Callable[..., Imported]) -> None:
    found = imported("airwars.csv")
    assert (found.account.n_loaded, found.account.n_rejected) == (4, 1)
    event = found.events["CS1"]
    assert (event["killed"]["min"], event["killed"]["max"]) == (None, 60)
    assert event["grade"] == "contested"
    _, accused, denied = event["claims"]
    assert (accused["claimant"], accused["about"], accused["stance"]) == ("Local sources", "perpetrator", "asserts")
    assert (denied["claimant"], denied["stance"], denied["said_on"]) == (
        "US-led Coalition",
        "denies",
        date(2017, 5, 16),
    )
    assert denied["responds_to"] == 2
    assert event["sources"][0]["url"] == "https://example.org/cs1"
    several = found.events["CS2"]
    assert len([claim for claim in several["claims"] if claim["about"] == "perpetrator"]) == 2
    assert several["sources"][0]["url"] is None
    assert "javascript:alert(1)" in several["sources"][0]["title"]
    known = found.events["CS3"]["claims"][1]
    assert known["text"] == "US-led Coalition is held to be responsible."
    assert found.events["CS3"]["claims"][2]["stance"] == "asserts"
    hospital = found.place("CS5")
    assert (hospital["sensitivity"], hospital["precision"]) == ("restricted", "facility")
    assert found.events["CS5"]["grade"] is None
    assert found.kinds()["grade_unknown"] == 2


def test_hxl(imported: Callable[..., Imported]) -> None:
    found = imported("hxl.csv")
    assert found.account.n_loaded == 4
    by_type = {event["type"]: event for event in found.events.values()}
    assert set(by_type) == {"airstrike", "labour_action", "shelling", "forced_displacement"}
    assert by_type["airstrike"]["killed"]["best"] == 12
    assert by_type["shelling"]["killed"]["text"] == "several"
    assert by_type["shelling"]["displaced"]["best"] == 1300
    assert by_type["forced_displacement"]["killed"]["best"] == 0
    assert by_type["forced_displacement"]["displaced"]["min"] == 3000
    assert by_type["labour_action"]["killed"] is None


def test_idmc(imported: Callable[..., Imported]) -> None:
    """Both ends of 7001 are typed: it is a movement. 7002 has none of that: it is an event."""
    found = imported("idmc.csv")
    moved = found.movements["7001"]
    assert moved["move"] == "displacement"
    assert (moved["people"]["min"], moved["people"]["best"], moved["people"]["qualifier"]) == (3000, None, "more than")
    assert (moved["date_start"], moved["date_end"]) == (date(2017, 5, 14), date(2017, 5, 15))
    ends = [[(found.places[key]["name"], found.places[key]["lat"]) for key in moved[end]] for end in ENDS]
    assert ends == [[("Qaboun", 33.5)], [("Idlib", 35.9)]]
    assert list(found.events) == ["7002"]
    assert found.events["7002"]["displaced"]["best"] == 0
    assert found.account.n_in == found.account.n_loaded == 2


def test_a_table_of_its_own_words(imported: Callable[..., Imported]) -> None:
    found = imported("own_words.csv")
    assert (found.account.n_loaded, found.account.n_rejected) == (2, 1)
    by_place = {found.place(key)["name"]: event for key, event in found.events.items()}
    assert by_place["إدلب"]["date_start"] == date(2017, 5, 15)
    assert by_place["إدلب"]["injured"]["min"] == 12
    assert by_place["المشفى الأهلي"]["killed"]["text"] == "عشرات"
    hospital = next(place for place in found.places.values() if place["name"] == "المشفى الأهلي")
    assert (hospital["sensitivity"], hospital["lat"], hospital["admin1_pcode"]) == ("restricted", 36.585, "SY02")
    assert found.kinds() == {"figure_infinite": 1, "coordinate_unread": 1, "place_restricted": 1}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ("2017-05-15,0,0,5", "point_zero"),
        ("2017-05-15,4239.00416,36.3,5", "coordinate_unread"),
        ("2017-05-15,35.9,,5", "point_half"),
        ("2017-05-15,48.85,2.35,5", "point_outside_country"),
        ("2017-05-15,33.5,36.3,5", "point_outside_admin"),
        ("2999-01-01,35.9,36.6,5", "date_unread"),
        ("2099-01-01,35.9,36.6,5", "date_in_future"),
        ("30 February 2017,35.9,36.6,5", "date_unread"),
        ("03/04/2017,35.9,36.6,5", "date_ambiguous"),
        ("42870,35.9,36.6,5", "date_serial"),
        ("2017-05-15,35.9,36.6,3 women", "figure_unread"),
        ("2017-05-15,35.9,36.6,inf", "figure_infinite"),
        ("2017-05-15,35.9,36.6,-9", "figure_negative"),
        ("2017-05-15,35.9,36.6,10-5", "figure_order"),
        ("2017-05-17 to 2017-05-15,35.9,36.6,5", "date_unread"),
    ],
)
def test_each_finding_at_its_row(
    imported: Callable[..., Imported], table: Callable[[str], Path], cells: str, kind: str
) -> None:
    date_text, lat, lon, killed = cells.split(",")
    text = (
        "id,date,latitude,longitude,killed,governorate,country\n"
        f'ok,2017-05-15,35.93,36.63,1,Idlib,Syria\nbad,"{date_text}",{lat},{lon},{killed},Idlib,Syria\n'
    )
    account = imported(table(text)).account
    assert [(each.row, each.kind) for each in account.findings if each.row] == [(3, kind)]
    assert account.n_loaded + account.n_rejected == 2


def test_a_bad_coordinate_keeps_the_row_without_a_point(
    imported: Callable[..., Imported], table: Callable[[str], Path]
) -> None:
    found = imported(table("id,date,place,latitude,longitude\na,2017-05-15,Azaz,inf,NaN\nb,2017-05-15,Azaz,NaN,\n"))
    assert found.account.n_loaded == 2
    assert all(place["lon"] is None for place in found.places.values())


def test_unknown_is_never_zero(imported: Callable[..., Imported], table: Callable[[str], Path]) -> None:
    found = imported(table("id,date,killed,injured\na,2017-05-15,0,\nb,2017-05-15,N/A,several\n"))
    assert found.events["a"]["killed"]["best"] == 0
    assert found.events["a"]["injured"] is None
    assert found.events["b"]["killed"] is None
    assert found.events["b"]["injured"]["text"] == "several"


def test_the_same_identifier_with_other_content_is_told(
    imported: Callable[..., Imported], table: Callable[[str], Path]
) -> None:
    found = imported(table("id,date,place\na,2017-05-15,Azaz\na,2017-05-15,Azaz\na,2017-05-16,Azaz\n"))
    account = found.account
    assert (account.n_loaded, account.n_rejected, account.n_duplicates) == (1, 1, 1)
    assert found.events["a"]["date_start"] == date(2017, 5, 15)


def test_numbers_present_are_kept_out_of_totals(
    imported: Callable[..., Imported], table: Callable[[str], Path]
) -> None:
    found = imported(table("Date,IDPs\n#date,#affected+idps\n2012-09,118795\n2012-10,198558\n"))
    assert all(event["is_summary"] for event in found.events.values())
    assert found.kinds() == {"stock": 2}


def test_rows_without_anything_known_are_rejected(
    imported: Callable[..., Imported], table: Callable[[str], Path]
) -> None:
    account = imported(table("a,b,c\n1,2,3\n4,5,6\n")).account
    assert (account.n_in, account.n_rejected) == (2, 2)
    assert account.kinds[0].kind == "empty"


def test_a_text_for_a_name_is_cut_and_told(imported: Callable[..., Imported], table: Callable[[str], Path]) -> None:
    found = imported(table(f"id,date,place,latitude,longitude\na,2017-05-15,{'الباب ' * 20_000},36.37,37.51\n"))
    (place,) = found.places.values()
    assert len(place["name"]) == 300
    assert place["name"].startswith("الباب الباب")
    assert found.kinds()["place_name_long"] == 1
    assert (place["lat"], place["lon"]) == (36.37, 37.51)
