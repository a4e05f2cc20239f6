"""For five filters every file from the Briefing page is the one that the command line makes of the same query."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from driver import NewReader, Reader
from playwright.sync_api import expect
from typer.testing import CliRunner

from geo.cli import app as command
from geo.export import EXPORTS

FILTERS = (
    "type=airstrike",
    "q=البوكمال",
    "admin=SY03",
    "stance=denies",
    "bbox=36,33,37,34&from=2017-05-14&to=2017-05-16",
)
ONE_FILTER = ("png", "parquet", "kml", "hxl")
"""Made for the first filter only, to save minutes: what they hold is compared in another format for all filters."""
MOVED = tuple(name for name in EXPORTS if name.startswith("flow"))


pytestmark = pytest.mark.usefixtures("fresh_workspace")


def by_command(query: str, form: str, day: str, folder: Path) -> bytes:
    path = folder / form
    asked = ["export", "--query", query, "--format", form, "--out", str(path), "--produced-on", day]
    done = CliRunner().invoke(command, asked)
    assert done.exit_code == 0, done.output
    return path.read_bytes()


def by_page(reader: Reader, form: str, folder: Path) -> bytes:
    path = folder / f"page-{form}"
    reader.download(form).save_as(path)
    return path.read_bytes()


@pytest.mark.parametrize("query", FILTERS)
def test_page_and_command_make_the_same_files(reader_at: NewReader, app: str, tmp_path: Path, query: str) -> None:
    # The day of the machine that serves the page, which is this one.
    day = datetime.now().astimezone().date().isoformat()
    reader = reader_at(app)
    reader.open(f"/Briefing?{query}")
    expect(reader.page.get_by_test_id("stMain")).to_contain_text("events go into each file")
    reader.page.get_by_test_id("stMain").get_by_text("Movements", exact=True).click()
    moved = reader.page.locator(".st-key-export-flows-csv").get_by_role("button")
    left_out = (*(ONE_FILTER if query != FILTERS[0] else ()), *(() if moved.is_enabled() else MOVED))
    wanted = [name for name in EXPORTS if name not in left_out]
    differing = [
        name
        for name in wanted
        if hashlib.sha256(by_page(reader, name, tmp_path)).digest()
        != hashlib.sha256(by_command(query, name, day, tmp_path)).digest()
    ]
    assert differing == []
