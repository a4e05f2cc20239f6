"""Movements in any country and language: headers, units, towns, totals, UNHCR's small numbers, odd workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from brought_flows import Bring, bringing

from geo.gazetteer.geonames import towns_called
from geo.intake import Mapping


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    yield from bringing(tmp_path)


FRENCH = """Relevé hebdomadaire;;;;;;
Date de début;Lieu d'origine;État d'origine;Lieu de destination;État de destination;Nombre de personnes;Source
16/04/2023;Khartoum;Khartoum;Wad Madani;Al Jazirah;12 500;OIM
16/04/2023;Omdurman;Khartoum;Port Soudan;Mer Rouge;plus de 3 000;OIM
17/04/2023;Inconnu;;El Obeid;Kordofan du Nord;1200;OIM
20/04/2023;El Geneina;Darfour occidental;Adré;Tchad;2 000 à 2 500;HCR
20/04/2023;Kosti;Darfour occidental;Genève;;300;HCR
;Total général;;;;19 600;
"""


def test_units_tell_the_country_and_towns_are_matched_in_their_unit(bring: Bring) -> None:
    found = bring("releve.csv", FRENCH)
    account = found.account
    assert (account.n_in, account.n_loaded, account.n_rejected) == (6, 5, 1)
    assert found.told("country of the places") == ["Sudan, by the units that its rows name (5 of 5)"]
    pairs = found.pairs()
    assert pairs["Khartoum", "Wad Medani", "movement"].people.best == 12_500
    assert pairs["Omdurman", "Port Sudan", "movement"].people.min == 3_000
    assert pairs[None, "El Obeid", "movement"].people.best == 1_200
    adre = found.place(next(p.destination for p in pairs.values() if p.people.min == 2_000))
    assert adre is not None
    assert (adre.country, adre.lon is None) == ("TD", False)
    # Kosti lies in the White Nile: the unit of the row is another, so it is asked about.
    kosti = next(each for each in account.questions if each.name == "Kosti")
    assert (kosti.kind, kosti.note) == ("place_unmatched", "the name is known, but not in Darfour occidental")
    assert found.kinds()["flow_total"] == 1


def test_a_total_in_any_language_moves_nobody(bring: Bring) -> None:
    rows = "المنشأ,محافظة المنشأ,الوجهة,محافظة الوجهة,عدد الأشخاص\nبرزة,دمشق,جرابلس,حلب,1022\n"
    rows += "الموصل,نينوى,أربيل,أربيل,٨٠٠\n"
    found = bring("a.csv", rows + "المجموع,,,,1822\n")
    assert (found.account.n_loaded, found.account.n_rejected) == (2, 1)
    assert found.account.sums["people"]["loaded"]["best"] == found.account.sums["people"]["rejected"]["best"] == 1_822
    ends = {found.name(p.origin): found.place(p.origin) for p in found.pairs().values()}
    assert ends["Barzeh"] is not None, "the governorate of the row decides"
    mosul = next(place for place in ends.values() if place is not None and place.country == "IQ")
    assert mosul.lon is not None, "the one country with a unit of that name"
    assert not found.account.questions


def test_names_of_no_known_country_are_offered_from_all_of_them(bring: Bring) -> None:
    found = bring("a.csv", "from,to,people\nNyala,Mosul,5\nAzaz,Atlantis,5\n")
    offered = {each.name: [words for _, words in each.candidates] for each in found.account.questions}
    assert any(words.startswith("Nyala") and ", SD" in words for words in offered["Nyala"])
    assert any(", IQ" in words for words in offered["Mosul"])
    mosul = next(each for each in found.account.questions if each.name == "Mosul")
    again = bring("a.csv", "from,to,people\nNyala,Mosul,5\n", choices={mosul.key: mosul.candidates[0][0]})
    assert [place.country for place in map(again.place, (p.destination for p in again.pairs().values())) if place] == [
        "IQ"
    ]
    assert nyala_in_sudan(bring) == "SD"
    assert towns_called(["Nowhere at all"]) == {"Nowhere at all": []}


def nyala_in_sudan(bring: Bring) -> str | None:
    """The country of Nyala where a person says that the file is of Sudan."""
    mapping = Mapping("generic", {"origin": ("from",), "destination": ("to",), "people": ("people",)})
    found = bring("b.csv", "from,to,people\nNyala,Kosti,5\n", mapping=mapping.with_constant("country", "SD"))
    (pair,) = found.pairs().values()
    place = found.place(pair.origin)
    return place and place.country


def test_points_tell_the_country_and_the_one_swapped_among_them(bring: Bring) -> None:
    rows = (
        "from,from_lat,from_lon,to,to_lat,to_lon,people\n"
        "Mariupol,47.0971,37.5434,Zaporizhzhia,47.8388,35.1396,3500\n"
        "Mariupol,47.0971,37.5434,Nameless,35.0462,48.4647,1200\n"
        'Kharkiv,"49,9935","36,2304",Przemysl,49.7839,22.7678,8000\n'
    )
    found = bring("a.csv", rows)
    assert found.kinds() == {"point_swapped": 1}
    assert found.told("country of the places") == ["Ukraine, by most of its points (3 of 5)"]
    points = {
        place.name: place.lon for place in found.store.places().values() if place.name in {"Nameless", "Przemysl"}
    }
    assert points == {"Nameless": None, "Przemysl": 22.7678}


UNHCR_NOW = """"Year","Country of origin","Country of origin (ISO)","Country of asylum","Country of asylum (ISO)",\
"Refugees under UNHCR's mandate","Asylum-seekers"
"2022","Sudan","SDN","Chad","TCD","400000","*"
"2022","Unknown ","UNK","Chad","TCD","*","-"
"2022","Sudan","SDN","Egypt","EGY","-","-"
"""


def test_unhcr_populations_are_stocks_and_a_star_is_one_to_four(bring: Bring) -> None:
    found = bring("population.csv", UNHCR_NOW)
    assert (found.account.n_in, found.account.n_loaded, found.account.questions) == (3, 3, ())
    assert found.kinds() == {"stock_apart": 3}
    held = found.store.stocks(found.chosen)
    figures = sorted((s.people.min or 0, s.people.best or 0, s.people.max or 0) if s.people else () for s in held)
    assert figures == [(0, 0, 0), (0, 400_000, 0), (1, 0, 4)]
    flows = bring("flows.csv", "year,coo_name,coo_iso,coa_name,coa_iso,refugees,oip\n2022,Sudan,SDN,Chad,TCD,5000,*\n")
    (pair,) = flows.pairs().values()
    assert (pair.people.min, pair.people.max) == (5_001, 5_004)


def odd_workbook() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Displacement in Iraq", *[None] * 4])
    sheet.append(["Origin", None, "Destination", None, "Persons"])
    sheet.append(["Town", "Province", "Town", "Province", None])
    sheet.append(["Mosul", "Ninewa", "Erbil", "Erbil", 1200])
    sheet.append([None, None, "Duhok", "Dohuk", 300])
    sheet.append(["Fallujah", "Al Anbar", "Baghdad", "Baghdad", 500])
    sheet.append(["Fallujah", "Al Anbar", "Ramadi", "Al Anbar", None])
    for span in ("A1:E1", "A2:B2", "C2:D2", "E2:E3", "A4:A5", "B4:B5", "E6:E7"):
        sheet.merge_cells(span)
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["B"].hidden = True
    made.create_sheet("kept").append(["a"])
    made["kept"].sheet_state = "hidden"
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def test_merged_cells_mean_what_they_show_and_hidden_ones_are_told(bring: Bring) -> None:
    found = bring("a.xlsx", odd_workbook())
    assert (found.account.n_in, found.account.n_loaded) == (4, 4)
    pairs = sorted(found.pairs().values(), key=lambda pair: pair.people.best or 0)
    assert [pair.people.best for pair in pairs] == [None, 300, 500, 1200], "a number merged over two rows is read once"
    assert pairs[1].origin == pairs[3].origin is not None, "a text that is merged over two rows is that of both"
    assert found.told("hidden cells") == ["1 row and 1 column of sheet Sheet hidden in the file"]
    assert found.told("hidden sheets") == ["kept (not read)"]


def test_a_matrix_with_numbers_as_text_and_totals_in_arabic(bring: Bring) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Syria: IDP movements, March 2020"])
    sheet.append([None, "Governorate of destination"])
    sheet.append(["Governorate of origin", "Aleppo", "Idleb", "غير معروف", "المجموع الكلي"])
    sheet.append(["Aleppo", "1,234", "٢٬٠٠٠", None, "3,234"])
    sheet.append(["Idleb", None, 5, "7", 12])
    sheet.append(["Unknown", "10 000", 0, None, 10_000])
    sheet.append(["المجموع الكلي", 11_234, 2_005, 7, 13_000])
    held = io.BytesIO()
    made.save(held)
    found = bring("month.xlsx", held.getvalue())
    assert found.account.n_loaded == 5
    assert found.account.sums["people"]["loaded"]["best"] == 13_246
    assert found.told("total that its cells") == ["13,000 as the total of all in Sheet!E7"]
    assert found.told("date of the movements")[0].startswith("2020-03 by the titles above the matrices")
    assert {p.move for p in found.pairs().values()} == {"displacement"}
