"""The customer is pushed to decide."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("friction.pressure")
