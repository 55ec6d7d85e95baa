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
from archive_kit import PATIENCE, call_text, contents, score, table
from click.testing import CliRunner

from softskills.archive import local
from softskills.archive.plan import Shard
from softskills.archive.sink import open_sink
from softskills.archive.sources import Item
from softskills.archive.work import WHOLE
from softskills.cli import main
from softskills.errors import ArchiveError

FAST = {"shard_calls": 4}
PROGRAM = [sys.executable, "-c", "from softskills.cli import main; main()"]
# A sitecustomize in a folder of its own is imported by every worker: that is how a call is made to misbehave there.
MISBEHAVE = """
import os, sys, time
if "softskills.archive.worker" in " ".join(sys.orig_argv):
    from softskills.lean import leave_out
    leave_out()
    from softskills.archive import work
    real = work.analyze
    def analyze(call, **settings):
        said = " ".join(utt.text for utt in getattr(call, "utterances", ()))
        open({begun!r}, "a").close()
        if "SHOOTS ITSELF" in said:
            os.kill(os.getpid(), 9)
        if "LEAVES" in said:
            os._exit(7)
        if "NEVER ENDS" in said:
            time.sleep(10_000)
        if {slow}:
            time.sleep({slow})
        return real(call, **settings)
    work.analyze = analyze
"""


@pytest.fixture(autouse=True)
def misbehave(tmp_path, monkeypatch):
    """Make calls with certain words in them do something bad to their worker, or all calls slow."""

    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *sys.path]))

    def install(slow=0.0):
        (folder / "sitecustomize.py").write_text(MISBEHAVE.format(slow=slow, begun=str(tmp_path / "begun")), "utf-8")

    install()
    return install


def command(archive, out, *more):
    return [*PROGRAM, "score", str(archive), "-o", str(out), "--shard-calls", "4", "--tier", "rules", *more]


def run_here(archive, out, *more):
    """Run the command within this process."""
    return CliRunner().invoke(main, command(archive, out, *more)[len(PROGRAM) :], catch_exceptions=False)


def run_command(archive, out, *more, **settings):
    return subprocess.run(
        command(archive, out, *more), capture_output=True, text=True, timeout=100 * PATIENCE, **settings
    )


@pytest.fixture
def undisturbed(archive, tmp_path):
    score(archive, tmp_path / "undisturbed", workers=0, **FAST)
    return contents(tmp_path / "undisturbed")


def wait_for(path):
    """Wait until a file is there."""
    until = time.monotonic() + 90 * PATIENCE
    while not path.exists():
        assert time.monotonic() < until, f"{path} did not come"
        time.sleep(0.05)


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
    for _ in range(20):
        done = run_command(archive, out, "--workers", "2")
        if "another run" not in done.stderr:
            break
        time.sleep(0.2)
    return killed, done


def test_the_parent_killed_at_a_random_point_and_started_again_writes_the_same_bytes(
    archive, tmp_path, undisturbed, misbehave
):
    misbehave(slow=0.3)
    killed, done = kill_parent(archive, tmp_path / "out", 1, seed=3, slow=3.0)
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


def spoil(archive, which, words):
    """Write something into a call that its worker does not survive; return the call's name."""
    bad = sorted(archive.rglob("*.txt"))[which]
    bad.write_text(call_text(which).replace("ticket", words), "utf-8")
    return bad.relative_to(archive).as_posix()


def poisoned(archive, tmp_path):
    one, two = spoil(archive, 5, "SHOOTS ITSELF"), spoil(archive, 12, "LEAVES")
    summary = score(archive, tmp_path / "out", workers=2, **FAST)
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (18, 2)
    failures = table(tmp_path / "out", "failures").set_index("source")
    assert set(failures["kind"]) == {"crash"}
    assert failures.loc[one, "message"] == "its process was killed by signal 9 (SIGKILL)"
    assert failures.loc[two, "message"] == "its process ended with exit code 7"
    return summary


def test_a_call_that_kills_its_process_is_one_failure_and_the_others_are_scored(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(local, "DEATHS", 1)
    monkeypatch.setattr(local, "PROBES", 1)
    poisoned(archive, tmp_path)
    # The poisoned shards are finished: running again asks nobody to die.
    before = contents(tmp_path / "out")
    again = score(archive, tmp_path / "out", workers=1, **FAST)
    assert (again.n_deaths, again.n_kept) == (0, again.n_shards)
    assert contents(tmp_path / "out") == before


@pytest.mark.slow
def test_with_the_usual_doubt_a_call_is_blamed_after_six_deaths(archive, tmp_path):
    assert poisoned(archive, tmp_path).n_deaths >= 2 * (local.DEATHS + local.PROBES)


def test_a_call_that_never_ends_is_one_failure(archive, tmp_path):
    spoil(archive, 5, "NEVER ENDS")
    summary = score(archive, tmp_path / "out", workers=2, timeout_s=3 * PATIENCE, **FAST)
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (19, 1)
    assert table(tmp_path / "out", "failures")["message"][0] == f"it took longer than {3 * PATIENCE:g} s"


def test_workers_that_do_not_start_are_said_to(archive, tmp_path, misbehave):
    misbehave()
    site = tmp_path / "site" / "sitecustomize.py"
    site.write_text(
        "import os, sys\nif 'softskills.archive.worker' in ' '.join(sys.orig_argv):\n"
        "    sys.stderr.write('no such luck\\n'); sys.stderr.flush(); os._exit(1)\n"
    )
    with pytest.raises(ArchiveError, match="workers do not start: no such luck"):
        score(archive, tmp_path / "out", workers=1, **FAST)


def test_ctrl_c_finishes_what_is_in_hand_and_says_how_to_go_on(archive, tmp_path, undisturbed, misbehave):
    misbehave(slow=0.2)
    process = subprocess.Popen(
        command(archive, tmp_path / "out", "--workers", "2", "--json-progress"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert json.loads(process.stderr.readline())["event"] == "progress"  # one shard is done
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=100 * PATIENCE)
    assert process.returncode == 130
    assert "run the same command again to go on" in told
    assert "Traceback" not in told
    assert not temporaries(tmp_path / "out")
    parts = len(list((tmp_path / "out" / "shards").iterdir()))
    assert 1 <= parts < len([name for name in undisturbed if name.startswith("shards/")])
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["complete"] is False
    assert run_here(archive, tmp_path / "out", "--workers", "0").exit_code == 0
    assert contents(tmp_path / "out") == undisturbed


@pytest.mark.slow
def test_a_second_ctrl_c_ends_at_once_and_leaves_no_temporary_files(archive, tmp_path, misbehave):
    misbehave(slow=5.0)
    process = subprocess.Popen(
        command(archive, tmp_path / "out"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for(tmp_path / "begun")  # a call is in hand
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=100 * PATIENCE)
    assert process.returncode == 130
    assert "run the same command again to go on" in told
    assert "Traceback" not in told
    assert not temporaries(tmp_path / "out")


def test_ctrl_c_again_and_again_before_anything_is_in_hand_ends_the_same_way(archive, tmp_path):
    process = subprocess.Popen(
        command(archive, tmp_path / "out", "--workers", "2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for(tmp_path / "out" / "manifest.json")
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    _, told = process.communicate(timeout=100 * PATIENCE)
    assert process.returncode == 130
    assert "run the same command again to go on" in told
    assert "Traceback" not in told
    assert not temporaries(tmp_path / "out")


def test_a_worker_whose_parent_was_killed_writes_nothing_more(archive, tmp_path, misbehave):
    misbehave(slow=2.0)
    call = sorted(archive.rglob("*.txt"))[0]
    parent = subprocess.Popen(command(call, tmp_path / "out", "--workers", "1"), stderr=subprocess.DEVNULL)
    wait_for(tmp_path / "begun")  # its only call, so that it meets no closed pipe before it is done
    (worker,) = subprocess.run(
        ["pgrep", "-P", str(parent.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    parent.kill()
    parent.wait()
    until = time.monotonic() + 60 * PATIENCE
    while Path(f"/proc/{worker}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()
    assert {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()} == {"_lock", "manifest.json"}


def test_a_lock_whose_file_was_taken_away_between_opening_and_locking_is_not_relied_on(tmp_path, monkeypatch):
    import fcntl

    real, asked = fcntl.flock, []

    def taken_away(held, how):
        if not asked:
            (tmp_path / "out" / "_lock").unlink()  # as the run does that ends just then
        asked.append(how)
        real(held, how)

    monkeypatch.setattr(fcntl, "flock", taken_away)
    first, second = open_sink(str(tmp_path / "out")), open_sink(str(tmp_path / "out"))
    first.lock()
    assert len(asked) == 2
    with pytest.raises(ArchiveError, match="another run is writing here"):
        second.lock()
    first.unlock()


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
        done = run_here(archive, disk / "out", "--workers", workers)
        assert done.exit_code == 1
        assert "cannot write: No space left on device" in done.stderr
        assert "make room and run the same command again" in done.stderr
        assert not temporaries(disk / "out")
        finished = len(list((disk / "out" / "shards").iterdir()))
        assert finished > 0
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        done = run_here(archive, disk / "out", "--workers", "0")
        assert done.exit_code == 0, done.stderr
        assert contents(disk / "out") == undisturbed


@pytest.mark.slow
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
    done = run_here(archive, tmp_path / "out", "--workers", "0")
    assert done.exit_code == 3
    message = table(tmp_path / "out", "failures")["message"][0]
    assert message in ("not allowed to read the file", "the file cannot be read: Too many levels of symbolic links")


def test_a_pipe_among_the_files_does_not_block_the_run(archive, tmp_path):
    os.mkfifo(archive / "pipe.txt")
    done = run_here(archive, tmp_path / "out", "--workers", "0")
    assert done.exit_code == 3
    assert table(tmp_path / "out", "failures")["message"][0] == "this is no regular file"


def test_two_runs_at_once_into_one_output_leave_one_whole_output(archive, tmp_path, undisturbed, misbehave):
    misbehave(slow=0.2)
    first = subprocess.Popen(
        command(archive, tmp_path / "out", "--workers", "2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for(tmp_path / "out" / "manifest.json")
    with pytest.raises(ArchiveError, match=rf"another run is writing here \(process {first.pid} on "):
        score(archive, tmp_path / "out", workers=0, **FAST)
    first.communicate(timeout=100 * PATIENCE)
    assert first.returncode == 0
    assert contents(tmp_path / "out") == undisturbed
