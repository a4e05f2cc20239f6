"""`verify` passes what is untouched and names what was changed: which record, which field."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA
from typer.testing import CliRunner

from geo.cli import app
from geo.errors import BadInput
from geo.export import EXPORTS, Options
from geo.export.checking import verify
from geo.export.manifest import manifest
from geo.filter import Filter
from geo.store import open_store
from geo.store.embedded import EmbeddedStore

OPTIONS = Options(produced_on=date(2017, 5, 17), title="Checked", author="Someone")
CHOSEN = Filter(types=("airstrike", "forced_displacement"))
STRIKE = "abu-kamal-airstrike-2017-05-15"
DATA_FORMATS = [name for name in EXPORTS if not EXPORTS[name].whole]


def made(store: EmbeddedStore, name: str) -> tuple[bytes, bytes | None]:
    """A file and, where it cannot carry it, its manifest."""
    beside = "csv" in name or "hxl" in name
    told = json.dumps(manifest(store, CHOSEN, OPTIONS, name)).encode() if beside else None
    return EXPORTS[name].make(store, CHOSEN, OPTIONS), told


@pytest.mark.parametrize("name", DATA_FORMATS)
def test_an_untouched_file_is_the_same(store: EmbeddedStore, name: str) -> None:
    verdict = verify(made(store, name)[0], store, made(store, name)[1])
    assert verdict.same, verdict.told


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("csv", b"up to 60", b"up to 66", f"{STRIKE}: killed_text: the file says “up to 66”, the data “up to 60”"),
        ("claims-csv", b"denies", b"denied", "stance: the file says “denied”, the data “denies”"),
        ("geojson", b'"max":60', b'"max":66', f"{STRIKE}: killed.max: the file says “66”, the data “60”"),
        ("geojson", b"40.91156", b"40.91157", f"{STRIKE}: "),
        ("gpkg", b"up to 60", b"up to 66", f"events: {STRIKE}: killed_text: the file says “up to 66”"),
        ("kml", b"40.911560", b"40.911561", f"{STRIKE}: coordinates: the file says “40.911561,34.454630”"),
        ("hxl", b"contested", b"contestes", f"{STRIKE}: grade: the file says “contestes”"),
        ("flows-csv", b",3000,", b",3001,", "split_total_min: the file says “3001”, the data “3000”"),
        ("flows-geojson", b'"min":3000', b'"min":3001', "people.min: the file says “3001”, the data “3000”"),
        ("flows-gpkg", b"share not known", b"share now known", "people_words: the file says “share now known”"),
    ],
)
def test_one_changed_byte_is_named(store: EmbeddedStore, name: str, old: bytes, new: bytes, told: str) -> None:
    content, beside = made(store, name)
    at = content.find(old, content.find(b'"features"') if "geojson" in name else 0)
    changed = content[:at] + new + content[at + len(old) :]
    assert sum(a != b for a, b in zip(content, changed, strict=True)) == 1
    verdict = verify(changed, store, beside)
    assert not verdict.same
    assert any(told in each for each in verdict.told), verdict.told
    assert any("changed after it was made" in each for each in verdict.told)


def _repacked(content: bytes, alter: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as one, zipfile.ZipFile(out, "w") as other:
        for name in one.namelist():
            other.writestr(name, alter(name, one.read(name)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "inner", "told"),
    [
        ("xlsx", "xl/worksheets/sheet3.xml", f"events: {STRIKE}: killed_text: the file says “up to 66”"),
        ("xlsx", "xl/worksheets/sheet2.xml", "Killed: the file says “up to 66”"),
        ("kmz", "doc.kml", "killed_words: the file says “up to 66”"),
        ("package", "kharita.geojson", f"kharita.geojson: {STRIKE}: killed.text: the file says “up to 66”"),
        ("package", "kharita.events.csv", f"kharita.events.csv: {STRIKE}: killed_text: the file says “up to 66”"),
        ("package", "README.txt", "README.txt: The first byte that differs is number"),
    ],
)
def test_a_change_inside_a_packed_file_is_named(store: EmbeddedStore, name: str, inner: str, told: str) -> None:
    def alter(member: str, text: bytes) -> bytes:
        if member != inner:
            return text
        return text.replace(b"60", b"66") if inner.endswith("txt") else text.replace(b"up to 60", b"up to 66")

    verdict = verify(_repacked(made(store, name)[0], alter), store)
    assert not verdict.same
    assert any(told in each for each in verdict.told) or inner.endswith("txt"), verdict.told


def test_a_damaged_member_is_named(store: EmbeddedStore) -> None:
    content = bytearray(made(store, "package")[0])
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        entry = archive.getinfo("kharita.gpkg")
    content[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 1
    verdict = verify(bytes(content), store)
    assert any(each.startswith("kharita.gpkg: is damaged") for each in verdict.told), verdict.told


def test_a_changed_manifest_is_told(store: EmbeddedStore) -> None:
    content = made(store, "geojson")[0].replace(b'"title":"Checked"', b'"title":"Chucked"')
    verdict = verify(content, store)
    assert not verdict.same
    assert "The manifest in the file was changed: its digest does not fit." in verdict.told


def test_other_data_are_told_with_the_event(records: Path, change: Any, store: EmbeddedStore) -> None:
    content, _ = made(store, "geojson")

    def alter(held: dict[str, Any]) -> None:
        next(each for each in held["events"] if each["id"] == STRIKE)["grade"] = "weak"

    change("events.json", alter)
    later = open_store(records, None)
    verdict = verify(content, later)
    assert not verdict.same
    assert f"{STRIKE}: grade: the file says “contested”, the data “weak”" in verdict.told
    assert any("is another state here" in each for each in verdict.told)
    assert not any("changed after" in each for each in verdict.told)
    later.close()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"PK\x03\x04", b"SQLite format 3\x00", b"a,b\n1,2\n", b"\x89PNG", b"%PDF"]
)
def test_what_is_no_file_of_ours_is_refused(store: EmbeddedStore, content: bytes) -> None:
    with pytest.raises(BadInput, match="no manifest"):
        verify(content, store)


def test_a_manifest_of_another_edition_is_refused(store: EmbeddedStore) -> None:
    content = made(store, "geojson")[0].replace(b'"manifest":1', b'"manifest":9')
    with pytest.raises(BadInput, match="one of this version"):
        verify(content, store)


def test_the_command_tells_by_its_exit_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path / "w"))
    monkeypatch.setenv("KHARITA_DATA", str(DATA))
    run = CliRunner().invoke
    target = tmp_path / "events.csv"
    done = run(app, ["export", "-f", "csv", "-o", str(target), "--manifest", "--produced-on", "2017-05-17"])
    assert done.exit_code == 0, done.output
    assert run(app, ["verify", str(target)]).exit_code == 0
    target.write_bytes(target.read_bytes().replace(b"up to 60", b"up to 61"))
    told = run(app, ["verify", str(target), "--json"])
    assert told.exit_code == 1
    assert "up to 61" in told.stdout
    assert json.loads(told.stdout)["same"] is False
    (tmp_path / "events.csv.manifest.json").unlink()
    assert run(app, ["verify", str(target)]).exit_code == 2
    assert run(app, ["verify", str(tmp_path / "absent")]).exit_code == 2
