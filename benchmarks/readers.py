"""How fast each format is read and how much memory it takes, over a large file made of its plain fixture.

    python benchmarks/readers.py [FORMAT ...] [--mb 4]

Walks tests/readers/fixtures: the turns of one call of some MB are written out in each text format by hand below;
formats without a writer here are measured on their fixture, repeated reading until half a second has passed.
MB are of the file (of the XML inside for office files). Processor time, best of three, detection included;
memory is the peak that Python allocates while reading, over the size of the file, in a run of its own.
"""

from __future__ import annotations

import argparse
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

from softskills.errors import SoftskillsError
from softskills.readers import read_transcript

FIXTURES = Path(__file__).parents[1] / "tests" / "readers" / "fixtures"
WORDS = "so what would you say is the main thing that keeps you from moving to the new plan this month"
Turn = tuple[int, str, str]


def turns_of(n_bytes: int) -> list[Turn]:
    """Return turns of 4 to 18 words, one every four seconds, of so many bytes of words."""
    words = WORDS.split()
    found: list[Turn] = []
    size = 0
    while size < n_bytes:
        i = len(found)
        text = " ".join(words[i % 5 : i % 5 + 4 + i * 7 % 15]).capitalize() + (".", "?")[i % 3 == 0]
        found.append((4 * i, ("Dana Smith", "Acme Buyer")[i % 2], text))
        size += len(text)
    return found


def clock(seconds: int, mark: str = ".") -> str:
    """Return hh:mm:ss.mmm; a call of more than 99 hours begins anew."""
    seconds %= 350_000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}250"


def _cues(turns: list[Turn], mark: str, line: str) -> str:
    return "".join(
        f"{i}\n{clock(at, mark)} --> {clock(at + 3, mark)}\n{line.format(who=who, text=text)}\n\n"
        for i, (at, who, text) in enumerate(turns, 1)
    )


CHAT = "@UTF8\n@Begin\n@Participants:\tAGT Agent , CUS Customer\n"
WRITERS: dict[str, Callable[[list[Turn]], str]] = {
    "zoom_vtt": lambda turns: "WEBVTT\n\n" + _cues(turns, ".", "{who}: {text}"),
    "teams_vtt": lambda turns: "WEBVTT\n\n" + _cues(turns, ".", "<v {who}>{text}</v>"),
    "srt": lambda turns: _cues(turns, ",", "{who}: {text}"),
    "text": lambda turns: "".join(f"{who}: {text}\n" for _, who, text in turns),
    "otter": lambda turns: "".join(f"{who}  {at // 60}:{at % 60:02d}  \n{text}\n\n" for at, who, text in turns),
    "meet": lambda turns: "Attendees\nDana, Acme\n\n" + "".join(f"{who}: {text}\n" for _, who, text in turns),
    "audacity": lambda turns: "".join(f"{at}.25\t{at + 3}.25\t[[{who}]]{text}\n" for at, who, text in turns),
    "chat": lambda turns: CHAT + "".join(
        f"*{'AGT' if who[0] == 'D' else 'CUS'}:\t{text[:-1]} {text[-1]} \x15{at}250_{at + 3}250\x15\n"
        for at, who, text in turns
    ) + "@End\n",
    "table": lambda turns: "speaker,text,start,stop\n" + "".join(
        f'{who},"{text}",{at}.25,{at + 3}.25\n' for at, who, text in turns
    ),
    "jsonl": lambda turns: "".join(
        f'{{"speaker": "{who}", "text": "{text}", "start": {at}.25, "end": {at + 3}.25}}\n' for at, who, text in turns
    ),
    "docx": lambda turns: '<w:document xmlns:w="w"><w:body>' + "".join(
        f"<w:p><w:r><w:t>{who}   {at // 60}:{at % 60:02d}</w:t></w:r><w:r><w:br/><w:t>{text}</w:t></w:r></w:p>\n"
        for at, who, text in turns
    ) + "</w:body></w:document>",
}  # fmt: skip


def zipped(folder: Path, part: str | None = None) -> bytes:
    """Return a folder of XML as the office file it is; `part` instead of its only part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.writestr(path.relative_to(folder).as_posix(), part or path.read_bytes())
    return made.getvalue()


def measured(data: bytes, name: str, at_least_s: float) -> tuple[float, float]:
    """Return the seconds of the fastest reading, and the peak of memory in bytes."""

    def once() -> None:
        file = io.BytesIO(data)
        file.name = name
        read_transcript(file)

    best, spent = float("inf"), 0.0
    for n in range(1000):
        began = time.process_time()
        once()
        best = min(best, time.process_time() - began)
        spent += time.process_time() - began
        if n >= 2 and spent >= at_least_s:
            break
    tracemalloc.start()
    once()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return best, peak


def main() -> None:
    """Measure every format that has fixtures and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*")
    parser.add_argument("--mb", type=float, default=4.0)
    options = parser.parse_args()
    turns = turns_of(int(options.mb * 1e6 * 0.7))
    print(f"{'format':<20}{'MB':>8}{'MB/s':>9}{'memory/file':>13}")
    for folder in sorted(path for path in FIXTURES.iterdir() if path.is_dir()):
        if options.formats and folder.name not in options.formats:
            continue
        plain = next((path for path in sorted(folder.iterdir()) if path.name.split(".")[0] == "plain"), None)
        if plain is None:
            continue
        text = WRITERS[folder.name](turns) if folder.name in WRITERS else None
        if plain.is_dir():
            data, name = zipped(plain, text), f"plain.{folder.name}"
            size = len(text) if text else sum(path.stat().st_size for path in plain.rglob("*") if path.is_file())
        else:
            data, name = text.encode() if text else plain.read_bytes(), plain.name
            size = len(data)
        try:
            seconds, peak = measured(data, name, 0.0 if text else 0.5)
        except SoftskillsError as error:
            print(f"{folder.name:<20}  {error}")
            continue
        small = "" if text else "  (the fixture alone)"
        print(f"{folder.name:<20}{size / 1e6:>8.2f}{size / 1e6 / seconds:>9.1f}{peak / size:>13.1f}{small}")


if __name__ == "__main__":
    main()
