"""What is known of a call beside its words: from the source, a manifest, or the path.

from softskills.metadata import Manifest, PathPattern, with_info

manifest = Manifest.read("calls/manifest.csv")
call = with_info(call, manifest=manifest, pattern="{team}/{rep}/{date}_{client}.vtt")
call.info.rep
"""

from softskills.metadata.join import with_info
from softskills.metadata.manifest import Entry, Manifest
from softskills.metadata.pattern import PathPattern

__all__ = ["Entry", "Manifest", "PathPattern", "with_info"]
