"""What an installation keeps in its folder: locked key files, and their renewal by two holders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.keys import service, sign_in
from hearth.core.errors import BadInput
from hearth.core.sign_in import SHORTEST
from hearth.store import folder as folders
from hearth.store import keyring
from hearth.store.access import SignedIn
from hearth.store.folder import Folder

DUTY, LEAD, SERVICE = "duty", "lead", "service"  # the key files of the first people


@dataclass(frozen=True, slots=True)
class Recovered:
    """A service that two holders have opened again. `first`: name and first secret of each."""

    program: SignedIn
    first: tuple[tuple[str, str], ...] = field(repr=False)


def lock_keys(folder: Folder, begun: service.Begun, passphrase: str) -> None:
    """Write the first people's keys, and a new key for checkpoints, under a passphrase."""
    for name, who in zip((DUTY, LEAD, SERVICE), begun.everybody, strict=True):
        keyring.write(folder, name, who, passphrase)
    keyring.new_signer_key(folder)
    keyring.lock_signer(folder, passphrase)


def on_duty(folder: Folder) -> UUID:
    """As whom commands act that are a caseworker's. Raises NotReady without their key file."""
    return keyring.whose(folder, DUTY)


def drill(*, sheets: Sequence[str], now: datetime) -> bool:
    """Whether these two sheets open every circle. Raises BadInput, Sealed."""
    return service.drill(holders=_two(sheets), now=now)


def recover(
    *,
    folder: Folder,
    sheets: Sequence[str],
    passphrase: str,
    names: tuple[str, str],
    now: datetime,
) -> Recovered:
    """Two holders open the service for new first people: `names` of a caseworker and a lead.

    Everybody before is signed out. Raises BadInput for what is no sheet or too short a
    passphrase, Sealed where the two hold nothing together; nothing is changed then.
    """
    if len(passphrase) < SHORTEST:
        raise BadInput(f"the passphrase should have {SHORTEST} characters or more")
    holders = _two(sheets)
    with folders.only_writer(folder, doing="recovering the service"), transaction.atomic():
        begun = service.recover(holders=holders, now=now)
        people = (begun.duty, begun.lead)
        secrets = [
            sign_in.name_staff(who=who, name=name, now=now)
            for who, name in zip(people, names, strict=True)
        ]
        lock_keys(folder, begun, passphrase)
    return Recovered(begun.service, tuple(zip(names, secrets, strict=True)))


def _two(sheets: Sequence[str]) -> dict[UUID, bytes]:
    holders = dict(service.read_sheet(text) for text in sheets)
    if len(holders) < 2:
        raise BadInput("these are two sheets of one holder; recovery needs two holders")
    return holders
