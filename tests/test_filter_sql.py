"""A filter as SQL: text from outside travels only as a parameter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from strategies import filters

from geo.filter import Filter
from geo.filter_sql import EVENTS, MOVEMENTS, SPOTS, STOCKS, Target, place_columns, where

TARGETS = (EVENTS, SPOTS, MOVEMENTS, STOCKS)
FREE = ("places", "admins", "claimants", "datasets", "origins", "destinations", "ends")
"""Fields that take any text; words of closed vocabularies become numbers of ours, or nothing at all."""


@given(filters())
def test_one_mark_per_parameter(chosen: Filter) -> None:
    for target in TARGETS:
        sql, values = where(chosen, target)
        assert sql.count("?") == len(values)


@given(filters())
def test_no_text_from_outside_is_in_the_sql(chosen: Filter) -> None:
    """Two filters of the same shape give the same SQL, whatever their values are."""
    hostile = Filter(
        **{
            name: tuple(f"x{n}'; DROP TABLE events --" for n, _ in enumerate(held))
            if isinstance(held := getattr(chosen, name), tuple) and name in FREE
            else held
            for name in Filter.__dataclass_fields__
        }
    )
    for target in TARGETS:
        assert where(hostile, target)[0] == where(chosen, target)[0]
        assert "DROP" not in where(hostile, target)[0]


@given(filters())
def test_only_our_own_words_are_quoted(chosen: Filter) -> None:
    for target in TARGETS:
        quoted = re.findall(r"'([^']*)'", where(chosen, target)[0])
        assert quoted == []


@pytest.mark.parametrize("target", TARGETS)
def test_the_empty_filter_hides_only_what_is_internal(target: Target) -> None:
    assert where(Filter(), target) == ("(e.sensitivity <> 2)", [])


def test_skip_leaves_one_attribute_out() -> None:
    chosen = Filter(types=("siege",), grades=("weak",))
    assert where(chosen, skip="types") == where(Filter(grades=("weak",)))


def test_the_columns_follow_the_sensitivity() -> None:
    assert place_columns(Filter()) == "pub_"
    assert place_columns(Filter(sensitivities=("internal",))) == "pub_"
    assert place_columns(Filter(sensitivities=("restricted",))) == "own_"


@pytest.mark.parametrize("attribute", ["types", "grades", "stances"])
def test_a_word_that_no_vocabulary_has_never_reaches_the_sql(attribute: str) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        where(Filter(**{attribute: ("x'; DROP TABLE events --",)}))


@pytest.mark.parametrize("attribute", ["groups", "moves"])
def test_nor_a_word_of_movements(attribute: str) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        where(Filter(**{attribute: ("x'; DROP TABLE movements --",)}), MOVEMENTS)
