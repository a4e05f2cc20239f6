"""Arrows on paper where a movement has several origins, or ends where it began: one figure, once."""

from __future__ import annotations

from geo.export.arrows import drawn, flows, is_stretched, taken
from geo.export.frame import Frame
from geo.export.options import PAGES
from geo.model import Figure, Movement, Place

FRAME = Frame(36.3, 33.5, *PAGES["a4-landscape"].map_mm, 1000.0)
QABOUN = Place("qaboun", "Qaboun", "neighbourhood", lon=36.338, lat=33.546)
HAMOURIYA = Place("hamouriya", "Hamouriya", "town", lon=36.386, lat=33.527)
GHOUTA = Place("east-ghouta", "East Ghouta", "area", lon=36.4, lat=33.6)


def moved(origins: tuple[Place, ...], destinations: tuple[Place, ...]) -> Movement:
    people = Figure(min=3000, qualifier="more than")
    return Movement("m", "M", "d", origins=origins, destinations=destinations, people=people)


def test_a_total_of_several_origins_stands_once_and_no_share_is_drawn() -> None:
    (flow,) = flows([moved((QABOUN, HAMOURIYA), (GHOUTA,))], FRAME)
    assert [(line.dashed, line.head) for line in flow.lines] == [(True, False), (True, False), (False, True)]
    assert len({line.end for line in flow.lines[:2]} | {flow.lines[2].start}) == 1, "the branches meet in the trunk"
    assert flow.words == ("more than 3,000 people, date not known", "share of each origin unknown")
    (both,) = flows([moved((QABOUN, HAMOURIYA), (GHOUTA, HAMOURIYA))], FRAME)
    assert both.words[1] == "shares of origins and destinations unknown"


def test_who_stayed_in_one_place_gets_no_arrow() -> None:
    (flow,) = flows([moved((QABOUN,), (QABOUN,))], FRAME)
    assert (flow.lines, flow.words[1]) == ((), "within one place")
    assert drawn([flow], FRAME) == ""
    assert not is_stretched(flow)
    assert taken([flow], FRAME) == []
