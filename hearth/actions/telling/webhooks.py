"""Programs are told that they should look: named by their owner, called by the running program."""

import json
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.errors import NotFound, Sealed
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.core.webhooks import AT_ONCE, LONGEST_ROUND, OWNERS, Call, again_at
from hearth.exchange.ways import NotDelivered
from hearth.exchange.ways.called import Caller
from hearth.seal.called import sign
from hearth.store import events, rows, tokens, webhooks
from hearth.store.access import SignedIn
from hearth.store.models import TokenRow, WebhookRow

Clock = Callable[[], datetime]


@transaction.atomic
def name(*, token: UUID, address: str, by: SignedIn, now: datetime) -> str:
    """The address at which the program of one's own token is told that it should look, in place of
    the one before. The secret by which it knows our calls, told once.

    Raises NotFound for somebody else's token or none, WrongHands for whoever has nothing to be
    told, InvalidValue for an address that may not be called.
    """
    events.begin_write()
    rows.only(by, *OWNERS)
    return webhooks.name(_own(token, by, now), address, by=by, now=now)


@transaction.atomic
def end(*, token: UUID, by: SignedIn, now: datetime) -> None:
    """It is called no more. Raises NotFound for another's token, or one that is not called."""
    events.begin_write()
    rows.only(by, *OWNERS)
    row = WebhookRow.objects.filter(token=_own(token, by, now)).first()
    if row is None:
        raise NotFound("no such record")
    id = row.id
    row.delete()
    events.record("webhook.ended", by=by, about=id, now=now)


def _own(token: UUID, by: SignedIn, now: datetime) -> TokenRow:
    row = tokens.open_of(by.id, now=now).filter(id=token).first()
    if row is None:
        raise NotFound("no such record")
    return row


def call_due(*, by: SignedIn, clock: Clock, call: Caller) -> int:
    """Call every program that something changed for. How many calls were taken.

    Each is made at least once: what a machine that dies has not written down is called again, by
    the same id. One that fails is waited for, and after some failures switched off; nobody else
    waits for it but for the time of one call. Nobody is kept from writing meanwhile.
    """
    due = list(webhooks.due(clock()).values_list("id", flat=True))
    return sum(_tell(id, by=by, clock=clock, call=call) for id in due)


def _tell(id: UUID, *, by: SignedIn, clock: Clock, call: Caller) -> int:
    """One program. Whether it may still be told, and of what, is asked anew before each call."""
    taken, began = 0, clock()
    for _ in range(AT_ONCE):
        row = webhooks.due(clock()).select_related("token").filter(id=id).first()
        if row is None or clock() - began > LONGEST_ROUND:
            break
        ahead = webhooks.ahead(row)
        if ahead.first is None:
            WebhookRow.objects.filter(id=id).update(seq=ahead.read_to)
            break
        try:
            _make(ahead.first, row, by=by, now=clock(), call=call)
        except NotDelivered:
            _failed(id, by=by, now=clock())
            break
        except Sealed:  # the circle that sends has another key since it was named
            _switch_off(id, by=by, now=clock())
            break
        done = {"seq": ahead.first.seq, "failures": 0, "answered_at": clock()}
        taken += WebhookRow.objects.filter(id=id).update(**done)
    if taken:
        _write_down(taken, id, by=by, now=clock())
    return taken


def _make(one: Call, row: WebhookRow, *, by: SignedIn, now: datetime, call: Caller) -> None:
    to, secret = webhooks.for_us(row, by)
    told = one.told(row.id)
    body = json.dumps(told, separators=(",", ":")).encode()
    let = let_out(Asked(what=Leaves.CALL, content=body, on=now.date()))
    at = int(now.timestamp())
    signs = {
        "webhook-id": told["id"],
        "webhook-timestamp": str(at),
        "webhook-signature": sign(secret, told["id"], at, let.content),
    }
    call(to, let.content, {"Content-Type": let.kind, "User-Agent": "-", **signs})


@transaction.atomic
def _write_down(taken: int, id: UUID, *, by: SignedIn, now: datetime) -> None:
    events.record("webhook.called", by=by, about=id, now=now, purpose=f"calls: {taken}")


@transaction.atomic
def _failed(id: UUID, *, by: SignedIn, now: datetime) -> None:
    events.begin_write()
    row = WebhookRow.objects.filter(id=id).first()
    if row is None:
        return
    failures = row.failures + 1
    again = again_at(failures, now)
    if again is None:
        _switch_off(id, by=by, now=now)
    else:
        WebhookRow.objects.filter(id=id).update(failures=failures, next_at=again)


@transaction.atomic
def _switch_off(id: UUID, *, by: SignedIn, now: datetime) -> None:
    """Its owner reads it on the page, and names the address anew."""
    events.begin_write()
    if WebhookRow.objects.filter(id=id).update(off_at=now):
        events.record("webhook.off", by=by, about=id, now=now)
