"""The briefing page: the filtered map as documents and data to hand out."""

from geo.ui.briefing import fields, offers
from geo.ui.briefing_again import templates, what_changed
from geo.ui.briefing_safety import what_goes_out
from geo.ui.frame import frame, sentence

at = frame("Briefing", "Hand out exactly the events that are shown: as a page, a picture, a print or data.")
sentence(at)
options = fields(at)
templates(at, options)
what_changed(at, options)
options = what_goes_out(at, options)
offers(at, options)
