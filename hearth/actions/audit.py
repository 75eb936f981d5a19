"""A checkpoint of the log, signed for somebody outside."""

from datetime import datetime

from django.db import transaction

from hearth.seal import log
from hearth.store import events
from hearth.store.folder import Folder
from hearth.store.keyring import signer

ORIGIN = "hearth"


@transaction.atomic
def sign_checkpoint(*, folder: Folder, now: datetime) -> str:
    """How the log stands now, signed. Worth nothing until somebody outside keeps it."""
    seq, last = events.head()
    return log.checkpoint(ORIGIN, seq, last, signer(folder).private, now.isoformat())
