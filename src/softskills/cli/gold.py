"""`softskills evaluate` and `softskills train`: against gold labels, and from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from softskills.cli._common import MODEL, OUTPUT, TIER, Page, clean, console, write_text

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("gold", metavar="GOLD")
@click.option("--errors", "errors_of", metavar="TAG", help="List what was missed and what was wrong for one tag.")
@click.option("--dataset", metavar="NAME", help="GOLD is a public set instead, such as annomi or swda.")
@click.option("--strip", is_flag=True, help="With --dataset: take case and punctuation away first.")
@click.option("--format", "form", type=click.Choice(("table", "json", "markdown")), default="table", show_default=True)
@TIER
@MODEL
@OUTPUT
@clean
def evaluate(
    gold: str,
    errors_of: str | None,
    dataset: str | None,
    strip: bool,
    form: str,
    tier: str,
    model: str | None,
    output: str | None,
) -> None:
    r"""Say how often each tag is right: precision, recall and F1 against GOLD.

    GOLD is a folder of gold calls, one such file, or train, dev or test for this project's own.

    \b
    softskills evaluate dev
    softskills evaluate my-calls/ --errors empathy.concern
    softskills evaluate shared/benchmarks --dataset annomi --strip
    """
    from softskills.analysis import analyze
    from softskills.evaluate import evaluate as run
    from softskills.evaluate import evaluate_dataset, render
    from softskills.taxonomy import tag_info

    if errors_of is not None:
        tag_info(errors_of)

    def show(print_to: Callable[[Console], None], as_json: Callable[[], str], markdown: Callable[[], str]) -> None:
        if form == "table" and output is None:
            print_to(console())
        elif form == "table":
            print_to(page := Console(file=Page(), width=100, no_color=True))
            write_text(str(page.file), output)
        else:
            write_text((as_json() if form == "json" else markdown()).rstrip("\n") + "\n", output)

    if dataset is not None:
        frame = evaluate_dataset(
            dataset, gold, strip=strip, analyze=partial(analyze, call_type="coaching", tier=tier, model=model)
        )
        show(
            lambda screen: render.render_dataset(frame, screen),
            lambda: render.dataset_to_json(frame),
            lambda: render.dataset_to_markdown(frame),
        )
        return
    result = run(gold, analyze=partial(analyze, tier=tier, model=model))
    if errors_of is not None:
        show(
            lambda screen: render.render_errors(result, errors_of, screen),
            lambda: render.errors_to_json(result, errors_of),
            lambda: render.errors_to_markdown(result, errors_of),
        )
    else:
        show(
            lambda screen: render.render(result, screen),
            lambda: render.to_json(result),
            lambda: render.to_markdown(result),
        )


@click.command()
@click.argument("gold", metavar="GOLD")
@click.option("-o", "--output", "out", required=True, type=click.Path(file_okay=False), help="The folder of the model.")
@click.option(
    "--tier",
    type=click.Choice(("full", "fast")),
    default="full",
    show_default=True,
    help="Both tiers (hours on two cores, minutes on a GPU), or the linear one alone (minutes).",
)
@click.option("--dev", metavar="GOLD", help="Calls that set the thresholds; by default every seventh call of GOLD.")
@click.option("--base", type=click.Path(file_okay=False), help="The folder of the base encoder.")
@click.option("--epochs", type=click.IntRange(1, 100), help="Passes over the calls, for the encoder.")
@click.option("--layers", type=click.IntRange(1, 24), help="Layers of the base encoder that are kept.")
@click.option("--seed", type=int, default=0, show_default=True)
@clean
def train(
    gold: str,
    out: str,
    tier: str,
    dev: str | None,
    base: str | None,
    epochs: int | None,
    layers: int | None,
    seed: int,
) -> None:
    r"""Teach the tagger your own labels: learn a model from GOLD and write it to a folder.

    GOLD is a folder of gold calls, or train, dev or test for this project's own. Training that was stopped goes on
    where it was. Needs the extra: pip install "softskills[train]".

    \b
    softskills train my-calls/ -o my-model --tier fast
    softskills analyze call.vtt --model my-model
    """
    from softskills.corpora import gold_calls
    from softskills.model.train import Recipe
    from softskills.model.train import train as run

    plain = Recipe(seed=seed)
    recipe = replace(plain, epochs=epochs or plain.epochs, layers=layers or plain.layers)
    folder = run(
        gold_calls(gold),
        out,
        tier=tier,
        dev=gold_calls(dev) if dev else (),
        base=base,
        recipe=recipe,
        say=lambda line: click.echo(line, err=True),
    )
    click.echo(f"{folder}: use it with --model {folder}")
