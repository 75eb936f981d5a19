"""Words that were kept back because they would tell a home: that somebody wrote them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.store import events
from hearth.store.access import SignedIn


@transaction.atomic
def write_down(*, about: UUID, by: SignedIn, now: datetime) -> None:
    """That words about this were kept back, and not which, nor what they would have told.

    The act that they came with was taken back, and its openings with it. Whoever types one street
    after the other to learn which is protected leaves an entry for each.
    """
    events.record("words.kept_back", by=by, about=about, now=now)
