"""The data page: bring files, see what was understood, and decide what is on the map."""

from geo.ui.actions import what_went_wrong
from geo.ui.data_sets import data_sets
from geo.ui.duplicates import duplicates
from geo.ui.frame import frame
from geo.ui.gazetteers import gazetteers
from geo.ui.imports import bring_files

at = frame("Data", "Bring what you downloaded, see row by row what was understood, and decide what is on the map.")
what_went_wrong()
bring_files()
data_sets(at)
duplicates(at)
gazetteers()
