"""From samples to short frames: how loud each channel is in bands of the telephone's range, kept out of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

# Windows of 20 ms, in which speech stands still (the usual choice of speech codecs), one begun every 10 ms.
WINDOW_S = 0.02
# The telephone band (ITU-T G.711 lines pass 300 to 3,400 Hz; 200 lets low voices in and keeps most of the mains' hum
# out), in parts about as wide as the ear's (Zwicker's critical bands, two to three to a part).
EDGES_HZ = (200.0, 400.0, 700.0, 1_000.0, 1_400.0, 1_900.0, 2_600.0, 3_400.0)
# Below this nothing is heard: 16-bit silence with a bit of dither lies at about -90 dB of full scale. A band, which
# holds a part of it, counts down to less.
SILENCE_DB, BAND_SILENCE_DB = -75.0, -85.0
# Levels of bands are kept in one byte, in steps of half a decibel.
STEP_DB = 0.5
# From this correlation on two channels carry the same.
SAME = 0.98
# So much is kept in memory, about 30 minutes of two channels; what comes after that goes into a temporary file.
_IN_MEMORY = 4 << 20
# Frames that are worked on at once: their spectra fit into a core's own cache, which makes it four times faster.
_AT_ONCE = 256
# Frames in one piece of what is read back: a minute.
PIECE = 6_000


class Piece(NamedTuple):
    """Some frames that follow each other; each array has one row a frame and one column a channel.

    Args:
        first: the number of the first frame of this piece.
        before: how many of the rows are of the piece before, for what looks to both sides.
        after: how many are of the piece after.
        bands: levels of the bands in dB of full scale, with a third axis for the bands.
        level: the level of all bands together.
        breadth: over how many of the spectrum's lines the power is spread.
    """

    first: int
    before: int
    after: int
    bands: Floats
    level: Floats
    breadth: Floats

    @property
    def own(self) -> slice:
        """The rows that are this piece's own."""
        return slice(self.before, len(self.level) - self.after)


class Frames:
    """Takes samples in blocks and keeps a few bytes a frame, which can be read back any number of times.

    Args:
        rate: samples a second.
        channels: how many.
    """

    def __init__(self, rate: int, channels: int) -> None:
        import numpy as np

        self.channels = channels
        # Rates above 8 kHz are brought near it by taking means, a filter good enough for levels. What it lets through
        # from above, folded down, is the hiss of an s, and welcome.
        self._step = max(1, rate // 8_000)
        self._hop = round(rate / self._step * WINDOW_S / 2)
        self.hop_s = self._hop * self._step / rate
        self._rest = np.zeros((0, channels), np.float32)
        self._window = np.hanning(2 * self._hop + 1)[:-1].astype(np.float32)
        hertz = np.fft.rfftfreq(2 * self._hop, self._step / rate)
        edges = np.searchsorted(hertz, EDGES_HZ)
        self._low, self._high = int(edges[0]), max(int(edges[-1]), int(edges[0]) + 1)
        # At the lowest rates the upper bands are not there.
        starts = [int(edge) for edge in edges[:-1] if edge < self._high]
        self._starts = np.asarray(starts) - self._low
        # A full-scale sine has level 0.
        self._unit = float((self._window.sum() / 2) ** 2 * 1.5)
        self._kind: Any = np.dtype([("bands", "u1", len(starts)), ("level", "f2"), ("breadth", "f2")])
        # Closed with this object.
        self._kept: Any = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._products = np.zeros((channels, channels))
        # How often each band of each channel had each level, in steps of half a decibel.
        self.counts = np.zeros((channels, len(starts), 256), np.int64)
        self.n_heard = 0
        self.n_frames = 0
        self.loudest = -100.0

    def __enter__(self) -> Frames:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def hear(self, block: Floats) -> None:
        """Take the next samples, one row a sample and one column a channel."""
        self.n_heard += len(block)
        size = self._hop * self._step
        for at in range(0, len(block), _AT_ONCE * size):
            self._take(block[at : at + _AT_ONCE * size], size)

    def _take(self, block: Floats, size: int) -> None:
        import numpy as np

        if len(self._rest):
            block = np.concatenate([self._rest, block])
        n = len(block) // size - 1
        if n < 1:
            self._rest = block.copy()
            return
        self._rest = block[n * size :].copy()
        slow = np.stack([self._slowed(block[: (n + 1) * size, channel]) for channel in range(self.channels)])
        self._products += slow[:, : n * self._hop] @ slow[:, : n * self._hop].T
        found = np.empty((n, self.channels), self._kind)
        for channel, samples in enumerate(slow):
            halves = samples.reshape(-1, self._hop)
            spectrum = np.fft.rfft(np.hstack([halves[:-1], halves[1:]]) * self._window, axis=1)
            spectrum = spectrum[:, self._low : self._high]
            power = spectrum.real**2 + spectrum.imag**2
            power /= self._unit
            bands = np.add.reduceat(power, self._starts, axis=1)
            total = bands.sum(axis=1)
            squares = np.einsum("ij,ij->i", power, power)
            level = 10 * np.log10(np.maximum(total, 1e-10))
            decibels = 10 * np.log10(np.maximum(bands, 1e-10))
            found["bands"][:, channel] = np.clip((decibels - BAND_SILENCE_DB) / STEP_DB + 0.5, 0, 255)
            for band in range(len(self._starts)):
                self.counts[channel, band] += np.bincount(found["bands"][:, channel, band], minlength=256)
            found["level"][:, channel] = level
            found["breadth"][:, channel] = total * total / np.maximum(squares, 1e-30)
            self.loudest = max(self.loudest, float(level.max()))
        self._kept.write(found.tobytes())
        self.n_frames += n

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

    def pieces(self, margin: int = 0) -> Iterator[Piece]:
        """Yield what was kept, a minute at a time.

        Args:
            margin: how many frames of the pieces before and after to give along.
        """
        import numpy as np

        row = self._kind.itemsize * self.channels
        for first in range(0, self.n_frames, PIECE):
            start, stop = max(0, first - margin), min(self.n_frames, first + PIECE + margin)
            self._kept.seek(start * row)
            kept = np.frombuffer(self._kept.read((stop - start) * row), self._kind).reshape(-1, self.channels)
            bands = kept["bands"] * np.float32(STEP_DB) + np.float32(BAND_SILENCE_DB)
            level, breadth = (kept[name].astype(np.float32) for name in ("level", "breadth"))
            yield Piece(first, first - start, max(0, stop - first - PIECE), bands, level, breadth)
