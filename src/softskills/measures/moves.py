"""What the tags of a rep add up to: questions, listening, empathy, value, trust, rapport, friction."""

from __future__ import annotations

from softskills.measures.base import Count, Counts, Family, Rate
from softskills.measures.view import CallView
from softskills.taxonomy import tags as known_tags
from softskills.transcript import Tag

VALUE = ("value.feature", "value.benefit", "value.proof")
OUTCOMES = ("met", "half_met", "missed", "closed_off")


def column(tag: str) -> str:
    """Return the column that counts a tag: "question.open" is in n_question_open."""
    return "n_" + tag.replace(".", "_")


def count(view: CallView, speaker: str) -> Counts:
    """Count the moves of one speaker; the rep's own measures are left out (NaN) for other sides."""
    own = [i for i, turn in enumerate(view.turns) if turn.utt.speaker == speaker]
    role = view.turns[own[0]].utt.role
    found: Counts = {
        column(name): 0.0 for name, info in known_tags().items() if info.side in ("both", role) or role == "unknown"
    }
    for i in own:
        for tag in view.tags_at[i]:
            found[column(tag.tag)] = found.get(column(tag.tag), 0.0) + 1
    if role == "rep":
        found.update(_questions(view, own))
        found.update(_listening(view, own))
        found.update(_empathy(view, speaker))
        found.update(_value(view, own))
        found.update(_sums(found))
    return found


def _asked(view: CallView, i: int) -> list[Tag]:
    """Return a turn's questions; greetings ("how are you today?") are no questions here (codebook)."""
    greetings = [tag.span for tag in view.tags_at[i] if tag.tag == "rapport.greeting"]
    return [
        tag
        for tag in view.tags_at[i]
        if tag.tag.startswith("question.") and not any(tag.span & span for span in greetings)
    ]


def _questions(view: CallView, own: list[int]) -> Counts:
    asked = {i: _asked(view, i) for i in own}
    everything = [tag for tags in asked.values() for tag in tags]
    chains = sum(_followed(view, i) for i, tags in asked.items() if any(tag.tag == "question.open" for tag in tags))
    return {
        "n_questions": len(everything),
        "n_open": sum(tag.tag == "question.open" for tag in everything),
        "n_open_turns": sum(any(tag.tag == "question.open" for tag in tags) for tags in asked.values()),
        "n_question_turns": sum(bool(tags) for tags in asked.values()),
        "n_stacked": sum(len(tags) >= 2 for tags in asked.values()),
        "n_chains": chains,
    }


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


def _listening(view: CallView, own: list[int]) -> Counts:
    answers = taken = 0
    for i in own:
        before = view.previous_of(i, "customer")
        if view.is_backchannel(i) or before is None or before < i - 2 or not view.content_at[before]:
            continue
        answers += 1
        taken += bool(view.content_at[i] & view.content_at[before])
    reflections = sum(tag.tag in ("listening.reflection", "listening.summary") for i in own for tag in view.tags_at[i])
    return {"n_reflections": reflections, "n_answers": answers, "n_uptake": taken}


def _empathy(view: CallView, speaker: str) -> Counts:
    reps = [turn.utt.speaker for turn in view.turns if turn.utt.role == "rep"]
    found: Counts = {"n_opportunities": 0.0, **{f"n_{outcome}": 0.0 for outcome in OUTCOMES}}
    for event in view.opportunities:
        # An opportunity that nobody answered falls to the call's first rep.
        if (event.rep or reps[0]) == speaker:
            found["n_opportunities"] += 1
            found[f"n_{event.outcome}"] += 1
    found["n_met_or_half"] = found["n_met"] + 0.5 * found["n_half_met"]
    return found


def _value(view: CallView, own: list[int]) -> Counts:
    first = next((i for i in own if view.has(i, *VALUE)), None)
    needs = [
        i for i in view.indices("customer") for tag in view.tags_at[i] if tag.tag in ("customer.need", "customer.goal")
    ]
    benefits = [(i, tag) for i in own for tag in view.tags_at[i] if tag.tag == "value.benefit"]
    found: Counts = {
        "n_tailored": sum(bool(tag.attributes.get("tailored")) for _, tag in benefits),
        "n_quantified": sum(bool(tag.attributes.get("quantified")) for _, tag in benefits),
        "n_received": sum(_received(view, i) for i, _ in benefits),
        "n_needs": len(needs),
    }
    if first is not None:
        found["n_needs_pitched"] = len(needs)
        found["n_needs_before"] = sum(i < first for i in needs)
    return found


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


def _sums(found: Counts) -> Counts:
    """Add tags up to the wider counts that rates are made of."""

    def total(*prefixes: str) -> float:
        return sum(value for name, value in found.items() if name.startswith(prefixes))

    telling = total("n_value_feature", "n_trust_education", "n_friction_jargon")
    return {
        "n_empathy": total("n_empathy_"),
        "n_value": total("n_value_"),
        "n_rapport": total("n_rapport_"),
        "n_strategy": total("n_strategy_"),
        "n_friction": total("n_friction_"),
        "n_blame_or_ownership": found["n_friction_blame"] + found["n_trust_ownership"],
        "n_features_benefits": found["n_value_feature"] + found["n_value_benefit"],
        "n_trust_moves": found["n_trust_ownership"]
        + found["n_trust_commitment"]
        + found["n_trust_candor"]
        + found["n_trust_client_first"]
        + found["n_trust_permission"],
        "n_telling": telling,
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
        Rate("questions_per_100_words", "n_questions", "n_words_call", "questions per 100 words of the call", 100),
        Rate("chain_share", "n_chains", "n_open_turns", "share of open-question turns that grew into a chain"),
        Rate(
            "reflection_to_question",
            "n_reflections",
            "n_questions",
            "reflections per question (MITI 4.2: 1 is fair, 2 good)",
        ),
        Rate("reflection_share", "n_reflections", "n_long_turns", "reflections per turn of more than three words"),
        Rate("uptake_share", "n_uptake", "n_answers", "share of answering turns that use the customer's words"),
        Rate(
            "backchannels_per_100_words",
            "n_listening_backchannel",
            "n_words_call",
            "back-channels per 100 words of the call",
            100,
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
        Rate("trust_per_100_words", "n_trust_moves", "n_words", "trust moves per 100 words of the rep", 100),
        Rate("rapport_per_100_words", "n_rapport", "n_words", "rapport moves per 100 words of the rep", 100),
        Rate("strategy_per_100_words", "n_strategy", "n_words", "strategy moves per 100 words of the rep", 100),
        Rate("friction_per_100_words", "n_friction", "n_words", "friction per 100 words of the rep", 100),
        Rate(
            "telling_share",
            "n_telling",
            "n_long_turns",
            "features, teaching and jargon per turn of more than three words",
        ),
        Rate("empathy_per_100_words", "n_empathy", "n_words", "empathy per 100 words of the rep", 100),
    ),
    count,
)
