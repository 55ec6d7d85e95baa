"""For each kind of moment a call in which it is there, the words it must quote, and a call in which it nearly is."""

WORRY = ("customer", "I'm worried about my mother, to be honest.", ("customer.distress", "I'm worried about my mother"))
NEED = ("customer", "We keep losing the invoices in the post.", ("customer.need", "We keep losing the invoices"))
GOAL = ("customer", "I want my evenings back.", ("customer.goal", "I want my evenings back"))
WORK = ("rep", "Let me pull up the account.")
OKAY = ("customer", "Okay.")
NUMBER = ("rep", "What is the number?", ("question.closed", "What is the number?"))
LONG = "so " + "the line goes out over the hill and back down to the exchange by the mill " * 13
STORY = "Well " + "it began in the spring when the old boiler went and nobody came for a week " * 3

CASES = {
    "empathy_missed": (
        [WORRY, NUMBER, OKAY, WORK],
        "What is the number?",
        [WORRY, ("rep", "That must be frightening.", ("empathy.understanding", "That must be frightening.")), OKAY],
    ),
    "empathy_brushed_off": (
        [WORRY, ("rep", "Calm down, please.", ("friction.dismissive", "Calm down")), OKAY],
        "Calm down",
        # Friction where no feeling was shown.
        [NEED, ("rep", "Calm down, please.", ("friction.dismissive", "Calm down")), OKAY],
    ),
    "empathy_met": (
        [WORRY, ("rep", "I'm sorry about your mother.", ("empathy.concern", "I'm sorry about your mother.")), OKAY],
        "I'm sorry about your mother.",
        [WORRY, ("rep", "Sorry to hear that.", ("empathy.concern", "Sorry to hear that.", "generic")), OKAY],
    ),
    "question_closed": (
        [
            NEED,
            ("rep", "Does it affect your work?", ("question.closed", "Does it affect your work?")),
            ("customer", "Yes."),
        ],
        "Does it affect your work?",
        # The same question, and it opened all the same.
        [
            NEED,
            ("rep", "Does it affect your work?", ("question.closed", "Does it affect your work?")),
            ("customer", STORY),
        ],
    ),
    "question_stacked": (
        [
            (
                "rep",
                "When did it start? Who was there then? What did you see?",
                ("question.closed", "When did it start?"),
                ("question.closed", "Who was there then?"),
                ("question.open", "What did you see?"),
            ),
            OKAY,
        ],
        "When did it start? Who was there then? What did you see?",
        # A check beside a question is not a second question.
        [
            (
                "rep",
                "Did I get that right, then? What did you see?",
                ("question.closed", "Did I get that right, then?"),
                ("listening.check", "Did I get that right, then?"),
                ("question.open", "What did you see?"),
            ),
            OKAY,
        ],
    ),
    "question_opened": (
        [("rep", "What happened then?", ("question.open", "What happened then?")), ("customer", STORY)],
        "What happened then?",
        [("rep", "What happened then?", ("question.open", "What happened then?")), ("customer", "Not a lot.")],
    ),
    "pitch_early": (
        [
            ("rep", "Our plan has ten seats.", ("value.feature", "Our plan has ten seats.")),
            OKAY,
            WORK,
            NEED,
        ],
        "Our plan has ten seats.",
        [NEED, ("rep", "Our plan has ten seats.", ("value.feature", "Our plan has ten seats.")), OKAY],
    ),
    "value_feature_bare": (
        [
            NEED,
            WORK,
            OKAY,
            ("rep", "It has a calendar built in.", ("value.feature", "It has a calendar built in.")),
            OKAY,
        ],
        "It has a calendar built in.",
        # Asked for.
        [
            NEED,
            WORK,
            ("customer", "What does it have?", ("question.open", "What does it have?")),
            ("rep", "It has a calendar built in.", ("value.feature", "It has a calendar built in.")),
            OKAY,
        ],
    ),
    "value_off_need": (
        [NEED, ("rep", "You save on petrol.", ("value.benefit", "You save on petrol.")), OKAY],
        "You save on petrol.",
        [
            NEED,
            ("rep", "So no invoices go astray.", ("value.benefit", "no invoices go astray", "tailored")),
            OKAY,
        ],
    ),
    "value_let_fall": (
        [
            NEED,
            ("rep", "So no bill goes astray.", ("value.benefit", "no bill goes astray")),
            ("customer", "Hm."),
            WORK,
            ("customer", "The dog wants out."),
        ],
        "no bill goes astray",
        # Resisted, which is not letting it fall.
        [
            NEED,
            ("rep", "So no bill goes astray.", ("value.benefit", "no bill goes astray")),
            ("customer", "I doubt it.", ("customer.objection", "I doubt it.")),
            WORK,
            ("customer", "The dog wants out."),
        ],
    ),
    "value_taken_in": (
        [
            NEED,
            ("rep", "So no invoices go astray.", ("value.benefit", "no invoices go astray", "tailored")),
            ("customer", "That would help.", ("customer.agreement", "That would help.")),
        ],
        "no invoices go astray",
        [
            NEED,
            ("rep", "So no invoices go astray.", ("value.benefit", "no invoices go astray", "tailored")),
            ("customer", "I doubt it.", ("customer.objection", "I doubt it.")),
        ],
    ),
    "monologue": (
        [
            ("customer", "What time could someone come?", ("question.closed", "What time could someone come?")),
            ("rep", LONG),
        ],
        LONG,
        # As long, but nobody had asked anything; it is under the limit for talk that answers no question.
        [("customer", "Go on then."), ("rep", LONG[: len(LONG) * 3 // 4])],
    ),
    "listening_reflection": (
        [
            NEED,
            (
                "rep",
                "So the post keeps eating your invoices.",
                ("listening.reflection", "So the post keeps eating your invoices."),
            ),
            OKAY,
        ],
        "So the post keeps eating your invoices.",
        [NEED, ("rep", "So, the post.", ("listening.reflection", "So, the post.")), OKAY],
    ),
    "jargon": (
        [NEED, ("rep", "We re-provision the ONT.", ("friction.jargon", "We re-provision the ONT.")), OKAY],
        "We re-provision the ONT.",
        [NEED, ("rep", "We re-provision the ONT, the box on your wall."), OKAY],
    ),
    "refusal_bare": (
        [NEED, ("rep", "That's our policy.", ("friction.refusal", "That's our policy.")), OKAY],
        "That's our policy.",
        [NEED, ("rep", "I can't, but I can send it.", ("trust.commitment", "I can send it")), OKAY],
    ),
    "advice_unasked": (
        [NEED, ("rep", "You should scan them all first."), OKAY],
        "You should scan them all first.",
        # Advice was sought.
        [
            ("customer", "What would you do?", ("question.open", "What would you do?")),
            ("rep", "You should scan them all first."),
            OKAY,
        ],
    ),
    "blame": (
        [NEED, ("rep", "You should have read it.", ("friction.blame", "You should have read it.")), OKAY],
        "You should have read it.",
        [NEED, ("rep", "We should have said so.", ("trust.ownership", "We should have said so.")), OKAY],
    ),
    "pressure": (
        [
            NEED,
            ("rep", "This price is only good today.", ("friction.pressure", "This price is only good today.")),
            OKAY,
        ],
        "This price is only good today.",
        [NEED, ("rep", "This price holds all year.", ("value.feature", "This price holds all year.", "price")), OKAY],
    ),
    "leave_asked": (
        [NEED, ("rep", "May I suggest something?", ("trust.permission", "May I suggest something?")), OKAY],
        "May I suggest something?",
        [NEED, ("rep", "May I suggest something?", ("trust.permission", "May I suggest something?", "generic")), OKAY],
    ),
    "ownership": (
        [NEED, ("rep", "That's our mistake.", ("trust.ownership", "That's our mistake.")), OKAY],
        "That's our mistake.",
        [NEED, ("rep", "That's a mistake."), OKAY],
    ),
    "candour": (
        [NEED, ("rep", "Honestly, you don't need it.", ("trust.candor", "Honestly, you don't need it.")), OKAY],
        "Honestly, you don't need it.",
        [NEED, ("rep", "Honestly, it's lovely weather."), OKAY],
    ),
    "commitment": (
        [NEED, ("rep", "I'll call you at noon.", ("trust.commitment", "I'll call you at noon.")), OKAY],
        "I'll call you at noon.",
        [NEED, ("rep", "Somebody may call."), OKAY],
    ),
    "credit": (
        [
            NEED,
            ("rep", "You kept every slip, well done.", ("rapport.affirmation", "You kept every slip, well done.")),
            OKAY,
        ],
        "You kept every slip, well done.",
        [NEED, ("rep", "Great question!", ("rapport.affirmation", "Great question!", "generic")), OKAY],
    ),
    "big_picture": (
        [
            GOAL,
            ("rep", "Your evenings are the point of it.", ("strategy.outcome", "Your evenings are the point of it.")),
            OKAY,
        ],
        "Your evenings are the point of it.",
        [GOAL, ("rep", "The point is blunt."), OKAY],
    ),
}
