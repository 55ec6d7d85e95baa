"""From counts to profiles: pooling, rates, skills, their intervals; comparison, percentiles, two views of one table."""

from softskills.profiles.compare import COMPARE_COLUMNS, compare_rows
from softskills.profiles.counted import CountTable
from softskills.profiles.evidence import evidence_rows, evidence_word
from softskills.profiles.people import pooled_profile
from softskills.profiles.reliability import reliability_rows
from softskills.profiles.rows import Row, profile_frame, profile_rows
from softskills.profiles.schema import schema
from softskills.profiles.tidy import tidy
from softskills.profiles.within import call_intervals

__all__ = [
    "COMPARE_COLUMNS",
    "CountTable",
    "Row",
    "call_intervals",
    "compare_rows",
    "evidence_rows",
    "evidence_word",
    "pooled_profile",
    "profile_frame",
    "profile_rows",
    "reliability_rows",
    "schema",
    "tidy",
]
