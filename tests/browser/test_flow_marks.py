"""Arrows between marks and marks of several places: their panel by click and by keyboard, its pages, both themes.

And the flow map that draws a choice in the page's lists, or a number, before the server knows of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from driver import NewReader, Reader
from playwright.sync_api import Locator, expect
from server import serving
from test_map_ahead import _SOCKET_HELD

sys.path.insert(0, str(Path(__file__).parents[1]))

from incoming import figure, place
from incoming_flows import imported_flows, movement

DATASET = "knots"
N_OF_PAIR, N_PAIRS = 8, 320
N_FROM_ONE = 20 + N_OF_PAIR - 1
"""Movements from one place: few enough to be drawn each by itself."""


@pytest.fixture(scope="module")
def knots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two knots of places: 320 pairs between them, one of eight movements; far out one arrow is left."""
    workspace = tmp_path_factory.mktemp("knots")
    places = [
        place(key=n, name=f"{'West' if n <= 20 else 'East'} {n}", name_ar=None, precision="town",
              lon=(36 if n <= 20 else 40) + n % 20 * 0.004, lat=34.5 + n % 7 * 0.004)
        for n in range(1, 41)
    ]  # fmt: skip
    pairs = [(a, b) for a in range(1, 21) for b in range(21, 41)][:N_PAIRS]
    rows = [(1, 21)] * (N_OF_PAIR - 1) + pairs
    held = [
        movement(id=f"m{nth}", title=f"Move {nth}", origins=[a], destinations=[b],
                 people=figure(best=100_000 // (nth + 1)), date_start=date(2017, 1, 1),
                 date_end=date(2017, 1, 2), date_precision="days")
        for nth, (a, b) in enumerate(rows)
    ]  # fmt: skip
    imported_flows(workspace, held, [], places, DATASET)
    with serving(workspace) as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def far(request: pytest.FixtureRequest, reader_at: NewReader, knots: str) -> Reader:
    reader = reader_at(knots, viewport={"width": 1500, "height": 950}, color_scheme=request.param)
    reader.open(f"/Displacement?dataset={DATASET}&at=34.6,38,6")
    expect(arrows(reader)).to_have_count(1)
    return reader


def arrows(reader: Reader) -> Locator:
    return reader.map.locator("g.kharita-flow")


def panel(reader: Reader) -> Locator:
    return reader.page.locator(".st-key-flow-details")


def test_an_arrow_between_marks_opens_its_flows_by_keyboard_and_pages_through_them(far: Reader) -> None:
    arrow = far.map.locator("button[data-nth]").first
    arrow.focus()
    arrow.press("Enter")
    expect(panel(far)).to_contain_text(f"Flows inside: {N_PAIRS}")
    far.url_has("movement=")
    far.settle()
    expect(panel(far)).to_contain_text(f"Flows 1 to 5 of {N_PAIRS}, largest first")
    expect(panel(far)).to_contain_text(f"Movements 1 to 3 of {N_OF_PAIR}")
    older = panel(far).get_by_role("button", name="Older").first
    older.focus()
    older.press("Enter")
    expect(panel(far)).to_contain_text(f"Movements 4 to 6 of {N_OF_PAIR}")
    panel(far).get_by_role("button", name="Smaller").click()
    expect(panel(far)).to_contain_text(f"Flows 6 to 10 of {N_PAIRS}, largest first")
    panel(far).get_by_role("button", name="Show all movements").click()
    expect(panel(far)).not_to_contain_text("Flows inside")
    expect(far.page).not_to_have_url(re.compile("movement="))


def test_a_mark_opens_by_click_with_its_figures_and_a_place_of_it(far: Reader) -> None:
    mark = far.map.locator(".kharita-node-many").first
    mark.click()
    popup = far.map.locator(".leaflet-popup")
    expect(popup).to_contain_text("Drawn together with")
    expect(panel(far)).to_contain_text("Places that the map draws as one at this zoom")
    expect(panel(far)).to_contain_text(re.compile("(left from|came) here"))
    far.close_popup()
    far.settle()
    member = panel(far).locator('[class*="st-key-flow-member-"] button').first
    member.click()
    far.url_has("place_sel=")
    expect(panel(far)).not_to_contain_text("Flows inside")


def test_a_link_to_an_arrow_opens_its_panel(far: Reader) -> None:
    far.map.locator("button[data-nth]").first.press("Enter")
    expect(panel(far)).to_contain_text("Flows inside")
    far.settle()
    address = far.page.url.removeprefix(far.base)
    far.open("/Method")
    far.open(address)
    expect(panel(far)).to_contain_text(f"Flows inside: {N_PAIRS}")
    expect(arrows(far).and_(far.map.locator(".kharita-selected"))).to_have_count(1)


@pytest.fixture
def near(reader_at: NewReader, knots: str) -> Reader:
    reader = reader_at(knots, viewport={"width": 1500, "height": 950})
    reader.open(f"/Displacement?dataset={DATASET}&at=34.6,38,6")
    expect(arrows(reader)).to_have_count(1)
    reader.settle()
    with reader.page.expect_response(lambda answer: "/map/words" in answer.url):
        reader.page.reload()  # with the words of the lists the map knows what is chosen there
    reader.settle()
    return reader


def test_a_choice_in_a_list_is_drawn_before_the_server_hears_of_it(near: Reader) -> None:
    near.page.evaluate(_SOCKET_HELD)
    box = near.page.locator(".st-key-filter-origin").get_by_role("combobox")
    box.click()
    box.fill("West 1")
    near.page.get_by_role("option", name=re.compile(r"^West 1 ")).click()
    expect(arrows(near)).to_have_count(N_FROM_ONE)
    assert "origin=" not in near.page.url
    near.page.evaluate("window.__release()")
    near.url_has("origin=")
    expect(near.summary).to_contain_text("West 1")


def test_a_least_number_is_drawn_before_the_server_hears_of_it(near: Reader) -> None:
    near.page.evaluate(_SOCKET_HELD)
    field = near.page.locator(".st-key-filter-min-people input")
    field.fill("40000")
    field.press("Enter")
    expect(arrows(near)).to_have_count(2)
    assert "min_people=" not in near.page.url
    near.page.evaluate("window.__release()")
    near.url_has("min_people=40000")
