"""The method page: what the words mean, what is counted, and where the data come from."""

from geo.ui.frame import frame
from geo.ui.method import counting, data_sources, vocabularies

at = frame("Method", "What the words mean, what is counted and what is not, and where everything comes from.")
counting()
vocabularies()
data_sources(at)
