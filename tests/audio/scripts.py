"""What is said in the calls that espeak-ng speaks, by whom, and with which pauses."""

from dataclasses import dataclass
from typing import Literal

# Who speaks (0 the rep, 1 the customer), the pause after whoever spoke last (negative: over his last words), the words.
Line = tuple[int, float, str]
BOILER: tuple[Line, ...] = (
    (0, 0.8, "Good morning, this is Dana from Northside Heating. How can I help you today?"),
    (1, 0.7, "Hi, I am calling because our boiler stopped working again last night."),
    (0, 0.6, "I am sorry to hear that. What happened just before it stopped?"),
    (1, 1.2, "Well, it made a loud knocking noise, and then the water went cold. We have two small children here."),
    (0, 0.5, "That sounds stressful with small children in the house. When did you first notice the noise?"),
    (1, 0.9, "I think it started on Monday. Nobody called me back about it, and I had to wait for three days."),
    # Begun a second before she stops.
    (0, -1.0, "Let me stop you there, because I want to put this right. Which model do you have?"),
    (1, 0.8, "It is the small white one in the kitchen."),
    (0, 0.6, "Thank you. Please give me a moment while I look up your account and the history of the repairs."),
    # Dead air before his next words.
    (0, 11.5, "Thank you for waiting. I can see that the pump was replaced in October. Is that right?"),
    (1, 0.8, "Yes, that is right. The man who came said it would last for years."),
    (0, 0.7, "I can send an engineer to you this afternoon between two and four. Would that work for you?"),
    (1, 1.0, "Yes, this afternoon works. How much is it going to cost us this time?"),
    (0, 0.5, "There is no charge, because the repair is still under warranty. I will also call you tomorrow morning."),
    (1, 0.6, "That would be great. Thank you so much for your help."),
    (0, 0.5, "You are welcome. Is there anything else that I can do for you today?"),
    (1, 0.7, "No, that is everything. Goodbye."),
    (0, 0.4, "Thank you for calling. Goodbye."),
)
BAKERY: tuple[Line, ...] = (
    (1, 1.3, "Hello, is that the accounts department?"),
    (0, 1.1, "It is. You are speaking with Morgan. Who am I talking to, please?"),
    (1, 0.35, "My name is Priya, I run the bakery on Castle Street. Our invoice looks wrong again."),
    (0, 1.6, "Oh dear, again? Let me see what went wrong. Could you read me the number at the top of the page?"),
    (1, 2.4, "Yes. Four, seven, one, nine, two."),
    (0, 0.9, "Thank you. So you were charged for eleven sacks of flour, and only nine of them ever arrived?"),
    (1, 0.45, "Exactly. And it is the third month in a row, so I am getting quite tired of these conversations."),
    (0, 0.8, "I would be tired of it as well. What I can offer you is a credit on your next order, and if you like"),
    # Begun 1.2 s before he stops.
    (1, -1.2, "No, sorry, I do not want another credit. I want the money back on my card."),
    (0, 1.5, "That is fair. I will refund the two sacks today. Shall I send the receipt to the same address?"),
    (1, 0.6, "Please do. How long does it usually take?"),
    # Dead air before his next words.
    (0, 8.5, "I have just asked my colleague. It takes three working days. What else has been bothering you?"),
    (1, 0.7, "Only that nobody picks up the telephone before ten, and we start baking at four in the morning."),
    (0, 0.4, "I hear you. I will give you my own number, and I am here from six. Would that help?"),
    (1, 0.5, "It would help a lot. That is kind of you."),
    (0, 0.9, "My pleasure. Have a good day, Priya."),
    (1, 0.3, "You too. Bye."),
)
HOTEL: tuple[Line, ...] = (
    (0, 0.9, "Reservations, good afternoon. Which of our hotels are you calling about?"),
    (1, 0.8, "The one by the harbour. I have a booking for Friday, and something about it looks odd."),
    (0, 0.6, "I am happy to check that. What is it that looks odd to you?"),
    (1, 1.4, "Two things, in fact. The room is for one person, although we are three. Then there is the price."),
    (0, 0.7, "Ah, I see. Under which name did you make the booking?"),
    (1, 0.5, "Fitzgerald. It should be just below the first of the month."),
    # Dead air before her next words.
    (0, 7.2, "Found it. You are right, the computer put you into a single. How did you book, by telephone or online?"),
    (1, 0.9, "On your website, of course. It crashed twice, so perhaps that is where it went wrong, and I was"),
    # Begun 0.9 s before he stops.
    (0, -0.9, "Sorry to cut in, but the website was broken that evening. It was our mistake, not yours."),
    (1, 1.1, "Good to know. What can you do about the price?"),
    (0, 0.8, "The family room is forty more. Because this was our fault, you will pay what you saw. Is that fine?"),
    (1, 0.6, "Perfect. Does it have a cot for the little one?"),
    (0, 0.5, "It does not yet, but I will have one carried up before you come. Shall I also keep a parking space?"),
    (1, 1.3, "Please. We get there rather late, close to ten."),
    (0, 0.6, "Then I will leave a note at the desk. You will have a new confirmation within the hour."),
    (1, 0.4, "Thanks ever so much. Until Friday."),
    (0, 0.5, "We look forward to it. Safe travels."),
)
LAPTOP: tuple[Line, ...] = (
    (0, 0.5, "Thanks for calling support, you are through to Chris. What seems to be the trouble?"),
    (1, 0.9, "My laptop will not switch on. It was well on Sunday, and since then there is nothing but a click."),
    (0, 0.7, "That must be a nuisance. Do any lights come on when you plug it in?"),
    (1, 1.8, "A small orange one, at the side. It blinks, I think, five times."),
    (0, 0.4, "Five times usually means that the battery is too cold or too old. How old is the machine?"),
    (1, 0.6, "I bought it in spring, three years ago. My sister has the same, and hers has never had a fault."),
    (0, 1.2, "Okay. Let us try something together. Take the plug out, and hold the power button for half a minute."),
    # Dead air before her next words.
    (1, 9.4, "Done. And now?"),
    (0, 0.5, "Now put the plug back and press it once. What do you see?"),
    (1, 2.2, "Hang on. Yes! The screen is lit, it says it is checking the disk. Have I lost my photographs? I had"),
    # Begun 1.1 s before she stops.
    (0, -1.1, "No, no, do not worry, they are all still there. It only looks for mistakes and mends them."),
    (1, 0.7, "What a relief. So what should I do about the battery?"),
    (0, 0.9, "I can post you a new one, which takes a week, or the shop in your town has it. Which suits you better?"),
    (1, 0.5, "The shop. I pass it each morning, so it is no trouble at all."),
    (0, 0.6, "Good choice. I have put one aside under your number. Anything else that I can help with?"),
    (1, 0.4, "No, that was it. Cheers, bye."),
)


@dataclass(frozen=True)
class Script:
    """What is said, by which voices, at which speed (words a minute), what is heard besides, what a side murmurs.

    A murmur is: who, after which line it begins, how far into it, and the words.
    """

    name: str
    lines: tuple[Line, ...]
    voices: tuple[str, str]
    speed: int
    crowd: tuple[str, ...]
    mains_hz: float
    seed: int
    murmur: tuple[int, int, float, str] | None = None


Noise = Literal["none", "white", "babble", "hum"]
NOISES: tuple[Noise, ...] = ("none", "white", "babble", "hum")
_CROWD = ("en-us+m4", "en+f1", "en-us+f5", "en-gb-scotland+m8", "en-us+m2", "en+f2")
_OTHER_CROWD = ("en-gb-x-rp+m6", "en-us+f3", "en-029+f1", "en-us-nyc+m4", "en-gb-x-gbcwmd+f2", "en+m8")

# The detector's thresholds were set while looking at these, with their noises.
A = Script("A", BOILER, ("en-us+m3", "en+f3"), 150, _CROWD, 60.0, 7, (1, 8, 2.0, "okay"))
B = Script("B", BAKERY, ("en-gb-scotland+m7", "en-us+f4"), 170, _CROWD, 60.0, 8)
A2 = Script("A2", BOILER, ("en-us+f1", "en-gb-scotland+m4"), 185, _CROWD, 60.0, 9)
B2 = Script("B2", BAKERY, ("en+m6", "en-gb-x-gbcwmd+f4"), 140, _CROWD, 60.0, 10)
# Nothing was set while looking at these: other voices, slower and faster, other words, another crowd and another hum.
C = Script("C", HOTEL, ("en-gb-x-rp+f2", "en-us-nyc+m1"), 130, _OTHER_CROWD, 50.0, 21)
D = Script("D", LAPTOP, ("en-029+m5", "en-gb-x-gbclan+linda"), 195, _OTHER_CROWD, 50.0, 22, (1, 6, 2.5, "mhm"))
# And the same words by other voices yet: how the detector does among other voices was last changed after C and D.
E = Script("E", HOTEL, ("en-us-nyc+m2", "en-gb-scotland+f5"), 165, _OTHER_CROWD, 50.0, 23)
F = Script("F", LAPTOP, ("en+f4", "en-us+m6"), 150, _OTHER_CROWD, 50.0, 24, (1, 6, 2.5, "mhm"))
