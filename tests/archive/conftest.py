"""A small archive."""

import pytest
from archive_kit import call_text


@pytest.fixture
def archive(tmp_path):
    """Twenty calls in two teams' folders."""
    root = tmp_path / "calls"
    for i in range(20):
        path = root / f"team{i % 2}" / f"2026-0{1 + i % 3}-1{i % 9}_client{i % 4}_{i:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(call_text(i), "utf-8")
    return root
