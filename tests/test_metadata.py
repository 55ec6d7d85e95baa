"""What is known of a call beside its words: manifest, path pattern, and how they are put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import softskills as ss
from softskills.cli import main
from softskills.errors import OptionError, ReadError, RoleError
from softskills.frameworks import CALL_TYPES
from softskills.metadata import Manifest, PathPattern, with_info
from softskills.metadata.fields import CALL_TYPES as OWN_TYPES
from softskills.roles import assign_roles
from softskills.transcript import CallInfo, Transcript, Utterance


def talk(path="north/dana/2026-03-14_acme.vtt", **more):
    said = (Utterance(0, "A", "Hello.", channel=0), Utterance(1, "B", "Hi.", channel=1))
    return Transcript("c", said, path=path, **more)


def manifest(tmp_path, text, name="m.csv"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_the_call_types_are_those_of_the_scorecards():
    assert OWN_TYPES == CALL_TYPES


@pytest.mark.parametrize(
    "pattern, path, found",
    [
        (
            "{team}/{rep}/{date}_{client}.vtt",
            "x/north/dana/2026-03-14_acme_ltd.vtt",
            ("2026-03-14", "dana", "acme_ltd", "north"),
        ),
        ("{rep}_{client}.*", "dana_acme.ltd.txt", (None, "dana", "acme", None)),
        ("{client}_{date}.srt", "acme_corp_20260314.srt", ("2026-03-14", None, "acme_corp", None)),
        ("{date}_*_{rep}.txt", "20260314-1030_77_dana.txt", ("2026-03-14T10:30:00", "dana", None, None)),
        ("{team}/*/{rep}.txt", "C:\\calls\\north\\2026\\dana.txt", (None, "dana", None, "north")),
    ],
)
def test_a_pattern_reads_the_fields_off_the_end_of_a_path(pattern, path, found):
    info = with_info(talk(path), pattern=pattern).info
    assert (info.date, info.rep, info.client, info.team) == found


@pytest.mark.parametrize(
    "pattern, path",
    [
        ("{rep}/{date}.vtt", "dana/2026-03-14.srt"),
        ("{rep}/{date}.vtt", "2026-03-14.vtt"),
        ("{rep}/{date}.vtt", "dana/yesterday.vtt"),
        ("/{team}/{rep}.vtt", "/x/north/dana.vtt"),
        ("{rep}_{client}.vtt", "_acme.vtt"),
    ],
)
def test_a_path_that_does_not_fit_is_reported_and_gives_nothing(pattern, path):
    told = with_info(talk(path), pattern=pattern)
    assert told.info == CallInfo()
    assert told.warnings[0].message == f"the path does not fit the pattern {pattern}"


def test_a_day_that_is_none_is_left_unknown_and_reported():
    told = with_info(talk("20261399_dana.vtt"), pattern="{date}_{rep}.vtt")
    assert (told.info.date, told.info.rep) == (None, "dana")
    assert "date '20261399'" in told.warnings[0].message


@pytest.mark.parametrize(
    "pattern, what",
    [
        ("{who}.vtt", "the unknown field {who}"),
        ("{rep}{client}.vtt", "two fields with nothing between"),
        ("{rep}/{rep}.vtt", "{rep} twice"),
        ("{rep.vtt", "a lone '{'"),
        ("calls/*.vtt", "no field"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused(pattern, what):
    with pytest.raises(OptionError, match=what):
        PathPattern(pattern)


@given(st.text(max_size=300))
def test_any_path_fits_or_does_not(path):
    found = PathPattern("{team}/{rep}_{client}_{date}_{call_id}.*").match(path)
    assert found is None or all(found.values())


def test_a_manifest_names_calls_by_the_end_of_their_path_or_by_id(tmp_path):
    path = manifest(tmp_path, "path,call_id,rep,date\n./dana/a.vtt,7,Dana,20260314\n,c,Lee,\n")
    told = with_info(talk("/calls/north/dana/a.vtt"), path)
    assert (told.call_id, told.info.rep, told.info.date) == ("7", "Dana", "2026-03-14")
    assert with_info(talk("/elsewhere.vtt"), path).info.rep == "Lee"


def test_rows_without_a_call_are_told(tmp_path):
    found = Manifest.read(manifest(tmp_path, "path\na.vtt\nb.vtt\n"))
    assert [entry.path for entry in found.without([talk("x/a.vtt")])] == ["b.vtt"]


def test_a_call_without_a_row_and_columns_passed_over_are_reported(tmp_path):
    told = with_info(talk(), manifest(tmp_path, "path;mood\nz.vtt;good\n"))
    assert [notice.message for notice in told.warnings] == [
        "columns passed over: 'mood'",
        "the manifest has no row for this call",
    ]


@pytest.mark.parametrize(
    "text, line, what",
    [
        ("rep,client\nDana,Acme\n", 1, "no column path or call_id"),
        ("", 1, "no header"),
        ("path,rep,rep\n", 1, "the column 'rep' stands twice"),
        ("path,rep\na.vtt\n", 2, "1 cells, the header has 2"),
        ("path,date\n\na.vtt,14/03/2026\n", 3, "'14/03/2026' is no date"),
        ("path,call_type\na.vtt,chat\n", 2, "there is no call type 'chat'"),
        ("path,rep_channel\na.vtt,left\n", 2, "'left' is no channel"),
        ("path,rep\n,Dana\n", 2, "neither path nor call_id"),
        ("path\na.vtt\n./a.vtt\n", 3, "stands in line 2 already"),
        ('path\n"a.vtt\n', 2, "malformed"),
    ],
)
def test_a_broken_manifest_is_named_with_its_line(tmp_path, text, line, what):
    path = manifest(tmp_path, text)
    with pytest.raises(ReadError, match=what) as caught:
        Manifest.read(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)


def test_the_manifest_stands_over_the_path_and_the_path_over_the_source(tmp_path):
    call = talk(info=CallInfo(date="2026-03-14T09:00:00", rep="Max", client="Acme"))
    told = with_info(call, manifest(tmp_path, "path,rep\n2026-03-14_acme.vtt,Lee\n"), "{rep}/{date}_{client}.vtt")
    assert (told.info.rep, told.info.client, told.info.date) == ("Lee", "acme", "2026-03-14T09:00:00")
    assert len(told.warnings) == 3
    assert with_info(told, tmp_path / "m.csv", "{rep}/{date}_{client}.vtt") == told


@pytest.mark.parametrize("cells", ["rep_speaker\na.vtt,B", "rep_channel\na.vtt,1"])
def test_the_manifest_s_rep_speaker_or_channel_gives_the_sides(tmp_path, cells):
    told = assign_roles(with_info(talk("a.vtt"), manifest(tmp_path, f"path,{cells}\n")))
    assert told.roles == {"A": "customer", "B": "rep"}


def test_a_rep_speaker_the_call_lacks_is_refused_with_the_manifest_s_line(tmp_path):
    path = manifest(tmp_path, "path,rep_speaker\na.vtt,Zoe\n")
    with pytest.raises(RoleError, match="nobody is called 'Zoe'") as caught:
        with_info(talk("a.vtt"), path)
    assert (caught.value.path, caught.value.line) == (str(path), 2)


def test_read_and_analyze_take_the_options_and_a_known_call_type_counts(call_file, tmp_path):
    path = manifest(tmp_path, "path,call_type\ncall.txt,coaching\n")
    assert ss.analyze(call_file, manifest=path).call_type == "coaching"
    assert ss.analyze(call_file, manifest=path, call_type="demo").call_type == "demo"
    assert ss.read(call_file, pattern="{rep}.txt").info.rep == "call"
    assert ss.read(call_file, speakers={"Sam": "rep"}).roles == {"Dana": "customer", "Sam": "rep"}


def test_the_command_line_takes_a_speaker_map_a_channel_and_a_pattern(call_file, tmp_path):
    from click.testing import CliRunner

    (tmp_path / "who.csv").write_text("speaker,role,name\nDana,rep,Zoe\nSam,customer,\n", "utf-8")
    result = CliRunner().invoke(main, ["tag", str(call_file), "--speakers", "who.csv", "--pattern", "{rep}.txt"])
    assert result.exit_code == 0
    assert "Zoe" in result.stdout
    refused = CliRunner().invoke(main, ["analyze", str(call_file), "--rep-channel", "0"])
    assert refused.exit_code == 1
    assert "does not tell channels" in refused.stderr
