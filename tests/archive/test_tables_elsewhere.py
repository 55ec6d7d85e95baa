"""The tables as other programs see them, the work as Spark would run it, and outputs that are no local folder."""

import io
from pathlib import Path

import pytest
from archive_kit import call_text, contents, score, table

from softskills.archive import schema
from softskills.archive.settings import Settings
from softskills.archive.spark import score_partition, spark_ddl
from softskills.errors import ArchiveError, OptionError

RULES = Settings(tier="rules")
fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: no object stores")


def frame_of_calls(n):
    import pandas as pd

    rows = []
    for i in range(n):
        for turn, line in enumerate(call_text(i).splitlines()):
            who, _, text = line.partition(": ")
            rows.append({"call_id": f"c{i:02}", "turn": turn, "speaker": who, "text": text})
    return pd.DataFrame(rows)


@pytest.mark.parametrize("name", ["profiles", "tags", "failures"])
def test_a_partition_gives_what_the_archive_gives(tmp_path, name):
    import pandas as pd

    frame = frame_of_calls(6)
    frame.to_parquet(tmp_path / "calls.parquet", index=False)
    score(tmp_path / "calls.parquet", tmp_path / "out", workers=0)
    # Frames are cut in the middle of calls: a call goes on over the edge.
    pieces = [frame.iloc[at : at + 8] for at in range(0, len(frame), 8)]
    found = list(score_partition(iter(pieces), table=name, settings=RULES))
    mine = pd.concat(found, ignore_index=True).drop(columns=["source", "error"], errors="ignore")
    theirs = table(tmp_path / "out", name).drop(columns="source")
    pd.testing.assert_frame_equal(mine, theirs, check_dtype=False)


def test_a_call_that_cannot_be_scored_is_a_row_with_its_error():
    import pandas as pd

    frame = frame_of_calls(2)
    frame.loc[frame["call_id"] == "c01", "text"] = " "
    found = pd.concat(score_partition(iter([frame]), settings=RULES), ignore_index=True)
    bad = found[found["call_id"] == "c01"]
    assert list(bad["error"]) == ["no turns found: no row has words"]
    assert found[found["call_id"] == "c00"]["error"].isna().all()
    only_bad = pd.concat(score_partition(iter([frame[frame["call_id"] == "c01"]]), settings=RULES))
    assert len(only_bad) == 1


def test_the_columns_told_to_spark_are_those_that_come():
    frame = next(score_partition(iter([frame_of_calls(1)]), settings=RULES))
    told = [entry.split("`")[1] for entry in spark_ddl("profiles").split(", ")]
    assert list(frame.columns) == told
    for name in ("tags", "moments", "utterances"):
        frame = next(score_partition(iter([frame_of_calls(1)]), table=name, settings=RULES))
        assert list(frame.columns) == [column.name for column in schema.columns(name)]


def test_a_frame_without_call_names_is_refused():
    with pytest.raises(OptionError, match="no column names the call"):
        list(score_partition(iter([frame_of_calls(1).drop(columns="call_id")]), settings=Settings()))


@pytest.mark.parametrize("program", ["pyarrow.dataset", "duckdb", "polars"])
def test_other_programs_read_the_folders_as_they_stand(archive, tmp_path, program):
    reads = pytest.importorskip(program, reason=f"{program} is not installed")
    score(archive, tmp_path / "out", workers=0, shard_calls=4, utterances=True)
    count = {
        "pyarrow.dataset": lambda folder: reads.dataset(folder, format="parquet").count_rows(),
        "duckdb": lambda folder: reads.sql(f"select count(*) from '{folder}/*.parquet'").fetchall()[0][0],
        "polars": lambda folder: reads.scan_parquet(f"{folder}/*.parquet").collect().height,
    }[program]
    for name in schema.TABLES:
        assert count(tmp_path / "out" / name) == len(table(tmp_path / "out", name))


@pytest.fixture
def memory(archive):
    """The archive in fsspec's memory file system."""
    fs = fsspec.filesystem("memory")
    for path in archive.rglob("*.txt"):
        fs.pipe_file(f"/calls/{path.relative_to(archive).as_posix()}", path.read_bytes())
    yield fs
    fs.rm("/", recursive=True)


def without_manifest(files):
    return {name: value for name, value in files.items() if name != "manifest.json"}


def fetched(fs, root, folder):
    for name in fs.find(root):
        path = Path(folder) / name.removeprefix(root.rstrip("/")).lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fs.cat_file(name))
    return folder


def test_memory_urls_give_the_same_parts_as_folders(archive, tmp_path, memory):
    score(archive, tmp_path / "local", workers=0, shard_calls=4)
    summary = score("memory://calls", "memory://scores", workers=0, shard_calls=4)
    assert summary.counts["n_calls"] == 20
    mine = contents(fetched(memory, "/scores", tmp_path / "fetched"))
    assert without_manifest(mine) == without_manifest(contents(tmp_path / "local"))
    assert score("memory://calls", "memory://scores", workers=0, shard_calls=4).n_kept == summary.n_shards


def test_a_glob_over_a_url_and_a_missing_prefix(tmp_path, memory):
    summary = score("memory://calls/team0/*.txt", tmp_path / "out", workers=0)
    assert summary.counts["n_calls"] == 10
    with pytest.raises(ArchiveError, match="no such file or prefix"):
        score("memory://nothing", tmp_path / "other", workers=0)


def test_a_lock_of_another_machine_is_refused_and_can_be_broken(tmp_path, memory):
    memory.pipe_file("/scores/_lock", b"process 1 on some-other-machine")
    with pytest.raises(ArchiveError, match=r"another run is writing here \(process 1 on some-other-machine\)"):
        score("memory://calls", "memory://scores", workers=0)
    assert score("memory://calls", "memory://scores", workers=0, break_lock=True).complete
    assert not memory.exists("/scores/_lock")


def test_an_s3_server_holds_archive_and_output(archive, tmp_path, monkeypatch):
    moto = pytest.importorskip("moto.server", reason="moto's server is not installed: S3 is not tried")
    pytest.importorskip("s3fs", reason="s3fs is not installed: S3 is not tried")
    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        monkeypatch.setenv("NO_PROXY", "*")  # a proxy that knows nothing of this machine would be waited for
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", f"http://{host}:{port}")
        fsspec.config.set_conf_env(fsspec.config.conf)
        fs = fsspec.filesystem("s3", endpoint_url=f"http://{host}:{port}")
        fs.mkdir("bucket")
        for path in sorted(archive.rglob("*.txt")):
            fs.pipe_file(f"bucket/calls/{path.relative_to(archive).as_posix()}", path.read_bytes())
        summary = score("s3://bucket/calls", "s3://bucket/scores", workers=0, shard_calls=4)
        assert summary.counts["n_calls"] == 20
        score(archive, tmp_path / "local", workers=0, shard_calls=4)
        mine = contents(fetched(fs, "bucket/scores", tmp_path / "fetched"))
        assert without_manifest(mine) == without_manifest(contents(tmp_path / "local"))
        # An upload that was cut off leaves nothing; a part that is gone is found and redone.
        part = next(name for name in fs.find("bucket/scores/tags"))
        fs.rm_file(part)
        again = score("s3://bucket/calls", "s3://bucket/scores", workers=0, shard_calls=4)
        assert again.n_kept == summary.n_shards - 1
        import pandas as pd

        data = fs.cat_file(next(iter(fs.find("bucket/scores/profiles"))))
        assert len(pd.read_parquet(io.BytesIO(data)))
    finally:
        fsspec.config.conf.pop("s3", None)
        server.stop()
