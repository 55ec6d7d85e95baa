"""A speaker map: for labels such as "SPEAKER_00" whose side they are on and, if wanted, who it is."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from softskills.errors import OptionError, ReadError
from softskills.roles.labels import label_role
from softskills.transcript import ROLES, Role

HINT = 'label = "rep", or label = { role = "rep", name = "Dana" }'
ROLE_HINT = "one of rep, customer, other, unknown, or a word such as agent, caller, ivr"
COLUMNS = {"speaker", "label", "role", "name"}
# A list of who is who, not a transcript.
MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Voice:
    """What a map says of one label.

    Args:
        role: whose side; None where the map only names the speaker.
        name: what the speaker is to be called, None to keep the label.
    """

    role: Role | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakerMap:
    """Labels and what they stand for.

    Applied twice it changes nothing more: a speaker who already bears the new name is recognised, and a new name that
    is another entry's label is refused.

    Args:
        voices: by label.
        path: the file it was read from, or None.
    """

    voices: Mapping[str, Voice]
    path: str | None = None
    _folded: dict[str, tuple[str, Voice]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check that names and labels do not run in circles.

        Raises:
            OptionError: a name is another entry's label, one name has two roles, or two labels differ in case only.
        """
        sides: dict[str, Role | None] = {}
        for label, voice in self.voices.items():
            if label.casefold() in self._folded:
                raise OptionError(f"the speaker map has {label!r} twice", hint="upper and lower case are one label")
            self._folded[label.casefold()] = (label, voice)
            if voice.name is not None and sides.setdefault(voice.name.casefold(), voice.role) != voice.role:
                raise OptionError(f"the speaker map gives {voice.name!r} two roles", hint="one person, one side")
        for label, voice in self.voices.items():
            other = self._folded.get(voice.name.casefold()) if voice.name else None
            if other and other[0] != label:
                raise OptionError(
                    f"the speaker map calls {label!r} {voice.name!r}, which is itself a label",
                    hint="give names that are no labels, so that the map can be applied twice",
                )
        for label, voice in self.voices.items():
            if voice.name:
                self._folded.setdefault(voice.name.casefold(), (label, voice))

    def of(self, label: str) -> Voice | None:
        """Return what the map says of a label (or of the name it gave before); exact case first, then any."""
        if label in self.voices:
            return self.voices[label]
        found = self._folded.get(label.casefold().strip())
        return found[1] if found else None

    @classmethod
    def of_mapping(cls, table: Mapping[str, Any], path: str | None = None) -> SpeakerMap:
        """Make one from label → role, or label → {role, name}.

        Raises:
            OptionError: an entry says neither.
        """
        if not isinstance(table, Mapping):
            raise OptionError("a speaker map is a table of labels", path=path, hint=HINT)
        try:
            return cls({str(label): _voice(str(label), entry) for label, entry in table.items()}, path)
        except OptionError as error:
            raise OptionError(error.message, path=path, hint=error.hint) from None

    @classmethod
    def read(cls, path: str | Path) -> SpeakerMap:
        """Read one from a file.

        Args:
            path: `.toml` or `.json` (label → role, or label → {role, name}; perhaps inside a table `speakers`), or
                `.csv` (columns speaker, role and perhaps name).

        Raises:
            ReadError: no such file, not UTF-8, too large, malformed; with the line where there is one.
            OptionError: an entry makes no sense.
        """
        file = Path(path)
        text = _text(file)
        suffix = file.suffix.lower()
        if suffix == ".csv":
            return _from_csv(text, str(path))
        try:
            if suffix == ".toml":
                table: Any = tomllib.loads(text)
            elif suffix == ".json":
                table = json.loads(text)
            else:
                raise OptionError(f"a speaker map cannot be a {suffix or 'nameless'} file", hint=".csv, .toml or .json")
        except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
            raise ReadError(f"malformed: {error}", path=str(path), line=getattr(error, "lineno", None)) from None
        except RecursionError:
            raise ReadError("nested too deeply", path=str(path), hint=HINT) from None
        if isinstance(table, dict) and isinstance(table.get("speakers"), dict) and len(table) == 1:
            table = table["speakers"]
        return cls.of_mapping(table, str(path))


def speaker_map(source: SpeakerMap | Mapping[str, Any] | str | Path) -> SpeakerMap:
    """Return a speaker map from a map, a mapping or a file."""
    if isinstance(source, SpeakerMap):
        return source
    if isinstance(source, str | Path):
        return SpeakerMap.read(source)
    return SpeakerMap.of_mapping(source)


def role_of_word(word: str) -> Role | None:
    """Return the role a word stands for: a role itself, or a label word such as "agent"."""
    folded = word.strip().casefold()
    return next((role for role in ROLES if role == folded), None) or label_role(folded)


def _voice(label: str, entry: object) -> Voice:
    if isinstance(entry, str):
        entry = {"role": entry}
    if isinstance(entry, Voice):
        return entry
    if not isinstance(entry, Mapping) or not entry or set(entry) - {"role", "name"}:
        raise OptionError(f"the speaker map's entry for {label!r} is {entry!r}", hint=HINT)
    word, name = entry.get("role"), entry.get("name")
    if not isinstance(word, str | None) or not isinstance(name, str | None):
        raise OptionError(f"the speaker map's entry for {label!r} is {dict(entry)!r}", hint=HINT)
    role = role_of_word(word) if word and word.strip() else None
    if word and word.strip() and role is None:
        raise OptionError(f"the speaker map gives {label!r} the role {word!r}", hint=ROLE_HINT)
    name = name.strip() if name and name.strip() else None
    if role is None and name is None:
        raise OptionError(f"the speaker map says nothing of {label!r}", hint=HINT)
    return Voice(role, name)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            data = handle.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReadError(error.strerror or "cannot be opened", path=str(file), hint="a speaker map") from None
    if len(data) > MOST_BYTES:
        raise ReadError(f"over {MOST_BYTES:,} bytes is no speaker map", path=str(file))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReadError("not UTF-8", path=str(file), hint="save the speaker map as UTF-8") from None


def _from_csv(text: str, path: str) -> SpeakerMap:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    voices: dict[str, Voice] = {}
    try:
        head = [cell.strip().lower() for cell in next(rows, [])]
        unknown = [cell for cell in head if cell not in COLUMNS]
        place = {("speaker" if cell == "label" else cell): at for at, cell in enumerate(head)}
        if unknown or "speaker" not in place or not {"role", "name"} & set(place) or len(place) != len(head):
            what = f"unknown columns {', '.join(map(repr, unknown))}" if unknown else "the columns do not fit"
            raise ReadError(what, path=path, line=1, hint="columns: speaker, role and perhaps name")
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(head):
                raise ReadError(f"{len(row)} cells, the header has {len(head)}", path=path, line=rows.line_num)
            cells = {name: row[at].strip() for name, at in place.items()}
            label = cells.pop("speaker")
            if not label or label in voices:
                what = f"the speaker {label!r} stands twice" if label else "no speaker"
                raise ReadError(what, path=path, line=rows.line_num)
            try:
                voices[label] = _voice(label, cells)
            except OptionError as error:
                raise OptionError(error.message, path=path, line=rows.line_num, hint=error.hint) from None
    except csv.Error as error:
        raise ReadError(f"malformed: {error}", path=path, line=rows.line_num) from None
    try:
        return SpeakerMap(voices, path)
    except OptionError as error:
        raise OptionError(error.message, path=path, hint=error.hint) from None
