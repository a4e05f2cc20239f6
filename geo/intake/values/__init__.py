"""What one cell of text says: a date, a figure of people, a coordinate. Pure functions; unknown stays None."""

from geo.intake.values.dates import DateRead, day_month_order, parse_date
from geo.intake.values.figures import FigureRead, parse_figure
from geo.intake.values.points import parse_coordinate, parse_pair

__all__ = [
    "DateRead",
    "FigureRead",
    "day_month_order",
    "parse_coordinate",
    "parse_date",
    "parse_figure",
    "parse_pair",
]
