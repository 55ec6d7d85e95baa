"""Words, clauses and sentences of a turn, found with or without punctuation.

A turn is tokenised once. Words are folded for matching ("I'm", "im" and "I am" are all `i am`; hesitations and
stammered repeats are passed over) and each keeps its place in the raw text, so that every span is exact.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import spacy
from spacy.attrs import LENGTH, NORM, SPACY
from spacy.language import Language
from spacy.tokens import Doc

from softskills.lexicon import words_of
from softskills.transcript import Span, Utterance

FOLD = {
    "m": "am", "s": "is", "'s": "is", "'d": "would", "d": "would", "'ll": "will", "ll": "will", "nt": "not",
    "ok": "okay", "o.k.": "okay", "kay": "okay", "cos": "because", "cuz": "because", "'cause": "because",
    "'cos": "because", "til": "until", "ya": "you", "u": "you", "yup": "yeah", "yep": "yeah", "aye": "yeah",
    "tho": "though", "thru": "through", "'em": "them",
}  # fmt: skip
SPLIT = {
    "alright": ("all", "right"), "wanna": ("want", "to"), "dunno": ("do", "not", "know"), "lets": ("let", "us"),
    "gimme": ("give", "me"), "lemme": ("let", "me"), "kinda": ("kind", "of"), "sorta": ("sort", "of"),
    "gotcha": ("got", "you"), "whaddya": ("what", "do", "you"), "d'you": ("do", "you"),
}  # fmt: skip
# A recogniser that drops apostrophes writes these as it writes other words: only where it plainly drops them.
SPLIT_BARE = {"its": ("it", "is"), "ill": ("i", "will"), "id": ("i", "would"), "whos": ("who", "is")}
HESITATION = words_of("segment_hesitation")
STRONG = {".": ".", "?": "?", "!": "!", "...": ".", "…": ".", ";": ".", ":": ":", "\n": "."}
# Said twice for weight, not by stammering.
REPEATED = frozenset({"very", "really", "no"})
COLUMNS = (NORM, LENGTH, SPACY)
SENTENCE_ENDS = frozenset(".?!")
SUBJECT = words_of("segment_subject")
FINITE = words_of("segment_finite")
CONJUNCTION = words_of("segment_conjunction")
# "I am so sorry", "I think so": here "so" opens nothing.
DEGREE = words_of("segment_degree")
WH, AUX, HOLDERS = words_of("wh"), words_of("aux"), words_of("holds_clause")
OPENERS = CONJUNCTION | frozenset(
    ["well", "oh", "okay", "right", "yeah", "yes", "no", "now", "look", "listen", "actually", "anyway", "i"]
)

# No clause begins at any other word unless a sentence does.
BREAKERS = OPENERS | WH | SUBJECT | AUX | CONJUNCTION | {"so"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance, tokenised.

    Args:
        utt: the utterance.
        words: folded words.
        starts: where each word starts in the raw text.
        stops: where it stops.
        ends: the punctuation after each word: "" "," ":" "." "?" or "!".
        line: the words, each followed by one space, sentence ends as words of their own.
        places: where each word begins in `line`.
        clauses: word ranges, half-open, in order, together the whole turn.
        sentences: word ranges likewise.
    """

    utt: Utterance
    words: list[str]
    starts: list[int]
    stops: list[int]
    ends: list[str]
    line: str
    places: list[int]
    clauses: list[tuple[int, int]]
    sentences: list[tuple[int, int]]

    def said_as(self, utt: Utterance) -> Turn:
        """Return this turn for the same words with another speaker or role."""
        # `dataclasses.replace` takes three times as long, and every turn of a call passes here.
        return Turn(
            utt,
            self.words,
            self.starts,
            self.stops,
            self.ends,
            self.line,
            self.places,
            self.clauses,
            self.sentences,
        )

    def span(self, first: int, last: int) -> Span:
        """Return the raw characters of words `first` to `last`, with the sentence mark that follows."""
        stop = self.stops[last - 1]
        text = self.utt.text
        while stop < len(text) and text[stop] in "?!.":
            stop += 1
        return Span(self.starts[first], stop)

    def clause_of(self, word: int) -> tuple[int, int]:
        """Return the clause that holds a word."""
        return self.clauses[bisect_right(self.clauses, (word, len(self.words) + 1)) - 1]

    def sentence_of(self, word: int) -> tuple[int, int]:
        """Return the sentence that holds a word."""
        return self.sentences[bisect_right(self.sentences, (word, len(self.words) + 1)) - 1]

    def text_of(self, first: int, last: int) -> str:
        """Return words `first` to `last` of `line`, sentence marks included."""
        stop = self.places[last] if last < len(self.places) else len(self.line)
        return self.line[self.places[first] : stop]

    def glued(self, word: int) -> bool:
        """Tell whether a word is written onto the one before it ("she's", "dont")."""
        return word > 0 and self.starts[word] == self.stops[word - 1]

    def word_at(self, place: int) -> int:
        """Return the index of the first word that begins at or after a place in `line`."""
        return bisect_left(self.places, place)


@cache
def tokenizer() -> Language:
    """Return the blank English pipeline, made once."""
    return spacy.blank("en")


def turns(utterances: Iterable[Utterance]) -> Iterator[Turn]:
    """Tokenise and segment utterances, one after the other."""
    for utt in utterances:
        yield segment(utt)


def segment(utt: Utterance, doc: Doc | None = None) -> Turn:
    """Fold and segment one utterance, tokenised already where a pipeline did so."""
    text = utt.text
    parts = _parts(text) if doc is None else _parts_of(doc)
    words, starts, stops, ends = _fold(text, parts, bare="'" not in text and "’" not in text)
    count = len(words)
    closed = [i for i, end in enumerate(ends, 1) if end in SENTENCE_ENDS]
    if count and (not closed or closed[-1] != count):
        closed.append(count)
    breakers = [i for i, word in enumerate(words) if word in BREAKERS]
    sentences: list[tuple[int, int]] = []
    clauses: list[tuple[int, int]] = []
    lines: list[str] = []
    places: list[int] = []
    place = sentence = at = 0
    for stop in closed:
        said = words[sentence:stop]
        for word in said:
            places.append(place)
            place += len(word) + 1
        if ends[stop - 1] in SENTENCE_ENDS:
            said.append(ends[stop - 1])
            place += 2
        lines += said
        clause = sentence
        while at < len(breakers) and breakers[at] < stop:
            word_at = breakers[at]
            at += 1
            if (
                word_at - clause >= 2
                and starts[word_at] != stops[word_at - 1]
                and _breaks(words, word_at, ends[word_at - 1], count)
            ):
                clauses.append((clause, word_at))
                clause = word_at
        clauses.append((clause, stop))
        sentences.append((sentence, stop))
        sentence = stop
    line = " ".join(lines) + " " if lines else ""
    return Turn(utt, words, starts, stops, ends, line, places, clauses, sentences)


class _Token(NamedTuple):
    """What a token's norm comes to, worked out once for each norm ever seen.

    `parts` are its folded words (none for punctuation), `bare` the same where apostrophes are not written.
    """

    parts: tuple[str, ...]
    bare: tuple[str, ...]
    mark: str
    hesitation: bool
    dash: bool


# The parts of a text: a folded word, its length, how far it is to the next part, the mark written onto it, None;
# or "", a token's length, 1 where a blank follows, "", and what the token comes to where that is not one plain word.
_Part = tuple[str, int, int, str, _Token | None]

# Keyed by spaCy's hash of the norm, which is the same in every vocabulary.
_TOKENS: dict[int, _Token] = {}
# By what stands between blanks. spaCy's English rules never look across a blank, so each such piece is asked for once.
_PIECES: dict[str, list[_Part]] = {}
_MOST_PIECES = 200_000
# Longer than any word: such a piece will not come again.
_LONG_PIECE = 40
# What spaCy's English rules leave whole, or part from its mark alone, unless it is one of their special cases.
_PLAIN = re.compile("([A-Za-z]*[a-z])([,.?!:;]?)")


def _parts(text: str) -> list[_Part]:
    """Return the parts of a text, cut as spaCy's tokenizer cuts it."""
    pieces = text.split(" ")
    # Any other blank, or two in a row, is a token of its own to spaCy.
    if pieces != text.split():
        return _parts_of(_doc(text))
    known = _PIECES
    found: list[_Part] = []
    for piece in pieces:
        parts = known.get(piece)
        found += _new_piece(piece) if parts is None else parts
    found[-1] = _followed(found[-1], -1)
    return found


def _new_piece(piece: str) -> list[_Part]:
    special = tokenizer().tokenizer.rules
    plain = _PLAIN.fullmatch(piece)
    if plain is not None and piece not in special and plain[1] not in special:
        parts = [_part(_token(one), len(one), 0) for one in plain.groups() if one]
    else:
        parts = _parts_of(_doc(piece))
    if len(parts) == 2 and parts[0][4] is None:
        (word, length, gap, _, _), (_, one, _, _, token) = parts
        if token is not None and token.mark and not token.dash:
            parts = [(word, length, gap + one, token.mark, None)]
    parts[-1] = _followed(parts[-1], 1)
    if len(piece) <= _LONG_PIECE:
        if len(_PIECES) >= _MOST_PIECES:
            _PIECES.clear()
        _PIECES[piece] = parts
    return parts


def _followed(part: _Part, blanks: int) -> _Part:
    """Return a part with so many more blanks after it."""
    word, length, gap, mark, token = part
    return (word, length, gap + blanks, mark, token)


def _doc(text: str) -> Doc:
    # The tokenizer itself: `make_doc` refuses texts of over a million characters for the parser's sake.
    return tokenizer().tokenizer(text)


def _parts_of(doc: Doc) -> list[_Part]:
    table = _TOKENS
    strings = doc.vocab.strings
    found: list[_Part] = []
    rows: list[list[int]] = doc.to_array(COLUMNS).tolist() if len(doc) else []
    for norm, length, space in rows:
        token = table.get(norm)
        if token is None:
            token = table[norm] = _token(strings[norm])
        found.append(_part(token, length, space))
    return found


def _part(token: _Token, length: int, space: int) -> _Part:
    plain = len(token.parts) == 1 and token.bare is token.parts and not token.hesitation
    return (token.parts[0], length, space, "", None) if plain else ("", length, space, "", token)


def _token(norm: str) -> _Token:
    if not norm[0].isalnum() and norm not in FOLD:
        mark = STRONG.get(norm[0]) or ("," if norm[0] in ",-–—" else "")
        return _Token((), (), mark, False, norm == "-")
    folded = FOLD.get(norm.lower(), norm.lower())
    # A blank inside a word would be two words to a cue.
    folded = "_".join(folded.split()) or folded
    parts = SPLIT.get(folded, (folded,))
    return _Token(parts, SPLIT_BARE.get(folded, parts), "", folded in HESITATION, False)


def _fold(text: str, parts: list[_Part], bare: bool) -> tuple[list[str], list[int], list[int], list[str]]:
    words: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    ends: list[str] = []
    place = 0
    for i, (word, length, gap, mark, token) in enumerate(parts):
        start = place
        stop = start + length
        place = stop + gap
        if token is not None:
            folded = token.bare if bare else token.parts
            if not folded:
                mark = token.mark
                # Between "mm" and "hmm" the hyphen is spelling; elsewhere a dash breaks as a comma does.
                spelled = token.dash and length == 1 and not gap and words and stops[-1] == start
                if (words and mark and not spelled and (not ends[-1] or ends[-1] == ",")) or (words and mark == "?"):
                    ends[-1] = mark
                continue
            if token.hesitation and not _murmur(text, place, parts[i + 1 : i + 3]):
                continue
            word = folded[0]
            if len(folded) > 1:
                words += folded
                starts += [start] * len(folded)
                stops += [stop] * len(folded)
                ends += [""] * len(folded)
                word = ""
        if word:
            if words and words[-1] == word and not ends[-1] and word not in REPEATED:
                stops[-1] = stop
                ends[-1] = mark
                continue
            words.append(word)
            starts.append(start)
            stops.append(stop)
            ends.append(mark)
        # "what's what's the problem": of a pair said twice the second stays.
        if len(words) >= 4 and words[-1] == words[-3] and words[-2] == words[-4] and not ends[-3]:
            del words[-4:-2], starts[-4:-2], stops[-4:-2], ends[-4:-2]
    return words, starts, stops, ends


def _murmur(text: str, place: int, parts: list[_Part]) -> bool:
    """Tell "uh-huh" and "uh huh", which say something, from a hesitation: by the two tokens that follow."""
    stop = place + sum(length + gap for _, length, gap, _, _ in parts)
    following = text[place:stop].lower().strip(" -")
    return following.startswith(("huh", "hmm", "hm"))


def _breaks(words: list[str], i: int, end: str, count: int) -> bool:
    """Tell whether a clause begins at word `i` although no sentence ends before it."""
    word = words[i]
    following = words[i + 1] if i + 1 < count else ""
    before = words[i - 1]
    if end in (",", ":"):
        return word in OPENERS or word in WH or (word in SUBJECT and following in FINITE) or word in AUX
    if word == "so":
        return before not in DEGREE and following not in ("much", "many", "far", "sorry")
    if word in CONJUNCTION:
        return following in SUBJECT or following in WH or following in AUX or word in ("because", "but")
    if word in SUBJECT and following in FINITE:
        return before not in HOLDERS
    return False
