"""The Dask engine on a cluster of this machine: equal bytes, a worker killed, a call that kills every worker."""

import os

import pytest
from archive_kit import PATIENCE, call_text, contents, score, table

from softskills.archive import dask as engine
from softskills.archive.plan import plan
from softskills.archive.settings import Settings
from softskills.archive.sink import open_sink

distributed = pytest.importorskip(
    "distributed", reason="Dask distributed is not installed: the dask engine is not tried"
)

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:distributed"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]

SITE = """
import os, sys
if os.environ.get("ARCHIVE_TEST_PID") not in (None, str(os.getpid())):
    import importlib.abc, importlib.util
    from softskills.lean import leave_out
    leave_out()
    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path, target=None):
            if name != "softskills.archive.work":
                return None
            sys.meta_path.remove(self)
            spec = importlib.util.find_spec(name)
            run = spec.loader.exec_module
            def exec_module(module):
                run(module)
                real = module.analyze
                def analyze(call, **settings):
                    said = " ".join(utt.text for utt in call.utterances)
                    once = os.environ["ARCHIVE_TEST_ONCE"]
                    if "POISON" in said:
                        os._exit(9)
                    if "ticket 3." in said and os.path.exists(once):
                        os.unlink(once)
                        os._exit(9)
                    return real(call, **settings)
                module.analyze = analyze
            spec.loader.exec_module = exec_module
            return spec
    sys.meta_path.insert(0, Finder())
"""


@pytest.fixture
def client(tmp_path, monkeypatch):
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(SITE, "utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("ARCHIVE_TEST_PID", str(os.getpid()))
    monkeypatch.setenv("ARCHIVE_TEST_ONCE", str(tmp_path / "once"))
    (tmp_path / "once").touch()
    import dask

    # No waiting without an end, for a worker that does not come or a scheduler that does not answer.
    limits = {
        "distributed.scheduler.allowed-failures": 0,
        "distributed.worker.daemon": False,
        "distributed.comm.timeouts.connect": f"{20 * PATIENCE} s",
    }
    with (
        dask.config.set(limits),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True, host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster, timeout=20 * PATIENCE) as found,
    ):
        yield found


def test_a_cluster_writes_the_same_bytes_though_a_worker_dies_and_a_poison_call_is_one_failure(
    archive, tmp_path, client
):
    score(archive, tmp_path / "undisturbed", workers=0, shard_calls=4)
    settings = Settings(shard_calls=4, tier="rules")

    def run(out):
        shards = plan([str(archive)], shard_calls=4)
        found = list(engine.run_on_dask(shards, settings, settings.fingerprint(), str(out), client=client))
        return {name: sum(outcome.counts[name] for _, outcome in found) for name in ("n_calls", "n_failed")}

    # Call 3 kills its worker the first time it is touched.
    assert run(tmp_path / "out") == {"n_calls": 20, "n_failed": 0}
    assert not (tmp_path / "once").exists(), "no worker died"
    # What is made when all calls are scored is not the engine's.
    last = ("manifest.json", "relationships/")
    parts = {name: value for name, value in contents(tmp_path / "undisturbed").items() if not name.startswith(last)}
    assert contents(tmp_path / "out") == parts

    bad = sorted(archive.rglob("*.txt"))[5]
    bad.write_text(call_text(5).replace("ticket", "POISON"), "utf-8")
    assert run(tmp_path / "out") == {"n_calls": 19, "n_failed": 1}
    failures = table(tmp_path / "out", "failures")
    assert list(failures["source"]) == [bad.relative_to(archive).as_posix()]
    assert failures["kind"][0] == "crash"
    assert open_sink(str(tmp_path / "out")).sizes("shards")
