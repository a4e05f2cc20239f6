from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.values import day_month_order, parse_coordinate, parse_date, parse_figure, parse_pair

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "eg": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}


@given(DAYS, st.sampled_from(sorted(MONTHS)))
def test_a_day_reads_the_same_however_it_is_written(day: date, language: str) -> None:
    month = MONTHS[language].split()[day.month - 1]
    written = [
        day.isoformat(), f"{day:%Y/%m/%d}", f"{day.day} {month} {day.year}", f"{day.isoformat()}T23:59:59.000Z",
        f"{day.isoformat()} 00:30+03:00", day.isoformat().translate(ARABIC),
    ]  # fmt: skip
    for text in written:
        read = parse_date(text)
        assert (read.start, read.end, read.precision, read.problem) == (day, day, "day", None), text
    assert parse_date(f"{day.day}/{day.month}/{day.year}", "dmy").start == day
    assert parse_date(f"{day.month}/{day.day}/{day.year}", "mdy").start == day


@given(DAYS, st.integers(1, 400))
def test_an_interval_keeps_both_ends(day: date, length: int) -> None:
    last = min(day + timedelta(days=length), date(2100, 12, 31))
    read = parse_date(f"{day.isoformat()} to {last.isoformat()}")
    assert (read.start, read.end) == (day, last)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_problem_or_nothing(text: str) -> None:
    read = parse_date(text)
    assert read.problem is None or (read.start is None and read.end is None)
    assert read.start is None or read.end is None or read.start <= read.end


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("15-May-17", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("May 15, 2017", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("Monday, 15 May 2017", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("1er mai 2017", date(2017, 5, 1), date(2017, 5, 1), "day"),
        ("1. März 2022", date(2022, 3, 1), date(2022, 3, 1), "day"),
        ("15 мая 2017 г.", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("24 лютого 2022 року", date(2022, 2, 24), date(2022, 2, 24), "day"),
        ("15 Mayıs 2017", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("3 de março de 2019", date(2019, 3, 3), date(2019, 3, 3), "day"),
        ("15 de mayo de 2017", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("١٥ أيار ٢٠١٧", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("3 كانون الثاني 2018", date(2018, 1, 3), date(2018, 1, 3), "day"),
        ("42870", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("42870.75", date(2017, 5, 15), date(2017, 5, 15), "day"),
        ("2017-05", date(2017, 5, 1), date(2017, 5, 31), "month"),
        ("Decembre  2012", date(2012, 12, 1), date(2012, 12, 31), "month"),
        ("2017", date(2017, 1, 1), date(2017, 12, 31), "year"),
        ("2017.0", date(2017, 1, 1), date(2017, 12, 31), "year"),
        ("14–15 May 2017", date(2017, 5, 14), date(2017, 5, 15), "days"),
        ("2011-2015", date(2011, 1, 1), date(2015, 12, 31), "year"),
        ("since 2013", date(2013, 1, 1), None, "open"),
        ("until August 2013", None, date(2013, 8, 31), "open"),
    ],
)
def test_dates_of_the_field(text: str, start: date | None, end: date | None, precision: str) -> None:
    read = parse_date(text)
    assert (read.start, read.end, read.precision, read.problem) == (start, end, precision, None)


@pytest.mark.parametrize("text", ["30 February 2017", "2017-13-01", "sometime", "99999", "1789-07-14", "May-17"])
def test_what_is_no_date_is_a_problem(text: str) -> None:
    assert parse_date(text).problem
    assert parse_date(text).start is None


def test_the_order_of_day_and_month_is_proved_or_asked() -> None:
    assert day_month_order(["03/04/2017", "15/05/2017"]) == "dmy"
    assert day_month_order(["03/04/2017", "05/15/2017"]) == "mdy"
    assert day_month_order(["15/05/2017", "05/15/2017"]) == "mixed"
    assert day_month_order(["03/04/2017"]) is None
    assert parse_date("03/04/2017").problem == "order"
    assert parse_date("03/04/2017", "mixed").problem == "order"
    assert parse_date("05/05/2017").start == date(2017, 5, 5)


@given(st.integers(0, 10**9))
def test_a_whole_number_is_itself(number: int) -> None:
    for text in (f"{number}", f"{number}.0", f"{number:,}", f"{number} killed", str(number).translate(ARABIC)):
        assert parse_figure(text).best == number, text


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_bounds_stay_bounds(low: int, more: int) -> None:
    high = low + more
    assert (parse_figure(f"{low}-{high}").min, parse_figure(f"{low}-{high}").max) == (low, high)
    up_to, at_least = parse_figure(f"up to {high}"), parse_figure(f"at least {low}")
    assert (up_to.min, up_to.best, up_to.max, up_to.qualifier) == (None, None, high, "up to")
    assert (at_least.min, at_least.best, at_least.max, at_least.qualifier) == (low, None, None, "at least")


@given(st.text(max_size=30))
def test_any_text_is_a_figure_in_order_or_a_problem(text: str) -> None:
    read = parse_figure(text)
    bounds = [bound for bound in (read.min, read.best, read.max) if bound is not None]
    assert bounds == sorted(bounds)
    assert all(bound >= 0 for bound in bounds)
    assert not (read.problem and bounds)


@pytest.mark.parametrize("text", ["several", "dozens", "hundreds", "none", "عشرات"])
def test_vague_words_stay_words(text: str) -> None:
    read = parse_figure(text)
    assert (read.min, read.best, read.max, read.text, read.problem) == (None, None, None, text, None)


@pytest.mark.parametrize("text", ["", "N/A", "-", "unknown", "nan", "غير معروف"])
def test_nothing_given_is_no_figure(text: str) -> None:
    assert parse_figure(text) == parse_figure("")
    assert parse_figure(text).text is None


@pytest.mark.parametrize("text", ["-1", "inf", "-inf", "2.5", "1.300", "10-5", "99999999999", "1e5"])
def test_what_cannot_be_a_number_of_people(text: str) -> None:
    assert parse_figure(text).problem


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_degrees_survive_point_comma_and_pairs(lat: float, lon: float) -> None:
    lat, lon = round(lat, 6), round(lon, 6)
    assert parse_coordinate(f"{lat:.6f}", "lat") == (lat, None)
    assert parse_coordinate(f"{lat:.6f}".replace(".", ","), "lat") == (lat, None)
    assert parse_coordinate(f"{lon:.6f}".translate(ARABIC), "lon") == (lon, None)
    assert parse_pair(f"{lat:.6f}, {lon:.6f}") == (lon, lat, None)
    assert parse_pair(f"POINT ({lon:.6f} {lat:.6f})") == (lon, lat, None)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_degrees_minutes_seconds(degrees: int, minutes: int, seconds: int, side: str) -> None:
    value = round((degrees + minutes / 60 + seconds / 3600) * (1 if side == "N" else -1), 5)
    for text in (
        f"{degrees}°{minutes:02}'{seconds:02}\"{side}",
        f"{degrees}\ufffd {minutes}' {seconds}'' {side}",
        f"{side} {degrees} {minutes} {seconds}",
        f"{degrees}d{minutes}m{seconds}s {side}",
    ):
        assert parse_coordinate(text, "lat") == (value, None), text


@pytest.mark.parametrize(
    ("text", "axis", "words"),
    [
        ("4239.00416", "lat", "decimal point lost"),
        ("95.2", "lat", "swapped"),
        ("36.6 E", "lat", "swapped"),
        ("inf", "lon", "not read"),
        ("8f2830828052d25", "lat", "not read"),
        ("35°61'00\"", "lat", "60 or more"),
    ],
)
def test_what_is_no_coordinate_says_why(text: str, axis: str, words: str) -> None:
    value, problem = parse_coordinate(text, axis)
    assert value is None
    assert words in str(problem)


@given(st.text(max_size=30), st.sampled_from(["lat", "lon"]))
def test_any_text_is_in_range_or_a_problem(text: str, axis: str) -> None:
    value, problem = parse_coordinate(text, axis)
    assert value is None or (problem is None and abs(value) <= (90 if axis == "lat" else 180))


@pytest.mark.parametrize(
    "text", ["37�36'37.8\"N 121�2'17.9\"W", "50°46'06.6\"N 116°42'04.4", "36.6E 35.9N", "[10.4, 76.2]"]
)
def test_pairs_of_the_field(text: str) -> None:
    lon, lat, problem = parse_pair(text)
    assert problem is None
    assert lon is not None
    assert lat is not None
