"""What has changed since an earlier briefing: events new, changed (figure, claim, denial, grade, date, place), gone.

`snapshot` keeps what a briefing said of each event; `earlier` reads one back from its file, from a GeoJSON export or
from a zip with either; `changes` compares. Only what was published is in a snapshot. Nothing here writes files.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

from geo.codec import event_json
from geo.dates import day_in_words
from geo.errors import BadInput
from geo.export.counted import n_of
from geo.export.safe import printable
from geo.export.selection import Selection
from geo.model import Json
from geo.vocab import FIGURE_KINDS, GRADES, OPPOSING_STANCES, STANCES, label, short

MAX_BYTES = 200_000_000
MAX_LISTED = 200
EDITION = 1
NO_FIGURE = "no figure"


def snapshot(held: Selection) -> str:
    """What a briefing says of each event, as JSON; the same selection gives the same text."""
    head = {
        "title": held.options.title,
        "version": held.options.version,
        "as_of": held.as_of.isoformat() if held.as_of else None,
        "produced_on": held.options.produced_on.isoformat(),
        "query": held.chosen.to_query(),
    }
    events = {event.id: _kept(event_json(event)) for event in held.events}
    told = {"kharita_briefing": EDITION, "briefing": head, "events": events}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, allow_nan=False, default=_plain)


def earlier(content: bytes) -> str:
    """The snapshot in a file: our own, a GeoJSON export, or a zip that holds one; raises BadInput for anything else."""
    if len(content) > MAX_BYTES:
        raise _unknown(f"{len(content):,} bytes")
    if content.startswith(b"PK\x03\x04"):
        content = _from_zip(content)
    try:
        raw = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _unknown("no JSON") from error
    if isinstance(raw, dict) and raw.get("kharita_briefing") == EDITION:
        told = {**raw, "events": {str(key): _kept(each) for key, each in _mapping(raw.get("events")).items()}}
    elif isinstance(raw, dict) and raw.get("type") == "FeatureCollection" and "kharita" in raw:
        told = _of_geojson(raw)
    else:
        raise _unknown("another JSON")
    return json.dumps(told, ensure_ascii=False, sort_keys=True, allow_nan=False)


def changes(held: Selection) -> Json | None:
    """`{since, words, new, changed, gone}`, each listed with its number on this document; None without `since`."""
    if not held.options.since:
        return None
    raw = json.loads(earlier(held.options.since.encode()))
    before: Mapping[str, Json] = raw["events"]
    now = {event.id: (number, _kept(event_json(event))) for number, event in held.numbered()}
    new = [_row(number, kept) for key, (number, kept) in now.items() if key not in before]
    gone = [_row(None, kept) for key, kept in sorted(before.items()) if key not in now]
    changed = [
        _row(number, kept, lines)
        for key, (number, kept) in now.items()
        if key in before and (lines := _differences(before[key], kept))
    ]
    same = len(now) - len(new) - len(changed)
    words = f"{n_of(len(new), 'event')} new, {len(changed):,} changed, {len(gone):,} gone from this selection, "
    words += f"{same:,} as before."
    if raw["briefing"].get("query") != held.chosen.to_query():
        words += " The filters differ from the earlier ones: what is new or gone may be so for that reason."
    listed = {"new": new, "changed": changed, "gone": gone}
    more = {key: max(0, len(rows) - MAX_LISTED) for key, rows in listed.items()}
    return {"since": _since(raw["briefing"]), "words": words, "more": more} | {
        key: rows[:MAX_LISTED] for key, rows in listed.items()
    }


def _row(number: int | None, kept: Json, lines: list[str] | None = None) -> Json:
    return {"n": number, "title": printable(str(kept["title"])), "lines": lines or []}


def _since(head: Mapping[str, Any]) -> str:
    """Which briefing that was, in words."""
    title, version = printable(str(head.get("title") or "no title")), printable(str(head.get("version") or "1"))
    days = [f"{name} {_day(head.get(key))}" for key, name in (("as_of", "as of"), ("produced_on", "produced on"))]
    return f"Compared with “{title}”, version {version}, {', '.join(days)}."


def _day(text: object) -> str:
    try:
        return day_in_words(date.fromisoformat(str(text)))
    except ValueError:
        return "a date not given"


def _differences(old: Json, new: Json) -> list[str]:
    """What is said of one event now and was not before, in words."""
    lines = [
        f"{kind.capitalize()}: {old['figures'].get(kind) or NO_FIGURE} → {new['figures'].get(kind) or NO_FIGURE}"
        for kind in FIGURE_KINDS
        if old["figures"].get(kind) != new["figures"].get(kind)
    ]
    if old["grade"] != new["grade"]:
        lines.append(f"Grade: {short(GRADES, old['grade'])} → {short(GRADES, new['grade'])}")
    if old["dates"] != new["dates"]:
        lines.append(f"Date: {_interval(old['dates'])} → {_interval(new['dates'])}")
    if old["place"] != new["place"]:
        lines.append(f"Place: {printable(old['place'] or 'not known')} → {printable(new['place'] or 'not known')}")
    was, is_ = ({tuple(claim) for claim in each["claims"]} for each in (old, new))
    lines += [_claim("New", each) for each in map(tuple, new["claims"]) if each not in was]
    lines += [_claim("No longer there:", each) for each in map(tuple, old["claims"]) if each not in is_]
    return lines


def _interval(days: list[str | None]) -> str:
    return " – ".join(dict.fromkeys(day or "not known" for day in days))


def _claim(word: str, claim: tuple[str, ...]) -> str:
    who, stance, _, text, figures = claim
    kind = "denial or doubt" if stance in OPPOSING_STANCES else "claim"
    said = f": {printable(text)}" if text else ""
    return (
        f"{word} {kind}: {printable(who)} {label(STANCES, stance)}{said}{f' ({printable(figures)})' if figures else ''}"
    )


def _kept(record: Any) -> Json:
    """What is compared of the published record of an event, or of what was kept of it."""
    held = _mapping(record)
    if "figures" in held:
        kept = {kind: str(words) for kind, words in _mapping(held["figures"]).items() if words}
        return {
            "title": str(held.get("title")), "grade": held.get("grade"), "place": held.get("place"),
            "dates": list(held.get("dates") or [None, None]), "figures": kept,
            "claims": [[str(part) for part in claim][:5] for claim in held.get("claims") or () if len(claim) >= 5],
        }  # fmt: skip
    figures = {kind: _mapping(held.get(kind)).get("words") for kind in FIGURE_KINDS}
    return {
        "title": str(held.get("title")), "grade": held.get("grade"), "place": held.get("place_name"),
        "dates": [held.get("date_start"), held.get("date_end")],
        "figures": {kind: str(words) for kind, words in figures.items() if words},
        "claims": [_claim_kept(_mapping(claim)) for claim in held.get("claims") or ()],
    }  # fmt: skip


def _claim_kept(claim: Mapping[str, Any]) -> list[str]:
    figures = _mapping(claim.get("figures"))
    words = "; ".join(str(_mapping(figures[kind]).get("words")) for kind in FIGURE_KINDS if figures.get(kind))
    return [*(str(claim.get(key) or "") for key in ("claimant", "stance", "about", "text")), words]


def _of_geojson(raw: Json) -> Json:
    head = _mapping(raw["kharita"])
    filtered = _mapping(head.get("filter"))
    own = {"title": head.get("title"), "version": head.get("version"), "query": filtered.get("query")}
    own |= {key: head.get(key) for key in ("as_of", "produced_on")}
    records = [_mapping(_mapping(feature).get("properties")) for feature in raw.get("features") or ()]
    events = {str(each["id"]): _kept(each) for each in records if each.get("id")}
    return {"kharita_briefing": EDITION, "briefing": own, "events": events}


def _from_zip(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            held = [info for info in package.infolist() if info.filename.endswith((".briefing.json", ".geojson"))]
            held.sort(key=lambda info: (not info.filename.endswith(".briefing.json"), info.filename))
            if not held or held[0].file_size > MAX_BYTES:
                raise _unknown("a zip without GeoJSON or briefing file")
            return package.read(held[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise _unknown("a damaged zip") from error


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _no_constant(text: str) -> None:
    raise ValueError(text)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)


def _unknown(got: str) -> BadInput:
    want = "a .briefing.json of Kharita, its GeoJSON export, or a zip that holds one"
    return BadInput("earlier briefing", got=got, want=want, where="the file", cure="Choose such a file.")
