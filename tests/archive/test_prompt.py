"""The verbs at the prompt: exit codes, what is printed, and the pooled profiles."""

import json

import pandas as pd
import pytest
from archive_kit import call_text, score, table
from click.testing import CliRunner

import softskills as ss
from softskills.archive.pooled import compare_archives, profile_archive
from softskills.cli import main
from softskills.errors import ArchiveError, OptionError


@pytest.fixture
def prompt():
    def run(*arguments):
        if arguments[0] == "score":
            arguments = (*arguments, "--tier", "rules")
        return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)

    return run


@pytest.fixture
def scored(archive, tmp_path):
    """The archive, scored with what its paths say."""
    score(archive, tmp_path / "out", workers=0, shard_calls=4, pattern="{team}/{date}_{client}_*.txt")
    return tmp_path / "out"


def test_all_scored_is_0_some_failed_is_3_nothing_usable_is_1_and_usage_is_2(archive, tmp_path, prompt):
    done = prompt("score", archive, "-o", tmp_path / "out", "--workers", "0")
    assert (done.exit_code, done.stdout.startswith("20 calls scored, ")) == (0, True)
    (archive / "bad.txt").write_text("", "utf-8")
    done = prompt("score", archive, "-o", tmp_path / "out", "--workers", "0")
    assert done.exit_code == 3
    assert f"1 call failed; it is listed in {tmp_path / 'out'}/failures" in done.stderr
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "bad.txt").write_text("", "utf-8")
    assert prompt("score", bad, "-o", tmp_path / "none", "--workers", "0").exit_code == 1
    assert prompt("score", tmp_path / "missing", "-o", tmp_path / "none2", "--workers", "0").exit_code == 1
    assert prompt("score", archive).exit_code == 2


def test_fail_fast_is_3_and_says_what_the_same_command_would_do_again(archive, tmp_path, prompt):
    (archive / "a.txt").write_text("", "utf-8")
    fast = ("score", archive, "-o", tmp_path / "out", "--workers", "0", "--shard-calls", "4")
    for _ in range(2):
        done = prompt(*fast, "--fail-fast")
        assert done.exit_code == 3
        assert "mend the call and run the same command again, or leave out --fail-fast" in done.stderr
    assert prompt(*fast).exit_code == 3
    (archive / "a.txt").write_text(call_text(1), "utf-8")
    assert prompt(*fast, "--fail-fast").exit_code == 0


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--framework", "nosuch", "there is no framework 'nosuch'"),
        ("--pattern", "{nosuch}", "unknown field"),
        ("--model", "/nowhere", "no model there"),
        ("--speakers", "/nowhere.toml", "/nowhere.toml"),
    ],
)
def test_settings_that_cannot_be_are_wrong_usage_and_write_nothing(archive, tmp_path, prompt, option, value, says):
    done = prompt("score", archive, "-o", tmp_path / "out", option, value)
    assert done.exit_code == 2
    assert says in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("by", ["rep", "client", "month", "call", "role"])
def test_tests_that_no_call_passes_leave_an_empty_table_with_its_heads(scored, tmp_path, prompt, by):
    nobody = ("profile", scored, "--where", "client=nobody", "--by", by)
    shown = prompt(*nobody)
    assert (shown.exit_code, shown.stdout.split()) == (0, [by, "calls"])
    assert "no call passes the tests" in shown.stderr
    first = "call_id" if by == "call" else by
    assert prompt(*nobody, "--format", "csv").stdout.startswith(f"{first},")


def test_progress_as_json_lines_ends_with_the_counts(archive, tmp_path, prompt):
    done = prompt("score", archive, "-o", tmp_path / "out", "--workers", "0", "--json-progress", "--shard-calls", "4")
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert {event["event"] for event in events[:-1]} == {"progress"}
    assert [event["files"] for event in events[:-1]] == sorted(event["files"] for event in events[:-1])
    assert events[-2]["files"] == events[-2]["files_total"] == 20
    assert (events[-1]["event"], events[-1]["n_calls"], events[-1]["complete"]) == ("end", 20, True)


def test_plain_lines_say_how_far_it_is(archive, tmp_path, prompt):
    done = prompt("score", archive, "-o", tmp_path / "out", "--workers", "0")
    assert done.stderr.splitlines()[-1].startswith("20 of 20 files, 20 calls, ")


def test_no_text_keeps_no_word_of_any_call(archive, tmp_path, prompt):
    (archive / "unlabelled.txt").write_text("the secret word is xylophone and nobody is named here\n", "utf-8")
    done = prompt("score", archive, "-o", tmp_path / "out", "--workers", "0", "--no-text", "--utterances")
    assert done.exit_code == 3
    out = tmp_path / "out"
    for name, column in (("tags", "text"), ("tags", "why"), ("moments", "quote"), ("utterances", "text")):
        found = table(out, name)
        assert len(found)
        assert found[column].isna().all()
    stored = "\n".join(
        table(out, name).astype(str).to_csv() for name in ("profiles", "tags", "moments", "failures", "utterances")
    )
    for word in ("xylophone", "router", "evenings", "engineer", "ticket"):
        assert word not in stored
    assert table(out, "failures")["message"][0].startswith("no speaker labels found")


def test_redact_leaves_no_planted_secret_in_any_table_and_changes_no_number(tmp_path, prompt):
    root = tmp_path / "calls"
    root.mkdir()
    secrets = ["4111 1111 1111 1111", "07700 900123", "mal@example.com", "SW1A 1AA", "four one one one two two"]
    for i, secret in enumerate(secrets):
        text = (
            call_text(i)
            .replace("ticket", f"for Malachy Keogh, {secret}, and I'm so upset about")
            .replace("Is there anything else", f"And {secret}, I'm so sorry Mr Keogh. Is there anything else")
        )
        (root / f"c{i}.txt").write_text(text.replace("Customer:", "Malachy Keogh:"), "utf-8")
    prompt("score", root, "-o", tmp_path / "raw", "--workers", "0", "--utterances")
    prompt("score", root, "-o", tmp_path / "out", "--workers", "0", "--utterances", "--redact")
    raw, out = tmp_path / "raw", tmp_path / "out"
    stored = "\n".join(
        table(out, name).drop(columns="speaker", errors="ignore").astype(str).to_csv()
        for name in ("profiles", "tags", "moments", "failures", "utterances")
    )
    for secret in (*secrets, "4111", "900123", "Keogh", "Malachy"):
        assert secret not in stored, secret
    assert "[card]" in stored
    assert "[name]" in stored
    numbers = table(raw, "profiles").drop(columns="warnings")
    pd.testing.assert_frame_equal(numbers, table(out, "profiles").drop(columns="warnings"))
    turns = table(out, "utterances").set_index(["call_id", "turn"])["text"]
    for tag in table(out, "tags").itertuples():
        assert turns[tag.call_id, tag.turn][tag.start : tag.stop] == tag.text


def test_pooling_an_archive_is_pooling_its_calls(archive, scored):
    calls = [
        ss.analyze(path, tier="rules", call_id=path.relative_to(archive).as_posix())
        for path in sorted(archive.rglob("*.txt"))
    ]
    direct = ss.profile(calls, by="role", tier="rules").set_index("role")
    pooled = profile_archive(str(scored), by="role", role="all").frame.set_index("role")
    pd.testing.assert_frame_equal(pooled, direct.loc[pooled.index][list(pooled.columns)])
    assert pooled.loc["rep", "n_calls"] == 20
    assert pooled.loc["rep", "open_share_low"] < pooled.loc["rep", "open_share_high"]


def test_another_scorecard_scores_the_same_counts(scored):
    found = profile_archive(str(scored), by="team", framework="conversation-stats").frame
    own = profile_archive(str(scored), by="team").frame
    assert list(found["n_questions"]) == list(own["n_questions"])
    assert [name for name in found if name.startswith("skill_")] != [name for name in own if name.startswith("skill_")]


@pytest.mark.parametrize("by, groups", [("team", 2), ("client", 4), ("month", 3), ("rep", 1), ("call", 20)])
def test_profiles_by_what_is_known_of_the_calls(scored, by, groups):
    found = profile_archive(str(scored), by=by).frame
    assert len(found) == groups
    assert found["n_calls"].sum() == 20


def test_since_until_and_where_choose_calls(scored):
    everything = profile_archive(str(scored), by="month").frame.set_index("month")["n_calls"]
    since = profile_archive(str(scored), by="month", since="2026-02-01").frame
    assert list(since["month"]) == ["2026-02", "2026-03"]
    until = profile_archive(str(scored), by="month", until="2026-02-01").frame
    assert list(until["n_calls"]) == [everything["2026-01"]]
    assert list(profile_archive(str(scored), by="team", where=["team=team1"]).frame["team"]) == ["team1"]
    nobody = profile_archive(str(scored), where=["n_turns_call>100"])
    assert len(nobody.frame) == 0
    assert "no call passes" in str(nobody.notices[0])


@pytest.mark.parametrize(
    "settings, told",
    [
        ({"where": ["colour=red"]}, "'colour' is no column"),
        ({"where": ["team"]}, "'team' is no test"),
        ({"where": ["n_words=many"]}, "compared with 'many'"),
        ({"since": "yesterday"}, "'yesterday' is no date"),
        ({"by": "moon"}, "by='moon' is not known"),
    ],
)
def test_a_wrong_test_date_or_grouping_is_one_line(scored, settings, told):
    with pytest.raises(OptionError, match=told):
        profile_archive(str(scored), **settings)


def test_calls_without_a_date_are_said_to_be_left_out(archive, tmp_path):
    score(archive, tmp_path / "out", workers=0)
    found = profile_archive(str(tmp_path / "out"), since="2026-01-01")
    assert "20 rows have no date" in str(found.notices[0])


def test_before_and_after_a_day_differ_by_the_change(scored):
    found = compare_archives(str(scored), at="2026-02-01", by="team").frame
    one = profile_archive(str(scored), by="team", until="2026-02-01").frame.set_index("team")
    two = profile_archive(str(scored), by="team", since="2026-02-01").frame.set_index("team")
    talk = found[found["measure"] == "open_share"].set_index("team")
    assert list(talk["n_calls_before"]) == list(one["n_calls"])
    assert list(talk["n_calls_after"]) == list(two["n_calls"])
    change = two["open_share"] - one["open_share"]
    pd.testing.assert_series_equal(talk["difference"], change, check_names=False)
    assert list(compare_archives(str(scored), at="2026-02-01", by="all").frame.columns[:2]) == ["measure", "kind"]
    with pytest.raises(OptionError, match="a second archive"):
        compare_archives(str(scored))
    with pytest.raises(OptionError, match="no calls of a rep"):
        compare_archives(str(scored), at="2026-02-01", where=["team=nobody"])


def test_what_is_no_scored_archive_is_said_to_be_none(tmp_path):
    with pytest.raises(ArchiveError, match="no scores here"):
        profile_archive(str(tmp_path))


def test_profile_and_compare_print_and_write(scored, tmp_path, prompt):
    done = prompt("profile", scored, "--by", "team")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].split()[:2] == ["team", "calls"]
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["team0", "team1"]
    done = prompt("profile", scored, "--by", "team", "--format", "csv", "-o", tmp_path / "t.csv")
    assert list(pd.read_csv(tmp_path / "t.csv")["team"]) == ["team0", "team1"]
    done = prompt("compare", scored, "--at", "2026-02-01", "--by", "team")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].split() == ["team", "skill", "before", "after", "difference"]


def test_an_unfinished_archive_is_profiled_with_a_warning(archive, tmp_path):
    (archive / "a.txt").write_text("", "utf-8")
    score(archive, tmp_path / "out", workers=0, shard_calls=4, fail_fast=True)
    assert "not scored to the end" in str(profile_archive(str(tmp_path / "out")).notices[0])
