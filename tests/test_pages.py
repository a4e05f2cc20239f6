"""Each page as a script: what it says, what widgets and address change, and that bad data break nothing else."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.store import current, workspace
from geo.store.stamp import SCHEMA_VERSION

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("app.py", "pages/1_Displacement.py", "pages/2_Briefing.py", "pages/3_Data.py", "pages/4_Method.py")
TIMEOUT_S = 30
AIRSTRIKES = "Showing 2 of 15 events, airstrike"


pytestmark = pytest.mark.usefixtures("stores_closed")


@pytest.fixture
def records_in_use(stores_closed: None, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of records that the pages now read, with a workspace of its own."""
    monkeypatch.setenv("KHARITA_DATA", str(records))
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path / "workspace"))
    return records


@pytest.fixture
def workspace_in_use(stores_closed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pages now look for their workspace; nothing is there yet."""
    folder = tmp_path / "workspace"
    monkeypatch.setenv("KHARITA_WORKSPACE", str(folder))
    return folder


def run(page: str = "app.py", **query: str | list[str]) -> AppTest:
    """The page after its first run; it may not raise."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_S)
    for key, value in query.items():
        test.query_params[key] = value
    if page != "app.py":
        test.switch_page(page)
    return checked(test.run())


def checked(test: AppTest) -> AppTest:
    assert not test.exception, [each.message for each in test.exception]
    return test


def texts(test: AppTest) -> str:
    """All that the page says in words, without Markdown's backslashes and without tags."""
    said = [*test.title, *test.subheader, *test.markdown, *test.caption, *test.warning, *test.error, *test.info]
    cards = "\n".join(html.unescape(re.sub("<[^>]*>", " ", each.proto.body)) for each in test.get("html"))
    return "\n".join([*(str(each.value) for each in said), cards]).replace("\\", "")


def alerts(test: AppTest) -> str:
    return "\n".join(str(each.value) for each in (*test.warning, *test.error, *test.info)).replace("\\", "")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_without_an_exception_or_a_problem(page: str) -> None:
    test = run(page)
    assert test.title
    assert not test.error
    assert not test.warning


def test_the_map_page_says_what_is_shown_and_what_is_not_added() -> None:
    said = texts(run())
    assert "Showing 15 of 15 events, 2 without a point, 1 outside the country" in said
    assert "more than 3,000 displaced" in said
    assert "4,300" not in said
    assert "Nothing selected" in said


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("filter-type", ["airstrike"], AIRSTRIKES),
        ("filter-grade", ["contested"], "graded contested"),
        ("filter-stance", ["denies"], "where someone denies"),
        ("filter-place", ["qaboun"], "Showing 3 of 15 events, at Qaboun"),
        ("filter-admin", ["SY02"], "Showing 1 of 15 events"),
        ("filter-claimant", ["US-led Coalition"], "with a claim by US-led Coalition"),
    ],
)
def test_a_filter_widget_changes_the_sentence_and_the_address(key: str, value: list[str], wanted: str) -> None:
    test = run()
    checked(test.multiselect(key=key).set_value(value).run())
    assert wanted in texts(test)
    assert value[0] in str(test.query_params)


@pytest.mark.parametrize("text", ["Bukamal", "البوكمال", "أبو كمال"])
def test_text_is_found_in_both_scripts(text: str) -> None:
    test = run()
    checked(test.text_input(key="filter-text").input(text).run())
    assert "Showing 1 of 15 events" in texts(test)


def test_dates_that_run_backwards_are_not_applied_and_said() -> None:
    test = run(**{"from": "2017-05-15"})
    checked(test.date_input(key="filter-to").set_value("2017-05-01").run())
    assert "starts (2017-05-15) after it ends (2017-05-01)" in alerts(test)
    assert test.title


def test_clearing_the_filter_empties_widgets_and_address() -> None:
    test = run(type="airstrike", q="Bukamal")
    checked(test.button(key="filter-clear").click().run())
    assert "Showing 15 of 15 events" in texts(test)
    assert test.multiselect(key="filter-type").value == []
    assert "type" not in test.query_params
    assert "q" not in test.query_params


@pytest.mark.parametrize("page", PAGES)
def test_an_address_that_makes_no_sense_warns_and_the_rest_works(page: str) -> None:
    test = run(page, type=["nonsense", "airstrike"], **{"from": "yesterday"})
    said = alerts(test)
    for what, wanted in (("nonsense", "airstrike"), ("yesterday", "a date as YYYY-MM-DD")):
        line = next(each for each in said.splitlines() if what in each)
        assert wanted in line
        assert "correct it or remove it" in line
    assert test.title
    if page == "app.py":
        assert AIRSTRIKES in texts(test)


def test_an_address_with_values_that_the_data_do_not_hold_says_so() -> None:
    said = alerts(run(place="atlantis", event="nothing-of-the-kind"))
    assert "atlantis" in said
    assert "nothing-of-the-kind" in said


def test_the_filter_is_kept_when_the_page_changes() -> None:
    test = run()
    checked(test.multiselect(key="filter-type").set_value(["airstrike"]).run())
    for page in (*PAGES[1:], "app.py"):
        checked(test.switch_page(page).run())
        assert test.query_params["type"] == "airstrike"
    assert AIRSTRIKES in texts(test)


def test_choosing_an_event_shows_its_claims_and_denials() -> None:
    test = run()
    checked(test.selectbox(key="event-chooser").set_value("abu-kamal-airstrike-2017-05-15").run())
    said = texts(test)
    assert "up to 60 killed" in said
    assert "It did not conduct air strikes on Abu Kamal on Monday" in said
    assert test.query_params["event"] == "abu-kamal-airstrike-2017-05-15"


def test_a_click_on_the_map_selects_the_place_and_a_repeated_value_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    test = clickable(monkeypatch)
    checked(test.run())
    CLICK.append({"last_active_drawing": {"properties": {"place_id": "abu-kamal", "seq": 1}}})
    checked(test.run())
    assert test.query_params["place_sel"] == "abu-kamal"
    checked(test.button(key="details-close").click().run())
    assert "place_sel" not in test.query_params, "the old click does not come back"


def test_a_click_on_a_place_known_by_number_selects_it_in_this_revision_only(monkeypatch: pytest.MonkeyPatch) -> None:
    held = current()
    places = [place.id for place in held.places().values() if place.has_point]
    number = next(n for n in range(1, 1000) if held.place_ids([n]).get(n) in places)
    test = clickable(monkeypatch)
    checked(test.run())
    CLICK.append({"last_active_drawing": {"properties": {"spot": number, "rev": "another", "seq": 1}}})
    checked(test.run())
    assert "place_sel" not in test.query_params
    CLICK.append({"last_active_drawing": {"properties": {"spot": number, "rev": held.revision, "seq": 2}}})
    checked(test.run())
    assert test.query_params["place_sel"] == held.place_ids([number])[number]


def test_long_lists_are_read_when_they_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.ui import summary

    monkeypatch.setattr(summary, "_FEW", 0)
    assert "Outside the country: " not in texts(run())
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_S)
    test.session_state["not-on-map"] = True
    assert "Outside the country: " in texts(checked(test.run()))


def test_a_choice_in_the_map_becomes_the_filter_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    from geo.ui import map as maps

    def fake(base: object, *, key: str, on_change: Callable[[], None], **_: object) -> None:
        st.button("the map", key="fake-map", on_click=on_change)

    monkeypatch.setattr(maps, "st_folium", fake)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_S)
    told = {"type": ["airstrike"], "from": "2017-05-14", "to": None, "seq": 1}
    test.session_state["map"] = {"last_active_drawing": {"properties": {"filter": told}}}
    checked(test.run())
    checked(test.button(key="fake-map").click().run())
    assert test.multiselect(key="filter-type").value == ["airstrike"]
    assert test.query_params["from"] == "2017-05-14"
    checked(test.button(key="filter-clear").click().run())
    checked(test.button(key="fake-map").click().run())
    assert "type" not in test.query_params, "the old choice does not come back"


CLICK: list[Any] = []


def clickable(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The map page with a map whose click is the last of CLICK, told as streamlit-folium tells it."""
    import streamlit as st

    from geo.ui import map as maps

    def fake(base: object, *, key: str, on_change: Callable[[], None], **_: object) -> None:
        if CLICK and st.session_state.get("_told") != CLICK[-1]:
            st.session_state["_told"] = CLICK[-1]
            st.session_state[key] = CLICK[-1]
            on_change()
            st.rerun()

    CLICK.clear()
    monkeypatch.setattr(maps, "st_folium", fake)
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_S)


def test_the_displacement_page_never_adds_a_part_to_its_whole() -> None:
    said = texts(run("pages/1_Displacement.py"))
    assert "more than 3,000" in said
    assert "share of each not known" in said
    assert "Not added: Removals from Qaboun, Monday 15 May 2017" in said
    assert "4,300" not in said


def test_the_displacement_page_says_that_an_event_filter_does_not_apply() -> None:
    said = texts(run("pages/1_Displacement.py", type="airstrike"))
    assert "Showing 2 of 2 movements" in said
    assert "do not apply to movements" in said


def test_the_briefing_page_offers_every_format_and_says_what_stays() -> None:
    from geo.export import EXPORTS

    test = run("pages/2_Briefing.py", sensitivity="restricted")
    assert {each.label for each in test.get("download_button")} >= {each.label for each in EXPORTS.values()}
    assert "15 of 15 events go into each file" in alerts(test)
    assert "1 at a restricted place" in alerts(test)


def test_the_method_page_prints_the_vocabularies() -> None:
    test = run("pages/4_Method.py")
    words = " ".join(str(table.value) for table in test.table)
    assert "contested" in words
    assert "labour_action" in words
    assert "situation as of 16 May 2017" in texts(test)


def test_a_file_that_is_no_json_is_named_and_the_page_still_runs(records_in_use: Path) -> None:
    (records_in_use / "events.json").write_text('{"events": [', "utf-8")
    for page in PAGES:
        test = run(page)
        assert "events.json" in alerts(test)
        assert "Mend" in alerts(test)
    assert "Showing 2 of 2 movements" in texts(run("pages/1_Displacement.py"))


def test_a_missing_file_is_named(records_in_use: Path) -> None:
    (records_in_use / "movements.json").unlink()
    test = run()
    assert "movements.json" in alerts(test)
    assert "Showing 15 of 15 events" in texts(test)


def test_one_bad_record_is_named_and_the_others_are_shown(
    records_in_use: Path, change: Callable[[str, Any], None]
) -> None:
    change("events.json", lambda held: held["events"][4].update(type="air strike"))
    test = run()
    said = alerts(test)
    assert "air strike" in said
    assert "abu-kamal-airstrike-2017-05-15" in said
    assert "Showing 14 of 14 events" in texts(test)


def test_a_workspace_of_a_newer_version_is_left_alone_and_said(workspace_in_use: Path) -> None:
    workspace_in_use.mkdir()
    stamp = workspace_in_use / workspace.STAMP
    text = json.dumps({"schema_version": SCHEMA_VERSION + 1})
    stamp.write_text(text, "utf-8")
    test = run()
    assert "newer Kharita" in alerts(test)
    assert "KHARITA_WORKSPACE" in alerts(test)
    assert "Showing 15 of 15 events" in texts(test)
    assert [path.name for path in workspace_in_use.iterdir()] == [workspace.STAMP]
    assert stamp.read_text("utf-8") == text


def test_a_workspace_that_is_no_folder_is_said_and_the_rest_works(workspace_in_use: Path) -> None:
    workspace_in_use.write_text("a file", "utf-8")
    for page in PAGES:
        test = run(page)
        assert str(workspace_in_use) in alerts(test)
        assert "KHARITA_WORKSPACE" in alerts(test)
    assert workspace_in_use.read_text("utf-8") == "a file"


def test_internal_records_are_hidden_and_restricted_places_coarsened(
    records_in_use: Path, change: Callable[[str, Any], None]
) -> None:
    change("events.json", lambda held: held["events"][4].update(sensitivity="internal"))
    test = run()
    assert "1 internal withheld" in texts(test)
    said = texts(test) + str([frame.value.to_csv() for frame in test.dataframe])
    assert "Airstrike near Abu Kamal" not in said
    assert "Airstrike near Abu Kamal" not in texts(run(event="abu-kamal-airstrike-2017-05-15"))
    azaz = texts(run(place_sel="azaz"))
    assert "1 event here" in azaz
    assert "1 shown at a coarser place for safety" in azaz
    assert "which these data do not hold" in alerts(run(place_sel="ahli-hospital-azaz"))
