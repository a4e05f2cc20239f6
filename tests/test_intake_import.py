"""The golden account of each format, on rows of our own in the exact columns of the field."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from geo.intake import Account, Cancelled, Mapping, Progress, look, prepare
from geo.intake.importing import Prepared
from geo.store.ledger import About, read_ledger

FOLDER = Path(__file__).parent / "data" / "intake"
Rows = dict[str, dict[str, Any]]


ENDS = ("origins", "destinations")


@dataclass
class Imported:
    account: Account
    events: Rows
    places: Rows
    movements: Rows
    stocks: Rows

    def place(self, event_id: str) -> dict[str, Any]:
        return self.places[self.events[event_id]["place_key"]]

    def kinds(self) -> dict[str, int]:
        return {each.kind: each.n for each in self.account.kinds}


def rows_of(con: duckdb.DuckDBPyConnection, table: str, key: str) -> Rows:
    answer = con.execute(f"SELECT * FROM {table}")
    names = [each[0] for each in answer.description]
    return {row[names.index(key)]: dict(zip(names, row, strict=True)) for row in answer.fetchall()}


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Callable[..., Imported]]:
    """`imported(path or name of a fixture)` prepares the file and shows what would be stored."""
    held: list[Prepared] = []

    def do(path: str | Path, **options: Any) -> Imported:
        path = FOLDER / path if isinstance(path, str) else path
        prepared = prepare(path, path.name, workspace=tmp_path / "workspace", **options)
        held.append(prepared)
        con = prepared._draft.con
        found = Imported(
            prepared.account,
            *(
                rows_of(con, f"incoming_{table}", key)
                for table, key in (("events", "id"), ("places", "key"), ("movements", "id"), ("stocks", "id"))
            ),
        )
        prepared.discard()
        return found

    yield do
    for each in held:
        each.discard()


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    def do(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, "utf-8")
        return path

    return do


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


def test_rejects_can_be_mended_and_dropped_again(tmp_path: Path, table: Callable[[str], Path]) -> None:
    path = table("id,date,place,killed,note\na,2017-05-15,Azaz,5,x\nb,2017-05-15,Azaz,-5,=1+1\n")
    prepared = prepare(path, path.name, workspace=tmp_path)
    prepared.apply()
    rejects = tmp_path / "rejects.csv"
    prepared.account.write_rejects(rejects)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["row", "reason", "id", "date", "place", "killed", "note"]
    assert rows[1][0] == "3"
    assert rows[1][2:] == ["b", "2017-05-15", "Azaz", "-5", "'=1+1"]
    rejects.write_text(rejects.read_text("utf-8-sig").replace(",-5,", ",5,"), "utf-8")
    with prepare(rejects, rejects.name, workspace=tmp_path) as again:
        assert again.account.n_loaded == 1
        assert rows_of(again._draft.con, "incoming_events", "id")["b"]["summary_text"] == "=1+1"


def test_a_cancelled_import_leaves_nothing(tmp_path: Path) -> None:
    asked = iter([False] * 3 + [True] * 100)
    with pytest.raises(Cancelled):
        prepare(FOLDER / "acled.csv", "acled.csv", workspace=tmp_path, cancelled=lambda: next(asked))
    assert read_ledger(tmp_path).entries == ()
    assert not list((tmp_path / "datasets").iterdir())
    with prepare(FOLDER / "acled.csv", "acled.csv", workspace=tmp_path) as free:
        assert free.account.n_loaded == 5


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[Progress] = []
    prepare(FOLDER / "acled.csv", "acled.csv", workspace=tmp_path, progress=told.append).discard()
    stages = [each.stage for each in told]
    assert stages == sorted(stages, key=["reading", "understanding", "writing"].index)
    assert set(stages) == {"reading", "understanding", "writing"}
    assert told[-1].stage == "writing"
    assert told[-1].rows == 8


def test_a_second_import_says_what_is_new_changed_and_gone(tmp_path: Path, table: Callable[[str], Path]) -> None:
    path = table("id,date,place,killed\na,2017-05-15,Azaz,5\nb,2017-05-15,Azaz,6\nc,2017-05-15,Azaz,7\n")
    with prepare(path, path.name, workspace=tmp_path) as first:
        entry = first.apply()
    with prepare(path, path.name, workspace=tmp_path, dataset=entry.id) as same:
        account = same.account
        assert (account.n_new, account.n_changed, account.n_unchanged, account.n_gone) == (0, 0, 3, 0)
    path.write_text("killed,place,date,id,extra\n5,Azaz,2017-05-15,a,x\n60,Azaz,2017-05-15,b,\n1,Azaz,2017-05-16,d,\n")
    with prepare(path, path.name, workspace=tmp_path, dataset=entry.id) as newer:
        account = newer.account
        assert (account.n_new, account.n_changed, account.n_unchanged, account.n_gone) == (1, 1, 1, 1)


def test_rows_without_identifiers_are_known_by_their_content(tmp_path: Path, table: Callable[[str], Path]) -> None:
    path = table("date,place\n2017-05-15,Azaz\n2017-05-16,Azaz\n2017-05-16,Azaz\n")
    with prepare(path, path.name, workspace=tmp_path) as first:
        assert (first.account.n_loaded, first.account.n_duplicates) == (2, 1)
        entry = first.apply()
    with prepare(path, path.name, workspace=tmp_path, dataset=entry.id) as same:
        assert same.account.n_unchanged == 2


def test_what_the_person_says_of_the_data_set_is_kept(tmp_path: Path) -> None:
    about = About("May 2017", as_of=date(2017, 5, 16), publisher="Someone")
    with prepare(FOLDER / "acled.csv", "a.csv", workspace=tmp_path, about=about) as prepared:
        entry = prepared.apply()
    assert (entry.title, entry.publisher, entry.as_of) == ("May 2017", "Someone", date(2017, 5, 16))
    assert entry.redistribution == "ACLED: raw rows may not be redistributed"
    assert (entry.n_in, entry.n_loaded, entry.n_rejected, entry.n_duplicates) == (8, 5, 1, 2)
    assert entry.profile == "acled"
    assert len(entry.file_sha256 or "") == 64


def test_a_mapping_that_was_chosen_is_remembered(tmp_path: Path, table: Callable[[str], Path]) -> None:
    path = table("when it was,what it was\n2017-05-15,Shelling\n")
    assert look(path, path.name, workspace=tmp_path).mapping.columns == {}
    chosen = Mapping("generic").with_column("date", "when it was").with_column("type", "what it was")
    with prepare(path, path.name, workspace=tmp_path, mapping=chosen):
        pass  # discarded: the file comes again once it is mended
    again = look(path, path.name, workspace=tmp_path)
    assert again.remembered
    assert again.mapping.of("type") == ("what it was",)
