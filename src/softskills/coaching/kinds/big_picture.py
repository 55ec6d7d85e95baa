"""The talk rises to the customer's goals, business or people."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("strategy.")
