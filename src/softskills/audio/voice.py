"""Voice activity: when is somebody heard on each channel, from energy in the speech band, without a model.

A 20 ms frame is voice when its level from 200 to 3,400 Hz stands out both from the noise around it and from the
channel's own loudest speech. A steady tone (ringing, a beep) is none, nor is what leaks over from another channel.
The thresholds were set on synthesised calls with noise (tests/audio/test_end_to_end.py measures them).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from softskills.audio.sound import Sound, cut_short
from softskills.errors import Notice, ReadError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Flags = npt.NDArray[np.bool_]

# Frames of 20 ms, in which speech stands still (the usual choice of speech codecs).
FRAME_S = 0.02
# The telephone band (ITU-T G.711 lines pass 300 to 3,400 Hz; 200 lets low voices in and keeps mains hum out).
BAND_HZ = (200.0, 3_400.0)
# So much above the noise is voice: the level of steady noise itself varies by some 3 dB from frame to frame.
OVER_NOISE_DB = 6.0
# And so much below the channel's loudest speech at most: the weakest sounds of a voice lie about 30 dB below its
# strongest (Fletcher 1953), echoes and breath lower.
UNDER_SPEECH_DB = 32.0
# A stretch must hold frames that stand out by so much more; its edges need not.
SURELY_DB = 3.0
SURE_FRAMES = 3
# The noise is the quietest 60 ms within so many seconds to either side: nobody speaks longer without a stop.
NOISE_WINDOW_S = 8.0
# Below this nothing is heard: 16-bit silence with a bit of dither lies at about -90.
SILENCE_DB = -75.0
# Within a word the mouth closes for up to 0.15 s (stops), between words of one breath for up to 0.3 s.
BRIDGE_S = 0.3
# The shortest "mm" lasts longer; clicks are shorter.
SHORTEST_S = 0.1
# The first and the last sound of a word are often too weak to be seen.
LEAD_S, TRAIL_S = 0.02, 0.04
# Another channel so much louder, each against its own speech, is what this one overhears (a hybrid's echo lies 15 to
# 40 dB below).
LEAK_DB = 18.0
# A tone: power in fewer than so many 50 Hz bins, the level changing by less than so many dB a frame, for so long
# (British telephones ring for 0.4 s at a time).
TONE_BINS, TONE_DB, TONE_S = 6.0, 0.3, 0.3
# From this correlation on two channels carry the same.
SAME = 0.98

Stretches = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """Who is heard when.

    Args:
        stretches: for each channel, (start, stop) in seconds, in order; pauses of up to 0.3 s are bridged.
        seconds: how long the recording is, as far as it could be decoded.
        is_one: whether there is one channel, or all carry the same: then the voices are not told apart.
        notices: what should be known about it.
    """

    stretches: tuple[Stretches, ...]
    seconds: float
    is_one: bool
    notices: tuple[Notice, ...] = ()


def speaking_times(sound: Sound) -> Voices:
    """Listen to a recording, block by block, and tell when somebody is heard on each channel.

    Memory does not grow with the recording but for 8 bytes a frame and channel (3 MB an hour of two channels).

    Args:
        sound: an opened recording.

    Returns:
        The stretches of voice by channel; one channel where all carry the same.

    Raises:
        ReadError: it breaks off at once, holds what is no number, or nobody is heard.
    """
    import numpy as np

    listener = _Listener(sound.rate, sound.channels)
    for block in sound.blocks():
        listener.hear(block)
    seconds = listener.n_heard / sound.rate
    notices = list(sound.notices)
    if listener.n_heard < sound.frames:
        notices.append(cut_short(sound.path, seconds, sound.seconds))
    if not listener.n_heard:
        raise ReadError("the recording holds no samples", path=sound.path, hint="the export failed")
    is_same = sound.channels > 1 and listener.is_same()
    if is_same:
        notices.append(Notice(f"the {sound.channels} channels carry the same sound; taken as one", path=sound.path))
    tracks = [listener.track(channel) for channel in range(1 if is_same else sound.channels)]
    voiced = _without_leaks(tracks)
    hop_s = listener.hop_s
    stretches = tuple(_stretches(flags, hop_s, seconds) for flags in voiced)
    if not any(stretches):
        level = max((float(np.max(track.level, initial=-100.0)) for track in tracks), default=-100.0)
        raise ReadError(
            f"nobody is heard in {seconds:.1f} s of recording (loudest {level:.0f} dB of full scale)",
            path=sound.path,
            hint="is it the right file?",
        )
    return Voices(stretches, seconds, len(stretches) == 1, tuple(notices))


class _Listener:
    """Takes samples in blocks and keeps two figures a frame: the level, and how broad the spectrum is."""

    def __init__(self, rate: int, channels: int) -> None:
        import numpy as np

        # Rates above 8 kHz are brought near it by taking means, a filter good enough for levels.
        self._step = max(1, rate // 8_000)
        self._length = round(rate / self._step * FRAME_S)
        self.hop_s = self._length * self._step / rate
        self._rest = np.zeros((0, channels), np.float32)
        self._window = np.hanning(self._length + 1)[:-1].astype(np.float32)
        hertz = np.fft.rfftfreq(self._length, self._step / rate)
        low, high = np.searchsorted(hertz, BAND_HZ)
        self._band = slice(int(low), max(int(high), int(low) + 1))
        # A full-scale sine has level 0.
        self._unit = float((self._window.sum() / 2) ** 2 * 1.5)
        self._frames: list[list[tuple[Floats, Floats]]] = [[] for _ in range(channels)]
        self._products = np.zeros((channels, channels))
        self.n_heard = 0

    def hear(self, block: Floats) -> None:
        import numpy as np

        self.n_heard += len(block)
        if len(self._rest):
            block = np.concatenate([self._rest, block])
        size = self._length * self._step
        whole = len(block) // size * size
        self._rest = block[whole:].copy()
        if not whole:
            return
        slow = np.stack([self._slowed(block[:whole, channel]) for channel in range(block.shape[1])])
        self._products += slow @ slow.T
        for channel, samples in enumerate(slow):
            frames = samples.reshape(-1, self._length) * self._window
            spectrum = np.fft.rfft(frames, axis=1)[:, self._band]
            power = spectrum.real**2 + spectrum.imag**2
            total = power.sum(axis=1)
            squares = np.einsum("ij,ij->i", power, power)
            breadth = total * total / np.maximum(squares, 1e-30)
            level = 10 * np.log10(np.maximum(total / self._unit, 1e-10))
            self._frames[channel].append((level.astype(np.float32), breadth.astype(np.float32)))

    def _slowed(self, samples: Floats) -> Floats:
        if self._step == 1:
            return samples
        total = samples[:: self._step].copy()
        for at in range(1, self._step):
            total += samples[at :: self._step]
        total /= self._step
        return total

    def is_same(self) -> bool:
        """Tell whether all channels carry the same sound, however loud."""
        import numpy as np

        norms = np.sqrt(np.diag(self._products))
        if not (norms > 0).all():
            return False
        return bool((np.abs(self._products) / np.outer(norms, norms)).min() >= SAME)

    def track(self, channel: int) -> _Track:
        import numpy as np

        if not self._frames[channel]:
            return _Track(np.zeros(0, np.float32), np.zeros(0, bool), -100.0)
        level, breadth = (np.concatenate(part) for part in zip(*self._frames[channel], strict=True))
        if len(level) * self.hop_s <= SHORTEST_S:
            return _Track(level, np.zeros(len(level), bool), -100.0)
        noise = _noise(level, self.hop_s)
        over = level - noise
        tone = _tones(level, breadth, self.hop_s)
        loud = level[(over > OVER_NOISE_DB + SURELY_DB) & ~tone & (level > SILENCE_DB)]
        if not len(loud):
            return _Track(level, np.zeros(len(level), bool), -100.0)
        speech = float(np.percentile(loud, 95))
        above = np.minimum(over - OVER_NOISE_DB, level - max(speech - UNDER_SPEECH_DB, SILENCE_DB))
        above[tone] = -np.inf
        return _Track(level, _held(above), speech)


@dataclass(frozen=True, slots=True)
class _Track:
    """One channel: the level of each frame in dB of full scale, whether it is voice, and how loud the speech is."""

    level: Floats
    voiced: Flags
    speech: float


def _noise(level: Floats, hop_s: float) -> Floats:
    """Return the noise around each frame in dB: the quietest stretch near by (minimum statistics, Martin 2001)."""
    import numpy as np

    smooth = np.convolve(np.pad(level, 1, mode="edge"), np.full(3, 1 / 3, np.float32), "valid")
    n = round(1 / hop_s)
    chunks = -(-len(smooth) // n)
    padded = np.pad(smooth, (0, chunks * n - len(smooth)), constant_values=np.inf)
    quiet = padded.reshape(chunks, n).min(axis=1)
    around = round(NOISE_WINDOW_S)
    wide = np.pad(quiet, around, constant_values=np.inf)
    lowest = np.lib.stride_tricks.sliding_window_view(wide, 2 * around + 1).min(axis=1)
    # The quietest of several hundred lies under the mean of the noise, by about this much.
    found: Floats = np.repeat(lowest + 2.0, n)[: len(level)].astype(np.float32)
    return found


def _tones(level: Floats, breadth: Floats, hop_s: float) -> Flags:
    """Find steady tones: the phone rings, a line is busy, the recorder beeps.

    Such tones are often two, which beat at 40 to 140 Hz: hence the mean over a tenth of a second.
    """
    import numpy as np

    size = round(0.1 / hop_s)
    smooth = 10 * np.log10(np.convolve(10 ** (level / 10), np.full(size, 1 / size), "same") + 1e-10)
    steady = np.abs(np.diff(smooth, prepend=smooth[:1])) < TONE_DB
    steady &= (breadth < TONE_BINS) & (level > SILENCE_DB)
    found = np.zeros(len(level), bool)
    for start, stop in _runs(steady):
        if (stop - start) * hop_s >= TONE_S:
            # The mean is not steady yet where the tone begins and ends.
            found[max(start - size, 0) : stop + size] = True
    return found


def _held(above: Floats) -> Flags:
    """Return the frames over the threshold, in runs that hold some well over it."""
    import numpy as np

    over = above > 0
    sure = np.concatenate([[0], np.cumsum(above > SURELY_DB)])
    for start, stop in _runs(over):
        if sure[stop] - sure[start] < SURE_FRAMES:
            over[start:stop] = False
    return over


def _without_leaks(tracks: list[_Track]) -> list[Flags]:
    """Take away what a channel only overhears from another."""
    import numpy as np

    if len(tracks) == 1:
        return [tracks[0].voiced]
    found = []
    for one in tracks:
        flags = one.voiced.copy()
        for other in tracks:
            if other is not one:
                louder = (other.level - other.speech) - (one.level - one.speech) > LEAK_DB
                flags &= ~(louder & other.voiced)
        found.append(np.asarray(flags))
    return found


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Return the half-open ranges in which flags are set."""
    import numpy as np

    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))


def _stretches(flags: Flags, hop_s: float, seconds: float) -> Stretches:
    """Make stretches of frames: short gaps bridged, clicks left out, weak edges given back."""
    joined: list[list[float]] = []
    for start, stop in _runs(flags):
        if joined and start * hop_s - joined[-1][1] < BRIDGE_S:
            joined[-1][1] = stop * hop_s
        elif not joined or joined[-1][1] - joined[-1][0] >= SHORTEST_S:
            joined.append([start * hop_s, stop * hop_s])
        else:
            joined[-1] = [start * hop_s, stop * hop_s]
    if joined and joined[-1][1] - joined[-1][0] < SHORTEST_S:
        joined.pop()
    return tuple((round(max(0.0, start - LEAD_S), 2), round(min(seconds, stop + TRAIL_S), 2)) for start, stop in joined)
