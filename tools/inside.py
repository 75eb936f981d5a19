"""Going on inside the environment of the repository, for tools that need a package."""

import importlib.util
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.environment import Environment

ROOT = Path(__file__).resolve().parent.parent


def go_on(tool: str, words: Sequence[str], *, needs: str, kind: str) -> int | None:
    """None where this Python has the package `needs`; else the status of the tool run by one."""
    if importlib.util.find_spec(needs) is not None:
        return None
    environment = Environment(ROOT)
    environment.make_ready(kind)
    command = [str(environment.python), "-m", f"tools.{tool}", *words]
    return subprocess.run(command, check=False, cwd=ROOT, env=os.environ).returncode
