"""Caring and knowing: what is found out of the customer, what is told to them, and how kindly."""

from __future__ import annotations

from softskills.measures.base import Count, Family, Rate
from softskills.measures.tally import Tally
from softskills.measures.view import CallView

PITCH = ("value.feature", "value.benefit")


def count(view: CallView, speaker: str, tally: Tally) -> None:
    """Count caring and knowing; nothing for other sides. Runs after the moves, whose counts it sums."""
    own = [i for i, turn in enumerate(view.turns) if turn.utt.speaker == speaker]
    if view.turns[own[0]].utt.role != "rep":
        return
    tally.observe("n_goals", "n_price")
    for i in view.indices("customer"):
        for tag in view.tags_at[i]:
            if tag.tag == "customer.goal":
                tally.add("n_goals", i, 1.0, tag.span)
    first = next((i for i in own if view.has(i, *PITCH)), None)
    if first is not None:
        tally.observe("n_taught_pitched", "n_taught_before")
    for i in own:
        for tag in view.tags_at[i]:
            if tag.tag.startswith("value.") and tag.attributes.get("price"):
                tally.add("n_price", i, 1.0, tag.span)
            if first is not None and tag.tag == "trust.education":
                tally.add("n_taught_pitched", i, 1.0, tag.span)
                if i <= first:
                    tally.add("n_taught_before", i, 1.0, tag.span)
    for name, parts in SUMS.items():
        tally.merge(name, *parts)


SUMS: dict[str, tuple[str, ...]] = {
    "n_needs_feelings": ("n_needs", "n_opportunities"),
    "n_strategy_occasions": ("n_goals", "n_strategy"),
    "n_value_price": ("n_value_benefit", "n_value_proof", "n_price"),
    "n_value_not_price": ("n_value_benefit", "n_value_proof"),
    "n_informing": ("n_telling", "n_value_proof", "n_strategy_business", "n_advice"),
    "n_caring": ("n_empathy", "n_reflections", "n_rapport_affirmation", "n_rapport_small_talk", "n_rapport_check_in"),
    "n_knowing": ("n_trust_education", "n_value_feature", "n_value_proof", "n_strategy_business", "n_advice"),
    "n_caring_knowing": ("n_caring", "n_knowing"),
    "n_courtesy": ("n_rapport_greeting", "n_rapport_gratitude"),
    "n_clear_or_jargon": ("n_trust_education", "n_listening_check", "n_friction_jargon"),
    "n_clear": ("n_trust_education", "n_listening_check"),
    "n_open_or_refused": ("n_trust_candor", "n_trust_client_first", "n_friction_pressure", "n_friction_refusal"),
    "n_frank": ("n_trust_candor", "n_trust_client_first"),
    "n_warmth": ("n_empathy", "n_rapport"),
    "n_warmth_or_friction": ("n_empathy", "n_rapport", "n_friction"),
    "n_brushed": ("n_friction_dismissive", "n_friction_blame", "n_friction_refusal"),
    "n_heard_or_brushed": (
        "n_listening_reflection",
        "n_listening_summary",
        "n_listening_check",
        "n_empathy_understanding",
        "n_empathy_validation",
        "n_empathy_exploration",
        "n_friction_dismissive",
        "n_friction_blame",
        "n_friction_refusal",
    ),
    "n_heard": (
        "n_listening_reflection",
        "n_listening_summary",
        "n_listening_check",
        "n_empathy_understanding",
        "n_empathy_validation",
        "n_empathy_exploration",
    ),
    "n_solved": ("n_value_benefit", "n_trust_commitment", "n_trust_candor", "n_trust_client_first"),
    "n_solved_or_refused": (
        "n_value_benefit",
        "n_trust_commitment",
        "n_trust_candor",
        "n_trust_client_first",
        "n_friction_refusal",
        "n_friction_pressure",
        "n_friction_blame",
    ),
    "n_listening": ("n_listening_reflection", "n_listening_summary", "n_listening_check", "n_listening_backchannel"),
}

FAMILY = Family(
    "caring",
    (
        Count("n_goals", "customer.goal spans of the call (in the rep's row)"),
        Count("n_price", "value spans about price, cost or discount as such"),
        Count("n_taught_pitched", "spans of teaching, where a feature or benefit was offered at all"),
        Count("n_taught_before", "those that come before the first feature or benefit, or in its turn"),
        Count("n_needs_feelings", "needs, goals and feelings that the customer brought up"),
        Count("n_strategy_occasions", "strategy spans, and goals that the customer spoke of"),
        Count("n_value_price", "benefits, proof and talk of price"),
        Count("n_value_not_price", "benefits and proof"),
        Count(
            "n_informing", "advice, features, proof, teaching, jargon and business sums: what is told rather than asked"
        ),
        Count("n_caring", "empathy, reflections, credit given, small talk, check-ins"),
        Count("n_knowing", "teaching, features, proof, business sums, advice"),
        Count("n_caring_knowing", "caring and knowing together"),
        Count("n_courtesy", "greetings and thanks"),
        Count("n_clear_or_jargon", "teaching, checks of understanding, jargon"),
        Count("n_clear", "teaching and checks of understanding"),
        Count("n_open_or_refused", "candour, client first, pressure and bare refusals"),
        Count("n_frank", "candour and client first"),
        Count("n_warmth", "empathy and rapport"),
        Count("n_warmth_or_friction", "empathy, rapport and friction"),
        Count("n_brushed", "feelings or concerns brushed aside, blame, bare refusals"),
        Count("n_heard", "reflections, summaries, checks; understanding, validating, exploring a feeling"),
        Count("n_heard_or_brushed", "the same and what brushes aside"),
        Count("n_solved", "benefits, commitments, candour, client first"),
        Count("n_solved_or_refused", "the same, and bare refusals, blame and pressure"),
        Count("n_listening", "reflections, summaries, checks and back-channels"),
    ),
    (
        Rate("caring_share", "n_caring", "n_caring_knowing", "caring against knowing: share of caring"),
        Rate(
            "taught_first_share", "n_taught_before", "n_taught_pitched", "share of teaching that came before the pitch"
        ),
        Rate("value_not_price_share", "n_value_not_price", "n_value_price", "talk of value against talk of price"),
        Rate("clear_share", "n_clear", "n_clear_or_jargon", "explaining and checking against jargon"),
        Rate("frank_share", "n_frank", "n_open_or_refused", "candour and client first against pressure and refusal"),
        Rate(
            "heard_share", "n_heard", "n_heard_or_brushed", "taking in what the customer says against brushing it aside"
        ),
        Rate("solved_share", "n_solved", "n_solved_or_refused", "fitting what is offered against refusing and pushing"),
        Rate(
            "informing_per_turn",
            "n_informing",
            "n_long_turns",
            "advice and information per turn of more than three words",
            kind="events",
        ),
        Rate(
            "chains_per_call",
            "n_chains",
            "n_own_calls",
            "open questions that were followed up, per call",
            kind="events",
        ),
        Rate("open_per_call", "n_open", "n_own_calls", "open questions per call", kind="events"),
        Rate("questions_per_call", "n_questions", "n_own_calls", "questions per call", kind="events"),
        Rate(
            "answer_words_per_call",
            "answer_words",
            "n_own_calls",
            "words that open questions draw, per call",
            kind="mean",
        ),
        Rate(
            "strategy_per_call",
            "n_strategy",
            "n_own_calls",
            "talk of goals, business and change, spans per call",
            kind="events",
        ),
        Rate(
            "dismissive_per_call",
            "n_friction_dismissive",
            "n_own_calls",
            "feelings brushed aside per call",
            kind="events",
        ),
        Rate("affirmations_per_call", "n_rapport_affirmation", "n_own_calls", "credit given, per call", kind="events"),
        Rate("courtesy_per_call", "n_courtesy", "n_own_calls", "greetings and thanks per call", kind="events"),
        Rate("check_ins_per_call", "n_rapport_check_in", "n_own_calls", "check-ins per call", kind="events"),
        Rate(
            "commitments_per_call", "n_trust_commitment", "n_own_calls", "concrete next steps per call", kind="events"
        ),
        Rate("goals_per_call", "n_goals", "n_own_calls", "goals that the customer spoke of, per call", kind="events"),
        Rate(
            "needs_per_call",
            "n_needs",
            "n_own_calls",
            "needs and goals that the customer spoke of, per call",
            kind="events",
        ),
        Rate("permission_per_call", "n_trust_permission", "n_own_calls", "leave asked, per call", kind="events"),
        Rate("warmth_share", "n_warmth", "n_warmth_or_friction", "empathy and rapport against friction"),
        Rate(
            "outcome_per_100_words",
            "n_strategy_outcome",
            "n_words",
            "talk of goals per 100 words of the rep",
            100,
            "events",
        ),
        Rate(
            "business_per_100_words",
            "n_strategy_business",
            "n_words",
            "business sense per 100 words of the rep",
            100,
            "events",
        ),
        Rate(
            "change_per_100_words",
            "n_strategy_change",
            "n_words",
            "talk of change per 100 words of the rep",
            100,
            "events",
        ),
        Rate(
            "education_per_100_words",
            "n_trust_education",
            "n_words",
            "teaching per 100 words of the rep",
            100,
            "events",
        ),
        Rate(
            "listening_per_turn",
            "n_listening",
            "n_long_turns",
            "listening moves per turn of more than three words",
            kind="events",
        ),
        Rate(
            "warmth_per_100_words", "n_warmth", "n_words", "empathy and rapport per 100 words of the rep", 100, "events"
        ),
        Rate(
            "needs_per_100_words",
            "n_needs",
            "n_customer_words",
            "needs and goals found out per 100 words of the customer",
            100,
            "events",
        ),
    ),
    count,
)
