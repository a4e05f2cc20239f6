"""An import step by step: rejects, cancelling, progress, a second time, what is kept of the data set and mapping."""

# ruff: noqa: F811  fixtures of another module are arguments here
from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from intake_case import FOLDER, rows_of, table  # noqa: F401

from geo.intake import Cancelled, Mapping, Progress, look, prepare
from geo.store.ledger import About, read_ledger


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
