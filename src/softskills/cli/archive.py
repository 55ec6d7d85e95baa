"""`softskills score`, `profile` and `compare`: whole archives."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from softskills.cli._common import REP, clean, console, write_frame, write_text
from softskills.cli._progress import clock, telling
from softskills.cli.calls import CALL_TYPES

SOME_FAILED, STOPPED = 3, 130


@click.command()
@click.argument("archive", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", "out", required=True, metavar="OUT", help="The folder or URL the tables go to.")
@REP
@click.option("--framework", default="softskills", show_default=True, metavar="ID|FILE", help="The scorecard.")
@click.option(
    "--call-type", type=click.Choice(CALL_TYPES), default="general", show_default=True, help="Whose bands apply."
)
@click.option("--from", "format_", metavar="FORMAT", help="The transcripts' format, when detection errs.")
@click.option("--pattern", metavar="PATTERN", help='What paths say: "{team}/{rep}/{date}_{client}.vtt".')
@click.option("--utterances", is_flag=True, help="Keep the turns as a table too.")
@click.option("--no-text", is_flag=True, help="Keep no words of the calls at all.")
@click.option("--redact", is_flag=True, help="Replace numbers, addresses and known names in what is kept.")
@click.option("--workers", type=click.IntRange(0), help="Processes; one a core when left out, 0 for none of its own.")
@click.option("--engine", type=click.Choice(("local", "dask")), default="local", show_default=True)
@click.option("--scheduler", metavar="ADDRESS", help="With --engine dask: tcp://host:8786.")
@click.option("--shard-calls", type=click.IntRange(1), default=64, show_default=True, help="Calls in one part.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=300.0, show_default=True, help="Seconds one call may take."
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first call that fails.")
@click.option("--retry-failed", is_flag=True, help="Try again what failed in an earlier run.")
@click.option("--replace", "replace_other", is_flag=True, help="Take the place of another archive's scores.")
@click.option("--break-lock", is_flag=True, help="Take an output that a dead run on another machine seems to hold.")
@click.option("--json-progress", is_flag=True, help="Progress as JSON lines on standard error.")
@clean
def score(
    archive: tuple[str, ...],
    out: str,
    rep: tuple[str, ...],
    format_: str | None,
    no_text: bool,
    timeout: float,
    json_progress: bool,
    **settings: Any,
) -> None:
    r"""Score ARCHIVE into Parquet tables: a folder, files, a glob, a table, a manifest, or a URL.

    Run the same command again to go on where it stopped. Exit code: 0 all calls scored, 3 some failed (see
    failures/), 1 nothing usable, 2 usage, 130 stopped by Ctrl-C.

    \b
    softskills score calls/ -o scores/
    softskills score manifest.csv -o scores/ --redact --workers 8
    softskills score s3://bucket/calls -o s3://bucket/scores --engine dask --scheduler tcp://head:8786
    """
    from softskills.archive.run import score as run

    try:
        with telling(as_lines_of_json=json_progress) as tell:
            summary = run(
                archive,
                out,
                rep=rep or None,
                format=format_,
                text=not no_text,
                timeout_s=timeout,
                on_progress=tell,
                **settings,
            )
    except KeyboardInterrupt:
        click.echo(_resume(out), err=True)
        sys.exit(STOPPED)
    counts = summary.counts
    if json_progress:
        told = {"event": "end", "complete": summary.complete, **counts, "seconds": round(summary.wall_s, 1)}
        click.echo(json.dumps(told), err=True)
    kept = f" ({summary.n_kept:,} of {summary.n_shards:,} parts were finished before)" if summary.n_kept else ""
    click.echo(
        f"{counts['n_calls']:,} calls scored, {counts['n_words']:,} words, {counts['n_failed']:,} failed, "
        f"in {clock(summary.wall_s)}{kept}"
    )
    if counts["n_failed"]:
        click.echo(f"softskills: {counts['n_failed']:,} calls failed; they are listed in {out}/failures", err=True)
    if not summary.complete:
        click.echo(_resume(out), err=True)
        sys.exit(SOME_FAILED if settings["fail_fast"] and counts["n_failed"] else STOPPED)
    if not counts["n_calls"]:
        sys.exit(1)
    if counts["n_failed"]:
        sys.exit(SOME_FAILED)


def _resume(out: str) -> str:
    return f"softskills: stopped; what is finished is kept in {out}: run the same command again to go on"


_BY = click.option(
    "--by", type=click.Choice(("rep", "team", "client", "month", "call", "role")), default="rep", show_default=True
)
_ROLE = click.option(
    "--role", type=click.Choice(("rep", "customer", "all")), default="rep", show_default=True, help="Whose rows."
)
_SINCE = click.option("--since", metavar="DATE", help="Only calls of this day and later (ISO 8601).")
_UNTIL = click.option("--until", metavar="DATE", help="Only calls before this day.")
_WHERE = click.option(
    "--where", multiple=True, metavar="TEST", help='Only calls that pass, such as "team=North" or "n_turns_call>=20".'
)
_CARD = click.option("--framework", metavar="ID|FILE", help="Score the pooled counts by this scorecard.")
_FORM = click.option(
    "--format", "form", type=click.Choice(("table", "json", "csv", "parquet")), default="table", show_default=True
)
_FILE = click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to a file.")


@click.command()
@click.argument("out", metavar="OUT")
@_BY
@_ROLE
@_SINCE
@_UNTIL
@_WHERE
@_CARD
@_FORM
@_FILE
@clean
def profile(
    out: str,
    by: str,
    role: str,
    since: str | None,
    until: str | None,
    where: tuple[str, ...],
    framework: str | None,
    form: str,
    output: str | None,
) -> None:
    r"""Pool the profiles of a scored archive: counts added first, divided last.

    \b
    softskills profile scores/ --by team --since 2026-01-01
    softskills profile scores/ --where client=Acme --format csv -o acme.csv
    """
    from softskills.archive.pooled import profile_archive

    found = profile_archive(out, by=by, role=role, since=since, until=until, where=where, framework=framework)
    for notice in found.notices:
        click.echo(f"warning: {notice}", err=True)
    if form != "table":
        write_frame(found.frame, form, output)
        return
    _table(found.frame, by, output)


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER", required=False)
@click.option("--at", metavar="DATE", help="With one archive: calls before this day against the rest.")
@_BY
@_ROLE
@_WHERE
@_CARD
@_FORM
@_FILE
@clean
def compare(
    before: str,
    after: str | None,
    at: str | None,
    by: str,
    role: str,
    where: tuple[str, ...],
    framework: str | None,
    form: str,
    output: str | None,
) -> None:
    r"""Say how pooled profiles differ between two scored archives, or before and after a day within one.

    \b
    softskills compare scores/ --at 2026-04-01 --by rep
    softskills compare last-year/ this-year/ --by team --format csv
    """
    from softskills.archive.pooled import compare_archives

    found = compare_archives(before, after, at=at, by=by, role=role, where=where, framework=framework)
    for notice in found.notices:
        click.echo(f"warning: {notice}", err=True)
    if form != "table":
        write_frame(found.frame, form, output)
        return
    _table(found.frame, by, output)


def _table(frame: Any, by: str, output: str | None) -> None:
    """Print the skills of each group as a plain table."""
    import math

    shown = [
        by if by in frame else frame.columns[0],
        *(name for name in frame if name.startswith(("n_calls", "skill_"))),
    ]
    lines = [[name.removeprefix("skill_").replace("_", " ") for name in shown]]
    for row in frame[shown].itertuples(index=False):
        cells = []
        for name, value in zip(shown, row, strict=True):
            if isinstance(value, float):
                cells.append("–" if math.isnan(value) else f"{value:+.0f}" if "_change" in name else f"{value:.0f}")
            else:
                cells.append(f"{value:,}" if isinstance(value, int) else str(value))
        lines.append(cells)
    if output is None and sys.stdout.isatty():
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE)
        for i, name in enumerate(lines[0]):
            table.add_column(name, justify="left" if i == 0 else "right")
        for cells in lines[1:]:
            table.add_row(*cells)
        console().print(table)
        return
    widths = [max(len(line[i]) for line in lines) for i in range(len(shown))]
    text = "\n".join(
        "  ".join(f"{cell:<{widths[i]}}" if i == 0 else f"{cell:>{widths[i]}}" for i, cell in enumerate(line)).rstrip()
        for line in lines
    )
    write_text(text + "\n", output)
