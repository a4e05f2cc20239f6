"""The search box in a browser, by keyboard alone: a name in Arabic, a place, the map there, its events only."""

from __future__ import annotations

import pytest
from driver import Reader
from playwright.sync_api import expect


def test_a_place_is_found_by_keyboard_and_the_map_goes_there(reader: Reader) -> None:
    reader.open()
    expect(reader.marker("azaz")).to_be_attached()
    box = reader.page.locator(".st-key-search-text").get_by_role("textbox")
    box.focus()
    reader.page.keyboard.type("بوكمال")
    reader.page.keyboard.press("Enter")
    result = reader.page.locator(".st-key-search-result-0").get_by_role("button")
    expect(result).to_contain_text("Abu Kamal")
    assert "at=" not in reader.page.url
    for _ in range(6):
        reader.page.keyboard.press("Tab")
        if result.evaluate("node => node === node.ownerDocument.activeElement"):
            break
    expect(result).to_be_focused()
    reader.page.keyboard.press("Enter")
    reader.url_has("at=34.4546")
    reader.settle()
    expect(reader.marker("abu-kamal")).to_be_in_viewport()
    expect(reader.marker("azaz")).to_have_count(0)
    expect(reader.page.locator("body")).to_contain_text("The map is there.")
    reader.page.locator(".st-key-search-filter").get_by_role("button").click()
    expect(reader.summary).to_contain_text("Showing 1 of 15 events, at Abu Kamal")
    reader.url_has("place=abu-kamal")


@pytest.mark.parametrize("page", ["Displacement", "Briefing", "Data", "Method"])
def test_every_page_finds_both_scripts_by_keyboard_and_guesses_nothing(reader: Reader, page: str) -> None:
    reader.page.goto(f"{reader.base}/{page}")
    box = reader.page.locator(".st-key-search-text").get_by_role("textbox")
    results = reader.page.locator(".st-key-search-results")
    for typed, first in (("Kaboun", "Qaboun"), ("عكيرشي", "Akayrsh")):
        box.fill(typed)
        box.press("Enter")
        expect(results.get_by_role("button").first).to_contain_text(first)
    box.fill("برزة")
    box.press("Enter")
    expect(reader.page.locator("body")).to_contain_text("2 places are called برزة: choose the one that is meant.")
    expect(results.get_by_role("button").first).to_contain_text("Barzeh")
    expect(results.get_by_role("button").nth(1)).to_contain_text("Homs")
    expect(results.get_by_role("button").nth(1)).to_contain_text("no point known")
    assert "at=" not in reader.page.url
