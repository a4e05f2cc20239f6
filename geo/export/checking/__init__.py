"""Whether a file is still what Kharita made: the manifest in it, the same file made again, and where they differ."""

from geo.export.checking.verify import Verdict, verify

__all__ = ["Verdict", "verify"]
