"""`softskills score`, `profile`, `compare` and `report`: whole archives."""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

import click

from softskills.cli._common import (
    ASR,
    FROM,
    HEARD,
    MODEL,
    OUTPUT,
    PATTERN,
    REP,
    REP_CHANNEL,
    SPEAKERS,
    TIER,
    clean,
    console,
    warn,
    write_frame,
    write_text,
)
from softskills.cli._progress import clock, telling
from softskills.cli.calls import CALL_TYPES
from softskills.errors import ArchiveError, SoftskillsError

USAGE, SOME_FAILED, STOPPED = 2, 3, 130


@click.command()
@click.argument("archive", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", "out", required=True, metavar="OUT", help="The folder or URL the tables go to.")
@REP
@SPEAKERS
@REP_CHANNEL
@PATTERN
@TIER
@MODEL
@FROM
@ASR
@HEARD
@click.option("--framework", default="softskills", show_default=True, metavar="ID|FILE", help="The scorecard.")
@click.option(
    "--call-type",
    type=click.Choice(CALL_TYPES),
    help="Whose bands apply; by default what is known of the call, else general; auto infers it.",
)
@click.option("--utterances", is_flag=True, help="Keep the turns as a table too.")
@click.option("--no-text", is_flag=True, help="Keep no words of the calls at all.")
@click.option("--redact", is_flag=True, help="Replace numbers, addresses and known names in what is kept.")
@click.option("--workers", type=click.IntRange(0), help="Processes; one a core when left out, 0 for none of its own.")
@click.option("--engine", type=click.Choice(("local", "dask")), default="local", show_default=True)
@click.option("--scheduler", metavar="ADDRESS", help="With --engine dask: tcp://host:8786.")
@click.option("--shard-calls", type=click.IntRange(1), default=64, show_default=True, help="Calls in one part.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1),
    help="Seconds one call may take; by default 300, and for a recording to be recognised 10 times its length more.",
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
    no_text: bool,
    timeout: float | None,
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
    import gc

    gc.enable()  # unlike a single call, an archive is long
    try:
        from softskills.archive.run import score as run

        with telling(as_lines_of_json=json_progress) as tell:
            summary = run(
                archive,
                out,
                text=not no_text,
                timeout_s=timeout,
                on_progress=tell,
                **settings,
            )
    except KeyboardInterrupt:
        _stopped(out)
    except ArchiveError:
        raise
    except SoftskillsError as error:
        # A call that fails is a row of failures, so this is about what was asked for.
        click.echo(f"softskills: {error}", err=True)
        sys.exit(USAGE)
    counts = summary.counts
    failed_fast = settings["fail_fast"] and counts["n_failed"]
    if not summary.complete and not failed_fast:
        _heedless()
    if json_progress:
        told = {"event": "end", "complete": summary.complete, **counts, "seconds": round(summary.wall_s, 1)}
        click.echo(json.dumps(told), err=True)
    kept = f" ({summary.n_kept:,} of {summary.n_shards:,} parts were finished before)" if summary.n_kept else ""
    click.echo(
        f"{counts['n_calls']:,} calls scored, {counts['n_words']:,} words, {counts['n_failed']:,} failed, "
        f"in {clock(summary.wall_s)}{kept}"
    )
    if counts["n_failed"]:
        says = "1 call failed; it is" if counts["n_failed"] == 1 else f"{counts['n_failed']:,} calls failed; they are"
        click.echo(f"softskills: {says} listed in {out}/failures", err=True)
    if not summary.complete:
        if not failed_fast:
            _stopped(out)
        click.echo(
            f"softskills: stopped at a call that failed; what is finished is kept in {out}: mend the call and run the "
            "same command again, or leave out --fail-fast to go on without it",
            err=True,
        )
    if failed_fast:
        sys.exit(SOME_FAILED)
    if not counts["n_calls"]:
        sys.exit(1)
    if counts["n_failed"]:
        sys.exit(SOME_FAILED)


def _stopped(out: str) -> NoReturn:
    """Say how to go on, and end."""
    _heedless()
    click.echo(f"softskills: stopped; what is finished is kept in {out}: run the same command again to go on", err=True)
    sys.exit(STOPPED)


def _heedless() -> None:
    """Let another Ctrl-C, meant to stop what has stopped, change neither the last line nor the exit code."""
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)


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
@click.option(
    "--by", type=click.Choice(("rep", "team", "client", "month", "call", "role")), default="rep", show_default=True
)
@click.option(
    "--role", type=click.Choice(("rep", "customer", "all")), default="rep", show_default=True, help="Whose rows."
)
@_SINCE
@_UNTIL
@_WHERE
@_CARD
@_FORM
@_FILE
@clean
def profile(out: str, form: str, output: str | None, **options: Any) -> None:
    r"""Pool the profiles of a scored archive: counts added first, divided last, with 95 % intervals.

    \b
    softskills profile scores/ --by team --since 2026-01-01
    softskills profile scores/ --where client=Acme --format csv -o acme.csv
    """
    from softskills.archive.pooled import profile_archive

    found = profile_archive(out, **options)
    warn(found.notices)
    if form != "table":
        write_frame(found.frame, form, output)
        return
    columns = [str(name) for name in found.frame.columns]
    skills = [name for name in columns if name.startswith("skill_") and f"{name}_low" in columns]
    heads = [options["by"], "calls", *(name.removeprefix("skill_").replace("_", " ") for name in skills)]
    lines = [
        [
            str(row[columns[0]]),
            f"{row['n_calls']:,}",
            *(_scored(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in skills),
        ]
        for row in found.frame.to_dict("records")
    ]
    _table([heads, *lines], output)


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER", required=False)
@click.option("--at", metavar="DATE", help="With one archive: calls before this day against the rest.")
@click.option("--by", type=click.Choice(("rep", "team", "client", "all")), default="rep", show_default=True)
@_SINCE
@_UNTIL
@_WHERE
@_CARD
@_FORM
@_FILE
@clean
def compare(before: str, after: str | None, form: str, output: str | None, **options: Any) -> None:
    r"""Say how the reps differ between two scored archives, or before and after a day within one.

    \b
    softskills compare scores/ --at 2026-04-01 --by rep
    softskills compare last-year/ this-year/ --by team --format csv
    """
    from softskills.archive.pooled import compare_archives

    found = compare_archives(before, after, **options)
    warn(found.notices)
    if form != "table":
        write_frame(found.frame, form, output)
        return
    by = [options["by"]] if options["by"] != "all" else []
    rows = found.frame[found.frame["kind"] == "skill"].to_dict("records")
    lines = [
        [
            *(str(row[name]) for name in by),
            row["measure"].removeprefix("skill_").replace("_", " "),
            _scored(row["before"]),
            _scored(row["after"]),
            _scored(row["difference"], row["low"], row["high"], sign="+"),
            "clear" if row["clear"] else "",
        ]
        for row in rows
    ]
    _table([[*by, "skill", "before", "after", "difference", ""], *lines], output)


@click.command()
@click.argument("out", metavar="OUT")
@_SINCE
@_UNTIL
@_WHERE
@_CARD
@click.option(
    "--as-of", metavar="DATE", help="The day on which contacts may be overdue; by default that of the last call."
)
@OUTPUT
@clean
def report(out: str, output: str | None, **options: Any) -> None:
    r"""Write the page of a scored archive: people, skills, what to train, and what it all rests on.

    \b
    softskills report scores/ -o team.html
    softskills report scores/ --where team=North --since 2026-01-01 -o north.html
    """
    from softskills.report.html.team import team_report

    write_text(team_report(out, **options), output)


def _scored(value: float, low: float = float("nan"), high: float = float("nan"), sign: str = "") -> str:
    """Return a score with its interval, a dash for one that is not known."""
    if value != value:
        return "–"
    return f"{value:{sign}.0f}" + (f" ({low:{sign}.0f} to {high:{sign}.0f})" if low == low and high == high else "")


def _table(lines: list[list[str]], output: str | None) -> None:
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
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    text = "\n".join(
        "  ".join(f"{cell:<{widths[i]}}" if i == 0 else f"{cell:>{widths[i]}}" for i, cell in enumerate(line)).rstrip()
        for line in lines
    )
    write_text(text + "\n", output)
