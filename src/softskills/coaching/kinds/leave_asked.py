"""Leave is asked before advice, probing or a hold."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("trust.permission")
