"""What the verbs share: options, errors in one line, and output that is whole or absent."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from softskills.errors import Notice, SoftskillsError

if TYPE_CHECKING:
    import pandas as pd


def _some(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...] | None:
    """Say None, not an empty tuple, for an option that may be given several times and was not."""
    return given or None


CALL = click.argument("call", type=click.Path(allow_dash=True))
REP = click.option(
    "--rep", metavar="NAME", multiple=True, callback=_some, help="Who the rep is; may be given several times."
)
SPEAKERS = click.option(
    "--speakers", metavar="FILE", help="A speaker map (.csv, .toml or .json): who is rep, customer or other, and names."
)
REP_CHANNEL = click.option("--rep-channel", type=click.IntRange(min=0), metavar="N", help="The rep's audio channel.")
PATTERN = click.option("--pattern", metavar="P", help='What the path says: "{team}/{rep}/{date}_{client}.vtt".')
FROM = click.option("--from", "format", metavar="FORMAT", help="The transcript's format, when detection errs.")
TIER = click.option(
    "--tier",
    type=click.Choice(("full", "fast", "rules")),
    default="full",
    show_default=True,
    help="How tags are found: by meaning, by words (many times faster), or by the rules alone.",
)
MODEL = click.option("--model", type=click.Path(file_okay=False), help="A model that `softskills train` wrote.")
COLUMNS = click.option(
    "--columns", metavar="WHAT=NAME,...", help="Which column of a table is what: speaker=who,text=said,start=t0."
)
ASR = click.option(
    "--asr",
    type=click.Path(file_okay=False),
    metavar="MODEL_DIR",
    help="For recordings: the folder of a Whisper model for faster-whisper; without it only times are known.",
)
HEARD = click.option(
    "--heard",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="For recordings: where recognised transcripts are kept; by default the folder heard beside the output.",
)
PROGRESS = click.option(
    "--progress", is_flag=True, help="For recordings: say how far recognition is, also where no terminal shows a bar."
)
OUTPUT = click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to a file.")


def clean(verb: Callable[..., None]) -> Callable[..., None]:
    """Turn the library's errors into one line on standard error and exit code 1."""

    @wraps(verb)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            verb(*args, **kwargs)
        except SoftskillsError as error:
            click.echo(f"softskills: {error}", err=True)
            sys.exit(1)
        except BrokenPipeError:
            # The reader of a pipe has gone ("| head"): nothing is wrong.
            sys.stdout = None
            sys.exit(0)

    return run


class Page(io.StringIO):
    """A page in memory; `str` gives what was printed."""

    def __str__(self) -> str:
        return self.getvalue()


def source_of(call: str) -> Any:
    return sys.stdin.buffer if call == "-" else call


def heard_beside(output: str | None, options: dict[str, Any]) -> dict[str, Any]:
    """Keep what is recognised beside the output, where there is one and no other folder was named."""
    from pathlib import Path

    if output is not None and options.get("asr") is not None and options.get("heard") is None:
        return {**options, "heard": str(Path(output).parent / "heard")}
    return options


def heard_first(call: str, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Recognise a recording and tell how far that is.

    Returns:
        What is to be analysed, and the options that are still to be heeded.
    """
    from softskills.cli._progress import hearing

    asked = options.pop("progress")
    if options.get("asr") is None:
        return source_of(call), options
    from pathlib import Path

    from softskills.readers import read_transcript

    if "framework" in options:
        from softskills.analysis import scorecard_for

        # What is wrong with it should be said before recognition, not after.
        scorecard_for(options["framework"], options["call_type"])
    name = "standard input" if call == "-" else Path(call).name
    with hearing(name, asked=asked) as tell:
        told = {key: options.pop(key) for key in ("format", "columns", "asr", "heard")}
        return read_transcript(source_of(call), **told, on_progress=tell), options


def console() -> Any:
    from rich.console import Console

    # Not a terminal: plain text of a fixed width, so that output does not depend on where it goes.
    return Console() if sys.stdout.isatty() else Console(width=100, no_color=True, highlight=False)


def warn(warnings: tuple[Notice, ...]) -> None:
    for notice in warnings:
        click.echo(f"warning: {notice}", err=True)


def write_frame(frame: pd.DataFrame, form: str, output: str | None) -> None:
    if form == "json":
        write_text(frame.to_json(orient="records", indent=1, force_ascii=False) + "\n", output)
    elif form == "csv":
        write_text(frame.to_csv(index=False), output)
    else:
        buffer = io.BytesIO()
        frame.to_parquet(buffer, index=False)
        if output is None and sys.stdout.isatty():
            raise SoftskillsError("Parquet is not for reading on a terminal", hint="name a file with -o")
        write_bytes(output, buffer.getvalue())


def write_text(text: str, output: str | None) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        write_bytes(output, text.encode())


def write_bytes(output: str | None, data: bytes) -> None:
    """Write all or nothing: a temporary neighbour takes the name once it is whole."""
    import tempfile
    from pathlib import Path

    if output is None:
        sys.stdout.buffer.write(data)
        return
    target = Path(output)
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            file.write(data)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(target)
    except OSError as error:
        raise SoftskillsError(f"cannot write: {error.strerror}", path=output) from error
