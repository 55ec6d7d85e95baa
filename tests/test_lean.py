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
    print("loaded:", *sorted({"torch", "scipy", "sklearn"} & set(sys.modules)), file=sys.stderr)
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
