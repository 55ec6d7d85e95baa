"""The house: imports go only downwards, siblings do not import each other, only the command line prints or exits."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "softskills"

# From the ground up. A module may import from its own package and from any floor below.
FLOORS = [
    {"cores", "errors", "frames", "lean"},
    {"transcript"},
    {"taxonomy", "lexicon", "audio"},
    {"readers", "corpora"},
    {"segment", "uptake"},
    {"roles", "taggers"},
    {"model", "metadata"},
    {"measures"},
    {"frameworks", "coaching", "relations", "calltype"},
    {"profiles"},
    {"analysis", "component"},
    {"pooling"},
    {"evaluate", "accessor", "archive"},
    {"report"},
    {"cli"},
    {"__main__"},
]
FLOOR_OF = {name: floor for floor, names in enumerate(FLOORS) for name in names}
MODULES = sorted(path for path in SRC.rglob("*.py") if path != SRC / "__init__.py")
# A room may lean on its neighbour where the house says so.
# The methods that render an analysis reach up for what renders it, when they are called.
NEIGHBOURS = {("uptake", "segment"), ("analysis", "report")}


def room(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("softskills"):
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("softskills.")}
    return found - {"__version__"}


def test_every_room_has_a_floor():
    assert {room(path) for path in MODULES} == set(FLOOR_OF)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_go_only_downwards(path):
    own = room(path)
    for other in imports(ast.parse(path.read_text("utf-8"))) - {own}:
        assert FLOOR_OF[other] < FLOOR_OF[own] or (own, other) in NEIGHBOURS, f"{own} imports {other}"


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) != "cli"], ids=lambda path: path.name)
def test_only_the_command_line_prints_or_exits(path):
    calls = [
        node.func.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert not {"print", "exit", "quit"} & set(calls)
