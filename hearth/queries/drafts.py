"""What somebody began to type and has not sent."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from hearth.store import drafts
from hearth.store.access import SignedIn
from hearth.store.drafts import Typed

__all__ = ["Typed", "named", "named_so", "saved", "under"]


@transaction.atomic
def named(name: str, *, by: SignedIn) -> Typed | None:
    """What stands in one form, or None where nothing was typed yet."""
    return drafts.named(name, by=by)


@transaction.atomic
def named_so(names: Iterable[str], *, by: SignedIn) -> dict[str, Typed]:
    """What stands in several forms, by name; nothing of those where nothing was typed."""
    return drafts.named_so(names, by=by)


@transaction.atomic
def under(start: str, *, by: SignedIn) -> dict[str, Typed]:
    """What stands in every form whose name begins so."""
    return drafts.under(start, by=by)


@transaction.atomic
def saved(start: str, *, by: SignedIn) -> dict[str, datetime]:
    """When each form whose name begins so was last saved, the latest first."""
    return drafts.saved(start, by=by)
