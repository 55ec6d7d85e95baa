from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from softskills.transcript import Transcript

Write = Callable[[str, str | bytes], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file and return its name; the tests run in its folder, so that messages are short."""
    monkeypatch.chdir(tmp_path)

    def _write(name: str, contents: str | bytes) -> str:
        Path(name).write_bytes(contents if isinstance(contents, bytes) else contents.encode())
        return name

    return _write


@pytest.fixture
def said() -> Callable[[Transcript], list[tuple[str | None, str]]]:
    """Return who said what, in order."""
    return lambda call: [(utt.speaker, utt.text) for utt in call.utterances]


@pytest.fixture
def warned() -> Callable[[Transcript], list[str]]:
    """Return the warnings as a person reads them."""
    return lambda call: [str(notice) for notice in call.warnings]
