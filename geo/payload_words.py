"""What the lists of the displacement page say, as words for the map: it reads there what a reader has just chosen.

The page builds its lists with the same functions, so that both say the same. A text that stands for two values is left
out: the map then waits for the page's own word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from geo.filter import Filter
from geo.payload import Json
from geo.store import Facet, Store
from geo.vocab import GROUPS, MOVES, short


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """The names by id, with the id where several are called the same.

    >>> distinct({"a": "Barzeh", "b": "Barzeh", "c": "Qaboun"})
    {'a': 'Barzeh (a)', 'b': 'Barzeh (b)', 'c': 'Qaboun'}
    """
    n = Counter(names.values())
    return {key: f"{name} ({key})" if n[name] > 1 else name for key, name in names.items()}


def labelled(facets: Iterable[Facet]) -> dict[str, str]:
    """Words for the values of a list of movements; what only the address names is the slug of a vocabulary or an id."""
    words = {slug: short(held, slug) for held in (MOVES, GROUPS) for slug in held}
    return words | distinct({facet.value: facet.label for facet in facets})


def admin_words(label: str, pcode: str) -> str:
    """A governorate as the list names it."""
    return f"{label} {pcode}"


def _admins(facets: Iterable[Facet]) -> dict[str, str]:
    return {facet.value: admin_words(facet.label, facet.value) for facet in facets}


def _labels(facets: Iterable[Facet]) -> dict[str, str]:
    return {facet.value: facet.label for facet in facets}


def _values(facets: Iterable[Facet]) -> dict[str, str]:
    return {facet.value: facet.value for facet in facets}


_LISTS: Mapping[str, tuple[str, Callable[[Iterable[Facet]], dict[str, str]]]] = {
    "origin": ("filter-origin", labelled),
    "dest": ("filter-dest", labelled),
    "end": ("filter-end", labelled),
    "move": ("filter-move", labelled),
    "group": ("filter-group", labelled),
    "place": ("filter-place", _labels),
    "admin": ("filter-admin", _admins),
    "claimant": ("filter-claimant", _values),
}
"""Field of the address → key of the widget, and the words of its values."""


def words_payload(store: Store, chosen: Filter) -> Json:
    """Per widget of the displacement page its field and {words: value}, and the widgets that hold a number."""
    facets = store.movement_facets(replace(Filter(), sensitivities=chosen.sensitivities))
    lists = {
        widget: {"field": field, "words": _readable(words(facets[field]))} for field, (widget, words) in _LISTS.items()
    }
    titles = {dataset.id: dataset.title for dataset in store.datasets()}
    return {
        "lists": {**lists, "filter-dataset": {"field": "dataset", "words": _readable(titles)}},
        "numbers": {"filter-min-people": "min_people"},
    }


def _readable(words: Mapping[str, str]) -> dict[str, str]:
    n = Counter(words.values())
    return {text: value for value, text in words.items() if n[text] == 1}
