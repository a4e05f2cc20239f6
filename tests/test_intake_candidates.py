from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo.intake import prepare
from geo.intake.candidates import Candidates, candidates
from geo.store.attached import Attached
from geo.store.ledger import DATASETS, read_ledger

HEADER = "id,date,place,governorate,country,latitude,longitude,killed\n"
HERE = "Abu Kamal,Deir ez-Zor,Syria,34.45463,40.91156"
NEAR_BY = "Abu Kamal east,Deir ez-Zor,Syria,34.46,40.92"
FAR = "Azaz,Aleppo,Syria,36.58487,37.04316"
NO_POINT = "Abu Kamal,Deir ez-Zor,Syria,,"


@contextmanager
def attached(workspace: Path) -> Iterator[Attached]:
    held = Attached()
    for entry in read_ledger(workspace).entries:
        held.attach(workspace / DATASETS / entry.file, entry.slot)
    held.make_views()
    yield held
    held.close()


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., Candidates]:
    """`found([rows of a file], [rows of another])` imports each and answers the candidates."""

    def do(*files: list[str], across_only: bool = False) -> Candidates:
        for number, rows in enumerate(files):
            path = tmp_path / f"file{number}.csv"
            path.write_text(HEADER + "\n".join(rows), "utf-8")
            with prepare(path, path.name, workspace=tmp_path / "workspace") as prepared:
                prepared.apply()
        with attached(tmp_path / "workspace") as store:
            return candidates(store, across_only=across_only)

    return do


def test_the_same_point_and_day_with_figures_that_overlap(found: Callable[..., Candidates]) -> None:
    answer = found([f"a,2017-05-15,{HERE},up to 60"], [f"b,2017-05-15,{HERE},34"])
    assert answer.total == 1
    (pair,) = answer.pairs
    assert pair.event > pair.original
    assert (pair.distance_m, pair.same_day, pair.same_figure, pair.same_dataset) == (0.0, True, False, False)


def test_within_two_kilometres(found: Callable[..., Candidates]) -> None:
    answer = found([f"a,2017-05-15,{HERE},5", f"b,2017-05-15,{NEAR_BY},5"])
    assert [round(pair.distance_m or 0, -2) for pair in answer.pairs] == [1000.0]


def test_the_same_name_and_governorate_without_a_point(found: Callable[..., Candidates]) -> None:
    answer = found([f"a,2017-05-15,{HERE},5", f"b,2017-05-15,{NO_POINT},5"])
    assert [pair.distance_m for pair in answer.pairs] == [None]


def test_overlapping_intervals_are_enough(found: Callable[..., Candidates]) -> None:
    answer = found([f"a,2017-05-14 to 2017-05-16,{HERE},5", f"b,2017-05-15,{HERE},5"])
    assert [pair.same_day for pair in answer.pairs] == [False]
    assert answer.total == 1


@pytest.mark.parametrize(
    "other",
    [
        f"b,2017-05-16,{HERE},5",  # another day
        f"b,2017-05-15,{FAR},5",  # another town
        f"b,2017-05-15,{HERE},9",  # another figure
        f"b,2017-05-15,{HERE},0",  # no deaths: nothing that pairs
        f"b,2017-05-15,{HERE},",  # no figure
        f"b,2017,{HERE},5",  # somewhen in the year
    ],
)
def test_what_is_no_candidate(found: Callable[..., Candidates], other: str) -> None:
    assert found([f"a,2017-05-15,{HERE},5", other]).total == 0


def test_across_data_sets_only(found: Callable[..., Candidates]) -> None:
    rows = [f"a,2017-05-15,{HERE},5", f"b,2017-05-15,{HERE},5"]
    assert found(rows, [f"c,2017-05-15,{HERE},5"], across_only=True).total == 2


def test_the_likeliest_come_first_and_all_are_counted(found: Callable[..., Candidates]) -> None:
    rows = [f"r{n},2017-05-15,{HERE},{5 if n < 2 else 'up to 60'}" for n in range(40)]
    answer = found(rows)
    assert answer.total == 40 * 39 // 2
    assert len(answer.pairs) == 500
    assert answer.pairs[0].same_figure
    assert answer.wide
