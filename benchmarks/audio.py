"""How fast recordings are listened to, and how much memory that takes.

    python benchmarks/audio.py [--asr MODEL_DIR] [--hours 3]

The recording is made here: two channels of 8 kHz mu-law, voice-like sounds in turns, written block by block into a
temporary folder (three hours are 173 MB). Ratios are to real time: seconds of recording in a second of one core's
processor time, median of five (of three with a model). Memory is the peak of a process that does nothing else (Linux
only), for a tenth, a third and the whole of the recording. With a model, the recording is call C of
tests/audio/scripts.py (needs espeak-ng).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Before numpy and CTranslate2 are loaded: one core.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

TESTS = Path(__file__).parents[1] / "tests" / "audio"
sys.path.insert(0, str(TESTS))
RATE = 8_000
PEAK = """
import re, sys
from pathlib import Path
from softskills.readers import read_transcript
read_transcript(sys.argv[1])
# Not ru_maxrss, which a child inherits from its parent.
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def make(path: Path, seconds: float) -> Path:
    """Write a recording minute by minute; one minute is in memory at a time."""
    import numpy as np
    import soundfile
    from sounds import call

    parts = [(k % 2, 6.0 * k + 0.3, 6.0 * k + 5.5) for k in range(10)]
    minute = call(*parts, seconds=60.0, rate=RATE)
    noise = np.random.default_rng(5)
    with soundfile.SoundFile(path, "w", RATE, 2, "ULAW", format="WAV") as file:
        for _ in range(round(seconds / 60)):
            file.write(minute + noise.normal(0, 0.001, minute.shape).astype(np.float32))
    return path


def peak_mb(path: Path) -> float:
    """Return the peak memory of a process that reads a recording, its libraries included."""
    done = subprocess.run([sys.executable, "-c", PEAK, str(path)], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def timing(folder: Path) -> None:
    """Measure the timing half: from the file to the turns, and to the profile."""
    import softskills as ss
    from softskills.readers import read_transcript

    path = make(folder / "ten.wav", 600)
    ss.analyze(path, rep_channel=0)  # what is loaded once is not measured
    for what, run in {
        "file to turns": lambda: read_transcript(path),
        "file to profile": lambda: ss.analyze(path, rep_channel=0).profile,
    }.items():
        found = []
        for _ in range(5):
            clock = time.process_time()
            run()
            found.append(600 / (time.process_time() - clock))
        print(
            f"{what}: {statistics.median(found):,.0f} times real time (of five: {min(found):,.0f} to {max(found):,.0f})"
        )


def memory(folder: Path, hours: float) -> None:
    """Measure the peak for a tenth, a third and the whole of the recording, and how it grows from the third on.

    Up to half an hour the frames are kept in memory; what is longer goes into a temporary file.
    """
    peaks = {}
    for share in (0.1, 1 / 3, 1.0):
        path = make(folder / "long.wav", hours * share * 3600)
        size = path.stat().st_size / 2**20
        peaks[share] = peak_mb(path)
        print(f"memory, {hours * share:.1f} h ({size:.0f} MB): peak {peaks[share]:.1f} MB")
    grown = (peaks[1.0] - peaks[1 / 3]) / (hours * 2 / 3)
    print(f"memory, growth from {hours / 3:.1f} h on: {grown:.1f} MB an hour (the turns that are found)")


def recognition(folder: Path, model: str) -> None:
    """Measure recognition, the model loaded."""
    from scripts import C
    from synthesis import synthesise, write

    from softskills.readers import read_transcript

    said = synthesise(C)
    path = write(said.samples, folder / "phone.wav", "telephone")
    read_transcript(path, asr=model)
    found = []
    for _ in range(3):
        clock = time.process_time()
        read_transcript(path, asr=model)
        found.append(said.seconds / (time.process_time() - clock))
    print(f"recognition: {statistics.median(found):.1f} times real time ({min(found):.1f} to {max(found):.1f})")


def main() -> None:
    """Run all."""
    told = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    told.add_argument("--asr", help="the folder of a speech model")
    told.add_argument("--hours", type=float, default=3.0)
    options = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        timing(Path(folder))
        memory(Path(folder), options.hours)
        if options.asr:
            recognition(Path(folder), options.asr)


if __name__ == "__main__":
    main()
