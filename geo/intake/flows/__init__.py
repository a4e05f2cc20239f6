"""Rows of a table that are movements or stocks: their ends found, their figures read, nothing guessed."""

from geo.intake.flows.pipeline import fill, kind_of, prepare_cells
from geo.intake.flows.questions import Question

__all__ = ["Question", "fill", "kind_of", "prepare_cells"]
