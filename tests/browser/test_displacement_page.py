"""The displacement page in a browser: one trunk that forks, no share per branch, no sum of a whole and its part."""

from __future__ import annotations

import re

import pytest
from driver import NewReader, Reader
from playwright.sync_api import FrameLocator, Locator, expect

TOTAL = "qaboun-removals-2017-05-14-15"


@pytest.fixture
def flows(reader: Reader) -> FrameLocator:
    reader.open("/Displacement")
    expect(reader.map.locator(".kharita-flow-button")).to_be_visible()
    return reader.map


def drawn(flows: FrameLocator, dashed: bool) -> Locator:
    """The coloured paths of the flows: solid trunks or dashed branches, without their halos."""
    choice = '[stroke-dasharray="7 5"]' if dashed else ":not([stroke-dasharray])"
    return flows.locator(f".kharita-flow-line{choice}")


def test_one_trunk_forks_into_two_dashed_branches(flows: FrameLocator) -> None:
    expect(drawn(flows, dashed=False)).to_have_count(1)
    expect(drawn(flows, dashed=True)).to_have_count(2)
    widths = [float(path.get_attribute("stroke-width") or 0) for path in drawn(flows, dashed=True).all()]
    assert len(set(widths)) == 1, "no branch is wider than the other: the share is unknown"
    assert float(drawn(flows, dashed=False).get_attribute("stroke-width") or 0) > widths[0]
    expect(flows.locator(".kharita-flow polygon")).to_have_count(2)


def test_the_figure_stands_on_the_trunk_only_and_is_never_a_sum(flows: FrameLocator, reader: Reader) -> None:
    button = flows.locator(".kharita-flow-button")
    expect(button).to_have_count(1)
    expect(button).to_contain_text("more than 3,000")
    expect(button).to_contain_text("share unknown")
    expect(reader.totals).to_contain_text("more than 3,000")
    expect(reader.totals).to_contain_text("Not added: Removals from Qaboun, Monday 15 May 2017")
    for body in (reader.page.locator("body"), flows.locator("body")):
        expect(body).not_to_contain_text("4,300")
        expect(body).not_to_contain_text("4300")


def test_the_button_of_the_trunk_lies_inside_the_map(flows: FrameLocator, reader: Reader) -> None:
    frame = reader.page.locator("iframe").bounding_box()
    box = flows.locator(".kharita-flow-button").bounding_box()
    assert frame
    assert box
    assert frame["x"] <= box["x"], "the left end of the figure is cut off"
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]


def test_a_click_on_the_trunk_shows_its_panel_alone(flows: FrameLocator, reader: Reader) -> None:
    panel = reader.page.locator(".st-key-flow-details")
    expect(panel.get_by_role("heading", level=5)).to_have_count(2)
    flows.locator(".kharita-flow-button").click()
    reader.url_has(f"movement={TOTAL}")
    expect(panel.get_by_role("heading", level=5)).to_have_count(1)
    expect(panel).to_contain_text("more than 3,000 rebels and civilians")
    expect(panel).to_contain_text("share of each not known")
    expect(panel).to_contain_text("Transit point: Qalaat al-Madiq")
    expect(flows.locator(".kharita-popup")).to_contain_text("share unknown")
    reader.settle()
    reader.page.locator(".st-key-flow-close").get_by_role("button").click()
    expect(panel.get_by_role("heading", level=5)).to_have_count(2)


def test_the_legend_says_that_a_line_is_no_route(flows: FrameLocator) -> None:
    flows.get_by_text("Legend", exact=True).click()
    expect(flows.locator("body")).to_contain_text(re.compile("not a route|no route|not routes"))


def test_a_destination_filters_the_movements(flows: FrameLocator, reader: Reader) -> None:
    reader.pick("filter-dest", "Idlib Governorate")
    reader.url_has("dest=idlib-governorate")
    expect(reader.summary).to_contain_text("to Idlib Governorate")
    expect(flows.locator(".kharita-flow-button")).to_be_visible()


def test_dates_without_a_movement_say_so(reader: Reader) -> None:
    reader.open("/Displacement?to=2016-01-01")
    expect(reader.page.locator(".st-key-flow-details")).to_contain_text("No movement passes the filter")
    expect(reader.summary).to_contain_text("Showing 0 of 2 movements")
    expect(reader.map.locator(".kharita-flow-button")).to_have_count(0)


def test_the_list_of_movements_selects_by_keyboard(flows: FrameLocator, reader: Reader) -> None:
    chooser = reader.page.locator(".st-key-movement-chooser").get_by_role("combobox")
    chooser.focus()
    chooser.press_sequentially("14–15 May")
    expect(reader.page.get_by_role("option", name="Removals from Qaboun, 14–15 May 2017")).to_be_visible()
    chooser.press("Enter")
    reader.url_has(f"movement={TOTAL}")
    expect(flows.locator(".kharita-flow-button")).to_have_class(re.compile("kharita-selected"))


def test_a_link_keeps_what_was_selected_in_a_part_of_the_page(flows: FrameLocator, reader: Reader) -> None:
    flows.locator(".kharita-flow-button").click()
    reader.url_has(f"movement={TOTAL}")
    reader.settle()
    reader.go("Briefing")
    reader.url_has(f"movement={TOTAL}")


def test_a_step_is_chosen_by_keyboard_and_stands_in_the_address(flows: FrameLocator, reader: Reader) -> None:
    units = reader.page.locator(".st-key-flow-step-unit")
    units.get_by_role("radio", name="Day").focus()
    reader.page.keyboard.press("Space")
    reader.url_has("step=day")
    words = reader.page.locator(".st-key-flow-step-words")
    expect(words).to_contain_text("14 May 2017: 1 movement; more than 3,000 displaced")
    later = reader.page.locator(".st-key-flow-step-on").get_by_role("button")
    later.focus()
    reader.page.keyboard.press("Enter")
    expect(words).to_contain_text("15 May 2017: 2 movements, 1 of them part or copy of another; more than 3,000")
    expect(words).to_contain_text("figures of steps are never added")
    reader.url_has("step=day%3A2017-05-15")
    expect(reader.summary).to_contain_text("Showing 2 of 2 movements")
    expect(flows.locator(".kharita-flow-button")).to_be_visible()
    reader.settle()


def test_playing_runs_through_the_steps_by_itself(reader: Reader) -> None:
    reader.open("/Displacement?step=day:2017-05-14")
    reader.page.locator(".st-key-flow-step-play").get_by_role("button", name="Play").click()
    expect(reader.page.locator(".st-key-flow-step-words")).to_contain_text("15 May 2017: 2 movements")
    expect(reader.page.locator(".st-key-flow-step-play").get_by_role("button", name="Play")).to_be_visible()
    reader.settle()


def test_the_matrix_names_the_unknown_split_and_splits_nothing(reader: Reader) -> None:
    reader.open("/Displacement")
    reader.page.locator(".st-key-flow-numbers").get_by_text("From–to matrix").click()
    chart = reader.page.locator(".st-key-flow-view").get_by_test_id("stVegaLiteChart")
    expect(chart.locator("canvas, svg").first).to_be_visible()
    expect(reader.page.locator(".st-key-flow-view")).to_contain_text("in a column of its own")
    reader.page.locator(".st-key-flow-numbers").get_by_text("By place").click()
    expect(reader.page.locator(".st-key-flow-destinations")).to_be_visible()
    reader.settle()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone(reader_at: NewReader, app: str, scheme: str) -> None:
    phone = reader_at(app, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    phone.open("/Displacement?step=week:2017-05-15&place_sel=idlib-governorate")
    expect(phone.page.locator(".st-key-flow-details")).to_contain_text("an unknown part of more than 3,000")
    main = phone.page.get_by_test_id("stMain")
    assert main.evaluate("held => held.scrollWidth <= held.clientWidth")
    for key in ("flow-step-back", "flow-step-play", "flow-step-on"):
        box = phone.page.locator(f".st-key-{key}").get_by_role("button").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
