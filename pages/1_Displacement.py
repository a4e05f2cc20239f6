"""The displacement page: who was moved, from where to where, and how much of it is known."""

from geo.ui.flows import flow_details, flow_sentence, flow_totals, movements_table
from geo.ui.frame import frame, side_by_side
from geo.ui.map import flows_map

at = frame("Displacement", "Each line joins where people left and where they went; it is not a route.", movements=True)
flow_sentence(at)
side_by_side(at, flows_map, flow_details)
flow_totals(at)
movements_table(at)
