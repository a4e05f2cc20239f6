"""The briefing page: the filtered map as documents and data to hand out."""

from geo.ui.briefing import fields, offers, what_goes_out
from geo.ui.frame import frame, sentence

at = frame("Briefing", "Hand out exactly the events that are shown: as a page, a picture, a print or data.")
sentence(at)
options = fields(at)
what_goes_out(at)
offers(at, options)
