"""A checkpoint of the log, signed for somebody outside."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hearth.core.audience import Audience
from hearth.seal import log
from hearth.seal.principal import KeyPair
from hearth.store import events, keyring, rows
from hearth.store.access import SignedIn
from hearth.store.folder import Folder

ORIGIN = "hearth"


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint, and the public key to note beside it: 64 hexadecimal digits."""

    text: str
    public_key: str


@transaction.atomic
def sign_checkpoint(*, signer: KeyPair, now: datetime) -> str:
    """How the log stands now, signed. Worth nothing until somebody outside keeps it."""
    seq, last = events.head()
    return log.checkpoint(ORIGIN, seq, last, signer.private, now.isoformat())


def sign_here(*, folder: Folder, by: SignedIn, now: datetime) -> Signed:
    """A checkpoint by the key of this installation, for the auditor to carry outside.

    Raises WrongHands for everybody else, NotReady where the key is locked or missing: it is
    then signed at the machine, by `hearth audit checkpoint`.
    """
    rows.only(by, Audience.AUDITOR)
    pair = keyring.signer(folder, None)
    return Signed(sign_checkpoint(signer=pair, now=now), pair.public.hex())
