"""Layouts that the field hands out, each with rows made up here: what they are taken for, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from brought_flows import Bring, Held, bringing

from geo.intake import look
from geo.model import Event


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    yield from bringing(tmp_path)


def events(found: Held) -> dict[str, Event]:
    return {each.id.rpartition(":")[2]: each for each in found.store.events(found.chosen)}


WEEKS = """\
WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,ID,CENTROID_LATITUDE,CENTROID_LONGITUDE
2024-05-04,Middle East,Syria,Idleb,Explosions/Remote violence,Air/drone strike,17,4,31,35.8,36.7
2024-05-11,Middle East,Syria,Idleb,Explosions/Remote violence,Air/drone strike,3,0,31,35.8,36.7
"""


def test_numbers_of_acled_by_week_are_sums_and_no_events(bring: Bring) -> None:
    """The number of the region is no identifier, the region no governorate, the centroid no place of an event."""
    found = bring("weeks.csv", WEEKS)
    assert (found.account.n_in, found.account.n_loaded, found.account.n_summaries) == (2, 2, 2)
    assert found.kinds() == {"summary": 2}
    held = found.store.events(found.chosen)
    assert {(e.date_start, e.date_precision, e.type) for e in held} == {
        (date(2024, 5, 4), "week", "airstrike"),
        (date(2024, 5, 11), "week", "airstrike"),
    }
    places = [event.main_place for event in held]
    assert {(p.name, p.precision, p.admin1_pcode) for p in places if p} == {("Idleb", "governorate", "SY07")}
    assert len(found.store.totals(found.chosen).excluded) == 2


def test_numbers_of_acled_by_month_or_year_are_sums_too(bring: Bring) -> None:
    text = "Country,Admin1,Admin2,Admin2 Pcode,Month,Year,Events,Fatalities\nSyria,Idleb,Harim,SY0703,May,2020,12,30\n"
    found = bring("months.csv", text)
    assert found.account.n_summaries == 1
    (event,) = found.store.events(found.chosen)
    assert (event.date_start, event.date_end, event.date_precision) == (date(2020, 1, 1), date(2020, 12, 31), "year")
    place = event.main_place
    assert place is not None
    assert (place.name, place.precision, place.has_point) == ("Harim", "district", False)


AIRWARS = """code,incident_date,location,geolocation,belligerents,belligerent_statement,civilian_harm_status,killed_max
a,october-7-2023,Azaz,"36.58, 37.04",Suspected: Party A; Known: none,Denied,Contested,60
b,"May 15, 2017",Azaz,"36.58, 37.04","Suspected: Party A, Party B
Known: Party C",,Fair,
c,15 May 2017,Azaz,"36.58, 37.04",Party A (known); Party B (suspected),,Fair,
d,15 May 2017,Azaz,"36.58, 37.04",Unknown,,Weak,
"""


def test_parties_in_one_cell_are_told_apart(bring: Bring) -> None:
    found = events(bring("airwars.csv", AIRWARS))
    said = {
        key: [(c.claimant, c.stance, c.text) for c in event.claims if c.about == "perpetrator"]
        for key, event in found.items()
    }
    assert found["a"].date_start == date(2023, 10, 7)
    assert [row[2] for row in said["a"]] == ["Party A is suspected.", "Denied"]
    assert said["a"][1][:2] == ("Party A", "denies")
    assert [row[2] for row in said["b"]] == [
        "Party A is suspected.", "Party B is suspected.", "Party C is held to be responsible.",
    ]  # fmt: skip
    assert [row[2] for row in said["c"]] == ["Party B is suspected.", "Party A is held to be responsible."]
    assert said["d"] == [], "an unknown party is no claim"


def test_a_region_gives_way_to_the_governorate(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("timestamp,region,governorate,date,killed\n1715900000,Middle East,Idleb,2017-05-15,2\n", "utf-8")
    mapping = look(path, "a.csv").mapping
    assert (mapping.of("admin1"), mapping.of("date")) == (("governorate",), ("date",))
    path.write_text("region,date,killed\nIdleb,2017-05-15,2\n", "utf-8")
    assert look(path, "a.csv").mapping.of("admin1") == ("region",)
