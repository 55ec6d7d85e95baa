"""The scorecards that come with the package, and how one is found by id or by file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from softskills.errors import OptionError, ScorecardError
from softskills.frameworks.card import Framework
from softskills.frameworks.parse import parse_scorecard

# Every card of `cards/`, in the order of use.
IDS = (
    "softskills",
    "crisara-five",
    "trusted-advisor-six",
    "relationship-levels",
    "know-like-trust",
    "honest-service",
    "conversation-stats",
    "miti",
)


def framework_ids() -> tuple[str, ...]:
    """Return the ids of the scorecards that come with the package."""
    return IDS


def frameworks() -> dict[str, Framework]:
    """Return the scorecards that come with the package, by id."""
    return {name: framework(name) for name in IDS}


@cache
def framework(name: str = "softskills") -> Framework:
    """Return a scorecard by id, or read one from a TOML file.

    Args:
        name: an id of `framework_ids()`, or the path of a `.toml` file.

    Raises:
        OptionError: there is no such scorecard.
        ScorecardError: the file has a mistake; one line says which key and what is allowed.
    """
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise OptionError(f"there is no scorecard file {name!r}")
        try:
            return parse_scorecard(path.read_text("utf-8"), name)
        except UnicodeDecodeError as error:
            raise ScorecardError("not UTF-8", path=name, hint="scorecards are TOML in UTF-8") from error
        except OSError as error:
            raise ScorecardError(f"cannot be read: {error.strerror}", path=name) from error
    if name not in IDS:
        raise OptionError(f"there is no framework {name!r}", hint=f"known: {', '.join(IDS)}, or a .toml file")
    resource = files(__package__).joinpath("cards", f"{name}.toml")
    return parse_scorecard(resource.read_text("utf-8"), f"{name}.toml")
