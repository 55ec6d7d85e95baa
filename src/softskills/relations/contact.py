"""What one call says about a relationship: plain numbers and three quotes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from softskills.errors import OptionError
from softskills.measures.view import CallView
from softskills.transcript import Span, Tag

UNDERSTOOD = ("listening.reflection", "listening.summary", "question.open", "strategy.outcome")
ACTED_ON = ("value.benefit", "trust.commitment", "trust.ownership", "strategy.outcome")
QUOTE_WORDS = 20
# The words of a span of a turn, as far as they may be kept.
Said = Callable[[int, Span], str | None]


@dataclass(frozen=True, slots=True)
class Contact:
    """What one call says about a relationship: small enough to keep for every call of an archive.

    Args:
        call_id: the call.
        rep: the rep's name; "" when unknown.
        client: the client's name; "" when unknown.
        date: ISO 8601, "" when unknown.
        n_offers: features and benefits exchanged.
        n_needs: needs and goals the client told.
        n_needs_met: those said back, asked on or tied to a goal, and acted on with a benefit or a commitment, in words
            they share.
        n_feelings: empathic opportunities.
        n_feelings_met: those met (`CallView.opportunities`).
        n_check_ins: spans of rapport.check_in that are not generic.
        n_rep_questions: the rep's questions.
        n_client_questions: the client's questions.
        offer_quote: the words of the first offer, "" when there was none.
        need_quote: the first need that was met, and with what.
        feeling_quote: the first feeling that was met, and with what.
    """

    call_id: str
    rep: str = ""
    client: str = ""
    date: str = ""
    n_offers: float = 0.0
    n_needs: float = 0.0
    n_needs_met: float = 0.0
    n_feelings: float = 0.0
    n_feelings_met: float = 0.0
    n_check_ins: float = 0.0
    n_rep_questions: float = 0.0
    n_client_questions: float = 0.0
    offer_quote: str = ""
    need_quote: str = ""
    feeling_quote: str = ""

    def to_row(self) -> dict[str, str | float]:
        """Return the contact as a flat row, fit for a Parquet table."""
        return asdict(self)


COLUMNS = tuple(field.name for field in fields(Contact))
COUNTED = tuple(name for name in COLUMNS if name.startswith("n_"))


def contact_of(view: CallView, said: Said | None = None) -> Contact:
    """Return what one call says about a relationship.

    Who the rep and the client are is read from the call's `info`; a rep not named there is the speaker who talks most
    on the rep's side. A client not named there stays unknown: labels such as "Customer" are no names.

    Args:
        view: the call.
        said: gives the words of a turn's span as they may be kept, None for none at all; by default as they are.
    """
    info = view.call.info
    quoted = said or (lambda turn, span: span.of(view.turns[turn].utt.text))

    def quote(tag: Tag) -> str:
        return _cut(quoted(tag.turn, tag.span))

    def answered(turn: int) -> str:
        return _cut(quoted(turn, Span(0, len(view.turns[turn].utt.text))))

    offers = _tags(view, "rep", "value.feature", "value.benefit")
    needs = _tags(view, "customer", "customer.need", "customer.goal")
    met_needs = [(need, answer) for need in needs if (answer := _acted_on(view, need)) is not None]
    met = [event for event in view.opportunities if event.outcome == "met"]
    check_ins = [tag for tag in _tags(view, "rep", "rapport.check_in") if not tag.attributes.get("generic")]
    feeling = met[0] if met else None
    return Contact(
        call_id=view.call.call_id,
        rep=info.rep or _loudest(view),
        client=info.client or "",
        date=info.date or "",
        n_offers=len(offers),
        n_needs=len(needs),
        n_needs_met=len(met_needs),
        n_feelings=len(view.opportunities),
        n_feelings_met=len(met),
        n_check_ins=len(check_ins),
        n_rep_questions=len(_tags(view, "rep", "question.")),
        n_client_questions=len(_tags(view, "customer", "question.")),
        offer_quote=quote(offers[0]) if offers else "",
        need_quote=_both(quote(met_needs[0][0]), quote(met_needs[0][1])) if met_needs else "",
        feeling_quote=_both(quote(feeling.tag), answered(feeling.answer))
        if feeling is not None and feeling.answer is not None
        else "",
    )


def contact_from_row(row: Mapping[str, Any]) -> Contact:
    """Return the contact that `Contact.to_row` made a row of; other columns are passed over.

    Raises:
        OptionError: a column is missing, or a count is not a number.
    """
    missing = [name for name in COLUMNS if name not in row]
    if missing:
        raise OptionError(f"a contact needs the columns {', '.join(missing)}", hint="rows are made by Contact.to_row")
    try:
        counted = {name: 0.0 if _blank(row[name]) else float(row[name]) for name in COUNTED}
    except (TypeError, ValueError) as error:
        raise OptionError(f"a count of the contact {row['call_id']!r} is not a number: {error}") from error
    return Contact(**{name: counted.get(name, "" if _blank(row[name]) else str(row[name])) for name in COLUMNS})  # type: ignore[arg-type]


def _acted_on(view: CallView, need: Tag) -> Tag | None:
    """Return the tag that acted on a need which had been understood, None where either is missing."""
    about = view.content_at[need.turn]
    understood = False
    acted: Tag | None = None
    for j in range(need.turn + 1, len(view.turns)):
        if view.turns[j].utt.role != "rep" or not view.content_at[j] & about:
            continue
        understood = understood or view.has(j, *UNDERSTOOD)
        acted = acted or next((tag for tag in view.tags_at[j] if tag.tag in ACTED_ON), None)
    return acted if understood else None


def _tags(view: CallView, role: Any, *names: str) -> list[Tag]:
    return [tag for i in view.indices(role) for tag in view.tags_at[i] if tag.tag.startswith(names)]


def _loudest(view: CallView) -> str:
    words: dict[str, int] = {}
    for i in view.indices("rep"):
        name = view.turns[i].utt.speaker or ""
        words[name] = words.get(name, 0) + view.words_at[i]
    return max(words, key=lambda name: words[name], default="")


def _cut(text: str | None) -> str:
    words = (text or "").split()
    return " ".join(words[:QUOTE_WORDS]) + ("…" if len(words) > QUOTE_WORDS else "")


def _both(said: str, answer: str) -> str:
    return f'"{said}": "{answer}"' if said or answer else ""


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
