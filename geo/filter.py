"""The one value that selects events and movements: Filter, with its View.

`parse(query)` turns a URL query, a `--query` option or a mapping into a Filter, a View and the problems found; it
never raises. `Filter.to_query()` is its inverse. `geo.filter_sql` turns a Filter into SQL with bound parameters,
`geo.filter_words` into a sentence. Each field is one row of FIELDS; a new filter is a new row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlencode

from geo.errors import Problem, one_of, shown
from geo.steps import UNITS, Step, step_from
from geo.text import words
from geo.vocab import EVENT_TYPES, GRADES, GROUPS, MOVES, SENSITIVITIES, STANCES, Vocabulary

Bbox = tuple[float, float, float, float]
_T = TypeVar("_T", "Filter", "View")
MAX_TEXT, MAX_SELECTION = 200, 4_000
MAX_VALUES = 100
MAX_ZOOM = 19
ONLY_EVENTS = ("types", "min_killed")
ONLY_MOVEMENTS = ("origins", "destinations", "ends", "groups", "moves", "min_people")
IGNORED_KEYS = frozenset({"embed", "embed_options"})
"""Streamlit's own query keys."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events or movements are meant. Empty means all that is safe to publish.

    Tuples are sorted and without repeats. `date_from`/`date_to` select by overlap of intervals, bounds included.
    `bbox` is west, south, east, north in degrees; west > east crosses the antimeridian. `sensitivities` adds to the
    safe default: "restricted" shows restricted places at their own point on this screen, "internal" shows internal
    records; no export ever does either.
    """

    types: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    places: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    sensitivities: tuple[str, ...] = ()
    text: str | None = None
    min_killed: int | None = None
    bbox: Bbox | None = None
    as_of: date | None = None
    origins: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    min_people: int | None = None

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(each.default, tuple):
                object.__setattr__(self, each.name, tuple(sorted(set(value))))

    def to_query(self, view: View | None = None) -> str:
        """The URL query without "?": defaults left out, values sorted, `view` behind the filter."""
        return urlencode(self.pairs() + (view.pairs() if view else []), safe=":,/")

    def pairs(self) -> list[tuple[str, str]]:
        """The query as (key, text) pairs in the order of FIELDS."""
        return _pairs(self, FIELDS)

    def of_movements(self) -> Filter:
        """The same selection without what only events have: those parts stay in the address and select no movement."""
        return replace(self, **{name: getattr(_EMPTY, name) for name in ONLY_EVENTS})

    def of_events(self) -> Filter:
        """The same selection without what only movements have."""
        return replace(self, **{name: getattr(_EMPTY, name) for name in ONLY_MOVEMENTS})

    def safe(self) -> Filter:
        """The same selection with nothing restricted or internal added: what exports use."""
        return replace(self, sensitivities=())


_EMPTY = Filter()


@dataclass(frozen=True, slots=True)
class View:
    """Where the map stands and what is selected; not part of the selection of events.

    `at` is (lat, lon, zoom) as in the URL; `tiles` names an online base map, None is the built-in one. `step` is the
    day, week, month or year that the displacement page stands at.
    """

    at: tuple[float, float, float] | None = None
    event: str | None = None
    place_sel: str | None = None
    movement: str | None = None
    tiles: str | None = None
    step: Step | None = None

    def pairs(self) -> list[tuple[str, str]]:
        """The view as (key, text) pairs."""
        return _pairs(self, VIEW_FIELDS)


class Parsed(NamedTuple):
    """What `parse` found: a usable Filter and View, and one Problem for each part that it left out."""

    filter: Filter
    view: View
    problems: tuple[Problem, ...]


class Field(NamedTuple):
    """One row: URL key, attribute, reader of one text (raises ValueError), writer, what is wanted."""

    key: str
    attribute: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    want: str
    many: bool = False


def _chosen(vocabulary: Vocabulary) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in vocabulary:
            raise ValueError(text)
        return text

    return read


def _identifier(text: str) -> str:
    if not 0 < len(text) <= MAX_TEXT or not text.isprintable():
        raise ValueError(text)
    return text


def _selection(text: str) -> str:
    """Ids as long as files give them, and arrows between marks, which name each of their ends."""
    if not 0 < len(text) <= MAX_SELECTION or not text.isprintable():
        raise ValueError(text)
    return text


def _words(text: str) -> str:
    cut = " ".join(text.split())
    if not 0 < len(cut) <= MAX_TEXT or not words(cut):
        raise ValueError(text)
    return cut


def _day(text: str) -> date:
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(text)
    return int(text)


def _numbers(text: str, bounds: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    values = tuple(float(part) for part in text.split(","))
    if len(values) != len(bounds):
        raise ValueError(text)
    if not all(low <= value <= high for value, (low, high) in zip(values, bounds, strict=True)):
        raise ValueError(text)
    return tuple(value + 0.0 for value in values)


def _bbox(text: str) -> Bbox:
    west, south, east, north = _numbers(text, ((-180, 180), (-90, 90), (-180, 180), (-90, 90)))
    if south > north:
        raise ValueError(text)
    return west, south, east, north


def _at(text: str) -> tuple[float, float, float]:
    lat, lon, zoom = _numbers(text, ((-90, 90), (-180, 180), (0, MAX_ZOOM)))
    return lat, lon, zoom


def _join(values: Iterable[float]) -> str:
    return ",".join(repr(v).removesuffix(".0") for v in values)


def _many(key: str, attribute: str, vocabulary: Vocabulary | None = None, want: str = "") -> Field:
    if vocabulary is None:
        return Field(key, attribute, _identifier, str, want, many=True)
    return Field(key, attribute, _chosen(vocabulary), str, one_of(tuple(vocabulary)), many=True)


_DATE_WANT = "a date as YYYY-MM-DD"

FIELDS: tuple[Field, ...] = (
    _many("type", "types", EVENT_TYPES),
    Field("from", "date_from", _day, date.isoformat, _DATE_WANT),
    Field("to", "date_to", _day, date.isoformat, _DATE_WANT),
    _many("place", "places", want="the id of a place"),
    _many("admin", "admins", want="a p-code such as SY07"),
    _many("claimant", "claimants", want="the name of a claimant"),
    _many("stance", "stances", STANCES),
    _many("grade", "grades", GRADES),
    _many("dataset", "datasets", want="the id of a data set"),
    _many("sensitivity", "sensitivities", {k: v for k, v in SENSITIVITIES.items() if k != "public"}),
    Field("q", "text", _words, str, f"1 to {MAX_TEXT} characters with a letter or digit among them"),
    Field("min_killed", "min_killed", _count, str, "a whole number from 0 to 999999999"),
    Field("bbox", "bbox", _bbox, _join, "west,south,east,north in degrees with south below north"),
    Field("as_of", "as_of", _day, date.isoformat, _DATE_WANT),
    _many("origin", "origins", want="the id of a place"),
    _many("dest", "destinations", want="the id of a place"),
    _many("group", "groups", GROUPS),
    _many("end", "ends", want="the id of a place"),
    _many("move", "moves", MOVES),
    Field("min_people", "min_people", _count, str, "a whole number from 0 to 999999999"),
)

VIEW_FIELDS: tuple[Field, ...] = (
    Field("at", "at", _at, _join, f"lat,lon,zoom with latitude -90…90, longitude -180…180, zoom 0…{MAX_ZOOM}"),
    Field("event", "event", _identifier, str, "the id of an event"),
    Field("place_sel", "place_sel", _identifier, str, "the id of a place"),
    Field("movement", "movement", _selection, str, f"the id of a movement, at most {MAX_SELECTION:,} characters"),
    Field("tiles", "tiles", _identifier, str, "the name of an online base map"),
    Field("step", "step", step_from, Step.text, f"{', '.join(UNITS)} and {_DATE_WANT}, such as month:2017-05-01"),
)

_BY_KEY = {row.key: row for row in (*FIELDS, *VIEW_FIELDS)}


def parse(query: str | Mapping[str, Sequence[str] | str], where: str = "the address") -> Parsed:
    """The Filter and View that `query` asks for, and a Problem for every part that could not be used.

    A bad value is left out and the rest kept. Never raises.
    """
    found: dict[str, list[Any]] = {}
    problems: list[Problem] = []
    for key, text in _texts(query):
        if key in IGNORED_KEYS or text == "":
            continue
        row = _BY_KEY.get(key)
        if row is None:
            problems.append(_problem(f"unknown filter {shown(key)}", text, one_of(tuple(_BY_KEY)), where))
            continue
        try:
            value = row.read(text)
        except ValueError:
            problems.append(_problem(f"value of {key}", text, row.want, where))
            continue
        values = found.setdefault(row.attribute, [])
        if value in values:
            continue
        if len(values) >= (MAX_VALUES if row.many else 1):
            problems.append(_problem(f"repeated {key}", text, f"at most {MAX_VALUES if row.many else 1}", where))
            continue
        values.append(value)
    return _ordered(Parsed(_make(Filter, FIELDS, found), _make(View, VIEW_FIELDS, found), tuple(problems)), where)


def _ordered(parsed: Parsed, where: str) -> Parsed:
    """Both dates left out where they are the wrong way round: guessing which was meant would hide events."""
    chosen = parsed.filter
    if chosen.date_from is None or chosen.date_to is None or chosen.date_from <= chosen.date_to:
        return parsed
    got = f"from={chosen.date_from} to={chosen.date_to}"
    problem = _problem("date interval", got, "a start that is not after its end", where)
    return Parsed(replace(chosen, date_from=None, date_to=None), parsed.view, (*parsed.problems, problem))


def _texts(query: str | Mapping[str, Sequence[str] | str]) -> list[tuple[str, str]]:
    if isinstance(query, str):
        return parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=None)
    pairs = []
    for key, value in query.items():
        pairs += [(key, text) for text in ([value] if isinstance(value, str) else value)]
    return pairs


def _problem(what: str, got: str, want: str, where: str) -> Problem:
    return Problem("warning", what, shown(got), want, where, "This part was left out; correct it or remove it.")


def _make(kind: type[_T], rows: Iterable[Field], found: Mapping[str, list[Any]]) -> _T:
    held: dict[str, Any] = {r.attribute: tuple(v) if r.many else v[0] for r in rows if (v := found.get(r.attribute))}
    return kind(**held)


def _pairs(value: Filter | View, rows: Iterable[Field]) -> list[tuple[str, str]]:
    pairs = []
    for row in rows:
        held = getattr(value, row.attribute)
        if held is None:
            continue
        pairs += [(row.key, row.write(each)) for each in (held if row.many else (held,))]
    return pairs
