"""A filter as SQL: text from outside travels only as a parameter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from strategies import filters

from geo.filter import Filter
from geo.filter_sql import EVENTS, MOVEMENTS, Target, place_columns, where

TARGETS = (EVENTS, MOVEMENTS)


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
            if isinstance(held := getattr(chosen, name), tuple) and name not in ("bbox", "sensitivities")
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
        assert set(quoted) <= {"internal", "origin", "destination"}


@pytest.mark.parametrize("target", TARGETS)
def test_the_empty_filter_hides_only_what_is_internal(target: Target) -> None:
    assert where(Filter(), target) == ("(e.sensitivity <> 'internal')", [])


def test_skip_leaves_one_attribute_out() -> None:
    chosen = Filter(types=("siege",), grades=("weak",))
    assert where(chosen, skip="types") == where(Filter(grades=("weak",)))


def test_the_columns_follow_the_sensitivity() -> None:
    assert place_columns(Filter()) == "pub_"
    assert place_columns(Filter(sensitivities=("internal",))) == "pub_"
    assert place_columns(Filter(sensitivities=("restricted",))) == "own_"
