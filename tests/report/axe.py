"""What axe-core finds wrong with a page that the browser shows."""

import importlib.util
import json
import os
from pathlib import Path

import pytest

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def find_axe():
    """axe-core as the environment names it, as a Python package carries it, or as npm installed it."""
    named = os.environ.get("AXE_CORE")
    spec = importlib.util.find_spec("axe_core_python")
    packaged = [Path(place) / "axe.min.js" for place in (spec.submodule_search_locations if spec else [])]
    installed = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
    return next((path for path in [*([Path(named)] if named else []), *packaged, installed] if path.is_file()), None)


def violations(browser):
    """Open all details, run axe-core, and return (rule, how many, the first) for each rule that is broken."""
    axe = find_axe()
    if axe is None:
        pytest.skip("no axe-core on this machine: accessibility was not checked (pip install axe-core-python)")
    browser.run("document.querySelectorAll('details').forEach(e => e.open = true)")
    browser.run(axe.read_text("utf-8") + "; 0")
    got = json.loads(
        browser.run(
            f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})"
            ".then(r => JSON.stringify({bad: r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html]),"
            " good: r.passes.map(p => p.id)}))"
        )
    )
    # Contrast is the rule most easily passed over for want of anything to look at.
    assert "color-contrast" in got["good"]
    return got["bad"]
