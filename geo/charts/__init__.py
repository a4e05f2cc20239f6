"""Values as Altair charts: rows to draw, and a specification that stays the same while the rows change."""

from geo.charts.bars import BRUSH, day_rows, timeline
from geo.charts.heat import heat_rows, heat_table
from geo.charts.shaded import Area, shaded_map

__all__ = ["BRUSH", "Area", "day_rows", "heat_rows", "heat_table", "shaded_map", "timeline"]
