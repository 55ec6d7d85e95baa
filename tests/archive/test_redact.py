"""What is private is replaced, as several countries write it and as it is spoken; what is not private stays."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softskills.archive.redact import Redactor, names_of
from softskills.transcript import CallInfo, Transcript, Utterance

# What is said, and what is stored. The numbers are test numbers or made up.
WRITTEN = [
    # Cards: with spaces, hyphens, together; Visa, Mastercard, Amex test numbers.
    ("It's 4111 1111 1111 1111.", "It's [card]."),
    ("It's 5555-5555-5555-4444, expiring soon", "It's [card], expiring soon"),
    ("378282246310005 is the Amex", "[card] is the Amex"),
    # Not by the Luhn check, yet nothing one would store.
    ("It's 4111 1111 1111 1112.", "It's [account]."),
    ("the card ending 4242", "the card ending [account]"),
    # Accounts: UK, IBANs of several countries, US social security, India's PAN, UK national insurance.
    ("sort code 20-00-00 and account 55779911", "sort code [account] and account [account]"),
    ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [account] please"),
    ("GB29NWBK60161331926819", "[account]"),
    ("FR14 2004 1010 0505 0001 3M02 606", "[account]"),
    ("my social is 078-05-1120", "my social is [account]"),
    ("PAN ABCDE1234F", "PAN [account]"),
    ("insurance number QQ 12 34 56 C", "insurance number [account]"),
    ("reference is AB-4471", "reference is [account]"),
    ("policy number 4471", "policy number [account]"),
    # Phones: UK, US, Ireland, Germany, France, India, Australia, international.
    ("ring 020 7946 0958 after six", "ring [phone] after six"),
    ("ring 07700 900123", "ring [phone]"),
    ("call (212) 555-0147 now", "call [phone] now"),
    ("call 212.555.0147", "call [phone]"),
    ("555-0147 is the desk", "[phone] is the desk"),
    ("+353 1 496 0123", "[phone]"),
    ("+49 (0)30 901820", "[phone]"),
    ("C'est le 01 23 45 67 89.", "C'est le [phone]."),
    ("C'est le 01.23.45.67.89.", "C'est le [phone]."),
    ("+91 98765 43210", "[phone]"),
    ("0412 345 678", "[phone]"),
    ("0033 1 23 45 67 89", "[phone]"),
    # E-mail, written and spoken.
    ("write to dana.smith+x@mail.example.co.uk.", "write to [email]."),
    ("it's dana dot smith at example dot co dot uk thanks", "it's [email] thanks"),
    ("d a n a at example dot com", "[email]"),
    # Postal codes: UK, Ireland, US, Canada, Netherlands, Germany, Austria, Australia, Poland, Portugal, Brazil, Japan.
    ("SW1A 1AA", "[postcode]"),
    ("it's m1 1ae", "it's [postcode]"),
    ("D02 AF30 in Dublin", "[postcode] in Dublin"),
    ("Springfield, IL 62704", "Springfield, [postcode]"),
    ("62704-1234", "[postcode]"),
    ("zip code is 62704", "zip code is [postcode]"),
    ("K1A 0B1", "[postcode]"),
    ("1012 AB Amsterdam", "[postcode] Amsterdam"),
    ("Hauptstr. 5, 10115 Berlin", "Hauptstr. 5, [postcode] Berlin"),
    ("A-1010 Wien", "[postcode] Wien"),
    ("Sydney NSW 2000", "Sydney [postcode]"),
    ("ul. Prosta 1, 00-950 Warszawa", "ul. Prosta 1, [postcode] Warszawa"),
    ("1000-205 Lisboa", "[postcode] Lisboa"),
    ("01310-100 São Paulo", "[postcode] São Paulo"),
    ("〒100-0001", "[postcode]"),
]
SPOKEN = [
    ("four one one one one one one one one one one one one one one one", "[card]"),
    ("It's four, one, one, one. Yes.", "It's [number]. Yes."),
    ("four one one one um one one one one yes", "[number] yes"),
    ("oh seven seven double oh nine hundred", "[number]"),
    ("oh seven seven double oh nine hundred one two three?", "[number]?"),
    ("four one one one hundred people came", "[number] people came"),
    ("it's triple five oh one four seven thanks", "it's [number] thanks"),
    ("oh-two-oh, seven nine four six", "[number]"),
    ("nought one two three four", "[number]"),
    ("4 1 1 1 1 1 1 1", "[account]"),
    ("it is 4 1 1 1", "it is [number]"),
    ("forty one eleven twelve thirteen", "[number]"),
    ("s w one a two a a", "[code]"),
    ("it's b for one two three four five", "it's b for [number]"),
]
HARMLESS = [
    "It was nine hundred and fifty, or two thousand three hundred at most.",
    "We met on 2026-03-14 at 10:30, and again on 14/03/2026.",
    "It costs £1,250,000 or $99.99, about 12.5% more.",
    "Between 2024 and 2025 we had 1,200 callers and 43 lines.",
    "I've one or two questions, three at most.",
    "It took twenty five minutes in twenty twenty six.",
    "Page 4, version 3.1, in 15 minutes, 24/7.",
    "Meet me at the shop, dot the i and cross the t.",
    "One to one, he said. Two by four.",
    "the year 1999 was good, 2000 AD was better",
    "I paid 500. 20 days later it broke.",
    "we have 250 seats and 30 lines on 2 floors",
]


@pytest.mark.parametrize("said, stored", WRITTEN)
def test_what_is_written_in_the_formats_of_several_countries_is_replaced(said, stored):
    assert Redactor().text(said) == stored


@pytest.mark.parametrize("said, stored", SPOKEN)
def test_numbers_told_digit_by_digit_are_replaced(said, stored):
    assert Redactor().text(said) == stored


@pytest.mark.parametrize("said", HARMLESS)
def test_dates_times_money_and_ordinary_numbers_stay(said):
    assert Redactor().text(said) == said


def test_a_number_told_in_pieces_over_several_turns_is_replaced_in_all_of_them():
    turns = [
        "And the card number?",
        "oh four one",
        "yep",
        "seven seven",
        "got it",
        "nine two",
        "How many seats?",
        "two",
    ]
    stored = [turn.text for turn in Redactor((), turns).turns]
    assert stored[1] == "[number] [number] [number]"
    assert stored[3] == "[number] [number]"
    assert stored[5] == "[number] [number]"
    assert stored[7] == "two"


@pytest.mark.parametrize(
    "said, stored",
    [
        ("This is Malachy Keogh speaking.", "This is [name] speaking."),
        ("Mr Keogh, and Keogh's wife", "Mr [name], and [name]'s wife"),
        ("malachy here", "[name] here"),
        ("MALACHY!", "[name]!"),
        ("Keoghan is somebody else", "Keoghan is somebody else"),
        ("I will ask Will.", "I will ask [name]."),
    ],
)
def test_names_from_the_metadata_are_replaced_whole_and_in_part(said, stored):
    assert Redactor(("Malachy Keogh", "Will"), [said]).turns[0].text == stored


def test_names_are_taken_from_the_metadata_and_from_labels_that_are_names():
    said = [Utterance(i, who, "Hello") for i, who in enumerate(("Dana", "Customer", "SPEAKER_01", "Agent 2", "S1"))]
    call = Transcript("c", tuple(said), info=CallInfo(rep="Dana Smith", client="Acme Ltd"))
    assert names_of(call) == ("Dana Smith", "Acme Ltd", "Dana")


def test_a_firms_legal_form_is_no_name():
    assert Redactor(("Acme Ltd",)).text("Acme is a limited company, ltd") == "[name] is a limited company, ltd"


def test_the_place_of_a_span_follows_the_replacements():
    turn = Redactor((), ["My card is 4111 1111 1111 1111 and it hurts a lot."]).turns[0]
    start = turn.raw.index("it hurts")
    first, last = turn.place(start, start + len("it hurts"))
    assert turn.text[first:last] == "it hurts"
    # A span that ends within the number takes the whole replacement.
    first, last = turn.place(3, 20)
    assert turn.text[first:last] == "card is [card]"
    first, last = turn.place(18, 60)
    assert turn.text[first:last] == "[card] and it hurts a lot."


def test_a_quote_cut_short_within_a_number_gives_none_of_it_away():
    redactor = Redactor((), ["My card is 4111 1111 1111 1111 and it hurts."])
    assert "41" not in redactor.quoted('"My card is 4111 11…" is followed by business')
    assert "1111" not in redactor.quoted("gathers '1111', 'hurts' from 2 turns")


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_any_text_is_taken_and_spans_stay_within_it(text):
    turn = Redactor(("Dana",), [text]).turns[0]
    for start in range(0, len(text) + 1, 7):
        for stop in range(start, len(text) + 1, 11):
            first, last = turn.place(start, stop)
            assert 0 <= first <= last <= len(turn.text)
    assert turn.place(0, len(text)) == (0, len(turn.text))


@given(
    st.lists(st.sampled_from("0123456789"), min_size=9, max_size=19), st.sampled_from(["", " ", "-"]), st.integers(2, 5)
)
@settings(max_examples=150)
def test_no_long_number_gets_through_however_it_is_grouped(digits, between, size):
    number = between.join("".join(digits[i : i + size]) for i in range(0, len(digits), size))
    stored = Redactor().text(f"so it is {number} then")
    assert not re.search(r"\d{3}", stored), stored


def test_a_very_long_turn_takes_linear_time():
    import time

    def cost(n):
        text = "a.b-c'd " * n + "1 2 3 " * n + "x at y dot " * n
        clock = time.process_time()
        Redactor(("Dana",), [text]).turns  # noqa: B018
        return time.process_time() - clock

    cost(100)
    assert cost(8_000) < 40 * max(cost(1_000), 0.005)


def test_a_reason_that_lists_words_of_a_private_thing_tells_none_of_it():
    redactor = Redactor(
        texts=["It's SW1A 1AA, sort code 20-00-00, write to muriel.smith@example.com, or muriel at example dot com."]
    )
    said = "opens with 'so' and says back '1aa', 'sw1a', 'muriel', 'smith', '20', 'friday'; 20 minutes"
    assert redactor.quoted(said) == (
        "opens with 'so' and says back '[number]', '[number]', '[number]', '[number]', '[number]', 'friday'; 20 minutes"
    )
