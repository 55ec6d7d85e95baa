"""`python -m softskills` is `softskills`."""

from softskills.cli import run

run()
