"""Workbooks of origin-destination matrices (OCHA): any month, any place on the sheet, totals computed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from brought_flows import Bring, book, bringing
from shared_files import shared

from geo.intake import look


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    yield from bringing(tmp_path)


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
        ("Aleppo", "Idlib Governorate", "displacement"): 20,
        ("Idlib Governorate", "Idlib Governorate", "displacement"): 50,
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
        "Idlib Governorate",
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


NAMES = ("Aleppo", "Al-Hasakeh", "Damascus", "Rural Damascus", "Dar'a", "Idleb", "Unknown")
CODES = ("SY02", "SY08", "SY01", "SY03", "SY12", "SY07", None)
PEOPLE = [[(7 * i + 3 * j) % 11 * 10 for j in range(6)] for i in range(7)]
"""From the place of the row to that of the column; nobody goes to an unknown place here."""


def _cells(order: list[int], *, by: str = "rows", wrong: int = 0, total: str = "Grand Total") -> list[list[object]]:
    """The same people as a matrix, with governorates in another order, or destinations down the side."""
    columns = [at for at in order if NAMES[at] != "Unknown"]
    if by == "rows":
        body = [[NAMES[i], *(PEOPLE[i][j] for j in columns)] for i in order]
        head = ["Origin", *(NAMES[j] for j in columns)]
    else:
        body = [[NAMES[j], *(PEOPLE[i][j] for i in order)] for j in columns]
        head = ["Destination", *(NAMES[i] for i in order)]
    sums = [sum(cell for cell in column) for column in zip(*(row[1:] for row in body), strict=True)]
    return [[*head, total], *([*row, sum(row[1:])] for row in body), [total, *sums, sum(sums) + wrong]]


def _moved(rows: list[list[object]], down: int, right: int) -> list[list[object]]:
    return [[] for _ in range(down)] + [[None] * right + row for row in rows]


ORDER = list(range(7))
VARIANTS: dict[str, tuple[str, dict[str, list[list[object]]], int]] = {
    "as published": ("mov-2020-03.xlsx", {"March_IDPflow": _cells(ORDER)}, 0),
    "another order": ("mov-2020-03.xlsx", {"March_IDPflow": _cells([5, 2, 0, 6, 4, 1, 3])}, 0),
    "moved down and right": ("mov-2020-03.xlsx", {"March_IDPflow": _moved(_cells(ORDER), 7, 4)}, 0),
    "a title just above": (
        "mov-2020-03.xlsx",
        {"March_IDPflow": [["IDP movements between governorates, March 2020"], *_cells(ORDER)]},
        0,
    ),
    "destinations down": ("mov-2020-03.xlsx", {"March_IDPflow": _cells(ORDER, by="columns")}, 0),
    "totals in Arabic": ("mov-2020-03.xlsx", {"March_IDPflow": _cells(ORDER, total="المجموع الكلي")}, 0),
    "a wrong grand total": ("mov-2020-03.xlsx", {"March_IDPflow": _cells(ORDER, wrong=-500)}, 1),
    "short name of the month": ("idp-movements-mar-2020.xlsx", {"Mar IDPs": _cells(ORDER)}, 0),
    "month of the sheet alone": ("idp 2020.xlsx", {"IDPs March 2020": _cells(ORDER)}, 0),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_movements_however_the_workbook_is_laid_out(bring: Bring, variant: str) -> None:
    name, sheets, n_wrong = VARIANTS[variant]
    found = bring(name, book(sheets))
    expected = {(CODES[i], CODES[j]): PEOPLE[i][j] for i in range(7) for j in range(6) if PEOPLE[i][j]}
    pairs = found.store.pairs(found.chosen).pairs

    def code(place_id: str | None) -> str | None:
        place = found.place(place_id)
        return place.admin1_pcode if place else None

    assert {(code(p.origin), code(p.destination)): p.people.best for p in pairs} == expected
    assert found.account.n_in == found.account.n_loaded == len(expected)
    assert len(found.told("total that its cells")) == n_wrong
    assert {(p.first, p.last, p.move) for p in pairs} == {(date(2020, 3, 1), date(2020, 3, 31), "displacement")}
    assert {place.precision for p in pairs if (place := found.place(p.destination))} == {"governorate"}


def test_a_misspelt_governorate_is_asked_about_and_the_others_stay_governorates(bring: Bring) -> None:
    rows = [["Allepo" if cell == "Aleppo" else cell for cell in row] for row in _cells(ORDER)]
    found = bring("mov-2020-03.xlsx", book({"March_IDPflow": rows}))
    (question,) = found.account.questions
    assert (question.name, question.kind) == ("Allepo", "place_unmatched")
    assert "governorate" in question.candidates[0][1]
    held = {p.name: p for pair in found.store.pairs(found.chosen).pairs if (p := found.place(pair.origin))}
    assert not held["Allepo"].has_point
    assert {p.precision for p in held.values() if p.has_point} == {"governorate"}


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
