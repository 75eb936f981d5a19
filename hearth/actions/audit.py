"""A checkpoint of the log, signed for somebody outside."""

from datetime import datetime

from django.db import transaction

from hearth.seal import log
from hearth.seal.principal import KeyPair
from hearth.store import events

ORIGIN = "hearth"


@transaction.atomic
def sign_checkpoint(*, signer: KeyPair, now: datetime) -> str:
    """How the log stands now, signed. Worth nothing until somebody outside keeps it."""
    seq, last = events.head()
    return log.checkpoint(ORIGIN, seq, last, signer.private, now.isoformat())
