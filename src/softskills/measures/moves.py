"""What the tags of a rep add up to: questions, listening, empathy, value, trust, rapport, friction."""

from __future__ import annotations

from functools import cache

from softskills.measures.base import Count, Family, Rate
from softskills.measures.tally import Tally
from softskills.measures.view import CallView
from softskills.taxonomy import tags as known_tags
from softskills.transcript import Role, Tag

VALUE = ("value.feature", "value.benefit", "value.proof")
OUTCOMES = ("met", "half_met", "missed", "closed_off")


def column(tag: str) -> str:
    """Return the column that counts a tag: "question.open" is in n_question_open."""
    return "n_" + tag.replace(".", "_")


def count(view: CallView, speaker: str, tally: Tally) -> None:
    """Count the moves of one speaker; the rep's own measures are left out (NaN) for other sides."""
    own = [i for i, turn in enumerate(view.turns) if turn.utt.speaker == speaker]
    role = view.turns[own[0]].utt.role
    tally.observe(*_columns(role))
    for i in own:
        for tag in view.tags_at[i]:
            tally.add(column(tag.tag), i, 1.0, tag.span)
    if role == "rep":
        _questions(view, own, tally)
        _listening(view, own, tally)
        _empathy(view, speaker, tally)
        _value(view, own, tally)
        for name, parts in SUMS.items():
            tally.merge(name, *(tally.starting(parts) if isinstance(parts, str) else parts))


@cache
def _columns(role: Role) -> tuple[str, ...]:
    """Return the tag counts that can be observed in a speaker of this side."""
    return tuple(
        column(name) for name, info in known_tags().items() if info.side in ("both", role) or role == "unknown"
    )


def asked(view: CallView, i: int) -> list[Tag]:
    """Return a turn's questions; greetings ("how are you today?") are no questions here (codebook)."""
    greetings = [tag.span for tag in view.tags_at[i] if tag.tag == "rapport.greeting"]
    return [
        tag
        for tag in view.tags_at[i]
        if tag.tag.startswith("question.") and not any(tag.span & span for span in greetings)
    ]


def _questions(view: CallView, own: list[int], tally: Tally) -> None:
    tally.observe("n_questions", "n_open", "n_open_turns", "n_question_turns", "n_stacked", "n_chains")
    for i in own:
        tags = asked(view, i)
        if not tags:
            continue
        tally.add("n_question_turns", i)
        for tag in tags:
            tally.add("n_questions", i, 1.0, tag.span)
            if tag.tag == "question.open":
                tally.add("n_open", i, 1.0, tag.span)
        if len(tags) >= 2:
            tally.add("n_stacked", i)
        if any(tag.tag == "question.open" for tag in tags):
            tally.add("n_open_turns", i)
            if _followed(view, i):
                tally.add("n_chains", i)


def _followed(view: CallView, i: int) -> bool:
    """Tell whether an open question grew into a chain: answer, then a turn that reflects or asks on in those words."""
    answer = next(
        (j for j in range(i + 1, len(view.turns)) if view.turns[j].utt.role == "customer" and view.words_at[j] > 3),
        None,
    )
    if answer is None:
        return False
    after = next(
        (
            j
            for j in range(answer + 1, len(view.turns))
            if view.turns[j].utt.role == "rep" and not view.is_backchannel(j)
        ),
        None,
    )
    if after is None:
        return False
    if view.has(after, "listening.reflection", "listening.summary"):
        return True
    return view.has(after, "question.") and bool(view.content_at[after] & view.content_at[answer])


def _listening(view: CallView, own: list[int], tally: Tally) -> None:
    tally.observe("n_answers", "n_uptake")
    for i in own:
        before = view.previous_of(i, "customer")
        if view.is_backchannel(i) or before is None or before < i - 2 or not view.content_at[before]:
            continue
        tally.add("n_answers", i)
        if view.content_at[i] & view.content_at[before]:
            tally.add("n_uptake", i)


def _empathy(view: CallView, speaker: str, tally: Tally) -> None:
    reps = [turn.utt.speaker for turn in view.turns if turn.utt.role == "rep"]
    tally.observe("n_opportunities", *(f"n_{outcome}" for outcome in OUTCOMES), "n_met_or_half")
    for event in view.opportunities:
        # An opportunity that nobody answered falls to the call's first rep.
        if (event.rep or reps[0]) != speaker:
            continue
        tally.add("n_opportunities", event.turn, 1.0, event.tag.span)
        tally.add(f"n_{event.outcome}", event.turn, 1.0, event.tag.span)
        if event.outcome in ("met", "half_met"):
            tally.add("n_met_or_half", event.turn, 1.0 if event.outcome == "met" else 0.5, event.tag.span)


def _value(view: CallView, own: list[int], tally: Tally) -> None:
    tally.observe("n_tailored", "n_quantified", "n_received", "n_needs")
    first = next((i for i in own if view.has(i, *VALUE)), None)
    for i in own:
        for tag in view.tags_at[i]:
            if tag.tag != "value.benefit":
                continue
            for flag in ("tailored", "quantified"):
                if tag.attributes.get(flag):
                    tally.add(f"n_{flag}", i, 1.0, tag.span)
            if _received(view, i):
                tally.add("n_received", i, 1.0, tag.span)
    if first is not None:
        tally.observe("n_needs_pitched", "n_needs_before")
    for i in view.indices("customer"):
        for tag in view.tags_at[i]:
            if tag.tag not in ("customer.need", "customer.goal"):
                continue
            tally.add("n_needs", i, 1.0, tag.span)
            if first is not None:
                tally.add("n_needs_pitched", i, 1.0, tag.span)
                if i < first:
                    tally.add("n_needs_before", i, 1.0, tag.span)


def _received(view: CallView, i: int) -> bool:
    """Tell whether a benefit is followed by agreement or delight before the next objection or benefit."""
    for j in range(i + 1, len(view.turns)):
        if view.turns[j].utt.role == "customer":
            for tag in view.tags_at[j]:
                if tag.tag == "customer.objection":
                    return False
                if tag.tag in ("customer.agreement", "customer.delight"):
                    return True
        elif view.has(j, "value.benefit"):
            return False
    return False


# Wider counts that rates are made of: all columns that begin so, or the ones named.
SUMS: dict[str, str | tuple[str, ...]] = {
    "n_reflections": ("n_listening_reflection", "n_listening_summary"),
    "n_empathy": "n_empathy_",
    "n_value": "n_value_",
    "n_rapport": "n_rapport_",
    "n_strategy": "n_strategy_",
    "n_friction": "n_friction_",
    "n_blame_or_ownership": ("n_friction_blame", "n_trust_ownership"),
    "n_features_benefits": ("n_value_feature", "n_value_benefit"),
    "n_trust_moves": (
        "n_trust_ownership",
        "n_trust_commitment",
        "n_trust_candor",
        "n_trust_client_first",
        "n_trust_permission",
    ),
    "n_telling": ("n_value_feature", "n_trust_education", "n_friction_jargon"),
}


FAMILY = Family(
    "moves",
    (
        *(Count(column(name), f"spans tagged {name}: {info.definition}") for name, info in known_tags().items()),
        Count("n_questions", "questions of the rep, greetings left out"),
        Count("n_open", "open questions among them"),
        Count("n_open_turns", "turns with an open question"),
        Count("n_question_turns", "turns with a question"),
        Count("n_stacked", "turns with two or more questions and no answer between"),
        Count(
            "n_chains",
            "follow-up chains: open question, answer, then a turn that reflects or asks on in the customer's words",
        ),
        Count("n_reflections", "reflections and summaries"),
        Count("n_answers", "turns of the rep that follow a customer turn with content words"),
        Count("n_uptake", "those among them that use one of its content words"),
        Count("n_opportunities", "empathic opportunities: spans of customer.distress (Suchman et al. 1997)"),
        Count("n_met", "met: one of the rep's next two turns holds empathy that is not generic, or a reflection of it"),
        Count("n_half_met", "half met: only a generic phrase follows"),
        Count("n_missed", "missed: the rep goes on with business"),
        Count("n_closed_off", "closed off: friction follows"),
        Count("n_met_or_half", "met plus half of the half met"),
        Count("n_tailored", "value.benefit spans that take up a word of this customer's"),
        Count("n_quantified", "value.benefit spans that hold an amount"),
        Count(
            "n_received", "value.benefit spans followed by agreement or delight before the next objection or benefit"
        ),
        Count("n_needs", "customer.need and customer.goal spans of the call"),
        Count("n_needs_pitched", "the same, where the rep offered anything at all"),
        Count("n_needs_before", "those that come before the rep's first value span"),
        Count("n_empathy", "all empathy spans"),
        Count("n_value", "all value spans"),
        Count("n_rapport", "all rapport spans"),
        Count("n_strategy", "all strategy spans"),
        Count("n_friction", "all friction spans"),
        Count("n_blame_or_ownership", "friction.blame plus trust.ownership"),
        Count("n_features_benefits", "value.feature plus value.benefit"),
        Count("n_trust_moves", "ownership, commitment, candour, client first and permission"),
        Count("n_telling", "features, teaching and jargon: what is told rather than asked"),
    ),
    (
        Rate("open_share", "n_open", "n_questions", "share of questions that are open (MITI 4.2)"),
        Rate("stacked_share", "n_stacked", "n_question_turns", "share of question turns that stack questions"),
        Rate(
            "questions_per_100_words",
            "n_questions",
            "n_words_call",
            "questions per 100 words of the call",
            100,
            "events",
        ),
        Rate("chain_share", "n_chains", "n_open_turns", "share of open-question turns that grew into a chain"),
        Rate(
            "reflection_to_question",
            "n_reflections",
            "n_questions",
            "reflections per question (MITI 4.2: 1 is fair, 2 good)",
            kind="odds",
        ),
        Rate(
            "reflection_share",
            "n_reflections",
            "n_long_turns",
            "reflections per turn of more than three words",
            kind="events",
        ),
        Rate("uptake_share", "n_uptake", "n_answers", "share of answering turns that use the customer's words"),
        Rate(
            "backchannels_per_100_words",
            "n_listening_backchannel",
            "n_words_call",
            "back-channels per 100 words of the call",
            100,
            "events",
        ),
        Rate(
            "empathy_met_share",
            "n_met_or_half",
            "n_opportunities",
            "share of empathic opportunities met, half met ones counted half",
        ),
        Rate(
            "benefit_share",
            "n_value_benefit",
            "n_features_benefits",
            "benefits among features and benefits (Rackham 1988)",
        ),
        Rate(
            "tailored_share",
            "n_tailored",
            "n_value_benefit",
            "on-code value: share of benefits that take up this customer's words",
        ),
        Rate(
            "received_share",
            "n_received",
            "n_value_benefit",
            "value received: share of benefits the customer visibly took in",
        ),
        Rate(
            "diagnosis_share",
            "n_needs_before",
            "n_needs_pitched",
            "diagnosis before prescription: share of needs known before the first offer",
        ),
        Rate("ownership_share", "n_trust_ownership", "n_blame_or_ownership", "ownership against blame"),
        Rate("trust_per_100_words", "n_trust_moves", "n_words", "trust moves per 100 words of the rep", 100, "events"),
        Rate("rapport_per_100_words", "n_rapport", "n_words", "rapport moves per 100 words of the rep", 100, "events"),
        Rate(
            "strategy_per_100_words", "n_strategy", "n_words", "strategy moves per 100 words of the rep", 100, "events"
        ),
        Rate("friction_per_100_words", "n_friction", "n_words", "friction per 100 words of the rep", 100, "events"),
        Rate(
            "telling_share",
            "n_telling",
            "n_long_turns",
            "features, teaching and jargon per turn of more than three words",
            kind="events",
        ),
        Rate("empathy_per_100_words", "n_empathy", "n_words", "empathy per 100 words of the rep", 100, "events"),
    ),
    count,
)
