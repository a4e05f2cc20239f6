"""Values as Altair charts: rows to draw, and a specification that stays the same while the rows change."""

from geo.charts.bars import BRUSH, day_rows, timeline
from geo.charts.heat import heat_rows, heat_table

__all__ = ["BRUSH", "day_rows", "heat_rows", "heat_table", "timeline"]
