"""People present at places as JSON for the map: circles of the latest round, the largest ones of what is in view.

A circle is one place in one data set and one kind of stock; origins and groups of that round are added, rounds and data
sets never. Nothing here is a movement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from geo.dates import interval_in_words
from geo.filter import Filter
from geo.mercator import to_mercator
from geo.payload import Json, spot
from geo.payload_flow_map import FlowView
from geo.store import PeopleSum, Stock, Store
from geo.vocab import STOCK_KINDS, label

MOST_STOCKS = 200


def stocks_payload(store: Store, chosen: Filter, view: FlowView) -> Json:
    """At most MOST_STOCKS circles in view, largest first; how many more are in view, and how many have no point."""
    whole = _circles(store.stocks(chosen))
    places = store.seen_places(chosen, [stock.place for stock in whole])
    spots = {key: spot(place) for key, place in places.items()}
    placed = [stock for stock in whole if spots.get(stock.place, {}).get("lon") is not None]
    seen = [stock for stock in placed if view.box.has(*_point(spots[stock.place]))]
    titles = {dataset.id: dataset.title for dataset in store.datasets()}
    rows = [_row(stock, spots[stock.place], titles) for stock in seen[:MOST_STOCKS]]
    return {
        "revision": store.revision,
        "stocks": rows,
        "largest": max((row["people"] for row in rows if row["people"] is not None), default=0),
        "n_more": len(seen) - len(rows),
        "n_beyond": len(placed) - len(seen),
        "n_unplaced": len(whole) - len(placed),
    }


def _circles(held: Iterable[Stock]) -> list[Stock]:
    """One stock for each place, data set and kind: its groups and origins added, those with most people first."""
    found: dict[tuple[str, str, str], Stock] = {}
    for stock in held:
        key = (stock.place, stock.dataset, stock.kind)
        before = found.get(key)
        found[key] = stock if before is None else replace(before, people=_added(before.people, stock.people))
    return sorted(found.values(), key=lambda stock: (-(stock.people.low or -1), stock.place, stock.dataset, stock.kind))


def _point(drawn: Json) -> tuple[int, int]:
    return to_mercator((drawn["lon"] + 180) % 360 - 180, drawn["lat"])


def _added(one: PeopleSum, other: PeopleSum) -> PeopleSum:
    def both(a: int | None, b: int | None) -> int | None:
        return b if a is None else a if b is None else a + b

    return PeopleSum(
        one.n + other.n, one.n_given + other.n_given, both(one.min, other.min), one.n_min + other.n_min,
        both(one.best, other.best), one.n_best + other.n_best, both(one.max, other.max), one.n_max + other.n_max,
        both(one.low, other.low), both(one.high, other.high), one.more_than or other.more_than,
    )  # fmt: skip


def _row(stock: Stock, place: Json, titles: dict[str, str]) -> Json:
    high, low = stock.people.high, stock.people.low
    rounds = f", the latest of {stock.n_rounds:,} rounds" if stock.n_rounds > 1 else ""
    return {
        **{key: place[key] for key in ("id", "name", "name_ar", "lon", "lat", "area")},
        "people": low,
        "most": high if high is not None and high > (low or 0) else None,
        "figure": stock.people.words(),
        "kind": label(STOCK_KINDS, stock.kind),
        "when": interval_in_words(stock.date_start, stock.date_end, stock.date_precision) + rounds,
        "dataset": titles.get(stock.dataset, stock.dataset),
    }
