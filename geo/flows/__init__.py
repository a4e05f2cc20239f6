"""Flows of people as values: nearness by zoom, sums that keep, what is drawn and what is told, the arrows' shape.

Values in, values out: nothing here knows a store, a web page or a file. Positions are Web Mercator as unsigned 32-bit
integers (geo.mercator); shapes are in the caller's plane (pixels, y downwards).
"""

from geo.flows.arcs import Arc, arc_between
from geo.flows.clusters import LEVELS, Levels, Points, levels
from geo.flows.picture import NO_DAYS, NOWHERE, Box, Drawn, End, Flows, Fork, Node, Picture, Told, picture
from geo.flows.sums import FIELDS, Sums

__all__ = [
    "FIELDS",
    "LEVELS",
    "NOWHERE",
    "NO_DAYS",
    "Arc",
    "Box",
    "Drawn",
    "End",
    "Flows",
    "Fork",
    "Levels",
    "Node",
    "Picture",
    "Points",
    "Sums",
    "Told",
    "arc_between",
    "levels",
    "picture",
]
