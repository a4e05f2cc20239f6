"""Days, weeks, months and years to step through: one Step is a unit of time with its first and last day.

Weeks begin on Monday. Pure values; nothing here knows what happened in a step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from geo.dates import interval_in_words

UNITS: Mapping[str, str] = MappingProxyType({"day": "Day", "week": "Week", "month": "Month", "year": "Year"})
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One day, week, month or year; `first` is its first day, whatever day of it is given.

    >>> Step("month", date(2017, 5, 14))
    Step(unit='month', first=datetime.date(2017, 5, 1))
    """

    unit: str
    first: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", _floor(self.unit, self.first))

    @property
    def last(self) -> date:
        """The last day of it; of the last possible one the last possible day."""
        following = self.moved(1)
        return date.max if following == self else following.first - timedelta(days=1)

    def moved(self, by: int) -> Step:
        """The step `by` steps later (earlier where negative); the same where that is beyond year 1…9999."""
        try:
            return Step(self.unit, _shifted(self.unit, self.first, by))
        except (OverflowError, ValueError):
            return self

    def words(self) -> str:
        """
        >>> Step("week", date(2017, 5, 14)).words()
        '8–14 May 2017'
        >>> Step("month", date(2017, 5, 14)).words()
        'May 2017'
        """
        precision = self.unit if self.unit in ("month", "year") else "days"
        return interval_in_words(self.first, self.last, precision)

    def text(self) -> str:
        """As the address has it: "month:2017-05-01"; `step_from` reads it."""
        return f"{self.unit}:{self.first.isoformat()}"


def step_from(text: str) -> Step:
    """The step that a text of the address means; ValueError for anything else.

    >>> step_from("week:2017-05-10").text()
    'week:2017-05-08'
    """
    unit, _, day = text.partition(":")
    if unit not in UNITS:
        raise ValueError(text)
    first = date.fromisoformat(day)
    if first.isoformat() != day:
        raise ValueError(text)
    return Step(unit, first)


def n_steps(unit: str, first: date, last: date) -> int:
    """How many steps hold a day of `first` to `last`.

    >>> [n_steps(unit, date(2017, 5, 14), date(2017, 6, 1)) for unit in UNITS]
    [19, 4, 2, 1]
    """
    one, other = _floor(unit, first), _floor(unit, last)
    if unit == "month":
        return (other.year - one.year) * 12 + other.month - one.month + 1
    if unit == "year":
        return other.year - one.year + 1
    return (other - one).days // (_WEEK if unit == "week" else 1) + 1


def steps(unit: str, first: date, last: date) -> list[Step]:
    """The steps that hold a day of `first` to `last`, in order."""
    start = Step(unit, first)
    return [start.moved(n) for n in range(n_steps(unit, first, last))]


def _floor(unit: str, day: date) -> date:
    if unit == "week":
        return date.fromordinal(max(1, day.toordinal() - day.weekday()))
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _shifted(unit: str, first: date, by: int) -> date:
    if unit == "month":
        years, month = divmod(first.year * 12 + first.month - 1 + by, 12)
        return date(years, month + 1, 1)
    if unit == "year":
        return first.replace(year=first.year + by)
    return first + timedelta(days=by * (_WEEK if unit == "week" else 1))
