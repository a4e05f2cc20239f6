"""What each data route of the map answers: a function of (store, filter and view) per name, and the process's store.

Kept apart from geo.web so that the server can answer before these packages are imported (geo.warm does it meanwhile).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import monotonic
from types import MappingProxyType
from typing import Any

from geo import payload
from geo.cells import window_of
from geo.errors import BadInput
from geo.filter import Filter, Parsed
from geo.payload import Json
from geo.payload_cells import cells_payload, numbered_place
from geo.payload_flows import flow_view_of, flows_payload
from geo.payload_stocks import stocks_payload
from geo.payload_words import words_payload
from geo.store import Store, current

_news = threading.Condition()
_awaited: list[Awaited] = []
"""The filters that some page waits for; guarded by `_news`."""
_FRESH_S, _MOST_SEEN = 2.0, 256
_PICTURES = frozenset({"cells", "places", "flows"})
"""The questions whose answer is a picture of the filter; the others are about one place, or follow a picture."""
_seen: dict[tuple[Filter, str], float] = {}
"""When a map last asked for a filter, was answered, or drew it; a map may know of a choice before the page does."""


@dataclass(slots=True, eq=False)
class Awaited:
    """A filter that a page has announced, and how far some map is with it."""

    chosen: Filter
    asked: bool = False
    answered: bool = False
    drawn: bool = False

    def wait(self, asked_within_s: float, answered_within_s: float, drawn_within_s: float) -> bool:
        """Whether a map drew it: False as soon as none has asked for it, got its answer, or drawn it, in its time.

        A page's script that goes on working meanwhile would hold Python's lock and the browser's main thread, and keep
        the picture waiting.
        """
        with _news:
            if not _news.wait_for(lambda: self.asked or self.drawn, asked_within_s):
                return False
            if not _news.wait_for(lambda: self.answered or self.drawn, answered_within_s):
                return False
            return _news.wait_for(lambda: self.drawn, drawn_within_s)


@dataclass(slots=True)
class _Turns:
    asked: int = 0


_turns = _Turns()
"""How many questions maps have asked; guarded by `_news`."""


@contextmanager
def awaited(chosen: Filter, *, anew: bool = False) -> Iterator[Awaited]:
    """What maps do with `chosen` from here on, and did just before; `anew` says that those were other pages' maps."""
    mine = Awaited(chosen)
    with _news:
        for step in ("asked", "answered", "drawn"):
            setattr(mine, step, not anew and _is_fresh(chosen, step))
        _awaited.append(mine)
    try:
        yield mine
    finally:
        with _news:
            _awaited.remove(mine)


def answer(name: str, asked: Parsed, own: Mapping[str, str]) -> Any:
    """The values for the route `name` from the store of this process, or bytes; BadInput where there are none.

    `own` holds the parameters of the request that are no filters.
    """
    draws = name in _PICTURES
    if draws:
        _news_of(asked.filter, "asked")
    try:
        return ANSWERS[name](current(), asked, own)
    finally:
        if draws:
            _news_of(asked.filter, "answered")


def _news_of(chosen: Filter, step: str) -> None:
    """Notes how far a map is with a filter, and tells the pages that wait for it."""
    with _news:
        if step == "asked":
            _turns.asked += 1
            # What is asked anew is neither answered nor drawn.
            _seen.pop((chosen, "answered"), None)
            _seen.pop((chosen, "drawn"), None)
        _seen.pop((chosen, step), None)  # anew at the end: the first that goes is the one noted longest ago
        _seen[chosen, step] = monotonic()
        while len(_seen) > _MOST_SEEN:
            _seen.pop(next(iter(_seen)))
        for each in _awaited:
            if each.chosen == chosen:
                setattr(each, step, True)
        _news.notify_all()


def _is_fresh(chosen: Filter, step: str) -> bool:
    return monotonic() - _seen.get((chosen, step), -_FRESH_S) < _FRESH_S


def wait_for_a_question(timeout_s: float) -> bool:
    """Whether some map asked for data within `timeout_s` seconds from now; returns as soon as one does."""
    with _news:
        before = _turns.asked
        return _news.wait_for(lambda: _turns.asked > before, timeout_s)


def _drawn(_: Store, asked: Parsed, own: Mapping[str, str]) -> Json:
    """A map tells that it has drawn a filter."""
    _news_of(asked.filter, "drawn")
    return {}


def _place(held: Store, asked: Parsed, own: Mapping[str, str]) -> Any:
    """The popup of a place by its id, or by the number that a row of cells gives it."""
    place_id, number = asked.view.place_sel, own.get("spot", "")
    found = None
    if number.isascii() and number.isdigit() and len(number) <= 10:
        found = numbered_place(held, asked.filter, int(number), own.get("rev"))
    elif place_id is not None:
        found = payload.place_payload(held, asked.filter, place_id)
    if found is None:
        got = place_id or number or None
        raise BadInput("place", got=got, want="the id of a place", where="place_sel", cure="Choose one.")
    return found


def _of_movements(chosen: Filter) -> Filter:
    """The filter without what only events have; the page's address keeps that."""
    return replace(chosen, types=(), min_killed=None)


ANSWERS: Mapping[str, Callable[[Store, Parsed, Mapping[str, str]], Any]] = MappingProxyType(
    {
        "cells": lambda held, asked, own: cells_payload(held, asked.filter, window_of(own)),
        "places": lambda held, asked, _: payload.places_payload(held, asked.filter),
        "place": _place,
        "flows": lambda held, asked, own: flows_payload(held, _of_movements(asked.filter), flow_view_of(own)),
        "stocks": lambda held, asked, own: stocks_payload(held, _of_movements(asked.filter), flow_view_of(own)),
        "words": lambda held, asked, _: words_payload(held, asked.filter),
        "drawn": _drawn,
    }
)
basemap = payload.basemap_payload
