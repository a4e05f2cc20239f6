"""A place of a data set keeps its id when a newer file is imported, wherever its row stands now."""

from __future__ import annotations

from pathlib import Path

import duckdb

from geo.intake import prepare

HEAD = "id,date,place,governorate,latitude,longitude,killed\n"
IDLIB, QABOUN = "1,2017-05-14,Idlib,Idleb,35.9306,36.6339,3\n", "2,2017-05-14,Qaboun,Damascus,33.5461,36.3378,1\n"
HOMS, RAQQA = "3,2017-05-15,Homs,Homs,34.73,36.72,2\n", "4,2017-05-15,Raqqa,Ar-Raqqa,35.95,39.01,\n"


def brought(workspace: Path, rows: str, dataset: str | None = None) -> tuple[str, dict[str, list[str]]]:
    """The id of the data set, and the ids of its places by their names."""
    path = workspace.parent / "again.csv"
    path.write_text(HEAD + rows, "utf-8")
    with prepare(path, path.name, workspace=workspace, dataset=dataset) as held:
        entry = held.apply()
    with duckdb.connect(str(workspace / "datasets" / entry.file), read_only=True) as con:
        ids: dict[str, list[str]] = {}
        for name, key in con.execute("SELECT name, id FROM places WHERE shown ORDER BY id").fetchall():
            ids.setdefault(name, []).append(key)
    return entry.id, ids


def test_places_keep_their_ids(tmp_path: Path) -> None:
    dataset, before = brought(tmp_path / "w", IDLIB + QABOUN)
    _, after = brought(tmp_path / "w", HOMS + QABOUN + IDLIB, dataset)
    assert {name: after[name] for name in before} == before
    assert len({key for keys in after.values() for key in keys}) == 3
    _, gone = brought(tmp_path / "w", RAQQA + IDLIB, dataset)
    assert gone["Idlib"] == before["Idlib"]
    assert gone["Raqqa"] != after["Homs"], (
        "the number of a place that went is not given to another one while it is known"
    )


def test_a_place_that_moved_is_another_place(tmp_path: Path) -> None:
    dataset, before = brought(tmp_path / "w", IDLIB + QABOUN)
    _, after = brought(tmp_path / "w", QABOUN + IDLIB.replace("35.9306", "35.94"), dataset)
    assert after["Qaboun"] == before["Qaboun"]
    assert after["Idlib"] != before["Idlib"]
