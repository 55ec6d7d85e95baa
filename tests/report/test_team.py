"""The page of an archive: what stands on it, from made-up tables and from an archive that was scored."""

import re
import time
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from team_kit import moment, tables

import softskills as ss
from softskills.archive.overview import read_tables
from softskills.cli import main
from softskills.errors import ArchiveError, OptionError, SoftskillsError
from softskills.report.html.team import team_page, team_report
from softskills.report.html.team.figures import figures
from softskills.report.html.team.pictures import limits, trend
from softskills.report.html.team.practice import advice, kinds, practices, reach, weakest
from softskills.report.html.team.quality import contacts, failed, lacks

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}'
DAYS = ["2026-01-05", "2026-02-09", "2026-03-14"]


class Page(HTMLParser):
    """Words by section, table rows, and every tag with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.words, self.tags, self.section = {}, [], "head"
        self.skipping = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.skipping += tag in ("style", "script")
        if tag == "section":
            self.section = dict(attrs)["id"]
        elif tag == "footer":
            self.section = tag

    def handle_endtag(self, tag):
        self.skipping -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.skipping:
            self.words[self.section] = f"{self.words.get(self.section, '')} {data}"

    def says(self, section):
        return " ".join(self.words[section].split())


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """Three calls of two reps, scored by the rules; a fourth file is no call."""
    from softskills.archive.run import score

    root = tmp_path_factory.mktemp("team")
    turns = [
        ("Agent", "Good morning, Brightline support. How can I help you today?"),
        ("Customer", "My router keeps dropping the line every evening and I'm so upset, I could cry, really. " * 4),
        ("Agent", "What is the number on your bill? It must be your own cables, you should have checked them. " * 4),
        ("Customer", "I've rung three times already and nobody ever called me back about any of it at all. " * 3),
        (
            "Agent",
            "So the evenings are lost to it. I'll send an engineer tomorrow and I'll call you at noon myself. " * 3,
        ),
    ]
    for rep, client, day in (("Ada", "Acme", DAYS[0]), ("Ada", "Acme", DAYS[1]), ("Bo", "Elm", DAYS[2])):
        path = root / "calls" / "north" / rep / f"{day}_{client}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{who}: {text.strip()}\n" for who, text in turns), "utf-8")
    (root / "calls" / "north" / "Bo" / "2026-03-20_Elm.txt").write_text("", "utf-8")
    score(str(root / "calls"), str(root / "out"), pattern="{team}/{rep}/{date}_{client}.txt", tier="rules", workers=0)
    return root / "out"


def test_a_scored_archive_becomes_a_page(scored, tmp_path):
    text = team_report(scored, tmp_path / "team.html")
    assert (tmp_path / "team.html").read_text("utf-8") == text
    page = Page(text)
    assert "2026-01-05 to 2026-03-14" in page.says("head")
    assert "rules alone" in page.says("head")
    assert re.search(r"Ada north 2 thin", page.says("people"))
    assert re.search(r"Bo north 1 thin", page.says("people"))
    assert "There is too little to go by" in page.says("train")
    assert "ReadError" in page.says("data")
    assert "2026-03-20_Elm.txt" in page.says("data")
    assert "not for employment decisions" in page.says("limits")


def test_the_command_writes_the_page_or_prints_it(scored, tmp_path):
    run = CliRunner()
    done = run.invoke(main, ["report", str(scored), "-o", str(tmp_path / "team.html")])
    assert (done.exit_code, done.output) == (0, "")
    printed = run.invoke(main, ["report", str(scored)])
    assert printed.output == (tmp_path / "team.html").read_text("utf-8")


def test_the_command_says_in_one_line_what_is_wrong(scored, tmp_path):
    run = CliRunner()
    for wrong, says in (
        ([str(tmp_path)], "there are no scores here"),
        ([str(scored), "--since", "yesterday"], "is no date"),
        ([str(scored), "--where", "nonsense"], "no test"),
        ([str(scored), "--as-of", "soon"], "is no date"),
        ([str(scored), "-o", str(tmp_path / "none" / "team.html")], "cannot write"),
    ):
        done = run.invoke(main, ["report", *wrong])
        assert done.exit_code == 1
        assert says in done.stderr
        assert done.stderr.count("\n") == 1


def test_errors_are_typed(tmp_path, scored):
    with pytest.raises(ArchiveError):
        team_report(tmp_path)
    with pytest.raises(OptionError):
        team_report(scored, as_of="soon")
    with pytest.raises(SoftskillsError):
        team_report(scored, tmp_path / "none" / "team.html")


def test_a_damaged_part_is_named(scored, tmp_path):
    import shutil

    shutil.copytree(scored, tmp_path / "out")
    part = next((tmp_path / "out" / "moments").glob("*.parquet"))
    part.write_bytes(b"PAR1 nothing")
    with pytest.raises(ArchiveError, match=part.name):
        team_report(tmp_path / "out")


def test_a_period_leaves_calls_out_and_says_so(scored):
    text = Page(team_report(scored, since="2026-02-01", until="2026-03-01"))
    assert "from 2026-02-01, before 2026-03-01" in text.says("head")
    assert "Ada" in text.says("people")
    assert "Bo" not in text.says("people")


def test_a_period_without_calls_gives_a_page_that_says_so(scored):
    page = Page(team_report(scored, since="2030-01-01"))
    assert "no call passes the tests" in page.says("head")
    assert "Nobody was taken as a rep" in page.says("people")


def test_people_stand_in_order_of_name_with_score_range_and_evidence():
    found = tables(3, 12)
    page = Page(team_page(found))
    said = page.says("people")
    assert said.index("Rep 000") < said.index("Rep 001") < said.index("Rep 002")
    line = figures(found).people[0]
    listening = line.scores[[skill.name for skill in found.card.skills].index("listening")]
    assert line.evidence == "solid"
    assert 0 <= listening.low < listening.value < listening.high <= 100
    assert f"{listening.value:.0f} {listening.low:.0f} to {listening.high:.0f}" in said


def test_the_people_table_says_what_the_profile_verb_says(scored):
    from softskills.archive.pooled import profile_archive

    frame = profile_archive(str(scored)).frame.set_index("rep")
    for line in figures(read_tables(str(scored))).people:
        for skill, score in zip(ss.framework("softskills").skills, line.scores, strict=True):
            wanted = frame.loc[line.name, f"skill_{skill.name}"]
            assert score.value == pytest.approx(wanted, nan_ok=True)


def test_a_score_of_a_person_without_a_range_is_not_shown():
    """One rep with one call: nothing says how much another call would differ."""
    page = Page(team_page(tables(1, 1)))
    cells = page.says("people").split("Rep 000")[1]
    assert "–" in cells
    assert not re.search(r"\d+ to \d+", cells)


def test_what_was_not_observed_is_a_dash_and_no_nought():
    found = tables(2, 12, n_opportunities=0.0, n_met=0.0, n_met_or_half=0.0, n_empathy=0.0)
    score = figures(found).people[0].scores[[skill.name for skill in found.card.skills].index("empathy")]
    assert not score.known
    assert "no occasion" in Page(team_page(found)).says("skills")


def test_months_stand_in_order_and_a_gap_breaks_the_line():
    days = ["2026-01-03", "2026-02-03", "2026-04-03", "2026-05-03"] * 9
    found = figures(tables(1, 36, date=days))
    assert [line.name for line in found.months] == ["2026-01", "2026-02", "2026-04", "2026-05"]
    one = found.skills[0]
    assert len(trend(one, limits(found.skills)).lines) == 2
    assert "Jan 2026" in trend(one, limits(found.skills)).says


def test_one_month_is_no_trend():
    found = figures(tables(1, 12, date="2026-01-03"))
    assert trend(found.skills[0], limits(found.skills)) is None


def test_what_to_train_is_the_lowest_with_what_holds_it_down_and_what_to_try():
    found = tables(4, 12, n_heard=0.0, n_reflections=0.0, n_uptake=0.0, n_informing=30.0, moments=[moment()])
    pooled = figures(found)
    able = {one.skill.title: one.whole.value for one in pooled.skills if one.skill.items and one.whole.known}
    got = practices(found, pooled)
    assert [one.title for one in got] == sorted(able, key=able.get)[:3]
    listening = next(one for one in got if one.title == "Listening")
    assert "turns that use the customer's words" in [low.says for low in listening.lows]
    assert "say it back" in listening.keep.lower()


def test_a_skill_that_is_made_of_others_is_not_trained():
    assert "Overall" not in [one.title for one in practices(tables(), figures(tables()))]


def test_general_advice_needs_nothing_of_a_call():
    from softskills.coaching import KINDS

    said = {kind: advice(kind) for kind in KINDS}
    assert not [kind for kind, text in said.items() if "{" in text]
    assert said["empathy_met"] == "The feeling first, then the next step."
    assert "That can't be easy" not in said["refusal_bare"]


def test_reach_finds_the_value_on_bands_that_rise_and_fall():
    assert reach([(0, 100), (10, 0)], 75) == 2.5
    assert reach([(0, 0), (1, 50)], 75) != reach([(0, 0), (1, 50)], 75)


def test_a_weak_moment_is_shown_without_the_name():
    found = tables(moments=[moment(), moment(kind="empathy_met", valence="best", quote="That is hard.")])
    page = Page(team_page(found))
    strong, weak = page.says("moments").split("△ Weakest")
    assert "Rep 000" in strong
    assert "Rep 000" not in weak
    assert "Can I have the number on the bill?" in weak


def test_an_archive_without_words_shows_moments_without_them():
    found = tables(words="none", moments=[moment(quote=None, why=None, suggestion=None)])
    page = Page(team_page(found))
    assert "holds no words" in page.says("moments")
    assert "feeling went by" in page.says("moments")
    assert weakest(found)[0].quote == ""
    assert "blockquote" not in [tag for tag, _ in page.tags]


def test_moments_are_of_different_kinds_before_one_comes_twice():
    often = [moment(turn=n, weight=2.0) for n in range(9)] + [moment(kind="blame", turn=1, weight=0.5)]
    found = tables(moments=often)
    assert {one.title for one in weakest(found)} == {"a feeling went by", "the fault put elsewhere"}
    assert [(one.kind, one.n) for one in kinds(found)] == [("empathy_missed", 9), ("blame", 1)]


def test_an_overdue_client_is_named_with_rhythm_and_silence():
    days = ["2026-01-01", "2026-01-11", "2026-01-21", "2026-03-31"]
    found = contacts(tables(1, 4, date=days, client=["Acme", "Acme", "Acme", "Elm"]))
    assert [(one.client, one.every, one.since) for one in found.due] == [("Acme", 10, 69)]
    assert (found.n_pairs, found.n_rhythm, found.n_overdue) == (2, 1, 1)
    early = contacts(tables(1, 4, date=days, client=["Acme", "Acme", "Acme", "Elm"]), "2026-01-25")
    assert not early.due


def test_each_rep_has_the_clients_counted_by_level_and_a_rep_without_named_clients_is_not_seen():
    found = tables(
        3,
        3,
        client=["Acme", "Elm", "Oak", "Acme", "Acme", "Acme", None, None, None],
        date=DAYS * 3,
        contacts={
            "n_offers": [1, 1, 0, 1, 0, 0],
            "n_needs": [0, 2, 0, 0, 1, 0],
            "n_needs_met": [0, 1, 0, 0, 1, 0],
            "n_feelings": [2, 0, 1, 0, 0, 1],
            "n_feelings_met": [1, 0, 0, 0, 0, 1],
        },
    )
    got = contacts(found)
    assert [(one.rep, one.n_felt, one.n_understood, one.n_offered, one.n_none) for one in got.levels] == [
        ("Rep 000", 1, 1, 0, 1),
        ("Rep 001", 1, 0, 0, 0),
        ("Rep 002", 0, 0, 0, 0),
    ]
    assert [(one.n_up, one.n_down) for one in got.levels] == [(0, 0), (1, 0), (0, 0)]
    said = Page(team_page(found)).says("clients")
    assert "Rep 000 3 1 1 0 1 – –" in said
    assert "Rep 001 1 1 0 0 0 1 0" in said
    assert "Rep 002 not seen: no call names the client" in said
    assert "Of all pairs, 2 are on level 3, 1 on level 2 and 0 on level 1; with 1 nothing of the kind was heard" in said


def test_without_any_named_client_levels_are_not_seen():
    said = Page(team_page(tables(2, 2, client=None))).says("clients")
    assert "Levels of relationship: not seen" in said
    assert "level 3" not in said


def test_what_calls_lack_is_counted():
    confidence = [0.5, 0.7, 0.9, 1.0]
    found = tables(1, 4, role_confidence=confidence, date=[None, *DAYS], client=None, enough=[False, True, True, True])
    got = {lack.says.split(" (")[0]: (lack.n, lack.of) for lack in lacks(found)}
    assert got == {
        "have roles that are a guess": (2, 4),
        "say too little to be scored": (1, 4),
        "have no times": (4, 4),
        "have no date": (1, 4),
        "name no client": (4, 4),
    }


def test_failures_stand_by_kind_with_the_commonest_message():
    rows = [{"source": f"{n}.txt", "kind": "ReadError", "message": "empty" if n else "binary"} for n in range(3)]
    got = failed(tables(failures=[*rows, {"source": "x.vtt", "kind": "crash", "message": "boom"}]))
    assert [(one.kind, one.n, one.message) for one in got] == [("ReadError", 3, "empty"), ("crash", 1, "boom")]


def test_hostile_names_and_words_are_shown_as_they_are():
    found = tables(
        2,
        3,
        rep=EVIL,
        team=[EVIL, "x"] * 3,
        client=EVIL,
        date=DAYS * 2,
        name=EVIL,
        call_id=[f"{EVIL}{n}" for n in range(6)],
        moments=[moment(call_id=f"{EVIL}0", quote=EVIL, why=EVIL, suggestion=EVIL)],
        failures=[{"source": EVIL, "kind": EVIL, "message": EVIL, "hint": EVIL}],
    )
    page = Page(team_page(found))
    assert [tag for tag, _ in page.tags if tag == "img"] == []
    assert len([tag for tag, _ in page.tags if tag == "script"]) == 1
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    for section in ("head", "people", "moments", "data"):
        assert "<script>alert(1)</script>" in page.says(section)
    assert "{{ 7*7 }}" in page.says("moments")


def test_the_page_is_one_file_under_a_strict_policy():
    text = team_page(tables(moments=[moment()]))
    page = Page(text)
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not [attrs for _, attrs in page.tags if "style" in attrs or "src" in attrs]
    assert not re.search(r"https?://", text)
    assert [attrs["href"] for tag, attrs in page.tags if tag in ("a", "link") and attrs["href"][:1] not in "#"] == [
        "data:,"
    ]


def test_ids_are_unique_and_links_lead_somewhere():
    page = Page(team_page(tables(moments=[moment()])))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for tag, attrs in page.tags if tag == "a"} <= set(ids)


@pytest.mark.parametrize("card", ["crisara-five", "trusted-advisor-six", "conversation-stats", "miti"])
def test_every_scorecard_has_a_page(scored, card):
    page = Page(team_report(scored, framework=card))
    assert ss.framework(card).title in page.says("head")
    assert "Ada" in page.says("people")


def test_two_hundred_reps_and_twenty_thousand_calls_are_a_small_page():
    """The page grows with people, not with calls."""
    found = tables(200, 100)
    started = time.process_time()
    text = team_page(found)
    assert time.process_time() - started < 60
    assert len(text.encode()) < 1_500_000
    assert len(team_page(tables(200, 10)).encode()) > 0.8 * len(text.encode())
