"""The command in a process of its own: it starts without libraries that it does not use."""

import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "corpora" / "samples" / "water-utility.vtt"
PROGRAM = """
import sys
import softskills.cli as cli
sys.argv = ["softskills", *sys.argv[1:]]
try:
    cli.run()
finally:
    left_out = {"torch", "scipy", "sklearn", "nltk", "typer", "spacy.cli.train"}
    print("loaded:", *sorted(left_out & set(sys.modules)), file=sys.stderr)
"""


def run(*command):
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=120, check=False)


def test_a_call_is_analysed_without_them_though_they_are_installed():
    done = run("-W", "ignore", "-c", PROGRAM, "analyze", str(SAMPLE), "--tier", "fast")
    assert done.returncode == 0, done.stderr
    assert "Overall" in done.stdout
    assert done.stderr.splitlines()[-1] == "loaded:"


def test_the_module_is_the_command():
    assert run("-m", "softskills", "--version").stdout.startswith("softskills, version")


def test_what_is_left_out_changes_nothing_that_is_shown():
    lean = run("-m", "softskills", "analyze", str(SAMPLE), "--tier", "fast", "--format", "json")
    whole = run(
        "-c",
        "import sys; from softskills.cli import main; main(sys.argv[1:])",
        *("analyze", str(SAMPLE), "--tier", "fast", "--format", "json"),
    )
    assert lean.returncode == whole.returncode == 0, lean.stderr + whole.stderr
    assert lean.stdout == whole.stdout
    assert '"call_id"' in lean.stdout
