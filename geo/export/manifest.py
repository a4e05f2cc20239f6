"""What a file was made from, as JSON that goes into it or beside it: who made which selection of which data, and when.

`manifest` is pure: the same store, filter and options give the same value. It names the filter as a query and in words,
the data sets with the SHA-256 of the files that they were read from, the software, what is shown and what is left out
and why, what was checked, and every choice that differs from the default, so that `geo.export.verify` can make the file
again. It is sealed with a digest of itself: a change of the manifest alone is seen too. It is no signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from typing import Any

import geo
from geo.codec import event_json, movement_json, totals_json
from geo.errors import BadInput
from geo.export.masking import WORDS
from geo.export.masks import LEAST_M, MOST_M
from geo.export.options import Options
from geo.export.rows import WithheldRows, rows_filter
from geo.export.selection import Selection, outline
from geo.filter import Filter, View, parse
from geo.filter_words import describe
from geo.model import Event, Json, Movement
from geo.store.protocol import Store

EDITION = 1
SEAL = "sha256_of_this_manifest"
SOFTWARE = "Kharita"
LISTED = 200
"""How many of the events that totals leave out are named; all are counted."""
CHECKS = (
    "No internal record is in the file; how many match is told below exclusions.",
    "Every place of every record was looked at before it was written: a restricted one is at town level or coarser.",
    "The filter adds nothing restricted or internal.",
)
_COUNTS = ("shown", "total", "without_point", "abroad", "withheld", "coarsened")


def manifest(
    store: Store, chosen: Filter, options: Options, export: str = "", records: Iterable[Event | Movement] | None = None
) -> Json:
    """The manifest of the file that `export` (a name of EXPORTS) makes of this filter.

    With `records`, those that are in the file, each is listed with a digest: a document can then be compared record by
    record although its text cannot be read back.
    """
    return manifest_of(outline(store, chosen, options), store, export, records)


def manifest_of(
    held: Selection, store: Store, export: str = "", records: Iterable[Event | Movement] | None = None
) -> Json:
    """The same of a Selection that was asked for already."""
    _, withheld = rows_filter(store, held.chosen, held.options)
    told: Json = {
        "manifest": EDITION,
        "software": {"name": SOFTWARE, "version": geo.__version__},
        "export": export,
        "title": held.options.title,
        "produced_on": held.options.produced_on.isoformat(),
        "as_of": held.as_of.isoformat() if held.as_of else None,
        "producer": held.options.author or None,
        "contact": held.options.contact or None,
        "filter": {
            "query": held.chosen.to_query(),
            "words": held.words,
            "summary": describe(held.chosen, held.count, held.places),
        },
        "options": options_json(held.options),
        "counts": {key: getattr(held.count, key) for key in _COUNTS}
        | {"movements": store.n_movements(held.chosen)},
        "totals": {**totals_json(held.totals), "excluded": []},
        "exclusions": _exclusions(held, withheld),
        "datasets": [
            {
                "id": each.id, "title": each.title, "publisher": each.publisher, "licence": each.licence,
                "url": each.url, "as_of": each.as_of.isoformat() if each.as_of else None, "sha256": each.sha256,
                "redistribution": each.redistribution,
            }
            for each in held.datasets
        ],
        "checks": list(CHECKS),
    }  # fmt: skip
    if records is not None:
        told["records"] = {record.id: digest_of(record) for record in records}
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, default=_plain)
    return sealed(json.loads(text.encode("utf-8", "replace")))


def _exclusions(held: Selection, withheld: Iterable[WithheldRows]) -> list[Json]:
    """What matches and is not in rows, or not in totals, and why; what is left out of totals is in the file."""
    count = held.count
    told: list[Json] = []
    if count.withheld:
        told.append({"from": "the file", "n": count.withheld, "reason": "internal records are never published"})
    for each in withheld:
        what = {"from": "rows of data files", "dataset": each.dataset.id, "n": each.n_events}
        told.append({**what, "n_movements": each.n_movements, "reason": each.reason})
    if count.coarsened:
        reason = "restricted places: published at town level or coarser, their own points left out"
        told.append({"from": "exact points", "n": count.coarsened, "reason": reason} | _masked(held.n_masked))
    if count.without_point:
        told.append({"from": "the map", "n": count.without_point, "reason": "no point is known or may be published"})
    if held.totals.n_excluded:
        listed = [{"id": each.id, "title": each.title, "reason": each.reason} for each in held.totals.excluded[:LISTED]]
        reason = "summaries, parts and copies of what is counted"
        told.append({"from": "totals", "n": held.totals.n_excluded, "reason": reason, "events": listed})
    return told


def _masked(n: int) -> Json:
    """How many stand at a masked point instead, and what that is; nothing where none does."""
    if not n:
        return {}
    told = {"n": n, "least_m": LEAST_M, "most_m": MOST_M, "words": WORDS}
    return {"masked": told | {"kept_by": "the workspace that made the file: only there can it be made again"}}


def digest_of(record: Event | Movement) -> str:
    """Sixteen hex digits that change with anything published of a record."""
    told = event_json(record) if isinstance(record, Event) else movement_json(record)
    return hashlib.sha256(canonical(told).encode("utf-8", "replace")).hexdigest()[:16]


def canonical(value: Any) -> str:
    """JSON in one form: keys sorted, no blanks, mappings and tuples of the model as objects and arrays."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else list(value)


def sealed(told: Json) -> Json:
    """`told` with the digest of itself."""
    rest = {key: value for key, value in told.items() if key != SEAL}
    return rest | {SEAL: hashlib.sha256(canonical(rest).encode("utf-8", "replace")).hexdigest()}


def is_sealed(told: Json) -> bool:
    """Whether a manifest is as it was written; what no JSON of ours can hold (NaN) never is."""
    try:
        return sealed(told) == told
    except (ValueError, RecursionError):
        return False


def options_json(options: Options) -> Json:
    """Every choice that differs from its default; `options_from` reads it."""
    told: Json = {}
    for each in fields(options):
        value = getattr(options, each.name)
        default = each.default_factory() if each.default_factory is not MISSING else each.default
        if value != default:
            told[each.name] = Filter().to_query(value) if isinstance(value, View) else _option_json(value)
    return told


def _option_json(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _option_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _option_json(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [_option_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def options_from(told: Mapping[str, Any]) -> Options:
    """The Options of a manifest; raises BadInput where they are none of this version."""
    options = Options(produced_on=date.min)
    held: dict[str, Any] = {}
    known = {each.name: getattr(options, each.name) for each in fields(options)}
    try:
        for name, value in told.items():
            if isinstance(known[name], View):
                held[name] = parse(str(value)).view
            elif isinstance(known[name], date):
                held[name] = date.fromisoformat(value)
            else:
                held[name] = tuple(value) if isinstance(value, list) else value
        return replace(options, **held)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        cure = f"It was changed since, or made by another version than {geo.__version__}: verify it with that one."
        raise BadInput(
            "options of a manifest", got=str(error), want="those of this version", where="the manifest", cure=cure
        ) from error
