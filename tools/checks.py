"""`run.py check`: everything that can be said about the code without running it."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tools import forbidden, sizes
from tools.environment import Environment

CONTRACTS = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"

Check = Callable[[Environment], list[str]]


def _by(*words: str) -> Check:
    """A check done by a tool of the environment; what it printed when it was not content."""

    def check(environment: Environment) -> list[str]:
        done = subprocess.run(
            [str(environment.python), *words],
            check=False,
            cwd=environment.root,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.stdout.splitlines() or [f"status {done.returncode}"] if done.returncode else []

    return check


def _by_reading(read: Callable[[Path], list[str]]) -> Check:
    return lambda environment: read(environment.root)


CHECKS: dict[str, Check] = {
    "format": _by("-m", "ruff", "format", "--check", "--quiet", "--diff", "."),
    "lint": _by("-m", "ruff", "check", "--quiet", "."),
    "types": _by("-m", "mypy", "--strict", "hearth", "tools", "run.py"),
    "imports": _by("-c", CONTRACTS),
    "sizes": _by_reading(sizes.too_large),
    "forbidden text": _by_reading(forbidden.found),
}


def run(environment: Environment) -> int:
    """Run every check, each with one line; 0 when all are content."""
    unhappy = 0
    for name, check in CHECKS.items():
        start = time.monotonic()
        said = check(environment)
        print(f"{name:15} {'NO' if said else 'ok':3} {time.monotonic() - start:5.1f} s", flush=True)
        print("".join(f"  {line}\n" for line in said), end="", flush=True)
        unhappy += bool(said)
    return 1 if unhappy else 0
