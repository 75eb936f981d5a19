"""Which visits are told before, and which come unannounced: drawn by a seed committed to before.

A visit is announced a fortnight before its days begin, so that nobody, the rows included, knows
any longer ahead which will not be.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction

from hearth.actions import outbox
from hearth.core.checks import State
from hearth.core.compartments import ENGINE, SAFEGUARDING, Compartment
from hearth.core.gate import NEWS, Message
from hearth.core.ids import PrincipalId
from hearth.core.placement import LIVES_THERE
from hearth.core.unannounced import commitment, draw
from hearth.seal.item import new_key
from hearth.store import events, facts, programmes
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow, DrawRow, PersonRow
from hearth.store.principals import circle

NOTICE = timedelta(days=14)  # the service's own choice
TOLD_AFTER = timedelta(days=92)  # after the quarter, when the visits it decided are over
PURPOSE = "unannounced visits"
MONTHS = 3


@transaction.atomic
def announce(*, by: SignedIn, now: datetime) -> int:
    """Announce the visits whose days begin soon, but for those that the draw leaves out.

    How many were announced. `by` is the running program, which holds the seed.
    """
    events.begin_write()
    today = now.date()
    near = CheckRow.objects.filter(
        state=State.DUE,
        announced_on=None,
        raised=False,
        counted_from__isnull=False,
        opens_on__lte=today + NOTICE,
        closes_on__gte=today,
        placement__state__in=LIVES_THERE,
    ).exclude(recurrence=EXTRA)
    groups: dict[tuple[str, str, date], list[CheckRow]] = defaultdict(list)
    for row in near.only("id", "placement_id", "recurrence", "programme", "due_on"):
        groups[row.programme, row.recurrence, _quarter(row.due_on)].append(row)
    told = 0
    for (ref, rule, first), some in groups.items():
        share = programmes.of(ref).recurrence(rule).unannounced_share
        hidden = frozenset(map(_name, some)) if share >= 1 else frozenset()
        if 0 < share < 1:
            hidden = draw(_seed(first, by=by, now=now), map(_name, some), share)
        announced = [row for row in some if _name(row) not in hidden]
        told += _tell(announced, today)
        _let_them_know(announced, by=by, now=now)
    return told


def _name(row: CheckRow) -> str:
    """What is drawn: the stay, the rule and the day, all of which an auditor can read."""
    return f"{row.placement_id.hex}:{row.recurrence}:{row.due_on}"


def _tell(rows_: Iterable[CheckRow], today: date) -> int:
    return CheckRow.objects.filter(id__in=[row.id for row in rows_]).update(announced_on=today)


def _let_them_know(announced: Iterable[CheckRow], *, by: SignedIn, now: datetime) -> None:
    """A note to the person that there is something to read; of an unannounced visit, nothing."""
    stays = {row.placement_id: row for row in announced}
    found = PersonRow.objects.filter(
        parties__party__case__placements__in=stays, principal__isnull=False
    )
    for stay, case, person in found.values_list(
        "parties__party__case__placements",
        "parties__party__case",
        "principal_id",
    ):
        if stay in stays:
            note = Message(to=PrincipalId(person), purpose=NEWS)
            key = f"visit:{stays[stay].id.hex}"
            outbox.queue(note, key=f"{key}:{person.hex}", case=case, because=stay, by=by, now=now)


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def _after(quarter: date) -> date:
    return _quarter(quarter + timedelta(days=32 * MONTHS))


def _seed(quarter: date, *, by: SignedIn, now: datetime) -> bytes:
    """The seed of a quarter; made, and committed to in the log, when it is first needed."""
    row = DrawRow.objects.filter(first_on=quarter).first()
    if row is not None:
        opened = facts.open_(str, row.item_id, by=by, now=now, purpose=PURPOSE)
        return bytes.fromhex(opened)
    seed, id = new_key(), uuid4()
    fact = facts.NewFact(
        subject=id,
        compartment=Compartment.DRAW,
        kind="seed",
        value=seed.hex(),
        to=(circle(ENGINE), circle(SAFEGUARDING)),
    )
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    DrawRow.objects.create(
        id=id, first_on=quarter, end_on=_after(quarter), commitment=commitment(seed), item_id=item
    )
    events.record("draw.committed", by=by, about=id, now=now, purpose=commitment(seed))
    return seed


@transaction.atomic
def reveal(*, by: SignedIn, now: datetime) -> int:
    """Tell the seeds of quarters that are long over, so that anybody can draw again. How many."""
    events.begin_write()
    over = DrawRow.objects.filter(seed="", end_on__lte=now.date() - TOLD_AFTER)
    for row in over:
        row.seed = facts.open_(str, row.item_id, by=by, now=now, purpose=PURPOSE)
        row.save(update_fields=["seed"])
        events.record("draw.revealed", by=by, about=row.id, now=now, purpose=row.seed)
    return len(over)
