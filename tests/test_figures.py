"""Figures in words, and the laws of their sums."""

from __future__ import annotations

import random

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from geo.figures import figures_line, in_words, left_out, movement_totals, total, totals, with_kind
from geo.model import Event, Figure, Movement


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (None, "no figure"),
        (Figure(), "no figure"),
        (Figure(text="several"), "several (no figure)"),
        (Figure(max=60, qualifier="up to"), "up to 60"),
        (Figure(max=60), "up to 60"),
        (Figure(min=12), "at least 12"),
        (Figure(min=3000, qualifier="more than"), "more than 3,000"),
        (Figure(min=6786, qualifier="at least"), "at least 6,786"),
        (Figure(5000, None, 13000), "5,000–13,000"),
        (Figure(best=1300, qualifier="about"), "about 1,300"),
        (Figure(10, 12, 20), "12 (10–20)"),
        (Figure(12, 12, 12, "exact", who="women"), "12 women"),
        (Figure(0, 0, 0), "0"),
    ],
)
def test_words(figure: Figure | None, words: str) -> None:
    assert in_words(figure) == words


def test_a_figure_is_told_with_what_it_counts() -> None:
    assert with_kind(Figure(max=60), "killed") == "up to 60 killed"
    assert with_kind(None, "injured") == "injured: no figure"
    event = Event("e", "E", "airstrike", "d", killed=Figure(12, 12, 12), injured=Figure(text="dozens"))
    assert figures_line(event) == "12 killed · injured: dozens (no figure)"
    assert figures_line(Event("e", "E", "siege", "d")) == "no figure"


@given(strategies.figures())
def test_words_never_show_an_unknown_as_zero_or_nan(figure: Figure) -> None:
    words = in_words(figure)
    assert "None" not in words
    assert "nan" not in words or "nan" in (figure.text or "").lower()
    assert figure.has_number or "no figure" in words


@given(st.lists(st.none() | strategies.figures(), max_size=12), st.randoms())
def test_a_total_keeps_both_bounds(held: list[Figure | None], dice: random.Random) -> None:
    sums = total("killed", held)
    given_ = [f for f in held if f is not None and f.has_number]
    lows = [f.min for f in given_ if f.min is not None]
    highs = [f.max for f in given_ if f.max is not None]
    assert sums.min == (sum(lows) if lows else None)
    assert sums.max == (sum(highs) if highs else None)
    assert (sums.best_without_min or 0) == sum(f.best or 0 for f in given_ if f.min is None)
    assert sums.n_events + sums.n_without_figure == len(held)
    assert sums.lower_bound_incomplete == (len(lows) < sums.n_events)
    assert sums.upper_bound_incomplete == (len(highs) < sums.n_events)
    shuffled = held[:]
    dice.shuffle(shuffled)
    assert total("killed", shuffled) == sums
    assert "nan" not in sums.sentence()
    assert "None" not in sums.sentence()


@given(st.lists(strategies.figures(), max_size=6), st.lists(strategies.figures(), max_size=6))
def test_totals_add_up(some: list[Figure], others: list[Figure]) -> None:
    one, other, both = (total("killed", held) for held in (some, others, some + others))
    assert both.n_events == one.n_events + other.n_events
    assert (both.min or 0) == (one.min or 0) + (other.min or 0)
    assert (both.max or 0) == (one.max or 0) + (other.max or 0)


@given(strategies.events())
def test_nothing_is_counted_twice_and_nothing_lost_in_silence(held: list[Event]) -> None:
    skipped = {each.id for each in left_out(held)}
    counted = [event for event in held if event.id not in skipped]
    by_id = {event.id: event for event in counted}
    assert not any(event.is_summary or event.part_of in by_id or event.duplicate_of in by_id for event in counted)
    sums = totals(held)
    assert {each.id for each in sums.excluded} == skipped
    assert all(each.reason for each in sums.excluded)
    for kind in sums.kinds.values():
        assert kind.n_events + kind.n_without_figure == len(counted)


@given(strategies.events(), st.randoms())
def test_totals_do_not_depend_on_the_order(held: list[Event], dice: random.Random) -> None:
    shuffled = held[:]
    dice.shuffle(shuffled)
    one, other = totals(held), totals(shuffled)
    assert one.kinds == other.kinds
    assert {each.id for each in one.excluded} == {each.id for each in other.excluded}


def test_a_part_of_a_summary_is_counted_since_the_summary_is_not() -> None:
    summary = Event("all", "All", "airstrike", "d", killed=Figure(text="hundreds"), is_summary=True)
    part = Event("one", "One", "airstrike", "d", killed=Figure(1, 1, 1), part_of="all")
    sums = totals([summary, part])
    assert sums.kinds["killed"].min == 1
    assert [each.id for each in sums.excluded] == ["all"]


def test_a_part_whose_whole_is_not_shown_is_counted() -> None:
    part = Event("one", "One", "airstrike", "d", killed=Figure(1, 1, 1), part_of="elsewhere")
    assert totals([part]).kinds["killed"].max == 1


def test_movements_say_more_than_3000_and_why() -> None:
    whole = Movement("all", "Two days", "d", (), (), people=Figure(min=3000, qualifier="more than"))
    part = Movement("mon", "Monday", "d", (), (), people=Figure(best=1300, qualifier="about"), part_of="all")
    told = movement_totals([whole, part]).sentences("movement")
    assert told[0].startswith("more than 3,000 displaced, from 1 movement")
    assert told[-1] == "Left out of the totals: Monday (part of “Two days”)"
    assert "4,300" not in " ".join(told)


def test_people_who_returned_are_never_added_to_people_who_were_displaced() -> None:
    away = Movement("away", "Away", "d", (), (), people=Figure(best=18832))
    home = Movement("home", "Home", "d", (), (), people=Figure(best=100), kind="return")
    told = movement_totals([away, home])
    assert (told.kinds["displaced"].best, told.kinds["returned"].best) == (18832, 100)
    assert [each.split(",")[0] for each in told.sentences("movement")] == ["about 18", "about 100 returned"]


def test_the_sentence_of_the_airstrikes() -> None:
    told = total("killed", [Figure(max=60, qualifier="up to"), Figure(12, 12, 12), None]).sentence()
    assert told.startswith("at least 12 – up to 72 killed, from 2 events; 1 event without a figure")
    assert "no lower figure" in told


def test_a_single_estimate_is_told_as_one() -> None:
    held = total("displaced", [Figure(best=1300, qualifier="about"), None])
    assert held.sentence("movement") == (
        "about 1,300 displaced, from 1 movement; 1 movement without a figure "
        "(1 of them gives no lower figure; no upper total: 1 of them gives no upper figure)"
    )
    assert total("displaced", [Figure(best=1300), Figure(min=5)]).best is None


def test_best_estimates_without_a_lower_figure_are_told_beside_the_bounds() -> None:
    """36 best estimates do not vanish behind one movement of "more than 3,000"."""
    held = total("displaced", [Figure(min=3000, qualifier="more than"), *(Figure(best=100) for _ in range(36))])
    assert held.best_without_min == 3600
    assert held.sentence("movement").startswith(
        "more than 3,000 displaced, and about 3,600 by best estimates without a lower figure, from 37 movements"
    )
    assert total("killed", [Figure(1, 2, 3), Figure(4)]).best_without_min is None


def test_equal_bounds_are_one_number() -> None:
    assert total("injured", [Figure(12, 12, 12), None]).sentence().startswith("12 injured, from 1 event")
