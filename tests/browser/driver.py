"""A reader at the browser: opens pages, waits until they settle, uses widgets and the map."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Download, FrameLocator, Locator, Page, expect

MAP_FRAME = 'iframe[title="streamlit_folium.st_folium"]'
_SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass
class Reader:
    """One person with one page."""

    page: Page
    base: str

    def open(self, path: str = "/") -> None:
        self.page.goto(self.base + path)
        self.settle()

    def settle(self) -> None:
        """Until the script of the page has run to its end, and without an exception on the page."""
        expect(self.page.locator(_SETTLED)).to_be_attached()
        expect(self.page.get_by_test_id("stException")).to_have_count(0)

    @property
    def details(self) -> Locator:
        return self.page.locator(".st-key-details")

    @property
    def summary(self) -> Locator:
        return self.page.locator(".st-key-summary")

    @property
    def totals(self) -> Locator:
        return self.page.locator(".st-key-totals")

    @property
    def map(self) -> FrameLocator:
        return self.page.frame_locator(MAP_FRAME)

    @property
    def markers(self) -> Locator:
        return self.map.locator("button.kharita-marker")

    def marker(self, place_id: str) -> Locator:
        return self.map.locator(f'button.kharita-marker[data-place="{place_id}"]')

    def marker_count(self) -> int:
        """How many markers there are once the map has drawn."""
        expect(self.markers.first).to_be_attached()
        return self.markers.count()

    def choose_place(self, place_id: str, name: str) -> None:
        """Clicks a marker and waits for its panel."""
        self.marker(place_id).click()
        expect(self.details.get_by_role("heading", name=name).first).to_be_visible()
        self.settle()

    def close_popup(self) -> None:
        """Waits for the popup of the marker that was clicked, and closes it by Escape."""
        popup = self.map.locator(".leaflet-popup")
        expect(popup).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(popup).to_have_count(0)

    def pick(self, key: str, option: str) -> None:
        """Adds one option of a multiselect by its words."""
        box = self.page.locator(f".st-key-{key}").get_by_role("combobox")
        box.click()
        box.fill(option)  # of a long list only a part is drawn
        self.page.get_by_role("option", name=re.compile(rf"^{re.escape(option)}( \(\d+\))?$")).click()
        self.page.keyboard.press("Escape")
        self.settle()

    def tags(self, key: str) -> Locator:
        """What a multiselect holds."""
        return self.page.locator(f'.st-key-{key} [data-testid="stMultiSelectTagsContainer"]').last

    def go(self, page_name: str) -> None:
        """Follows a link of the navigation."""
        self.page.locator(".st-key-nav").get_by_role("link", name=page_name).click()
        expect(self.page).to_have_title(re.compile(rf"^{_TITLES[page_name]} – Kharita$"))
        self.settle()

    def download(self, name: str) -> Download:
        """The file that a download button gives."""
        with self.page.expect_download() as held:
            self.page.locator(f".st-key-export-{name}").get_by_role("button").click()
        return held.value

    def url_has(self, *parts: str) -> None:
        """Waits until the address holds each part."""
        for part in parts:
            expect(self.page).to_have_url(re.compile(re.escape(part)))


_TITLES = {
    "Map": "Conflict events", "Displacement": "Displacement", "Briefing": "Briefing", "Data": "Data", "Method": "Method"
}  # fmt: skip
PAGES = {
    "Map": "/", "Displacement": "/Displacement", "Briefing": "/Briefing", "Data": "/Data", "Method": "/Method"
}  # fmt: skip
NewReader = Callable[..., Reader]
