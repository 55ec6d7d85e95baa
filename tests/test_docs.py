"""Every block of Python and shell in docs/ and the README runs, page by page, in a folder of its own.

Blocks of one page follow each other: Python blocks share their names, and all share the folder, which holds `corpora`,
`tools` and `docs/examples` of the checkout. A block that cannot run has a line right above it that readers see:

    *Not run by the tests: why.*
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from softskills.cli import main as command

ROOT = Path(__file__).parents[1]
PAGES = sorted(page for page in (*ROOT.glob("docs/**/*.md"), ROOT / "README.md"))
BLOCK = re.compile(r"^(?P<before>.*)\n+```(?P<kind>\w+).*\n(?P<code>(?:.*\n)*?)```$", re.MULTILINE)
MARK = re.compile(r"\*Not run by the tests: \S.*\.\*")
RUN = ("python", "bash", "sh", "console", "py")
# The README's first two commands make an environment and run these tests: .ci/run runs them as they stand.
BY_CI = {"README.md": 2}
# What only the shell can do: pipes, redirections, variables, quotes that are to be looked into.
SHELL = re.compile(r"[|&;<>$`*]|\\$", re.MULTILINE)


def blocks(page):
    """Return (line, kind, code) of the blocks that are to run."""
    text = page.read_text("utf-8")
    found = [match for match in BLOCK.finditer(text) if match["kind"] in RUN]
    of_ci = [match for match in found if match["kind"] == "bash"][: BY_CI.get(page.name, 0)]
    return [
        (text.count("\n", 0, match.start("code")), match["kind"], match["code"])
        for match in found
        if match not in of_ci and not MARK.fullmatch(match["before"].strip())
    ]


WITH_BLOCKS = [page for page in PAGES if blocks(page)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder as the pages assume it: the checkout's, but for what a page writes."""
    for name in ("corpora", "tools", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    programs = tmp_path / ".bin"
    programs.mkdir()
    for name, line in {
        "softskills": f'exec {shlex.quote(sys.executable)} -c "from softskills.cli import run; run()" "$@"',
        "python": f'exec {shlex.quote(sys.executable)} "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'src'}:{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_run(page, folder, capsys):
    names = {"__name__": "__main__"}
    for line, kind, code in blocks(page):
        if kind in ("python", "py"):
            # Empty lines in front, so that an error names the line of the page.
            exec(compile("\n" * line + code, str(page), "exec"), names)
        else:
            shell(code)


def shell(code):
    """Run a block of shell: plain commands of ours within this process, which is quicker, all else by bash."""
    lines = [line for line in code.splitlines() if line.strip() and not line.startswith("#")]
    if SHELL.search(code) or not all(line.startswith("softskills ") for line in lines):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", code], capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
        return
    for line in lines:
        done = CliRunner().invoke(command, shlex.split(line, comments=True)[1:], catch_exceptions=False)
        assert done.exit_code == 0, f"{line}\n{done.output}"


def test_the_blocks_that_ci_runs_are_the_ones_it_looks_for():
    assert "bash -c" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert (ROOT / "README.md").read_text("utf-8").count("```bash") >= BY_CI["README.md"]


def test_a_mark_says_why():
    for page in PAGES:
        for line in page.read_text("utf-8").splitlines():
            if line.startswith("*Not run"):
                assert MARK.fullmatch(line), f"{page}: {line}"


def test_no_page_is_left_out_because_its_fences_are_written_otherwise():
    for page in PAGES:
        text = page.read_text("utf-8")
        opened = [line for line in text.splitlines() if line.startswith(tuple(f"```{kind}" for kind in RUN))]
        assert len(opened) == len([match for match in BLOCK.finditer(text) if match["kind"] in RUN]), page
