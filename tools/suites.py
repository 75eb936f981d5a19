"""The whole suite on SQLite, then what touches the database, but for pages, on PostgreSQL."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from tests import databases
from tools.environment import Environment

NOTHING_COLLECTED = 5

# Pages ask and act through queries and actions alone. Chosen by name they run on both.
WITHOUT_PAGES = (
    "tests",
    *(f"--ignore=tests/{one}" for one in ("web", "bench", "properties/matrix")),
)

# Every worker, and every command that a test starts, would otherwise compile the same for itself.
KERNELS = """
from hearth.engine.kernels.compiled import is_kept
from hearth.engine.ready import make_ready
is_kept() or make_ready()
"""


def run(environment: Environment, words: Sequence[str]) -> int:
    """Run both halves; the status is that of the first half that failed."""
    environ = environ_of(os.environ)
    # Whoever is started behind a shell's "&" is deaf to an interrupt, and so are all its children;
    # some tests interrupt a command and wait for its end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    make_kernels(environment, environ)
    print("On SQLite: the whole suite.", flush=True)
    status = _pytest(environment, words, environ)
    return _on_postgresql(environment, words, environ) or status


def environ_of(ours: Mapping[str, str]) -> dict[str, str]:
    """What the tests find around them.

    They start some hundred processes; without bytecode each would translate all of Hearth anew.
    """
    return {name: value for name, value in ours.items() if name != "PYTHONDONTWRITEBYTECODE"}


def make_kernels(environment: Environment, environ: Mapping[str, str]) -> None:
    """Compile the kernels once. Where that fails, the tests will say why."""
    command = [str(environment.python), "-c", KERNELS]
    subprocess.run(command, check=False, cwd=environment.root, env=environ)


def _on_postgresql(
    environment: Environment, words: Sequence[str], environ: Mapping[str, str]
) -> int:
    try:
        server = databases.find_server(os.environ)
    except databases.NoServer as reason:
        print(f"On PostgreSQL: skipped, {reason}", flush=True)
        return 0
    print(f"On PostgreSQL ({server}): the tests that touch the database.", flush=True)
    only = [*(words or WITHOUT_PAGES), "-m", "database"]
    status = _pytest(environment, only, {**environ, databases.WHICH: "postgresql"})
    if status == NOTHING_COLLECTED:
        print("On PostgreSQL: none of the chosen tests touches the database.", flush=True)
        return 0
    return status


def _pytest(environment: Environment, words: Sequence[str], environ: Mapping[str, str]) -> int:
    cores = min(4, os.cpu_count() or 1)
    # Stealing, because the long walks stand side by side and one worker would get them all.
    spread = ("-n", str(cores), "--dist", "worksteal")
    command = [str(environment.python), "-m", "pytest", "-q", *spread, *words]
    return subprocess.run(command, check=False, cwd=environment.root, env=environ).returncode
