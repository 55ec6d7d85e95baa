"""How far a relationship has come: per rep and client the calls, the level with its evidence, and who is overdue.

Three levels: 1, features and benefits are exchanged; 2, the client's motives and values are understood and acted on;
3, the client's emotions are understood (the relationship-levels model of the skill models). A call gives a `Contact`
of plain numbers and three quotes; contacts add up to a `Relationship`, so an archive needs to keep no transcripts.
"""

from softskills.relations.contact import Contact, contact_from_row, contact_of
from softskills.relations.pairs import Relationship, day_of, level_of, relate
from softskills.relations.table import relationships

__all__ = [
    "Contact",
    "Relationship",
    "contact_from_row",
    "contact_of",
    "day_of",
    "level_of",
    "relate",
    "relationships",
]
