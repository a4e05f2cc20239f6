"""Hostile records in a browser: shown as text on every page, panel, popup and export; nothing runs or loads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from driver import PAGES, NewReader, Reader
from hostile import CANARY, HOST, spoil
from playwright.sync_api import expect
from server import ROOT, serving

SHIPPED = ROOT / "data"
AS_WRITTEN = (
    "<script>(window.__pwned=1",
    "{{ 7*7 }}{% for i in [1] %}",
    "${(window",
    "$\\latex{1}$ $$y$$ :smile: ~~s~~ `c`",
    ":material/warning: :red[x]",
    ":streamlit:",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "![x](http",
    "# **b** <b>",
    "&lt;script&gt; &#60;img",
    "&amp;&quot;&#x27; \\u003cscript",
)
FORMATS = ("html", "pdf", "png", "csv", "claims-csv", "geojson")


@dataclass(frozen=True)
class Hostile:
    """The address of an app with hostile records, and the file that template code in them would create."""

    address: str
    canary: Path
    records: Path


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    records, canary = folder / "records", folder / "canary"
    records.mkdir()
    spoil(records, SHIPPED, canary)
    with serving(tmp_path_factory.mktemp("hostile-workspace"), records) as address:
        yield Hostile(address, canary, records)


@pytest.fixture
def victim(reader_at: NewReader, hostile: Hostile) -> Iterator[Reader]:
    """A reader of the hostile records; afterwards nothing may have run, neither here nor on the server."""
    reader = reader_at(hostile.address)
    yield reader
    assert_nothing_ran(reader)
    assert not hostile.canary.exists(), "template code ran on the server"


def assert_nothing_ran(reader: Reader) -> None:
    for frame in reader.page.frames:
        assert frame.evaluate("typeof window.__pwned") == "undefined", f"a script ran in {frame.url}"
        links = frame.eval_on_selector_all("a[href]", "nodes => nodes.map(node => node.href)")
        assert not [url for url in links if not url.startswith(("http:", "https:", "file:"))]
        assert not [url for url in links if urlsplit(url).hostname == HOST], "a bare address in a text became a link"
        loaded = frame.eval_on_selector_all(
            "img, iframe, script, link", "n => n.map(each => each.src || each.href || '')"
        )
        assert not [url for url in loaded if HOST in url]
    assert reader.page.locator("img[src=x], svg[onload], iframe[srcdoc]").count() == 0


def test_all_hostile_records_are_read(victim: Reader) -> None:
    victim.open()
    expect(victim.summary).to_contain_text("Showing 15 of 15 events")
    assert victim.marker_count() >= 11


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_hostile_text_as_text(victim: Reader, name: str) -> None:
    victim.open(PAGES[name])
    expect(victim.page.get_by_test_id("stException")).to_have_count(0)
    expect(victim.page.get_by_role("heading", level=1)).to_be_visible()
    if name != "Briefing":  # its words are our own; the records are in the picture
        expect(victim.page.get_by_test_id("stMain").get_by_text(CANARY).first).to_be_visible()


def test_popups_and_panels_of_every_place_show_the_text_as_it_was_written(victim: Reader) -> None:
    victim.open()
    expect(victim.markers.first).to_be_visible()
    ids = victim.markers.evaluate_all("nodes => nodes.map(node => node.dataset.place)")
    shown = ""
    for place_id in ids:
        # A popup moves the map to have room; places that are out of view then have no marker.
        victim.map.locator(".kharita-fit").click()
        victim.marker(place_id).evaluate("node => node.click()")
        victim.url_has(f"place_sel={place_id}")
        expect(victim.map.locator(".kharita-popup .kharita-event").first).to_be_attached()
        expect(victim.details.get_by_text(CANARY).first).to_be_attached()
        victim.settle()
        shown += victim.details.inner_text().replace("\u2060", "")
    expect(victim.map.locator(".kharita-popup")).to_have_count(1)
    lost = [text for text in AS_WRITTEN if text not in shown]
    assert not lost, f"not shown as written: {lost}"


def test_the_popup_of_a_movement_shows_text(victim: Reader) -> None:
    victim.open("/Displacement")
    victim.map.locator(".kharita-flow-button").click()
    expect(victim.map.locator(".kharita-popup")).to_contain_text(CANARY)


def test_the_address_cannot_carry_markup_into_the_page(victim: Reader) -> None:
    evil = "%3Cimg%20src%3Dx%20onerror%3D%22window.top.__pwned%3D1%22%3E%7B%7B7*7%7D%7D![x](http://evil.example/a.png)"
    victim.open(f"/?type={evil}&place={evil}&claimant={evil}&q={evil}&place_sel={evil}&tiles={evil}&from={evil}")
    expect(victim.page.get_by_test_id("stAlert").first).to_be_visible()
    expect(victim.summary).to_contain_text("Showing 0 of 15 events")
    victim.open(f"/Displacement?movement={evil}&event={evil}&dest={evil}")
    expect(victim.page.get_by_role("heading", level=1)).to_be_visible()


def test_exports_of_hostile_records_run_nothing(victim: Reader, reader_at: NewReader, tmp_path: Path) -> None:
    victim.open("/Briefing")
    for name in FORMATS:
        download = victim.download(name)
        assert download.failure() is None, name
        download.save_as(tmp_path / f"export.{name}")
    text = (tmp_path / "export.html").read_text("utf-8")
    assert "<script>(window.__pwned" not in text
    first_cells = [line.split(",")[0] for line in (tmp_path / "export.csv").read_text("utf-8-sig").splitlines()]
    assert not [cell for cell in first_cells if cell.lstrip('"').startswith(("=", "+", "@"))]
    offline = reader_at("http://no-host-at-all", offline=True)
    offline.page.goto((tmp_path / "export.html").as_uri())
    expect(offline.page.locator("#map button.kharita-marker").first).to_be_visible()
    for place_id in offline.page.locator("#map button.kharita-marker").evaluate_all("n => n.map(b => b.dataset.place)"):
        offline.page.locator(f'#map button[data-place="{place_id}"]').evaluate("node => node.click()")
        expect(offline.page.locator("#panel article").first).to_contain_text(CANARY)
    assert_nothing_ran(offline)
