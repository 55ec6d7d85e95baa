"""A run in one process: what is written, what a second run does, and what is refused."""

import gzip
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from archive_kit import call_text, contents, score, table

import softskills as ss
from softskills.archive import schema, sink
from softskills.archive.plan import cut, plan
from softskills.archive.sources import Item
from softskills.errors import ArchiveError, SoftskillsError


def run(archive, out, **settings):
    return score(archive, out, **{"workers": 0, "shard_calls": 4, **settings})


def test_every_call_is_in_the_tables_as_analyze_finds_it(archive, tmp_path):
    summary = run(archive, tmp_path / "out", utterances=True)
    assert summary.complete
    assert summary.counts["n_calls"] == 20
    profiles, tags = table(tmp_path / "out", "profiles"), table(tmp_path / "out", "tags")
    assert sorted(set(profiles["call_id"])) == sorted(p.relative_to(archive).as_posix() for p in archive.rglob("*.txt"))
    for path in list(archive.rglob("*.txt"))[:5]:
        name = path.relative_to(archive).as_posix()
        alone = ss.analyze(str(path), tier="rules")
        mine = profiles[profiles["call_id"] == name].set_index("speaker")
        for row in alone.scored:
            for column in (
                "skill_empathy",
                "n_words",
                "talk_share",
                "n_questions" if "n_questions" in row else "n_turns",
            ):
                assert mine.loc[row["speaker"], column] == pytest.approx(row[column], nan_ok=True)
        assert list(tags[tags["call_id"] == name]["text"]) == list(alone.tags["text"])
    turns = table(tmp_path / "out", "utterances").set_index(["call_id", "turn"])["text"]
    for tag in tags.itertuples():
        assert turns[tag.call_id, tag.turn][tag.start : tag.stop] == tag.text


@pytest.mark.parametrize("name", schema.TABLES)
def test_tables_have_the_documented_columns(archive, tmp_path, name):
    run(archive, tmp_path / "out", utterances=True)
    import pyarrow.parquet as pq

    parts = sorted((tmp_path / "out" / name).iterdir())
    assert parts
    for part in parts:
        found = pq.read_schema(part)
        assert found.equals(schema.schema(name))
        assert found.metadata[b"softskills.schema"] == str(schema.SCHEMA_VERSION).encode()


def test_column_names_stand_once():
    for name in schema.TABLES:
        names = [column.name for column in schema.columns(name)]
        assert len(names) == len(set(names))


def test_running_again_does_nothing_and_changes_no_byte(archive, tmp_path):
    run(archive, tmp_path / "out")
    before = contents(tmp_path / "out")
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "profiles").iterdir()}
    summary = run(archive, tmp_path / "out")
    assert summary.n_kept == summary.n_shards
    assert contents(tmp_path / "out") == before
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "profiles").iterdir()} == stamps


def test_two_outputs_of_one_archive_are_the_same_bytes(archive, tmp_path):
    run(archive, tmp_path / "one")
    run(archive, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_changed_file_redoes_its_shard_only_and_leaves_nothing_of_the_old(archive, tmp_path):
    first = run(archive, tmp_path / "out")
    path = sorted(archive.rglob("*.txt"))[7]
    path.write_text(call_text(77), "utf-8")
    second = run(archive, tmp_path / "out")
    assert second.n_shards == first.n_shards
    assert second.n_kept == first.n_shards - 1
    run(archive, tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_new_file_and_a_removed_one_touch_few_shards(archive, tmp_path):
    for i in range(20, 90):
        (archive / "team0" / f"more{i}.txt").write_text(call_text(i), "utf-8")
    first = run(archive, tmp_path / "out")
    (archive / "team0" / "more205.txt").write_text(call_text(3), "utf-8")
    (archive / "team0" / "more80.txt").unlink()
    second = run(archive, tmp_path / "out")
    assert second.n_kept >= first.n_shards - 6
    run(archive, tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


@pytest.mark.parametrize("change", [{"call_type": "service"}, {"redact": True}, {"text": False}, {"rep": "Agent"}])
def test_other_settings_redo_everything(archive, tmp_path, change):
    run(archive, tmp_path / "out")
    summary = run(archive, tmp_path / "out", **change)
    assert summary.n_kept == 0
    run(archive, tmp_path / "fresh", **change)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_changed_scorecard_file_redoes_everything_and_a_moved_one_nothing(archive, tmp_path):
    from importlib.resources import files

    text = files("softskills.frameworks").joinpath("cards", "softskills.toml").read_text("utf-8")
    one, two, three = tmp_path / "one.toml", tmp_path / "two.toml", tmp_path / "three.toml"
    one.write_text(text, "utf-8")
    two.write_text(text, "utf-8")
    three.write_text(text.replace("weight = ", "weight = 1.5 # ", 1), "utf-8")
    run(archive, tmp_path / "out", framework=str(one))
    assert run(archive, tmp_path / "out", framework=str(two)).n_kept > 0
    assert run(archive, tmp_path / "out", framework=str(three)).n_kept == 0


def test_a_bad_call_is_a_row_of_failures_and_the_others_are_scored(archive, tmp_path):
    (archive / "empty.txt").write_text("", "utf-8")
    (archive / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    summary = run(archive, tmp_path / "out")
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (20, 2)
    failures = table(tmp_path / "out", "failures").set_index("call_id")
    assert failures.loc["empty.txt", "message"] == "the file is empty"
    assert failures.loc["picture.txt", "kind"] == "ReadError"


def test_an_error_of_the_program_itself_costs_one_call(archive, tmp_path, monkeypatch):
    from softskills.archive import work

    real = work.analyze

    def breaks(call, **settings):
        if "ticket 7." in call.utterances[1].text:
            raise ZeroDivisionError("of all things")
        return real(call, **settings)

    monkeypatch.setattr(work, "analyze", breaks)
    summary = run(archive, tmp_path / "out")
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (19, 1)
    row = table(tmp_path / "out", "failures").iloc[0]
    assert row["kind"] == "ZeroDivisionError"
    assert "of all things" in row["message"]


def test_a_file_that_vanishes_between_listing_and_reading_is_a_failure_and_is_found_when_back(
    archive, tmp_path, monkeypatch
):
    from softskills.archive import work

    gone = sorted(archive.rglob("*.txt"))[4]
    text = gone.read_text("utf-8")
    real = work.read_bytes

    def vanishing(path):
        if path == str(gone):
            gone.unlink(missing_ok=True)
        return real(path)

    monkeypatch.setattr(work, "read_bytes", vanishing)
    summary = run(archive, tmp_path / "out")
    assert summary.counts["n_failed"] == 1
    assert table(tmp_path / "out", "failures")["message"][0] == "the file is gone"
    monkeypatch.undo()
    gone.write_text(text, "utf-8")
    assert run(archive, tmp_path / "out").counts["n_failed"] == 0
    run(archive, tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_what_is_hashed_is_what_is_scored_when_a_file_changes_meanwhile(archive, tmp_path, monkeypatch):
    from softskills.archive import work

    changing = sorted(archive.rglob("*.txt"))[4]
    real = work.read_bytes

    def read_then_change(path):
        data = real(path)
        if path == str(changing):
            changing.write_text(call_text(99), "utf-8")
        return data

    run(archive, tmp_path / "before")
    monkeypatch.setattr(work, "read_bytes", read_then_change)
    run(archive, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "before")
    monkeypatch.undo()
    assert run(archive, tmp_path / "out").n_kept < run(archive, tmp_path / "out").n_kept


def test_a_folder_that_cannot_be_listed_is_a_failure(tmp_path):
    found = list(cut([Item("a/b", "/no/such/folder", error="not allowed to list the folder")], 4))
    from softskills.archive.settings import Settings
    from softskills.archive.work import load
    from softskills.archive.work import score as score_calls

    calls, _ = load(found[0].items, {})
    assert score_calls(calls, Settings()).rows["failures"][0]["message"] == "not allowed to list the folder"


@pytest.mark.parametrize("damage", ["cut", "zeros", "gone", "marker"])
def test_a_part_left_damaged_by_a_crash_is_found_and_redone(archive, tmp_path, damage):
    first = run(archive, tmp_path / "out")
    before = contents(tmp_path / "out")
    part = sorted((tmp_path / "out" / "tags").iterdir())[1]
    data = part.read_bytes()
    if damage == "cut":
        part.write_bytes(data[: len(data) // 2])
    elif damage == "zeros":
        part.write_bytes(bytes(len(data)))
    elif damage == "gone":
        part.unlink()
    else:
        key = part.name.removeprefix("part-").removesuffix(".parquet")
        (tmp_path / "out" / sink.marker(key)).write_text('{"key": "', "utf-8")
    assert run(archive, tmp_path / "out").n_kept == first.n_shards - 1
    assert contents(tmp_path / "out") == before


def test_a_second_run_into_the_same_output_is_refused_with_a_clear_line(archive, tmp_path):
    held = sink.Local(str(tmp_path / "out"))
    held.lock()
    with pytest.raises(ArchiveError, match=rf"another run is writing here \(process {os.getpid()} on "):
        run(archive, tmp_path / "out")
    held.unlock()
    assert run(archive, tmp_path / "out").complete


def test_an_output_of_another_archive_is_not_overwritten_unless_told(archive, tmp_path):
    run(archive / "team0", tmp_path / "out")
    with pytest.raises(ArchiveError, match="scores of another archive"):
        run(archive / "team1", tmp_path / "out")
    run(archive / "team1", tmp_path / "out", replace_other=True)
    assert set(table(tmp_path / "out", "profiles")["call_id"].str[:10]) == {"2026-02-11"} | {
        path.name[:10] for path in (archive / "team1").iterdir()
    }


def test_an_output_within_the_archive_is_not_read_as_calls(archive):
    run(archive, archive / "scores")
    assert run(archive, archive / "scores").counts["n_failed"] == 0


@pytest.mark.parametrize("backwards", [-10_000.0, 10_000.0])
def test_the_clock_of_the_wall_changes_nothing(archive, tmp_path, monkeypatch, backwards):
    import time

    run(archive, tmp_path / "before")
    now = [1_000_000.0]

    def jumping():
        now[0] += backwards
        return now[0]

    monkeypatch.setattr(time, "time", jumping)
    for path in archive.rglob("*.txt"):
        os.utime(path, (1e9 + backwards, 1e9 + backwards))
    run(archive, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "before")
    assert run(archive, tmp_path / "before").n_kept > 0


def test_failures_can_be_tried_again(archive, tmp_path, monkeypatch):
    from softskills.archive import work

    real = work.analyze
    monkeypatch.setattr(work, "analyze", lambda *args, **kwargs: 1 / 0)
    assert run(archive, tmp_path / "out").counts["n_calls"] == 0
    monkeypatch.setattr(work, "analyze", real)
    assert run(archive, tmp_path / "out").counts["n_calls"] == 0
    assert run(archive, tmp_path / "out", retry_failed=True).counts["n_calls"] == 20


def test_fail_fast_stops_and_says_it_is_not_complete(archive, tmp_path):
    (archive / "a.txt").write_text("", "utf-8")
    summary = run(archive, tmp_path / "out", fail_fast=True)
    assert not summary.complete
    assert summary.n_shards == 1
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["complete"] is False


def test_nothing_to_score_is_an_error(tmp_path):
    (tmp_path / "calls").mkdir()
    with pytest.raises(ArchiveError, match="no files to score"):
        run(tmp_path / "calls", tmp_path / "out")
    with pytest.raises(ArchiveError, match="no such file or folder"):
        run(tmp_path / "missing", tmp_path / "out")


@pytest.mark.parametrize(
    "settings, told",
    [
        ({"tier": "best"}, "there is no tier 'best'"),
        ({"call_type": "chat"}, "there is no call type 'chat'"),
        ({"pattern": "{colour}.txt"}, "unknown field {colour}"),
        ({"shard_calls": 0}, "a shard of 0 calls"),
        ({"model": "/no/such/model"}, "no model there"),
        ({"speakers": "/no/such/map.toml"}, "No such file"),
        ({"engine": "abacus"}, "there is no engine 'abacus'"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_before_anything_is_written(archive, tmp_path, settings, told):
    with pytest.raises(SoftskillsError, match=told):
        run(archive, tmp_path / "out", **settings)
    assert not (tmp_path / "out").exists()


def test_the_tier_and_what_the_model_holds_are_part_of_the_key(archive, tmp_path):
    import shutil

    from softskills.model import SHIPPED

    root = archive / "team0"
    run(root, tmp_path / "out", tier="fast")
    assert run(root, tmp_path / "out", tier="fast").n_kept > 0
    assert run(root, tmp_path / "out", tier="rules").n_kept == 0
    run(root, tmp_path / "out", tier="fast")
    # The same model elsewhere is the same model; one that says something else is another.
    moved = tmp_path / "model"
    moved.mkdir()
    for name in ("model.json", "linear.npz"):
        shutil.copy(SHIPPED / name, moved / name)
    told = json.loads((moved / "model.json").read_text("utf-8"))
    del told["mixes"]["full"]
    (moved / "model.json").write_text(json.dumps(told), "utf-8")
    first = run(root, tmp_path / "own", tier="fast", model=moved)
    assert run(root, tmp_path / "own", tier="fast", model=moved).n_kept == first.n_shards
    again = shutil.copytree(moved, tmp_path / "copy")
    assert run(root, tmp_path / "own", tier="fast", model=again).n_kept == first.n_shards
    (again / "model.json").write_text(json.dumps({**told, "uncertain": [0.1, 0.9]}), "utf-8")
    assert run(root, tmp_path / "own", tier="fast", model=again).n_kept == 0


def test_a_file_of_many_calls_is_many_calls(tmp_path):
    def turns(i):
        who = {"Agent": "1", "Customer": "2"}
        lines = [line.partition(": ") for line in call_text(i).splitlines()]
        return [
            {"speakerId": who[name], "sentences": [{"start": 1, "end": 2, "text": text}]} for name, _, text in lines
        ]

    (tmp_path / "calls").mkdir()
    told = {"callTranscripts": [{"callId": f"70{i}", "transcript": turns(i)} for i in range(3)]}
    (tmp_path / "calls" / "gong.json").write_text(json.dumps(told), "utf-8")
    summary = run(tmp_path / "calls", tmp_path / "out")
    assert summary.counts["n_calls"] == 3
    assert set(table(tmp_path / "out", "profiles")["call_id"]) == {f"gong.json#70{i}" for i in range(3)}

    told["callTranscripts"][1]["transcript"] = []
    (tmp_path / "calls" / "gong.json").write_text(json.dumps(told), "utf-8")
    summary = run(tmp_path / "calls", tmp_path / "out")
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (2, 1)
    assert set(table(tmp_path / "out", "profiles")["call_id"]) == {"gong.json#700", "gong.json#702"}
    failures = table(tmp_path / "out", "failures")
    assert list(failures["call_id"]) == ["gong.json#701"]
    assert failures["message"][0].startswith("no turns found")


def test_a_convokit_corpus_is_one_source_of_calls_and_its_empty_conversations_are_failures(tmp_path):
    from softskills.readers import convokit, read_transcript

    for i in range(3):
        (tmp_path / f"{i}.txt").write_text(call_text(i), "utf-8")
    calls = [replace(read_transcript(tmp_path / f"{i}.txt"), call_id=f"k{i}") for i in range(3)]
    (tmp_path / "calls").mkdir()
    folder = convokit.write(calls, tmp_path / "calls" / "corpus")
    about = json.loads((folder / "conversations.json").read_text("utf-8"))
    (folder / "conversations.json").write_text(json.dumps(about | {"silent": {"meta": {}}}), "utf-8")
    (folder / "beside.txt").write_text(call_text(7), "utf-8")
    summary = run(tmp_path / "calls", tmp_path / "out")
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (4, 1)
    profiles = table(tmp_path / "out", "profiles")
    assert set(profiles["call_id"]) == {"corpus#k0", "corpus#k1", "corpus#k2", "corpus/beside.txt"}
    failures = table(tmp_path / "out", "failures")
    assert list(failures["call_id"]) == ["corpus#silent"]
    assert list(failures["message"]) == ["the conversation has no utterances"]
    # Any of its files may change: then it is read again.
    (folder / "conversations.json").write_text(json.dumps(about), "utf-8")
    assert run(tmp_path / "calls", tmp_path / "out").counts["n_failed"] == 0
    assert run(folder, tmp_path / "alone").counts["n_calls"] == 4


def test_gzip_and_zip_members_are_read_in_place(tmp_path):
    root = tmp_path / "calls"
    root.mkdir()
    (root / "a.txt.gz").write_bytes(gzip.compress(call_text(1).encode(), mtime=0))
    with zipfile.ZipFile(root / "b.zip", "w") as file:
        for i in (2, 3):
            file.writestr(f"x/{i}.txt", call_text(i))
        file.writestr("x/bad.txt", "")
    (root / "cut.txt.gz").write_bytes(gzip.compress(call_text(1).encode())[:-20])
    summary = run(root, tmp_path / "out")
    assert set(table(tmp_path / "out", "profiles")["call_id"]) == {"a.txt.gz", "b.zip!/x/2.txt", "b.zip!/x/3.txt"}
    failures = table(tmp_path / "out", "failures").set_index("call_id")["message"]
    assert failures["b.zip!/x/bad.txt"] == "the file is empty"
    assert failures["cut.txt.gz"].startswith("the gzip file is damaged")
    assert summary.counts["n_failed"] == 2


def test_a_manifest_names_files_and_what_is_known_of_them(archive, tmp_path):
    rows = ["path,agent,date,client,team,id"]
    for i, path in enumerate(sorted(archive.rglob("*.txt"))[:6]):
        rows.append(f"{path.relative_to(archive)},Dana {i % 2},2026-03-{10 + i},Acme,North,call-{i}")
    (archive / "manifest.csv").write_text("\n".join(rows) + "\n", "utf-8")
    run(archive / "manifest.csv", tmp_path / "out")
    profiles = table(tmp_path / "out", "profiles")
    assert set(profiles["call_id"]) == {f"call-{i}" for i in range(6)}
    assert set(profiles["rep"]) == {"Dana 0", "Dana 1"}
    assert set(profiles["team"]) == {"North"}


def test_a_file_listed_twice_is_refused(archive, tmp_path):
    name = sorted(archive.rglob("*.txt"))[0].relative_to(archive)
    (archive / "manifest.csv").write_text(f"path\n{name}\n{name}\n", "utf-8")
    with pytest.raises(ArchiveError, match="listed twice"):
        run(archive / "manifest.csv", tmp_path / "out")


def test_paths_say_who_and_when_by_a_pattern(archive, tmp_path):
    run(archive, tmp_path / "out", pattern="{team}/{date}_{client}_*.txt")
    profiles = table(tmp_path / "out", "profiles")
    assert set(profiles["team"]) == {"team0", "team1"}
    assert set(profiles["client"]) == {f"client{i}" for i in range(4)}
    assert profiles["date"].str.fullmatch(r"2026-0[123]-1\d").all()


def test_a_path_that_does_not_fit_the_pattern_is_said_beside_the_call(archive, tmp_path):
    run(archive, tmp_path / "out", pattern="{team}/{date}.vtt")
    profiles = table(tmp_path / "out", "profiles")
    assert profiles["warnings"].str.contains("the path does not fit the pattern").all()


def test_a_manifest_stands_over_the_path_and_names_the_rep_s_label(archive, tmp_path):
    name = sorted(archive.rglob("*.txt"))[0].relative_to(archive).as_posix()
    rows = f"path,team,date,rep_speaker,rep_channel\n{name},North,14.3.2026,Customer,x\n"
    (archive / "manifest.csv").write_text(rows, "utf-8")
    run(archive / "manifest.csv", tmp_path / "out", pattern="{team}/{date}_*.txt")
    profiles = table(tmp_path / "out", "profiles").set_index("speaker")
    assert profiles.loc["Customer", "role"] == "rep"
    assert set(profiles["team"]) == {"North"}
    assert set(profiles["date"]) == {name.split("/")[1][:10]}  # what is no date leaves the path's
    for told in ("'14.3.2026' is no date", "'x' is no channel"):
        assert profiles["warnings"].str.contains(told).all()


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_table_with_one_utterance_a_row_is_many_calls(tmp_path, form):
    import pandas as pd

    rows = []
    for i in range(12):
        for line in call_text(i).splitlines():
            who, _, text = line.partition(": ")
            rows.append({"call_id": f"c{i:02}", "speaker": who, "text": text, "date": f"2026-01-{i + 1:02}"})
    frame = pd.DataFrame(rows)
    path = tmp_path / f"calls.{form}"
    if form == "csv":
        frame.to_csv(path, index=False)
    elif form == "jsonl":
        frame.to_json(path, orient="records", lines=True)
    else:
        frame.to_parquet(path, index=False)
    summary = run(path, tmp_path / "out")
    assert summary.counts["n_calls"] == 12
    profiles = table(tmp_path / "out", "profiles")
    assert set(profiles["call_id"]) == {f"c{i:02}" for i in range(12)}
    (tmp_path / "one.txt").write_text(call_text(5), "utf-8")
    alone = ss.analyze(str(tmp_path / "one.txt"), tier="rules").profile.set_index("speaker")
    mine = profiles[profiles["call_id"] == "c05"].set_index("speaker")
    assert mine.loc["Agent", "n_words"] == alone.loc["Agent", "n_words"]
    assert set(mine["date"]) == {"2026-01-06"}


def test_a_parquet_table_is_cut_where_calls_end(tmp_path):
    import pandas as pd

    from softskills.archive.tables import read_stretch, stretches

    frame = pd.DataFrame([{"call_id": f"c{i // 6}", "speaker": "Agent", "text": f"words {i}"} for i in range(600)])
    frame.to_parquet(tmp_path / "t.parquet", index=False, row_group_size=70)
    found = list(stretches(Item("t.parquet", str(tmp_path / "t.parquet")), rows=100))
    assert len(found) > 4
    calls = [call for item in found for call in read_stretch(item)[1]]
    assert [name for name, _ in calls] == [f"c{i}" for i in range(100)]
    assert [row["text"] for _, rows in calls for row in rows] == list(frame["text"])


def test_a_parquet_table_whose_calls_do_not_stand_together_is_refused(tmp_path):
    import pandas as pd

    frame = pd.DataFrame([{"call_id": f"c{i % 2}", "speaker": "Agent", "text": "words"} for i in range(6)])
    frame.to_parquet(tmp_path / "t.parquet", index=False)
    with pytest.raises(ArchiveError, match="do not stand together"):
        run(tmp_path / "t.parquet", tmp_path / "out")


def test_a_parquet_table_without_rows_is_a_failure_and_not_nothing(archive, tmp_path):
    import pandas as pd

    frame = pd.DataFrame({"call_id": ["c"], "speaker": ["Agent"], "text": ["words"]})
    frame[:0].to_parquet(archive / "none.parquet", index=False)
    summary = run(archive, tmp_path / "out")
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (20, 1)
    assert list(table(tmp_path / "out", "failures")["message"]) == ["the table holds no calls"]


def test_nanoseconds_in_a_parquet_table_stop_no_worker(tmp_path):
    import pandas as pd

    lines = [line.partition(": ") for line in call_text(1).splitlines()]
    frame = pd.DataFrame([{"call_id": "c", "speaker": who, "text": text} for who, _, text in lines])
    said = [pd.Timestamp("2026-01-02T03:04:05.123456789Z")] * len(frame)
    frame["said_at"] = pd.Series(said, dtype="datetime64[ns, UTC]")
    frame["pause"] = pd.Series([pd.Timedelta(1001, "ns")] * len(frame), dtype="timedelta64[ns]")
    frame.to_parquet(tmp_path / "t.parquet", index=False)
    here = run(tmp_path / "t.parquet", tmp_path / "here", workers=0)
    there = run(tmp_path / "t.parquet", tmp_path / "there", workers=1)
    assert here.counts["n_calls"] == there.counts["n_calls"] == 1
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_shards_do_not_depend_on_anything_but_names(archive):
    one = [[item.name for item in shard.items] for shard in plan([str(archive)], shard_calls=4)]
    names = [name for shard in one for name in shard]
    assert names == sorted(names)
    assert all(2 <= len(shard) <= 8 for shard in one[:-1])
    items = [Item(name, "elsewhere/" + name) for name in names]
    assert [[item.name for item in shard.items] for shard in cut(items, 4)] == one


def test_a_name_that_is_no_unicode_is_a_call_like_any_other(archive, tmp_path):
    path = os.fsencode(archive) + b"/bad\xff.txt"
    Path(os.fsdecode(path)).write_text(call_text(1), "utf-8")
    summary = run(archive, tmp_path / "out")
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (21, 0)
    assert "bad\ufffd.txt" in set(table(tmp_path / "out", "profiles")["call_id"])


def test_settings_travel_as_json(archive):
    from softskills.archive.settings import Settings

    settings = replace(Settings(), rep=("Dana",), redact=True)
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings
