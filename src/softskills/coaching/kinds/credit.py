"""The customer is given credit."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("rapport.affirmation", "rapport.loyalty")
