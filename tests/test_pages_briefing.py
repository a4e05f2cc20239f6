"""The briefing page's choices: paper, sections and free text; templates kept and loaded; versions; reasons to widen."""

from __future__ import annotations

from datetime import date

import pytest
from test_pages import alerts, run, texts

from geo.export import issues
from geo.export import template as templates

PAGE = "pages/2_Briefing.py"


pytestmark = pytest.mark.usefixtures("fresh_workspace")


def test_choices_are_kept_as_a_template_and_loaded_again() -> None:
    test = run(PAGE, type="airstrike")
    test.text_input(key="briefing-title").set_value("Strikes")
    test.selectbox(key="briefing-page").set_value("a3-portrait")
    test.selectbox(key="briefing-language").set_value("ar")
    test.multiselect(key="briefing-sections").set_value(["sources", "map"])
    test.text_input(key="template-name").set_value("Strikes daily")
    test.run()
    test.button(key="template-save").click().run()
    assert not test.exception
    [name] = templates.names()
    kept = templates.load(name, date(2017, 5, 17))
    assert (kept.query, kept.options.page, kept.options.language) == ("type=airstrike", "a3-portrait", "ar")
    assert kept.options.sections == ("sources", "map")

    other = run(PAGE)
    other.button(key="template-load").click().run()
    assert not other.exception
    assert other.text_input(key="briefing-title").value == "Strikes"
    assert other.selectbox(key="briefing-page").value == "a3-portrait"
    assert "2 of 15 events go into each file" in alerts(other)


def test_a_version_is_issued_and_compared_with() -> None:
    test = run(PAGE)
    test.button(key="issue-version").click().run()
    assert not test.exception
    assert [each.version for each in issues.issues("Conflict events")] == [1]
    test.selectbox(key="since-known").set_value("conflict-events, version 1").run()
    assert not test.exception
    assert "0 events new, 0 changed, 0 gone from this selection, 15 as before" in texts(test)


def test_the_check_stands_above_the_buttons() -> None:
    told = alerts(run(PAGE))
    assert "possible names of private people in texts: these leave" in told
    assert "1 at a restricted place" in told


def test_the_as_of_date_is_the_filter_and_stands_apart_from_the_production_date() -> None:
    test = run(PAGE, type="airstrike")
    assert test.date_input(key="briefing-as-of").value is None
    test.date_input(key="briefing-as-of").set_value(date(2017, 5, 15)).run()
    assert not test.exception
    assert test.query_params["as_of"] == "2017-05-15"
    assert "as known on 15 May 2017" in texts(test)
    test.button(key="filter-remove-as_of").click().run()
    assert not test.exception
    assert test.date_input(key="briefing-as-of").value is None
    assert "as_of" not in test.query_params


def test_masked_points_are_a_choice_where_places_are_restricted() -> None:
    test = run(PAGE)
    test.checkbox(key="briefing-masked").check().run()
    assert not test.exception
    assert "no masked point is needed" in alerts(test), "the hospital is recorded at its town"
    assert "briefing-masked" not in {box.key for box in run(PAGE, type="airstrike").checkbox}
