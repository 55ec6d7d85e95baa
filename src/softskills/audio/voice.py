"""Voice activity: when is somebody heard on each channel, from energy in the speech band, without a model.

A frame is voice when it stands out both from the noise around it, band by band and by more than that noise itself
varies, and from the channel's own silence between words. Where the noise hides the quiet beginnings and ends of words,
stretches are made longer by what is likely hidden. A steady tone (ringing, a beep) is no voice, nor is what leaks over
from another channel. The thresholds were set on two synthesised calls, A and B of tests/audio/scripts.py, in two pairs
of voices each.

The recording is gone through once and what is kept of it a few times, a minute at a time: memory does not grow with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from softskills.audio.frames import SILENCE_DB, STEP_DB, WINDOW_S, Frames
from softskills.audio.heights import (
    Colour,
    Heights,
    colour_of,
    floor_of,
    heights_of,
    percentile,
    runs_of,
    tones_of,
    usual,
)
from softskills.audio.sound import Sound, cut_short
from softskills.errors import Notice, ReadError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Flags = npt.NDArray[np.bool_]
    Counts = npt.NDArray[np.int64]

# Voice is what stands out from the noise by so many of its standard deviations, and by so much at least; the edges of
# a stretch by less.
SURE_SPREADS, SURE_DB = 2.5, 3.0
EDGE_SPREADS, EDGE_DB = 1.25, 2.0
# Where noise varies so much that its spread says nothing (others who talk), voice begins at half the height of what a
# twentieth of all frames reach.
TOP = 0.95
# It lies so much below the channel's loudest speech at most: the weakest sounds of a voice lie about 30 dB below its
# strongest (Fletcher 1953), echoes and breath lower. The edges of a stretch may be weaker, for so long.
SURE_UNDER_DB, EDGE_UNDER_DB = 32.0, 42.0
EDGE_S = 0.15
# A stretch must hold so much that surely stands out.
SURE_S = 0.05
# Within a word the mouth closes for up to 0.15 s (stops), between words of one breath for up to 0.3 s.
BRIDGE_S = 0.3
# The shortest "mm" lasts longer; clicks are shorter.
SHORTEST_S = 0.1
# Where less of a voice than this stands out of the noise, each decibel hides so much of a word's beginning and end.
SEEN_DB = 34.0
HIDDEN_LEAD_S, HIDDEN_TRAIL_S = 0.001, 0.005
# Another channel so much louder, each against its own speech, is what this one overhears (a hybrid's echo lies 15 to
# 40 dB below).
LEAK_DB = 18.0

# Levels and heights are counted in so many steps, levels from so many decibels on.
_STEPS, _LOWEST_DB = 200, -110.0
# So many frames to both sides are looked at, which is more than any of the means and tones.
MARGIN = 100

Stretches = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """Who is heard when.

    Args:
        stretches: for each channel, (start, stop) in seconds, in order; pauses of up to about 0.3 s are bridged.
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
            raise ReadError(
                f"what is kept for the moment cannot be written: {error.strerror}",
                path=sound.path,
                hint="is there room for temporary files?",
            ) from error
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
    colour = colour_of(frames)
    floor = floor_of(frames, colour)
    limits = _limits(frames, colour, floor, channels)
    runs: list[list[_Run]] = [[] for _ in range(channels)]
    for piece in frames.pieces(MARGIN):
        heights = heights_of(piece, colour, floor)
        tones = tones_of(piece, frames.hop_s)
        nobody = np.zeros(len(tones), bool)
        voiced = [
            limit.voiced(heights, i, ~tones[:, i] & (piece.level[:, i] > SILENCE_DB)) if limit else (nobody, nobody)
            for i, limit in enumerate(limits)
        ]
        _take_leaks(voiced, heights.level, limits)
        for own, (sure, may) in zip(runs, voiced, strict=True):
            _add_runs(own, sure[piece.own], may[piece.own], piece.first)
    return tuple(
        _stretches(own, limit, frames.hop_s, seconds) if limit else () for own, limit in zip(runs, limits, strict=True)
    )


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

    def voiced(self, heights: Heights, channel: int, audible: Flags) -> tuple[Flags, Flags]:
        """Return which frames surely are voice, and which may be."""
        level = heights.level[:, channel]
        may = audible & (heights.now[:, channel] > self.edge) & (level > self.speech - EDGE_UNDER_DB)
        return may & (heights.steady[:, channel] > self.sure) & (level > self.speech - SURE_UNDER_DB), may


def _limits(frames: Frames, colour: Colour, floor: Floats, channels: int) -> list[_Limits | None]:
    """Return the limits of each channel; None where nobody is heard."""
    import numpy as np

    # How often each step of the steady height meets each of the present one, and each of level.
    heights_met = np.zeros((channels, _STEPS * _STEPS), np.int64)
    levels_met = np.zeros((channels, _STEPS * _STEPS), np.int64)
    for piece in frames.pieces(MARGIN):
        heights = heights_of(piece, colour, floor)
        counted = ~tones_of(piece, frames.hop_s)[piece.own] & (piece.level[piece.own] > SILENCE_DB)
        now, steady, level = (
            np.clip((values[piece.own] - least) / STEP_DB, 0, _STEPS - 1).astype(np.int64)
            for values, least in zip(heights, (0.0, 0.0, _LOWEST_DB), strict=True)
        )
        for i in range(channels):
            # Silence is no voice, but says how quiet it gets.
            heights_met[i] += np.bincount(steady[:, i] * _STEPS + now[:, i], minlength=_STEPS * _STEPS)
            own = (steady[:, i] * _STEPS + level[:, i])[counted[:, i]]
            levels_met[i] += np.bincount(own, minlength=_STEPS * _STEPS)
    shape = (channels, _STEPS, _STEPS)
    return [_limit(*met) for met in zip(heights_met.reshape(shape), levels_met.reshape(shape), strict=True)]


def _threshold(counts: Counts, spreads: float, least_db: float) -> float:
    """Return the height that stands out from the usual noise: by its spread, but half way up to the top at most."""
    noise, spread = usual(counts)
    top = percentile(counts, TOP) * STEP_DB
    return noise + max(min(spreads * spread, (top - noise) / 2), least_db)


def _limit(heights: Counts, levels: Counts) -> _Limits | None:
    sure = _threshold(heights.sum(axis=1), SURE_SPREADS, SURE_DB)
    loud = int(sure / STEP_DB) + 1
    if not levels[loud:].any():
        return None
    edge = _threshold(heights.sum(axis=0), EDGE_SPREADS, EDGE_DB)
    speech = _LOWEST_DB + percentile(levels[loud:].sum(axis=0), 0.95) * STEP_DB
    range_db = percentile(heights[loud:].sum(axis=0), 0.95) * STEP_DB - edge
    return _Limits(sure, edge, speech, max(0.0, SEEN_DB - range_db))


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
    for start, stop in runs_of(may):
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
