"""Findings: every message says what came, what was wanted, where, and what to do."""

from __future__ import annotations

import pytest

from geo.errors import BadInput, GeoError, Problem, one_of, shown


def test_a_bad_input_tells_all_four_parts() -> None:
    error = BadInput("latitude", got="95.2", want="-90…90", where="row 41", cure="Did longitude and latitude swap?")
    assert str(error) == "latitude: got '95.2', wanted -90…90 (in row 41). Did longitude and latitude swap?"
    assert isinstance(error, GeoError)


def test_a_problem_is_the_same_finding_as_a_value() -> None:
    error = BadInput("date", got="yesterday", want="YYYY-MM-DD", where="the address", cure="Correct it.")
    problem = Problem.of(error, "warning")
    assert problem.severity == "warning"
    assert problem.sentence() == "the address: date: got 'yesterday', wanted YYYY-MM-DD. Correct it."


@pytest.mark.parametrize(("value", "length"), [("x" * 500, 80), ("x", 3), (None, 4), ([1] * 100, 80)])
def test_what_came_is_cut(value: object, length: int) -> None:
    assert len(shown(value)) == length


def test_one_of_lists_the_values() -> None:
    assert one_of(("a", "b")) == "one of a, b"
