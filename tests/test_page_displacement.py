"""The displacement page as a script: filters, steps, panels, totals, matrix, balance, people present."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from incoming import figure
from incoming_flows import PLACES, imported_flows, movement, stock
from shared_files import shared
from streamlit.testing.v1 import AppTest
from test_pages import alerts, checked, run, texts, workspace_in_use

from geo.filter import ONLY_EVENTS, ONLY_MOVEMENTS, Filter
from geo.flow_inside import At, Between
from geo.intake import prepare
from geo.store import current
from geo.ui.filters import MANY, ONE
from geo.ui.flows import stepping

__all__ = ["workspace_in_use"]
PAGE = "pages/1_Displacement.py"
MONTHS = [("2017-01-10", "2017-01-10"), ("2017-02-01", "2017-02-28"), ("2017-02-20", "2017-03-05")]


@pytest.fixture
def moved(workspace_in_use: Path) -> Path:
    """Three movements in three months, one without a date, two ways between the same places, and two rounds."""
    days = [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in MONTHS]
    rows = [
        movement(id="out", people=figure(100, 110, 120), date_start=days[0][0], date_end=days[0][1]),
        movement(
            id="back", origins=[2], destinations=[1], people=figure(30, None, 60), grp="civilians",
            date_start=days[1][0], date_end=days[1][1],
        ),
        movement(id="fork", destinations=[2, 3], people=figure(3000, qualifier="more than"),
                 date_start=days[2][0], date_end=days[2][1], title="A fork"),
        movement(id="undated", move="return", people=figure(best=7), date_start=None, date_end=None),
    ]  # fmt: skip
    rounds = [
        stock(id="a1", round=1, date_start=date(2017, 1, 1), date_end=date(2017, 1, 1), people=figure(best=100)),
        stock(id="a2", round=2, date_start=date(2017, 2, 3), date_end=date(2017, 2, 3), people=figure(best=80)),
    ]
    imported_flows(workspace_in_use, rows, rounds, PLACES)
    return workspace_in_use


def opened(**query: Any) -> AppTest:
    return run(PAGE, dataset="flows", **query)


def view(test: AppTest, slug: str) -> AppTest:
    return checked(test.segmented_control(key="flow-numbers").set_value(slug).run())


def table(test: AppTest, column: str) -> Any:
    return next(each.value for each in test.dataframe if column in each.value.columns)


def test_every_field_of_the_filter_that_movements_have_has_a_widget() -> None:
    by_address_alone = {"bbox", "as_of"}
    have = {*MANY.values(), *ONE.values()}
    assert set(Filter.__dataclass_fields__) - by_address_alone == have
    keys = {key for held in (MANY, ONE) for key, field in held.items() if field not in ONLY_EVENTS}
    test = run(PAGE)
    drawn = {each.key for each in (*test.multiselect, *test.number_input, *test.date_input, *test.text_input)}
    assert keys <= drawn
    assert {"filter-type", "filter-min-killed"}.isdisjoint(drawn)


@pytest.mark.parametrize(
    ("key", "value", "query", "wanted"),
    [
        ("filter-origin", ["flows:p2"], "origin", "Showing 1 of 6 movements, data set flows, from Idlib"),
        ("filter-dest", ["flows:p3"], "dest", "Showing 1 of 6 movements, data set flows, to East Ghouta"),
        ("filter-end", ["flows:p3"], "end", "Showing 1 of 6 movements, data set flows, from or to East Ghouta"),
        ("filter-move", ["return"], "move", "Showing 1 of 6 movements, data set flows, return"),
        ("filter-group", ["civilians"], "group", "Showing 1 of 6 movements, data set flows, civilians"),
        ("filter-admin", ["SY03"], "admin", "Showing 1 of 6 movements, in"),
    ],
)
def test_a_filter_of_movements_is_a_widget_an_address_a_query_and_words(
    moved: Path, key: str, value: list[str], query: str, wanted: str
) -> None:
    test = checked(opened().multiselect(key=key).set_value(value).run())
    assert wanted in texts(test)
    assert test.query_params[query] == value[0] or value[0] in test.query_params[query]
    again = opened(**{query: value})
    assert wanted in texts(again)
    assert again.multiselect(key=key).value == value


def test_a_least_number_of_people_is_a_widget_too(moved: Path) -> None:
    test = checked(opened().number_input(key="filter-min-people").set_value(50).run())
    assert "Showing 2 of 6 movements, data set flows, at least 50 people moved by the lower figure" in texts(test)
    assert opened(min_people="50").number_input(key="filter-min-people").value == 50


def test_the_map_page_keeps_filters_of_movements_without_applying_them() -> None:
    said = texts(run(origin="qaboun", min_people="50"))
    assert "Showing 15 of 15 events, 2 without a point, 1 outside the country" in said
    assert "from Qaboun" not in said
    assert "select no event" in said
    assert Filter(origins=("a",), min_people=3).of_events() == Filter()
    assert set(ONLY_MOVEMENTS).isdisjoint(ONLY_EVENTS)


def test_totals_per_place_say_unknown_part_and_no_share() -> None:
    test = run(PAGE)
    came = table(test, "Unknown part of")
    assert came.set_index("Place")["Unknown part of"].to_dict() == {
        "East Ghouta": "more than 3,000", "Idlib Governorate": "more than 3,000",
    }  # fmt: skip
    assert set(came["People"]) == {""}
    said = texts(test)
    assert "Displacement: more than 3,000 displaced, from 1 movement" in said
    assert "no share" in said
    for wrong in ("1,500", "4,300"):
        assert wrong not in said + "".join(frame.value.to_csv() for frame in test.dataframe)


def test_stepping_shows_what_overlaps_and_never_adds_steps(moved: Path) -> None:
    test = checked(opened().segmented_control(key="flow-step-unit").set_value("month").run())
    assert test.query_params["step"] in ("month:2017-01-01", ["month:2017-01-01"])
    said = texts(test)
    told = "at least 100, and 110 by best estimates, and up to 120 displaced; 7 returned"
    assert f"January 2017: 2 movements; {told}" in said
    assert "figures of steps are never added" in said
    assert "1 movement without a start or an end may lie in any step" in said
    assert "Showing 4 of 6 movements" in said, "the filter stays"
    shown = [set(table(test, "Movement")["Movement"])]
    for _ in range(2):
        checked(test.button(key="flow-step-on").click().run())
        shown.append(set(table(test, "Movement")["Movement"]))
    assert "A fork" not in shown[0]
    assert "A fork" in shown[1] & shown[2], "one that lasts over both is shown in both"
    assert test.button(key="flow-step-on").disabled
    checked(test.button(key="flow-step-back").click().run())
    assert "February 2017: 3 movements" in texts(test)
    assert "more than 3,130 displaced, from 3 movements" in texts(test), "the total is of the whole selection"
    assert "6,130" not in texts(test), "no sum over steps"


def test_playing_goes_to_the_last_step_and_stops(moved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stepping, "PACE_S", 0.0)
    test = opened(step="month:2017-01-01")
    checked(test.button(key="flow-step-play").click().run())
    assert test.button(key="flow-step-play").label == "Pause"
    for _ in range(6):
        checked(test.run())
    assert "March 2017" in texts(test)
    assert test.button(key="flow-step-play").label == "Play"
    checked(test.button(key="flow-step-play").click().run())
    assert "January 2017" in texts(test) or "February 2017" in texts(test), "the play begins again at the first"


def test_a_step_can_become_the_date_filter(moved: Path) -> None:
    test = opened(step="month:2017-02-01")
    checked(test.button(key="flow-step-keep").click().run())
    assert (test.query_params["from"], test.query_params["to"]) in (
        ("2017-02-01", "2017-02-28"), (["2017-02-01"], ["2017-02-28"]),
    )  # fmt: skip
    assert "step" not in test.query_params
    assert "Showing 3 of 6 movements" in texts(test)


def test_a_step_outside_the_span_shows_none_and_leads_back(moved: Path) -> None:
    test = opened(step="year:1999-01-01")
    assert "1999: 1 movement" in texts(test), "only the one without a date may lie there"
    assert test.button(key="flow-step-back").disabled


def test_no_unit_is_offered_that_makes_too_many_steps(workspace_in_use: Path) -> None:
    rows = [movement(id=str(year), date_start=date(year, 1, 1), date_end=date(year, 12, 31)) for year in (1962, 2024)]
    imported_flows(workspace_in_use, rows)
    assert opened().segmented_control(key="flow-step-unit").options == ["All dates", "Year"]


def test_the_balance_is_a_range_where_both_directions_exist(moved: Path) -> None:
    held = table(view(opened(), "balance"), "Came minus left").set_index("Place")
    assert set(held.index) == {"Al-Bab", "Idlib"}
    assert held.loc["Al-Bab", "Came minus left"] == "−3,040 or less (no lower bound)"
    assert held.loc["Idlib", "Came minus left"] == "+40 or more (no upper bound)"
    assert "an unknown part came" in held.loc["Idlib", "Why it is open"]


def test_the_matrix_and_the_pairs_hold_the_fork_by_itself(moved: Path) -> None:
    test = view(opened(), "pairs")
    rows = table(test, "First day").set_index("To")["People"].to_dict()
    assert rows["Idlib or East Ghouta, split unknown"] == "more than 3,000"
    test = view(test, "matrix")
    assert "column of its own" in texts(test)
    assert test.segmented_control(key="flow-matrix-kind").options == ["Displacement", "Return"]


def test_people_present_are_the_latest_round_with_its_date(moved: Path) -> None:
    test = view(opened(), "present")
    held = table(test, "What is counted")
    assert held[["Place", "People", "Date", "Round"]].to_numpy().tolist() == [
        ["Al-Bab", "80", "3 February 2017", "2 (latest of 2)"]
    ]
    assert "180" not in held.to_csv()
    early = table(view(opened(to="2017-01-31"), "present"), "What is counted")
    assert early["People"].tolist() == ["100"]


def test_a_place_opens_its_panel(moved: Path) -> None:
    test = opened()
    checked(test.selectbox(key="flow-place-chooser").set_value("flows:p2").run())
    said = texts(test)
    came = "at least 100, and 110 by best estimates, and up to 120, and an unknown part of more than 3,000"
    assert f"Displacement, came here: {came}" in said
    assert "Displacement, left from here: at least 30, and up to 60" in said
    assert "came minus left" in said
    labels = [button.label.replace("\\", "") for button in test.button]
    assert any(label.startswith("A fork: more than 3,000") for label in labels)
    checked(test.button(key="flow-place-flows:fork").click().run())
    assert "share of each not known" in texts(test)
    assert "place_sel" not in test.query_params
    checked(test.button(key="flow-close").click().run())
    assert "movement" not in test.query_params


def test_a_place_that_the_data_do_not_hold_is_said() -> None:
    assert "atlantis, which these data do not hold" in alerts(run(PAGE, place_sel="atlantis"))


def test_the_panel_of_the_whole_names_its_part_and_every_term() -> None:
    test = run(PAGE, movement="qaboun-removals-2017-05-14-15")
    said = texts(test)
    for wanted in (
        "Daily briefing (source of this data set) calls it: forced removal",
        "Syrian military calls it: returned peace and security",
        "Transit point: Qalaat al-Madiq",
        "Qaboun to the level of a neighbourhood",
        "1 other is part of it or a copy, counted in this one and never added to it",
    ):
        assert wanted in said
    checked(test.button(key="flow-open-qaboun-removals-2017-05-15").click().run())
    assert "Part of “Removals from Qaboun, 14–15 May 2017”: already counted there, never added to it." in texts(test)


def test_internal_movements_stay_hidden_in_every_view(moved: Path, workspace_in_use: Path) -> None:
    imported_flows(
        workspace_in_use, [movement(title="Secret", sensitivity="internal", people=figure(best=5))], title="Two"
    )
    test = run(PAGE, dataset="two")
    for slug in ("places", "matrix", "pairs", "balance", "present"):
        said = texts(view(test, slug)) + "".join(frame.value.to_csv() for frame in test.dataframe)
        assert "Secret" not in said
    assert "Showing 0 of" in texts(test)


def test_the_matrices_of_ocha_stand_on_the_page(workspace_in_use: Path) -> None:
    path = shared("data/flows/ocha-syria-idp-movements-2019-12.xlsx")
    with prepare(path, path.name, workspace=workspace_in_use) as prepared:
        dataset = prepared.apply().id
    test = run(PAGE, dataset=dataset)
    said = texts(test)
    assert "Displacement: about 110,925 displaced, from 36 movements" in said
    assert "Return: about 103,396 returned, from 40 movements" in said
    assert current().stocks(Filter(datasets=(dataset,)))
    assert len(table(view(test, "pairs"), "First day")) == 76


def test_a_mark_of_several_places_opens_its_figures_and_flows(moved: Path) -> None:
    test = opened(movement=At(16, "flows:p2").text())
    said = texts(test)
    assert "more than 3,000 came, an unknown part of them here" in said
    assert "at least 30, and up to 60 left from here" in said
    assert "A fork" in said
    assert not alerts(test)


def test_an_arrow_between_marks_lists_its_flows_in_pages(workspace_in_use: Path) -> None:
    rows = [movement(id=f"m{n}", origins=[1], destinations=[2], people=figure(best=n + 1)) for n in range(9)]
    imported_flows(workspace_in_use, rows, [], PLACES)
    arrow = Between(16, rows[0]["move"], ("flows:p1",), ("flows:p2",))
    said = texts(opened(movement=arrow.text()))
    assert "One flow inside" in said
    test = opened(movement=arrow.text())
    assert [each.label for each in test.button if "of this pair" in each.label] == ["Show all 9 movements of this pair"]
    for wanted in ("Movements 1 to 3 of 9", "Movements 4 to 6 of 9", "Movements 7 to 9 of 9"):
        assert wanted in texts(test)
        older = next(each for each in test.button if (each.key or "").endswith("-of-older"))
        checked(older.click().run()) if not older.disabled else None
    checked(next(each for each in test.button if "of this pair" in each.label).click().run())
    assert test.query_params["origin"] == "flows:p1"


def test_marks_that_the_data_do_not_hold_are_told(moved: Path) -> None:
    assert "No movement that passes the filter is inside" in alerts(opened(movement=At(16, "nowhere").text()))
