"""A scored archive as one HTML file for those who lead and train: people, skills, what to train, what it rests on.

The page holds aggregates, not calls: it is as large with twenty calls as with twenty thousand. Nothing stands beside it
and a content-security policy lets nothing else in; without its small script everything can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from softskills.archive.overview import Tables, read_tables
from softskills.report.html.team.figures import Figures, figures, texts
from softskills.report.html.team.pictures import limits, spoken, spread, trend
from softskills.report.html.team.practice import kinds, practices, strongest, weakest
from softskills.report.html.team.quality import contacts, failed, lacks, one_a_call
from softskills.report.sheets import asset, fill, fingerprint, save
from softskills.report.terminal import LIMITS

__all__ = ["team_page", "team_report"]

TIERS = {"full": "full (by meaning)", "fast": "fast (by words)", "rules": "rules alone"}
WORDS = {"kept": "kept", "redacted": "kept, private things replaced", "none": "not kept"}


def team_report(
    out: str | Path,
    path: str | Path | None = None,
    *,
    since: str | None = None,
    until: str | None = None,
    where: Sequence[str] = (),
    framework: str | None = None,
    as_of: str | None = None,
) -> str:
    """Return the page of a scored archive.

    Args:
        out: what `score` wrote.
        path: a file to write the page to as well, whole or not at all.
        since: only calls of this day and later; calls without a date are left out, and the page says how many.
        until: only calls before this day.
        where: tests on columns of `profiles`, such as "team=North"; all must hold.
        framework: another scorecard; by default the one the archive was scored with.
        as_of: the day on which contacts with clients may be overdue; by default the day of the latest call.

    Returns:
        The page, a complete HTML document.

    Raises:
        ArchiveError: it is no scored archive, a part is damaged, or another version wrote it.
        OptionError: a wrong date or test.
        SoftskillsError: the file cannot be written.
    """
    tables = read_tables(str(out), since=since, until=until, where=where, framework=framework)
    return team_page(tables, path, as_of=as_of)


def team_page(tables: Tables, path: str | Path | None = None, *, as_of: str | None = None) -> str:
    """Return the page of an archive's tables; see `team_report`.

    Args:
        tables: the DataFrames it is made of.
        path: a file to write it to as well.
        as_of: the day on which contacts may be overdue.

    Raises:
        OptionError: `as_of` is no date.
        SoftskillsError: the file cannot be written.
    """
    found = figures(tables)
    style = asset("page.css") + asset("team.css")
    script = asset("team.js")
    ends = limits(found.skills)
    text = fill(
        "team.html.j2",
        style=style,
        script=script,
        style_hash=fingerprint(style),
        script_hash=fingerprint(script),
        tables=tables,
        name=Path(tables.archive).name or tables.archive,
        facts=_facts(tables, found),
        tiles=_tiles(tables, found),
        found=found,
        skills=[(one, spread(one), trend(one, ends)) for one in found.skills],
        ends=ends,
        practices=practices(tables, found),
        kinds=kinds(tables),
        strongest=strongest(tables),
        weakest=weakest(tables),
        contacts=contacts(tables, as_of),
        lacks=lacks(tables),
        failed=failed(tables),
        limits=LIMITS,
        spoken=spoken,
    )
    if path is not None:
        save(text, path)
    return text


def _facts(tables: Tables, found: Figures) -> list[tuple[str, str]]:
    days = sorted(day[:10] for day in texts(tables.profiles["date"]) if day)
    period = "no call has a date" if not days else days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    told = [
        ("Archive", tables.archive),
        ("Period", period),
        (
            "Scorecard",
            tables.card.title if found.call_type == "general" else f"{tables.card.title}, {found.call_type} calls",
        ),
        ("Tagger", TIERS.get(tables.tier, tables.tier)),
        ("Words of the calls", WORDS[tables.words]),
    ]
    return told + ([("Only", ", ".join(tables.chosen))] if tables.chosen else [])


def _tiles(tables: Tables, found: Figures) -> list[tuple[str, str, str]]:
    calls = one_a_call(tables)
    n_words, hours = float(calls["n_words_call"].sum()), float(found.whole.get("n_minutes", 0.0)) / 60
    n_calls = int(found.whole.get("n_calls", 0))
    of = "with a rep" if n_calls != len(calls) else "all with a rep"
    evidence = [line.evidence for line in found.people]
    words = [f"{evidence.count(word)} {word}" for word in ("solid", "fair", "thin") if word in evidence]
    n_failed = len(tables.failures)
    return [
        ("Calls", f"{len(calls):,}", of if n_calls == len(calls) else f"{n_calls:,} {of}"),
        ("Reps", f"{len(found.people):,}", f"evidence: {', '.join(words)}" if words else "nobody was taken as a rep"),
        (
            "Words",
            f"{n_words:,.0f}",
            f"about {hours:,.1f} hours of talk" if hours < 10 else f"about {hours:,.0f} hours of talk",
        ),
        ("Not scored", f"{n_failed:,}", "see what failed, below" if n_failed else "every call could be scored"),
    ]
