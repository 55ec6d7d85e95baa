"""`softskills analyze --coach`: five moments at most, in full, at any width."""

import pandas as pd
import pytest
from click.testing import CliRunner
from rich.console import Console

import softskills as ss
from softskills.cli import main
from softskills.report.terminal import render


def run(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)


def test_coach_shows_each_moment_with_its_reason_source_and_suggestion(call_file):
    page = run("analyze", call_file, "--rep", "Dana", "--coach").stdout
    shown = [moment for moment in ss.analyze(call_file, rep="Dana").coached if moment.shown]
    flat = " ".join(page.split())
    assert shown
    for moment in shown:
        for text in (moment.title, " ".join(moment.why.split()), moment.suggestion, moment.source):
            assert text in flat
    assert "How it felt" in page


def test_without_coach_the_moments_are_named_and_quoted_only(call_file):
    page = " ".join(run("analyze", call_file, "--rep", "Dana").stdout.split())
    shown = [moment for moment in ss.analyze(call_file, rep="Dana").coached if moment.shown]
    assert all(moment.title in page for moment in shown)
    assert "→" not in page


def test_coach_writes_the_moments_as_a_table(call_file):
    run("analyze", call_file, "--rep", "Dana", "--coach", "--format", "parquet", "-o", "moments.parquet")
    written = pd.read_parquet(call_file.parent / "moments.parquet")
    pd.testing.assert_frame_equal(written, ss.analyze(call_file, rep="Dana").moments, check_dtype=False)


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_screen(call, width):
    console = Console(width=width, no_color=True, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    with console.file:
        render(ss.analyze(call, rep="Dana"), console, coach=True)
        render(ss.analyze(call, rep="Dana"), console)
    assert max(len(line) for line in console.export_text().splitlines()) <= width


def test_a_call_without_moments_says_so(tmp_path):
    path = tmp_path / "c.txt"
    path.write_text("Dana: The depot is on the left.\nSam: And the office is on the right.\n", "utf-8")
    page = run("analyze", path, "--rep", "Dana", "--coach").stdout
    assert "No moment stands out" in page
