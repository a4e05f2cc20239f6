"""Movements as Kharita itself writes them (geo.export.flows), whatever file holds them: one row per movement again.

A table of pairs has a row per origin and destination: rows with one `split_id` are one movement, whose total stands
once. A GeoJSON feature is one movement with its places, claims and sources as JSON. Either way out comes one table with
the columns OWN. A group that lacks a row, or whose rows contradict each other, is rejected: it would say what nobody
said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from geo.read.account import counted
from geo.read.batch import Row, batched
from geo.read.limits import Limits
from geo.read.own_values import claim, day, figure, needs, one_of, place, source, terms, texts, whole
from geo.read.table import Table
from geo.safe_text import restored
from geo.vocab import DATE_PRECISIONS, GRADES, GROUPS, MOVES

Cells = dict[str, str | None]
Record = dict[str, Any]
PAIRS = frozenset({"movement_id", "split_id", "split", "split_row", "origin", "destination", "split_total_min"})
FEATURES = frozenset({"origins", "destinations", "split_known", "term_by_claimant", "claims", "sources", "people"})
OWN = (
    "own id", "own title", "own origins", "own destinations", "own transit", "own people min", "own people",
    "own people max", "own people qualifier", "own move", "own group", "own date", "own date end",
    "own date precision", "own part of", "own duplicate of", "own record",
)  # fmt: skip
_END = ("id", "ar", "lon", "lat", "precision", "radius_m", "country", "admin1_pcode", "admin1_name", "pcode")
_FIGURE = ("min", "best", "max", "qualifier", "text", "who")
_SAME = ("split", "title", "kind", "group", "date_start", "date_end", "part_of", "duplicate_of", "claims_json")
_CURE = "Export the movements again, or mend these rows."


def regrouped(table: Table, limits: Limits) -> Table:
    """`table` as it is, or with one row per movement where it is one of ours."""
    held = frozenset(table.columns)
    if held >= PAIRS:
        return _wrapped(table, limits, _groups, _of_pairs)
    return _wrapped(table, limits, _single, _of_feature) if held >= FEATURES else table


Group = list[tuple[int, Cells]]


def _wrapped(
    table: Table, limits: Limits, gather: Callable[[Table], list[Group]], made: Callable[[Group], Record]
) -> Table:
    def read(own: Table) -> Iterator[pa.RecordBatch]:
        groups = gather(table)
        own.rejected += table.rejected
        n_rows = sum(len(group) for group in groups)
        if n_rows != len(groups):
            cure = f"Rows with one split_id are one movement: {len(groups):,} movements."
            own.tell("note", "rows of splits", got=f"{n_rows:,} rows", want="movements", cure=cure)
        n_in = len(groups) + len(table.rejected)
        yield from counted(batched(own, _rows(own, groups, made)), own, n_in, limits)

    words = f"{table.format_words}, movements as Kharita writes them"
    new = Table(table.name, table.format, words, OWN, read, layers=table.layers, layer=table.layer)
    new.problems += table.problems
    return new


def _rows(own: Table, groups: list[Group], made: Callable[[Group], Record]) -> Iterator[Row]:
    for group in groups:
        number, first = group[0]
        try:
            yield number, _cells(made(group)), None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            name = first.get("movement_id") or first.get("id") or ""
            own.reject(number, [name], ("movement of Kharita", str(error)[:200], "rows as Kharita writes them", _CURE))


def _batches(table: Table) -> Iterator[tuple[int, Cells]]:
    change: Callable[[str | None], str | None] = lambda cell: cell  # noqa: E731
    if table.format == "csv":
        change = lambda cell: None if cell is None else restored(cell)  # noqa: E731
    for batch in table.batches():
        columns = [batch.column(f"c{at}").to_pylist() for at in range(len(table.columns))]
        for number, *cells in zip(batch.column("row").to_pylist(), *columns, strict=True):
            yield number, dict(zip(table.columns, map(change, cells), strict=True))


def _single(table: Table) -> list[Group]:
    return [[row] for row in _batches(table)]


def _groups(table: Table) -> list[Group]:
    """Rows by movement, in the order of the file; a row without an id is a group of its own, to be rejected."""
    found: dict[object, Group] = {}
    for number, cells in _batches(table):
        found.setdefault(cells["movement_id"] or number, []).append((number, cells))
    return list(found.values())


def _of_pairs(group: Group) -> Record:
    rows = [cells for _, cells in group]
    first = rows[0]
    differ = [name for name in _SAME if len({row.get(name) for row in rows}) > 1]
    needs(not differ, f"rows of one movement that differ in {', '.join(differ)}")
    needs(bool(first["movement_id"]), "no movement_id")
    _complete(rows)
    held: Record = {
        "id": first["movement_id"],
        "kind": first.get("kind"),
        **{key: first.get(key) for key in ("title", "group", "date_start", "date_end", "date_precision")},
        **{key: first.get(key) for key in ("part_of", "duplicate_of", "grade", "grade_reason", "note")},
        "group_text": first["group_words"] if _own_words(first) else None,
        "origins": _ends(rows, "origin"),
        "destinations": _ends(rows, "destination"),
        "transit": [place(each) for each in _json_list(first.get("transit_json"))],
        "terms": terms(_json_list(first.get("terms_json"))),
        "claims": [claim(each) for each in _json_list(first.get("claims_json"))],
        "sources": [source(each) for each in _json_list(first.get("sources_json"))],
    }
    return held | _people(rows)


def _own_words(row: Cells) -> bool:
    words = row.get("group_words")
    return bool(words) and words != GROUPS.get(row.get("group") or "")


def _complete(rows: Sequence[Cells]) -> None:
    """All rows of a split are there, each once: fewer destinations would be a claim that nobody made."""
    told = [row["split_row"] for row in rows if row["split_row"]]
    if not told:
        needs(len(rows) == 1, "several rows of a movement without split_row")
        return
    wanted = {f"{n} of {len(rows)}" for n in range(1, len(rows) + 1)}
    needs(set(told) == wanted and len(told) == len(rows), f"rows {', '.join(told)} of a split, not all of them once")


def _people(rows: Sequence[Cells]) -> Record:
    """The figure, whether the split is known, and shares by destination."""
    own = [figure({key: row.get(f"people_{key}") for key in _FIGURE}) for row in rows]
    if not rows[0]["split_row"]:
        return {"people": own[0], "split_known": False, "shares": None}
    totals = [figure({key: row.get(f"split_total_{key}") for key in _FIGURE}) for row in rows]
    given = [each for each in totals if each is not None]
    needs(len(given) <= 1, "the total of a split more than once")
    known = one_of(rows[0]["split"], ("known", "unknown"), "split") == "known"
    needs(known or not any(own), "a share where the split is not known")
    keys = [row["destination_id"] for row in rows]
    shares = {key: share for key, share in zip(keys, own, strict=True) if share is not None and key}
    shares |= {key: figure(share) for key, share in _json(rows[0].get("shares_json"), dict).items()}
    return {"people": given[0] if given else None, "split_known": known, "shares": shares if known else None}


def _ends(rows: Sequence[Cells], end: str) -> list[Record]:
    held = {}
    for row in rows:
        if row[end]:
            raw = {"name": row[end], **{key: row.get(f"{end}_{key}") for key in _END}}
            held[raw["id"] or row[end]] = place(raw)
    return list(held.values())


def _of_feature(group: Group) -> Record:
    cells = group[0][1]
    shares = _json(cells.get("shares"), dict)
    held: Record = {key: cells.get(key) for key in ("id", "title", "kind", "group", "group_text", "grade_reason")}
    held |= {key: cells.get(key) for key in ("date_start", "date_end", "date_precision", "part_of", "duplicate_of")}
    needs(bool(held["id"]), "no id")
    return held | {
        "grade": cells.get("grade"),
        "note": cells.get("note"),
        **{key: [_place_of_feature(each) for each in _json_list(cells.get(key))] for key in
           ("origins", "destinations", "transit")},
        "people": figure(_json(cells.get("people"), dict)),
        "split_known": (cells.get("split_known") or "").lower() in {"true", "1"},
        "shares": {key: figure(share) for key, share in shares.items()} or None,
        "terms": terms(_json_list(cells.get("term_by_claimant"))),
        "claims": [claim(each) for each in _json_list(cells.get("claims"))],
        "sources": [source(each) for each in _json_list(cells.get("sources"))],
    }  # fmt: skip


def _place_of_feature(raw: Record) -> Record:
    return place({**raw, "id": raw.get("place_id"), "ar": raw.get("name_ar")})


def _json_list(text: str | None) -> list[Any]:
    return list(_json(text, list))


def _json(text: str | None, kind: type) -> Any:
    """What a cell holds as JSON, empty for an empty cell."""
    if not text or text == "null":
        return kind()
    value = json.loads(text)
    needs(isinstance(value, kind), f"{str(value)[:40]} in place of a JSON {kind.__name__}")
    return value


def _cells(held: Record) -> list[str | None]:
    """A record as the cells of OWN; raises ValueError where it is none."""
    texts({key: held.get(key) for key in ("id", "title", "part_of", "duplicate_of", "grade_reason", "note")})
    one_of(held["kind"], tuple(MOVES), "kind")
    one_of(held["group"], tuple(GROUPS), "group")
    if held["grade"] is not None:
        one_of(held["grade"], tuple(GRADES), "grade")
    people = held["people"] or {}
    bounds = [whole(people.get(key)) for key in ("min", "best", "max")]
    keys = ("people", "split_known", "terms", "claims", "sources", "group_text", "grade", "grade_reason", "note")
    record = {key: held[key] for key in keys}
    record |= {key: day(held[key]) for key in ("date_start", "date_end")}
    record["date_precision"] = one_of(held["date_precision"] or "open", tuple(DATE_PRECISIONS), "date_precision")
    record["shares"] = [{"place": key, "people": share} for key, share in (held["shares"] or {}).items()]
    return [
        held["id"], held["title"], *(_text(held[key]) for key in ("origins", "destinations", "transit")),
        *(None if bound is None else str(bound) for bound in bounds), people.get("qualifier"), held["kind"],
        held["group"], held["date_start"], held["date_end"], held["date_precision"], held["part_of"],
        held["duplicate_of"], json.dumps(record, ensure_ascii=False, allow_nan=False, sort_keys=True),
    ]  # fmt: skip


def _text(places: list[Record]) -> str | None:
    return json.dumps(places, ensure_ascii=False, allow_nan=False, sort_keys=True) if places else None
