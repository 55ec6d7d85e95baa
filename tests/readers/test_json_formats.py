"""Every JSON format: a plain file, one with its traps, a broken one; shapes are the vendors' documented ones."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from softskills.cli.about import formats
from softskills.errors import ReadError
from softskills.readers import READERS, detect, read_calls, read_transcript
from softskills.readers._speech import NOBODY_HINT
from softskills.transcript import CallInfo, Utterance

FIXTURES = Path(__file__).parent / "fixtures"
NAN = float("nan")
NOBODY = f"nobody is named: the source does not tell voices apart ({NOBODY_HINT})"


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in the fixtures' folder, so that messages are short."""
    monkeypatch.chdir(FIXTURES)


def timed(utt: Utterance) -> list[tuple[str, float, float, float]]:
    return [(word.span.of(utt.text), word.start, word.stop, word.confidence) for word in utt.timed_words]


def approx(values: object) -> object:
    return pytest.approx(values, nan_ok=True)


NAMES = {reader.name for reader in READERS if reader.kind in ("json", "folder")} | {"whisper-tsv"}
OWN = [path for path in sorted(FIXTURES.glob("*/*")) if path.parent.name in NAMES]


def test_every_format_has_its_three_fixtures():
    for name in NAMES:
        assert {"plain", "traps", "broken"} <= {path.stem for path in (FIXTURES / name).iterdir()}, name


@pytest.mark.parametrize("path", OWN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_fixture_is_recognised_with_a_reason(path):
    seen = detect(path)

    assert seen.name == path.parent.name
    assert len(seen.reason) > 10


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("aws-transcribe/plain.json", "results.speaker_labels: Amazon Transcribe"),
        ("aws-transcribe/channels.json", "results.channel_labels: Amazon Transcribe"),
        ("aws-call-analytics/plain.json", "Transcript[].ParticipantRole: Amazon Transcribe Call Analytics"),
        ("contact-lens/plain.json", "Transcript[].ParticipantId: Contact Lens"),
        ("aws-pca/plain.json", "ConversationAnalytics and SpeechSegments: AWS post-call analytics"),
        ("deepgram/plain.json", "results.channels: Deepgram"),
        ("assemblyai/plain.json", "utterances[].speaker and audio_url: AssemblyAI"),
        ("whisperx/plain.json", "segments and word_segments: WhisperX"),
        ("whisper/plain.json", "segments[].seek: Whisper"),
        ("whisper-tsv/plain.tsv", "has the header start, end, text: Whisper TSV"),
        ("google-stt-v1/plain.json", "results[].alternatives[].words[].startTime: Google Speech-to-Text"),
        ("google-stt-v2/plain.json", "results[].alternatives[].words[].speakerLabel: Google Speech-to-Text"),
        ("revai/plain.json", "monologues[].elements: Rev.ai"),
        ("fireflies/plain.json", "data.transcript.sentences[].speaker_name: Fireflies"),
        ("heard/plain.json", "softskills_recording and turns: a recording heard by softskills"),
        ("gong/plain.json", "callTranscripts and calls: Gong, with names"),
        ("gong/alone.json", "callTranscripts: Gong, without names"),
        ("pyannote/plain.json", "turnLevelTranscription: pyannoteAI"),
        ("vcon/plain.vcon", "parties and dialog: vCon"),
        ("convokit/plain", "is a folder with utterances.jsonl: ConvoKit corpus"),
    ],
)
def test_the_command_line_says_what_it_saw_and_why(name, reason):
    from click.testing import CliRunner

    shown = CliRunner().invoke(formats, [name])

    assert shown.output == f"{name}: {name.split('/')[0]} ({reason})\n"


# Who says what, when; then what must be reported.
PLAIN = {
    "heard/plain.json": [("channel 0", "Hello there.", 0.5, 2.1), ("channel 1", "Hi.", 2.4, 3.0)],
    "aws-transcribe/plain.json": [("spk_0", "I've been on hold.", 4.87, 6.4), ("spk_1", "Sorry about that.", 6.9, 8.1)],
    "aws-call-analytics/plain.json": [
        ("CUSTOMER", "My bill is wrong again.", 0.44, 4.96),
        ("AGENT", "That's very sad to hear.", 12.18, 16.96),
    ],
    "contact-lens/plain.json": [
        ("AGENT", "How can I help?", 0.0, 2.0),
        ("CUSTOMER", "My card is lost.", 2.5, 4.0),
    ],
    "aws-pca/plain.json": [("Agent", "Good morning.", 0.0, 2.1), ("Customer", "Morning. I cannot log in.", 2.4, 9.1)],
    "deepgram/plain.json": [("0", "Hello.", 1.2, 1.76), ("1", "What brings you here?", 2.5, 4.0)],
    "assemblyai/plain.json": [("A", "Thanks for calling.", 0.25, 1.95), ("B", "Um, hi.", 2.25, 3.0)],
    "whisperx/plain.json": [("SPEAKER_00", "Hello there.", 0.5, 2.1), ("SPEAKER_01", "Hi.", 2.4, 3.0)],
    "google-stt-v1/plain.json": [("1", "hi there", 1.2, 2.0), ("2", "yes", 2.5, 3.0)],
    "google-stt-v2/plain.json": [("1", "hi there", 0.1, 0.9), ("2", "yes", 1.0, 1.4)],
    "revai/plain.json": [("Dana", "Hi, Sam.", 0.5, 1.2), ("1", "Hello!", 1.5, 2.0)],
    # 0.1 s between Dana's two sentences: one turn.
    "fireflies/plain.json": [("Dana", "Hi. How are you?", 0.5, 2.2), ("Sam", "Fine.", 2.5, 3.0)],
    "fireflies/dashboard.json": [("Dana", "Hi.", 1.0, 2.0), ("Sam", "Hello.", 5.0, 6.0)],
    "gong/plain.json": [
        ("Dana Smith", "Tell me about your process. Where does it hurt?", 1.0, 4.0),
        ("Sam Buyer", "Month end takes a week.", 4.3, 9.0),
    ],
    "pyannote/plain.json": [("SPEAKER_00", "Hello, how are you?", 0.5, 2.3), ("SPEAKER_01", "Fine.", 2.5, 3.0)],
    "vcon/plain.vcon": [("Alice", "Hello.", 1.0, 1.5), ("Bob", "Hi.", 2.0, 2.5)],
    # Channels are put together by time; "Bye" comes after a silence.
    "aws-transcribe/channels.json": [("ch_0", "Hello.", 0.5, 0.9), ("ch_1", "Hi", 0.8, 1.2), ("ch_0", "Bye", 5.0, 5.5)],
    "deepgram/channels.json": [
        ("channel 0", "Hello.", 0.0, 0.5),
        ("channel 1", "Hi there", 0.4, 1.1),
        ("channel 0", "Bye.", 6.0, 6.5),
    ],
    # A chat has the time of day; nothing ends.
    "contact-lens/chat.json": [("CUSTOMER", "hello", 0.0, NAN), ("AGENT", "Hi, how can I help?", 12.5, NAN)],
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_file_is_read_without_a_warning(name):
    call = read_transcript(name)

    assert [(utt.speaker, utt.text, utt.start, utt.stop) for utt in call.utterances] == [
        (who, text, approx(start), approx(stop)) for who, text, start, stop in PLAIN[name]
    ]
    assert call.warnings == ()
    assert call.source_format == name.split("/")[0]


@pytest.mark.parametrize(
    ("name", "turns", "warnings"),
    [
        (
            "whisper/plain.json",
            [(None, "Hello.", 0.0, 1.0), (None, "How are you?", 1.0, 2.5)],
            [NOBODY],
        ),
        (
            "whisper-tsv/plain.tsv",
            [(None, "Hello.", 0.0, 4.0), (None, "How are\tyou?", 4.0, 6.5)],
            [NOBODY],
        ),
        (  # A number in seconds that Whisper would have written in milliseconds.
            "whisper-tsv/seconds.tsv",
            [(None, "Hello, this is Dana from Acme.", 0.0, 4.0), (None, "Hi Dana, what is this about?", 4.0, 8.0)],
            ["times taken as seconds: in milliseconds nobody could speak so fast", NOBODY],
        ),
        (
            "assemblyai/unlabelled.json",
            [(None, "Hi.", 0.0, 0.4), (None, "Bye.", 9.0, 9.4)],
            [NOBODY],
        ),
        (  # A silence of 3 s keeps one speaker's turns apart.
            "aws-transcribe/traps.json",
            [("spk_0", "Hello.", 0.0, 0.6), ("spk_0", "Anyone there?", 3.7, 4.2), ("spk_1", "Yes", 4.4, 4.8)],
            ["word without letters, left out"],
        ),
        (  # "Mhm" falls into the customer's turn and does not end it; "Oh no" overlaps.
            "aws-call-analytics/traps.json",
            [
                ("IVR", "Please hold.", 0.0, 0.9),
                ("CUSTOMER", "My name is [PII] and I was charged twice.", 1.0, 12.0),
                ("AGENT", "Mhm.", 3.0, 3.4),
                ("AGENT", "Oh no.", 11.5, 13.0),
                ("AGENT", "Let me look.", 15.5, NAN),
            ],
            [
                "timed word that is not in its turn's text, its time left out: \"isn't\"",
                "end before start, end left unknown: 'Let me look.'",
                "segment without words, left out: 'a4'",
            ],
        ),
        (
            "heard/traps.json",
            [("channel 0", "Edited by hand.", 0.5, NAN), (None, "Hi.", 2.4, 3.0)],
            [
                "malformed time, left unknown: 'late'",
                "confidence that is not between 0 and 1, left unknown: '7'",
                "timed word that is not in its turn's text, its time left out: 'Corrected'",
                "end before start, end left unknown: 'Edited by hand.'",
                "entry that is no object, left out: \"'a note'\"",
            ],
        ),
        (
            "contact-lens/traps.json",
            [
                ("0b5c", "Your name, please?", 0.0, 2.0),
                ("CUSTOMER", "It is [PII].", 2.5, 4.0),
                ("91fe", "I take over.", 4.1, 5.0),
                ("dead", "Hello?", 5.1, 6.0),
            ],
            ["participant who is not among the participants, side unknown: 'dead'"],
        ),
        (
            "aws-pca/traps.json",
            [
                ("Agent", "Let me see", 0.0, 5.0),
                ("Customer", "No, listen!", 4.0, 6.0),
                ("spk_2", "I am the supervisor.", 6.5, 8.0),
                (None, "Hm.", NAN, 9.0),
            ],
            ["malformed time, left unknown: 'soon'", "words without a speaker, kept with none: 'Hm.'"],
        ),
        (  # No utterances: paragraphs, cut where the words change the speaker.
            "deepgram/traps.json",
            [("0", "Are you there?", 0.0, 0.9), ("1", "Yes.", 1.0, 1.3), ("1", "I am.", 9.0, 9.5)],
            [],
        ),
        (
            "assemblyai/traps.json",
            [("2", "Good morning.", 0.5, 1.2), ("1", "Morning.", NAN, 1.9), ("1", "Goodbye.", 3600.25, 3601.0)],
            [
                "confidence that is not between 0 and 1, left unknown: '1.2'",
                "turn out of order, sorted by its start: 'Good morning.'",
            ],
        ),
        (
            "whisperx/traps.json",
            [
                ("SPEAKER_00", "When did you start?", 0.0, 1.2),
                ("SPEAKER_01", "In 2014.", 1.5, 1.7),
                ("SPEAKER_00", "I see.", 3.0, 4.0),
                (None, "Right.", 9.0, 10.0),
            ],
            [
                "word without a speaker, given to who spoke just before: '2014.'",
                "segment without words, left out: 'segments[1]'",
                "words without a speaker, kept with none: 'Right.'",
            ],
        ),
        (
            "whisper/traps.json",
            [(None, "Yes.", 5.0, NAN), (None, "No.", NAN, NAN)],
            [
                "segment without words, left out: '0'",
                "end before start, end left unknown: 'Yes.'",
                "entry that is no object, left out: \"'noise'\"",
                "malformed time, left unknown: '3600000000000000000'",
                NOBODY,
            ],
        ),
        (
            "whisper-tsv/traps.tsv",
            [("SPEAKER_00", "Hello there.", 0.5, 2.1), ("SPEAKER_01", "Hi. Wait.", 2.4, NAN)],
            ["line that is no row, left out: 'stray'", "malformed time, left unknown: 'oops'"],
        ),
        (
            "google-stt-v1/traps.json",
            [("1", "so", 0.0, 0.5), ("2", "yes okay", 24.5, 26.0)],
            ["word without a speaker, given to who spoke just before: 'okay'"],
        ),
        (
            "google-stt-v1/untagged.json",
            [("channel 0", "one", NAN, 1.5), ("channel 1", "two", NAN, 3.0)],
            [],
        ),
        (
            "google-stt-v2/traps.json",
            [("1", "hi", 0.0, 0.3), ("2", "hello you", 0.6, 1.1)],
            ["start left out for the first word, taken as 0 (zeros are not written): 'hi'"],
        ),
        (
            "revai/traps.json",
            [("0", '"Wait" he said.', 0.5, 1.2), ("0", "Then", 6.0, 6.4), (None, "Hm", 7.0, 7.2)],
            ["element without words, left out: 'unknown'", "words without a speaker, kept with none: 'Hm'"],
        ),
        (
            "fireflies/traps.json",
            [("Dana", "Hi.", 0.5, 1.2), ("1", "hello", 1.5, 2.0), (None, "Noise.", 9.0, 9.5)],
            ["words without a speaker, kept with none: 'Noise.'"],
        ),
        (
            "gong/traps.json",
            [
                ("Alex (alex@seller.example)", "Hello everybody.", 0.0, 5.0),
                ("Alex (2)", "Hi.", 6.0, 20.0),
                ("3", "Hi from me.", 21.0, 30.0),
            ],
            [
                "times taken as seconds, not milliseconds, because of the call's duration",
                "speaker who is none of the call's parties, kept by id: '3'",
            ],
        ),
        (
            "gong/alone.json",
            [("1", "Hello.", 0.0, 3.0), ("2", "Hi.", 3.1, 5.2)],
            [
                "names and sides are not in this file "
                "(put the answer of /v2/calls/extensive beside it: jq -s . transcript.json extensive.json)"
            ],
        ),
        (  # Overlapped voices: the words of two speakers alternate.
            "pyannote/traps.json",
            [("SPEAKER_00", "I went there twice", 1.0, 5.0), ("SPEAKER_01", "Yeah", 2.0, 2.4)],
            ["timed word outside its speaker's turns, its time left out: 'uh'"],
        ),
        (  # One channel: nobody says which of the two parties is heard.
            "vcon/traps.vcon",
            [
                ("0", "hello", 1.0, 1.5),
                ("Alice", "hi there", NAN, NAN),
                ("Bob", "good day", NAN, NAN),
                ("c@example.org", "Thanks, both.", 120.0, NAN),
            ],
            [
                "second transcript of a dialog, left out: 'analysis[1]'",
                "transcript that lies at a URL, not fetched: 'analysis[3]' (fetch it and put it into the body)",
                "recording without a transcript, left out: 'dialog[3]'",
            ],
        ),
        ("vcon/onevoice.json", [("0", "hello hi", 1.0, 2.0)], []),
        (
            "convokit/plain",
            [("kim", "Good morning, Acme support.", NAN, NAN), ("pat", "My invoice is wrong.", NAN, NAN)],
            ["timestamp of no stated scale, not used and 1 more"],
        ),
    ],
)
def test_traps_are_met_and_reported(name, turns, warnings):
    call = read_transcript(name)

    assert [(utt.speaker, utt.text, utt.start, utt.stop) for utt in call.utterances] == [
        (who, text, approx(start), approx(stop)) for who, text, start, stop in turns
    ]
    # Without the place in front, which is the file's name and at times a line.
    assert [str(notice).split(": ", 1)[1] for notice in call.warnings] == warnings


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("aws-transcribe/broken.json", "no turns found: results.items holds no words (was anything said?)"),
        (
            "aws-call-analytics/broken.json",
            "the job failed: there is no transcript (look at the job in the AWS console)",
        ),
        ("contact-lens/broken.json", "no turns found: Transcript holds no words (was anything said?)"),
        ("aws-pca/broken.json", "no turns found: SpeechSegments holds no words (was anything said?)"),
        ("deepgram/broken.json", "no turns found: results.channels holds no words (was anything said?)"),
        (
            "assemblyai/broken.json",
            (
                "AssemblyAI did not transcribe this: Transcoding failed. File does not appear to contain audio. "
                "(transcribe it again)"
            ),
        ),
        ("heard/broken.json", "no turns found: turns holds no words (was anything said?)"),
        ("whisperx/broken.json", "no turns found: segments holds no words (was anything said?)"),
        ("whisper/broken.json", "no turns found: segments holds no words (was anything said?)"),
        ("whisper-tsv/broken.tsv", "no turns found: the table holds no words (was anything said?)"),
        ("google-stt-v1/broken.json", "no turns found: results holds no words (was anything said?)"),
        ("google-stt-v2/broken.json", "no turns found: results holds no words (was anything said?)"),
        ("revai/broken.json", "no turns found: monologues holds no words (was anything said?)"),
        ("fireflies/broken.json", "no turns found: sentences holds no words (was anything said?)"),
        (
            "gong/broken.json",
            "this holds 2 calls: 1, 2 (name one with call_id=..., or read all with read_calls)",
        ),
        (
            "pyannote/broken.json",
            "this says who speaks when, but holds no words (ask pyannoteAI for a transcription too)",
        ),
        (
            "vcon/broken.vcon",
            (
                "no turns found: transcript of a shape no reader knows, left out: 'acme' "
                "(it needs an analysis of type transcript with a body, or a dialog of type text)"
            ),
        ),
        ("vcon/signed.vcon", "this vCon is signed (verify it first, and pass its payload)"),
        ("vcon/encrypted.vcon", "this vCon is encrypted (decrypt it first; no keys are read here)"),
        ("convokit/broken/utterances.jsonl", "no turns found: no utterance has words"),
        ("convokit/traps", "this holds 2 calls: a, e (name one with call_id=..., or read all with read_calls)"),
    ],
)
def test_a_broken_file_says_what_is_wrong(name, message):
    with pytest.raises(ReadError) as error:
        read_transcript(name.removesuffix("/utterances.jsonl"))

    assert str(error.value) == f"{name}: {message}"


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("aws-call-analytics/traps.json", {"AGENT": "rep", "CUSTOMER": "customer", "IVR": "other"}),
        ("contact-lens/plain.json", {"AGENT": "rep", "CUSTOMER": "customer"}),
        ("contact-lens/traps.json", {"0b5c": "rep", "91fe": "rep", "CUSTOMER": "customer"}),
        ("aws-pca/traps.json", {"Agent": "rep", "Customer": "customer", "spk_2": "rep"}),
        ("gong/plain.json", {"Dana Smith": "rep", "Sam Buyer": "customer"}),  # and not the guest who says nothing
        ("vcon/plain.vcon", {"Alice": "rep", "Bob": "customer"}),
        ("convokit/plain", {"kim": "rep", "pat": "customer"}),
        ("deepgram/plain.json", {}),
    ],
)
def test_sides_are_those_the_source_states(name, sides):
    assert read_transcript(name).sides == sides


@pytest.mark.parametrize(
    ("name", "call_id", "info"),
    [
        ("assemblyai/plain.json", "plain", CallInfo(fillers=True)),
        ("assemblyai/traps.json", "traps", CallInfo(fillers=False)),
        ("whisper/plain.json", "plain", CallInfo(fillers=False)),
        ("contact-lens/plain.json", "c-77", CallInfo()),
        ("aws-pca/plain.json", "g-5", CallInfo(date="2026-02-03T11:22:33.500000", rep="Kim Doe")),
        ("fireflies/plain.json", "ff-1", CallInfo(date="2026-03-14T10:30:00+00:00")),
        (
            "gong/plain.json",
            "7782342274025937895",
            CallInfo(date="2026-03-14T10:30:00-07:00", rep="Dana Smith", client="Sam Buyer"),
        ),
        ("vcon/plain.vcon", "018e-1", CallInfo(date="2026-03-14T17:53:26+00:00")),
        # A job's or a request's name is not the call's: the file's is.
        ("aws-transcribe/plain.json", "plain", CallInfo()),
        ("deepgram/plain.json", "plain", CallInfo()),
    ],
)
def test_what_is_known_of_the_call_comes_from_the_source(name, call_id, info):
    call = read_transcript(name)

    assert (call.call_id, call.info) == (call_id, info)


def test_words_keep_their_times_and_their_places_in_the_text():
    call = read_transcript("aws-transcribe/plain.json")

    # Punctuation is text but no word.
    assert timed(call.utterances[0]) == [
        ("I've", 4.87, 5.02, 1.0),
        ("been", 5.02, 5.3, 0.98),
        ("on", 5.3, 5.5, 0.98),
        ("hold", 5.5, 6.4, 0.96),
    ]
    assert call.utterances[0].confidence == pytest.approx((1.0 + 0.98 + 0.98 + 0.96) / 4)


def test_words_of_joined_turns_still_point_at_themselves():
    call = read_transcript("pyannote/traps.json")

    assert [word for word, *_ in timed(call.utterances[0])] == ["I", "went", "there", "twice"]


def test_words_are_found_where_a_text_holds_more_than_its_words():
    call = read_transcript("aws-call-analytics/traps.json")

    assert [word for word, *_ in timed(call.utterances[1])] == ["My", "name", "and"]


def test_the_sources_own_confidence_counts_for_more_than_the_mean_of_its_words():
    call = read_transcript("deepgram/plain.json")

    assert [utt.confidence for utt in call.utterances] == [0.9, 0.8]
    assert [utt.source_id for utt in call.utterances] == ["u-1", "u-2"]


def test_channels_are_kept():
    assert [utt.channel for utt in read_transcript("deepgram/channels.json").utterances] == [0, 1, 0]
    assert [utt.channel for utt in read_transcript("assemblyai/traps.json").utterances] == [1, 0, 0]


def test_all_calls_of_a_file_can_be_read_or_one_by_its_name():
    assert [call.call_id for call in read_calls("gong/broken.json")] == ["1", "2"]
    assert read_transcript("gong/broken.json", call_id="2").utterances[0].text == "Two."
    assert [call.call_id for call in read_calls("deepgram/plain.json")] == ["plain"]


def test_a_file_that_was_cut_off_says_so_whatever_it_was(tmp_path):
    for path in FIXTURES.glob("*/plain.json"):
        whole = path.read_text("utf-8")
        cut = tmp_path / path.name
        cut.write_text(whole[: len(whole) // 2], "utf-8")

        with pytest.raises(ReadError, match=rf"^{cut}:\d+: not valid JSON: "):
            read_transcript(cut)


def test_a_reader_asked_for_by_name_fails_cleanly_on_what_is_not_its_own():
    for reader in READERS:
        if reader.kind == "json" and reader.name != "aws-transcribe":
            with pytest.raises(ReadError):
                read_transcript("aws-transcribe/plain.json", format=reader.name)


def test_roles_come_from_the_source_where_it_states_them():
    from softskills.analysis import read

    call = read("gong/plain.json")

    assert call.roles == {"Dana Smith": "rep", "Sam Buyer": "customer"}
    assert call.role_confidence == 1.0
    assert call.role_reason == "the source states the sides"


def test_times_are_never_invented():
    for path in sorted(FIXTURES.glob("*/*")):
        try:
            calls = read_calls(path)
        except ReadError:
            continue
        for call in calls:
            assert all(
                math.isnan(utt.stop) or utt.start <= utt.stop or math.isnan(utt.start) for utt in call.utterances
            )
            starts = [utt.start for utt in call.utterances if not math.isnan(utt.start)]
            assert starts == sorted(starts), os.fspath(path)
