"""A path pattern such as `{team}/{rep}/{date}_{client}.vtt`: what a file's place says of its call."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from softskills.errors import OptionError
from softskills.metadata.fields import INFO_FIELDS, call_type_of, iso_date

NAMES = ("call_id", *INFO_FIELDS)
# Longer paths and names are no file system's (PATH_MAX and NAME_MAX of Linux).
MOST_CHARS = 4096
MOST_NAME = 255
PIECE = re.compile(r"\{([^{}]*)\}|(\*)|([^{}*]+)|([{}])")
DATE = re.compile(r"\d{4}([-_]?)\d\d\1\d\d(?:[T_ -]\d\d[:.\-h]?\d\d(?:[:.\-m]?\d\d)?)?(?!\d)")
TIME = re.compile(r"[T_ -](\d\d)[:.\-h]?(\d\d)(?:[:.\-m]?(\d\d))?$")

# A literal text, or a field by name ("*" for one that is passed over).
Element = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class PathPattern:
    """Where in a path the metadata stand.

    `{call_id}`, `{date}`, `{rep}`, `{client}`, `{team}` and `{call_type}` are fields; `*` is anything within one folder
    or file name. The pattern is laid against the end of the path, folder by folder; one that begins with "/" must fit
    the whole path. A field holds at least one character and reaches to the first place where what follows it fits, so
    that `{rep}_{client}` reads "dana_acme_ltd" as "dana" and "acme_ltd". `{date}` fits dates only: 2026-03-14,
    20260314, 2026_03_14, perhaps with a time ("20260314-1030").

    Args:
        text: the pattern.
    """

    text: str
    _folders: tuple[tuple[Element, ...], ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        """Take the pattern apart.

        Raises:
            OptionError: an unknown or repeated field, two fields with nothing between them, a lone bracket, no field.
        """
        parts = [part for part in self.text.replace("\\", "/").split("/") if part]
        folders = tuple(tuple(self._elements(part)) for part in parts)
        names = [name for folder in folders for name, is_field in folder if is_field and name != "*"]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise OptionError(f"the pattern {self.text!r} has {{{twice[0]}}} twice")
        if not names:
            raise OptionError(f"the pattern {self.text!r} has no field", hint=_fields())
        object.__setattr__(self, "_folders", folders)

    def _elements(self, part: str) -> list[Element]:
        found: list[Element] = []
        for name, star, literal, bracket in PIECE.findall(part):
            if bracket:
                raise OptionError(f"the pattern {self.text!r} has a lone {bracket!r}", hint=_fields())
            if literal:
                found.append((literal, False))
                continue
            if not star and name not in NAMES:
                raise OptionError(f"the pattern {self.text!r} has the unknown field {{{name}}}", hint=_fields())
            if found and found[-1][1]:
                raise OptionError(
                    f"the pattern {self.text!r} has two fields with nothing between them", hint="write {date}_{client}"
                )
            found.append(("*" if star else name, True))
        return found

    def match(self, path: str) -> dict[str, str] | None:
        """Return the fields a path gives, as they are written there; None where it does not fit."""
        path = path.replace("\\", "/")
        if len(path) > MOST_CHARS:
            return None
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if len(parts) < len(self._folders) or (self.text.startswith("/") and len(parts) != len(self._folders)):
            return None
        found: dict[str, str] = {}
        for elements, part in zip(self._folders, parts[len(parts) - len(self._folders) :], strict=True):
            values = _fit(elements, part)
            if values is None:
                return None
            found.update(values)
        return found

    def info(self, path: str) -> tuple[dict[str, str], list[str]] | None:
        """Return the fields a path gives, checked, and what is wrong with the others; None where it does not fit."""
        found = self.match(path)
        if found is None:
            return None
        wrong: list[str] = []
        for name, read in (("date", _date), ("call_type", call_type_of)):
            if name in found:
                try:
                    found[name] = read(found[name])
                except ValueError:
                    wrong.append(f"the path's {name} {found.pop(name)!r} is none")
        return found, wrong


def _fields() -> str:
    return "the fields are: " + ", ".join(f"{{{name}}}" for name in NAMES)


def _date(text: str) -> str:
    time = TIME.search(text[8:])
    if time is None:
        return iso_date(text)
    day = iso_date(text[: 8 + time.start()])
    return iso_date(f"{day}T{time[1]}:{time[2]}:{time[3] or '00'}")


def _fit(elements: tuple[Element, ...], part: str) -> dict[str, str] | None:
    """Lay one folder's elements against a name: the first fit, each place tried once."""
    if len(part) > MOST_NAME:
        return None
    dead: set[tuple[int, int]] = set()

    def fit(at: int, place: int) -> dict[str, str] | None:
        if at == len(elements):
            return {} if place == len(part) else None
        if (at, place) in dead:
            return None
        name, is_field = elements[at]
        for stop in _stops(elements, at, part, place):
            rest = fit(at + 1, stop)
            if rest is not None:
                return {name: part[place:stop], **rest} if is_field and name != "*" else rest
        dead.add((at, place))
        return None

    return fit(0, 0)


def _stops(elements: tuple[Element, ...], at: int, part: str, place: int) -> list[int]:
    """Return where an element that begins at `place` may end, the likeliest first."""
    name, is_field = elements[at]
    if not is_field:
        return [place + len(name)] if part.startswith(name, place) else []
    if name == "date":
        whole = DATE.match(part, place)
        if whole is None:
            return []
        # With the time or without, as what follows demands.
        day = place + (10 if part[place + 4] in "-_" else 8)
        return list(dict.fromkeys([whole.end(), day]))
    least = place if name == "*" else place + 1
    if at + 1 == len(elements):
        return [len(part)] if len(part) >= least else []
    literal = elements[at + 1][0]
    return [match.start() for match in re.finditer(f"(?={re.escape(literal)})", part) if match.start() >= least]
