"""Something that does not favour the offer is said plainly, or the customer's interest is put first."""

from __future__ import annotations

from softskills.coaching.base import from_tags

find = from_tags("trust.candor", "trust.client_first")
