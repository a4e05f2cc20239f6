"""The briefing page in a browser: each format is downloaded with its button and holds exactly the filtered events."""

from __future__ import annotations

import csv
import io
import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from driver import NewReader, Reader
from playwright.sync_api import expect

AIRSTRIKES = {"abu-kamal-airstrike-2017-05-15", "akayrsh-airstrike-2017-05-14"}
LEAST_PIXELS = 3000
"""A4 landscape at 300 dpi is 3,508 pixels wide."""


@pytest.fixture
def airstrikes(reader: Reader) -> Reader:
    reader.open("/Briefing?type=airstrike")
    expect(reader.page.get_by_test_id("stMain")).to_contain_text("2 of 15 events go into each file")
    return reader


def saved(reader: Reader, name: str, folder: Path) -> Path:
    """The downloaded file under the name that the browser was given."""
    download = reader.download(name)
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def test_csv_holds_the_filtered_events(airstrikes: Reader, tmp_path: Path) -> None:
    path = saved(airstrikes, "csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert {row["id"] for row in rows} == AIRSTRIKES


def test_claims_csv_holds_every_claim_of_the_filtered_events(airstrikes: Reader, tmp_path: Path) -> None:
    path = saved(airstrikes, "claims-csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert {row["event_id"] for row in rows} == AIRSTRIKES
    assert any(row["stance"] == "denies" for row in rows)


def test_geojson_holds_the_filtered_events(airstrikes: Reader, tmp_path: Path) -> None:
    held = json.loads(saved(airstrikes, "geojson", tmp_path).read_text("utf-8"))
    by_id = {feature["properties"]["id"]: feature["properties"] for feature in held["features"]}
    assert by_id.keys() == AIRSTRIKES
    killed = by_id["abu-kamal-airstrike-2017-05-15"]["killed"]
    assert (killed["min"], killed["max"], killed["qualifier"]) == (None, 60, "up to")


def test_png_is_a_picture_for_print(airstrikes: Reader, tmp_path: Path) -> None:
    held = saved(airstrikes, "png", tmp_path).read_bytes()
    assert held.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", held[16:24])
    assert wide >= LEAST_PIXELS
    assert wide > high


def test_pdf_holds_selectable_text(airstrikes: Reader, tmp_path: Path) -> None:
    path = saved(airstrikes, "pdf", tmp_path)
    assert path.read_bytes().startswith(b"%PDF-")
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    text = " ".join(subprocess.run([reader, path, "-"], capture_output=True, check=True, text=True).stdout.split())
    for wanted in ("up to 60", "Abu Kamal", "It did not conduct air strikes", "airstrike"):
        assert wanted in text
    assert "Azaz" not in text


def test_html_opens_from_disk_without_network_and_its_markers_open(
    airstrikes: Reader, reader_at: NewReader, tmp_path: Path
) -> None:
    path = saved(airstrikes, "html", tmp_path)
    offline = reader_at("http://no-host-at-all", offline=True)
    offline.page.goto(path.as_uri())
    markers = offline.page.locator("#map button.kharita-marker")
    expect(markers).to_have_count(2)
    markers.and_(offline.page.locator('[data-place="abu-kamal"]')).click()
    panel = offline.page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_contain_text("Abu Kamal")
    expect(panel).to_contain_text("up to 60 killed")
    expect(panel).to_contain_text("A US airstrike hit near Abu Kamal.")
    expect(panel).to_contain_text("It did not conduct air strikes on Abu Kamal on Monday.")
    expect(offline.page.locator("body")).to_contain_text("Natural Earth")


def test_what_is_typed_goes_into_the_next_file(airstrikes: Reader, tmp_path: Path) -> None:
    title = airstrikes.page.get_by_label("Title", exact=True)
    title.fill("Strikes of the week")
    title.press("Enter")
    # The run that Enter asks for has not begun when Enter returns: the page says when the buttons have the new name.
    expect(airstrikes.page.get_by_test_id("stMain")).to_contain_text("The files are called strikes-of-the-week")
    airstrikes.settle()
    path = saved(airstrikes, "html", tmp_path)
    assert path.name.startswith("strikes-of-the-week")
    assert ">Strikes of the week</h1>" in path.read_text("utf-8")


def test_an_export_never_holds_what_the_screen_was_asked_to_show(reader: Reader, tmp_path: Path) -> None:
    reader.open("/Briefing?sensitivity=restricted&type=labour_action")
    expect(reader.page.get_by_test_id("stMain")).to_contain_text("1 at a restricted place")
    text = saved(reader, "geojson", tmp_path).read_text("utf-8")
    assert '"ahli-hospital-azaz"' not in text
    assert '"azaz"' in text
