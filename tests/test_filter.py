"""The filter as a query: there and back for every filter, and never an exception for any text."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import VIEWS, filters

from geo.filter import FIELDS, MAX_SELECTION, MAX_TEXT, MAX_VALUES, VIEW_FIELDS, Filter, Parsed, View, parse
from geo.flow_inside import At


@given(filters(), VIEWS)
def test_a_query_gives_back_its_filter_and_view(chosen: Filter, view: View) -> None:
    assert parse(chosen.to_query(view)) == Parsed(chosen, view, ())
    assert parse("?" + chosen.to_query(view)) == Parsed(chosen, view, ())


@given(filters())
def test_pairs_give_back_their_filter(chosen: Filter) -> None:
    held: dict[str, list[str]] = {}
    for key, text in chosen.pairs():
        held.setdefault(key, []).append(text)
    assert parse(held) == Parsed(chosen, View(), ())


@given(st.text())
@example("type=airstrike&&&=&%ff%00&q=%ED%A0%80")
@example("bbox=nan,nan,nan,nan")
@example("at=inf,0,3")
@example("from=2017-W20-1")
@example("min_killed=٣")
@example("type=" * 10_000)
def test_no_text_raises(query: str) -> None:
    parsed = parse(query)
    assert parse(parsed.filter.to_query(parsed.view)).problems == ()


@given(st.dictionaries(st.sampled_from([row.key for row in (*FIELDS, *VIEW_FIELDS)]), st.lists(st.text(), max_size=3)))
def test_no_value_raises_and_what_is_kept_is_sound(query: dict[str, list[str]]) -> None:
    parsed = parse(query)
    again = parse(dict_of(parsed))
    assert again.problems == ()
    assert again.filter == parsed.filter


def dict_of(parsed: Parsed) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for key, text in (*parsed.filter.pairs(), *parsed.view.pairs()):
        held.setdefault(key, []).append(text)
    return held


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Filter()),
        ("?", Filter()),
        ("type=airstrike&type=shelling", Filter(types=("airstrike", "shelling"))),
        ("type=shelling&type=airstrike&type=shelling", Filter(types=("airstrike", "shelling"))),
        ("from=2017-05-14&to=2017-05-16", Filter(date_from=date(2017, 5, 14), date_to=date(2017, 5, 16))),
        ("q=%D8%A5%D8%AF%D9%84%D8%A8", Filter(text="إدلب")),
        ("q=two++words", Filter(text="two words")),
        ("min_killed=0", Filter(min_killed=0)),
        ("bbox=170,-10,-170,10", Filter(bbox=(170, -10, -170, 10))),
        ("type=&from=", Filter()),
        ("embed=true&type=siege", Filter(types=("siege",))),
    ],
)
def test_queries_that_are_right(query: str, expected: Filter) -> None:
    assert parse(query) == Parsed(expected, View(), ())


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("type=nonsense", "value of type"),
        ("from=yesterday", "value of from"),
        ("from=2017-5-1", "value of from"),
        ("from=2017-02-30", "value of from"),
        ("to=20170516", "value of to"),
        ("color=red", "unknown filter 'color'"),
        ("min_killed=-1", "value of min_killed"),
        ("min_killed=1e3", "value of min_killed"),
        ("bbox=1,2,3", "value of bbox"),
        ("bbox=0,10,0,-10", "value of bbox"),
        ("bbox=0,0,181,0", "value of bbox"),
        ("at=91,0,3", "value of at"),
        ("at=nan,0,3", "value of at"),
        ("q=" + "x" * (MAX_TEXT + 1), "value of q"),
        ("q=...", "value of q"),
        ("place=a%00b", "value of place"),
        ("movement=" + "x" * (MAX_SELECTION + 1), "value of movement"),
        ("from=2017-05-16&to=2017-05-14", "date interval"),
        ("q=a&q=b", "repeated q"),
        ("&".join(f"place=p{n}" for n in range(MAX_VALUES + 1)), "repeated place"),
    ],
)
def test_what_cannot_be_used_is_told_once(query: str, what: str) -> None:
    problems = parse(query, "the test").problems
    assert [problem.what for problem in problems] == [what]
    assert problems[0].where == "the test"


def test_a_bad_part_leaves_the_good_ones() -> None:
    parsed = parse("type=nonsense&type=siege&from=yesterday&to=2017-05-16")
    assert parsed.filter == Filter(types=("siege",), date_to=date(2017, 5, 16))
    assert len(parsed.problems) == 2


def test_values_are_sorted_and_unique_so_that_equal_filters_have_one_query() -> None:
    one, other = Filter(types=("siege", "airstrike")), Filter(types=("airstrike", "siege", "siege"))
    assert one == other
    assert hash(one) == hash(other)
    assert one.to_query() == "type=airstrike&type=siege"


def test_the_safe_filter_asks_for_nothing_restricted() -> None:
    assert Filter(sensitivities=("internal", "restricted"), text="x").safe() == Filter(text="x")


def test_every_attribute_has_one_row() -> None:
    assert sorted(row.attribute for row in FIELDS) == sorted(Filter.__dataclass_fields__)
    assert sorted(row.attribute for row in VIEW_FIELDS) == sorted(View.__dataclass_fields__)


def test_a_selection_is_as_long_as_the_ids_of_files_and_arrows_between_marks() -> None:
    """An arrow between marks names each of its ends: more than the 200 characters that a choice of the filter has."""
    held = At(16, "p" * 900).text()
    assert parse(f"movement={quote(held)}").view.movement == held
