"""The notebooks run as they stand, cell by cell in a kernel, and show what they promise."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
# Of each notebook something that must be so, whatever the figures are.
HOLDS = {
    "one_call": "skills['value'].between(0, 100).all() and {'customer.distress'} <= set(feelings['tag'])",
    "team_quarter": "len(team) == 12 and (team['n_calls'] == 12).all() and len(trend) == 3 and len(practise) == 5",
    "before_after": "(effect['low'] <= effect['high']).all() and len(change) == 16 and 0 < p_value <= 1",
}


def test_each_notebook_has_something_to_hold():
    assert {path.stem for path in NOTEBOOKS} == set(HOLDS)


@pytest.mark.skipif(
    not all(map(find_spec, ("jupytext", "nbclient", "ipykernel"))), reason="needs the extra `notebooks`"
)
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_tables_hold_something(path, monkeypatch):
    import jupytext
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'src'}:{os.environ.get('PYTHONPATH', '')}")
    book = jupytext.read(path)
    book.cells.append(nbformat.v4.new_code_cell(f"assert {HOLDS[path.stem]}"))
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}).execute()
    shown = [cell for cell in book.cells if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= 3
