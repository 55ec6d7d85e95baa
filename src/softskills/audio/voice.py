"""Voice activity: when is somebody heard on each channel, from energy in the speech band, without a model.

A frame is voice when it stands out both from the noise around it, band by band and by more than that noise itself
varies, and from the channel's own silence between words. Where the noise hides the quiet beginnings and ends of words,
stretches are made longer by what is likely hidden. A steady tone (ringing, a beep) is no voice, nor is what leaks over
from another channel. The thresholds were set on two synthesised calls (tests/audio/scripts.py: A and B).

The recording is gone through once and what is kept of it a few times, a minute at a time: memory does not grow with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from softskills.audio.frames import BAND_SILENCE_DB, SILENCE_DB, WINDOW_S, Frames, Piece
from softskills.audio.sound import Sound, cut_short
from softskills.errors import Notice, ReadError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Flags = npt.NDArray[np.bool_]
    Counts = npt.NDArray[np.int64]

# Frames in about a second: the grain of what is known of the noise.
SECOND = 100
# The noise is the quietest 60 ms within so many seconds to either side: nobody speaks longer without a stop.
NOISE_WINDOW_S, NOISE_S = 8.0, 0.06
# The noise's own level lies above its quietest moments by at most so much (six people who talk at once: 15 dB).
NOISE_RANGE_DB = 25.0
# Voice is what stands out from the noise by so many of its standard deviations, and by so much at least; the edges of
# a stretch by less.
SURE_SPREADS, SURE_DB = 2.5, 3.0
EDGE_SPREADS, EDGE_DB = 1.25, 2.0
# And so much below the channel's loudest speech at most: the weakest sounds of a voice lie about 30 dB below its
# strongest (Fletcher 1953), echoes and breath lower. The edges of a stretch may be weaker, for so long.
SURE_UNDER_DB, EDGE_UNDER_DB = 32.0, 42.0
EDGE_S = 0.15
# A stretch must hold so much that surely stands out.
SURE_S = 0.05
# Within a word the mouth closes for up to 0.15 s (stops), between words of one breath for up to 0.3 s.
BRIDGE_S = 0.3
# The shortest "mm" lasts longer; clicks are shorter.
SHORTEST_S = 0.1
# Where noise leaves less of a voice than EDGE_UNDER_DB, each decibel hides so much of a word's beginning and end.
SEEN_DB = 34.0
HIDDEN_LEAD_S, HIDDEN_TRAIL_S = 0.001, 0.005
# Another channel so much louder, each against its own speech, is what this one overhears (a hybrid's echo lies 15 to
# 40 dB below).
LEAK_DB = 18.0
# A tone: power on fewer than so many lines 50 Hz apart, the level changing by less than so many dB in 20 ms, for so
# long (British telephones ring for 0.4 s at a time).
TONE_LINES, TONE_DB, TONE_S = 6.0, 0.3, 0.3

# How fine levels are counted, how many steps, and from which on where they are not heights.
_STEP_DB, _STEPS, _LOWEST_DB = 0.5, 200, -110.0
# Over so many frames heights are averaged for the edges of a stretch, and for whether it is one.
NOW, STEADY = 3, 11
# So many frames to both sides are looked at, which is more than any of the means and tones.
MARGIN = 100

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

    Args:
        sound: an opened recording.

    Returns:
        The stretches of voice by channel; one channel where all carry the same.

    Raises:
        ReadError: it breaks off at once, holds what is no number, or nobody is heard.
    """
    with Frames(sound.rate, sound.channels) as frames:
        try:
            for block in sound.blocks():
                frames.hear(block)
        except OSError as error:
            raise ReadError(f"the disk for temporary files is full: {error.strerror}", path=sound.path) from error
        seconds = frames.n_heard / sound.rate
        notices = list(sound.notices)
        if frames.n_heard < sound.frames:
            notices.append(cut_short(sound.path, seconds, sound.seconds))
        if not frames.n_heard:
            raise ReadError("the recording holds no samples", path=sound.path, hint="the export failed")
        n = sound.channels
        if n > 1 and frames.is_same():
            notices.append(Notice(f"the {n} channels carry the same sound; taken as one", path=sound.path))
            n = 1
        stretches = _heard(frames, n, seconds)
        if not any(stretches):
            raise ReadError(
                f"nobody is heard in {seconds:.1f} s of recording (loudest {frames.loudest:.0f} dB of full scale)",
                path=sound.path,
                hint="is it the right file?",
            )
    return Voices(stretches, seconds, n == 1, tuple(notices))


def _heard(frames: Frames, channels: int, seconds: float) -> tuple[Stretches, ...]:
    """Go through the frames four times: the noise's colour, how quiet it gets, how it differs from speech, and who."""
    import numpy as np

    if frames.n_frames * frames.hop_s <= SHORTEST_S:
        return ((),) * channels
    colour = _colour(frames)
    floor = _floor(frames, colour)
    limits = _limits(frames, colour, floor, channels)
    runs: list[list[_Run]] = [[] for _ in range(channels)]
    for piece in frames.pieces(MARGIN):
        heights = _heights(piece, colour, floor)
        tones = _tones(piece, frames.hop_s)
        nobody = np.zeros(len(tones), bool)
        voiced = [
            limit.voiced(heights, i, ~tones[:, i] & (piece.level[:, i] > SILENCE_DB)) if limit else (nobody, nobody)
            for i, limit in enumerate(limits)
        ]
        _take_leaks(voiced, heights.level, limits)
        for own, flags in zip(runs, voiced, strict=True):
            _add_runs(own, *(part[piece.own] for part in flags), piece.first)
    return tuple(
        _stretches(own, limit, frames.hop_s, seconds) if limit else () for own, limit in zip(runs, limits, strict=True)
    )


class _Colour(NamedTuple):
    """How noise is spread over bands; one row a channel and one column a band.

    Args:
        weights: by how much each counts.
        noise: the usual power of the noise.
    """

    weights: Floats
    noise: Floats


def _colour(frames: Frames) -> _Colour:
    """Return by how much each band of each channel counts: the less, the more noise is in it.

    The noise of a band is what a quarter of its frames stay under (Stahl, Fischer & Bippus 2000). By its root, half
    way between levels as they are, which hum would rule, and all bands alike, which those without a voice would.
    """
    import numpy as np

    quarter = np.asarray([[_percentile(own, 0.25) for own in channel] for channel in frames.counts])
    weights = 10 ** (-0.05 * _STEP_DB * quarter)
    noise = 10 ** (0.1 * (BAND_SILENCE_DB + _STEP_DB * quarter))
    return _Colour(*((part).astype(np.float32) for part in (weights / weights.max(axis=1, keepdims=True), noise)))


def _power(piece: Piece) -> Floats:
    import numpy as np

    return np.exp(piece.bands * np.float32(np.log(10) / 10))


def _weighted(power: Floats, colour: _Colour) -> Floats:
    """Return the weighted level of each frame and channel in dB."""
    import numpy as np

    return 10 * np.log10(np.maximum(np.einsum("fcb,cb->fc", power, colour.weights), 1e-12))


def _floor(frames: Frames, colour: _Colour) -> Floats:
    """Return the quietest moment around each second of each channel (minimum statistics, Martin 2001)."""
    import numpy as np

    size = round(NOISE_S / frames.hop_s)
    quiet = []
    for piece in frames.pieces(size):
        smooth = _smoothed(_weighted(_power(piece), colour), size)[piece.own]
        padded = np.pad(smooth, ((0, -len(smooth) % SECOND), (0, 0)), constant_values=np.inf)
        quiet.append(padded.reshape(-1, SECOND, padded.shape[1]).min(axis=1))
    around = round(NOISE_WINDOW_S)
    wide = np.pad(np.concatenate(quiet), ((around, around), (0, 0)), constant_values=np.inf)
    found: Floats = np.lib.stride_tricks.sliding_window_view(wide, 2 * around + 1, axis=0).min(axis=-1)
    return found


def _smoothed(values: Floats, size: int) -> Floats:
    """Return the means over so many frames around each; at both ends the outermost counts for those not there."""
    import numpy as np

    before = size // 2
    ends = [(before, size - 1 - before), *[(0, 0)] * (values.ndim - 1)]
    sums = np.cumsum(np.pad(values, ends, mode="edge"), axis=0, dtype=np.float64)
    sums[size:] -= sums[:-size].copy()
    found: Floats = (sums[size - 1 :] / size).astype(np.float32)
    return found


class _Heights(NamedTuple):
    """How far the frames of a piece rise; one row a frame and one column a channel.

    Args:
        now: over the quietest moments around, in dB, as a mean of 30 ms.
        steady: the same as a mean of 110 ms, which tells a voice from noise that comes and goes.
        level: the level of what is over twice the usual noise, in dB.
    """

    now: Floats
    steady: Floats
    level: Floats


def _heights(piece: Piece, colour: _Colour, floor: Floats) -> _Heights:
    import numpy as np

    start = piece.first - piece.before
    seconds = np.arange(start, start + len(piece.level)) // SECOND
    power = _power(piece)
    over = _weighted(power, colour) - floor[seconds]
    level = _weighted(np.maximum(power - 2 * colour.noise, 0), colour)
    return _Heights(_smoothed(over, NOW), _smoothed(over, STEADY), level)


class _Limits(NamedTuple):
    """What one channel's frames must pass to be voice, and by how much the noise shortens its words.

    Args:
        sure: so many dB over the quietest moments is surely voice.
        edge: and so many at the edges of what surely is.
        speech: the level of its loudest speech, in dB.
        hidden_db: by so much the noise lies above what would be heard of a voice in silence.
    """

    sure: float
    edge: float
    speech: float
    hidden_db: float

    def voiced(self, heights: _Heights, channel: int, audible: Flags) -> tuple[Flags, Flags]:
        """Return which frames surely are voice, and which may be."""
        level = heights.level[:, channel]
        may = audible & (heights.now[:, channel] > self.edge) & (level > self.speech - EDGE_UNDER_DB)
        return may & (heights.steady[:, channel] > self.sure) & (level > self.speech - SURE_UNDER_DB), may


def _limits(frames: Frames, colour: _Colour, floor: Floats, channels: int) -> list[_Limits | None]:
    """Return the limits of each channel; None where nobody is heard."""
    import numpy as np

    # How often each step of the steady height meets each of the present one, and each of level.
    heights_met = np.zeros((channels, _STEPS * _STEPS), np.int64)
    levels_met = np.zeros((channels, _STEPS * _STEPS), np.int64)
    for piece in frames.pieces(MARGIN):
        heights = _heights(piece, colour, floor)
        counted = ~_tones(piece, frames.hop_s)[piece.own] & (piece.level[piece.own] > SILENCE_DB)
        now, steady, level = (
            np.clip((values[piece.own] - least) / _STEP_DB, 0, _STEPS - 1).astype(np.int64)
            for values, least in zip(heights, (0.0, 0.0, _LOWEST_DB), strict=True)
        )
        for i in range(channels):
            # Silence is no voice, but says how quiet it gets.
            heights_met[i] += np.bincount(steady[:, i] * _STEPS + now[:, i], minlength=_STEPS * _STEPS)
            own = (steady[:, i] * _STEPS + level[:, i])[counted[:, i]]
            levels_met[i] += np.bincount(own, minlength=_STEPS * _STEPS)
    shape = (channels, _STEPS, _STEPS)
    return [_limit(*met) for met in zip(heights_met.reshape(shape), levels_met.reshape(shape), strict=True)]


def _limit(heights: Counts, levels: Counts) -> _Limits | None:
    usual, spread = _usual(heights.sum(axis=1))
    sure = usual + max(SURE_SPREADS * spread, SURE_DB)
    loud = int(sure / _STEP_DB) + 1
    if not levels[loud:].any():
        return None
    usual, now_spread = _usual(heights.sum(axis=0))
    edge = usual + max(EDGE_SPREADS * now_spread, EDGE_DB)
    speech = _LOWEST_DB + _percentile(levels[loud:].sum(axis=0), 0.95) * _STEP_DB
    range_db = _percentile(heights[loud:].sum(axis=0), 0.95) * _STEP_DB - edge
    return _Limits(sure, edge, speech, max(0.0, SEEN_DB - range_db))


def _usual(counts: Counts) -> tuple[float, float]:
    """Return how far the noise usually lies over its quietest moments, and how much it varies.

    Voices are spread over many levels and pauses over few: so the lowest peak of the counts is the noise. What lies
    below the peak is noise alone, and is taken for one half of it.
    """
    import numpy as np

    smooth = np.convolve(counts, np.ones(3), "same")[: round(NOISE_RANGE_DB / _STEP_DB)]
    if not smooth.any():
        return 0.0, 0.0
    high = smooth >= smooth.max() / 2
    first = int(np.argmax(high))
    last = first + int(np.argmin(high[first:])) if not high[first:].all() else len(high)
    peak = first + int(np.argmax(smooth[first:last]))
    below = np.arange(peak + 1) - peak
    spread = float(np.sqrt((counts[: peak + 1] * below**2).sum() / max(1, counts[: peak + 1].sum())))
    return (peak + 0.5) * _STEP_DB, spread * _STEP_DB


def _percentile(counts: Counts, share: float) -> int:
    """Return the step up to which this share of the counts lies."""
    import numpy as np

    return int(np.searchsorted(np.cumsum(counts), share * counts.sum()))


def _tones(piece: Piece, hop_s: float) -> Flags:
    """Find steady tones: the phone rings, a line is busy, the recorder beeps.

    Such tones are often two, which beat at 40 to 140 Hz: hence the mean over a tenth of a second.
    """
    import numpy as np

    size, step = round(0.1 / hop_s), round(0.02 / hop_s)
    smooth = 10 * np.log10(np.maximum(_smoothed(10 ** (piece.level / 10), size), 1e-10))
    steady = np.zeros(smooth.shape, bool)
    steady[step:] = np.abs(smooth[step:] - smooth[:-step]) < TONE_DB
    steady &= (piece.breadth < TONE_LINES) & (piece.level > SILENCE_DB)
    found = np.zeros(steady.shape, bool)
    for channel in range(steady.shape[1]):
        for start, stop in _runs(steady[:, channel]):
            if (stop - start) * hop_s >= TONE_S:
                # The mean is not steady yet where the tone begins and ends.
                found[max(start - size, 0) : stop + size, channel] = True
    return found


def _take_leaks(voiced: list[tuple[Flags, Flags]], level: Floats, limits: Sequence[_Limits | None]) -> None:
    """Take away what a channel only overhears from another."""
    may = [own[1].copy() for own in voiced]
    for i, one in enumerate(limits):
        for j, other in enumerate(limits):
            if i == j or one is None or other is None:
                continue
            louder = (level[:, j] - other.speech) - (level[:, i] - one.speech) > LEAK_DB
            for flags in voiced[i]:
                flags &= ~(louder & may[j])


@dataclass(slots=True)
class _Run:
    """Frames that follow each other and may be voice, and those among them that surely are."""

    start: int
    stop: int
    n_sure: int
    first_sure: int
    last_sure: int


def _add_runs(runs: list[_Run], sure: Flags, may: Flags, first: int) -> None:
    """Add the runs of a piece that begins with this frame; one that goes on from the piece before is made longer."""
    import numpy as np

    at = np.flatnonzero(sure)
    for start, stop in _runs(may):
        own = at[np.searchsorted(at, start) : np.searchsorted(at, stop)] + first
        start, stop = start + first, stop + first
        if runs and runs[-1].stop == start:
            runs[-1].stop = stop
        else:
            if runs and not runs[-1].n_sure:
                runs.pop()
            runs.append(_Run(start, stop, 0, stop, start))
        if len(own):
            run = runs[-1]
            run.n_sure += len(own)
            run.first_sure, run.last_sure = min(run.first_sure, int(own[0])), max(run.last_sure, int(own[-1]) + 1)


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Return the half-open ranges in which flags are set."""
    import numpy as np

    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))


def _stretches(runs: Sequence[_Run], limits: _Limits, hop_s: float, seconds: float) -> Stretches:
    """Make stretches of runs: hidden edges given back, short gaps bridged, clicks left out."""
    lead_s = limits.hidden_db * HIDDEN_LEAD_S
    trail_s = limits.hidden_db * HIDDEN_TRAIL_S
    joined: list[list[float]] = []
    for run in runs:
        if run.n_sure * hop_s < SURE_S:
            continue
        # A window's middle lies half its length, which is one frame, after its beginning.
        start = max((run.start + 0.5) * hop_s, (run.first_sure + 0.5) * hop_s - EDGE_S) - lead_s
        stop = min((run.stop + 0.5) * hop_s, (run.last_sure + 0.5) * hop_s + EDGE_S) + trail_s
        # Windows blur each gap by their length; and what is only likely to be hidden makes no two stretches one.
        if joined and start + lead_s - (joined[-1][1] - trail_s) + WINDOW_S < BRIDGE_S:
            joined[-1][1] = stop
        else:
            joined.append([start, stop])
    return tuple(
        (round(max(0.0, start), 2), round(min(seconds, stop), 2))
        for start, stop in joined
        if stop - start - lead_s - trail_s >= SHORTEST_S
    )
