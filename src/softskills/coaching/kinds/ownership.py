"""The matter is taken in hand in the first person."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("trust.ownership")
