"""Templates, style sheets and scripts: how they are found, filled and put into one file."""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from softskills.errors import SoftskillsError
from softskills.report.words import clock, place, shorten

# What no HTML text may hold: control characters but tab and line ends, and halves of surrogate pairs.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@cache
def environment() -> Environment:
    """Return the templates. Everything that is filled in is escaped, unless this package marked it as safe itself."""
    made = Environment(
        loader=PackageLoader("softskills.report.html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {"clock": clock, "shorten": shorten}
    made.globals |= {"place": place}
    return made


@cache
def asset(name: str) -> Markup:
    """Return a style sheet or a script of `html/assets` as it is put between its tags."""
    text = files("softskills.report.html").joinpath("assets", name).read_text("utf-8")
    if "</" in text:
        raise ValueError(f"{name} would end its own element")
    return Markup(text)


def fingerprint(text: str) -> str:
    """Return what a content-security policy lets an inline script or style pass by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def fill(template: str, **values: Any) -> str:
    """Fill a template; characters that no page may hold become U+FFFD, so that they are seen to be missing."""
    return _UNFIT.sub("\ufffd", environment().get_template(template).render(values))


def save(text: str, path: str | Path) -> None:
    """Write a file as a whole or not at all.

    Raises:
        SoftskillsError: it cannot be written.
    """
    target = Path(path)
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            file.write(text.encode())
        Path(file.name).chmod(0o644)
        Path(file.name).replace(target)
    except OSError as error:
        raise SoftskillsError(f"cannot write: {error.strerror}", path=str(path)) from error
