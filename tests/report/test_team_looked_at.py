"""The page of an archive in Chromium: looked at, sorted, searched, printed. Skipped where there is none."""

import re
import shutil
import subprocess

import pytest
from axe import violations
from team_kit import moment, tables

from softskills.report.html.team import team_page

ENTER = ("Enter", 13, "\r")
NAMES = (
    "[...document.querySelectorAll('#people-table tbody tr')].filter(e => !e.hidden).map(e => e.cells[0].textContent)"
)


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """A team of twenty, one of whom was hardly seen, as a file."""
    path = tmp_path_factory.mktemp("team") / "team.html"
    moments = [moment(), moment(kind="empathy_met", valence="best"), moment(kind="blame", turn=2)]
    failures = [{"source": "a/very/long/path/" * 5 + "x.vtt", "kind": "ReadError", "message": "the file is empty"}]
    reps = ["Ada"] + [f"Rep {n % 20:02} {'Featherstonehaugh-' * (n % 20 == 3)}" for n in range(239)]
    team_page(tables(20, 12, rep=reps, moments=moments, failures=failures), path)
    return path


@pytest.fixture
def at(browser, team):
    """The page, open at a desk by daylight."""
    browser.look()
    return browser.open(team)


def test_the_page_asks_for_nothing_and_complains_of_nothing(at):
    assert at.run("document.querySelectorAll('#people-table button').length") == 12
    assert at.asked_for == []
    assert at.complaints == []


def test_people_stand_by_name_until_a_head_is_pressed(at):
    names = at.run(NAMES)
    assert names == sorted(names)
    value = "[...document.querySelectorAll('#people-table tbody tr')].map(e => parseFloat(e.cells[5].textContent))"
    at.run("document.querySelectorAll('#people-table button')[5].focus()")
    at.press(*ENTER)
    known = [x for x in at.run(value) if x is not None]
    assert known == sorted(known)
    assert len(known) > 15
    assert at.run("document.querySelectorAll('#people-table th')[5].getAttribute('aria-sort')") == "ascending"
    at.press(*ENTER)
    known = [x for x in at.run(value) if x is not None]
    assert known == sorted(known, reverse=True)
    assert "descending" in at.run("document.getElementById('status').textContent")
    at.run("document.querySelectorAll('#people-table button')[0].click()")
    assert at.run(NAMES) == names


def test_a_name_is_found(at):
    assert at.run("document.getElementById('find').checkVisibility()")
    at.run("document.querySelector('#find input').focus()")
    for letter in "ada":
        at.press(letter, ord(letter.upper()), letter)
    assert at.run(NAMES) == ["Ada"]


def test_without_the_script_everything_is_there(browser, team):
    browser.look(script=False)
    browser.open(team)
    document = browser.send("DOM.getDocument")["root"]["nodeId"]

    def count(selector):
        return len(browser.send("DOM.querySelectorAll", nodeId=document, selector=selector)["nodeIds"])

    assert count("#people-table tbody tr") == 21
    assert count("#people-table tr.thin") >= 1
    assert count("#find[hidden]") == 1
    assert count("#people-table button") == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_window(browser, team, width):
    browser.look(width=width)
    browser.open(team)
    assert browser.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation(browser, team, width, dark):
    browser.look(width=width, dark=dark)
    browser.open(team)
    assert violations(browser) == []


def test_the_page_prints_on_a4_with_every_person(browser, team, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine: the print was not read (apt-get install poppler-utils)")
    browser.look(dark=True)
    browser.open(team)
    (tmp_path / "team.pdf").write_bytes(browser.pdf())
    told = subprocess.run(["pdfinfo", tmp_path / "team.pdf"], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in told
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "team.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    with_people = [sheet for sheet in text.split("\f") if re.search(r"^ *Rep \d\d\b", sheet, re.MULTILINE)]
    assert len(with_people) > 1
    # The last column is the one that would be cut off; its head is repeated on each sheet.
    assert all("Overall" in sheet for sheet in with_people)
    for name in browser.run(NAMES):
        assert name.split()[1 if name.startswith("Rep") else 0] in text


def test_two_hundred_reps_are_shown_soon(browser, tmp_path):
    team_page(tables(200, 20), tmp_path / "team.html")
    seconds = browser.seconds_to_show(tmp_path / "team.html")
    assert browser.run("document.querySelectorAll('#people-table tbody tr').length") == 200
    assert seconds < 20
