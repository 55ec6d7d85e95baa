"""What several tests need: short calls, and files in a folder of their own."""

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code: speed lives in benchmarks/.
settings.register_profile("softskills", deadline=None)
settings.load_profile("softskills")

CALL = [
    ("Dana", "Good morning, Brightline support, this is Dana. How can I help you today?"),
    ("Sam", "Hi. My router keeps dropping the line every evening and I'm at the end of my rope with it."),
    ("Dana", "Oh no, I'm so sorry you've had evenings like that. What happens when it drops?"),
    ("Sam", "The whole house goes dark, the films stop, the children shout, and I can't finish my reports for work."),
    ("Dana", "So the evenings are lost to it, and your reports with them. Which lights are on when that happens?"),
    ("Sam", "Just the red one. And I've rung three times already and nobody ever called me back."),
    ("Dana", "That's our mistake, and I'll take care of this myself. May I run a test on the line while you hold on?"),
    ("Sam", "Sure, go ahead."),
    ("Dana", "Thank you. I can see it now. I'll send an engineer tomorrow morning, and I'll call you at noon myself."),
    ("Sam", "Oh that's brilliant, thank you so much. I'd like to have my evenings back, that is all I want from it."),
    ("Dana", "The engineer will move you to the new exchange, so you won't lose your evenings any more."),
    ("Sam", "Yes, let's do that. That would really help us all a lot, the children and me and the reports too."),
    ("Dana", "Is there anything else I can help you with?"),
    ("Sam", "No, that's everything for now, you have been great and I feel much better about it, thanks, bye."),
]


@pytest.fixture
def call():
    """A short service call, two voices."""
    return list(CALL)


@pytest.fixture
def call_file(tmp_path, monkeypatch):
    """The same call as a text file in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "call.txt"
    path.write_text("".join(f"{speaker}: {text}\n" for speaker, text in CALL), "utf-8")
    return path
