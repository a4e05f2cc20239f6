"""What IDMC means by its days and its roles; days written as midnights of another zone are told in any file."""

# ruff: noqa: F811  fixtures of another module are arguments here
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from intake_case import FOLDER, Imported, imported, table  # noqa: F401

from geo.intake import look

IDMC = (
    "id,country,iso3,latitude,longitude,displacement_type,qualifier,figure,displacement_date,displacement_start_date,"
    "displacement_end_date,event_name,description\n"
    "1,Syria,SYR,35.93,36.63,Conflict,total,9,{0},{0},{1},,\n"
)
OWN = "id,date,place,latitude,longitude,killed\n{}"


def of_dates(found: Imported) -> list[tuple[str, str, str]]:
    told = [each for each in found.account.findings if each.kind.startswith("date_m")]
    return [(each.kind, each.column, each.value) for each in told]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2023-11-06T11:00:00.000Z", "2023-12-31T11:00:00.000Z", (date(2023, 11, 7), date(2024, 1, 1))),
        ("2023-09-05 12:00:00+00:00", "2023-09-05T12:00Z", (date(2023, 9, 6), date(2023, 9, 6))),
        ("2023-11-06T00:00:00.000Z", "2023-11-07", (date(2023, 11, 6), date(2023, 11, 7))),
        ("2023-11-06T15:30:00Z", "2023-11-06T15:30:00Z", (date(2023, 11, 6), date(2023, 11, 6))),
    ],
)
def test_days_of_idmc(
    imported: Callable[..., Imported],
    table: Callable[[str], Path],
    first: str,
    last: str,
    days: tuple[date, date],
) -> None:
    event = imported(table(IDMC.format(first, last))).events["1"]
    assert (event["date_start"], event["date_end"]) == days


def test_idmc_says_what_it_moved(imported: Callable[..., Imported], table: Callable[[str], Path]) -> None:
    found = imported(table(IDMC.format("2023-11-06T11:00:00.000Z", "2023-11-07")))
    assert of_dates(found) == [("date_moved", "displacement_start_date", "1 of 1 dates at 11:00 UTC")]


ROWS = [f"{n},2017-05-{10 + n}T{{}}:00:00.000Z,Idlib,35.93,36.63,{n}\n" for n in range(1, 5)]


def test_midnights_of_a_zone_are_told_and_can_be_chosen(
    imported: Callable[..., Imported], table: Callable[[str], Path]
) -> None:
    path = table(OWN.format("".join(ROWS).format("21", "22", "21", "21")))
    found = imported(path)
    assert of_dates(found) == [("date_moments", "date", "4 of 4 dates at 21:00, 22:00 UTC")]
    assert found.events["1"]["date_start"] == date(2017, 5, 11)
    chosen = imported(path, mapping=look(path, path.name).mapping.with_option("moments", "next"))
    assert of_dates(chosen) == [("date_moved", "date", "4 of 4 dates at 21:00, 22:00 UTC")]
    assert chosen.events["1"]["date_start"] == date(2017, 5, 12)


@pytest.mark.parametrize("hours", [("00", "00", "00", "00"), ("11", "14", "21", "22"), ("08", "21", "21", "21")])
def test_hours_of_events_are_no_midnights(
    imported: Callable[..., Imported], table: Callable[[str], Path], hours: tuple[str, ...]
) -> None:
    found = imported(table(OWN.format("".join(ROWS).format(*hours))))
    assert of_dates(found) == []
    assert found.events["4"]["date_start"] == date(2017, 5, 14)


def test_triangulations_of_idmc_stand_beside_and_are_never_added(
    imported: Callable[..., Imported], table: Callable[[str], Path]
) -> None:
    """Newer updates hold several figures of one event; only one is the recommended one. Typed ends change nothing."""
    head, moved, flood = (FOLDER / "idmc.csv").read_text("utf-8").splitlines()
    rows = [f"{head},role", f"{moved},Recommended figure", f"{moved.replace('7001', '7003')},Triangulation"]
    found = imported(table("\n".join([*rows, f"{flood},Triangulation"])))
    assert list(found.movements) == ["7001"]
    assert {key: event["is_summary"] for key, event in found.events.items()} == {"7002": True, "7003": True}
    assert found.kinds()["supporting"] == 2
    assert found.account.n_in == found.account.n_loaded == 3
