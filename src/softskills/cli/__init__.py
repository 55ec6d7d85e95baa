"""The command line: each verb is a function of the library with the same name. Only this package prints or exits."""

from __future__ import annotations

import gc
import sys

import click

from softskills import __version__
from softskills.cli import about, archive, calls, gold
from softskills.lean import leave_out


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the verbs in the order of use, not of the alphabet."""
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version")
def main() -> None:
    """Soft-skills profiles from conversation transcripts.

    Everything runs on this machine; nothing is sent anywhere.
    """


# In the order of use.
_VERBS = (
    calls.analyze,
    calls.tag,
    archive.score,
    archive.profile,
    archive.compare,
    archive.report,
    about.explain,
    about.frameworks,
    about.formats,
    gold.evaluate,
    gold.train,
)
for _verb in _VERBS:
    # Docstrings are raw, to the linter's liking; click's mark for "keep these lines" is the control character.
    _verb.help = (_verb.help or "").replace("\\b", "\b")
    main.add_command(_verb)


def run() -> None:
    """Run the command in a process of its own, without libraries that only training needs."""
    if "train" not in sys.argv[1:2]:
        leave_out()
    # One call and the process ends: collecting garbage would cost a tenth of the time and free next to nothing.
    gc.disable()
    main(prog_name="softskills")
