"""Who speaks: telling a speaker's label ("Dana Smith:") from any other words before a colon."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_LABEL_WORDS = 4
MAX_LABEL_CHARS = 40
# How far into a line the colon may stand: a label and its markup.
_REACH = MAX_LABEL_CHARS + 24
_WIDE_COLON = "\uff1a"  # in Chinese and Japanese text
# From here on a label that occurs once stands out; in a short call everybody may speak once.
LONG_FILE_LABELS = 20

# Zero-width and direction marks that exports put around names; invisible, so "Dana" would be two people.
MARKS = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_EDGES = MARKS + " \t\xa0*_#>\u2022-\u2013\u2014"
_COUNTER = re.compile(r"[0-9]{1,6}[.)][ \t]+")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_NOT_IN_NAMES = re.compile(r"[?!;\"“”„«»<>{}=|\t\\\x00-\x08\x0e-\x1f]|//")


def _words(text: str) -> frozenset[str]:
    """Return a list of words that is easier to read without quotation marks."""
    return frozenset(text.split())


# Headings of mails, minutes and call sheets; words that introduce a remark.
BLOCKED = _words(
    "note notes nb n.b ps p.s pps p.p.s re fw fwd subject date time from to cc bcc sent http https ftp "
    "mailto www url link e.g eg i.e ie example warning todo tel phone fax email e-mail mail meeting agenda "
    "attendees invited participants duration location place summary topic title transcript transcription "
    "recording recorded source file page chapter section part total update caution remark keywords "
    "language kind webvtt style region"
) | {
    "action items",
    "next steps",
    "key points",
    "to do",
    "meeting title",
    "summary keywords",
    "by the way",
    "for example",
    "in short",
    "that is",
}
_BLOCKED_LAST_WORD = frozenset({"id", "number", "no", "date", "time", "url", "duration"})

# Parts of names that are written small and do not count as words of their own.
_PARTICLES = _words("de da do dos das del della di du la le van von der den ten ter zu bin ibn al el y e of")
# Labels by function are written small in many archives: they are as good as names.
_FUNCTIONS = _words(
    "agent customer client caller rep representative advisor adviser seller buyer prospect speaker user host "
    "guest operator support sales unknown participant person voice therapist patient coach coachee "
    "interviewer interviewee teacher student manager supervisor system bot ivr assistant"
)


def strip_marks(label: str) -> str:
    """Return a label without white space and invisible marks at its edges."""
    return label.strip().strip(MARKS + " \t\xa0").strip()


def clean_label(head: str) -> str | None:
    """Return the label in what stands before a colon, or None when it names nobody.

    Args:
        head: the words before the colon, markup and all ("**Dana Smith", "[SPEAKER_00]").

    Returns:
        The label without markup, or None.
    """
    label = head.strip().strip(_EDGES)
    label = _COUNTER.sub("", label, count=1) if _COUNTER.match(label) else label
    if label[:1] in "[(" and label[-1:] in "])":
        label = label[1:-1].strip(_EDGES)
    if not label or len(label) > MAX_LABEL_CHARS or _NOT_IN_NAMES.search(label):
        return None
    if label.count("(") != label.count(")") or label.count("[") != label.count("]"):
        return None
    n_digits = sum(char.isdigit() for char in label)
    if not any(char.isalpha() for char in label) and n_digits < 7:  # 7: a telephone number may be a label
        return None
    words = [word for word in _PARENTHESIS.sub(" ", label).split() if any(char.isalnum() for char in word)]
    if not words or sum(word.lower() not in _PARTICLES for word in words) > MAX_LABEL_WORDS:
        return None
    folded = label.casefold().rstrip(".")
    if folded in BLOCKED or (len(words) > 1 and words[-1].casefold() in _BLOCKED_LAST_WORD):
        return None
    if "," in label and not _is_last_first(label):
        return None
    # "Dr. Smith", but not "that is free. Then": a sentence ended before the last word.
    if ". " in label and any(word[-1] == "." and word[0].islower() for word in words[:-1]):
        return None
    return label


def split_label(line: str, known: dict[str, str | None]) -> tuple[str, str] | None:
    """Split "Name: words" into name and words.

    Args:
        line: one line, stripped.
        known: heads met so far and their labels; filled here, so that each distinct head is judged once.

    Returns:
        Label and words, or None when no label stands there.
    """
    at = line.find(":", 0, _REACH)
    if at < 1:
        at = line.find(_WIDE_COLON, 0, _REACH)
        if at < 1:
            return None
    head = line[:at]
    try:
        label = known[head]
    except KeyError:
        label = known[head] = clean_label(head)
    if label is None:
        return None
    words = line[at + 1 :]
    if words[:2] == "//" or (head[-1].isdigit() and words[:1].isdigit()):  # a web address, a clock
        return None
    if head[:1] in "*_":  # "**Name:** words" and "**Name**: words"
        words = words.lstrip("*_")
    return label, words.strip()


def looks_like_name(label: str) -> bool:
    """Tell whether every word of a label is written as names and functions are."""
    if any(char.isdigit() or char == "@" for char in label):
        return True
    words = label.replace("(", " ").replace(")", " ").split()
    return all(
        not word[0].islower() or word.lower().strip(".,") in _PARTICLES or word.lower().strip(".,") in _FUNCTIONS
        for word in words
    ) and any(word.lower() not in _PARTICLES for word in words)


def settle(counts: Mapping[str, int]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Decide about labels that occur once among others that are names.

    Args:
        counts: how often each label occurs in the file.

    Returns:
        The labels to be taken as words of the running text ("the thing is: ..."), and those that are
        kept although they stand out in a long file.
    """
    n_labels = sum(counts.values())
    is_long = n_labels >= LONG_FILE_LABELS
    once = [label for label, count in counts.items() if count == 1]
    if not once or not any(looks_like_name(label) for label in counts):
        return frozenset(), ()
    refused, kept = set(), []
    for label in once:
        if looks_like_name(label):
            if is_long:
                kept.append(label)
        elif is_long or " " in label:
            refused.add(label)
    return frozenset(refused), tuple(kept)


def _is_last_first(label: str) -> bool:
    """Tell whether a label with commas is a "Last, First"."""
    parts = [part.strip() for part in label.split(",")]
    return len(parts) == 2 and all(part and looks_like_name(part) for part in parts)
