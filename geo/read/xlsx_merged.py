"""What merged cells of a sheet mean: headings over several columns, and a text that holds for several rows.

A number that is merged over several rows stays in the first of them alone: it is one total for all, never one for each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Cells = list[str | None]
Span = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""
_NUMBER = re.compile(r"[-+<>~≈≥≤]?\s*[\d٠-٩۰-۹][\d٠-٩۰-۹\s.,'’٬٫%]*")


def with_one_header(sample: Sequence[Cells], spans: Sequence[Span]) -> list[Cells]:
    """The rows with a heading over several columns written before each of the column names below it.

    A heading that stands alone in its row is a title, not a part of column names.

    >>> with_one_header([["From", None, "People"], ["Town", "Unit", None], ["Mosul", "Ninewa", "5"]], [(1, 1, 1, 2)])
    [[], ['From Town', 'From Unit', 'People'], ['Mosul', 'Ninewa', '5']]
    """
    rows = list(sample)
    for top in sorted({span[0] for span in spans if span[0] == span[2] and span[3] > span[1]}):
        if top >= len(rows) or not _are_headings(rows[top - 1], rows[top]):
            continue
        heads = [*rows[top - 1], *[None] * (len(rows[top]) - len(rows[top - 1]))]
        for first, left, last, right in spans:
            if first == last == top:
                heads[left - 1 : right] = [heads[left - 1]] * (right - left + 1)
        below = [*rows[top], *[None] * (len(heads) - len(rows[top]))]
        rows[top] = [" ".join(filter(None, both)) or None for both in zip(heads, below, strict=False)]
        rows[top - 1] = []
    return rows


def _are_headings(above: Cells, below: Cells) -> bool:
    held = [cell for cell in below if cell]
    return sum(map(bool, above)) > 1 and len(held) > 1 and not any(_NUMBER.fullmatch(cell) for cell in held)


@dataclass(slots=True)
class Filler:
    """Writes a text that is merged over several rows of one column into each of them, while rows go by in order."""

    starts: Mapping[tuple[int, int], int]
    held: dict[int, tuple[int, str]] = field(default_factory=dict)
    n_filled: int = 0
    numbers: list[int] = field(default_factory=list)
    """Rows whose number stands for the rows below as well."""

    @classmethod
    def of(cls, spans: Sequence[Span]) -> Filler:
        return cls({(first, left): last for first, left, last, right in spans if left == right and last > first})

    def fill(self, number: int, cells: Cells) -> None:
        """Completes the cells of row `number` in place."""
        if not self.starts:
            return
        for at, (last, text) in list(self.held.items()):
            if number > last:
                del self.held[at]
                continue
            cells += [None] * (at + 1 - len(cells))
            if not cells[at]:
                cells[at] = text
                self.n_filled += 1
        for at, text_ in enumerate(cells):
            last_ = self.starts.get((number, at + 1))
            if last_ is None or not text_:
                continue
            if _NUMBER.fullmatch(text_):
                self.numbers.append(number)
            else:
                self.held[at] = (last_, text_)
