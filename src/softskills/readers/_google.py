"""Google Speech-to-Text, both versions: results with alternatives, times as "1.200s" or {"seconds", "nanos"}."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from softskills.readers._base import Ledger, Source
from softskills.readers._json import dig, first_of, head, objects
from softskills.readers._speech import Speeches, label
from softskills.readers._words import Heard
from softskills.transcript import Transcript

_Results = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Version:
    """The names one version has for what both have, in REST's spelling and in Python's."""

    name: str
    start: tuple[str, str]
    stop: tuple[str, str]
    speaker: tuple[str, str]
    result_end: tuple[str, str]


V1 = Version(
    "google-stt-v1",
    ("startTime", "start_time"),
    ("endTime", "end_time"),
    ("speakerTag", "speaker_tag"),
    ("resultEndTime", "result_end_time"),
)
V2 = Version(
    "google-stt-v2",
    ("startOffset", "start_offset"),
    ("endOffset", "end_offset"),
    ("speakerLabel", "speaker_label"),
    ("resultEndOffset", "result_end_offset"),
)


def results_of(value: object) -> _Results:
    """Return the results of a response, of a finished operation, or of a batch with one file."""
    places = [
        dig(value, "results"),
        dig(value, "response", "results"),
        dig(value, "transcript", "results"),
    ]
    for batch in (dig(value, "results"), dig(value, "response", "results")):
        if isinstance(batch, dict) and len(batch) == 1:
            file = next(iter(batch.values()))
            places += [dig(file, "transcript", "results"), dig(file, "inlineResult", "transcript", "results")]
    for place in places:
        results = [result for _, result in objects(place)]
        if any(isinstance(result.get("alternatives"), list) for result in results):
            return results
    return []


def sees(value: object, version: Version) -> str | None:
    """Return the reason when the results are of this version."""
    for result in results_of(value):
        for word in _words_of(result):
            for key in (*version.speaker, *version.start, *version.stop):
                if key in word:
                    return f"results[].alternatives[].words[].{key}: Google Speech-to-Text"
        for key in version.result_end:
            if key in result:
                return f"results[].{key}: Google Speech-to-Text"
    return None


def transcript(source: Source, version: Version) -> Transcript:
    """Read words with their speakers; without words, the text of each result."""
    found = Speeches(source, version.name, Ledger(source.path))
    results = results_of(source.json())
    tagged = _repeating(results, version)
    if tagged is not None:
        i, result = tagged
        found.stream(_heard(result, found, version, {}), source_id=f"results[{i}]")
        return found.transcript("results")
    begun: dict[int | None, bool] = {}
    for i, result in enumerate(results):
        tag = first_of(result, "channelTag", "channel_tag")
        channel = tag - 1 if type(tag) is int and 0 < tag < 1000 else None
        who = None if channel is None else f"channel {channel}"
        if _words_of(result):
            found.stream(
                _heard(result, found, version, begun, channel),
                speaker=who,
                channel=channel,
                source_id=f"results[{i}]",
            )
            continue
        best = head(result, "alternatives")
        if best:  # a result without one says only how long it lasted
            found.add(
                best.get("transcript"),
                speaker=who,
                stop=_seconds(first_of(result, *version.result_end), found),
                channel=channel,
                confidence=found.confidence(best.get("confidence") or None),  # 0.0 means "not set"
                source_id=f"results[{i}]",
            )
    if len(begun) > 1:
        found.in_time()
    return found.transcript("results")


def _repeating(results: _Results, version: Version) -> tuple[int, dict[str, object]] | None:
    """Return the result that repeats all words with their speakers, as version 1 ends with; None without one."""
    n_words = [len(_words_of(result)) for result in results]
    for i in range(len(results) - 1, -1, -1):
        tagged = any(label(first_of(word, *version.speaker)) not in (None, "0") for word in _words_of(results[i]))
        if tagged:
            others = sum(n_words) - n_words[i]
            return (i, results[i]) if version is V1 and n_words[i] >= others else None
    return None


def _words_of(result: dict[str, object]) -> _Results:
    return [word for _, word in objects(head(result, "alternatives").get("words"))]


def _heard(
    result: dict[str, object],
    found: Speeches,
    version: Version,
    begun: dict[int | None, bool],
    channel: int | None = None,
) -> Iterator[Heard]:
    """Yield a result's words."""
    for item in _words_of(result):
        start = first_of(item, *version.start)
        stop = _seconds(first_of(item, *version.stop), found)
        if start is None and stop == stop and channel not in begun:  # the end is known
            found.ledger.add(
                "start left out for the first word, taken as 0 (zeros are not written)", str(item.get("word"))
            )
            start = 0
        begun[channel] = True
        speaker = label(first_of(item, *version.speaker))
        word = found.heard(
            item.get("word"),
            _seconds(start, found),
            stop,
            item.get("confidence") or None,
            None if speaker == "0" else speaker,  # 0 means that nobody was told
        )
        if word is not None:
            yield word


def _seconds(value: object, found: Speeches) -> float:
    """Return a duration in seconds, NaN when there is none."""
    if isinstance(value, dict):  # as client libraries dump it; zero fields are left out
        whole, nanos = value.get("seconds", 0), value.get("nanos", 0)
        return found.clock(whole) + (found.clock(nanos / 1e9) if type(nanos) is int and abs(nanos) < 1e9 else 0.0)
    return found.clock(value)
