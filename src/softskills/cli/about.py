"""`softskills explain`, `softskills frameworks` and `softskills formats`: what the library knows."""

from __future__ import annotations

import click

from softskills.cli._common import clean


@click.command()
@click.argument("name", metavar="TAG", required=False)
@clean
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


@click.command()
@click.argument("card", metavar="ID|FILE", required=False)
@clean
def frameworks(card: str | None) -> None:
    """Print a scorecard in words, with the source of each band; without ID, list the scorecards."""
    from softskills.frameworks import framework, in_words
    from softskills.frameworks import frameworks as known

    if card is not None:
        click.echo(in_words(framework(card)), nl=False)
        return
    width = max(map(len, known()))
    for name, found in known().items():
        click.echo(f"{name:<{width}}  {found.title}: {', '.join(skill.name for skill in found.skills)}")


@click.command()
@click.argument("file", required=False, type=click.Path())
@clean
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
