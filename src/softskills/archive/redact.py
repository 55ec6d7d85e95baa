"""Private things in what people say: found and replaced by what they are ("[card]", "[phone]", "[name]").

Card, account, phone and postal numbers of several countries, e-mail addresses, numbers spoken digit by digit, and the
names the metadata gives. It would rather replace too much than too little; dates, times and sums of money stay. A
name that is said but stands nowhere in the metadata is not found: no list of names could tell it from a word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Any

from softskills.archive import written
from softskills.archive.written import Hit
from softskills.roles.labels import label_regexes
from softskills.transcript import Transcript

# How many digit words in a row are a number: "one or two" is none, "four one one one" is.
LEAST_DIGITS = 4
# With words such as "forty one" more are needed: "twenty twenty six" is a year.
LEAST_TENS = 6
CARD_DIGITS = 13
# How far a bare chunk of digits may stand from the rest of its number, or from who asked for it.
NEAR_TURNS = 4
CHUNK_SHARE = 0.6

_TOKEN = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s,.…\-\u2010-\u2015]{1,8}")
_LABEL = re.compile(r"^(speaker|spk|unknown|participant|channel|voice|person|user)?[\s_-]*\w?\d*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A turn and what was replaced in it."""

    raw: str
    hits: tuple[Hit, ...]

    @property
    def text(self) -> str:
        """The words with what is private replaced."""
        return _replace(self.raw, self.hits)

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """Return where a range of the raw words stands in `text`; a replacement is in it whole or not at all."""
        shift = 0
        first = last = None
        for hit in self.hits:
            size = len(hit.stands)
            if first is None and start < hit.stop:
                first = start + shift if start <= hit.start else hit.start + shift
            if last is None and stop <= hit.stop:
                last = stop + shift if stop <= hit.start else hit.start + shift + size
            shift += size - (hit.stop - hit.start)
        return (start + shift if first is None else first), (stop + shift if last is None else last)


class Redactor:
    """Replaces what is private in one call.

    Args:
        names: of people and firms, as the metadata gives them.
        texts: the call's turns in order, so that a number told in pieces is seen, and known again in a quote.
    """

    def __init__(self, names: Iterable[str] = (), texts: Sequence[str] = ()) -> None:
        self._texts = texts
        cased = any(any(letter.isupper() for letter in text) for text in texts) or not texts
        self._names = _names_pattern(tuple(names), cased)

    @cached_property
    def turns(self) -> list[Redacted]:
        """The call's turns with what was found in them."""
        found = [self._find(text) for text in self._texts]
        for i in self._chunks(found):
            found[i] = _merged([*found[i], *_all_digits(self._texts[i])])
        return [Redacted(text, tuple(hits)) for text, hits in zip(self._texts, found, strict=True)]

    def text(self, text: str) -> str:
        """Return any text with what is private replaced."""
        return _replace(text, self._find(text))

    def quoted(self, text: str) -> str:
        """Return a text that may quote the call, whole turns or turns cut short, with what is private replaced."""
        known = self._known
        hits = self._find(text)
        if known is not None:
            hits = _merged([*hits, *(Hit(found.start(), found.end(), "number") for found in known.finditer(text))])
        text = _replace(text, hits)
        return self._cut_short(text) if "…" in text else text

    @cached_property
    def _secrets(self) -> list[str]:
        return sorted(
            {turn.raw[hit.start : hit.stop] for turn in self.turns for hit in turn.hits}, key=len, reverse=True
        )

    @cached_property
    def _known(self) -> re.Pattern[str] | None:
        """What was found in the call, and what it consists of: a reason quotes single words of it."""
        pieces = {piece for secret in self._secrets for piece in _pieces(secret)}
        short = {digits for secret in self._secrets for digits in re.findall(r"(?<!\w)\d{1,2}(?!\w)", secret)}
        parts = [re.escape(part) for part in (*self._secrets, *sorted(pieces, key=lambda it: (-len(it), it)))]
        # One digit or two are anybody's, but not alone between quotation marks.
        parts += [rf"(?<=['\"‘“]){digits}(?=['\"’”])" for digits in sorted(short)]
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None

    def _cut_short(self, text: str) -> str:
        """Replace the beginning of a private thing that a quote was cut within."""
        for found in reversed(list(re.finditer("…", text))):
            before = text[: found.start()].rstrip()
            for secret in self._secrets:
                size = next((n for n in range(len(secret), 1, -1) if before.endswith(secret[:n])), 0)
                if size and re.search(r"\w", secret[:size]) and not before[-size - 1 : -size].isalnum():
                    text = before[:-size] + "[…]" + text[found.start() :]
                    break
        return text

    def _find(self, text: str) -> list[Hit]:
        hits = [*written.find(text), *_spoken(text)]
        if self._names is not None:
            hits.extend(Hit(found.start(), found.end(), "name") for found in self._names.finditer(text))
        return _merged(hits)

    def _chunks(self, found: Sequence[Sequence[Hit]]) -> Iterator[int]:
        """Yield the turns that are pieces of a number told over several."""
        cues = _words("cues")
        amounts = [_digits_of(text) for text in self._texts]
        asked = [bool(cues & {word.lower() for word in _TOKEN.findall(text)}) for text in self._texts]
        told = [any(hit.what not in ("name", "email") for hit in hits) for hits in found]
        for i, (n_digits, share) in enumerate(amounts):
            if n_digits < 2 or share < CHUNK_SHARE:
                continue
            around = [j for j in range(max(0, i - NEAR_TURNS), min(len(amounts), i + NEAR_TURNS + 1)) if j != i]
            pieces = any(amounts[j][0] >= 2 and amounts[j][1] >= CHUNK_SHARE for j in around)
            if pieces or any(told[j] for j in around) or any(asked[j] for j in around if j < i):
                yield i


def _pieces(secret: str) -> Iterator[str]:
    """Yield the words of a private thing that give it away alone: digits, letters with digits, who an e-mail is for."""
    yield from re.findall(r"\d{3,}", secret)
    yield from (word for word in _TOKEN.findall(secret) if not word.isdigit() and any(map(str.isdigit, word)))
    for_whom = re.split(r"@|\bat\b", secret, maxsplit=1, flags=re.IGNORECASE)
    if len(for_whom) == 2:
        yield from (word for word in _TOKEN.findall(for_whom[0]) if len(word) > 2 and word not in _words("punctuation"))


def names_of(call: Transcript) -> tuple[str, ...]:
    """Return the names a call's metadata gives: rep and client, and the speakers' labels where they are names."""
    labels = [rest for name in call.speakers if (rest := _without_role(name)) and not _LABEL.match(rest)]
    return tuple(dict.fromkeys(name for name in (call.info.rep, call.info.client, *labels) if name and name.strip()))


def _without_role(label: str) -> str:
    """Return what a label says beside the role: "Dana" of "Agent Dana (rep)"."""
    words = label.replace("_", " ")
    for regex in label_regexes().values():
        words = regex.sub(" ", words)
    return " ".join(_TOKEN.findall(words)) if words != label.replace("_", " ") else label.strip()


def _replace(text: str, hits: Sequence[Hit]) -> str:
    parts: list[str] = []
    at = 0
    for hit in hits:
        parts += [text[at : hit.start], hit.stands]
        at = hit.stop
    return "".join(parts) + text[at:]


def _merged(hits: Iterable[Hit]) -> list[Hit]:
    """Put hits that overlap together under the name of the longer one."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.stop)):
        if merged and hit.start < merged[-1].stop:
            last = merged[-1]
            longer = hit.stop - hit.start - (last.stop - last.start)
            # "my card is ..." says account, the check digit says card.
            what = hit.what if longer > 0 or (longer == 0 and hit.what == "card") else last.what
            merged[-1] = Hit(last.start, max(last.stop, hit.stop), what)
        else:
            merged.append(hit)
    return merged


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("softskills.archive").joinpath("redact.toml").read_text("utf-8"))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_data()["words"][name])


def _names_pattern(names: Sequence[str], cased: bool) -> re.Pattern[str] | None:
    """Return what finds the names, whole or in part, in any case; those that are also words only with a capital."""
    loose: set[str] = set()
    strict: set[str] = set()
    for name in names:
        parts = [part for part in re.split(r"[^\w'’-]+", name) if len(part) >= 2 and not part.isdigit()]
        loose.add(name.strip())
        for part in parts:
            if part.lower() in _words("no_names"):
                continue
            (strict if part.lower() in _words("names_that_are_words") else loose).add(part)
    if len(names) and not cased:
        strict = set()  # nothing is written with a capital: "will" is the word far more often than the man
    strict |= {word for word in loose if word.lower() in _words("names_that_are_words")}
    loose -= strict

    def either(words: Iterable[str]) -> str:
        return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=lambda w: (-len(w), w)))

    ways = [f"(?i:{either(loose)})"] if loose else []
    ways += [either({form for word in strict for form in (word[0].upper() + word[1:], word.upper())})] if strict else []
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)") if ways else None


def _amount(word: str) -> int:
    """Return how many digits a word stands for, 0 when it is no number."""
    if word.isdigit():
        return len(word)
    data = _data()
    for kind in ("digits", "teens", "tens"):
        if word in data[kind]:
            return int(data[kind][word])
    return 0


def _digits_of(text: str) -> tuple[int, float]:
    """Return how many digits a turn tells, and the share of its words that tell them."""
    words = [word.lower() for word in _TOKEN.findall(text)]
    repeats = _data()["repeats"]
    telling = [word for word in words if _amount(word) or word in repeats]
    counted = sum(_amount(word) for word in words)
    heard = [word for word in words if word not in _words("between")]
    return counted, len(telling) / len(heard) if heard else 0.0


def _all_digits(text: str) -> Iterator[Hit]:
    for found in _TOKEN.finditer(text):
        if _amount(found[0].lower()) or found[0].lower() in _data()["repeats"]:
            yield Hit(found.start(), found.end(), "number")


def _spoken(text: str) -> Iterator[Hit]:
    """Find numbers and codes told digit by digit, letters among them."""
    run: list[tuple[re.Match[str], int, str]] = []
    tokens = list(_TOKEN.finditer(text))
    repeats, between = _data()["repeats"], _words("between")
    pending = 1
    last_end = -1
    for token in tokens:
        word = token[0].lower()
        joined = not run or _GAP.fullmatch(text, last_end, token.start()) is not None
        amount = _amount(word)
        kind = "digit" if amount else "repeat" if word in repeats else "letter" if len(word) == 1 else ""
        if word in _words("scales") and joined and sum(part for _, part, _ in run) >= LEAST_DIGITS:
            kind = "scale"  # "oh seven seven double oh nine hundred": by now this is no sum
        if not joined or (not kind and word not in between):
            yield from _spoken_hit(run)
            run, pending = [], 1
        if kind == "repeat":
            pending = repeats[word]
            run.append((token, 0, kind))
        elif kind:
            run.append((token, amount * pending if kind == "digit" else 0, kind))
            pending = 1
        last_end = token.end() if run or kind else last_end
    yield from _spoken_hit(run)


def _spoken_hit(run: list[tuple[re.Match[str], int, str]]) -> Iterator[Hit]:
    """Judge a run of digit words and letters."""
    while run and run[-1][2] == "repeat":
        run = run[:-1]
    # A letter at the edge is a word ("a", "I") unless letters and digits alternate, as in a code.
    letters = sum(kind == "letter" for _, _, kind in run)
    digits = [(token, amount) for token, amount, kind in run if kind == "digit"]
    if letters >= 2 and digits and len(run) >= 5:
        yield Hit(run[0][0].start(), run[-1][0].end(), "code")
        return
    if letters:
        for one, two in pairwise([-1, *[i for i, part in enumerate(run) if part[2] == "letter"], len(run)]):
            yield from _spoken_hit(run[one + 1 : two])
        return
    if not digits:
        return
    total = sum(amount for _, amount in digits)
    spelled = all(amount == 1 or token[0].isdigit() or i for i, (token, amount) in enumerate(digits))
    tens = any(token[0].lower() in _data()[kind] for token, _ in digits for kind in ("teens", "tens"))
    words = any(not token[0].isdigit() for token, _ in digits)
    single = all(len(token[0]) == 1 for token, _ in digits)
    least = LEAST_TENS if tens else LEAST_DIGITS
    if len(digits) >= (3 if tens else 2) and total >= least and (words or single) and (spelled or tens or words):
        what = "card" if total >= CARD_DIGITS else "number"
        last = run[-1][0] if run[-1][2] == "scale" else digits[-1][0]
        yield Hit(digits[0][0].start() if run[0][2] != "repeat" else run[0][0].start(), last.end(), what)
