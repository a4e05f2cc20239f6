"""Files of movements and stocks: every format of the field, each with its traps, and rows in = loaded + rejected."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import DATA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_files import shared

from geo.errors import BadInput
from geo.filter import Filter
from geo.intake import look, prepare
from geo.intake.account import Account
from geo.intake.mapping import Mapping
from geo.intake.place_choices import parse_choices, remembered
from geo.model import Place
from geo.read import open_table
from geo.read.limits import Limits
from geo.store import Pair, open_store
from geo.store.embedded import EmbeddedStore


@dataclass
class Held:
    account: Account
    store: EmbeddedStore
    chosen: Filter

    def pairs(self) -> dict[tuple[str | None, str | None, str], Pair]:
        """The pairs by names of their ends and kind."""
        found = self.store.pairs(self.chosen).pairs
        return {(self.name(p.origin), self.name(p.destination), p.move): p for p in found}

    def place(self, place_id: str | None) -> Place | None:
        return None if place_id is None else self.store.places()[place_id]

    def name(self, place_id: str | None) -> str | None:
        held = self.place(place_id)
        return held.name if held else None

    def kinds(self) -> dict[str, int]:
        return {each.kind: each.n for each in self.account.kinds}

    def told(self, what: str) -> list[str]:
        return [each.value for each in self.account.findings if what in each.reason]


Bring = Callable[..., Held]


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    """`bring(name, content)` imports a file and answers the account with the store that holds it."""
    stores: list[EmbeddedStore] = []

    def do(name: str, content: bytes | str | Path, **options: Any) -> Held:
        path = tmp_path / f"upload-{len(stores)}"
        raw = content.read_bytes() if isinstance(content, Path) else content
        path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
        with prepare(path, name, workspace=tmp_path / "w", **options) as prepared:
            account = prepared.account
            entry = prepared.apply()
        stores.append(open_store(DATA, tmp_path / "w"))
        assert stores[-1].problems == ()
        return Held(account, stores[-1], Filter(datasets=(entry.id,)))

    yield do
    for each in stores:
        each.close()


def book(sheets: dict[str, list[list[Any]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


MATRIX = [
    ["Origin", "Aleppo", "Idleb", "Homs", "Grand Total"],
    ["Aleppo", 100.6, 20.4, 0, 3],
    ["Idleb", 0, 50, None, 50],
    ["Homs", 7, 0, 0, 7],
    ["Unknown", 5, 0, 0, 5],
    ["Grand Total", 113, 70, None, 65],
]
RETURNS = [
    ["Movements by governorate"],
    [],
    [None, "Origin", "Aleppo", "Idleb", "Homs", "Grand Total"],
    [None, "Aleppo", 0, 4, 0, 4],
    [None, "Homs", 0, 0, 11, 11],
]
COMMUNITIES = [
    ["Governorate", "Governorate PCODE", "Community", "Community PCODE", "IDP_Flow_Estimation"],
    ["Aleppo", "SY02", "Azaz", "C1564", 113],
    ["Idleb", "SY07", "Nowhere known", "C0000", 70],
]
MONTH = {
    "January_IDPflow": COMMUNITIES,
    "Matrix": [*MATRIX, [], *RETURNS],
    "Summary": [["Governorate", "January", "February"], ["Aleppo", 1, 2], ["Idleb", 3, 4]],
}


def test_a_workbook_of_another_month_is_known_by_its_structure(bring: Bring, tmp_path: Path) -> None:
    """Two matrices in one sheet, beside each other in kind; the second one does not say what it is."""
    path = tmp_path / "upload"
    path.write_bytes(book(MONTH))
    seen = look(path, "movements-2020-01.xlsx")
    assert (seen.profile, seen.layers) == ("od-matrix", ())
    found = bring("movements-2020-01.xlsx", book(MONTH))
    account = found.account
    assert (account.n_in, account.n_loaded, account.n_rejected) == (9, 9, 0)
    assert account.sums["people"]["loaded"]["best"] == 183 + 15
    assert account.sums["stocks"]["loaded"]["best"] == 183
    pairs = found.pairs()
    assert {key: pair.people.best for key, pair in pairs.items() if key[2] == "displacement"} == {
        ("Aleppo", "Aleppo", "displacement"): 101,
        ("Aleppo", "Idleb", "displacement"): 20,
        ("Idleb", "Idleb", "displacement"): 50,
        ("Homs", "Aleppo", "displacement"): 7,
        (None, "Aleppo", "displacement"): 5,
    }
    assert sum(p.people.best or 0 for p in pairs.values()) == 198
    assert "Grand Total" not in str(found.store.movements(found.chosen))
    assert {(p.first, p.last) for p in pairs.values()} == {(date(2020, 1, 1), date(2020, 1, 31))}
    aleppo = found.place(next(p.origin for key, p in pairs.items() if key[0] == "Aleppo"))
    assert aleppo is not None
    assert (aleppo.precision, aleppo.admin1_pcode) == ("governorate", "SY02")


def test_wrong_totals_are_computed_again_and_told(bring: Bring) -> None:
    found = bring("movements-2020-01.xlsx", book(MONTH))
    wrong = found.told("total that its cells do not add up to")
    assert [text.split(" in ")[0] for text in wrong] == ["3 as the total of Aleppo", "65 as the total of all"]
    assert found.told("arrivals agree with the matrix") == ["183 in January_IDPflow and in Matrix"]
    assert found.told("sheets that were not read") == ["Summary"]
    assert found.kinds()["origin_unknown"] == 1
    assert [m.people.text for m in found.store.movements(found.chosen) if m.people and m.people.best == 101] == [None]
    said = [m.claims[0].text for m in found.store.movements(found.chosen) if m.people and m.people.best == 101]
    assert said == ["100.6 in the file"]


def test_arrivals_of_communities_are_stocks_and_never_arrows(bring: Bring) -> None:
    found = bring("movements-2020-01.xlsx", book(MONTH))
    stocks = found.store.stocks(found.chosen)
    assert {(found.name(each.place), each.kind, each.people.best) for each in stocks} == {
        ("Azaz", "arrivals", 113),
        ("Nowhere known", "arrivals", 70),
    }
    assert {found.name(each.place) for each in found.store.movement_totals(found.chosen).destinations} == {
        "Aleppo",
        "Idleb",
        "Homs",
    }
    unmatched = next(each.place for each in stocks if each.people.best == 70)
    place = found.place(unmatched)
    assert place is not None
    assert (place.has_point, place.admin1_pcode) == (False, "SY07")


def test_cells_that_are_no_numbers_are_told_and_months_that_contradict_give_no_date(bring: Bring) -> None:
    rows = [list(row) for row in MATRIX]
    rows[2][1], rows[2][2] = "some", -4
    found = bring("movements-2020-03.xlsx", book({"January_flows": rows}))
    assert found.account.n_in == found.account.n_loaded + found.account.n_rejected
    assert found.kinds() == {"figure_negative": 1, "origin_unknown": 1}
    texts = [m.people.text for m in found.store.movements(found.chosen) if m.people and not m.people.has_number]
    assert texts == ["some"]
    assert found.store.movements(found.chosen)[0].date_start is None
    assert found.told("date of the movements")


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
    assert stocks["Idleb"].people.best == 450
    assert (stocks["Idleb"].round, stocks["Idleb"].n_rounds) == (2, 2)
    assert stocks["Homs"].people.n_without_figure == 1
    assert all(found.name(each.place) == "Azaz" for each in stocks.values())


def test_hxl_with_both_ends_is_a_table_of_movements(bring: Bring) -> None:
    tags = "#adm1+origin+name,#adm1+dest+name,#adm1+code+dest,#affected+idps,#date+start"
    text = f"a,b,c,d,e\n{tags}\nHoms,Idleb,SY07,40,2017-05-14\n"
    found = bring("hxl.csv", text)
    [(ends, pair)] = found.pairs().items()
    assert (ends[:2], pair.people.best, pair.first) == (("Homs", "Idleb"), 40, date(2017, 5, 14))


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
    assert [place.name for place in trunk.destinations] == ["East Ghouta", "Idleb"]
    assert (trunk.group, trunk.group_text) == ("mixed", "rebels and civilians")
    assert trunk.terms[0][1] == "forced removal"
    assert movements["q2"].part_of == trunk.id
    assert movements["q2"].origins == trunk.origins
    pairs = found.store.pairs(found.chosen)
    assert [fork.id for fork in pairs.forks] == [trunk.id]
    assert pairs.n_left_out == 1
    assert "4,300" not in str([each.words() for each in found.store.movement_totals(found.chosen).destinations])


def test_names_are_never_guessed_and_choices_are_remembered(bring: Bring, tmp_path: Path) -> None:
    """A misspelt name and one that two places have stay without a point until a person decides."""
    text = "origin,destination,people\nQaboon,Hamouriya,10\nAbu Kamal,Idleb,4\n"
    found = bring("names.csv", text)
    questions = {each.name: each for each in found.account.questions}
    assert questions["Qaboon"].kind == "place_unmatched"
    assert "qaboun" in dict(questions["Qaboon"].candidates)
    assert questions["Idleb"].kind == "place_ambiguous"
    assert set(dict(questions["Idleb"].candidates)) == {"idlib-city", "SY07"}
    unplaced = [found.place(p.origin) for key, p in found.pairs().items() if key[0] == "Qaboon"]
    assert [place.has_point for place in unplaced if place] == [False]
    choices = parse_choices(["Qaboon=qaboun", "Idleb=SY07"])
    again = bring("names.csv", text, dataset=found.chosen.datasets[0], choices=choices)
    assert (again.account.n_changed, again.account.n_unchanged, again.account.questions) == (2, 0, ())
    assert {key[:2] for key in again.pairs()} == {("Qaboun", "Hamouriya"), ("Abu Kamal", "Idleb")}
    assert remembered(tmp_path / "w") == {"qaboon": "qaboun", "idleb": "SY07"}
    third = bring("names.csv", text, dataset=found.chosen.datasets[0])
    assert (third.account.n_unchanged, third.account.n_changed) == (2, 0)


@pytest.mark.parametrize("given", ["Qaboon", "=qaboun", "Qaboon=", "Qaboon=nowhere-at-all"])
def test_a_choice_must_name_a_place_that_is_known(given: str) -> None:
    with pytest.raises(BadInput):
        parse_choices([given])


def test_a_newer_file_tells_what_changed(bring: Bring) -> None:
    first = bring("free.csv", FREE)
    newer = FREE.replace("about 1300", "about 1400").replace("x,Qaboon,Hamouriya,10,2017-05-17,,,\n", "")
    again = bring("free.csv", newer, dataset=first.chosen.datasets[0])
    account = again.account
    assert (account.n_new, account.n_changed, account.n_unchanged, account.n_gone) == (0, 1, 2, 1)
    assert account.gone == ("Qaboon → Hamouriya",)


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


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_the_real_matrices_of_ocha(bring: Bring) -> None:
    path = shared("data/flows/ocha-syria-idp-movements-2019-12.xlsx")
    found = bring(path.name, path)
    totals = found.store.movement_totals(found.chosen).moves
    assert {kind: (held.n, held.best) for kind, held in totals.items()} == {
        "displacement": (36, 110_925),
        "return": (40, 103_396),
    }
    assert found.account.n_in == found.account.n_loaded == 36 + 40 + 541 + 278
    assert [text.split(" in ")[0] for text in found.told("total that its cells")] == [
        "3 as the total of Aleppo",
        "92,096 as the total of all",
    ]
    stocks = found.store.stocks(found.chosen)
    by_kind = {kind: sum(s.people.best or 0 for s in stocks if s.kind == kind) for kind in ("arrivals", "returnees")}
    assert by_kind == {"arrivals": 110_925, "returnees": 103_396}
    assert all("Total" not in (name or "") for ends in found.pairs() for name in ends)


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
