"""The fault is put elsewhere instead of the matter being taken in hand."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("friction.blame")
