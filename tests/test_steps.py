"""Steps through time: each day lies in exactly one step of a unit, and the address says the same back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import DAYS

from geo.filter import View, parse
from geo.steps import UNITS, Step, n_steps, step_from, steps

UNIT = st.sampled_from(list(UNITS))


@given(UNIT, DAYS)
def test_a_day_lies_in_its_step_and_in_no_other(unit: str, day: date) -> None:
    step = Step(unit, day)
    assert step.first <= day <= step.last
    assert step_from(step.text()) == step
    for by in (-1, 1):
        other = step.moved(by)
        assert other == step or not other.first <= day <= other.last


@given(UNIT, st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 900))
def test_steps_cover_a_span_without_a_gap(unit: str, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    held = steps(unit, first, last)
    assert len(held) == n_steps(unit, first, last)
    assert held[0].first <= first <= held[0].last
    assert held[-1].first <= last <= held[-1].last
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(held))


@pytest.mark.parametrize(
    "text", ["", "day", "day:", "hour:2017-05-14", "day:2017-05-32", "day:2017-W20-7", "day:14.5.2017"]
)
def test_what_is_no_step_is_a_problem_of_the_address(text: str) -> None:
    found = parse({"step": text})
    assert found.view == View()
    assert len(found.problems) == bool(text)


def test_the_first_and_last_possible_days_have_steps() -> None:
    for unit in UNITS:
        assert Step(unit, date.min).moved(-1) == Step(unit, date.min)
        assert Step(unit, date.max).last == date.max
