"""`python -m geo.cli` is `kharita`."""

from geo.cli import run

run()
