"""`softskills analyze` and `softskills tag`: one call."""

from __future__ import annotations

from typing import Any

import click

from softskills.cli._common import (
    ASR,
    CALL,
    COLUMNS,
    FROM,
    HEARD,
    MODEL,
    OUTPUT,
    PATTERN,
    PROGRESS,
    REP,
    REP_CHANNEL,
    SPEAKERS,
    TIER,
    Page,
    clean,
    console,
    heard_beside,
    heard_first,
    warn,
    write_frame,
    write_text,
)

CALL_TYPES = ("general", "service", "discovery", "demo", "coaching", "auto")


@click.command()
@CALL
@REP
@SPEAKERS
@REP_CHANNEL
@PATTERN
@click.option("--framework", default="softskills", show_default=True, metavar="ID|FILE", help="The scorecard.")
@click.option(
    "--call-type",
    type=click.Choice(CALL_TYPES),
    help="Whose bands apply; by default what is known of the call, else general; auto infers it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json", "csv", "parquet", "html")),
    default="table",
    show_default=True,
)
@TIER
@MODEL
@click.option("--coach", is_flag=True, help="Show the moments to learn from, each with what to try instead.")
@OUTPUT
@FROM
@COLUMNS
@ASR
@HEARD
@PROGRESS
@clean
def analyze(
    call: str,
    form: str,
    coach: bool,
    output: str | None,
    **options: Any,
) -> None:
    r"""Print the soft-skills profile of CALL, a transcript file or a recording ("-" reads standard input).

    \b
    softskills analyze call.vtt
    softskills analyze call.txt --rep Dana --format csv -o profile.csv
    softskills analyze call.txt --coach
    softskills analyze call.txt --format html -o call.html
    softskills analyze call.wav --rep-channel 0 --asr models/small.en
    """
    from softskills.analysis import analyze as run

    source, options = heard_first(call, heard_beside(output, options))
    result = run(source, **options)
    warn(result.call.warnings)
    if form == "html":
        write_text(result.to_html(), output)
        return
    if form == "table":
        from rich.console import Console

        from softskills.report.terminal import render

        if output is None:
            render(result, console(), coach=coach)
        else:
            page = Page()
            render(result, Console(file=page, width=100, no_color=True), coach=coach)
            write_text(str(page), output)
        return
    write_frame(result.moments if coach else result.profile, form, output)


@click.command()
@CALL
@REP
@SPEAKERS
@REP_CHANNEL
@PATTERN
@click.option(
    "--format", "form", type=click.Choice(("table", "json", "csv", "parquet")), default="table", show_default=True
)
@click.option(
    "--tag", "only", metavar="TAG", multiple=True, help="Only this tag or family; may be given several times."
)
@click.option("--why", is_flag=True, help="Say what decided each tag.")
@TIER
@MODEL
@OUTPUT
@FROM
@COLUMNS
@ASR
@HEARD
@PROGRESS
@clean
def tag(
    call: str,
    form: str,
    only: tuple[str, ...],
    why: bool,
    output: str | None,
    **options: Any,
) -> None:
    """List every tag of CALL with its words."""
    from softskills.analysis import analyze as run
    from softskills.taxonomy import tag_info, tags

    families = {info.family for info in tags().values()}
    for name in only:
        if name not in families:
            tag_info(name)
    source, options = heard_first(call, heard_beside(output, options))
    result = run(source, **options)
    warn(result.call.warnings)
    if why:
        result = result.explained()
    frame = result.tags
    if only:
        wanted = tuple(name if "." in name else name + "." for name in only)
        frame = frame[frame["tag"].str.startswith(wanted)].reset_index(drop=True)
    if form != "table":
        write_frame(frame, form, output)
        return
    lines = [
        f"{row.turn:>4}  {row.speaker}  {row.tag}  {row.score:.2f}  {' '.join(str(row.text).split())}"
        + (f"\n      {row.why}" if why else "")
        for row in frame.itertuples()
    ]
    write_text("\n".join(lines) + ("\n" if lines else ""), output)
