"""Kharita's library: everything that the pages, the map routes and the command line share."""

__version__ = "0.1.0"
