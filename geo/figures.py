"""Ranges of people in words, and sums of them that keep both bounds.

A sum never turns an unknown into 0 without saying so: an event without a lower figure leaves the lower bound
incomplete, one without an upper figure leaves the upper bound incomplete, and an event without any figure is counted
apart. Parts, duplicates and summaries are left out of sums and named. Best estimates are never summed into bounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.model import Event, Figure, Movement
from geo.vocab import FIGURE_KINDS, MOVED

NO_FIGURE = "no figure"
NAMED = 50
"""How many left-out events a sentence names."""


def in_words(figure: Figure | None) -> str:
    """The figure as people read it.

    >>> in_words(Figure(max=60, qualifier="up to"))
    'up to 60'
    >>> in_words(Figure(min=5000, max=13000))
    '5,000–13,000'
    >>> in_words(Figure(text="several"))
    'several (no figure)'
    >>> in_words(None)
    'no figure'
    """
    if figure is None:
        return NO_FIGURE
    if not figure.has_number:
        return f"{figure.text} ({NO_FIGURE})" if figure.text else NO_FIGURE
    return _numbers(figure) + (f" {figure.who}" if figure.who else "")


def _numbers(figure: Figure) -> str:
    low, best, high = figure.min, figure.best, figure.max
    if low is not None and high is not None and low == high:
        return f"about {low:,}" if figure.qualifier == "about" else f"{low:,}"
    bounds = _bounds(low, high, figure.qualifier)
    if best is None:
        return bounds
    word = f"about {best:,}" if figure.qualifier == "about" else f"{best:,}"
    return f"{word} ({bounds})" if bounds else word


def _bounds(low: int | None, high: int | None, qualifier: str | None) -> str:
    if low is not None and high is not None:
        return f"{low:,}–{high:,}"
    if low is not None:
        return f"{'more than' if qualifier == 'more than' else 'at least'} {low:,}"
    return f"up to {high:,}" if high is not None else ""


def with_kind(figure: Figure | None, kind: str) -> str:
    """The figure with what it counts: "up to 60 killed", "killed: several (no figure)".

    >>> with_kind(Figure(min=12, best=12, max=12, who="women"), "killed")
    '12 women killed'
    """
    verb = FIGURE_KINDS[kind]
    if figure is None or not figure.has_number:
        return f"{verb}: {in_words(figure)}"
    return f"{in_words(figure)} {verb}"


def figure_lines(figures: Mapping[str, Figure | None]) -> list[str]:
    """A line per figure given, by kind; words that stand for several kinds at once are told once, without a kind.

    >>> both = Figure(text="several, killed or injured not said")
    >>> figure_lines({"killed": both, "injured": both, "displaced": None})
    ['several, killed or injured not said (no figure)']
    """
    given = {kind: figures[kind] for kind in FIGURE_KINDS if figures.get(kind) is not None}
    wordy = Counter(figure for figure in given.values() if figure and not figure.has_number)
    lines = [
        in_words(figure) if figure and wordy[figure] > 1 else with_kind(figure, kind) for kind, figure in given.items()
    ]
    return list(dict.fromkeys(lines))


def figures_line(event: Event) -> str:
    """All figures of an event in one line: "12 women killed · 12 women injured"; "no figure" where none is given."""
    return " · ".join(figure_lines({kind: event.figure(kind) for kind in FIGURE_KINDS})) or NO_FIGURE


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one kind of figure over `n_events` events that give a number.

    `min` sums the lower figures, `max` the upper ones, each None where no event gives one. `lower_bound_incomplete`
    says that some event with a number gives no lower figure, `upper_bound_incomplete` likewise;
    `n_without_figure` events give no number at all (they make neither bound complete, and are told apart). `best` sums
    the best estimates where every event with a number gives one; it is never a bound. `best_without_min` sums those of
    the events that give no lower figure: nothing else in the sum tells of them.
    """

    kind: str
    min: int | None
    max: int | None
    n_events: int
    n_without_figure: int
    lower_bound_incomplete: bool
    upper_bound_incomplete: bool
    n_without_min: int = 0
    n_without_max: int = 0
    more_than: bool = False
    best: int | None = None
    best_without_min: int | None = None

    def sentence(self, noun: str = "event", verb: str | None = None) -> str:
        """ "at least 12 – up to 72 killed, from 2 events; 1 event without a figure"; `verb` instead of "killed"."""
        verb = verb or FIGURE_KINDS.get(self.kind, self.kind)
        rest = f"{_n(self.n_without_figure, noun)} without a figure" if self.n_without_figure else "all give a figure"
        if self.n_events == 0:
            return f"{verb}: {NO_FIGURE}; {rest}"
        return f"{self._summed(verb)}, from {_n(self.n_events, noun)}; {rest}{self._missing()}"

    @property
    def words(self) -> str:
        """The sum alone: "at least 12 – up to 72 killed"."""
        return self._summed(FIGURE_KINDS.get(self.kind, self.kind))

    def _summed(self, verb: str) -> str:
        told = f"{self._bounds()} {verb}"
        if self.best_without_min is None or (self.min is None and self.max is None):
            return told
        return f"{told}, and about {self.best_without_min:,} by best estimates without a lower figure"

    def _bounds(self) -> str:
        low = None if self.min is None else f"{'more than' if self.more_than else 'at least'} {self.min:,}"
        if self.min is None and self.max is None:
            return "an unknown number" if self.best is None else f"about {self.best:,}"
        if self.max is None or (self.upper_bound_incomplete and low):
            return low or "an unknown number"
        if low and self.min == self.max and not self.lower_bound_incomplete and not self.more_than:
            return f"{self.max:,}"
        return f"{low} – up to {self.max:,}" if low else f"up to {self.max:,}"

    def _missing(self) -> str:
        parts = []
        if self.lower_bound_incomplete:
            parts.append(f"{_gives(self.n_without_min)} no lower figure")
        if self.upper_bound_incomplete:
            parts.append(f"no upper total: {_gives(self.n_without_max)} no upper figure")
        return f" ({'; '.join(parts)})" if parts else ""


@dataclass(frozen=True, slots=True)
class Excluded:
    """An event or movement that a total leaves out, and why."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """One Total per kind of figure, and what all of them leave out.

    `excluded` may name only the newest of the `n_excluded` that are left out.
    """

    kinds: Mapping[str, Total]
    excluded: tuple[Excluded, ...]
    n_excluded: int

    def sentences(self, noun: str = "event") -> list[str]:
        """A sentence per kind, then one naming what is left out; `noun` is what was counted."""
        told = [total.sentence(noun) for total in self.kinds.values()]
        if self.excluded:
            named = self.excluded[:NAMED]
            left = "; ".join(f"{each.title} ({each.reason})" for each in named)
            more = self.n_excluded - len(named)
            told.append(f"Left out of the totals: {left}" + (f"; and {more:,} more" if more else ""))
        return told


def left_out(records: Iterable[Event | Movement]) -> tuple[Excluded, ...]:
    """The records that a sum over `records` must skip: summaries, parts and copies of what is in it.

    A part or copy is kept where its whole or original is a summary, or is not among `records`: it is counted once then.
    """
    held = list(records)
    ids = {record.id for record in held if not (isinstance(record, Event) and record.is_summary)}
    titles = {record.id: record.title for record in held}
    skipped = []
    for record in held:
        if isinstance(record, Event) and record.is_summary:
            skipped.append(Excluded(record.id, record.title, "a summary that may repeat other events"))
        elif record.part_of in ids and record.part_of is not None:
            skipped.append(Excluded(record.id, record.title, f"part of “{titles[record.part_of]}”"))
        elif record.duplicate_of in ids and record.duplicate_of is not None:
            skipped.append(Excluded(record.id, record.title, f"same as “{titles[record.duplicate_of]}”"))
    return tuple(skipped)


def total(kind: str, figures: Iterable[Figure | None]) -> Total:
    """The Total of `figures`, one per event or movement, None where it gives none.

    >>> t = total("killed", [Figure(max=60), Figure(12, 12, 12), None])
    >>> t.min, t.max, t.n_events, t.n_without_figure, t.lower_bound_incomplete
    (12, 72, 2, 1, True)
    """
    held = list(figures)
    given = [f for f in held if f is not None and f.has_number]
    lows = [f.min for f in given if f.min is not None]
    highs = [f.max for f in given if f.max is not None]
    bests = [f.best for f in given if f.best is not None]
    bare = [f.best for f in given if f.best is not None and f.min is None]
    return Total(
        kind=kind,
        min=sum(lows) if lows else None,
        max=sum(highs) if highs else None,
        n_events=len(given),
        n_without_figure=len(held) - len(given),
        lower_bound_incomplete=len(lows) < len(given),
        upper_bound_incomplete=len(highs) < len(given),
        n_without_min=len(given) - len(lows),
        n_without_max=len(given) - len(highs),
        best=sum(bests) if len(bests) == len(given) and bests else None,
        best_without_min=sum(bare) if bare else None,
        more_than=any(f.qualifier == "more than" for f in given if f.min is not None),
    )


def totals(events: Iterable[Event]) -> Totals:
    """The Totals of `events`, with parts, duplicates and summaries left out and named."""
    held = list(events)
    skipped = left_out(held)
    counted = [event for event in held if event.id not in {each.id for each in skipped}]
    kinds = {kind: total(kind, [event.figure(kind) for event in counted]) for kind in FIGURE_KINDS}
    return Totals(kinds, skipped, len(skipped))


def movement_totals(movements: Iterable[Movement]) -> Totals:
    """The people moved, with parts and copies of a movement left out and named.

    Kinds of movement are never added to each other: "displaced" is always there, "returned" and "moved" where any is.
    """
    held = list(movements)
    skipped = {each.id: each for each in left_out(held)}
    counted: dict[str, list[Figure | None]] = {MOVED["displacement"]: []}
    for movement in held:
        if movement.id not in skipped:
            counted.setdefault(MOVED[movement.kind], []).append(movement.people)
    kinds = {moved: total(moved, people) for moved, people in counted.items()}
    return Totals(kinds, tuple(skipped.values()), len(skipped))


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _gives(count: int) -> str:
    return "1 of them gives" if count == 1 else f"{count:,} of them give"
