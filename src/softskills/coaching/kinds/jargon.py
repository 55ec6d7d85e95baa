"""A term of the trade that the customer did not use and nobody explained."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("friction.jargon")
