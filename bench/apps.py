"""The five apps that bench_map.py compares: how each is started, where its map is, and how its filter is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

_ST_FOLIUM = 'iframe[title="streamlit_folium.st_folium"]'
_DECK = '[data-testid="stDeckGlJsonChart"]'


@dataclass(frozen=True, slots=True)
class App:
    """`script` below the checkout; CSS of the map and of the widget by type; whether it needs what Kharita imported."""

    words: str
    script: str
    map_css: str
    filter_css: str
    ours: bool = False


APPS = {
    "kharita": App("Kharita", "app.py", _ST_FOLIUM, ".st-key-filter-type", ours=True),
    "st_map": App("st.map", "bench/peers/st_map.py", _DECK, ".st-key-types"),
    "pydeck_chart": App("st.pydeck_chart", "bench/peers/pydeck_chart.py", _DECK, ".st-key-types"),
    "marker_cluster": App("MarkerCluster, st_folium", "bench/peers/marker_cluster.py", _ST_FOLIUM, ".st-key-types"),
    "explore": App("geopandas.explore, st_folium", "bench/peers/explore.py", _ST_FOLIUM, ".st-key-types"),
}

FILTERS = (
    ("Airstrike", "Air/drone strike"),
    ("Shelling", "Shelling/artillery/missile attack"),
    ("Protest", "Peaceful protest"),
    ("Explosion or IED", "Remote explosive/landmine/IED"),
    ("Abduction", "Abduction/forced disappearance"),
)
"""Chosen one after the other: Kharita's type, and the file's own, which the peers filter by. The shares are alike."""


SHIPPED_ROWS = 15
SHIPPED = ("Airstrike", "Allegation", "Capitulation", "Ground offensive", "Execution")
"""Types of the events that Kharita ships, for a try without any import."""


def names_for(app: App, rows: int) -> tuple[str, ...]:
    """What to choose in the filter of `app`, one after the other."""
    if app.ours and rows == SHIPPED_ROWS:
        return SHIPPED
    return tuple(ours if app.ours else theirs for ours, theirs in FILTERS)


def open_choice(page: Page, app: App, name: str) -> Callable[[], object]:
    """Opens the list and types the name, so that only the click is left to do; answers that click."""
    box = page.locator(app.filter_css).get_by_role("combobox")
    box.click()
    box.fill(name.partition(" (")[0])
    pattern = re.escape(name).replace("/", r"\/")  # Playwright hands it to JavaScript between two slashes
    option = page.get_by_role("option", name=re.compile(rf"^{pattern}( \(|$)")).first
    option.wait_for(state="visible", timeout=10_000)
    return option.click


def open_removal(page: Page, app: App, name: str) -> Callable[[], object]:
    """The click that takes a type out of the filter again."""
    return page.locator(app.filter_css).locator(f'button[aria-label^="Remove {name}"]').first.click


def close_choice(page: Page) -> None:
    page.keyboard.press("Escape")
