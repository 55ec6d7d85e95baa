"""Faults that are really done: processes killed, disks filled, files made unreadable. The output is the same."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from archive_kit import call_text, contents, score, table

from softskills.archive import local
from softskills.archive.plan import Shard
from softskills.archive.sources import Item
from softskills.archive.work import WHOLE
from softskills.errors import ArchiveError

FAST = {"shard_calls": 4}
PROGRAM = [sys.executable, "-c", "from softskills.cli import main; main()"]
# A sitecustomize in a folder of its own is imported by every worker: that is how a call is made to misbehave there.
MISBEHAVE = """
import os, sys, time
if "softskills.archive.worker" in " ".join(sys.orig_argv):
    from softskills.archive.lean import leave_out
    leave_out()
    from softskills.archive import work
    real = work.analyze
    def analyze(call, **settings):
        said = " ".join(utt.text for utt in getattr(call, "utterances", ()))
        if "POISON" in said:
            {act}
        if {slow}:
            time.sleep({slow})
        return real(call, **settings)
    work.analyze = analyze
"""


@pytest.fixture(autouse=True)
def misbehave(tmp_path, monkeypatch):
    """Make workers slow, or make calls with POISON in them do something bad."""

    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *sys.path]))

    def install(act="pass", slow=0.0):
        (folder / "sitecustomize.py").write_text(MISBEHAVE.format(act=act, slow=slow), "utf-8")

    install()
    return install


def command(archive, out, *more):
    return [*PROGRAM, "score", str(archive), "-o", str(out), "--shard-calls", "4", "--tier", "rules", *more]


def run_command(archive, out, *more, **settings):
    return subprocess.run(command(archive, out, *more), capture_output=True, text=True, timeout=900, **settings)


@pytest.fixture
def undisturbed(archive, tmp_path):
    score(archive, tmp_path / "undisturbed", workers=0, **FAST)
    return contents(tmp_path / "undisturbed")


def temporaries(out):
    return [path for path in Path(out).rglob("*") if "_tmp" in path.parts or path.name == "_lock"]


def test_two_workers_write_what_one_process_writes(archive, tmp_path, undisturbed):
    summary = score(archive, tmp_path / "out", workers=2, **FAST)
    assert summary.n_deaths == 0
    assert contents(tmp_path / "out") == undisturbed


def kill_workers(archive, out, times, seed, every=0.6):
    """Score with two workers, killing one at random points; return how many died."""
    dice = random.Random(seed)
    due = [time.monotonic() + 1 + dice.random()]
    # Not faster than calls are scored by far: else no call would ever be finished.
    killed = [0]
    real_overdue = local.Pool._overdue

    def overdue(self):
        busy = [worker for worker in self._workers if worker.ready]
        if killed[0] < times and time.monotonic() > due[0]:
            # With nobody there the shot goes astray: waiting would always hit the next one at its first call.
            if busy:
                os.kill(dice.choice(busy).process.pid, signal.SIGKILL)
                killed[0] += 1
            due[0] = time.monotonic() + every * (0.5 + dice.random())
        real_overdue(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local.Pool, "_overdue", overdue)
        patch.setattr(local, "_LOOK_S", 0.02)
        summary = score(archive, out, workers=2, **FAST)
    return summary, killed[0]


def test_workers_killed_at_random_points_cost_no_call(archive, tmp_path, undisturbed, misbehave):
    misbehave(slow=0.15)
    summary, killed = kill_workers(archive, tmp_path / "out", 3, seed=1)
    assert killed >= 1
    assert summary.n_deaths == killed
    assert contents(tmp_path / "out") == undisturbed
    assert not temporaries(tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 5])
def test_workers_killed_twenty_times_at_random_points_cost_no_call(tmp_path, misbehave, seed):
    root = tmp_path / "calls"
    root.mkdir()
    for i in range(150):
        (root / f"{i:03}.txt").write_text(call_text(i), "utf-8")
    score(root, tmp_path / "undisturbed", workers=0, **FAST)
    misbehave(slow=0.4)
    summary, killed = kill_workers(root, tmp_path / "out", 20, seed, every=1.5)
    assert summary.n_deaths == killed
    assert killed == 20
    assert summary.counts["n_failed"] == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "undisturbed")


def test_a_call_is_not_blamed_for_what_kills_workers_elsewhere_too():
    task = local.Task(Shard(0, (Item("a.txt", "a.txt"),)))
    for _ in range(local.DEATHS):
        task.died((0, 0), "killed")
    assert task.probing == (0, 0)
    for _ in range(local.PROBES - 1):
        task.died((0, 0), "killed")
    task.doubt()
    task.died((0, WHOLE), "killed")  # before the call was begun
    assert not task.poison
    for _ in range(local.PROBES):
        task.died((0, 0), "killed")
    assert task.poison == {(0, 0): "killed"}


def test_the_search_for_the_cause_ends_even_where_workers_die_everywhere():
    task = local.Task(Shard(0, (Item("a.txt", "a.txt"),)))
    for _ in range(local.PATIENCE):
        task.died((0, 0), "killed")
        task.doubt()
        if task.poison:
            break
    assert task.poison == {(0, 0): "killed"}


def kill_parent(archive, out, times, seed, slow):
    """Start the command and kill it at a random point, again and again; then let it finish."""
    dice = random.Random(seed)
    killed = 0
    for _ in range(times):
        process = subprocess.Popen(
            command(archive, out, "--workers", "2"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(1.0 + dice.random() * slow)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
    # The orphans end by themselves once they notice.
    for _ in range(100):
        done = run_command(archive, out, "--workers", "2")
        if "another run" not in done.stderr:
            break
        time.sleep(0.2)
    return killed, done


def test_the_parent_killed_at_random_points_and_started_again_writes_the_same_bytes(
    archive, tmp_path, undisturbed, misbehave
):
    misbehave(slow=0.3)
    killed, done = kill_parent(archive, tmp_path / "out", 2, seed=3, slow=5.0)
    assert done.returncode == 0, done.stderr
    assert killed >= 1
    assert contents(tmp_path / "out") == undisturbed
    assert not temporaries(tmp_path / "out")


@pytest.mark.slow
def test_the_parent_killed_twenty_times_at_random_points_writes_the_same_bytes(
    archive, tmp_path, undisturbed, misbehave
):
    misbehave(slow=1.0)
    killed, done = kill_parent(archive, tmp_path / "out", 24, seed=4, slow=6.0)
    assert done.returncode == 0, done.stderr
    assert killed >= 20
    assert contents(tmp_path / "out") == undisturbed


@pytest.mark.parametrize(
    "act, told",
    [
        ("os.kill(os.getpid(), 9)", "its process was killed by signal 9 (SIGKILL)"),
        ("os._exit(7)", "its process ended with exit code 7"),
    ],
)
def test_a_call_that_kills_its_process_is_one_failure_and_the_others_are_scored(
    archive, tmp_path, misbehave, act, told
):
    bad = sorted(archive.rglob("*.txt"))[5]
    bad.write_text(call_text(5).replace("ticket", "POISON"), "utf-8")
    misbehave(act)
    summary = score(archive, tmp_path / "out", workers=2, **FAST)
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (19, 1)
    row = table(tmp_path / "out", "failures").iloc[0]
    assert (row["source"], row["kind"], row["message"]) == (bad.relative_to(archive).as_posix(), "crash", told)
    # The poisoned shard is finished: running again asks nobody to die.
    before = contents(tmp_path / "out")
    assert score(archive, tmp_path / "out", workers=2, **FAST).n_deaths == 0
    assert contents(tmp_path / "out") == before


def test_a_call_that_never_ends_is_one_failure(archive, tmp_path, misbehave):
    bad = sorted(archive.rglob("*.txt"))[5]
    bad.write_text(call_text(5).replace("ticket", "POISON"), "utf-8")
    misbehave("time.sleep(1000)")
    summary = score(archive, tmp_path / "out", workers=2, timeout_s=4.0, **FAST)
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (19, 1)
    assert table(tmp_path / "out", "failures")["message"][0] == "it took longer than 4 s"


def test_workers_that_do_not_start_are_said_to(archive, tmp_path, misbehave):
    misbehave()
    site = tmp_path / "site" / "sitecustomize.py"
    site.write_text(
        "import os, sys\nif 'softskills.archive.worker' in ' '.join(sys.orig_argv):\n"
        "    sys.stderr.write('no such luck\\n'); sys.stderr.flush(); os._exit(1)\n"
    )
    with pytest.raises(ArchiveError, match="workers do not start: no such luck"):
        score(archive, tmp_path / "out", workers=1, **FAST)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_finishes_what_is_in_hand_and_says_how_to_go_on(archive, tmp_path, undisturbed, misbehave, workers):
    misbehave(slow=0.2)
    process = subprocess.Popen(
        command(archive, tmp_path / "out", "--workers", workers, "--json-progress"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert json.loads(process.stderr.readline())["event"] == "progress"  # one shard is done
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=900)
    assert process.returncode == 130
    assert "run the same command again to go on" in told
    assert "Traceback" not in told
    assert not temporaries(tmp_path / "out")
    parts = len(list((tmp_path / "out" / "shards").iterdir()))
    assert 1 <= parts < len([name for name in undisturbed if name.startswith("shards/")])
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["complete"] is False
    assert run_command(archive, tmp_path / "out").returncode == 0
    assert contents(tmp_path / "out") == undisturbed


def test_a_second_ctrl_c_ends_at_once_and_leaves_no_temporary_files(archive, tmp_path, misbehave):
    misbehave(slow=5.0)
    process = subprocess.Popen(
        command(archive, tmp_path / "out"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for _ in range(3_000):
        if (tmp_path / "out" / "manifest.json").exists():
            break
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=900)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert not temporaries(tmp_path / "out")


@contextmanager
def small_disk(path, size):
    """Mount a small file system in memory where that is permitted."""
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small tmpfs is not permitted here")
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_full_disk_is_one_clear_line_and_with_room_again_the_run_goes_on(archive, tmp_path, undisturbed, workers):
    with small_disk(tmp_path / "disk", "400k") as disk:
        done = run_command(archive, disk / "out", "--workers", workers)
        assert done.returncode == 1
        assert "cannot write: No space left on device" in done.stderr
        assert "make room and run the same command again" in done.stderr
        assert "Traceback" not in done.stderr
        assert not temporaries(disk / "out")
        finished = len(list((disk / "out" / "shards").iterdir()))
        assert finished > 0
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        done = run_command(archive, disk / "out", "--workers", workers)
        assert done.returncode == 0, done.stderr
        assert contents(disk / "out") == undisturbed


def test_a_limit_on_file_size_is_one_clear_line(archive, tmp_path):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = run_command(archive, tmp_path / "out", "--workers", "0", preexec_fn=limit)
    assert done.returncode == 1
    assert "cannot write: File too large" in done.stderr
    assert not temporaries(tmp_path / "out")


def test_an_unreadable_file_is_a_failure(archive, tmp_path):
    bad = sorted(archive.rglob("*.txt"))[3]
    bad.chmod(0)
    if os.access(bad, os.R_OK):
        # root may read anything: a loop of links is what root cannot open either.
        bad.unlink()
        bad.symlink_to(bad.name)
    done = run_command(archive, tmp_path / "out", "--workers", "1")
    assert done.returncode == 3
    message = table(tmp_path / "out", "failures")["message"][0]
    assert message in ("not allowed to read the file", "the file cannot be read: Too many levels of symbolic links")


def test_a_pipe_among_the_files_does_not_block_the_run(archive, tmp_path):
    os.mkfifo(archive / "pipe.txt")
    done = run_command(archive, tmp_path / "out", "--workers", "1", "--timeout", "20")
    assert done.returncode == 3
    assert table(tmp_path / "out", "failures")["message"][0] == "this is no regular file"


def test_two_runs_at_once_into_one_output_leave_one_whole_output(archive, tmp_path, undisturbed, misbehave):
    misbehave(slow=0.2)
    first = subprocess.Popen(
        command(archive, tmp_path / "out"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for _ in range(3_000):
        if (tmp_path / "out" / "manifest.json").exists():
            break
        time.sleep(0.1)
    second = run_command(archive, tmp_path / "out")
    assert second.returncode == 1
    assert f"another run is writing here (process {first.pid} on " in second.stderr
    first.communicate(timeout=900)
    assert first.returncode == 0
    assert contents(tmp_path / "out") == undisturbed
