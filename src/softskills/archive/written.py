"""Private things as they are written: e-mail addresses, card, account, phone and postal numbers.

Sources of the shapes: ISO/IEC 7812 (cards, with the Luhn check), ISO 13616 (IBAN), ITU-T E.164 and the national
numbering plans (phones), the postal services' published formats (UK, IE, US, CA, NL, DE, FR, AU, IN, PL, PT, BR, JP).
All patterns are bounded, so the time is linear in the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Hit:
    """A private thing: its place in a text and what it is."""

    start: int
    stop: int
    what: str

    @property
    def stands(self) -> str:
        """What is written in its place."""
        return f"[{self.what}]"


_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# "dana dot smith at example dot co dot uk", the first part perhaps spelled letter by letter.
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w'’])(?:\w\s{1,3}){0,30}[\w'-]{1,40}(?:\s{1,3}(?:dot|underscore|dash|hyphen)\s{1,3}[\w'-]{1,40}){0,4}"
    r"\s{1,3}at\s{1,3}(?:\w\s{1,3}){0,20}[\w-]{1,40}(?:\s{1,3}dot\s{1,3}[\w-]{1,20}){1,3}(?!\w)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?!\w)")
# What looks like a number but is none of the kind: dates, clock times, money, percentages.
_HARMLESS = re.compile(
    r"(?<![\d-])(?:19|20)\d\d-\d\d-\d\d(?!\d|-\d)|(?<![\d/])\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/])"
    r"|(?<![\d.])\d{1,2}\.\d{1,2}\.(?:19|20)\d\d(?![\d.])|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"
    r"|[£$€¥₹]\s?\d[\d,.]{0,20}|(?<![\d.])\d{1,6}(?:\.\d{1,4})?\s?(?:%|percent|per cent)"
    r"|(?<!\d)\d{1,3}(?:,\d{3}){1,4}(?!\d)"
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?:\+[^\S\n]?)?\(?\d(?:(?:[^\S\n]?[()][^\S\n]?|[^\S\n]?[-\u2010-\u2015/.·,][^\S\n]?|[^\S\n])?\d)*"
)
_US_PHONE = re.compile(r"\(?[2-9]\d\d\)?[\s.-]{0,3}\d{3}[\s.-]\d{4}|\d{3}[-. ]\d{4}")
_SORT_CODE = re.compile(r"\d\d[- ]\d\d[- ]\d\d")
_SSN = re.compile(r"\d{3}-\d\d-\d{4}")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\D{1,3}(?:19|20)\d\d)?")
# Letters and digits in one token: references, insurance and tax numbers, licence plates of the longer sort.
_MIXED = re.compile(
    r"(?<![\w-])(?=[A-Za-z-]{0,12}\d)(?:[A-Za-z]{1,6}-?\d{4,}[A-Za-z0-9-]{0,20}|\d{4,}-?[A-Za-z]{1,6}[A-Za-z0-9]{0,20})(?![\w])"
)
_NINO = re.compile(r"(?<!\w)[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D](?!\w)", re.IGNORECASE)
_AFTER_CUE = re.compile(
    r"\b(?:account|acct|card|policy|reference|ref|member(?:ship)?|order|booking|case|claim|meter|invoice|passport|"
    r"licen[cs]e|pin|cvv|cvc|security code|ending|last four(?: digits)?)(?:'s)?"
    r"(?:[^\S\n]{1,2}(?:number|numbers|no\.?|num|in|with|is|of|id|it's|are)){0,3}[\s:#]{1,3}"
    r"(?P<it>[A-Za-z]{0,4}[- ]?\d{3,}(?:[- ]?[A-Za-z0-9]{2,8}(?<=\d)){0,4})(?!\w)",
    re.IGNORECASE,
)
_POST_CUE = re.compile(
    r"\b(?:zip(?: ?code)?|post(?:al)?[ -]?code|plz|postleitzahl|code postal|codice postale|eircode|pin ?code|cap|cep)"
    r"(?:'s)?(?:[^\S\n]{1,2}(?:is|it's|of)){0,2}[\s:]{1,3}"
    r"(?P<it>(?:[A-Za-z]{1,2}-?)?\d[A-Za-z0-9]{1,5}(?:[ -]?\d[A-Za-z0-9]{1,3})?)(?!\w)",
    re.IGNORECASE,
)


@cache
def _postal() -> tuple[re.Pattern[str], ...]:
    words = tomllib.loads(files("softskills.archive").joinpath("redact.toml").read_text("utf-8"))["words"]
    no_dutch = "|".join(words["no_dutch"])
    return (
        re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}(?!\w)", re.IGNORECASE),  # UK
        re.compile(r"(?<!\w)[A-CEGHJ-NPR-TVXY]\d[A-Z][ -]?\d[A-Z]\d(?!\w)", re.IGNORECASE),  # CA
        re.compile(r"(?<!\w)[AC-FHKNPRTV-Y]\d[\dW] ?(?=[A-Z]{0,3}\d)[\dAC-FHKNPRTV-Y]{4}(?!\w)", re.IGNORECASE),  # IE
        re.compile(rf"(?<!\w)[1-9]\d{{3}} ?(?!{no_dutch})[A-Z]{{2}}(?!\w)"),  # NL
        re.compile(r"(?<![\w-])\d{5}-\d{4}(?![\w-])"),  # US, ZIP+4
        re.compile(rf"(?<!\w)(?:{'|'.join(words['us_states'])})\.?,? \d{{5}}(?![\w-])"),  # US, with the state
        re.compile(rf"(?<!\w)(?:{'|'.join(words['au_states'])}),? \d{{4}}(?!\w)"),  # AU
        re.compile(r"(?<!\w)(?:D|DE|F|FR|I|IT|E|ES|A|AT|CH|B|BE|L|S|SE|DK|N|NO|FI|PT|PL|CZ)-\d{4,5}(?!\w)"),
        re.compile(r"(?<=, )\d{4,5}(?= [A-ZÀ-Þ][a-zà-ÿ])"),  # DE, FR, IT, ES, CH ...: "Hauptstr. 5, 10115 Berlin"
        re.compile(r"(?<![\w-])\d\d-\d{3}(?= [A-ZŁŚŻ])"),  # PL
        re.compile(r"(?<![\w-])\d{4}-\d{3}(?![\w-])"),  # PT
        re.compile(r"(?<![\w-])\d{5}-\d{3}(?![\w-])"),  # BR
        re.compile(r"〒 ?\d{3}-?\d{4}"),  # JP
    )


def find(text: str) -> Iterator[Hit]:
    """Yield what is private in a text, in no particular order; hits may overlap."""
    if "@" in text:
        yield from (Hit(found.start(), found.end(), "email") for found in _EMAIL.finditer(text))
    if " dot " in text.lower() or "\tdot" in text.lower():
        yield from (Hit(found.start(), found.end(), "email") for found in _SPOKEN_EMAIL.finditer(text))
    if not any(letter.isdigit() for letter in text):
        return
    for found in _POST_CUE.finditer(text):
        yield Hit(found.start("it"), found.end("it"), "postcode")
    for pattern in _postal():
        yield from (Hit(found.start(), found.end(), "postcode") for found in pattern.finditer(text))
    for found in _IBAN.finditer(text):
        if sum(letter.isdigit() for letter in found[0]) >= 8:
            yield Hit(found.start(), found.end(), "account")
    for pattern in (_MIXED, _NINO):
        yield from (Hit(found.start(), found.end(), "account") for found in pattern.finditer(text))
    for found in _AFTER_CUE.finditer(text):
        if not _YEARS.fullmatch(found["it"]) or found[0].lower().startswith(("card", "ending", "last", "pin", "cv")):
            yield Hit(found.start("it"), found.end("it"), "account")
    masked = _HARMLESS.sub(lambda found: "\n" * len(found[0]), text)
    for found in _NUMBER.finditer(masked):
        what = _kind(found[0])
        if what is not None:
            yield Hit(found.start(), found.end(), what)


def _kind(number: str) -> str | None:
    """Tell what a run of digits is, None when it is nothing private."""
    digits = re.sub(r"\D", "", number)
    n = len(digits)
    together = number == digits
    if _SSN.fullmatch(number) or _SORT_CODE.fullmatch(number):
        return "account"
    if 13 <= n <= 19 and _luhn(digits):
        return "card"
    if (number.startswith("+") and n >= 7) or (digits.startswith("00") and n >= 9):
        return "phone"
    if (digits.startswith("0") and 9 <= n <= 11) or (n == 11 and digits.startswith("1")):
        return "phone"
    if _US_PHONE.fullmatch(number) or (n == 10 and not together):
        return "phone"
    if _YEARS.fullmatch(number):
        return None
    if (n >= 6 and together) or n >= 8:
        return "account"
    return None


def _luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
