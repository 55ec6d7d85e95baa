"""A question laid out for rewriting: the question itself, its auxiliary, its subject and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from softskills.coaching.grammar import is_participle, noun_phrase, parts_of_speech, sentence, tokens, word_list

# Longer questions hold more than one thing.
MOST_WORDS = 18
MARKS = frozenset(".,?!;:…—–")


@dataclass(frozen=True, slots=True)
class Ask:
    """A yes-no question laid out.

    Args:
        aux: the auxiliary in front, lower case.
        subject: the subject's words.
        rest: what follows, fillers and tails left off.
        tags: parts of speech of `rest`.
    """

    aux: str
    subject: tuple[str, ...]
    rest: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def verb(self) -> str:
        """The first word after the subject."""
        return self.rest[0].lower() if self.rest else ""

    @property
    def who(self) -> str:
        """The subject as one lower-case string."""
        return " ".join(self.subject).lower()

    def after(self, n: int) -> tuple[str, ...]:
        """The words from the n-th of `rest` on."""
        return self.rest[n:]

    @property
    def low(self) -> list[str]:
        """`rest` in lower case."""
        return [word.lower() for word in self.rest]


def core(text: str) -> list[str] | None:
    """Return the words of the question itself: no opener, no afterthought, one clause of alternatives at most."""
    if text.rstrip()[-1:] in "-—–":
        return None  # broken off
    words = list(tokens(text))
    while words and words[-1] in MARKS:
        words.pop()
    # The last sentence is the question.
    for i in range(len(words) - 1, -1, -1):
        if words[i] in ".?!:;…":
            words = words[i + 1 :]
            break
    # Openers, and whatever stands before a comma ("Mr Keogh, …", "Right, …").
    while words and (words[0] in MARKS or words[0].lower() in word_list("opener")):
        words = words[1:]
    while "," in words and not _asks(words[: words.index(",")]):
        words = words[words.index(",") + 1 :]
        while words and (words[0] in MARKS or words[0].lower() in word_list("opener")):
            words = words[1:]
    for i, word in enumerate(words):
        if word in MARKS:
            words = words[:i]
            break
    low = [word.lower() for word in words]
    if not 2 <= len(words) <= MOST_WORDS or "or" in low or "and" in low[:3]:
        return None
    return words


def _asks(words: Sequence[str]) -> bool:
    return bool(words) and words[0].lower() in word_list("auxiliary") | {"any", "anything", "how", "when"}


def laid_out(words: list[str], low: list[str]) -> Ask | None:
    """Return auxiliary, subject and rest of a question that begins with its auxiliary; None for any other."""
    if low[0] not in word_list("auxiliary") or len(low) < 3:
        return None
    tags = parts_of_speech(words)
    stop = 2 if low[1] in word_list("nominative") | {"anything", "everything", "something"} else None
    if stop == 2 and low[1] in ("this", "that", "these", "those"):
        # "that pain": a determiner; "that work": a subject and its verb.
        inner = noun_phrase(low, tags, 1)
        follows = low[inner] if inner is not None and inner < len(low) else ""
        if inner is not None and inner > 2 and not _verb_there(low, 2) and follows:
            stop = inner
    if stop is None:
        stop = noun_phrase(low, tags, 1)
    # "does the new plan work for you", "is the patient breathing": the tagger takes such verbs for nouns.
    if stop is not None and stop > 3 and _verb_there(low, stop - 1):
        stop -= 1
    if stop is None or stop >= len(words):
        return None
    if stop < len(words) and low[1] in ("anything", "everything", "something") and low[2] == "else":
        stop = 3
    rest, kept = list(words[stop:]), list(tags[stop:])
    if rest and stop > 2 and rest[0].lower() in ("it", "you", "them", "him", "me", "us"):
        return None  # the noun phrase has swallowed the verb
    while rest and rest[0].lower() in word_list("filler"):
        rest, kept = rest[1:], kept[1:]
    if _runs_on([word.lower() for word in rest]):
        return None
    kept_words = [word.lower() for word in rest]
    for pair in (["at", "all"], ["so", "far"], ["by", "chance"]):
        for i in range(len(kept_words) - 1, 0, -1):
            if kept_words[i - 1 : i + 1] == pair:
                del rest[i - 1 : i + 1], kept[i - 1 : i + 1], kept_words[i - 1 : i + 1]
    if not rest:
        return None
    return Ask(low[0], tuple(_lower(words[1:stop])), tuple(rest), tuple(kept))


def _verb_there(low: Sequence[str], i: int) -> bool:
    """Tell whether the word at `i` is a verb in the form that the auxiliary in front asks for."""
    word = low[i]
    if low[0] in ("is", "are", "was", "were"):
        return word.endswith("ing") and len(word) > 5
    if low[0] in ("has", "have", "had"):
        return is_participle(word)
    return any(word in word_list(name) for name in ("how_verb", "act_verb", "like_verb", "effect_verb"))


def _lower(words: Sequence[str]) -> list[str]:
    """Lower the case of words that grammar put a capital on, not that of names."""
    return [
        word.lower() if word.lower() in word_list("determiner") | word_list("nominative") else word for word in words
    ]


def _runs_on(low: Sequence[str]) -> bool:
    """Tell whether another clause follows without a mark ("is it raining there i can hear something")."""
    for i, word in enumerate(low):
        if i == 0 or word not in ("i", "we", "he", "she", "they", "you", "it"):
            continue
        before, after = low[i - 1], low[i + 1] if i + 1 < len(low) else ""
        subject = after in word_list("auxiliary") or word in ("i", "we", "he", "she", "they")
        if subject and before not in word_list("subordinator") | {"anything", "else", "everything"}:
            return True
    return False


def procedural(ask: Ask) -> bool:
    """Leave asked, checks, offers and greetings: closed by their nature."""
    rest = " ".join(ask.low)
    if ask.who in ("i", "we") or ask.low[:1] in (["not"], ["mind"]):
        return True
    if ask.who == "you" and (rest.startswith(("want me", "like me", "need me", "there", "still there", "ready"))):
        return True
    return (
        rest.startswith(("make sense", "ring a bell", "okay if", "ok if", "all right if", "alright if", "fine if"))
        or (ask.who in ("that", "it", "this") and rest in ("right", "correct", "it", "all", "everything", "so", "fair"))
        or (
            any(word in ask.low for word in ("i", "me"))
            and ask.aux in ("can", "could", "would", "is", "may", "will")
            and ask.who not in ("there",)
        )
    )


def about(head: list[str], ask: Ask, at: int) -> str | None:
    """Finish a question on "about" with a noun phrase, pronoun or -ing form; None with anything else."""
    low = ask.low
    if len(low) == at + 1 and low[at] in ("it", "that", "this", "them", "him", "her"):
        return sentence([*head, *ask.after(at)], "?")
    stop = noun_phrase(low, ask.tags, at, attached=True)
    if (stop is not None and stop == len(low)) or (at < len(low) and low[at].endswith("ing") and len(low[at]) > 4):
        return sentence([*head, *ask.after(at)], "?")
    return None
