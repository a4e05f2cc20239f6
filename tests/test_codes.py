"""The numbers of words in the store's files: every word has one, and none may ever move."""

from __future__ import annotations

import pytest

from geo import codes, vocab

PAIRS = [
    (codes.TYPES, vocab.EVENT_TYPES),
    (codes.GRADES, vocab.GRADES),
    (codes.SENSITIVITIES, vocab.SENSITIVITIES),
    (codes.DATE_PRECISIONS, vocab.DATE_PRECISIONS),
    (codes.PLACE_PRECISIONS, vocab.PLACE_PRECISIONS),
    (codes.STANCES, vocab.STANCES),
    (codes.ROLES, vocab.PLACE_ROLES),
    (codes.GROUPS, vocab.GROUPS),
    (codes.MOVES, vocab.MOVES),
    (codes.STOCK_KINDS, vocab.STOCK_KINDS),
]


@pytest.mark.parametrize(("words", "vocabulary"), PAIRS)
def test_every_word_has_a_number(words: tuple[str, ...], vocabulary: vocab.Vocabulary) -> None:
    assert set(words) == set(vocabulary)
    assert len(set(words)) == len(words) < codes.AREA


def test_types_are_numbered_as_the_vocabulary_orders_them() -> None:
    """Whoever draws cells counts on it."""
    assert tuple(vocab.EVENT_TYPES) == codes.TYPES


def test_the_first_words_stay_where_old_files_have_them() -> None:
    assert codes.TYPES.index("airstrike") == 0
    assert codes.TYPES.index("other") == 19
    assert codes.GRADES == ("confirmed", "fair", "weak", "contested", "discounted")
    assert codes.SENSITIVITIES == ("public", "restricted", "internal")


@pytest.mark.parametrize("country", ["AA", "SY", "ZZ"])
def test_countries_and_back(country: str) -> None:
    assert codes.country_of(codes.country_code(country)) == country


@pytest.mark.parametrize("country", [None, "", "S", "SYR", "sy", "S1", "ÄÖ"])
def test_what_is_no_country_is_none(country: str | None) -> None:
    assert codes.country_of(codes.country_code(country)) is None
