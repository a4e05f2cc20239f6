"""The data page in a browser: a hostile spreadsheet is dropped, read, put on the map, found there and removed again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from driver import NewReader, Reader
from hostile import CANARY, HOST
from playwright.sync_api import expect
from server import serving

TITLE = f"<img src=http://{HOST}/p.png onerror=window.__pwned=1> ![x](http://{HOST}/q.png) {{{{ 7*7 }}}} {CANARY}"
HEADER = ["id", "date", "title", "place", "lat", "lon", "killed", "notes"]
ROWS = [
    ["1", "2017-05-14", TITLE, "Tell Abyad", "36.69735", "38.95671", "12", "=HYPERLINK(1)"],
    ["2", "2017-05-15", "Second event", "Tell Abyad", "36.69735", "38.95671", "", TITLE],
    ["3", "2017-05-15", "Third event", "Tell Abyad", "36.69735", "38.95671", "-4", ""],
]


@pytest.fixture
def data_app(tmp_path: Path) -> Iterator[str]:
    """An app whose workspace only this test writes to. Its end leaves no copy of what was dropped."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with serving(tmp_path / "workspace", TMPDIR=str(temporary)) as address:
        yield address
    assert [*temporary.iterdir()] == []


def dropped(reader: Reader, rows: list[list[str]], name: str = "events.csv") -> None:
    file = io.StringIO()
    csv.writer(file).writerows([HEADER, *rows])
    reader.open("/Data")
    content = {"name": name, "mimeType": "text/csv", "buffer": file.getvalue().encode()}
    reader.page.locator('.st-key-import-files input[type="file"]').set_input_files(content)


def press(reader: Reader, name: str) -> None:
    """By keyboard, as everything here must work."""
    button = reader.page.get_by_role("button", name=name)
    button.focus()
    button.press("Enter")


def test_a_dropped_file_is_on_the_map_and_off_it_again(reader_at: NewReader, data_app: str) -> None:
    reader = reader_at(data_app)
    dropped(reader, ROWS)
    press(reader, "Read and check the file")
    main = reader.page.get_by_test_id("stMain")
    expect(main).to_contain_text("3 rows in the file = 2 loaded + 1 rejected + 0 duplicates")
    press(reader, "Put it on the map")
    expect(main).to_contain_text("events: 2 events are on the map.")
    reader.go("Map")
    expect(reader.summary).to_contain_text("Showing 17 of 17 events")
    reader.page.goto(f"{data_app}/?dataset=events")
    expect(reader.markers).to_have_count(1)
    reader.markers.first.click()
    expect(reader.details).to_contain_text("Second event")
    expect(reader.details).to_contain_text(CANARY)
    assert reader.page.evaluate("typeof window.__pwned") == "undefined"
    reader.page.goto(f"{data_app}/Data")
    press(reader, "Remove")
    press(reader, "Remove it for good")
    expect(main).to_contain_text("Nothing was brought in yet")


def test_rejected_rows_come_back_as_a_file(reader_at: NewReader, data_app: str, tmp_path: Path) -> None:
    reader = reader_at(data_app)
    dropped(reader, ROWS)
    press(reader, "Read and check the file")
    with reader.page.expect_download() as held:
        reader.page.get_by_role("button", name="Rejected rows as CSV (1)").click()
    path = tmp_path / held.value.suggested_filename
    held.value.save_as(path)
    (row,) = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    assert (row["row"], row["title"]) == ("4", "Third event")
    assert row["reason"]


def test_on_a_phone_nothing_is_cut_off(reader_at: NewReader, data_app: str) -> None:
    reader = reader_at(data_app, viewport={"width": 390, "height": 844})
    dropped(reader, ROWS)
    press(reader, "Read and check the file")
    expect(reader.page.get_by_role("button", name="Put it on the map")).to_be_visible()
    wide = reader.page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    assert wide <= 0
