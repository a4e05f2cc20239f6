"""`kharita events` and `kharita movements`: the records of a filter with their totals, as text, JSON or CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from geo.cli.hand_out import made
from geo.cli.terminal import Format, Query, aligned, as_json, asked, finish, line, refusals, rows_csv, say
from geo.codec import event_json, movement_json, totals_json
from geo.dates import interval_in_words
from geo.figures import Totals, figures_line, in_words, movement_totals
from geo.filter import Filter
from geo.filter_words import clauses, describe
from geo.model import Event, Movement
from geo.store.protocol import assert_whole
from geo.vocab import EVENT_TYPES, GRADES, GROUPS, short

AsFormat = Annotated[Format, typer.Option("--format", "-f", help="Plain text, JSON or CSV.")]
TotalsOnly = Annotated[bool, typer.Option("--totals", help="Only the sums, without the records.")]


def events(query: Query = "", form: AsFormat = Format.table, totals: TotalsOnly = False) -> None:
    """List the events of a filter, newest first, with their totals."""
    with refusals():
        store, chosen, _ = asked(query)
        if form is Format.csv and not totals:
            say(made(store, chosen, "csv"))
        else:
            head = {
                "query": chosen.to_query(),
                "words": describe(chosen, store.count(chosen), store.places()),
                "count": asdict(store.count(chosen)),
            }
            if not totals:
                assert_whole(store.count(chosen).shown)
            held = [] if totals else store.events(chosen)
            _list(form, head, store.totals(chosen), ("events", held, event_json, _EVENT_COLUMNS), bare=totals)
        finish(store)


def movements(query: Query = "", form: AsFormat = Format.table, totals: TotalsOnly = False) -> None:
    """List the movements of people of a filter, newest first, with their totals."""
    with refusals():
        store, chosen, _ = asked(query)
        held = store.movements(chosen)
        n_all = store.n_movements(Filter())
        told = [f"Showing {len(held):,} of {n_all:,} movements", *clauses(chosen, store.places())]
        head = {
            "query": chosen.to_query(),
            "words": ", ".join(told),
            "count": {"shown": len(held), "total": n_all},
        }
        rows = [] if totals else held
        _list(form, head, movement_totals(held), ("movements", rows, movement_json, _MOVEMENT_COLUMNS), bare=totals)
        finish(store)


def _list(
    form: Format,
    head: dict[str, Any],
    totals: Totals,
    rows: tuple[str, Sequence[Any], Callable[[Any], Any], dict[str, Callable[[Any], str]]],
    *,
    bare: bool,
) -> None:
    name, records, to_json, columns = rows
    if form is Format.json:
        listed = {} if bare else {name: [to_json(record) for record in records]}
        say(as_json({**head, "totals": totals_json(totals, name.removesuffix("s")), **listed}))
        return
    cells = [[line(make(record)) for make in columns.values()] for record in records]
    if form is Format.csv:
        say(_csv(totals) if bare else rows_csv(list(columns), cells))
        return
    table = aligned([list(columns), *cells]) if cells else []
    told = [head["words"], "", *table, *([""] if table else []), *totals.sentences(name.removesuffix("s"))]
    say("\n".join(line(each, keep=each in table) for each in told) + "\n")


def _csv(totals: Totals) -> bytes:
    kinds = [asdict(total) for total in totals.kinds.values()]
    return rows_csv(list(kinds[0]), [[_cell(value) for value in kind.values()] for kind in kinds])


def _cell(value: object) -> str:
    return "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _dates(record: Event | Movement) -> str:
    return interval_in_words(record.date_start, record.date_end, record.date_precision)


def _where(event: Event) -> str:
    return "; ".join(dict.fromkeys(at.place.name for at in event.places)) or event.location_text or "place not known"


def _ways(movement: Movement) -> str:
    ends = [
        " or ".join(place.name for place in held) or "not known" for held in (movement.origins, movement.destinations)
    ]
    split = "" if movement.split_known or len(movement.destinations) < 2 else " (share unknown)"
    return " → ".join(ends) + split


_EVENT_COLUMNS: dict[str, Callable[[Event], str]] = {
    "id": lambda event: event.id,
    "when": _dates,
    "type": lambda event: short(EVENT_TYPES, event.type),
    "where": _where,
    "figures": figures_line,
    "grade": lambda event: short(GRADES, event.grade),
    "title": lambda event: event.title,
}

_MOVEMENT_COLUMNS: dict[str, Callable[[Movement], str]] = {
    "id": lambda movement: movement.id,
    "when": _dates,
    "way": _ways,
    "people": lambda movement: in_words(movement.people),
    "group": lambda movement: short(GROUPS, movement.group),
    "title": lambda movement: movement.title,
}
