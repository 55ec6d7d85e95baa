"""How far each frame of a channel stands out from the noise in it, and what noise is usual there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from softskills.audio.frames import BAND_SILENCE_DB, SILENCE_DB, STEP_DB, Frames, Piece

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]
    Flags = npt.NDArray[np.bool_]
    Counts = npt.NDArray[np.int64]

# Frames in about a second: the grain of what is known of the noise.
SECOND = 100
# The noise is the quietest 60 ms within so many seconds to either side: nobody speaks longer without a stop.
NOISE_WINDOW_S, NOISE_S = 8.0, 0.06
# The noise's own level lies above its quietest moments by at most so much (six people who talk at once: 15 dB).
NOISE_RANGE_DB = 25.0
# Over so many frames heights are averaged for the edges of a stretch, and for whether it is one.
NOW, STEADY = 3, 11
# A tone: power on fewer than so many lines 50 Hz apart, the level changing by less than so many dB in 20 ms, for so
# long (British telephones ring for 0.4 s at a time).
TONE_LINES, TONE_DB, TONE_S = 6.0, 0.3, 0.3


class Colour(NamedTuple):
    """How noise is spread over bands; one row a channel and one column a band.

    Args:
        weights: by how much each counts.
        noise: the usual power of the noise.
    """

    weights: Floats
    noise: Floats


def colour_of(frames: Frames) -> Colour:
    """Return by how much each band of each channel counts: the less, the more noise is in it.

    The noise of a band is what a quarter of its frames stay under (Stahl, Fischer & Bippus 2000). By its root, half
    way between levels as they are, which hum would rule, and all bands alike, which those without a voice would.
    """
    import numpy as np

    quarter = np.asarray([[percentile(own, 0.25) for own in channel] for channel in frames.counts])
    weights = 10 ** (-0.05 * STEP_DB * quarter)
    noise = 10 ** (0.1 * (BAND_SILENCE_DB + STEP_DB * quarter))
    return Colour((weights / weights.max(axis=1, keepdims=True)).astype(np.float32), noise.astype(np.float32))


def _power(piece: Piece) -> Floats:
    import numpy as np

    found: Floats = np.exp(piece.bands * np.float32(np.log(10) / 10))
    return found


def _weighted(power: Floats, colour: Colour) -> Floats:
    """Return the weighted level of each frame and channel in dB."""
    import numpy as np

    found: Floats = 10 * np.log10(np.maximum(np.einsum("fcb,cb->fc", power, colour.weights), 1e-12))
    return found


def floor_of(frames: Frames, colour: Colour) -> Floats:
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


class Heights(NamedTuple):
    """How far the frames of a piece rise; one row a frame and one column a channel.

    Args:
        now: over the quietest moments around, in dB, as a mean of 30 ms.
        steady: the same as a mean of 110 ms, which tells a voice from noise that comes and goes.
        level: the level of what is over twice the usual noise, in dB.
    """

    now: Floats
    steady: Floats
    level: Floats


def heights_of(piece: Piece, colour: Colour, floor: Floats) -> Heights:
    """Return how far the frames of a piece rise over the quietest moments around them."""
    import numpy as np

    start = piece.first - piece.before
    seconds = np.arange(start, start + len(piece.level)) // SECOND
    power = _power(piece)
    over = _weighted(power, colour) - floor[seconds]
    level = _weighted(np.maximum(power - 2 * colour.noise, 0), colour)
    return Heights(_smoothed(over, NOW), _smoothed(over, STEADY), level)


def usual(counts: Counts) -> tuple[float, float]:
    """Return how far the noise usually lies over its quietest moments, and how much it varies.

    Voices are spread over many levels and pauses over few: so the lowest peak of the counts is the noise. What lies
    below the peak is noise alone, and is taken for one half of it.
    """
    import numpy as np

    smooth = np.convolve(counts, np.ones(3), "same")[: round(NOISE_RANGE_DB / STEP_DB)]
    if not smooth.any():
        return 0.0, 0.0
    high = smooth >= smooth.max() / 2
    first = int(np.argmax(high))
    last = first + int(np.argmin(high[first:])) if not high[first:].all() else len(high)
    peak = first + int(np.argmax(smooth[first:last]))
    below = np.arange(peak + 1) - peak
    spread = float(np.sqrt((counts[: peak + 1] * below**2).sum() / max(1, counts[: peak + 1].sum())))
    return (peak + 0.5) * STEP_DB, spread * STEP_DB


def percentile(counts: Counts, share: float) -> int:
    """Return the step up to which this share of the counts lies."""
    import numpy as np

    return int(np.searchsorted(np.cumsum(counts), share * counts.sum()))


def tones_of(piece: Piece, hop_s: float) -> Flags:
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
    for channel, own in enumerate(steady.T):
        for start, stop in runs_of(own):
            if (stop - start) * hop_s >= TONE_S:
                # The mean is not steady yet where the tone begins and ends.
                found[max(start - size, 0) : stop + size, channel] = True
    return found


def runs_of(flags: Flags) -> list[tuple[int, int]]:
    """Return the half-open ranges in which flags are set."""
    import numpy as np

    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))
