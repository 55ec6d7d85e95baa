"""A call as a page, and a browser to look at it."""

import sys
from pathlib import Path

import pytest

import softskills as ss

sys.path.insert(0, str(Path(__file__).parent))

from browser import CHROMIUM, Browser

HOSTILE = [
    (
        "<script>alert(1)</script>",
        'Hi </style><img src="http://evil.example/x.png" onerror="alert(2)"> & goodbye {{ 7*7 }}',
    ),
    ("Dana", "I'm so sorry 😀🏳️‍🌈, that must be really frustrating. What happens when it drops?"),
    ("שלום", "אני מאוד מתוסכל מזה, and I'm so upset \u202e about it, שלום עולם."),
    ("Dana", "x" * 5000 + " W" + "w" * 3000),
    ("Sam", "null \x00 bell \x07 half \ud83d pair"),
    ("Sam", ""),
]


@pytest.fixture
def result(call):
    """The short call, analysed."""
    return ss.analyze(call, rep="Dana", call_id="a call", tier="fast")


@pytest.fixture(scope="session")
def hostile():
    """A call that tries to break the page."""
    return ss.analyze(HOSTILE * 4, rep="Dana", call_id='<b>& "quoted"</b>', tier="fast")


@pytest.fixture(scope="session")
def sample():
    """A call with times."""
    return ss.analyze(Path(__file__).parents[2] / "corpora/samples/water-utility.vtt", tier="fast")


@pytest.fixture(scope="session")
def browser():
    """Chromium where there is one; elsewhere the test is skipped and says so."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the page was not looked at (apt-get install chromium)")
    found = Browser()
    yield found
    found.close()


@pytest.fixture(scope="session")
def page(sample, tmp_path_factory):
    """The sample call's page as a file."""
    path = tmp_path_factory.mktemp("page") / "call.html"
    sample.to_html(path)
    return path
