"""Addresses of programs that are called, and of what each is still to be told.

What is to be told is read from the log: an act and its entry are one transaction, so nothing that
was done is missed, and nothing is kept twice.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import models
from django.db.models import QuerySet

from hearth.core import introduction
from hearth.core.compartments import SENDING
from hearth.core.errors import Sealed
from hearth.core.webhooks import ACTS, OWNERS, Address, Call, What, address_of
from hearth.seal import called
from hearth.store import events, principals
from hearth.store.access import SignedIn
from hearth.store.models import (
    EntryRow,
    HomeRow,
    HostRow,
    IntroductionRow,
    MemberRow,
    OfferRow,
    OfficeRow,
    PlacementRow,
    TokenRow,
    WebhookRow,
)
from hearth.store.models.intake import CaseRow

READ_AT_ONCE = 2_000  # entries of the log; the rest is read in the next round
_MODELS: Mapping[str, type[models.Model]] = {
    "case": CaseRow,
    "offer": OfferRow,
    "introduction": IntroductionRow,
    "placement": PlacementRow,
    "host": HostRow,
    "home": HomeRow,
}
_TO_CASE = {"case": "", "offer": "case__", "introduction": "offer__case__", "placement": "case__"}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a program is to be told next; None: nothing of the entries up to `read_to`."""

    first: Call | None
    read_to: int


def name(token: TokenRow, text: str, *, by: SignedIn, now: datetime) -> str:
    """Call this address from now on, in place of the one before. The secret, told once.

    Raises InvalidValue for an address that may not be called.
    """
    address_of(text)
    secret, id, us = called.new_secret(), uuid4(), principals.circle(SENDING)
    keys = principals.public_keys((us, by.id))
    for_us = json.dumps({"address": text, "secret": secret}).encode()
    WebhookRow.objects.filter(token=token).delete()
    row = WebhookRow.objects.create(
        id=id,
        token=token,
        for_us=called.close(for_us, keys[us], id),
        for_owner=called.close(text.encode(), keys[by.id], id),
        seq=events.begin_write().seq,
        made_at=now,
        next_at=now,
    )
    events.record("webhook.named", by=by, about=row.id, now=now)
    return secret


def address_for_owner(row: WebhookRow, by: SignedIn) -> str:
    """The address as its owner wrote it; empty where their key is another one since."""
    try:
        return called.open_(bytes(row.for_owner), by.keys[by.id], row.id).decode()
    except Sealed:
        return ""


def for_us(row: WebhookRow, by: SignedIn) -> tuple[Address, str]:
    """Where it listens, and the secret. Raises Sealed where the circle that sends was given
    another key since."""
    key = by.keys.get(principals.circle(SENDING))
    if key is None:
        raise Sealed("only the program that sends knows where another one listens")
    said = json.loads(called.open_(bytes(row.for_us), key, row.id))
    return address_of(said["address"]), said["secret"]


def due(now: datetime) -> QuerySet[WebhookRow]:
    """Those that may be called now: of tokens that work, of somebody who is here."""
    found = WebhookRow.objects.filter(off_at=None, next_at__lte=now, token__ends_at__gt=now)
    here = found.filter(token__principal__ended_at=None, token__principal__role__in=OWNERS)
    return here.order_by("next_at", "id")


def ahead(row: WebhookRow) -> Ahead:
    """Of what this one is to be told next: once of each thing, after the last that changed it.

    Nothing of what its owner's office may not know of. Cost: some questions, and the entries of the
    log since it was last told, up to 2,000.
    """
    entries = list(
        EntryRow.objects.filter(seq__gt=row.seq)
        .order_by("seq")
        .values_list("seq", "at", "act", "about")[:READ_AT_ONCE]
    )
    last: dict[tuple[What, UUID], Call] = {}
    for what, of, some in _by_table(entries):
        theirs = _theirs(of, {about for _, _, about in some}, row.token.principal_id)
        for seq, at, about in some:
            if (number := theirs.get(about)) is not None:
                one = Call(seq, datetime.fromisoformat(at), what, number)
                last[what, number] = max(one, last.get((what, number), one), key=_seq)
    first = min(last.values(), key=_seq, default=None)
    return Ahead(first, entries[-1][0] if entries else row.seq)


def _seq(one: Call) -> int:
    return one.seq


Entry = tuple[int, str, UUID]


def _by_table(
    entries: Iterable[tuple[int, str, str, str]],
) -> Iterator[tuple[What, str, list[Entry]]]:
    """What is told of, by the table whose row each entry names."""
    found: dict[tuple[What, str], list[Entry]] = {}
    for seq, at, act, about in entries:
        if act in ACTS:
            found.setdefault(ACTS[act], []).append((seq, at, UUID(about)))
    for (what, of), some in found.items():
        yield what, of, some


def _theirs(of: str, ids: set[UUID], owner: UUID) -> dict[UUID, UUID]:
    """Of these rows, those that somebody of these offices may know of, each with the number it is
    told by. A case is its office's; hosts and homes are every office's."""
    mine = list(MemberRow.objects.filter(member=owner).values_list("circle_id", flat=True))
    offices = list(OfficeRow.objects.filter(id__in=mine).values_list("id", flat=True))
    rows = _MODELS[of]._default_manager.filter(id__in=list(ids))
    if of not in _TO_CASE:
        return {id: id for id in rows.values_list("id", flat=True)} if offices else {}
    to_case = _TO_CASE[of]
    if (
        of == "offer"
    ):  # a yes taken back after they met would tell whose no it was, before both hear
        rows = rows.exclude(introduction__state__in=introduction.TO_BE_TOLD)
    found = rows.filter(**{f"{to_case}office__in": offices})
    return dict(found.values_list("id", f"{to_case}id"))
