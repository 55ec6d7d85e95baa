"""Recordings: from samples to who is heard when, and to words where a recogniser is at hand. No transcripts here.

`softskills.readers` makes a `Transcript` of it, so that a recording is read like any other call.
"""

from softskills.audio.sound import Sound, container_of, open_sound
from softskills.audio.voice import Voices, speaking_times

__all__ = ["Sound", "Voices", "container_of", "open_sound", "speaking_times"]
