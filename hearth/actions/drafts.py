"""What is typed is kept as it is typed, for whoever types it and for nobody else."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from hearth.store import drafts
from hearth.store.access import SignedIn
from hearth.store.drafts import Typed


@transaction.atomic
def save(
    *,
    name: str,
    fields: Mapping[str, Sequence[str]],
    by: SignedIn,
    now: datetime,
    sent: bool = False,
) -> None:
    """Keep what stands in a form. Written in no log. Raises InvalidValue, RuleBroken."""
    kept = Typed({field: tuple(said) for field, said in fields.items()}, sent)
    drafts.save(name, kept, by=by, now=now)


@transaction.atomic
def drop(*, start: str, by: SignedIn) -> None:
    """Delete what one typed under names that begin so."""
    drafts.drop(start, by=by)
