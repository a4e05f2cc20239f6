"""Many movements on a printed map: one arrow for each pair of places and kind, figures at the largest, areas as marks.

In come movements and a frame; out come flows as `arrows` draws them. What several movements say of one pair is added,
each bound apart. People who moved within one place get no arrow; they are told in the legend with their sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geo.export import arrows
from geo.export.arrows import Flow
from geo.export.counted import n_of
from geo.export.frame import Frame
from geo.export.labels import Rect
from geo.figures import in_words, movement_totals
from geo.flow_tables import people_row, people_sum
from geo.flows import Sums
from geo.model import Figure, Movement
from geo.style import MOVE_COLORS, PALETTES, LegendEntry
from geo.vocab import MOVED, MOVES, short

FEW = 12
"""So many movements are drawn each by itself, with words at each."""
FIGURES = 14
"""Of more, so many of the largest arrows bear their figure."""
BENDS = {"displacement": arrows.BEND, "return": 0.23, "movement": 0.32}
"""How far an arrow bends, by kind: kinds of one pair lie beside each other."""
WIDTHS_MM = (0.22, 1.9)
"""Least width, and that of the largest arrow."""
PRINT = PALETTES["print"]


def flows(held: Iterable[Movement], frame: Frame, hidden: Rect | None = None) -> list[Flow]:
    """The flows of a map: as `arrows.flows` where there are few, else one for each pair and kind, the largest last."""
    movements = list(held)
    if len(movements) <= FEW:
        return arrows.flows(movements, frame, hidden)
    apart = [movement for movement in movements if not _stays(movement)]
    paired = _paired(apart)
    largest = max((low for one, _ in paired if (low := arrows.people_drawn(one.people)) is not None), default=0)
    found = [(flow, words) for one, words in paired if (flow := arrows.flow(one, frame, largest, hidden))]
    found.sort(key=lambda pair: arrows.people_drawn(pair[0].movement.people) or 0)
    first = len(found) - FIGURES
    return [_crowded(flow, words if nth >= first else "", largest) for nth, (flow, words) in enumerate(found)]


def _stays(movement: Movement) -> bool:
    return bool(movement.origins) and {p.id for p in movement.origins} == {p.id for p in movement.destinations}


def _paired(held: Iterable[Movement]) -> list[tuple[Movement, str]]:
    """Each pair of places and kind as one movement with the sum that its width follows, and the sum in words."""
    pairs: dict[tuple[str, ...], list[Movement]] = {}
    for movement in held:
        pairs.setdefault(_pair(movement), []).append(movement)
    return [_sum(own) for own in pairs.values()]


def _pair(movement: Movement) -> tuple[str, ...]:
    """What is drawn as one arrow; a movement with several ends is one by itself."""
    if _is_pair(movement):
        return movement.origins[0].id, movement.destinations[0].id, movement.kind
    return (movement.id,)


def _is_pair(movement: Movement) -> bool:
    return len(movement.origins) == len(movement.destinations) == 1


def _sum(own: Sequence[Movement]) -> tuple[Movement, str]:
    if len(own) == 1:
        return own[0], in_words(own[0].people)
    people = people_sum(Sums.of([people_row(movement) for movement in own]).total().row(0))
    return replace(own[0], people=None if people.low is None else Figure(best=people.low)), people.words()


def _crowded(flow: Flow, words: str, largest: int) -> Flow:
    """What forks keeps its words whole, whatever its size."""
    movement = flow.movement
    if not _is_pair(movement):
        return replace(flow, color=color_of(movement), crowded=True)
    people = arrows.people_drawn(movement.people) or 0
    width = max(WIDTHS_MM[0], WIDTHS_MM[1] * people / max(1, largest))
    bend = BENDS.get(movement.kind, arrows.BEND)
    lines = tuple(replace(line, bend=arrows.bent(line.start, line.end, bend), width=width) for line in flow.lines)
    told = (words, flow.words[1] if words else "")
    return replace(flow, lines=lines, label_at=lines[0].point(0.5), words=told, color=color_of(movement), crowded=True)


def color_of(movement: Movement) -> str:
    """The colour of its kind on paper, as on the screen."""
    return str(getattr(PRINT, MOVE_COLORS.get(movement.kind, "flow")))


def notes(held: Sequence[Movement], drawn: Sequence[Flow]) -> list[LegendEntry]:
    """The rows of the legend: kinds by colour, what bears a figure, who moved within one place, what is not drawn."""
    there = {_pair(flow.movement) for flow in drawn}
    n_absent = sum(_pair(movement) not in there and not _stays(movement) for movement in held)
    absent = f"{n_of(n_absent, 'movement')} not drawn: an end has no point, or is outside this map; see the table"
    rest = [LegendEntry("note", "absent", absent)] if n_absent else []
    if len(held) <= FEW:
        return rest
    kinds = dict.fromkeys(flow.movement.kind for flow in drawn)
    rows = [LegendEntry("note", f"move-{kind}", short(MOVES, kind)) for kind in MOVES if kind in kinds]
    if len(drawn) > FIGURES:
        rows.append(LegendEntry("note", "figures", f"Figures of people at the {FIGURES} largest; all are in the table"))
    stayed = [movement for movement in held if _stays(movement)]
    for kind in MOVES:
        own = [movement for movement in stayed if movement.kind == kind]
        if own:
            total = movement_totals(own).kinds[MOVED[kind]]
            words = f"{short(MOVES, kind)} within one place, not drawn: {total.words}"
            rows.append(LegendEntry("note", "within", words))
    return [*rows, *rest]
