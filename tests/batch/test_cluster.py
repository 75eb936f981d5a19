"""Regions on several processes: the same plan, whoever dies, and nothing is left behind."""

import importlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hearth
from hearth.batch import cluster
from hearth.batch.cluster import Certificates, Workers, plan_with, standing
from hearth.batch.jobs import Job, Joined, Progress, Source, plan_here
from hearth.core.errors import InvalidValue, NotReady
from hearth.engine.regions.cut import Regions
from hearth.engine.regions.shards import Lists
from tests.batch.work import DiesAlways, DiesOnce, Refuses, RefusesAfter, WritesOn
from tests.engine.worlds import random_lists

REGIONS = 6
distributed: Any = importlib.import_module("distributed")  # neither has types
psutil: Any = importlib.import_module("psutil")


def a_job(seed: int = 3) -> Job:
    """150 parties and 100 homes in six regions drawn by lot: most candidates cross a border."""
    rng = np.random.default_rng(seed)
    lists = Lists(*random_lists(rng, 150, 100, 1000))
    labels = [rng.integers(0, REGIONS, size).astype(np.int32) for size in (150, 100)]
    return Job.of_lists(lists, Regions(REGIONS, *labels))


def with_source(job: Job, region: int, source: Source) -> Job:
    """The same job, with another source for one region."""
    return Job(
        job.regions,
        lambda asked: source if asked == region else job.source(asked),
        job.places,
        job.lists,
    )


def plan_by(
    job: Job,
    workers: int = 2,
    address: str | None = None,
    *,
    certificates: Certificates | None = None,
    progress: Progress = lambda _: None,
) -> Joined:
    """The plan, by workers that stand ready for it alone."""
    with standing(workers, address, certificates=certificates) as ready:
        return plan_with(ready, job, progress)


def same(one: Joined, other: Joined) -> bool:
    """Whether two plans agree in every home and every price, and both are proven."""
    assert one.proof.problems == other.proof.problems == ()
    return (
        one.plan.home.tolist() == other.plan.home.tolist()
        and one.plan.price.tolist() == other.plan.price.tolist()
        and one.crossing == other.crossing
    )


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    """Two workers of this machine, for several tests."""
    with standing(2) as ready:
        yield ready


def test_two_workers_find_the_plan_that_one_process_finds(two: Workers) -> None:
    job, said = a_job(), list[str]()
    assert same(plan_with(two, job, said.append), plan_here(job))
    assert said[0] == "0 of 6 regions are solved"
    assert said[-1] == "joining the regions"


def test_workers_that_are_killed_change_nothing(two: Workers, tmp_path: Path) -> None:
    job = shaken = a_job()
    markers = [tmp_path / "first-has-died", tmp_path / "second-has-died"]
    for region, marker in zip((2, 4), markers, strict=True):
        shaken = with_source(shaken, region, DiesOnce(job.source(region), marker))
    assert same(plan_with(two, shaken), plan_here(job))
    assert all(marker.exists() for marker in markers)


def test_a_region_that_ends_every_worker_is_given_up_with_its_number(two: Workers) -> None:
    job = a_job()
    with pytest.raises(NotReady, match="region 5 ended one worker after the other"):
        plan_with(two, with_source(job, 5, DiesAlways()))
    assert same(plan_with(two, job), plan_here(job))


def test_what_a_region_refuses_is_said_as_it_was_said_there(two: Workers) -> None:
    job = a_job()
    with pytest.raises(InvalidValue, match="column size, row 3: must be 1 person or more"):
        plan_with(two, with_source(job, 1, Refuses()))


def test_no_file_of_a_region_outlasts_its_plan(two: Workers) -> None:
    assert two.folder is not None
    plan_with(two, a_job())
    with pytest.raises(InvalidValue):
        plan_with(two, with_source(a_job(), 1, Refuses()))
    assert [path.name for path in two.folder.iterdir()] == ["dask-scratch-space"]


def test_a_worker_that_is_late_leaves_no_file_behind(two: Workers, tmp_path: Path) -> None:
    assert two.folder is not None
    begun, job = tmp_path / "begun", a_job()
    os.mkfifo(begun)
    late = with_source(job, 0, WritesOn(job.source(0), two.folder, begun))
    with pytest.raises(InvalidValue):
        plan_with(two, with_source(late, 1, RefusesAfter(begun)))
    assert [path.name for path in two.folder.iterdir()] == ["dask-scratch-space"]


def test_a_local_cluster_listens_on_loopback_alone_and_behind_certificates(two: Workers) -> None:
    here = psutil.Process()
    family = [here, *here.children(recursive=True)]
    listening = [
        connection.laddr.ip
        for process in family
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) == {"127.0.0.1"}
    told = two.client.scheduler_info(n_workers=-1)
    addresses = [told["address"], *told["workers"]]
    assert all(address.startswith("tls://127.0.0.1:") for address in addresses)
    assert all(worker["nthreads"] == 1 for worker in told["workers"].values())


def test_nobody_without_the_certificates_of_this_run_is_let_in(two: Workers) -> None:
    address = two.client.scheduler_info()["address"]
    with pytest.raises(InvalidValue, match="needs certificates"):
        plan_by(a_job(), address=address)
    stranger = distributed.Security.temporary()
    with pytest.raises(OSError, match=r"Timed out|TLS|SSL|connect"):
        distributed.Client(address, security=stranger, timeout=3, set_as_default=False)


def test_the_shared_folder_is_this_users_alone(two: Workers) -> None:
    assert two.folder is not None
    assert two.folder.stat().st_mode & 0o077 == 0


def test_everything_that_was_started_is_ended(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(psutil.Process().children(recursive=True))
    level = logging.getLogger("distributed").level
    job = a_job()
    assert same(plan_by(job, workers=1), plan_here(job))
    assert working(set(psutil.Process().children(recursive=True)) - before) == []
    assert list(tmp_path.iterdir()) == []
    assert logging.getLogger("distributed").level == level


def working(processes: set[Any]) -> list[Any]:
    """Without Python's own accountant of shared memory, which ends with this process."""
    return [one for one in processes if "resource_tracker" not in " ".join(one.cmdline())]


STOPPED = """
import sys
from pathlib import Path
from hearth.batch.cluster import plan_with, standing
from hearth.batch.jobs import Job
from tests.batch.work import Waits
import numpy as np

if __name__ == "__main__":
    sources = [Waits(Path(sys.argv[1]) / name) for name in ("first", "second")]
    with standing() as ready:
        plan_with(ready, Job.of_sources(sources, np.ones(1, np.int32)))
"""


def test_control_c_ends_the_workers_and_takes_the_folder_away(tmp_path: Path) -> None:
    script, begun, folder = tmp_path / "script.py", tmp_path / "begun", tmp_path / "folder"
    script.write_text(STOPPED)
    folder.mkdir()
    begun.mkdir()
    for name in ("first", "second"):
        os.mkfifo(begun / name)
    root = Path(hearth.__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, script, begun],
        env={**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(folder)},
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    workers = [int((begun / name).read_text()) for name in ("first", "second")]
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everybody in the foreground
    _, said = process.communicate()
    assert "KeyboardInterrupt" in said
    assert process.returncode != 0
    assert [pid for pid in workers if psutil.pid_exists(pid)] == []
    assert list(folder.iterdir()) == []


UNGUARDED = """
import numpy as np
from hearth.batch.cluster import plan_with, standing
from hearth.batch.jobs import Job
from tests.batch.work import Refuses

with standing(1) as ready:
    plan_with(ready, Job.of_sources([Refuses()], np.ones(1, np.int32)))
"""


def test_a_script_that_would_start_itself_again_is_told_how_to_be_written(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(Path(hearth.__file__).parent.parent)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "NotReady: a worker process did not start" in done.stderr


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("tcp://192.0.2.7:8786", "must begin with tls://"),
        ("tcp://example.org:8786", "must begin with tls://"),
        ("192.0.2.7:8786", "must be like tls://host:port"),
        ("ws://127.0.0.1:8786", "must begin with tls://"),
        ("tls://192.0.2.7", "must be like tls://host:port"),
        ("tls://192.0.2.7:port", "must be like tls://host:port"),
        ("tls://[192.0.2.7:8786", "must be like tls://host:port"),
        ("", "must be like tls://host:port"),
        ("tls://192.0.2.7:8786", "needs certificates"),
    ],
)
def test_an_address_that_is_not_encrypted_is_refused(address: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        plan_by(a_job(), address=address)


def test_certificates_that_are_not_there_are_named_as_the_fault(tmp_path: Path) -> None:
    lost = Certificates(tmp_path / "ca.pem", tmp_path / "cert.pem", tmp_path / "key.pem")
    with pytest.raises(NotReady, match="certificates is not there"):
        plan_by(a_job(), address="tls://127.0.0.1:1", certificates=lost)


def test_an_address_where_nobody_answers_is_one_clear_sentence(monkeypatch: Any) -> None:
    monkeypatch.setattr(cluster, "REACH_S", 1)
    with pytest.raises(NotReady, match="nothing that we may talk to answers"):
        plan_by(a_job(), address="tcp://127.0.0.1:1")


def test_without_dask_it_is_said_what_to_install(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NotReady, match=r"install hearth\[batch\]"):
        plan_by(a_job())


def test_at_least_one_worker_is_needed() -> None:
    with pytest.raises(InvalidValue, match="1 worker or more"):
        plan_by(a_job(), workers=0)


@pytest.fixture
def elsewhere() -> Iterator[Any]:
    """A cluster on loopback that somebody else has started, without workers."""
    scheduler = {
        "cls": distributed.Scheduler,
        "options": {"host": "127.0.0.1", "dashboard": False, "dashboard_address": "127.0.0.1:0"},
    }
    worker = {"cls": distributed.Worker, "options": {"host": "127.0.0.1", "nthreads": 1}}
    with distributed.SpecCluster(
        scheduler=scheduler, worker=worker, workers={}, silence_logs=logging.CRITICAL
    ) as standing_one:
        yield standing_one


def test_a_cluster_without_a_worker_is_one_clear_sentence(elsewhere: Any) -> None:
    with pytest.raises(NotReady, match="the cluster has no worker"):
        plan_by(a_job(), address=elsewhere.scheduler_address)


def test_a_standing_cluster_on_loopback_finds_the_same_plan(elsewhere: Any) -> None:
    job = a_job()
    elsewhere.scale(1)
    elsewhere.wait_for_workers(1)
    assert same(plan_by(job, address=elsewhere.scheduler_address), plan_here(job))


def test_a_cluster_that_loses_its_last_worker_is_given_up(elsewhere: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(cluster, "LOOK_S", 0.2)
    elsewhere.scale(1)
    elsewhere.wait_for_workers(1)

    def all_go_home(_: str) -> None:
        elsewhere.scale(0)
        elsewhere.sync(elsewhere._correct_state)

    with pytest.raises(NotReady, match="lost its last worker"):
        plan_by(a_job(), address=elsewhere.scheduler_address, progress=all_go_home)


def test_an_encrypted_cluster_is_reached_with_certificates(tmp_path: Path) -> None:
    security = distributed.Security.temporary()
    kept = security.get_tls_config_for_role("client")
    files = [tmp_path / name for name in ("authority", "certificate", "key")]
    for path, name in zip(files, ("ca_file", "cert", "key"), strict=True):
        path.write_text(kept[name])
    net = {"host": "127.0.0.1", "protocol": "tls://", "security": security}
    net |= {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
    with distributed.SpecCluster(
        scheduler={"cls": distributed.Scheduler, "options": net},
        workers={0: {"cls": distributed.Worker, "options": {**net, "nthreads": 1}}},
        security=security,
        silence_logs=logging.CRITICAL,
    ) as encrypted:
        address = encrypted.scheduler_address
        job = a_job()
        certificates = Certificates(*files)
        assert address.startswith("tls://")
        assert same(plan_by(job, address=address, certificates=certificates), plan_here(job))


def test_a_worker_with_another_hearth_is_not_given_work(elsewhere: Any, monkeypatch: Any) -> None:
    elsewhere.scale(1)
    elsewhere.wait_for_workers(1)
    monkeypatch.setattr(cluster, "greeting", str)
    with pytest.raises(NotReady, match="has no Hearth or another version"):
        plan_by(a_job(), address=elsewhere.scheduler_address)


def test_a_worker_that_joins_later_with_another_hearth_is_found_out(two: Workers) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "fingerprint", lambda: "0123456789abcdef")
        with pytest.raises(NotReady, match="has another version of Hearth"):
            plan_with(two, a_job())
