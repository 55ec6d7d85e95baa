"""Pieces of speech as a file holds them, and how they become the turns of a transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from softskills.readers._base import Ledger, Source
from softskills.transcript import NAN, CallInfo, Role, Transcript, Utterance

# Captions cut a turn into cues. Two cues of one speaker are one turn when no more than this lies between
# them; 2 s is common practice among transcription pipelines.
MERGE_GAP_S = 2.0

# "Mhm", "oh I see": what leaves the floor to the other. The measures count by the same number.
BACKCHANNEL_WORDS = 3
_BACKCHANNEL_CHARS = 30

NOBODY_HINT = "write who speaks as Name: before the words, or let a diariser tell the voices apart"

# Lines that export programs add below a transcript; nobody said them.
FOOTERS = (
    "transcribed by https://otter.ai",
    "transcription ended after",
    "this editable transcript was computer generated",
    "you should review gemini's notes",
    "you should review gemini\u2019s notes",
)


class Piece:
    """One stretch of one speaker's words with the place it stood in; mutable while a file is read."""

    __slots__ = ("line", "more", "source_id", "speaker", "start", "stop", "words")

    def __init__(self, line: int, speaker: str | None, words: str, start: float = NAN, stop: float = NAN) -> None:
        self.line = line
        self.speaker = speaker
        self.words = words
        self.more: list[str] | None = None  # most pieces are one line: no list for those
        self.start = start
        self.stop = stop
        self.source_id: str | None = None

    def extend(self, words: str) -> None:
        """Add a line of words."""
        if self.more is not None:
            self.more.append(words)
        elif self.words:
            self.more = [words]
        else:
            self.words = words

    def take(self, other: Piece) -> None:
        """Add the words of the piece that follows."""
        for words in other.all_words():
            self.extend(words)

    def all_words(self) -> list[str]:
        """Return the lines of words; none when there are no words."""
        return [words for words in (self.words, *(self.more or ())) if words]

    def text(self) -> str:
        """Return all words, lines joined by a space."""
        return self.words if self.more is None else " ".join([self.words, *self.more])


def is_footer(line: str) -> bool:
    """Tell whether a line is one that an export program put under the transcript."""
    if line[:1] in "#*_":
        line = line.strip("#*_ ")
    if line[:1] in "TtYy" and line[:60].lower().startswith(FOOTERS):
        return True
    # Teams: "Mark Slyder started transcription".
    return line.endswith(" transcription") and len(line) <= 80 and line.split()[-2] in ("started", "stopped")


def in_time_order(pieces: list[Piece], ledger: Ledger) -> list[Piece]:
    """Return pieces by their start; those without one stay behind what they followed in the file."""
    keys: list[float] = []
    latest = 0.0
    n_late = 0
    for piece in pieces:
        if not isnan(piece.start):
            if piece.start < latest:
                n_late += 1
                ledger.add("cue out of order, sorted by its start", piece.text(), line=piece.line)
            latest = piece.start
        keys.append(latest)
    if not n_late:
        return pieces
    return [pieces[i] for i in sorted(range(len(pieces)), key=keys.__getitem__)]


def merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Join pieces of one speaker when the gap between them is known and short.

    Nothing may lie between them but what others say without a question while the speaker talks on: up to
    three words ("mhm"), or words that end before the speaker's do. It stays a turn of its own, with its
    own times, after the turn it accompanies.
    """
    turns: list[Piece] = []
    last: Piece | None = None  # the latest turn that is no back-channel
    for piece in pieces:
        if last is None:
            turns.append(piece)
            last = piece
        elif (
            piece.speaker == last.speaker
            and piece.speaker is not None
            and piece.start - last.stop <= MERGE_GAP_S  # False when either is NaN
            and not piece.start < last.start  # a clock that began anew
        ):
            last.take(piece)
            # The later end wins; an unknown end makes the turn's end unknown.
            if not piece.stop <= last.stop:
                last.stop = piece.stop
        else:
            turns.append(piece)
            if not (last.start <= piece.start < last.stop and _leaves_floor(piece, last)):
                last = piece
    return turns


def _leaves_floor(piece: Piece, last: Piece) -> bool:
    """Tell whether a piece that begins while `last` is speaking leaves the floor to it."""
    if piece.speaker is None or (piece.more or (piece.words,))[-1].endswith("?"):
        return False
    if piece.stop <= last.stop:
        return True
    short = piece.more is None and len(piece.words) <= _BACKCHANNEL_CHARS
    return short and len(piece.words.split()) <= BACKCHANNEL_WORDS


def transcript_of(
    source: Source,
    name: str,
    pieces: list[Piece],
    ledger: Ledger,
    info: CallInfo = CallInfo(),  # noqa: B008  # frozen
    sides: Mapping[str, Role] | None = None,
    *,
    names_needed: bool = True,
) -> Transcript:
    """Make the transcript of a file's pieces; pieces without words are reported and left out.

    Each piece is let go as soon as its turn is made: the list is empty afterwards, so that a large file is
    not held in memory once more.

    Args:
        source: where they come from.
        name: the reader's name.
        pieces: in order; used up.
        ledger: what there is to report.
        info: what the file says of the call.
        sides: the speakers' roles, where the file states them.
        names_needed: whether a file in which nobody is named is refused; captions alone are words enough.

    Returns:
        A transcript with a turn for each piece that has words.

    Raises:
        ReadError: nothing has words, or nobody is named.
    """
    utterances: list[Utterance] = []
    named = False
    nameless: Piece | None = None
    n_nameless = 0
    pieces.reverse()
    while pieces:
        piece = pieces.pop()
        text = piece.text()
        if not text:
            ledger.add("label without words, left out", piece.speaker or "", line=piece.line)
            continue
        if piece.speaker is None:
            nameless = nameless or piece
            n_nameless += 1
        else:
            named = True
        utterances.append(
            Utterance(
                len(utterances),
                piece.speaker,
                text,
                piece.start,
                piece.stop,
                "unknown",
                piece.line,
                None,
                NAN,
                piece.source_id,
            )
        )
    if not utterances:
        raise source.no_turns(source.lines())
    if not named and names_needed:
        first = utterances[0]
        raise source.no_labels(first.text, first.line)
    if not named:
        ledger.add("nobody is named: the source does not tell voices apart", hint=NOBODY_HINT)
    elif nameless is not None:
        for _ in range(n_nameless):
            ledger.add("words without a speaker, kept with none", nameless.text(), line=nameless.line)
    return Transcript(
        source.call_id,
        tuple(utterances),
        name,
        source.path,
        ledger.notices(),
        info=info,
        sides=dict(sides or {}),
    )
