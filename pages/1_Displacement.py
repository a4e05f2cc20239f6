"""The displacement page: who was moved, from where to where, and how much of it is known."""

from geo.ui.flows.numbers import flow_numbers
from geo.ui.flows.totals import flow_totals
from geo.ui.flows.words import flow_sentence
from geo.ui.flows.workspace import flow_workspace
from geo.ui.frame import frame

at = frame("Displacement", "Each line joins where people left and where they went; it is not a route.", movements=True)
flow_sentence(at)
flow_workspace(at)
flow_totals(at)
flow_numbers(at)
