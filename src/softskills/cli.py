"""The command line: each verb is a function of the library with the same name. Only this module prints or exits."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from softskills import __version__
from softskills.errors import Notice, SoftskillsError

if TYPE_CHECKING:
    import pandas as pd

CALL_TYPES = ("general", "service", "discovery", "demo", "coaching")


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the verbs in the order of use, not of the alphabet."""
        return list(self.commands)


def _clean(verb: Callable[..., None]) -> Callable[..., None]:
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


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version")
def main() -> None:
    """Soft-skills profiles from conversation transcripts.

    Everything runs on this machine; nothing is sent anywhere.
    """
    # One call and the process ends: collecting garbage would cost a tenth of the time and free next to nothing.
    gc.disable()


CALL = click.argument("call", type=click.Path(allow_dash=True))
REP = click.option("--rep", metavar="NAME", multiple=True, help="Who the rep is; may be given several times.")
FROM = click.option("--from", "format_", metavar="FORMAT", help="The transcript's format, when detection errs.")
OUTPUT = click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to a file.")


@main.command()
@CALL
@REP
@click.option("--framework", default="softskills", show_default=True, metavar="ID|FILE", help="The scorecard.")
@click.option(
    "--call-type", type=click.Choice(CALL_TYPES), default="general", show_default=True, help="Whose bands apply."
)
@click.option(
    "--format", "form", type=click.Choice(("table", "json", "csv", "parquet")), default="table", show_default=True
)
@OUTPUT
@FROM
@_clean
def analyze(
    call: str, rep: tuple[str, ...], framework: str, call_type: str, form: str, output: str | None, format_: str | None
) -> None:
    r"""Print the soft-skills profile of CALL, a transcript file ("-" reads standard input).

    \b
    softskills analyze call.vtt
    softskills analyze call.txt --rep Dana --format csv -o profile.csv
    """
    from softskills.analysis import analyze as run

    result = run(_source(call), rep=rep or None, framework=framework, call_type=call_type, format=format_)
    _warn(result.call.warnings)
    if form == "table":
        from rich.console import Console

        from softskills.report.terminal import render

        if output is None:
            render(result, _console())
        else:
            page = _Page()
            render(result, Console(file=page, width=100, no_color=True))
            _text(str(page), output)
        return
    _frame(result.profile, form, output)


@main.command()
@CALL
@REP
@click.option(
    "--format", "form", type=click.Choice(("table", "json", "csv", "parquet")), default="table", show_default=True
)
@click.option(
    "--tag", "only", metavar="TAG", multiple=True, help="Only this tag or family; may be given several times."
)
@click.option("--why", is_flag=True, help="Say what decided each tag.")
@OUTPUT
@FROM
@_clean
def tag(
    call: str,
    rep: tuple[str, ...],
    form: str,
    only: tuple[str, ...],
    why: bool,
    output: str | None,
    format_: str | None,
) -> None:
    """List every tag of CALL with its words."""
    from softskills.analysis import analyze as run
    from softskills.taxonomy import tag_info, tags

    families = {info.family for info in tags().values()}
    for name in only:
        if name not in families:
            tag_info(name)
    result = run(_source(call), rep=rep or None, format=format_)
    _warn(result.call.warnings)
    frame = result.tags
    if only:
        wanted = tuple(name if "." in name else name + "." for name in only)
        frame = frame[frame["tag"].str.startswith(wanted)].reset_index(drop=True)
    if form != "table":
        _frame(frame, form, output)
        return
    lines = [
        f"{row.turn:>4}  {row.speaker}  {row.tag}  {row.score:.2f}  {' '.join(str(row.text).split())}"
        + (f"\n      {row.why}" if why else "")
        for row in frame.itertuples()
    ]
    _text("\n".join(lines) + ("\n" if lines else ""), output)


@main.command()
@click.argument("name", metavar="TAG", required=False)
@_clean
def explain(name: str | None) -> None:
    """Say what TAG means, with examples; without TAG, list all tags."""
    from softskills.taxonomy import tag_info, tags

    if name is None:
        width = max(map(len, tags()))
        for info in tags().values():
            click.echo(f"{info.name:<{width}}  {info.side:<8}  {info.definition}")
        return
    info = tag_info(name)
    click.echo(f"{info.name}   ({info.side})\n\n{info.definition[0].upper()}{info.definition[1:]}.\n")
    for example in info.examples:
        click.echo(f'  "{example}"')
    if info.is_not:
        click.echo(f"\nNot: {info.is_not}.")
    if info.attributes:
        click.echo(f"\nAttributes: {', '.join(info.attributes)}.")
    click.echo(f"\nSource: {info.source}.")


@main.command()
@click.argument("file", required=False, type=click.Path())
@_clean
def formats(file: str | None) -> None:
    """List the formats that are read; with FILE, say which one it is and why."""
    from softskills.readers import READERS, detect

    if file is not None:
        seen = detect(file)
        click.echo(f"{file}: {seen.name} ({seen.reason})")
        return
    width = max(len(reader.name) for reader in READERS)
    for reader in READERS:
        click.echo(f"{reader.name:<{width}}  {reader.title}")


@main.command()
@click.argument("gold", metavar="GOLD")
@click.option("--errors", "errors_of", metavar="TAG", help="List what was missed and what was wrong for one tag.")
@click.option("--dataset", metavar="NAME", help="GOLD is a public set instead, such as annomi or swda.")
@click.option("--strip", is_flag=True, help="With --dataset: take case and punctuation away first.")
@click.option("--format", "form", type=click.Choice(("table", "json", "markdown")), default="table", show_default=True)
@OUTPUT
@_clean
def evaluate(gold: str, errors_of: str | None, dataset: str | None, strip: bool, form: str, output: str | None) -> None:
    r"""Say how often each tag is right: precision, recall and F1 against GOLD.

    GOLD is a folder of gold calls, one such file, or train, dev or test for this project's own.

    \b
    softskills evaluate dev
    softskills evaluate my-calls/ --errors empathy.concern
    softskills evaluate shared/benchmarks --dataset annomi --strip
    """
    from rich.console import Console

    from softskills.evaluate import evaluate as run
    from softskills.evaluate import evaluate_dataset, render
    from softskills.taxonomy import tag_info

    if errors_of is not None:
        tag_info(errors_of)

    def show(print_to: Callable[[Console], None], as_json: Callable[[], str], markdown: Callable[[], str]) -> None:
        if form == "table" and output is None:
            print_to(_console())
        elif form == "table":
            print_to(page := Console(file=_Page(), width=100, no_color=True))
            _text(str(page.file), output)
        else:
            _text((as_json() if form == "json" else markdown()).rstrip("\n") + "\n", output)

    if dataset is not None:
        frame = evaluate_dataset(dataset, gold, strip=strip)
        show(
            lambda console: render.render_dataset(frame, console),
            lambda: render.dataset_to_json(frame),
            lambda: render.dataset_to_markdown(frame),
        )
        return
    result = run(gold)
    if errors_of is not None:
        show(
            lambda console: render.render_errors(result, errors_of, console),
            lambda: render.errors_to_json(result, errors_of),
            lambda: render.errors_to_markdown(result, errors_of),
        )
    else:
        show(
            lambda console: render.render(result, console),
            lambda: render.to_json(result),
            lambda: render.to_markdown(result),
        )


class _Page(io.StringIO):
    """A page in memory; `str` gives what was printed."""

    def __str__(self) -> str:
        return self.getvalue()


def _source(call: str) -> Any:
    return sys.stdin.buffer if call == "-" else call


def _console() -> Any:
    from rich.console import Console

    # Not a terminal: plain text of a fixed width, so that output does not depend on where it goes.
    return Console() if sys.stdout.isatty() else Console(width=100, no_color=True, highlight=False)


def _warn(warnings: tuple[Notice, ...]) -> None:
    for notice in warnings:
        click.echo(f"warning: {notice}", err=True)


def _frame(frame: pd.DataFrame, form: str, output: str | None) -> None:
    if form == "json":
        _text(frame.to_json(orient="records", indent=1, force_ascii=False) + "\n", output)
    elif form == "csv":
        _text(frame.to_csv(index=False), output)
    else:
        buffer = io.BytesIO()
        frame.to_parquet(buffer, index=False)
        if output is None and sys.stdout.isatty():
            raise SoftskillsError("Parquet is not for reading on a terminal", hint="name a file with -o")
        _write(output, buffer.getvalue())


def _text(text: str, output: str | None) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(output, text.encode())


def _write(output: str | None, data: bytes) -> None:
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
