"""Office files are zipped XML: their parts, read safely with the standard library alone.

A document that declares a DOCTYPE or an entity is refused before anything is expanded: office programs
never write one, and every attack by expansion ("billion laughs") needs one. Nothing outside is fetched.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.parsers import expat

from softskills.errors import ReadError
from softskills.readers._base import Source
from softskills.readers._packed import open_zip, part_of

Opened = Callable[[str, Mapping[str, str]], None]
Closed = Callable[[str], None]
Said = Callable[[str], None]
_DAMAGED_HINT = "open it in the program it comes from and save it again"


def parts_of(source: Source) -> zipfile.ZipFile:
    """Open an office file's parts.

    Raises:
        ReadError: the file is damaged.
    """
    return open_zip(io.BytesIO(source.data), source.path)


def needed_part(archive: zipfile.ZipFile, name: str, source: Source) -> bytes:
    """Return a part without which the file is none.

    Raises:
        ReadError: it is not there, damaged or too large.
    """
    part = part_of(archive, name, source.path)
    if part is None:
        raise source.error(f"the file has no part {name!r}", hint=_DAMAGED_HINT)
    return part


def walk(part: bytes, name: str, source: Source, opened: Opened, closed: Closed, said: Said) -> None:
    """Go through a part's XML once, in its order.

    Args:
        part: its bytes.
        name: what it is called, for errors.
        source: the office file.
        opened: called with each element's name (without namespace) and attributes.
        closed: called with each element's name at its end.
        said: called with the characters between.

    Raises:
        ReadError: it is no XML, or declares entities.
    """
    parser = expat.ParserCreate()
    local: dict[str, str] = {}

    def refuse(*_: object) -> None:
        raise source.error(f"the part {name!r} declares entities, which is refused", hint=_DAMAGED_HINT)

    def start(tag: str, attributes: dict[str, str]) -> None:
        plain = local.get(tag)
        if plain is None:
            plain = local[tag] = tag.rpartition(":")[2]
        opened(plain, attributes)

    def end(tag: str) -> None:
        closed(local[tag])

    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = said
    try:
        parser.Parse(part, True)
    except ReadError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise source.error(f"the part {name!r} is not valid XML: {error}", hint=_DAMAGED_HINT) from error
