"""Real awkward files of others, each with the result that their manifest states; and the real sets of the field."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from shared_files import SHARED, shared

from geo.errors import BadInput
from geo.read import Table, open_table

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = SHARED / "data/awkward-files/MANIFEST.csv"
FILES = list(csv.DictReader(MANIFEST.read_text("utf-8").splitlines())) if MANIFEST.exists() else []


def rows_of(table: Table) -> int:
    return sum(batch.num_rows for batch in table.batches())


def opened(name: str) -> Table | BadInput:
    try:
        return open_table(MANIFEST.parent / name, name)
    except BadInput as error:
        return error


@pytest.mark.skipif(not FILES, reason="needs ../shared/data/awkward-files (or KHARITA_SHARED)")
@pytest.mark.parametrize("case", FILES, ids=[case["file"] for case in FILES])
def test_each_awkward_file_gives_its_stated_result(case: dict[str, str]) -> None:
    table = opened(case["file"])
    if isinstance(table, BadInput):
        assert case["class"] == "invalid" or not case["expected_rows"]
        assert table.where == case["file"]
        assert table.cure
        return
    given = rows_of(table)
    assert table.n_in == given + len(table.rejected)
    assert not [problem for problem in table.problems if problem.severity == "error"]
    if case["class"] == "invalid":
        assert given == 0
        assert table.rejected
    elif case["expected_rows"]:
        assert table.n_in == int(case["expected_rows"])
    assert all(each.what and each.got and each.want and each.cure for each in table.rejected)


@pytest.mark.parametrize(
    ("relative", "n_rows", "n_columns"),
    [
        ("data/events/ucdp-ged191-syria.csv", 16_566, 41),
        ("data/events/ucdp-ged231-sample.csv", 1_000, 49),
        ("data/events/ucdp-ged251-sample.json", 9_972, 11),
        ("data/flows/idmc_idu.json", 113, None),
        ("data/flows/ind_idmc_idu_events.csv", 113, 25),
        ("data/gazetteer/geonames-cities500-sy.tsv", 290, 19),
        ("data/hxl/iom-haiti-dtm.csv", 352, 35),
        ("data/hxl/brc-westafrica-movement.csv", 188, 19),
        ("data/boundaries/geoboundaries-syr-adm3.geojson", 272, None),
        ("data/flows/ocha-syria-idp-movements-2019-12.xlsx", 895, None),
    ],
)
def test_real_sets_of_the_field_lose_nothing(relative: str, n_rows: int, n_columns: int | None) -> None:
    path = shared(relative)
    table = open_table(path, path.name)
    assert rows_of(table) == table.n_in == n_rows
    assert not table.rejected
    assert n_columns is None or len(table.columns) == n_columns


def test_the_sum_of_deaths_of_the_real_set_arrives() -> None:
    path = shared("data/events/ucdp-ged191-syria.csv")
    table = open_table(path, path.name)
    best = table.columns.index("best")
    total = sum(float(cell) for batch in table.batches() for cell in batch.column(best + 1).to_pylist())
    assert total == 112_337


def test_a_name_with_a_mark_is_opened_as_it_is(tmp_path: Path) -> None:
    path = shared("data/awkward-files/fiona__!test.geojson")
    assert rows_of(open_table(path, "!test.geojson")) == 1


def test_the_store_does_not_wait_for_what_reads_outside_files() -> None:
    code = "import sys, geo.read; print([m for m in ('pyarrow', 'openpyxl', 'pyogrio') if m in sys.modules])"
    held = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert held.stdout.strip() == "[]"
