"""A concrete next step."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("trust.commitment")
