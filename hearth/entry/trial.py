"""Everybody invented whom one may enter as in a trial, and their keys. Never beside real people."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from hearth.actions.keys import service
from hearth.core.errors import NotFound, RuleBroken
from hearth.store import keyring, sessions
from hearth.store.access import SignedIn
from hearth.store.folder import Folder, write_whole

FILE = "trial.json"


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody to enter as. `key` names their key file; `says` tells where they are.

    `code` and `secret`: what one of them signs in by on their own, as residents do.
    """

    key: str
    name: str
    says: str
    code: str = ""
    secret: str = ""


def is_one(folder: Folder) -> bool:
    """Whether the folder holds a trial."""
    return (folder.path / FILE).exists()


def keep(folder: Folder, people: Sequence[tuple[Invented, SignedIn | None]]) -> None:
    """Write down whom to enter as; None for who has a key file already."""
    for one, who in people:
        if who is not None:
            keyring.write(folder, one.key, who, None)
    content = json.dumps([asdict(one) for one, _ in people], ensure_ascii=False)
    write_whole(folder.path / FILE, content.encode())


def people(folder: Folder) -> list[Invented]:
    """Whom to enter as, in order."""
    return [Invented(**one) for one in json.loads((folder.path / FILE).read_bytes())]


def enter(folder: Folder, key: str, *, now: datetime) -> tuple[SignedIn, str]:
    """Somebody invented, signed in, and the cookie of their session.

    Raises NotFound for anybody else, RuleBroken once real people's facts may lie here.
    """
    if service.is_in_use():
        raise RuleBroken("this service is in use: nobody enters as anybody else")
    if key not in {one.key for one in people(folder)}:
        raise NotFound("nobody of that name can be entered as")
    who = keyring.sign_in(folder, key, None)
    return who, sessions.begin(who, now=now)


def again(folder: Folder, principal: UUID) -> SignedIn:
    """Somebody invented who was here before, signed in again. Raises NotFound for anybody else."""
    for one in people(folder):
        if keyring.read(folder, one.key).principal == principal:
            return keyring.sign_in(folder, one.key, None)
    raise NotFound("nobody of that name can be entered as")
