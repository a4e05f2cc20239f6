"""What the map of movements is told, as JSON values: each of a few movements, else the largest flows in view.

In come a Store, a Filter and the view of the map. A movement whose split is unknown comes whole, with all of its ends,
whatever the number; nothing is shared out between destinations, and what is not drawn is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from geo.dates import interval_in_words
from geo.errors import BadInput
from geo.figures import in_words, left_out, movement_totals
from geo.filter import Filter
from geo.flow_tables import people_row, people_sum
from geo.flows import Box, Sums
from geo.model import Figure, Movement, Place
from geo.payload import Json, spot
from geo.payload_flow_map import FlowView, many_payload
from geo.store import Store
from geo.vocab import GROUPS, MOVED, MOVES, label, short

DRAWN_WHOLE = 40
"""As many movements are drawn each by itself; of more the sums between marks."""
MOST_FLOWS, ALL_FLOWS = 150, 2_000
"""How many flows a map draws at first, and at most."""
_WHERE, _CURE = "the request of the map", "Reload the page."
VIEW_KEYS = ("fz", "fx", "fy", "fw", "fh", "most")
_WORLD = 2**32
_BOUNDS = {"fx": (-(2**33), 2**34), "fy": (-(2**33), 2**34), "fw": (1, 2**36), "fh": (1, 2**36), "most": (1, ALL_FLOWS)}
WHOLE_WORLD = FlowView(16, Box(0, 0, _WORLD, _WORLD), ALL_FLOWS)


def flow_view_of(asked: Mapping[str, str]) -> FlowView:
    """The view that the parameters fz (zoom), fx, fy, fw, fh (a box in Mercator units) and most ask for.

    All of the world where none is given.

    >>> flow_view_of({"fz": "6.5", "fx": "-5", "fy": "0", "fw": "9", "fh": "9"}).most
    150
    """
    if not any(key in asked for key in VIEW_KEYS):
        return WHOLE_WORLD
    box = Box(*(_whole(key, asked.get(key)) for key in ("fx", "fy", "fw", "fh")))
    return FlowView(_zoom(asked.get("fz")), box, _whole("most", asked.get("most", str(MOST_FLOWS))))


def _whole(key: str, text: str | None) -> int:
    low, high = _BOUNDS[key]
    digits = (text or "").removeprefix("-")
    if text is None or not (digits.isascii() and digits.isdigit() and len(digits) <= 11 and low <= int(text) <= high):
        want = f"a whole number from {low} to {high}"
        raise BadInput(f"view {key}", got=text, want=want, where=_WHERE, cure=_CURE)
    return int(text)


def _zoom(text: str | None) -> float:
    try:
        zoom = float(text or "")
    except ValueError:
        zoom = float("nan")
    if not isfinite(zoom) or not 0 <= zoom <= 30:
        raise BadInput("view fz", got=text, want="a zoom from 0 to 30", where=_WHERE, cure=_CURE)
    return zoom


def flows_payload(store: Store, chosen: Filter, view: FlowView | None = None) -> Json:
    """Movements as flows between `nodes`; parts and copies of a movement that is shown are told, never drawn beside it.

    `people` is the one bound that widths follow: the minimum, else the best estimate; `most` is the largest number that
    is said, where it is larger. Without a view all that can be drawn is drawn, each place for itself.
    """
    if store.n_movements(chosen) > DRAWN_WHOLE:
        return many_payload(store, chosen, view or WHOLE_WORLD)
    return few_payload(store.movements(chosen), store.revision)


def few_payload(movements: Sequence[Movement], revision: str) -> Json:
    """Each movement by itself, with its own title, dates, group and figure."""
    skipped = {each.id: each.reason for each in left_out(movements)}
    nodes = _Nodes()
    flows = [_flow(movement, skipped.get(movement.id), nodes) for movement in movements]
    counted = [movement for movement in movements if movement.id not in skipped]
    nodes.tell_within([movement for movement in counted if _stays(movement)])
    drawn = [flow["people"] for flow in flows if flow["drawn"] and flow["people"] is not None]
    shown = {flow["id"] for flow in flows if flow["drawn"]}
    return {
        "revision": revision,
        "whole": True,
        "level": None,
        "nodes": nodes.rows,
        "flows": flows,
        "largest": max(drawn, default=0),
        "account": {
            "drawn": _told(movement for movement in counted if movement.id in shown),
            "internal": _told(movement for movement in counted if _stays(movement)),
            "smaller": _told(()),
            "beyond": _told(()),
            "unplaced": _told(each for each in counted if each.id not in shown and not _stays(each)),
            "part": len(skipped),
        },
    }


class _Nodes:
    """The places of a few movements, each once."""

    def __init__(self) -> None:
        self.rows: list[Json] = []
        self._held: dict[str, int] = {}

    def of(self, place: Place) -> int:
        if place.id not in self._held:
            self._held[place.id] = len(self.rows)
            self.rows.append(spot(place) | {"n": 1, "others": [], "said": [], "within": None})
        return self._held[place.id]

    def tell_within(self, stayed: Sequence[Movement]) -> None:
        """Notes at each place how many moved within it, each kind by itself."""
        found: dict[tuple[str, str], list[Movement]] = {}
        for movement in stayed:
            found.setdefault((movement.origins[0].id, movement.kind), []).append(movement)
        for (place_id, kind), held in found.items():
            row = self.rows[self._held[place_id]]
            words = people_sum(Sums.of([people_row(movement) for movement in held]).total().row(0)).words()
            row["within"] = [*(row["within"] or []), [short(MOVES, kind), words]]
            row["said"].append(f"{short(MOVES, kind)}: {words} moved within")

    def placed(self, ends: Iterable[Place]) -> list[int]:
        """The places that have a point to draw them at."""
        return [at for place in ends if self.rows[at := self.of(place)]["lon"] is not None]


def _stays(movement: Movement) -> bool:
    """Whether it begins and ends at one place."""
    return len({place.id for place in (*movement.origins, *movement.destinations)}) == 1 and bool(
        movement.origins and movement.destinations
    )


def _told(movements: Iterable[Movement]) -> Json:
    held = list(movements)
    kinds = dict.fromkeys(movement.kind for movement in held)
    words = [
        [
            short(MOVES, kind),
            movement_totals([each for each in held if each.kind == kind]).kinds[MOVED[kind]].sentence("movement"),
        ]
        for kind in kinds
    ]
    return {"n": len(held), "words": words}


def _flow(movement: Movement, reason: str | None, nodes: _Nodes) -> Json:
    origins, ends = nodes.placed(movement.origins), nodes.placed(movement.destinations)
    people, most = _bounds(movement.people)
    led_to = [at for at in ends if at not in origins]
    known = movement.split_known or len(movement.destinations) == 1
    return {
        "id": movement.id,
        "title": movement.title,
        "date": interval_in_words(movement.date_start, movement.date_end, movement.date_precision),
        "figure": in_words(movement.people),
        "group": movement.group_text or label(GROUPS, movement.group),
        "people": people,
        "most": most if most is not None and most > (people or 0) else None,
        "move": movement.kind,
        "split_known": known,
        "one": True,
        "origins": origins,
        "destinations": led_to,
        "open": len(movement.destinations) - len(led_to),
        "ends": [
            {"name": place.name, "name_ar": place.name_ar, "figure": _share_words(movement, place)}
            for place in movement.destinations
        ],
        "shares": [_share(movement, nodes.rows[at]["id"]) for at in led_to] if known else None,
        "transit": nodes.placed(movement.transit),
        "drawn": reason is None and bool(origins) and bool(led_to),
        "not_drawn_because": reason,
    }


def _bounds(figure: Figure | None) -> tuple[int | None, int | None]:
    """The number that a width follows, and the largest one that is said."""
    if figure is None:
        return None, None
    numbers = [n for n in (figure.min, figure.best, figure.max) if n is not None]
    return figure.min if figure.min is not None else figure.best, max(numbers, default=None)


def _share(movement: Movement, place_id: str) -> int | None:
    """The people of one destination where the split is known; None says unknown."""
    if len(movement.destinations) == 1:
        return _bounds(movement.people)[0]
    return _bounds((movement.shares or {}).get(place_id))[0]


def _share_words(movement: Movement, place: Place) -> str:
    if len(movement.destinations) == 1:
        return in_words(movement.people)
    figure = (movement.shares or {}).get(place.id) if movement.split_known else None
    return "share unknown" if figure is None else in_words(figure)
