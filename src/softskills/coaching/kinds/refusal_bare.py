"""A no with no way forward beside it."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("friction.refusal")
