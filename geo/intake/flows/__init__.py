"""Rows of a table that are movements or stocks: their ends found, their figures read, nothing guessed."""

from geo.intake.flows.lookup import Ambiguous, Candidate, Found, Gazetteer, Unknown
from geo.intake.flows.pipeline import fill, kind_of, prepare_cells

__all__ = ["Ambiguous", "Candidate", "Found", "Gazetteer", "Unknown", "fill", "kind_of", "prepare_cells"]
