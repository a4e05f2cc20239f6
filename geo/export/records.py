"""Events, claims, movements and sources as rows of words for a printed or read table.

Claims stand in two lists of equal rank: those that say it, and those that deny, dispute, could not verify or retract.
Texts are cleaned of controls and given places to break, never cut.
"""

from __future__ import annotations

from datetime import date
from itertools import islice

from geo.dates import interval_in_words, said_in_words, with_source_words
from geo.export.arrows import words as movement_words
from geo.export.safe import printable
from geo.export.selection import Selection
from geo.figures import NO_FIGURE, figure_lines, in_words
from geo.model import Claim, Event, Json, Movement, Place, Source
from geo.vocab import (
    ABOUT,
    EVENT_TYPES,
    FIGURE_KINDS,
    GRADES,
    GROUPS,
    OPPOSING_STANCES,
    PLACE_PRECISIONS,
    PLACE_ROLES,
    STANCES,
    label,
    short,
)

LONG = 4500
"""Characters from which on a row of the table may be broken over pages."""


def event_rows(held: Selection, limit: int | None = None) -> list[Json]:
    """One row per event in the order of the selection that may be listed, at most `limit`."""
    marks = source_marks(held)
    left = {each.id: each.reason for each in held.totals.excluded}
    return [_event(event, number, marks, left.get(event.id)) for number, event in islice(held.listable(), limit)]


def _event(event: Event, number: int, marks: dict[str, int], left_out: str | None) -> Json:
    places = "; ".join(f"{PLACE_ROLES.get(at.role, at.role)} {_placed(at.place)}" for at in event.places)
    arabic = "، ".join(dict.fromkeys(at.place.name_ar for at in event.places if at.place.name_ar))
    grade = short(GRADES, event.grade)
    row = {
        "id": event.id,
        "n": number,
        "title": printable(event.title),
        "type": event.type,
        "type_words": label(EVENT_TYPES, event.type),
        "when": printable(when(event)),
        "where": printable(places) or "place not known",
        "where_ar": printable(arabic),
        "summary": printable(event.summary_text or ""),
        "grade_short": grade,
        "grade": f"{grade}. {printable(event.grade_reason)}" if event.grade_reason else grade,
        "figures": figure_lines({kind: event.figure(kind) for kind in FIGURE_KINDS}) or [NO_FIGURE],
        "left_out": f"Not in the totals: {printable(left_out)}" if left_out else "",
        **sides(event.claims, marks),
    }
    return row | {"long": is_long(row)}


def _placed(place: Place) -> str:
    """A place with how exactly it is known, and where it lies: "Qaboun (neighbourhood, Damascus)"."""
    known = PLACE_PRECISIONS[place.precision].split(" (")[0]
    told = [] if place.precision in ("country", "unknown") or place.precision in place.name.casefold() else [known]
    if place.admin1_name and place.admin1_name not in place.name:
        told.append(place.admin1_name)
    return f"{place.name} ({', '.join(told)})" if told else place.name


def when(event: Event) -> str:
    """The event's dates in words, with how the source puts them where that says more."""
    return dated(event.date_start, event.date_end, event.date_precision, event.date_text)


def dated(start: date | None, end: date | None, precision: str, own_words: str | None) -> str:
    """The same of the fields of an event."""
    return with_source_words(interval_in_words(start, end, precision), own_words)


def is_long(row: Json) -> bool:
    """Whether a row of the table may be broken over pages."""
    return len(str(row)) > LONG


def sides(claims: tuple[Claim, ...], marks: dict[str, int]) -> Json:
    """`{"claims": […], "denials": […]}`: the two sides."""
    both: dict[str, list[Json]] = {"claims": [], "denials": []}
    for claim in claims:
        both["denials" if claim.stance in OPPOSING_STANCES else "claims"].append(_claim(claim, marks))
    return both


def _claim(claim: Claim, marks: dict[str, int]) -> Json:
    role = (
        f" ({printable(claim.claimant_role)})"
        if claim.claimant_role and claim.claimant_role not in claim.claimant
        else ""
    )
    mark = marks.get(claim.source_id or "")
    return {
        "who": printable(claim.claimant),
        "role": role,
        "stance": f"{label(STANCES, claim.stance)}, about {label(ABOUT, claim.about)}, {said(claim)}",
        "text": printable(claim.text),
        "figures": "; ".join(figure_lines(claim.figures)),
        "source": f"[{mark}]" if mark else "",
    }


def said(claim: Claim) -> str:
    """When a claim was made, no finer than it is known: "said 15 May 2017", "said in the week of 8 May 2017"."""
    return said_when(claim.said_on, claim.said_precision)


def said_when(day: date | None, precision: str | None) -> str:
    """The same of the fields of a claim."""
    when = said_in_words(day, precision)
    return when if day is None else f"said {_BEFORE.get(precision or 'day', '')}{when}"


_BEFORE = {"week": "in the ", "month": "in ", "year": "in "}


def movement_rows(held: Selection) -> list[Json]:
    """One row per movement that is no part of another."""
    marks = source_marks(held)
    return [_movement(movement, marks) for movement in held.movements]


def _movement(movement: Movement, marks: dict[str, int]) -> Json:
    split = "shares known" if movement.split_known else "share of each destination unknown"
    people, group = in_words(movement.people), movement.group_text or label(GROUPS, movement.group)
    row = {
        "title": printable(movement.title),
        "way": _way(movement),
        "words": printable("; ".join(filter(None, movement_words(movement)))),
        "told": printable(
            "; ".join(
                filter(
                    None,
                    (
                        people,
                        "" if group.casefold() in people.casefold() else group,
                        split if len(movement.destinations) > 1 else "one destination",
                    ),
                )
            )
        ),
        "terms": [f"{printable(who)}: “{printable(term)}”" for who, term in movement.terms],
        **sides(movement.claims, marks),
    }
    return row | {"long": is_long(row)}


def _way(movement: Movement) -> str:
    """From where to where, and which places are named on the way: a line never says that people went along it."""
    joint = " or " if len(movement.destinations) > 1 and not movement.split_known else ", "
    origins, transit = (", ".join(p.name for p in ends) for ends in (movement.origins, movement.transit))
    to = joint.join(p.name for p in movement.destinations)
    ends = f"From {origins or _NOT_TOLD} to {to or _NOT_TOLD}"
    return printable(f"{ends}. Named on the way: {transit}" if transit else ends)


_NOT_TOLD = "a place not told"


def source_marks(held: Selection) -> dict[str, int]:
    """The number of each source in the list of sources, from 1."""
    return {source.id: number for number, source in enumerate(held.sources(), 1)}


def source_rows(held: Selection, limit: int | None = None) -> list[Json]:
    """One row per source with what is known of it, at most `limit`."""
    return [{"n": n, "words": source_line(source)} for n, source in enumerate(held.sources()[:limit], 1)]


def source_line(source: Source) -> str:
    """A source in one line: publisher, author, title, dates, licence, address."""
    parts = (
        source.publisher,
        source.author,
        f"“{source.title}”" if source.title else None,
        f"published {source.published_at}" if source.published_at else None,
        f"quoted by {source.via}" if source.via else None,
        f"licence: {source.licence}" if source.licence else None,
        source.url,
        f"archived at {source.archive_url}" if source.archive_url else None,
        f"SHA-256 {source.sha256[:12]}…" if source.sha256 else None,
    )
    return printable(", ".join(part for part in parts if part)) or printable(source.id)
