"""The address: a pasted link restores filter, view and selection cold; Back works; page links carry it all."""

from __future__ import annotations

import re

import pytest
from driver import MAP_FRAME, PAGES, Reader
from playwright.sync_api import expect

ABU_KAMAL = "abu-kamal-airstrike-2017-05-15"


def centre_of_map(reader: Reader) -> tuple[float, float]:
    box = reader.page.locator(MAP_FRAME).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def offset_in_map(reader: Reader) -> tuple[float, float]:
    """Where the marker of Abu Kamal stands, in pixels from the centre of the map."""
    box = reader.marker("abu-kamal").bounding_box()
    assert box
    x, y = centre_of_map(reader)
    return box["x"] + box["width"] / 2 - x, box["y"] + box["height"] / 2 - y


def test_a_link_restores_the_filter(reader: Reader) -> None:
    reader.open("/?type=forced_displacement")
    expect(reader.tags("filter-type")).to_contain_text("Forced displacement")
    expect(reader.summary).to_have_text("Showing 1 of 15 events, forced displacement")
    expect(reader.markers).to_have_count(1)
    expect(reader.marker("qaboun")).to_be_visible()


def test_a_link_restores_filter_selection_and_view(reader: Reader) -> None:
    reader.open("/?type=airstrike&place_sel=abu-kamal&at=34.45463,40.91156,9")
    expect(reader.details).to_contain_text("up to 60 killed")
    expect(reader.tags("filter-type")).to_contain_text("Airstrike")
    expect(reader.marker("abu-kamal")).to_have_class(re.compile("kharita-selected"))
    expect(reader.map.locator(".leaflet-control-scale-line")).to_have_text("20 km")
    assert offset_in_map(reader) == pytest.approx((0, 0), abs=3)


def test_a_link_restores_an_event(reader: Reader) -> None:
    reader.open(f"/?event={ABU_KAMAL}")
    expect(reader.details).to_contain_text("up to 60 killed")
    expect(reader.marker("abu-kamal")).to_have_class(re.compile("kharita-selected"))


def test_a_link_restores_dates_and_text(reader: Reader) -> None:
    reader.open("/?from=2017-05-15&to=2017-05-15&q=%D8%A7%D9%84%D8%A8%D9%88%D9%83%D9%85%D8%A7%D9%84")
    expect(reader.page.locator(".st-key-filter-text input")).to_have_value("البوكمال")
    expect(reader.summary).to_contain_text("15 May 2017")
    expect(reader.markers).to_have_count(1)
    expect(reader.marker("abu-kamal")).to_be_visible()


def test_a_link_that_makes_no_sense_warns_and_the_rest_works(reader: Reader) -> None:
    reader.open("/?type=nonsense&type=airstrike&from=yesterday&place_sel=nowhere")
    alerts = reader.page.get_by_test_id("stAlert")
    for text in ("nonsense", "yesterday", "nowhere"):
        expect(alerts.filter(has_text=text)).to_be_visible()
    expect(reader.summary).to_contain_text("Showing 2 of 15 events, airstrike")
    expect(reader.markers).to_have_count(2)


def test_back_undoes_a_filter_and_forward_does_it_again(reader: Reader) -> None:
    reader.open()
    all_of_them = reader.marker_count()
    reader.pick("filter-type", "Airstrike")
    expect(reader.markers).to_have_count(2)
    reader.page.go_back()
    expect(reader.markers).to_have_count(all_of_them)
    expect(reader.summary).to_contain_text("Showing 15 of 15 events")
    expect(reader.tags("filter-type")).not_to_contain_text("Airstrike")
    reader.settle()
    reader.page.go_forward()
    expect(reader.markers).to_have_count(2)
    expect(reader.tags("filter-type")).to_contain_text("Airstrike")


def test_page_links_carry_filter_and_selection_there_and_back(reader: Reader) -> None:
    reader.open("/?type=airstrike&place_sel=abu-kamal")
    for name in [*PAGES][1:]:
        reader.go(name)
        reader.url_has(PAGES[name], "type=airstrike", "place_sel=abu-kamal")
    reader.go("Map")
    expect(reader.details).to_contain_text("up to 60 killed")
    expect(reader.tags("filter-type")).to_contain_text("Airstrike")
    expect(reader.markers).to_have_count(2)


def test_the_selection_can_be_closed(reader: Reader) -> None:
    reader.open("/?place_sel=azaz")
    expect(reader.details).to_contain_text("Labour strike")
    reader.details.get_by_role("button", name="Close").click()
    expect(reader.details).to_contain_text("Nothing selected")
    expect(reader.page).not_to_have_url(re.compile("place_sel"))


def test_moving_the_map_writes_where_it_stands_into_the_address_without_a_rerun(reader: Reader) -> None:
    reader.open("/?type=airstrike")
    expect(reader.marker("abu-kamal")).to_be_visible()
    x, y = centre_of_map(reader)
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x - 120, y - 60, steps=8)
    reader.page.mouse.up()
    expect(reader.page).to_have_url(re.compile(r"at=3\d\.\d+,\d\d\.\d+,\d"))
    reader.url_has("type=airstrike")
    before = offset_in_map(reader)
    reader.page.reload()
    reader.settle()
    expect(reader.marker("abu-kamal")).to_be_visible()
    assert offset_in_map(reader) == pytest.approx(before, abs=3)
