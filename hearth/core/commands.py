"""What each command may do, in whose hands the machine is: what `policy.py` is for addresses.

A command that is not in the table opens no service (`cli/station.py` asks here). The second lock is
the key files themselves: whoever cannot unlock one opens nothing by it, whatever this table says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hearth.core.compartments import (
    ENGINE,
    MAY_HOLD,
    OFFICE,
    RELEASE,
    SAFEGUARDING,
    SENDING,
    Compartment,
)


class Command(StrEnum):
    """Every command, in the words that are typed."""

    DEMO = "demo"
    SERVE = "serve"
    WALK = "walk"
    INIT = "init"
    RECOVER = "recover"
    TOWN = "town"
    IMPORT_HMIS = "import hmis"
    IMPORT_HOSTS = "import hosts"
    EXPORT_HMIS = "export hmis"
    SHORTLIST = "shortlist"
    MATCH = "match"
    RECRUIT = "recruit"
    STABLE = "stable"
    PROOF = "proof"
    PROGRAMME_LIST = "programme list"
    PROGRAMME_CHECK = "programme check"
    PROGRAMME_DIFF = "programme diff"
    STAFF_ADD = "staff add"
    STAFF_LEAVE = "staff leave"
    STAFF_TOKEN = "staff token"
    STAFF_REWRAP = "staff rewrap"
    OFFICE_ADD = "office add"
    OFFICE_LIST = "office list"
    OFFICE_RENAME = "office rename"
    AUDIT_VERIFY = "audit verify"
    AUDIT_CHECKPOINT = "audit checkpoint"
    AUDIT_WITNESS = "audit witness"
    BACKUP = "backup"
    RESTORE = "restore"
    ROUNDS = "rounds"
    RETENTION = "retention"
    DAILY = "daily"
    DUE = "due"
    FIGURES = "figures"
    DOCTOR = "doctor"


class KeyFile(StrEnum):
    """The key files of a service, by the names they lie under."""

    DUTY = "duty"  # the caseworker on duty at this machine
    LEAD = "lead"  # the first safeguarding lead
    SERVICE = "service"  # the running program
    SIGNER = "checkpoints"  # signs how the log stands; opens no fact


class Hands(StrEnum):
    """What somebody who types a command has."""

    EMPTY = "an empty folder"
    TRIAL = "a trial"
    INVENTED = "an invented town"
    PASSPHRASE = "a service in use and its passphrase"
    LOCKED = "a service in use, not its passphrase"
    WRONG = "a service in use and another passphrase"
    ONE_SHEET = "a service in use and one recovery sheet"
    KEYS_LOST = "a service in use, its key files lost"
    TWO_SHEETS = "a service in use, its key files lost, and two recovery sheets"


class Answer(StrEnum):
    """What a command does then. What asks refuses whoever cannot answer."""

    RUNS = "runs"
    ASKS = "asks for the passphrase"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class Terms:
    """With what in hand a command may run, and which key files it may unlock."""

    where: frozenset[Hands]
    keys: frozenset[KeyFile] = frozenset()


CLOSED = frozenset({Hands.LOCKED, Hands.WRONG, Hands.ONE_SHEET})
ANYWHERE = frozenset(Hands)  # it neither needs a service nor looks for one
SERVICE = CLOSED | {Hands.TRIAL, Hands.INVENTED, Hands.PASSPHRASE}
BEFORE_USE = frozenset({Hands.EMPTY, Hands.TRIAL, Hands.INVENTED})
_EMPTY, _SHEETS = frozenset({Hands.EMPTY}), frozenset({Hands.TWO_SHEETS})

_DUTY, _SERVICE = frozenset({KeyFile.DUTY}), frozenset({KeyFile.SERVICE})
_SIGNER, _BOTH = frozenset({KeyFile.SIGNER}), frozenset({KeyFile.DUTY, KeyFile.LEAD})
_ALL = _BOTH | _SERVICE


def _table() -> dict[Command, Terms]:
    table = dict.fromkeys(_TOUCHES_NO_SERVICE, Terms(ANYWHERE))
    table |= dict.fromkeys(_OPENS_NO_KEY, Terms(SERVICE))
    table |= dict.fromkeys(_AS_DUTY, Terms(SERVICE, _DUTY))
    return table | _MORE


_TOUCHES_NO_SERVICE = (
    *(Command.WALK, Command.STABLE, Command.PROOF),
    *(Command.PROGRAMME_LIST, Command.PROGRAMME_CHECK),
)
# What lies in clear, is counted or is copied as it lies: whoever has the folder has it anyhow.
_OPENS_NO_KEY = (
    *(Command.OFFICE_LIST, Command.AUDIT_VERIFY, Command.BACKUP, Command.RETENTION),
    Command.DOCTOR,
)
_AS_DUTY = (
    *(Command.EXPORT_HMIS, Command.SHORTLIST, Command.MATCH, Command.RECRUIT, Command.DUE),
    *(Command.STAFF_TOKEN, Command.OFFICE_ADD, Command.OFFICE_RENAME),
)
_MORE = {
    Command.DEMO: Terms(frozenset({Hands.EMPTY, Hands.INVENTED}), frozenset(KeyFile)),
    Command.INIT: Terms(frozenset({Hands.EMPTY, Hands.TRIAL}), _ALL),
    Command.RECOVER: Terms(_SHEETS),
    Command.TOWN: Terms(BEFORE_USE, _DUTY),
    Command.IMPORT_HMIS: Terms(SERVICE | _EMPTY, _DUTY),
    Command.IMPORT_HOSTS: Terms(SERVICE | _EMPTY, _DUTY),
    Command.PROGRAMME_DIFF: Terms(ANYWHERE, _DUTY),
    Command.SERVE: Terms(SERVICE, _SERVICE | _SIGNER),
    Command.STAFF_ADD: Terms(SERVICE, _BOTH),
    Command.STAFF_LEAVE: Terms(SERVICE, _BOTH),
    Command.STAFF_REWRAP: Terms(SERVICE, _BOTH),
    Command.AUDIT_CHECKPOINT: Terms(SERVICE, _SIGNER),
    Command.AUDIT_WITNESS: Terms(SERVICE, _SIGNER),
    Command.RESTORE: Terms(_EMPTY, _ALL),
    Command.ROUNDS: Terms(SERVICE, frozenset({KeyFile.LEAD, KeyFile.SERVICE})),
    Command.DAILY: Terms(SERVICE, _SERVICE),
    Command.FIGURES: Terms(SERVICE, _DUTY | _SERVICE),
}
TABLE: Mapping[Command, Terms] = MappingProxyType(_table())

_CIRCLES: Mapping[KeyFile, frozenset[str]] = {
    KeyFile.DUTY: frozenset({OFFICE}),
    KeyFile.LEAD: frozenset({SAFEGUARDING}),
    KeyFile.SERVICE: frozenset({ENGINE, RELEASE, SENDING}),
    KeyFile.SIGNER: frozenset(),
}


def answers(command: Command, hands: Hands) -> Answer:
    """What a command does for whoever has this in hand."""
    terms = TABLE[command]
    if hands not in terms.where:
        return Answer.REFUSES
    return Answer.ASKS if terms.keys and hands in CLOSED else Answer.RUNS


def begins(command: Command) -> bool:
    """Whether it makes a service where there is none."""
    return Hands.EMPTY in TABLE[command].where and command is not Command.RESTORE


def opens(keys: frozenset[KeyFile]) -> frozenset[Compartment]:
    """What these key files can open at most, through the circles they are in."""
    circles = frozenset[str]().union(*(_CIRCLES[one] for one in keys))
    return frozenset(one for one, holders in MAY_HOLD.items() if holders & circles)
