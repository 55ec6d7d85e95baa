"""What of a call's words is stored: all of them, none, or the words with private things replaced."""

from __future__ import annotations

import re
from functools import cached_property

from softskills.archive.redact import Redacted, Redactor, names_of
from softskills.transcript import Span, Transcript

_QUOTE = re.compile("[\"'‘’“”«»`]")


class Keeper:
    """Decides for one call what its stored texts look like.

    Args:
        call: the call; None where only messages are at hand (it could not be read).
        text: whether words are stored at all.
        redact: whether private things are replaced in what is stored.
    """

    def __init__(self, call: Transcript | None, *, text: bool, redact: bool) -> None:
        self._call = call
        self._text = text
        self._redact = redact

    def span(self, turn: int, span: Span) -> tuple[int, int, str | None]:
        """Return a span's place in the stored text of its turn, and its stored words.

        Where nothing is stored the place is that in the raw text; where private things are replaced the place
        follows, so that the words stay those of the stored turn from start to stop.
        """
        if not self._text or self._call is None:
            return span.start, span.stop, None
        if not self._redact:
            return span.start, span.stop, span.of(self._call.utterances[turn].text)
        found = self._turns[turn]
        start, stop = found.place(span.start, span.stop)
        return start, stop, found.text[start:stop]

    def turn(self, turn: int) -> str | None:
        """Return the stored words of a turn."""
        if not self._text or self._call is None:
            return None
        return self._turns[turn].text if self._redact else self._call.utterances[turn].text

    def words(self, text: str) -> str | None:
        """Return a text that quotes the call (a reason, a quote, a warning) as it is stored."""
        if not self._text:
            return None
        return self._redactor.quoted(text) if self._redact else text

    def message(self, text: str) -> str:
        """Return an error's message: without what it quotes of the call where no words are stored."""
        if not self._text:
            quote = _QUOTE.search(text)
            return text if quote is None else text[: quote.start()].rstrip(" :;,(") + " …"
        return self._redactor.quoted(text) if self._redact else text

    @cached_property
    def _redactor(self) -> Redactor:
        if self._call is None:
            return Redactor()
        return Redactor(names_of(self._call), [utt.text for utt in self._call.utterances])

    @property
    def _turns(self) -> list[Redacted]:
        return self._redactor.turns
