"""Intervals in words, never finer than their precision."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import UNKNOWN, day_in_words, interval_in_words
from geo.vocab import DATE_PRECISIONS

D = date


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (None, None, "day", UNKNOWN),
        (D(2017, 5, 15), D(2017, 5, 15), "day", "15 May 2017"),
        (D(2017, 5, 14), D(2017, 5, 15), "days", "14–15 May 2017"),
        (D(2017, 4, 30), D(2017, 5, 2), "days", "30 April – 2 May 2017"),
        (D(2016, 12, 30), D(2017, 1, 2), "days", "30 December 2016 – 2 January 2017"),
        (D(2017, 5, 15), D(2017, 5, 15), "week", "week of 15 May 2017"),
        (D(2017, 5, 1), D(2017, 5, 16), "month", "May 2017"),
        (D(2016, 8, 1), D(2017, 5, 16), "month", "August 2016 – May 2017"),
        (D(2017, 1, 1), D(2017, 5, 16), "year", "2017"),
        (D(2011, 1, 1), D(2015, 12, 31), "year", "2011–2015"),
        (D(2013, 1, 1), None, "year", "since 2013, end not known"),
        (None, D(2013, 8, 31), "month", "until August 2013, start not known"),
    ],
)
def test_words(start: date | None, end: date | None, precision: str, words: str) -> None:
    assert interval_in_words(start, end, precision) == words


@given(st.none() | st.dates(), st.none() | st.dates(), st.sampled_from(list(DATE_PRECISIONS)))
def test_no_day_is_told_that_is_not_known(start: date | None, end: date | None, precision: str) -> None:
    words = interval_in_words(start, end, precision)
    if precision in ("month", "year"):
        assert not any(day_in_words(day) in words for day in (start, end) if day and day.day > 12)
    assert "None" not in words
