"""A filter in words: each field that is set is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from strategies import filters

from geo.filter import Filter
from geo.filter_words import clauses, describe, in_words
from geo.model import Place
from geo.store import Count

PLACES = {
    "azaz": Place("azaz", "Azaz", "town", admin1_pcode="SY02", admin1_name="Aleppo"),
    "idlib": Place("idlib", "Idlib", "city", admin1_pcode="SY07", admin1_name="Idleb"),
}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Filter(), "no filter"),
        (Filter(types=("airstrike",)), "airstrike"),
        (Filter(types=("airstrike", "shelling")), "airstrike or shelling"),
        (Filter(date_from=date(2017, 5, 14), date_to=date(2017, 5, 16)), "14–16 May 2017"),
        (Filter(date_from=date(2017, 5, 14)), "from 14 May 2017"),
        (Filter(date_to=date(2017, 5, 14)), "until 14 May 2017"),
        (Filter(places=("azaz", "nowhere")), "at Azaz or nowhere"),
        (Filter(admins=("SY07",)), "in Idleb (SY07)"),
        (Filter(min_killed=5), "at least 5 killed by the lower figure"),
        (Filter(stances=("denies",)), "where someone denies"),
        (Filter(text="Idlib"), "text “Idlib”"),
        (Filter(origins=("azaz",), destinations=("idlib",)), "from Azaz, to Idlib"),
    ],
)
def test_words(chosen: Filter, words: str) -> None:
    assert in_words(chosen, PLACES) == words


@given(filters())
def test_every_field_that_is_set_is_told(chosen: Filter) -> None:
    n_set = sum(getattr(chosen, name) not in ((), None) for name in Filter.__dataclass_fields__)
    both_dates = chosen.date_from is not None and chosen.date_to is not None
    assert len(clauses(chosen, PLACES)) == n_set - both_dates


def test_the_sentence_of_the_map() -> None:
    count = Count(shown=12, total=15, without_point=3, abroad=0, withheld=0, coarsened=0, country="SY")
    chosen = Filter(date_from=date(2017, 5, 14), date_to=date(2017, 5, 16), types=("airstrike",))
    told = describe(chosen, count, {})
    assert told == "Showing 12 of 15 events, 3 without a point, 14–16 May 2017, airstrike"


def test_what_is_withheld_or_coarsened_is_told() -> None:
    told = describe(Filter(), Count(1, 2, 0, 1, 1, 1, "SY"), {})
    assert told.startswith(
        "Showing 1 of 2 events, 1 outside the country, 1 internal withheld, 1 shown at a coarser place"
    )
