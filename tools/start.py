"""From the first word on the command line to the work it asks for."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools import checks, guards, promises, suites, where
from tools.environment import Environment, NotPossible

ROOT = Path(__file__).resolve().parent.parent

HELP = """\
python3 run.py demo          an invented town in the middle of its work, in the browser
python3 run.py test [...]    the whole suite, on SQLite and on PostgreSQL; words go to pytest
python3 run.py check         format, lint, types, import contracts, sizes, forbidden text
python3 run.py bench [...]   Hearth beside what one could take instead; alone, what can be measured
python3 run.py promises [--short] [--json]   what was tried to break each promise, and if it held
python3 run.py guards [...]  take each guard away, and see that its test fails
python3 run.py where stage=checks   the files of one stage, floor by floor
python3 run.py addresses     every address of the pages and of the API, and who it is for
python3 run.py commands      every command, and what it does in whose hands
python3 run.py WORD [...]    any other word is a command of Hearth, for example walk
"""

# -P keeps the caller's folder off the module path: a file of theirs is data, never code.
COMMAND = (
    "-P",
    "-c",
    "import sys; from hearth.cli.main import main; sys.argv[0] = 'hearth'; sys.exit(main())",
)


ATTACKS = {"promises": promises.run, "guards": guards.run}
LISTS = ("addresses", "commands")


def main(words: Sequence[str]) -> int:
    """Do what the words ask; the exit status is that of the work."""
    if not words:
        print(HELP, end="")
        return 0
    try:
        return _do(words[0], list(words[1:]))
    except NotPossible as no:
        print(no, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing is half done: the next start goes on from here.", file=sys.stderr)
        return 130


def _do(word: str, rest: list[str]) -> int:
    if word == "where":
        return where.main(rest, ROOT)
    environment = Environment(ROOT)
    if word == "test":
        environment.make_ready("dev")
        return suites.run(environment, rest)
    if word in ATTACKS:
        environment.make_ready("dev")
        return ATTACKS[word](environment, rest)
    if word == "check":
        environment.make_ready("dev")
        return checks.run(environment)
    if word == "bench":
        environment.make_ready("bench")
        return _hand_over([str(environment.python), "-P", "-m", "bench", *rest], os.environ)
    environment.make_ready("runtime")
    if word in LISTS:
        return _hand_over([str(environment.python), "-P", "-m", f"tools.{word}"], os.environ)
    called = [str(environment.python), *COMMAND, word, *rest]
    return _hand_over(called, environment.for_commands(os.environ))


def _hand_over(command: list[str], environ: Mapping[str, str]) -> int:
    """Become the command, so that signals and the exit status are its own."""
    if os.name == "nt":
        return subprocess.run(command, check=False, env=environ).returncode
    sys.stdout.flush()
    os.execve(command[0], command, environ)
