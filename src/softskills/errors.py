"""One exception tree: what is wrong, in which file and line, and what to do about it.

Nothing below the command line prints or exits; it raises one of these, or records a `Notice`.
"""

from __future__ import annotations

from dataclasses import dataclass


class SoftskillsError(Exception):
    """Anything this library raises on purpose.

    Args:
        message: what is wrong, in plain words.
        path: the file it was found in, if there is one.
        line: the line (counted from 1) or None.
        hint: what the reader can do about it.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        return _one_line(self.message, self.path, self.line, self.hint)

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the keyword arguments when an error travels between processes."""
        return (_rebuild, (type(self), self.message, self.path, self.line, self.hint))


class ReadError(SoftskillsError):
    """A transcript cannot be read: missing, empty, binary, malformed."""


class RoleError(SoftskillsError):
    """Who is the rep cannot be told as asked: a name that nobody in the call bears."""


class LexiconError(SoftskillsError):
    """A cue, a word class or the taxonomy is malformed."""


class ScorecardError(SoftskillsError):
    """A scorecard file is malformed or names a measure that does not exist."""


class ModelError(SoftskillsError):
    """A tagging model is missing, malformed, or needs a package that is not installed."""


class OptionError(SoftskillsError):
    """An argument has a value that is not allowed."""


class ArchiveError(SoftskillsError):
    """An archive cannot be scored or read as a whole: locked, no room left, not what `score` wrote."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader of the result should know although the work went on."""

    message: str
    path: str | None = None
    line: int | None = None
    hint: str | None = None

    def __str__(self) -> str:
        return _one_line(self.message, self.path, self.line, self.hint)


def _rebuild(
    kind: type[SoftskillsError], message: str, path: str | None, line: int | None, hint: str | None
) -> SoftskillsError:
    return kind(message, path=path, line=line, hint=hint)


def _one_line(message: str, path: str | None, line: int | None, hint: str | None) -> str:
    place = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
    if line and not path:
        place = f"line {line}: "
    text = f"{place}{message}" + (f" ({hint})" if hint else "")
    return " ".join(text.split())
