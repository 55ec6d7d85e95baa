"""Count the gold calls, refuse near-duplicate turns, and say how often the codebook's own examples recur.

    python tools/check_corpora.py [FOLDER ...]        (by default corpora/train, dev and test)

Exits 1 when turns of two calls are near-duplicates, or when more than one tag in ten quotes an example of the codebook.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from softskills.corpora import SPLITS, GoldCall, load_folder
from softskills.errors import SoftskillsError
from softskills.taxonomy import tags as known_tags

MIN_WORDS = 6
SHINGLE = 3
NEAR = 0.6
MAX_ECHO = 0.1
# What the corpora are to hold (counts over all splits); shown, not enforced.
WANTED_CALLS, WANTED_TURNS, WANTED_DOMAINS, WANTED_TAGS = 400, 18_000, 150, 300

# What everybody says on every call. Such words are taken out of a turn; what is left of it may repeat no other turn.
COURTESIES = (
    r"i dont know what (any of )?that (is|means)",
    r"i didnt know that was a thing",
    r"did you hear what i said",
    r"are you somewhere you can talk",
    r"you dont have to do that",
    r"thats decent of you",
    r"(is there )?anything else i can (help|do)( you)?( with| for you)?( today)?",
    r"(thanks|thank you)( so much| very much)?( for (calling|your call|ringing|your time|your help|holding|waiting))?",
    r"how (can|may) i help( you)?( today)?",
    r"good (morning|afternoon|evening)",
    r"have a (good|great|lovely|nice) (one|day|evening|weekend|rest of your day)",
    r"this call (is|may be) (being )?recorded( for (training|quality)( and (training|quality))? purposes)?",
    r"your call is important to us",
    r"we appreciate your patience",
    r"you are caller number \w+( in line)?",
    r"please (hold|stay on the line)",
)
COURTESY = re.compile(rf"\b(?:{'|'.join(COURTESIES)})\b")
NOT_WORD = re.compile(r"[^\w\s]|_")
FILLER = re.compile(r"\b(?:um+|uh+|er+|erm|mm+)\b")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of one call, as the set of its runs of three words."""

    call: str
    turn: int
    text: str
    shingles: frozenset[str]


def main(arguments: Sequence[str]) -> int:
    """Print the counts and what is wrong; return the exit code."""
    root = Path(__file__).resolve().parents[1] / "corpora"
    folders = [Path(name) for name in arguments] or [root / split for split in SPLITS]
    splits = {}
    for folder in folders:
        try:
            splits[folder.name] = list(load_folder(folder))
        except SoftskillsError as error:
            print(error)
            return 1
    print_counts(splits)
    calls = [call for found in splits.values() for call in found]
    near = list(near_duplicates(turns_of(calls)))
    print(f"\nNear-duplicate turns across calls (at least {MIN_WORDS} words, similarity {NEAR} or more): {len(near)}")
    for one, other, similarity in near:
        print(f"  {similarity:.2f}  {one.call}:{one.turn} {one.text!r}")
        print(f"        {other.call}:{other.turn} {other.text!r}")
    share = print_echoes(calls)
    ids = Counter(call.transcript.call_id for call in calls)
    twice = sorted(name for name, n in ids.items() if n > 1)
    if twice:
        print(f"\nCalls of the same name: {', '.join(twice)}")
    return int(bool(near or twice) or share > MAX_ECHO)


def print_counts(splits: dict[str, list[GoldCall]]) -> None:
    """Print calls, turns and tags by split; style, quality, Englishes, lines of business; each tag."""
    columns = {**splits, "all": [call for calls in splits.values() for call in calls]}
    print(f"{'':<24}" + "".join(f"{name:>10}" for name in columns))

    def line(name: str, values: Iterable[object], note: str = "") -> None:
        print(f"{name:<24}" + "".join(f"{value!s:>10}" for value in values) + note)

    def below(wanted: int, found: int) -> str:
        return f"   under {wanted:,}" if found < wanted else ""

    turns = [sum(len(call.transcript.utterances) for call in calls) for calls in columns.values()]
    domains = [len({call.domain.casefold() for call in calls}) for calls in columns.values()]
    line("calls", map(len, columns.values()), below(WANTED_CALLS, len(columns["all"])))
    line("turns", turns, below(WANTED_TURNS, turns[-1]))
    line("tags", [sum(len(call.tags) for call in calls) for calls in columns.values()])
    line("lines of business", domains, below(WANTED_DOMAINS, domains[-1]))
    line("Englishes", [len({call.english for call in calls}) for calls in columns.values()])
    line("shortest, turns", [min(len(call.transcript.utterances) for call in calls) for calls in columns.values()])
    line("longest, turns", [max(len(call.transcript.utterances) for call in calls) for calls in columns.values()])
    for kind in ("style", "quality"):
        counts = [Counter(getattr(call, kind) for call in calls) for calls in columns.values()]
        for value in sorted(counts[-1]):
            shares = [f"{count[value]} {100 * count[value] / count.total():.0f}%" for count in counts]
            line(f"{kind} {value}", shares)
    by_tag = [Counter(tag.tag for call in calls for tag in call.tags) for calls in columns.values()]
    print()
    for name in known_tags():
        line(name, [count[name] for count in by_tag], below(WANTED_TAGS, by_tag[-1][name]))


def print_echoes(calls: Iterable[GoldCall]) -> float:
    """Print how often the codebook's examples recur in the quotes of the tags, and return the share of all tags."""
    examples = {
        name: [pattern for pattern in (_example(text) for text in info.examples) if pattern]
        for name, info in known_tags().items()
    }
    tags, echoes = Counter[str](), Counter[str]()
    for call in calls:
        for tag in call.tags:
            words = f" {plain(tag.span.of(call.transcript.utterances[tag.turn].text))} "
            tags[tag.tag] += 1
            echoes[tag.tag] += any(example in words for example in examples[tag.tag])
    share = echoes.total() / tags.total() if tags else 0.0
    print(f"\nTags that quote an example of the codebook: {echoes.total()} of {tags.total()} ({100 * share:.1f}%)")
    for name, count in echoes.most_common():
        if count:
            print(f"  {name:<24}{count:>6} of {tags[name]} ({100 * count / tags[name]:.0f}%)")
    return share


def plain(text: str) -> str:
    """Return a text in lower case, without punctuation, apostrophes and fillers."""
    text = NOT_WORD.sub(" ", text.lower().replace("'", "").replace("’", ""))
    return " ".join(FILLER.sub(" ", text).split())


def turns_of(calls: Iterable[GoldCall]) -> Iterator[Said]:
    """Yield the turns that are long enough once courtesies are taken out."""
    for call in calls:
        for utt in call.transcript.utterances:
            pieces = _pieces(utt.text)
            if sum(map(len, pieces)) >= MIN_WORDS:
                shingles = frozenset(
                    " ".join(piece[i : i + SHINGLE]) for piece in pieces for i in range(len(piece) - SHINGLE + 1)
                )
                if shingles:
                    yield Said(call.transcript.call_id, utt.turn, utt.text, shingles)


def near_duplicates(said: Iterable[Said]) -> Iterator[tuple[Said, Said, float]]:
    """Yield pairs of turns of different calls whose shingles are nearly the same.

    Two sets this similar share at least one of the rarest few shingles of either, so only those are indexed.
    """
    turns = list(said)
    rarity = Counter(shingle for turn in turns for shingle in turn.shingles)
    index: dict[str, list[Said]] = defaultdict(list)
    for turn in turns:
        size = len(turn.shingles)
        rarest = sorted(turn.shingles, key=lambda shingle: (rarity[shingle], shingle))
        rarest = rarest[: size - _at_least(size) + 1]
        seen: set[int] = set()
        for shingle in rarest:
            for other in index[shingle]:
                if other.call == turn.call or id(other) in seen:
                    continue
                seen.add(id(other))
                shared = len(turn.shingles & other.shingles)
                similarity = shared / (size + len(other.shingles) - shared)
                if similarity >= NEAR:
                    yield other, turn, similarity
            index[shingle].append(turn)


def _at_least(size: int) -> int:
    """Return how many shingles a set of this size shares at least with one that is near it."""
    return -int(-NEAR * size // 1)


def _pieces(text: str) -> list[list[str]]:
    return [piece.split() for piece in COURTESY.sub("\n", plain(text)).split("\n")]


def _example(text: str) -> str:
    """Return an example as it is looked for in a quote; "" when it has fewer than three words."""
    words = plain(text)
    return f" {words} " if len(words.split()) >= SHINGLE else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
