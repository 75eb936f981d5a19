"""A list of hosts that comes in through a page: sent, its columns named, looked at, entered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.exchange.hosts import import_hosts
from hearth.core.audience import Audience
from hearth.core.errors import BadInput, RuleBroken
from hearth.exchange.apart import sheet_of
from hearth.exchange.hosts import hosts_of
from hearth.store import events, facts, rows, uploads
from hearth.store.access import SignedIn
from hearth.store.uploads import PURPOSE, Upload

MOST_COLUMNS = 200


@transaction.atomic
def send(
    *, name: str, content: bytes, register: str, programme: str, by: SignedIn, now: datetime
) -> UUID:
    """Read a list and keep it, sealed. Nothing of it is entered yet.

    Raises BadInput where it cannot be read as a table, or has more columns than a person
    could go through.
    """
    rows.only(by, Audience.CASEWORKER)
    sheet = sheet_of(name, content)
    if len(sheet.columns) > MOST_COLUMNS:
        raise BadInput(f"the list has more than {MOST_COLUMNS} columns; leave some out")
    fresh = Upload(
        name=name,
        sheet=sheet,
        register=register,
        programme=programme,
        sent_at=now,
        mapping={},
    )
    id = uploads.put(fresh, by=by, now=now)
    events.record("upload.sent", by=by, about=id, now=now, purpose=PURPOSE)
    return id


@transaction.atomic
def name_columns(*, upload: UUID, mapping: Mapping[str, str], by: SignedIn, now: datetime) -> None:
    """Say which column is which of our fields; an empty field leaves a column out."""
    rows.only(by, Audience.CASEWORKER)
    item, found = uploads.get(upload, by=by, now=now)
    kept = {theirs: ours for theirs, ours in mapping.items() if theirs in found.sheet.columns}
    facts.change(item, replace(found, mapping=kept), by=by, now=now, purpose=PURPOSE)


def enter(*, upload: UUID, only_right: bool, by: SignedIn, now: datetime) -> bool:
    """Enter the hosts of a list. Whether all of it is in; then the list itself is shredded.

    Nothing is entered while any row is wrong, unless `only_right` says to leave those out:
    then the list stays until it is thrown away, so that they can be mended. Raises RuleBroken,
    NotFound, BadInput.
    """
    with transaction.atomic():  # that it was read stays on record where nothing comes of it
        rows.only(by, Audience.CASEWORKER)
        item, found = uploads.get(upload, by=by, now=now)
    return _entered(item, found, only_right=only_right, by=by, now=now)


@transaction.atomic
def _entered(item: UUID, found: Upload, *, only_right: bool, by: SignedIn, now: datetime) -> bool:
    right, report = hosts_of(found.sheet, found.name, found.mapping, read_on=now.date())
    wrong = report.rows - report.right
    if wrong and not only_right:
        raise RuleBroken(f"{wrong} rows are wrong: mend them, or say that they are left out")
    done = import_hosts(
        right, register=found.register, programme=found.programme, by=by, now=now
    ).hosts
    if not wrong:
        facts.shred(item, by=by, now=now, purpose=PURPOSE)
        return True
    entered = (done.new, done.changed, done.unchanged)
    facts.change(item, replace(found, entered=entered), by=by, now=now, purpose=PURPOSE)
    return False


@transaction.atomic
def throw_away(*, upload: UUID, by: SignedIn, now: datetime) -> None:
    """Shred a list. Hosts that were entered from it stay."""
    rows.only(by, Audience.CASEWORKER)
    item, _ = uploads.get(upload, by=by, now=now)
    facts.shred(item, by=by, now=now, purpose=PURPOSE)
