"""Every format that is no vendor's JSON, in three files each: a plain one, one with its traps, a broken one.

Office files are kept as the folders of XML they consist of and zipped here.
"""

from __future__ import annotations

import io
import zipfile
from math import isnan
from pathlib import Path

import pytest

from softskills.errors import ReadError
from softskills.readers import detect, read_transcript

FIXTURES = Path(__file__).parent / "fixtures"
GUID = "3f1c2a9e-1b7d-4c6e-9a51-0d2f8e7b6c11"
OFFICE_HINT = "(open it in the program it comes from and save it again)"
CUE_HINT = '(a cue is a line such as "00:00:01.000 --> 00:00:04.000" with words under it)'
NAME_HINT = '(write lines as "Name: words", or pass a table with a speaker column)'


def opened(name: str) -> io.BytesIO:
    """Return a fixture as an open file that bears its short name; a folder as the office file it unpacks."""
    path = FIXTURES / name
    file = io.BytesIO()
    if path.is_dir():
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(path.rglob("*.*")):
                archive.write(part, part.relative_to(path).as_posix())
        name = f"{path.name}.{path.parent.name}"
    else:
        file.write(path.read_bytes())
        name = path.name
    file.seek(0)
    file.name = name
    return file


def turns(name: str) -> list[tuple[object, ...]]:
    """Return speaker, words, start, stop and place of each turn, None for what is unknown."""
    call = read_transcript(opened(name))
    return [
        (u.speaker, u.text, None if isnan(u.start) else u.start, None if isnan(u.stop) else u.stop, u.line)
        for u in call.utterances
    ]


PLAIN = {
    "zoom_vtt/plain.vtt": [
        ("Dana Smith", "Thanks for making time today.", 16.239, 19.079, 4),
        ("Acme Buyer", "Sure, happy to.", 19.5, 21.0, 8),
        ("Dana Smith", "What would make this hour worth it for you?", 21.4, 24.25, 12),
    ],
    "teams_vtt/plain.vtt": [
        ("Slyder, Mark", "Good morning. I saw that your order came in damaged.", 3.833, 10.338, 4),
        ("Joana Reis", "Yes, all three boxes.", 10.9, 12.5, 9),
    ],
    "srt/plain.srt": [
        ("Ann", "Where does it hurt most, in the morning or at night?", 1.0, 4.0, 2),
        ("Bob", "At night.", 4.5, 6.0, 7),
    ],
    "otter/plain.txt": [
        ("Unknown Speaker", "Alrighty, that is recording.", 2.0, None, 1),
        ("Speaker 1", "Good. What brings you here today?", 8.0, None, 4),
    ],
    "meet/plain.txt": [
        ("Dana Smith", "Thanks for making time today.", None, None, 7),
        ("Acme Buyer", "Sure.", None, None, 8),
    ],
    "text/plain.txt": [
        ("Agent", "Thank you for calling. How can I help?", None, None, 1),
        ("Customer", "My parcel never came.", None, None, 2),
        ("Agent", "I am sorry. When was it due?", None, None, 3),
    ],
    "audacity/plain.aud": [("SPEAKER_00", "Hello there.", 0.5, 2.1, 1), ("SPEAKER_01", "Hi.", 2.4, 3.0, 2)],
    "chat/plain.cha": [("AGT", "how can I help?", 0.0, 1.073, 8), ("CUS", "my bill is wrong.", 3.2, 5.1, 10)],
    "table/plain.csv": [("Dana", "Hello, who is this?", 1.0, 2.5, 2), ("Sam", "It is me.", 3.0, 4.0, 3)],
    # A paragraph is what a line is elsewhere.
    "docx/plain": [
        ("Slyder, Mark", "Good morning. Your order came in damaged?", 15.0, None, 4),
        ("Joana Reis", "Yes, all three boxes.", 19.0, None, 5),
    ],
    "xlsx/plain": [("Dana", "Hello, who is this?", 1.5, None, 2), ("Sam", "It is me.", 3.0, None, 3)],
}

TRAPS = {
    # Who speaks in the second cue is not said, and it is not made up.
    "zoom_vtt/traps.vtt": [
        ("Dana Smith", "Let me share my screen. Here's the plan: we start small & grow.", 1.0, 3.0, 4),
        (None, "and then we look at the numbers.", 3.5, 5.0, 8),
        ("Ginsberg, Corey", "Mhm.", 4.0, 4.4, 12),
        ("Ginsberg, Corey", "The thing is: it has to work by May. You see?", 5.5, 8.0, 16),
        ("Ginsberg, Corey", "Hello?", 10.1, 11.0, 24),
    ],
    # "Okay." is said into Mark's turn and does not end it; the last cue has two voices.
    "teams_vtt/traps.vtt": [
        ("Joana Reis", "Note: two boxes were fine.", 1.0, 3.5, 23),
        ("Slyder, Mark", "I'll send new ones today, and you keep the old ones. Is that all right?", 3.833, 12.0, 8),
        ("Joana Reis", "Okay.", 4.153, 5.193, 12),
        ("Joana Reis", "Yes <3", 12.1, 12.6, 19),
        ("Slyder, Mark", "Great.", 12.7, None, 27),
        ("Joana Reis", "Thanks!", None, 14.0, 27),
    ],
    "srt/traps.srt": [
        ("SPEAKER_00", "Café at 5:30?", 1.0, 4.0, 2),
        ("SPEAKER_01", "No.", 4.5, None, 5),
        # When the second voice of the cue began is unknown; that it stopped at 6.0 is not.
        ("SPEAKER_00", "Then six. Ok & bye", None, 6.0, 5),
        ("SPEAKER_01", "Bye.", None, None, 15),
    ],
    "otter/traps.txt": [
        (
            "Slyder, Mark",
            "We met at the gate of Flight 10:30 and talked: it was fine. Second paragraph of mine.",
            3598.0,
            None,
            10,
        ),
        ("Dana", "Good.", 3615.0, None, 17),
        ("Dana", "And then?", None, None, 20),
    ],
    "meet/traps.md": [
        ("Dana Smith", "Thank you for making time today!", None, None, 27),
        ("Acme Buyer", "Yes.", None, None, 28),
        ("Acme Buyer", "Sure. It's 10:30 here.", None, None, 30),
        ("Acme Buyer", "Three years, then?", None, None, 34),
        ("Dana Smith", "yes.", None, None, 35),
    ],
    "text/traps.txt": [
        ("Ginsberg, Corey", "It costs 10:1, you see.", 1.0, None, 1),
        ("Dana", 'Really? 10:30 Meeting: nothing "Well: no."', 4.0, None, 2),
        ("Dana", "and: yes https://example.org/a: b", None, None, 6),
        ("Ginsberg, Corey", "Bye.", None, None, 8),
    ],
    "audacity/traps.aud": [
        ("SPEAKER_00", "Hello: there. Anybody?", 0.5, 4.0, 1),
        ("SPEAKER_01", "Mm", 3.5, 3.8, 6),
        ("SPEAKER_01", "Yes.", 9.0, None, 4),
    ],
    # Repetitions and fillers are kept, broken-off starts and events are not; "&*CUS:mhm" is the customer's.
    "chat/traps.cha": [
        (
            "AGT",
            "um so your bill bill is too hi too high because of the meter? I will see...",
            1.0,
            6.0,
            6,
        ),
        ("CUS", "yes.", 3.5, 3.9, 9),
        ("CUS", "mhm", None, None, 10),
        ("IVR", "gonna end, you know.", None, None, 12),
        ("CUS", "ice cream xxx!", None, None, 13),
    ],
    "table/traps.csv": [
        ("Dana", "Hello;\r\nhello", 1.5, None, 3),
        ("Sam", 'He said "no".', 2.0, None, 5),
        ("Sam", "Bye", None, None, 8),
    ],
    "docx/traps": [
        ("Slyder, Mark", "We meet at 10:30 & talk. Second paragraph.", 3598.0, None, 2),
        ("Joana Reis", "Fine.", 3615.0, None, 6),
    ],
    "xlsx/traps": [
        ("Dana", "Hello", 15.0, None, 4),
        ("2", "Well", 900.0, None, 6),
        (None, "", 20.0, None, 7),
    ],
}

WARNINGS = {
    "zoom_vtt/traps.vtt": [
        "traps.vtt:28: cue without words, left out",
        "traps.vtt:8: words without a speaker, kept with none: 'and then we look at the numbers.'",
    ],
    "teams_vtt/traps.vtt": [
        "traps.vtt:23: cue out of order, sorted by its start: 'Note: two boxes were fine.'",
    ],
    "srt/traps.srt": [
        "traps.srt:15: malformed time, left unknown: '1000000000000000:00:00,000 --> 1000000000000000:00:01,000'",
    ],
    "otter/traps.txt": [
        "traps.txt:1: line before the first speaker label, no part of any turn: 'Kick-off with Acme' and 5 more",
        "traps.txt:20: malformed time, left unknown: '1:00:99'",
        "traps.txt:23: footer of the export, no part of the call: 'Transcribed by https://otter.ai'",
    ],
    "meet/traps.md": [
        "traps.md:1: line above the transcript, no part of any turn: '# 📝 Notes' and 9 more",
        "traps.md:25: time as a heading, turns have none of their own: '### 00:00:00' and 1 more",
        "traps.md:37: footer of the export, no part of the call: '### Transcription ended after 00:30:30' and 1 more",
        "traps.md:21: line before the first speaker label, no part of any turn: 'Apr 28, 2026' and 1 more",
        "traps.md:29: sentence cut in two, joined: 'you for making time today!'",
    ],
    "text/traps.txt": ["traps.txt:8: malformed time, left unknown: '[99:99]'"],
    "audacity/traps.aud": [
        "traps.aud:4: malformed time, left unknown: '9.0\\t8.0\\t[[SPEAKER_01]]Yes.'",
        "traps.aud:5: line that is no label, left out: 'Silence'",
        "traps.aud:6: cue out of order, sorted by its start: 'Mm'",
    ],
    "chat/traps.cha": [
        "traps.cha:11: tier without words, left out: '0 [=! nods] .'",
        "traps.cha:12: speaker who is not among the participants: 'IVR'",
        "traps.cha:13: malformed time, left unknown: 'x_y\\x15 !'",
        "traps.cha:14: no @End: the file may have been cut short",
    ],
    "table/traps.csv": [
        "traps.csv:6: row of empty cells, left out",
        "traps.csv:7: header repeated, left out",
        "traps.csv:8: malformed time, left unknown: '-5' (give seconds or h:mm:ss)",
    ],
    "docx/traps": [
        "traps.docx:1: footer of the export, no part of the call: 'Mark Slyder started transcription' and 1 more",
    ],
    "xlsx/traps": [
        "traps.xlsx:6: times formatted as hours and minutes, read as such "
        "(Excel makes hours and minutes of 0:15; write 0:00:15 or seconds)",
        "traps.xlsx:7: cell that refers to no text, left empty",
        "traps.xlsx:7: cell with an error, left empty: '#REF!'",
        "traps.xlsx: sheet without a column of words, left out: 'Read me'",
        "traps.xlsx:1: row above the header, left out",
        "traps.xlsx:7: row without words, kept as an empty turn",
        "traps.xlsx:7: row without a speaker, kept with none",
    ],
}

BROKEN = {
    "zoom_vtt/broken.vtt": (
        "broken.vtt:3: no turns found; the first line is 'The recording has no audio transcript yet.' " + CUE_HINT
    ),
    "teams_vtt/broken.vtt": f"broken.vtt:3: no turns found; the first line is '{GUID}/11-0' {CUE_HINT}",
    "srt/broken.srt": (
        "broken.srt:1: no turns found; the first line is '1' "
        + CUE_HINT.replace("01.000", "01,000").replace("04.000", "04,000")
    ),
    "otter/broken.txt": "broken.txt:1: no turns found; the first line is 'Dana 0:02'",
    "meet/broken.txt": (
        "broken.txt:1: no speaker labels found; the first line is "
        f"'Weekly sync (2026-04-28 15:01 CEST) - Transcript' {NAME_HINT}"
    ),
    "text/broken.txt": (
        "broken.txt:2: no speaker labels found; the first line is "
        f"'Dana said hello, and then they talked about the price.' {NAME_HINT}"
    ),
    "audacity/broken.aud": "broken.aud:1: no turns found; the first line is '0.5\\t2.1\\t[[SPEAKER_00]]'",
    "chat/broken.cha": (
        "broken.cha:1: no turns found; the first line is '@UTF8' "
        '(a turn is a line such as "*AGT:", a tab and the words)'
    ),
    "table/broken.csv": (
        "broken.csv:1: no column holds the words; columns: 'when, by whom, remark' "
        '(name it "text", and the speakers\' column "speaker")'
    ),
    "docx/broken": f"broken.docx: the part 'word/document.xml' declares entities, which is refused {OFFICE_HINT}",
    "xlsx/broken": (
        "broken.xlsx:1: no column holds the words; columns: 'when, remark' "
        '(name it "text", and the speakers\' column "speaker")'
    ),
}
READER_OF = {"zoom_vtt": "vtt", "teams_vtt": "vtt"}


@pytest.mark.parametrize("name", [*PLAIN, *TRAPS])
def test_a_file_of_the_documented_shape_is_detected_and_read(name):
    kind = name.split("/")[0]

    assert detect(opened(name)).name == READER_OF.get(kind, kind)
    assert turns(name) == {**PLAIN, **TRAPS}[name]


@pytest.mark.parametrize("name", TRAPS)
def test_each_repair_is_reported_with_file_and_line(name):
    assert [str(notice) for notice in read_transcript(opened(name)).warnings] == WARNINGS[name]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_says_what_is_wrong_and_where(name):
    with pytest.raises(ReadError) as error:
        read_transcript(opened(name))

    assert str(error.value) == BROKEN[name]


def test_the_sources_own_names_channels_and_dates_are_kept():
    teams = read_transcript(opened("teams_vtt/traps.vtt"))
    table = read_transcript(opened("table/traps.csv"))

    assert teams.utterances[1].source_id == f"{GUID}/11-0"  # a turn of several cues has the first one's
    assert teams.utterances[3].source_id is None
    assert [(u.source_id, u.channel) for u in table.utterances] == [("u1", 0), ("u2", 1), (None, None)]
    assert read_transcript(opened("meet/traps.md")).info.date == "2026-04-28"
    assert read_transcript(opened("otter/traps.txt")).info.date == "2026-04-28T15:00"
    assert read_transcript(opened("docx/plain")).info.date == "2026-04-28T15:00"
    assert read_transcript(opened("text/plain.txt")).info.date is None


def test_whether_hesitations_are_written_is_known_of_chat_and_teams_alone():
    """Teams' recogniser leaves "um" out, CHAT writes it; of the others nothing is known."""
    fillers = {name: read_transcript(opened(name)).info.fillers for name in PLAIN}

    assert {name: known for name, known in fillers.items() if known is not None} == {
        "teams_vtt/plain.vtt": False,
        "chat/plain.cha": True,
    }


def test_teams_captions_with_a_hesitation_do_write_them():
    text = (FIXTURES / "teams_vtt/plain.vtt").read_text("utf-8").replace("Yes,", "Um, yes,")

    assert read_transcript(io.StringIO(text)).info.fillers is None


def test_chat_states_the_sides():
    assert read_transcript(opened("chat/traps.cha")).sides == {"AGT": "rep", "CUS": "customer"}
