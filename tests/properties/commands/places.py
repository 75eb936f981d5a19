"""One machine in each of the hands that `core/commands.py` names, and what is typed into it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from hearth.cli.trial.people import FIRST_OFFICE
from hearth.core.commands import Command, Hands
from hearth.core.programme_file import FOLDER
from hearth.seal.principal import new_pair
from hearth.seal.recovery import to_sheet
from tests.cli.commands import ROOT, Hearth
from tests.exchange.hmis.exports import FILES, zipped
from tests.length import LONG

PASSPHRASE, ANOTHER = "battery staple horse", "correct battery horse"
NEW = "a passphrase that is new"
RANKED = {
    "people.csv": "name,rank,0,1\nAda,2,Oak,Elm\n",
    "places.csv": "code,capacity,supervisor\nOak,1,Vi\nElm,1,Vi\n",
    "workers.csv": "name,capacity\nVi,2\n",
}


STAFF = (("visitor", "vera.visits"), ("lead", "lee.leads"))


class Typed(NamedTuple):
    """One command as it is typed. `at`: what somebody on a terminal answers, if there is one."""

    command: Command
    words: Sequence[object] = ()
    environ: Mapping[str, str] = {}
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: what it said, unlocked, opened and changed."""

    status: int
    out: str
    err: str
    changed: tuple[str, ...]
    keys: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    asked: int = 0

    @property
    def refused(self) -> list[str]:
        """The lines that are no progress, if it refused."""
        lines = [line for line in self.err.strip().splitlines() if " s  " not in line]
        ours = lines and lines[-1].startswith("hearth: ")
        return lines if ours and not self.out and self.status else []

    @property
    def sentence(self) -> str:
        """The refusal; empty where it did not refuse."""
        return self.refused[-1] if self.refused else ""


@dataclass(frozen=True, slots=True)
class Places:
    """A folder with everything that is typed of: services, files, sheets."""

    at: Path

    def machine(self, hands: Hands, to: Path) -> Hearth:
        """A machine in these hands, to be changed alone."""
        source = {
            Hands.EMPTY: "nothing",
            Hands.TRIAL: "trial",
            Hands.INVENTED: "town",
        }.get(hands, "used")
        home = to / "home"
        if (self.at / source).exists():
            shutil.copytree(self.at / source, home)
        if hands in (Hands.KEYS_LOST, Hands.TWO_SHEETS):
            shutil.rmtree(home / "keys")
        return Hearth(home)

    def sheet(self, number: int) -> Path:
        """The recovery sheet of a holder."""
        return self.at / "sheets" / f"recovery-sheet-{number}.txt"

    def typed(self, hands: Hands, out: Path) -> Iterator[Typed]:
        """Every command, some in more than one form; `out`: where what they write may go."""
        given = {Hands.PASSPHRASE: PASSPHRASE, Hands.WRONG: ANOTHER}.get(hands, "")
        environ = {"HEARTH_PASSPHRASE": given, "HEARTH_WITNESS_FILE": str(out / "witness")}
        forms = self._forms(out, self._sheets(hands))
        if hands is Hands.INVENTED:
            forms = {**forms, Command.OFFICE_RENAME: [(FIRST_OFFICE, "Quay")]}
        for command, several in forms.items():
            fresh = {"HEARTH_PASSPHRASE": given or NEW}
            new = fresh if command in (Command.INIT, Command.RECOVER) else {}
            yield from (Typed(command, words, {**environ, **new}) for words in several)

    def _sheets(self, hands: Hands) -> list[tuple[Path, Path]]:
        """Those that whoever is there has; one alone is tried twice, and beside a forged one."""
        first, second, forged = self.sheet(1), self.sheet(3), self.at / "forged.txt"
        if hands is Hands.TWO_SHEETS:
            return [(first, second)]
        if hands is Hands.ONE_SHEET:
            return [(first, first), (first, forged)]
        return [(forged, forged)]

    def _forms(
        self, out: Path, sheets: list[tuple[Path, Path]]
    ) -> dict[Command, list[Sequence[object]]]:
        at, town = self.at, ("--homes", 6, "--parties", 2)
        served = ("--no-browser", "--port", 0)
        new = at / "nightstop.2.toml"
        return {
            Command.DEMO: [(*town, *served)],
            Command.SERVE: [served],
            Command.INIT: [("--sheets", out / "sheets")],
            Command.RECOVER: list(sheets),
            Command.TOWN: [(*town, "--seed", 7)],
            Command.IMPORT_HMIS: [(at / "export.zip",)],
            Command.IMPORT_HOSTS: [(at / "hosts.csv",)],
            Command.EXPORT_HMIS: [(out / "shared.zip",)],
            Command.SHORTLIST: [()],
            Command.MATCH: [("--proof", out / "again.proof")],
            Command.RECRUIT: [("--homes", 1)],
            Command.STABLE: [tuple(at / name for name in RANKED)],
            Command.PROOF: [(at / "plan.proof",)],
            Command.PROGRAMME_LIST: [()],
            Command.PROGRAMME_CHECK: [(new,)],
            Command.PROGRAMME_DIFF: [("nightstop", new)],
            Command.STAFF_ADD: [("visitor", "--name", "a.new"), ("lead", "--name", "b.new")],
            Command.STAFF_LEAVE: [("vera.visits",), ("lee.leads",)],
            Command.STAFF_TOKEN: [(), ("--end",)],
            Command.STAFF_REWRAP: [()],
            Command.OFFICE_ADD: [("North",)],
            Command.OFFICE_LIST: [()],
            Command.OFFICE_RENAME: [("First office", "Harbour")],
            Command.AUDIT_VERIFY: [()],
            Command.AUDIT_CHECKPOINT: [()],
            Command.AUDIT_WITNESS: [()],
            Command.BACKUP: [(out / "a.copy", "--new-key", out / "a.key")],
            Command.RESTORE: [(at / "used.copy", "--key", at / "used.key", "--newest")],
            Command.ROUNDS: [("--days", 1), ("--verify",)],
            Command.RETENTION: [()],
            Command.DAILY: [()],
            Command.DUE: [()],
            Command.FIGURES: [(), ("--work-out",)],
            Command.DOCTOR: [()],
        }


def type_(machine: Hearth, typed: Sequence[Typed]) -> list[Told]:
    """Type each into the machine as it is now; it is put back in between."""
    wanted = [
        {
            "words": [*one.command.split(), *map(str, one.words)],
            "environ": dict(one.environ),
            "typed": one.at,
            "sheets": [],
        }
        for one in typed
    ]
    return [Told(**_plain(one)) for one in _answers(machine, wanted)]


def opened_by_keys(
    machine: Hearth, environ: Mapping[str, str], sheets: Sequence[Path]
) -> dict[str, list[str]]:
    """What each key file that unlocks, and each of these sheets alone, opens: by compartment."""
    asked = {"words": ["KEYS"], "environ": dict(environ), "typed": None}
    [one] = _answers(machine, [{**asked, "sheets": list(map(str, sheets))}])
    assert one["status"] == 0, one["err"]
    found: dict[str, list[str]] = json.loads(one["out"])
    return found


def _answers(machine: Hearth, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.properties.commands.typed"],
        check=False,
        cwd=ROOT,
        env=machine.environ,
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _plain(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(said) if isinstance(said, list) else said for name, said in one.items()}


def make(at: Path) -> Places:
    """Everything, by commands alone. Cost: some 25 s; in the long form, with its town, 35."""
    at.mkdir(exist_ok=True)
    zipped(at / "export.zip", FILES)
    (at / "nightstop.2.toml").write_text(_the_next("nightstop.1.toml"))
    (at / "forged.txt").write_text(f"{uuid4()}\n{to_sheet(new_pair().private)}\n")
    (at / "hosts.csv").write_text("id,name,rooms\n1,Ada Lind,1\n2,Bo Holm,2\n")
    for name, text in RANKED.items():
        (at / name).write_text(text)
    trial, used, town = (Hearth(at / name) for name in ("trial", "used", "town"))
    _do(trial, "import", "hosts", at / "hosts.csv")
    _do(trial, "import", "hmis", at / "export.zip")
    _do(trial, "match", "--proof", at / "plan.proof")
    trial.copy(used.home)
    _do(used, "init", "--sheets", at / "sheets")
    for one, (role, name) in product((trial, used), STAFF):
        _do(one, "staff", "add", role, "--name", name)
    _do(used, "backup", at / "used.copy", "--new-key", at / "used.key")
    if not LONG:
        return Places(at)
    invented = ("--homes", 30, "--parties", 10, "--no-browser", "--port", 0)
    [said] = type_(town, [Typed(Command.DEMO, invented)])
    assert said.status == 0, said.err
    _do(town, "import", "hmis", at / "export.zip")
    for role, name in STAFF:
        _do(town, "staff", "add", role, "--name", name)
    return Places(at)


def _the_next(name: str) -> str:
    """The next version of a programme."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return text.replace("version = 1", "version = 2", 1).replace("2025-01-01", "2099-01-01", 1)


def _do(machine: Hearth, *words: object) -> None:
    done = machine.run(*words, environ={"HEARTH_PASSPHRASE": PASSPHRASE})
    assert done.status in (0, 3), (words, done.err)
