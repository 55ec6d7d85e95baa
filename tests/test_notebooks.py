"""The notebooks run as they stand."""

import runpy
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_tables_hold_something(path):
    made = runpy.run_path(str(path))
    assert made["skills"].between(0, 100).all()
    assert {"customer.distress"} <= set(made["feelings"]["tag"])
    assert not made["moments"].empty
