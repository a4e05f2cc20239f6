"""`kharita import`, `datasets`, `backup`: the account adds up, the exit status says how it went, rejects come back."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from geo.cli import app

ROOT = Path(__file__).resolve().parent.parent
HEADER = ["id", "date", "title", "place", "lat", "lon", "killed_min", "killed", "killed_max", "source"]
ROWS = [
    ["1", "2017-05-14", "Shelling of a market", "Azaz", "36.58487", "37.04316", "1", "2", "3", "Local council"],
    ["2", "2017-05-15", "Shelling of a road", "Azaz", "36.58487", "37.04316", "", "", "", "Local council"],
    ["3", "2017-05-15", "Figures that contradict", "Azaz", "36.58487", "37.04316", "9", "2", "3", "Local council"],
    ["1", "2017-05-14", "Shelling of a market", "Azaz", "36.58487", "37.04316", "1", "2", "3", "Local council"],
]


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "workspace"
    monkeypatch.setenv("KHARITA_WORKSPACE", str(folder))
    return folder


def kharita(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def written(path: Path, rows: list[list[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return str(path)


def account(*words: str) -> tuple[int, dict[str, Any]]:
    result = kharita("import", *words, "--json")
    assert "Traceback" not in result.output
    return result.exit_code, json.loads(result.stdout)[0]


def test_rows_in_are_loaded_rejected_or_duplicates(tmp_path: Path) -> None:
    status, told = account(written(tmp_path / "events.csv", ROWS))
    assert status == 1
    assert (told["n_in"], told["n_loaded"], told["n_rejected"], told["n_duplicates"]) == (4, 2, 1, 1)
    (error,) = [each for each in told["findings"] if each["severity"] == "error"]
    assert error["row"] == 4
    assert error["column"] == "killed"
    assert error["reason"]
    assert error["cure"]
    assert told["sums"]["killed"]["loaded"] == {"min": 1, "best": 2, "max": 3}


def test_a_file_without_a_fault_ends_with_0(tmp_path: Path) -> None:
    assert account(written(tmp_path / "events.csv", ROWS[:2]))[0] == 0


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(200), b'{"type": "FooBar"}'])
def test_a_file_that_is_not_usable_ends_with_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.geojson"
    path.write_bytes(content)
    result = kharita("import", str(path))
    assert result.exit_code == 2
    assert "broken.geojson" in result.stderr
    assert "Traceback" not in result.output


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = kharita("import", str(tmp_path / "nowhere.csv"))
    assert result.exit_code == 2
    assert "nowhere.csv" in result.stderr


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    status, told = account(written(tmp_path / "events.csv", ROWS[:2]), "--dry-run")
    assert (status, told["applied"], told["n_loaded"]) == (0, False, 2)
    assert json.loads(kharita("datasets", "-f", "json").stdout) == {"datasets": []}


def test_the_same_file_again_is_no_second_data_set(tmp_path: Path) -> None:
    path = written(tmp_path / "events.csv", ROWS[:2])
    account(path)
    changed = [ROWS[0], [*ROWS[1][:2], "Shelling of a bridge", *ROWS[1][3:]], ["9", *ROWS[1][1:]]]
    status, told = account(written(tmp_path / "events.csv", changed))
    assert status == 0
    assert (told["n_new"], told["n_changed"], told["n_unchanged"], told["n_gone"]) == (1, 1, 1, 0)
    assert [each["n_loaded"] for each in json.loads(kharita("datasets", "-f", "json").stdout)["datasets"]] == [3]


def test_another_name_is_another_data_set(tmp_path: Path) -> None:
    path = written(tmp_path / "events.csv", ROWS[:2])
    first, second = account(path)[1], account(path, "--dataset", "Second view")[1]
    assert first["dataset"] != second["dataset"]
    assert account(path, "--dataset", second["dataset"])[1]["n_unchanged"] == 2
    assert account(path, "--dataset", "Second view")[1]["n_unchanged"] == 2


def test_rejects_can_be_mended_and_brought_again(tmp_path: Path) -> None:
    path, rejects = written(tmp_path / "events.csv", ROWS), tmp_path / "rejects.csv"
    account(path, "--rejects", str(rejects))
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        held = list(csv.DictReader(file))
    assert [list(row)[:2] for row in held] == [["row", "reason"]]
    assert [row["title"] for row in held] == ["Figures that contradict"]
    rejects.write_text(rejects.read_text("utf-8-sig").replace(",9,2,3,", ",1,2,3,"), "utf-8")
    status, told = account(str(rejects))
    assert (status, told["n_loaded"]) == (0, 1)


def test_the_worst_of_several_files_counts(tmp_path: Path) -> None:
    good, bad = written(tmp_path / "good.csv", ROWS[:2]), tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    result = kharita("import", good, str(bad), "--json")
    assert result.exit_code == 2
    assert [each["exit_status"] for each in json.loads(result.stdout)] == [0, 2]


def test_what_was_imported_is_among_the_events(tmp_path: Path) -> None:
    _, told = account(written(tmp_path / "events.csv", ROWS))
    answer = json.loads(kharita("events", "-q", f"dataset={told['dataset']}", "-f", "json").stdout)
    assert answer["count"]["shown"] == 2
    assert {event["title"] for event in answer["events"]} == {"Shelling of a market", "Shelling of a road"}
    killed = answer["totals"]["killed"]
    assert (killed["min"], killed["max"], killed["n_events"], killed["n_without_figure"]) == (1, 3, 1, 1)


def test_a_backup_holds_what_the_workspace_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account(written(tmp_path / "events.csv", ROWS))
    target = tmp_path / "copy"
    assert kharita("backup", str(target)).exit_code == 0
    before = kharita("events", "-f", "json", "-q", "q=market").stdout
    monkeypatch.setenv("KHARITA_WORKSPACE", str(target))
    assert kharita("events", "-f", "json", "-q", "q=market").stdout == before


def test_an_import_waits_for_no_library_that_it_does_not_need(tmp_path: Path, workspace: Path) -> None:
    path = written(tmp_path / "events.csv", ROWS[:2])
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from geo.cli import main\n"
        "main()"
    )
    command = [sys.executable, "-c", code, "import", path]
    environment = {**os.environ, "KHARITA_WORKSPACE": str(workspace)}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=ROOT).stderr
    imported = set(told.split())
    assert {"geo.read.delimited", "duckdb", "pyarrow"} <= imported
    assert not imported & {"pandas", "openpyxl", "jsonschema", "pyproj", "pyogrio", "geo.export", "geo.read.geojson"}


def test_places_are_decided_with_a_word_and_stay_so(tmp_path: Path) -> None:
    path = tmp_path / "moved.csv"
    path.write_text("origin,destination,people\nQaboon,Hamouriya,5\n", "utf-8")
    _, told = account(str(path))
    assert [each["name"] for each in told["questions"]] == ["Qaboon"]
    assert "[qaboun]" in kharita("import", str(path), "--dry-run").stdout
    _, told = account(str(path), "--place", "Qaboon=qaboun")
    assert (told["questions"], told["n_changed"]) == ([], 1)
    _, told = account(str(path))
    assert (told["questions"], told["n_unchanged"]) == ([], 1)
    refused = kharita("import", str(path), "--place", "Qaboon=nowhere")
    assert (refused.exit_code, "place" in refused.stderr) == (2, True)
