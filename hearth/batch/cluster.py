"""Regions on the processes of this machine, or on a Dask cluster that stands already.

What a worker is told can be as sensitive as anything in the service: tables hold the points
that a home must be far from. So nothing leaves this machine unencrypted: an address is
`tls://`, with certificates, or it is this machine's own loopback. Processes started here
listen on loopback alone, behind certificates made for this one run, because on a shared
machine everybody can knock on loopback; the work itself goes through files in a folder that
only this user can open. There is no dashboard.

A Dask worker runs whatever it is told by anybody who holds the certificates. Guard them as
you guard the register.
"""

import importlib
import ipaddress
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from hearth.batch.jobs import (
    JOINING,
    Answer,
    Job,
    Joined,
    Progress,
    Source,
    answer,
    check_job,
    fingerprint,
    joined,
    told,
)
from hearth.batch.parcel import pack, unpack
from hearth.core.errors import InvalidValue, NotReady
from hearth.engine.ready import make_ready

AHEAD = 2  # regions handed out per worker, so that none waits for the next
DEATHS = 3  # workers that one region may take with it before it is given up
REACH_S = 10  # seconds to wait for an answer from a cluster's address
LOOK_S = 5  # seconds without news after which we look whether anybody still works
OVER = ".over"  # how the name of a plan's folder ends once the plan has
KEPT_BYTES = 1 << 25  # arrays up to which a worker keeps the memory of the last; glibc's most

SETTINGS = {
    "distributed.nanny.pre-spawn-environ.DASK_LOGGING__DISTRIBUTED": "critical",
    # Memory given back is soon asked for again: Dask would have every array fetched anew.
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": KEPT_BYTES,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 4 * KEPT_BYTES,
    "distributed.scheduler.allowed-failures": DEATHS,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.admin.large-graph-warning-threshold": "1 TB",  # we hand out a few at a time
    "distributed.comm.timeouts.connect": f"{REACH_S}s",
}


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files (PEM) with which an encrypted cluster knows us, and we know it."""

    authority: Path
    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, eq=False)
class Workers:
    """Workers that stand ready. folder : shared with them, None where they are elsewhere."""

    client: Any
    count: int
    folder: Path | None


@contextmanager
def standing(
    workers: int = 2, address: str | None = None, *, certificates: Certificates | None = None
) -> Iterator[Workers]:
    """Workers for several plans, one after the other; see `plan_with`.

    workers : processes to start on this machine, one thread each; not looked at with an
    address. address : of the scheduler of a standing Dask cluster, `tls://host:port`, with
    `certificates`; or `tcp://` on this machine's loopback. Everything started here is ended
    here, also after Ctrl-C. A script that calls this must keep its own start under
    `if __name__ == "__main__":`.

    Raises InvalidValue for an address that is not encrypted. NotReady where `distributed` is
    not installed, the cluster cannot be reached, has no worker or workers with another Hearth.
    """
    dask, distributed = _installed("dask"), _installed("distributed")
    with ExitStack() as at_end:
        at_end.enter_context(_quiet())
        folder = Path(at_end.enter_context(tempfile.TemporaryDirectory(prefix="hearth-")))
        at_end.enter_context(dask.config.set({**SETTINGS, "temporary-directory": str(folder)}))
        if address is None:
            client = _started(distributed, workers, folder, at_end)
            client.run(greeting)
            yield Workers(client, workers, folder)
        else:
            client = _reached(distributed, address, certificates, at_end)
            yield Workers(client, _greeted(client), None)


def _installed(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as why:
        raise NotReady(
            "plans by region on several processes need Dask: install hearth[batch]"
        ) from why


def _started(distributed: Any, workers: int, folder: Path, at_end: ExitStack) -> Any:
    """A cluster of our own processes, and its client."""
    if workers < 1:
        raise InvalidValue(f"there must be 1 worker or more, not {workers}")
    security = distributed.Security.temporary()
    common = {
        "host": "127.0.0.1",
        "protocol": "tls://",
        "security": security,
        "dashboard": False,
        "dashboard_address": "127.0.0.1:0",  # any free port, not the well-known one
    }
    one = {"nthreads": 1, "memory_limit": 0, "local_directory": str(folder)}
    nanny = {"cls": distributed.Nanny, "options": {**common, **one}}
    try:
        cluster = distributed.SpecCluster(
            scheduler={"cls": distributed.Scheduler, "options": {**common, "port": 0}},
            workers=dict.fromkeys(range(workers), nanny),
            security=security,
            silence_logs=logging.CRITICAL,
        )
    except RuntimeError as why:
        raise NotReady(
            "a worker process did not start; a script keeps what it does under "
            'if __name__ == "__main__":'
        ) from why
    at_end.enter_context(cluster)
    return at_end.enter_context(
        distributed.Client(cluster, security=security, set_as_default=False)
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is said by our own errors; Dask's log would say it ten times over."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _reached(
    distributed: Any, address: str, certificates: Certificates | None, at_end: ExitStack
) -> Any:
    """The client of a cluster that stands already."""
    security = _security(distributed, address, certificates)
    try:
        return at_end.enter_context(
            distributed.Client(address, security=security, set_as_default=False, timeout=REACH_S)
        )
    except OSError as why:
        raise NotReady("nothing that we may talk to answers at the cluster's address") from why


def _security(distributed: Any, address: str, certificates: Certificates | None) -> Any:
    if _scheme(address) == "tcp":
        return distributed.Security()
    if certificates is None:
        raise InvalidValue("an address with tls:// needs certificates: authority, own, and key")
    for path in (certificates.authority, certificates.certificate, certificates.key):
        if not path.is_file():
            raise NotReady("a file of the cluster's certificates is not there")
    return distributed.Security(
        require_encryption=True,
        tls_ca_file=str(certificates.authority),
        tls_client_cert=str(certificates.certificate),
        tls_client_key=str(certificates.key),
    )


def _scheme(address: str) -> str:
    """`tls`, or `tcp` for this machine's loopback. Raises InvalidValue for any other address."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except (AttributeError, TypeError, ValueError) as why:
        raise InvalidValue("the cluster's address must be like tls://host:port") from why
    if (
        host is None
        or port is None
        or address != f"{parts.scheme}://{parts.netloc}"
        or "@" in address
    ):
        raise InvalidValue("the cluster's address must be like tls://host:port")
    if parts.scheme == "tls" or (parts.scheme == "tcp" and _is_loopback(host)):
        return parts.scheme
    raise InvalidValue("the cluster's address must begin with tls://, so that nobody listens in")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _greeted(client: Any) -> int:
    """How many workers stand ready. Raises NotReady unless every one of them will do."""
    addresses = list(client.scheduler_info(n_workers=-1)["workers"])
    if not addresses:
        raise NotReady("the cluster has no worker; start one and try again")
    try:
        for address in addresses:
            _scheme(address)
    except InvalidValue as why:
        raise NotReady("a worker of the cluster listens without encryption") from why
    marks = client.run(greeting, on_error="return")
    if any(mark != fingerprint() for mark in marks.values()):
        raise NotReady("a worker of the cluster has no Hearth or another version than this one")
    return len(addresses)


def greeting() -> str:
    """Which Hearth this worker has; and it loads what is compiled before it is given work."""
    make_ready()
    return fingerprint()


def plan_with(ready: Workers, job: Job, progress: Progress = lambda _: None) -> Joined:
    """The plan for everybody, its regions solved side by side; the same as `plan_here(job)`.

    It does not matter how many work, in what order they finish, or whether one dies: its region
    is given to another, at most three times. Raises InvalidValue for a job that does not hold
    together; NotReady where a region ends every worker it meets, or the last worker is lost.
    """
    check_job(job)
    answers: dict[int, Answer] = {}
    waiting = iter(range(job.regions))
    running: dict[Any, int] = {}
    with _folder(ready) as folder:
        try:
            while len(answers) < job.regions:
                progress(told(len(answers), job.regions))
                for region in islice(waiting, ready.count * AHEAD - len(running)):
                    running[_hand_out(ready.client, folder, job.source(region), region)] = region
                for future in _some_done(ready.client, running):
                    region = running.pop(future)
                    answers[region] = _taken(folder, future, region)
        finally:
            ready.client.cancel(list(running))
    progress(JOINING)
    return joined(job, [answers[region] for region in range(job.regions)])


@contextmanager
def _folder(ready: Workers) -> Iterator[Path | None]:
    """A folder of this plan alone: what a late worker still writes is no other plan's answer.

    It is renamed before it is taken away, so that a late worker no longer finds where to write;
    what one writes at that very instant goes with the folder that all plans share.
    """
    if ready.folder is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(dir=ready.folder))
    try:
        yield folder
    finally:
        shutil.rmtree(folder.rename(folder.with_suffix(OVER)), ignore_errors=True)


def _hand_out(client: Any, folder: Path | None, source: Source, region: int) -> Any:
    if folder is None:
        return client.submit(told_answer, source, fingerprint(), pure=False)
    work, done = _files(folder, region)
    pack(work, source)
    return client.submit(filed_answer, work, done, fingerprint(), pure=False)


def _files(folder: Path, region: int) -> tuple[Path, Path]:
    """Where a region's work lies, and where its answer will."""
    return folder / f"work-{region}", folder / f"done-{region}"


def told_answer(source: Source, mark: str) -> Answer:
    """Solve one region, if this worker, which may have come later, has the asker's Hearth."""
    if fingerprint() != mark:
        raise NotReady("a worker has another version of Hearth than this one; were files changed?")
    return answer(source)


def filed_answer(work: Path, done: Path, mark: str) -> None:
    """Solve one region on a worker of this machine, from file to file."""
    pack(done, told_answer(unpack(work), mark))


def _some_done(client: Any, running: dict[Any, int]) -> list[Any]:
    """Futures that have ended, one at least."""
    wait = importlib.import_module("distributed").wait
    while True:
        try:
            with client.as_current():
                return list(wait(list(running), LOOK_S, "FIRST_COMPLETED").done)
        except TimeoutError as why:
            if not client.scheduler_info(n_workers=-1)["workers"]:
                raise NotReady("the cluster has lost its last worker") from why


def _taken(folder: Path | None, future: Any, region: int) -> Answer:
    """The answer in a future that has ended; the files it went through are taken away."""
    killed = importlib.import_module("distributed").KilledWorker
    try:
        answered = future.result()
    except killed as why:
        raise NotReady(
            f"region {region} ended one worker after the other; is there enough memory for it?"
        ) from why
    if folder is None:
        return cast(Answer, answered)
    work, done = _files(folder, region)
    found = cast(Answer, unpack(done))
    work.unlink()
    done.unlink()
    return found
