"""Real files made by others, which lie beside the repository: counts that add up, and sums that are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_files import SHARED, shared

from geo.errors import BadInput
from geo.intake import Account, look, prepare

AWKWARD = SHARED / "data/awkward-files"
FILES = sorted(path.name for path in AWKWARD.iterdir()) if AWKWARD.exists() else []


def imported(path: Path, workspace: Path) -> Account:
    prepared = prepare(path, path.name, workspace=workspace)
    prepared.discard()
    return prepared.account


@pytest.mark.parametrize(
    ("relative", "profile", "n_in", "n_rejected", "best"),
    [
        ("data/events/ucdp-ged191-syria.csv", "ucdp", 16_566, 101, 112_337),
        ("data/events/ucdp-ged231-sample.csv", "ucdp", 1_000, 13, 9_561),
        ("data/events/ucdp-ged251-sample.json", "ucdp", 9_972, 0, 174_071),
        ("data/flows/idmc_idu.json", "idmc", 113, 0, 0),
        ("data/flows/ind_idmc_idu_events.csv", "idmc", 113, 0, 0),
        ("data/hxl/brc-westafrica-movement.csv", "hxl", 188, 0, 0),
        ("data/hxl/iom-haiti-dtm.csv", "hxl", 352, 0, 0),
        ("data/hxl/mali-population-movements.csv", "hxl", 21, 0, 0),
        ("data/hxl/unhcr-refugee-data.csv", "unhcr-stocks", 5_139, 0, 0),
    ],
)
def test_real_files_add_up(tmp_path: Path, relative: str, profile: str, n_in: int, n_rejected: int, best: int) -> None:
    path = shared(relative)
    assert look(path, path.name).profile == profile
    account = imported(path, tmp_path)
    assert (account.n_in, account.n_rejected, account.n_duplicates) == (n_in, n_rejected, 0)
    assert sum(held["best"] for held in account.sums.get("killed", {}).values()) == best


def test_the_figures_of_idmc_are_the_same_in_both_of_its_formats(tmp_path: Path) -> None:
    sums = [
        imported(shared(f"data/flows/{name}"), tmp_path).sums["displaced"]["loaded"]
        for name in ("idmc_idu.json", "ind_idmc_idu_events.csv")
    ]
    assert sums[0] == sums[1]
    assert (sums[0]["best"], sums[0]["min"]) == (110_302, 2_457)


def test_all_days_of_idmc_are_midnights_further_east(tmp_path: Path) -> None:
    told = imported(shared("data/flows/ind_idmc_idu_events.csv"), tmp_path).findings
    assert [each.value for each in told if each.kind == "date_moved"] == ["113 of 113 dates at 11:00, 12:00 UTC"] * 2


@pytest.mark.skipif(not FILES, reason="needs ../shared/data/awkward-files (or KHARITA_SHARED)")
@pytest.mark.parametrize("name", FILES)
def test_each_awkward_file_is_imported_or_refused_with_words(tmp_path: Path, name: str) -> None:
    try:
        account = imported(AWKWARD / name, tmp_path)
    except BadInput:
        return
    assert account.n_in == account.n_loaded + account.n_rejected + account.n_duplicates


WORDS = (
    "|5|-5|up to 60|several|inf|2017-05-15|15/05/2017|03/04/2017|35.9|36,6|4239.004|Azaz|Idlib|Syria|0|N/A|Strike"
    "|<script>|=1+1|'; DROP TABLE keys; --|مشفى"
)
CELLS = st.sampled_from(WORDS.split("|"))
HEADER = ("id", "date", "place", "governorate", "country", "latitude", "longitude", "killed", "injured", "type")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*(CELLS for _ in HEADER)), min_size=1, max_size=30))
def test_no_row_is_ever_lost(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path / "rows.csv"
    quoted = [",".join(f'"{cell}"' for cell in row) for row in rows]
    path.write_text("\n".join([",".join(HEADER), *quoted]) + "\n", "utf-8")
    account = imported(path, tmp_path / "workspace")
    assert account.n_in == account.n_loaded + account.n_rejected + account.n_duplicates
    assert account.n_in == len(rows)
    errors = {each.row for each in account.findings if each.severity == "error"}
    assert len(errors) == account.n_rejected
