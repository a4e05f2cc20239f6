"""What holds on every page: it opens cold, in light and dark, at a desk and on a phone, without errors."""

from __future__ import annotations

import re
from typing import Any

import pytest
from driver import PAGES, NewReader, Reader
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
LOW = {"width": 1280, "height": 700}
MAPS = {"Map": "button.kharita-marker", "Displacement": ".kharita-flow-button"}
HEADINGS = {name: "Conflict events" if name == "Map" else name for name in PAGES}


def opened(reader: Reader, name: str) -> None:
    reader.open(PAGES[name])
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(HEADINGS[name])
    expect(reader.page.get_by_test_id("stException")).to_have_count(0)
    if name in MAPS:
        expect(reader.map.locator(MAPS[name]).first).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_cold_in_light_and_dark(reader_at: NewReader, app: str, name: str, scheme: str) -> None:
    reader = reader_at(app, color_scheme=scheme)
    opened(reader, name)
    background = reader.page.get_by_test_id("stApp").evaluate("node => getComputedStyle(node).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 28)"}[scheme]
    if name in MAPS:
        dark = reader.map.locator(".kharita-map.kharita-dark")
        expect(dark).to_have_count(1 if scheme == "dark" else 0)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(reader_at: NewReader, app: str, name: str) -> None:
    reader = reader_at(app, viewport=PHONE)
    opened(reader, name)
    wide = reader.page.evaluate("document.scrollingElement.scrollWidth")
    assert wide <= PHONE["width"], f"the page is {wide} pixels wide"
    main = reader.page.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollWidth <= node.clientWidth"), "the page scrolls sideways"
    if name in MAPS:
        box = reader.page.locator("iframe").bounding_box()
        assert box
        assert box["x"] >= 0
        assert 250 <= box["width"] <= PHONE["width"]


@pytest.mark.parametrize(
    "options",
    [{"viewport": PHONE, "has_touch": True}, {"viewport": LOW}],
    ids=["touch on a phone", "mouse on a low screen"],
)
def test_the_first_click_counts_where_the_map_is_partly_out_of_view(
    reader_at: NewReader, app: str, options: dict[str, Any]
) -> None:
    """Leaflet focuses its container on mousedown; the browser then scrolled the map away from under the pointer."""
    reader = reader_at(app, **options)
    opened(reader, "Map")
    marker = reader.marker("abu-kamal")
    marker.tap() if options.get("has_touch") else marker.click()
    expect(reader.details).to_contain_text("up to 60 killed")


def test_the_method_page_says_what_is_counted_and_where_it_comes_from(reader: Reader) -> None:
    opened(reader, "Method")
    body = reader.page.get_by_test_id("stMain")
    for text in (
        "No figure is not zero",
        "Contested",
        "as of 16 May 2017",
        "Natural Earth",
        "do not imply endorsement",
    ):
        expect(body).to_contain_text(re.compile(text, re.IGNORECASE))
    reader.page.get_by_text("Event types", exact=True).click()
    expect(body).to_contain_text("labour_action")
