"""The map page in a browser: markers, details, keyboard, filter, table, timeline."""

from __future__ import annotations

import re

import pytest
from driver import MAP_FRAME, Reader
from playwright.sync_api import expect

LEAST_MARKERS = 11
SECOND_ROW = {"x": 12, "y": 54}
"""In the column of check boxes, in pixels: the header is 35 high, as is each row. The newest event comes first."""
COLUMN = "xpath=ancestor::*[@data-testid='stColumn'][1]"


def test_the_map_opens_with_a_marker_per_place(reader: Reader) -> None:
    reader.open()
    assert reader.marker_count() >= LEAST_MARKERS
    expect(reader.summary).to_contain_text("Showing 15 of 15 events, 2 without a point")


def test_abu_kamal_shows_the_figure_and_the_denial_side_by_side(reader: Reader) -> None:
    reader.open()
    reader.choose_place("abu-kamal", "Abu Kamal")
    expect(reader.details).to_contain_text("up to 60 killed")
    says, denies = (reader.details.get_by_text(text, exact=True) for text in ("Says", "Denies, disputes or doubts"))
    left, right = (each.locator(COLUMN).bounding_box() for each in (says, denies))
    assert left
    assert right
    assert abs(left["y"] - right["y"]) < 2, "claim and denial start at the same height"
    assert abs(left["width"] - right["width"]) < 4, "claim and denial are as wide as each other"
    claim = reader.details.get_by_text("A US airstrike hit near Abu Kamal.")
    denial = reader.details.get_by_text("It did not conduct air strikes on Abu Kamal on Monday.")
    sizes = [each.evaluate("node => getComputedStyle(node).fontSize") for each in (claim, denial)]
    assert sizes[0] == sizes[1]
    popup = reader.map.locator(".kharita-popup")
    expect(popup).to_contain_text("up to 60 killed")
    expect(popup).to_contain_text("US-led Coalition · denies who did it")


@pytest.mark.parametrize(
    ("place_id", "name", "wanted", "unwanted"),
    [
        ("sednaya-prison", "Sednaya Prison", ["2 events here", "disputes", "could not verify"], []),
        ("azaz", "Azaz", ["Labour strike", "no figure"], ["Airstrike", "airstrike"]),
        ("qaboun", "Qaboun", ["3 events here", "more than 3,000"], ["4,300"]),
    ],
)
def test_a_marker_opens_its_details(
    reader: Reader, place_id: str, name: str, wanted: list[str], unwanted: list[str]
) -> None:
    reader.open()
    reader.choose_place(place_id, name)
    for text in wanted:
        expect(reader.details).to_contain_text(text)
    for text in unwanted:
        expect(reader.details).not_to_contain_text(text)
    expect(reader.page.locator("body")).not_to_contain_text("4,300")
    reader.url_has(f"place_sel={place_id}")


def test_a_second_click_on_another_marker_changes_the_selection(reader: Reader) -> None:
    reader.open()
    reader.choose_place("azaz", "Azaz")
    reader.close_popup()
    reader.choose_place("abu-kamal", "Abu Kamal")
    reader.close_popup()
    reader.choose_place("azaz", "Azaz")


def test_a_marker_can_be_chosen_by_keyboard_alone(reader: Reader) -> None:
    reader.open()
    expect(reader.marker("abu-kamal")).to_be_visible()
    reader.page.locator(".st-key-filter-claimant").get_by_role("combobox").focus()
    for _ in range(60):
        reader.page.keyboard.press("Tab")
        if reader.marker("abu-kamal").evaluate("node => node === node.ownerDocument.activeElement"):
            break
    expect(reader.marker("abu-kamal")).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(reader.details).to_contain_text("up to 60 killed")


def test_a_filter_changes_markers_sentence_and_totals_and_never_remounts_the_map(reader: Reader) -> None:
    reader.open()
    expect(reader.marker("azaz")).to_be_attached()
    frame = reader.page.locator(MAP_FRAME)
    frame.evaluate("node => { node.contentWindow.__same_map = true }")
    reader.pick("filter-type", "Airstrike")
    expect(reader.marker("azaz")).to_have_count(0)
    expect(reader.markers).to_have_count(2)
    expect(reader.summary).to_have_text("Showing 2 of 15 events, airstrike")
    expect(reader.totals).to_contain_text("12")
    expect(reader.totals).to_contain_text("72")
    reader.choose_place("akayrsh", "Akayrsh")
    assert frame.evaluate("node => node.contentWindow.__same_map") is True, "the map was built anew"


def test_the_selection_survives_a_filter_change(reader: Reader) -> None:
    reader.open()
    reader.choose_place("abu-kamal", "Abu Kamal")
    reader.pick("filter-type", "Airstrike")
    expect(reader.details).to_contain_text("up to 60 killed")
    reader.url_has("type=airstrike", "place_sel=abu-kamal")


def test_the_list_of_events_selects_by_keyboard(reader: Reader) -> None:
    reader.open()
    chooser = reader.page.locator(".st-key-event-chooser").get_by_role("combobox")
    chooser.focus()
    chooser.press_sequentially("near Abu Kamal")
    expect(reader.page.get_by_role("option", name="Airstrike near Abu Kamal")).to_be_visible()
    chooser.press("Enter")
    expect(reader.details).to_contain_text("up to 60 killed")
    reader.url_has("event=abu-kamal-airstrike-2017-05-15")


def test_a_row_of_the_table_selects_its_event(reader: Reader) -> None:
    reader.open("/?type=airstrike")
    reader.page.locator(".st-key-events-table .dvn-scroller").click(position=SECOND_ROW)
    expect(reader.details).to_contain_text("up to 60 killed")
    reader.url_has("event=abu-kamal-airstrike-2017-05-15")


def test_a_brush_on_the_timeline_sets_the_dates(reader: Reader) -> None:
    reader.open()
    chart = reader.page.locator(".st-key-timeline [role='graphics-document']").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    reader.page.mouse.move(box["x"] + box["width"] * 0.2, y)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + box["width"] * 0.4, y, steps=6)
    reader.page.mouse.up()
    expect(reader.page).to_have_url(re.compile(r"from=2017-05-\d\d.*to=2017-05-\d\d"))
    expect(reader.summary).to_contain_text("May 2017")
