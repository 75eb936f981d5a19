"""What somebody is typing, sealed to themselves: saved as they type, deleted when it is used.

A draft is closed with a fresh key each time, and that key is sealed to the typist's own public
key: nobody else can open it, whatever their circles. Nothing of it is in the log: that somebody
types is not an act.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from hearth.core.errors import InvalidValue, RuleBroken, Sealed
from hearth.core.identity import Unsaid
from hearth.seal import grant, item
from hearth.seal.item import Where
from hearth.store import principals, values
from hearth.store.access import SignedIn
from hearth.store.models import DraftRow

OF_PAGES = "at/"  # what the names of drafts begin with that are known by their page alone
OF_PAGES_FOR = timedelta(days=7)  # and so long they are kept
AT_MOST = 400  # of one person; more are no forms that anybody fills in


@dataclass(frozen=True, slots=True, repr=False)
class Typed(Unsaid):
    """What stands in the fields of one form. `sent`: it was sent, and nothing was wrong with it."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sent: bool = False


def _where(id: UUID, name: str, whose: UUID) -> Where:
    return Where(id, whose, "draft", name, 0)


def save(name: str, typed: Typed, *, by: SignedIn, now: datetime) -> None:
    """Keep what was typed in place of what was kept before under this name.

    Raises InvalidValue for a name that is none, RuleBroken for more drafts than anybody needs.
    """
    if not (0 < len(name) <= 64 and name.isascii() and name.isprintable()):
        raise InvalidValue("a draft is called by 1 to 64 plain characters")
    own = DraftRow.objects.filter(principal=by.id)
    row = own.filter(name=name).first()
    if row is None and own.count() >= AT_MOST:
        raise RuleBroken("too much is begun and not finished; finish or delete some of it first")
    id = row.id if row else uuid4()
    where, key = _where(id, name, by.id), item.new_key()
    public = principals.public_keys([by.id])[by.id]
    DraftRow.objects.update_or_create(
        principal_id=by.id,
        name=name,
        defaults={
            "id": id,
            "body": item.close(values.to_json(typed), key, where),
            "wrapped": grant.wrap(key, public, where, by.id),
            "saved_at": now,
        },
    )


def under(start: str, *, by: SignedIn) -> dict[str, Typed]:
    """Everything of one's own whose name begins so, by name."""
    rows = DraftRow.objects.filter(principal=by.id, name__startswith=start).order_by("name")
    return {row.name: _opened(row, by) for row in rows}


def named(name: str, *, by: SignedIn) -> Typed | None:
    """One's own draft of this name, or None where nothing was typed yet."""
    row = DraftRow.objects.filter(principal=by.id, name=name).first()
    return _opened(row, by) if row else None


def _opened(row: DraftRow, by: SignedIn) -> Typed:
    where = _where(row.id, row.name, by.id)
    key = grant.unwrap(bytes(row.wrapped), by.key_of(by.id), where, by.id)
    return values.from_json(Typed, item.open_body(bytes(row.body), key, where))


def named_so(names: Iterable[str], *, by: SignedIn) -> dict[str, Typed]:
    """Those of one's own drafts that have one of these names, by name: one query.

    What was typed before one got a new key opens no more, and is left out.
    """
    found = {}
    for row in DraftRow.objects.filter(principal=by.id, name__in=[*names]):
        with suppress(Sealed):
            found[row.name] = _opened(row, by)
    return found


def saved(start: str, *, by: SignedIn) -> dict[str, datetime]:
    """When each of one's own drafts under `start` was last saved, the latest first."""
    rows = DraftRow.objects.filter(principal=by.id, name__startswith=start).order_by("-saved_at")
    return dict(rows.values_list("name", "saved_at"))


def drop(start: str, *, by: SignedIn) -> None:
    """Delete one's own drafts whose names begin so."""
    DraftRow.objects.filter(principal=by.id, name__startswith=start).delete()


def forget(*, now: datetime) -> int:
    """Delete what was typed on a page a week ago and not sent, whosever it is. How many."""
    old = DraftRow.objects.filter(name__startswith=OF_PAGES, saved_at__lt=now - OF_PAGES_FOR)
    return old.delete()[0]
