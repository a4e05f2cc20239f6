"""Files of movements and stocks: every format of the field, each with its traps, and rows in = loaded + rejected."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from brought_flows import Bring, book, bringing
from conftest import DATA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_files import shared

from geo.errors import BadInput
from geo.filter import Filter
from geo.intake import prepare
from geo.intake.mapping import Mapping
from geo.read import open_table
from geo.read.limits import Limits
from geo.store.embedded import EmbeddedStore


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    yield from bringing(tmp_path)


UNHCR = """year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,refugee_like,oip
1962.0,Algeria,ALG,DZA,Malta,MTA,MLT,5.0,,,
1963.0,Algeria,ALG,DZA,Malta,MTA,MLT,,7.0,,
1963.0,Algeria,ALG,DZA,France,FRA,FRA,10.0,2.0,,1.0
1963.0,Unknown/other,UKN,UKN,France,FRA,FRA,3.0,,,
1964.0,Atlantis,XXX,XXX,France,FRA,FRA,4.0,,,
1965.0,Algeria,ALG,DZA,Malta,MTA,MLT,,,,
"""


def test_unhcr_flows_by_year(bring: Bring) -> None:
    found = bring("flows.csv.gz", gzip.compress(UNHCR.encode()))
    assert (found.account.n_in, found.account.n_loaded) == (6, 6)
    assert found.account.sums["people"]["loaded"]["best"] == 32
    pairs = found.pairs()
    malta = pairs["Algeria", "Malta", "displacement"]
    assert (malta.people.best, malta.people.n, malta.people.n_without_figure) == (12, 3, 1)
    assert (malta.first, malta.last) == (date(1962, 1, 1), date(1965, 12, 31))
    assert pairs[None, "France", "displacement"].people.best == 3
    assert found.kinds() == {"origin_unknown": 1, "place_unmatched": 1}
    assert [each.name for each in found.account.questions] == ["Atlantis"]
    added = next(m for m in found.store.movements(found.chosen) if m.people and m.people.best == 13)
    assert added.people is not None
    assert added.people.text == "10 refugees + 2 asylum seekers + 1 oip"
    assert added.claims[0].claimant == "UNHCR"


def test_a_packed_file_is_unpacked_within_limits(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 400_000))
    assert sum(batch.num_rows for batch in open_table(path, "a.csv.gz").batches()) == 400_000
    for limits, words in (
        (Limits(max_zip_bytes=1_000_000), "unpacked size"),
        (Limits(free_zip_bytes=1_000_000), "ratio of unpacked to packed"),
    ):
        with pytest.raises(BadInput, match=words):
            open_table(path, "a.csv.gz", limits=limits)
    path.write_bytes(gzip.compress(gzip.compress(b"a,b\n1,2\n")))
    with pytest.raises(BadInput, match="gzip"):
        open_table(path, "a.csv.gz")


DTM_HEAD = (
    "admin0Name,admin0Pcode,admin1Name,admin1Pcode,admin2Name,admin2Pcode,numPresentIdpInd,reportingDate,roundNumber,"
    "idpOriginAdmin1Name,idpOriginAdmin1Pcode,assessmentType"
)
DTM_TAGS = (
    "#country+name,#country+code,#adm1+name,#adm1+code,#adm2+name,#adm2+code,#affected+idps,#date+reported,#meta+round,"
    "#adm1+origin+name,#adm1+origin+code,#meta+type"
)
DTM_ROWS = """Syria,SY,Aleppo,SY02,Azaz,SY0204,500,2017-01-15,1,Idleb,SY07,BA
Syria,SY,Aleppo,SY02,Azaz,SY0204,450,2017-02-15,2,Idleb,SY07,BA
Syria,SY,Aleppo,SY02,Azaz,SY0204,,2017-02-15,2,Homs,SY04,BA
"""


@pytest.mark.parametrize("head", [DTM_HEAD, f"{DTM_HEAD}\n{DTM_TAGS}"], ids=["without HXL", "with HXL"])
def test_dtm_rounds_are_stocks_with_their_origin_named(bring: Bring, head: str) -> None:
    found = bring("dtm.csv", f"{head}\n{DTM_ROWS}")
    assert (found.account.n_in, found.account.n_loaded) == (3, 3)
    assert found.kinds()["stock_apart"] == 3
    assert found.store.n_movements(found.chosen) == 0
    stocks = {found.name(each.origin): each for each in found.store.stocks(found.chosen)}
    assert stocks["Idlib Governorate"].people.best == 450
    assert (stocks["Idlib Governorate"].round, stocks["Idlib Governorate"].n_rounds) == (2, 2)
    assert stocks["Homs"].people.n_without_figure == 1
    assert all(found.name(each.place) == "Azaz" for each in stocks.values())


def test_hxl_with_both_ends_is_a_table_of_movements(bring: Bring) -> None:
    tags = "#adm1+origin+name,#adm1+dest+name,#adm1+code+dest,#affected+idps,#date+start"
    text = f"a,b,c,d,e\n{tags}\nHoms,Idleb,SY07,40,2017-05-14\n"
    found = bring("hxl.csv", text)
    [(ends, pair)] = found.pairs().items()
    assert (ends[:2], pair.people.best, pair.first) == (("Homs", "Idlib Governorate"), 40, date(2017, 5, 14))


LOCATIONS = [["id", "name", "lat", "lon"], ["a", "Azaz", 36.58, 37.04], ["b", "Border camp", 36.6, 37.1]]
FLOWS = [["origin", "dest", "count", "time"], ["a", "b", 12, "2017-05-01"], ["b", "a", 3, None], ["a", "zz", 5, None]]


def _csv(rows: list[list[Any]]) -> str:
    return "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)


def _flowmap(form: str) -> tuple[str, bytes]:
    if form == "xlsx":
        return "flowmap.xlsx", book({"properties": [["title", "x"]], "locations": LOCATIONS, "flows": FLOWS})
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("my-locations.csv", _csv(LOCATIONS))
        archive.writestr("my-flows.csv", _csv(FLOWS))
    return "flowmap.zip", held.getvalue()


@pytest.mark.parametrize("form", ["xlsx", "zip"])
def test_flowmap_blue(bring: Bring, form: str) -> None:
    found = bring(*_flowmap(form))
    assert (found.account.n_in, found.account.n_loaded) == (3, 3)
    pairs = found.pairs()
    assert {key[:2]: pair.people.best for key, pair in pairs.items()} == {
        ("Azaz", "Border camp"): 12,
        ("Border camp", "Azaz"): 3,
        ("Azaz", "zz"): 5,
    }
    camp = found.place(pairs["Azaz", "Border camp", "movement"].destination)
    assert camp is not None
    assert (camp.lon, camp.lat) == (37.1, 36.6)
    assert found.kinds() == {"place_unmatched": 1}
    assert any("split is unknown" in each.cure for each in found.account.findings)


def test_four_coordinates(bring: Bring) -> None:
    text = (
        "from_lon,from_lat,to_lon,to_lat,people,date\n36.3,33.5,36.6,35.9,1300,2017-05-15\n36.3,33.5,0,0,7,\n"
        "36.3,,36.6,35.9,8,\n,,,,9,\n"
    )
    found = bring("points.csv", text)
    assert found.account.n_in == found.account.n_loaded + found.account.n_rejected == 4
    assert found.kinds() == {
        "point_zero": 1, "point_half": 1, "destination_unknown": 1, "origin_unknown": 1, "flow_no_ends": 1
    }  # fmt: skip
    assert found.account.sums["people"] == {
        "loaded": {"min": 0, "best": 1315, "max": 0},
        "rejected": {"min": 0, "best": 9, "max": 0},
    }
    assert {key[:2] for key in found.pairs()} == {
        ("Point 33.50000, 36.30000", "Point 35.90000, 36.60000"),
        ("Point 33.50000, 36.30000", None),
        (None, "Point 35.90000, 36.60000"),
    }


FREE = """id,origin,destination,people,date,group,term,part of
q,Qaboun,East Ghouta | Idlib Governorate,more than 3000,2017-05-14,rebels and civilians,forced removal,
q2,القابون,East Ghouta | Idlib Governorate,about 1300,2017-05-15,rebels and civilians,,q
k,Qaboun,Idlib,several,2017-05-16,civilians,,
x,Qaboon,Hamouriya,10,2017-05-17,,,
"""


def test_a_free_table_keeps_all_that_is_not_known(bring: Bring) -> None:
    found = bring("free.csv", FREE)
    assert (found.account.n_in, found.account.n_loaded) == (4, 4)
    movements = {m.id.split(":")[1]: m for m in found.store.movements(found.chosen)}
    trunk = movements["q"]
    assert trunk.people is not None
    assert (trunk.people.min, trunk.people.qualifier, trunk.split_known, trunk.shares) == (
        3000,
        "more than",
        False,
        None,
    )
    assert [place.name for place in trunk.destinations] == ["East Ghouta", "Idlib Governorate"]
    assert (trunk.group, trunk.group_text) == ("mixed", "rebels and civilians")
    assert trunk.terms[0][1] == "forced removal"
    assert movements["q2"].part_of == trunk.id
    assert movements["q2"].origins == trunk.origins
    pairs = found.store.pairs(found.chosen)
    assert [fork.id for fork in pairs.forks] == [trunk.id]
    assert pairs.n_left_out == 1
    assert "4,300" not in str([each.words() for each in found.store.movement_totals(found.chosen).destinations])


def test_a_newer_file_tells_what_changed(bring: Bring) -> None:
    first = bring("free.csv", FREE)
    newer = FREE.replace("about 1300", "about 1400").replace("x,Qaboon,Hamouriya,10,2017-05-17,,,\n", "")
    again = bring("free.csv", newer, dataset=first.chosen.datasets[0])
    account = again.account
    assert (account.n_new, account.n_changed, account.n_unchanged, account.n_gone) == (0, 1, 2, 1)
    assert [each.partition(" (")[0] for each in account.gone] == ["Qaboon → Hamouriya"]


def test_the_same_row_twice_is_one_movement(bring: Bring) -> None:
    found = bring("twice.csv", "origin,destination,people\nAzaz,Qaboun,5\nAzaz,Qaboun,5\nAzaz,Qaboun,6\n")
    assert (found.account.n_loaded, found.account.n_duplicates) == (2, 1)


def test_a_shelter_is_never_named(bring: Bring) -> None:
    found = bring("shelter.csv", "origin,destination,people\nAzaz,Al-Amal shelter,5\n")
    published = str(found.store.movements(found.chosen)) + str(found.pairs())
    assert "Amal" not in published


def test_events_that_speak_of_people_stay_events(bring: Bring) -> None:
    found = bring("events.csv", "id,date,place,people,from\ne1,2017-05-15,Azaz,5,north\n")
    assert found.store.count(found.chosen).shown == 1
    assert found.store.n_movements(found.chosen) == 0


def test_days_called_from_and_to_are_no_ends(bring: Bring) -> None:
    found = bring("days.csv", "id,place,from,to,killed\ne1,Azaz,2017-05-15,2017-05-16,2\n")
    assert (found.store.count(found.chosen).shown, found.store.n_movements(found.chosen)) == (1, 0)


CELLS = st.sampled_from(
    [
        "",
        "5",
        "-5",
        "up to 60",
        "several",
        "inf",
        "2.5",
        "Azaz",
        "Idlib",
        "Unknown",
        "A | B",
        "<script>",
        "=1+1",
        "SY07",
    ]
)
HEADER = ("origin", "destination", "origin pcode", "people", "date", "group")
MAPPING = Mapping("generic", {name.replace(" ", "_"): (name,) for name in (*HEADER, "title")})
"""Given by hand: what so few cells would be taken for is another matter."""


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*(CELLS for _ in HEADER)), min_size=1, max_size=20))
def test_no_row_and_no_person_is_ever_lost(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path / "rows.csv"
    lines = [",".join(f'"{cell}"' for cell in (*row, str(n))) for n, row in enumerate(rows)]
    path.write_text("\n".join([",".join((*HEADER, "title")), *lines]) + "\n", "utf-8")
    with prepare(path, path.name, workspace=tmp_path / "workspace", mapping=MAPPING) as prepared:
        account = prepared.account
        loaded = prepared.account.sums["people"]["loaded"]["best"]
    assert account.n_in == len(rows) == account.n_loaded + account.n_rejected + account.n_duplicates
    given_ = sum(5 for row in rows if row[3] == "5")
    assert loaded + account.sums["people"]["rejected"]["best"] == given_


def test_the_real_flows_of_unhcr(bring: Bring) -> None:
    path = shared("data/flows/unhcr-refugee-flows.csv.gz")
    found = bring(path.name, path)
    assert found.account.n_in == found.account.n_loaded == 105_868
    held = found.store.pairs(found.chosen)
    assert sum(p.people.best or 0 for p in held.pairs) == found.account.sums["people"]["loaded"]["best"]
    assert sum(p.people.n for p in held.pairs) == 105_868


def test_the_native_movements_are_read_as_before(store: EmbeddedStore) -> None:
    raw = json.loads((DATA / "movements.json").read_text("utf-8"))["movements"]
    assert {m.id for m in store.movements(Filter())} == {row["id"] for row in raw}
    assert {m.kind for m in store.movements(Filter())} == {"displacement"}
