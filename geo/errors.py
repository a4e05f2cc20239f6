"""The two ways in which Kharita says that something is wrong.

    GeoError
    └── BadInput      what came, what was wanted, where, and what to do

A `Problem` is one finding about one place in an input. It is a value, not an exception: readers and
parsers return problems beside whatever they could use, so that one bad row never loses a good one.
Nothing in this module prints, logs or decides how a finding is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


class GeoError(Exception):
    """The base of every exception that Kharita raises on purpose."""


class BadInput(GeoError):
    """Input that cannot be used, told in four parts.

    Parameters: `what` was being read or set, `got` is what came, `want` is what would have been right,
    `where` is the file, row, column, option or variable, and `cure` is what the reader of the message can do.
    """

    def __init__(self, what: str, *, got: object, want: str, where: str, cure: str) -> None:
        self.what, self.got, self.want, self.where, self.cure = what, got, want, where, cure
        super().__init__(f"{what}: got {shown(got)}, wanted {want} (in {where}). {cure}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: an `error` rejected something, a `warning` kept it marked, a `note` only tells."""

    severity: Severity
    what: str
    got: str
    want: str
    where: str
    cure: str

    def sentence(self) -> str:
        """The finding as one line of plain text (not escaped: the border to the page does that)."""
        return f"{self.where}: {self.what}: got {self.got}, wanted {self.want}. {self.cure}"

    @classmethod
    def of(cls, error: BadInput, severity: Severity = "error") -> Problem:
        """The same finding as `error`, as a value."""
        return cls(severity, error.what, shown(error.got), error.want, error.where, error.cure)


def shown(value: object, limit: int = 80) -> str:
    """`value` as it appears in a message: quoted and cut to `limit` characters."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def one_of(values: Sequence[str]) -> str:
    """`values` as the wanted part of a message: "one of a, b, c"."""
    return f"one of {', '.join(values)}"
