"""The `kharita` command: answers on standard output, findings on standard error, exit codes to rely on."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from geo import __version__, cli
from geo.cli import app, terminal

ABU_KAMAL, AKAYRSH = "abu-kamal-airstrike-2017-05-15", "akayrsh-airstrike-2017-05-14"


def kharita(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_airstrikes_as_json() -> None:
    result = kharita("events", "--query", "type=airstrike", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    held = json.loads(result.stdout)
    assert set(held) == {"query", "words", "count", "totals", "events"}
    assert held["query"] == "type=airstrike"
    assert held["words"] == "Showing 2 of 15 events, airstrike"
    assert [event["id"] for event in held["events"]] == [ABU_KAMAL, AKAYRSH]
    abu_kamal, akayrsh = (event["killed"] for event in held["events"])
    assert (abu_kamal["min"], abu_kamal["max"], abu_kamal["qualifier"]) == (None, 60, "up to")
    assert (akayrsh["min"], akayrsh["max"], akayrsh["who"]) == (12, 12, "women")
    killed = held["totals"]["killed"]
    assert (killed["min"], killed["max"], killed["lower_bound_incomplete"]) == (12, 72, True)


def test_the_table_reads_as_text() -> None:
    result = kharita("events", "-q", "?type=airstrike")
    lines = result.stdout.splitlines()
    assert lines[0] == "Showing 2 of 15 events, airstrike"
    assert "up to 60 killed" in lines[3]
    assert "12 women killed" in lines[4]
    assert lines[3].index("Airstrike") == lines[4].index("Airstrike")
    assert any(line.startswith("at least 12 – up to 72 killed, from 2 events") for line in lines)


def test_csv_is_the_export() -> None:
    result = kharita("events", "-q", "type=airstrike", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))
    assert [row["id"] for row in rows] == [ABU_KAMAL, AKAYRSH]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_totals_alone(form: str) -> None:
    result = kharita("events", "-q", "type=airstrike", "-f", form, "--totals")
    assert result.exit_code == 0
    assert "72" in result.stdout
    assert ABU_KAMAL not in result.stdout


def test_movements() -> None:
    held = json.loads(kharita("movements", "-f", "json").stdout)
    assert [m["people"]["words"] for m in held["movements"]] == [
        "about 1,300 rebels and civilians",
        "more than 3,000 rebels and civilians",
    ]
    assert held["totals"]["displaced"]["min"] == 3000
    assert held["totals"]["sentences"][0].startswith("more than 3,000 displaced, from 1 movement")
    table = kharita("movements", "-q", "origin=qaboun").stdout
    assert "Qaboun → East Ghouta or Idlib Governorate (share unknown)" in table
    assert "4,300" not in table


def test_an_empty_answer_says_so() -> None:
    result = kharita("events", "-q", "q=zzzz")
    assert result.exit_code == 0
    assert result.stdout.startswith("Showing 0 of 15 events, text “zzzz”")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["events", "-q", "type=nonsense&from=yesterday"], ["'nonsense'", "'yesterday'"]),
        (["events", "-q", "colour=red"], ["unknown filter 'colour'"]),
        (["events", "-q", "place=atlantis"], ["unknown place", "'atlantis'"]),
        (["movements", "-q", "origin=atlantis"], ["unknown origin"]),
        (["events", "-f", "xml"], ["xml"]),
        (["export", "-f", "odt", "--out", "{out}"], ["odt", "geojson"]),
        (["export", "-f", "csv", "--out", "{out}", "--at", "north"], ["'north'"]),
        (["export", "-f", "csv", "--out", "{out}", "--produced-on", "today"], ["YYYY-MM-DD"]),
        (["export", "-f", "csv", "--out", "{out}", "-q", "type=nonsense"], ["'nonsense'"]),
        (["export", "-f", "csv", "--out", "{folder}"], ["Nothing was written"]),
        (["export", "-f", "csv", "--out", "{folder}/absent/x.csv"], ["Nothing was written"]),
        (["export", "-f", "csv", "--out", "/proc/version/x"], ["Nothing was written"]),
    ],
)
def test_refusals_write_nothing_and_exit_with_2(words: list[str], told: list[str], tmp_path: Path) -> None:
    places = {
        "{out}": str(tmp_path / "out"),
        "{folder}": str(tmp_path),
        "{folder}/absent/x.csv": f"{tmp_path}/absent/x",
    }
    result = kharita(*(places.get(word, word) for word in words))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert all(each in result.stderr for each in told)
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["csv", "claims-csv", "geojson"])
def test_exports_replace_a_file_whole(form: str, tmp_path: Path) -> None:
    out = tmp_path / "briefing"
    out.write_text("yesterday's")
    words = ["export", "-f", form, "--produced-on", "2017-05-16", "-q", "type=airstrike", "--out"]
    assert kharita(*words, str(out)).exit_code == 0
    first = out.read_bytes()
    assert b"Abu Kamal" in first
    assert b"Azaz" not in first
    assert kharita(*words, "-").stdout_bytes == first
    assert [path.name for path in tmp_path.iterdir()] == ["briefing"]


def test_an_export_to_a_device_does_not_replace_it() -> None:
    assert kharita("export", "-f", "csv", "--out", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


def test_words_of_the_map_reach_the_export(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import geo.export

    seen = []
    row = geo.export.EXPORTS["csv"]
    spy = type(row)(row.name, row.label, row.suffix, row.media_type, lambda *asked: seen.append(asked) or b"x")
    monkeypatch.setitem(geo.export.EXPORTS, "csv", spy)
    words = ["--title", "T", "--subtitle", "S", "--author", "A", "--contact", "C", "--produced-on", "2017-05-17"]
    query = ["-q", "type=siege&sensitivity=internal&at=1,2,3", "--at", "33.5,36.3,9"]
    result = kharita("export", "-f", "csv", "--out", str(tmp_path / "x"), *words, *query)
    assert result.exit_code == 0
    _, chosen, options = seen[0]
    assert chosen.to_query() == "type=siege"
    assert (options.title, options.subtitle, options.author, options.contact) == ("T", "S", "A", "C")
    assert options.produced_on.isoformat() == "2017-05-17"
    assert options.view.at == (33.5, 36.3, 9)
    assert "sensitivity was left out" in result.stderr


@pytest.fixture
def elsewhere(records: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("KHARITA_DATA", str(records))
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path / "w"))
    return records


def test_a_broken_file_is_told_and_the_rest_is_answered(elsewhere: Path) -> None:
    (elsewhere / "events.json").write_text("{")
    result = kharita("movements")
    assert result.exit_code == 1
    assert "Showing 2 of 2 movements" in result.stdout
    assert result.stderr.startswith("Warning: events.json: file that is no JSON")


def test_a_rejected_record_is_a_warning(elsewhere: Path, change: Callable[..., None]) -> None:
    change("events.json", lambda held: held["events"][0].update(type="nonsense"))
    result = kharita("events")
    assert result.exit_code == 0
    assert "Showing 14 of 14 events" in result.stdout
    assert "Warning: events.json, record 1" in result.stderr


def test_nothing_obeys_the_data(elsewhere: Path, change: Callable[..., None]) -> None:
    title = "a\x1b[31m\x9b2J\u202e\u2028{{7*7}}<script>"
    change("events.json", lambda held: held["events"][0].update(title=title))
    for form in ("table", "json", "csv"):
        told = kharita("events", "-f", form).stdout
        assert not any(odd in told for odd in "\x1b\x9b\u202e\u2028")
        assert "{{7*7}}" in told
    assert title in {event["title"] for event in json.loads(kharita("events", "-f", "json").stdout)["events"]}


def test_version_and_help() -> None:
    assert kharita("--version").stdout == f"kharita {__version__}\n"
    for words in ([], ["--help"], ["events", "--help"], ["movements", "--help"], ["export", "--help"]):
        result = kharita(*words)
        assert "Usage" in result.stdout + result.stderr


def test_a_fault_of_ours_is_one_line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ZeroDivisionError("by\x1bzero")

    monkeypatch.setattr(terminal, "current", fail)
    monkeypatch.setattr(sys, "argv", ["kharita", "events"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 70
    assert capfd.readouterr().err == (
        "A fault of Kharita: ZeroDivisionError: byzero. Please report it with the command you typed.\n"
    )


def test_as_a_process_in_a_locale_without_unicode(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from geo.cli import main; main()", "events", "-f", "json", "-q", "q=إدلب"]
    env = os.environ | {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
        "KHARITA_WORKSPACE": str(tmp_path),
    }
    done = subprocess.run(command, capture_output=True, env=env, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["events"]


def test_a_closed_pipe_is_no_fault(tmp_path: Path) -> None:
    python = f"{sys.executable} -c 'from geo.cli import main; main()'"
    line = f"set -o pipefail; {python} events -f json | head -c 10 >/dev/null"
    done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr
    assert b"fault" not in done.stderr
