"""`softskills evaluate`: against gold labels."""

from __future__ import annotations

from collections.abc import Callable
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
