"""Calls with their tags written by hand, so that what is tested does not hang on a tagger."""

from softskills.measures import CallView
from softskills.segment import turns
from softskills.transcript import CallInfo, Span, Tag, Transcript, Utterance

NAMES = {"rep": "Dana", "customer": "Sam"}


def view_of(said, **info):
    """Lay out a call from (role, text, tag, ...) where a tag is a name for the whole turn or (name, words[, flags])."""
    utterances, tags = [], []
    for n, (role, text, *given) in enumerate(said):
        utterances.append(Utterance(n, NAMES[role], text, role=role))
        for tag in given:
            name, words, flags = tag if len(tag) == 3 else (*tag, "")
            at = text.index(words)
            attributes = dict.fromkeys(flags.split(), True)
            tags.append(Tag(n, Span(at, at + len(words)), name, 0.9, "by hand", attributes))
    call = Transcript("by-hand", tuple(utterances), info=CallInfo(**info))
    return CallView(call, list(turns(call.utterances)), tags)
